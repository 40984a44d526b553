//! What can be wrong with a logbook, and what it means for it as evidence.

use super::StoreError;
use crate::model::{CaseRef, Digest, EntryNumber, LogId, Receipt};

/// The first thing that is wrong with a logbook.
#[derive(Debug, thiserror::Error)]
pub enum Wrong {
    /// It could not be read, or its medium is damaged.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chain is broken.
    #[error("Entry {entry} of log {log} {what}.")]
    Chain {
        /// The log.
        log: LogId,
        /// The entry at which it breaks.
        entry: EntryNumber,
        /// How.
        what: &'static str,
    },
    /// A definition is not the one that was stored.
    #[error("The definition {0} is missing, or is not what was stored.")]
    Definition(Digest),
    /// The entries of a case cannot follow each other.
    #[error("Case {case} cannot be put together: {what}.")]
    Case {
        /// The case.
        case: CaseRef,
        /// Why.
        what: String,
    },
    /// An entry is not what the rules make of it.
    #[error("Entry {entry} of log {log} is not what the rules make of it: {what}.")]
    Rules {
        /// The log.
        log: LogId,
        /// The entry.
        entry: EntryNumber,
        /// What differs.
        what: String,
    },
    /// An entry claims a time at which it cannot have been recorded.
    #[error("Entry {entry} of log {log} cannot have been recorded when it says: {what}.")]
    Time {
        /// The log.
        log: LogId,
        /// The entry; 0 is the founding.
        entry: EntryNumber,
        /// Why.
        what: String,
    },
    /// A definition does not pass the checks that definitions pass.
    #[error("The definition {digest} is none that this program takes: {what}.")]
    Unsound {
        /// Its digest.
        digest: Digest,
        /// What is wrong with it.
        what: String,
    },
    /// What is derived is not what the entries say.
    #[error("What lists and the agenda show of case {0} is not what its entries say.")]
    Derived(CaseRef),
    /// What entries and cases are found by is not what they say.
    #[error("What entries are found by is not what they say: {0}.")]
    Index(String),
    /// A receipt does not fit.
    #[error("The receipt of entry {} of log {} does not fit: {what}.", receipt.entry, receipt.log)]
    Receipt {
        /// The receipt.
        receipt: Receipt,
        /// Why.
        what: &'static str,
    },
}

impl Wrong {
    /// What it means for the logbook as evidence.
    pub fn meaning(&self) -> &'static str {
        match self {
            Self::Store(_) => {
                "The file is damaged, or is not the one that was written. Keep it as it is, and use a copy."
            }
            Self::Chain { .. } => {
                "What stands before this entry is as it was recorded; this entry, or one beside it, was changed, added or removed after it was sealed."
            }
            Self::Definition(_) => "The cases under this definition cannot be shown to have followed it.",
            Self::Case { .. } => {
                "The entries are sealed, but were not written by this program, or by a newer version of it."
            }
            Self::Rules { .. } => {
                "It is sealed as it stands, but this program does not write it so: another program wrote it, or it was changed and sealed anew."
            }
            Self::Time { .. } => {
                "It was sealed by a clock that was wrong by more than a day, or made up later. Compare it with what others hold: letters, backups, receipts."
            }
            Self::Unsound { .. } => {
                "What is due cannot be told by it: it was made by a newer version, or not by this program."
            }
            Self::Derived(_) | Self::Index(_) => {
                "The entries are whole; only lists and the agenda are not to be trusted until they are renewed: escalate verify --rebuild"
            }
            Self::Receipt { .. } => {
                "This is not the log as it stood when the receipt was given: entries were removed or replaced since, or it is an older copy."
            }
        }
    }
}
