//! The kinds of entry: one file each, with its data, its validation and its effect on a case.
//!
//! A new kind is one new file and one line in the list below.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::{RawValue, to_raw_value};

use super::{Case, Entry, Refusal, State};

/// What every kind of entry can tell.
pub trait Kind: Serialize + DeserializeOwned {
    /// The name in the log and in JSON.
    const NAME: &'static str;
    /// The name in a sentence, with its article.
    const A: &'static str;
    /// The states of a case in which it is admitted.
    const ADMITTED: &'static [State];

    /// Whether it makes sense in the case as it stands, whatever the protocol.
    fn check(&self, case: &Case) -> Result<(), Refusal> {
        let _ = case;
        Ok(())
    }

    /// Its effect on the case; an error where it makes no sense there, which an admitted entry never has.
    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense>;
}

/// An entry that cannot follow the ones before it: the log was not written by this program.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("entry {number} cannot follow the entries before it: {reason}")]
pub struct Nonsense {
    /// The entry's number.
    pub number: super::EntryNumber,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl Entry {
    /// The finding that this entry makes no sense.
    pub(crate) fn nonsense(&self, reason: &'static str) -> Nonsense {
        Nonsense { number: self.number, reason }
    }
}

const OPEN: &[State] = &[State::Open];
const ENDED: &[State] = &[State::Resolved, State::Closed, State::Withdrawn];
const UNTIL_CLOSED: &[State] = &[State::Open, State::Resolved];
const ALWAYS: &[State] = &[State::Open, State::Resolved, State::Closed, State::Withdrawn];

macro_rules! kinds {
    ($($file:ident::$kind:ident,)*) => {
        $(mod $file;)*
        $(pub use $file::$kind;)*

        /// The kind of an entry, with what is particular to it.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Event {
            $(#[doc = concat!("See [`", stringify!($kind), "`].")] $kind($kind),)*
            /// A kind that a newer version of the program wrote: its name and its data, unread.
            Unknown {
                /// The kind's name.
                kind: String,
                /// Its data, as JSON.
                data: String,
            },
        }

        impl Event {
            /// The name in the log and in JSON.
            pub fn kind(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $kind::NAME,)*
                    Self::Unknown { kind, .. } => kind,
                }
            }

            /// The name in a sentence, with its article.
            pub fn a_kind(&self) -> &str {
                match self {
                    $(Self::$kind(_) => $kind::A,)*
                    Self::Unknown { .. } => "an entry of a kind that this version does not know",
                }
            }

            /// Whether a case in this state takes an entry of this kind.
            pub fn admitted_in(&self, state: State) -> bool {
                match self {
                    $(Self::$kind(_) => $kind::ADMITTED.contains(&state),)*
                    Self::Unknown { .. } => false,
                }
            }

            /// Whether it makes sense in the case as it stands, whatever the protocol.
            pub fn check(&self, case: &Case) -> Result<(), Refusal> {
                match self {
                    $(Self::$kind(event) => event.check(case),)*
                    Self::Unknown { .. } => Ok(()),
                }
            }

            /// Its effect on the case.
            pub fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
                match self {
                    $(Self::$kind(event) => event.apply(entry, case),)*
                    Self::Unknown { kind, .. } => {
                        case.unknown = Some(kind.clone());
                        Ok(())
                    }
                }
            }

            /// What is particular to it, as JSON.
            pub(crate) fn to_json(&self) -> serde_json::Result<Box<RawValue>> {
                match self {
                    $(Self::$kind(event) => to_raw_value(event),)*
                    Self::Unknown { data, .. } => RawValue::from_string(data.clone()),
                }
            }

            /// Reads what is particular to a kind.
            pub(crate) fn from_json(kind: &str, data: &str) -> serde_json::Result<Self> {
                match kind {
                    $($kind::NAME => serde_json::from_str(data).map(Self::$kind),)*
                    _ => Ok(Self::Unknown { kind: kind.to_owned(), data: data.to_owned() }),
                }
            }
        }

        $(impl From<$kind> for Event {
            fn from(event: $kind) -> Self {
                Self::$kind(event)
            }
        })*

        /// Every kind's name, in the order of the list.
        pub const KINDS: &[&str] = &[$($kind::NAME,)*];

        /// What is said of an entry of a kind that this version does not know.
        pub const UNKNOWN_KIND: &str = "of a kind that this version does not know";
    };
}

kinds! {
    challenge::Challenge,
    discussion::Discussion,
    decision::Decision,
    advance::Advance,
    timescale::Timescale,
    duty::DutyMet,
    protection::ProtectiveStep,
    immediate_harm::HarmFlag,
    party::PartyJoined,
    own_record::OwnRecord,
    request::Request,
    answer::Answer,
    action::Action,
    action_done::ActionDone,
    resolution::Resolution,
    confirmation::Confirmation,
    withdrawal::Withdrawal,
    reopening::Reopening,
    approval::Approval,
    filing::Filing,
    correction::Correction,
    hold::Hold,
    erasure::Erasure,
}

pub use advance::Ground;
pub use decision::Verdict;
pub use discussion::{Agreement, Mode};
pub use erasure::Erased;
