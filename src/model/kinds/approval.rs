//! The record is approved and dated.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, EntryNumber, Refusal, State};

/// That entries were approved; the record says by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The entries that it approves.
    pub entries: Vec<EntryNumber>,
}

impl Kind for Approval {
    const NAME: &'static str = "approval";
    const A: &'static str = "an approval";
    const ADMITTED: &'static [State] = ALWAYS;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        if self.entries.is_empty() {
            return Err(Refusal::arguments("It approves no entry."));
        }
        case.has_all(&self.entries)
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        case.approved.extend(self.entries.iter().map(|of| (*of, entry.number)));
        Ok(())
    }
}
