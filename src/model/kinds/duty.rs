//! A duty of a stage was met.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, Id, StageNumber, State};

/// That a duty was met; the record says what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyMet {
    /// The duty.
    pub duty: Id,
    /// The stage that it belongs to.
    pub of: StageNumber,
}

impl DutyMet {
    /// That a duty was met; which stage it belongs to is found out when it is admitted.
    pub fn new(duty: Id) -> Self {
        Self { duty, of: StageNumber(0) }
    }
}

impl Kind for DutyMet {
    const NAME: &'static str = "duty";
    const A: &'static str = "a duty met";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if let Some(owed) = case.duty_mut(self.of, &self.duty) {
            owed.met_by = Some(entry.number);
        } else {
            // An option: the protocol offers it, and nothing began with the stage.
            case.options_taken.push((self.of, self.duty.clone(), entry.number));
        }
        Ok(())
    }
}
