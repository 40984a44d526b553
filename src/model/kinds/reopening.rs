//! An ended case goes back to its stage.

use serde::{Deserialize, Serialize};

use super::{ENDED, Kind, Nonsense};
use crate::model::{Case, Entry, State};

/// That a resolved, closed or withdrawn case goes back to its stage; the record says why.
///
/// Its limits stay as they were given; confirmations are owed anew at the next resolution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {}

impl Kind for Reopening {
    const NAME: &'static str = "reopening";
    const A: &'static str = "a reopening";
    const ADMITTED: &'static [State] = ENDED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if case.ending.take().is_none() {
            return Err(entry.nonsense("the case has not ended"));
        }
        // What was to be done at the resolution is to be done at the next one.
        case.duties.retain(|duty| !duty.at_resolution || duty.met_by().is_some());
        for party in &mut case.parties {
            party.confirmed = None;
        }
        Ok(())
    }
}
