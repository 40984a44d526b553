//! An agreed action was done.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, EntryNumber, Refusal, State};

/// That an agreed action was done; the record says how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionDone {
    /// The action.
    pub action: EntryNumber,
}

impl Kind for ActionDone {
    const NAME: &'static str = "action-done";
    const A: &'static str = "an action done";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        match case.action(self.action) {
            None => Err(case.no_such(self.action, "agreed action")),
            Some(action) => case.still_open(action, "done"),
        }
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let action = case.action_mut(self.action);
        action.ok_or_else(|| entry.nonsense("it does no action of this case"))?.met_by = Some(entry.number);
        Ok(())
    }
}
