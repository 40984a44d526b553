//! The concern as put to the other professional: it opens a case.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Ground, Kind, Nonsense};
use crate::model::{Case, Digest, Entry, Id, Instant, StageNumber, State};

/// A challenge: under which protocol, on which pathway, at which stage a case opens.
///
/// The record says the concern, the evidence and the effect on the child, and who puts it to whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Challenge {
    /// The protocol.
    pub protocol: Id,
    /// The version of its definition.
    pub version: String,
    /// The digest of the definition as it was stored with the logbook.
    pub definition: Digest,
    /// The calendar that counts its working days.
    pub calendar: Id,
    /// The pathway.
    pub pathway: Id,
    /// Where the disagreement arises.
    pub category: Id,
    /// The stage at which it opens.
    pub stage: StageNumber,
    /// The ground for opening at a later stage than the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// When the concern was put.
    pub opened: Instant,
    /// Whether both sides are of one agency.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub within_agency: bool,
    /// The number of the agency whose logbook this is, where it is in the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_party: Option<u32>,
}

impl Kind for Challenge {
    const NAME: &'static str = "challenge";
    const A: &'static str = "a challenge";
    const ADMITTED: &'static [State] = ALWAYS;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if case.entries.is_empty() { Ok(()) } else { Err(entry.nonsense("a case is opened once")) }
    }
}
