//! Where an agency keeps its own record.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, State};

/// That a party keeps its own record; the record says where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnRecord {
    /// The agency's number in the case.
    pub party: u32,
}

impl Kind for OwnRecord {
    const NAME: &'static str = "own-record";
    const A: &'static str = "an agency's own record";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let party = case.party_mut(self.party).ok_or_else(|| entry.nonsense("its agency is not in the case"))?;
        party.keeps_record = Some(entry.number);
        Ok(())
    }
}
