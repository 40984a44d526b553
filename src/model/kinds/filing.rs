//! A copy is placed on the child's file.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, EntryNumber, Refusal, State};

/// That copies of entries were placed on the child's file; the record says where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// The entries that it files.
    pub entries: Vec<EntryNumber>,
}

impl Kind for Filing {
    const NAME: &'static str = "filing";
    const A: &'static str = "a filing";
    const ADMITTED: &'static [State] = ALWAYS;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        if self.entries.is_empty() {
            return Err(Refusal::arguments("It files no entry."));
        }
        case.has_all(&self.entries)
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        case.filed.extend(self.entries.iter().map(|of| (*of, entry.number)));
        Ok(())
    }
}
