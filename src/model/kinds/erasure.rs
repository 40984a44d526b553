//! What an entry said is taken away, lawfully.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, EntryNumber, LogId, Refusal, State};

/// That the words of entries were erased; the record says why, and by which authority.
///
/// What the entries did to the case stays, so that the chain and the case hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The entries whose records are taken away.
    pub erases: Vec<Erased>,
}

/// An entry whose record is taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Erased {
    /// Its log.
    pub log: LogId,
    /// Its number.
    pub entry: EntryNumber,
}

impl Kind for Erasure {
    const NAME: &'static str = "erasure";
    const A: &'static str = "an erasure";
    const ADMITTED: &'static [State] = ALWAYS;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        if self.erases.is_empty() {
            return Err(Refusal::arguments("It erases no entry."));
        }
        if case.held {
            return Err(Refusal::protocol(format!("A legal hold stands on case {}.", case.reference))
                .hint(format!("release it first, where that is lawful: escalate hold {} --release --why …", case.reference)));
        }
        Ok(())
    }

    fn apply(&self, _entry: &Entry, _case: &mut Case) -> Result<(), Nonsense> {
        Ok(())
    }
}
