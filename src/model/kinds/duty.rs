//! A duty was met, or cannot be met any more.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, Id, Responsible, Settled, StageNumber, State};

/// That a duty was met, or why it cannot be any more; the record says what was done, or why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DutyMet {
    /// The duty.
    pub duty: Id,
    /// The stage that it belongs to.
    pub of: StageNumber,
    /// Whose duty it was; found out when it is admitted, where nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Responsible>,
    /// Whether it cannot be met any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub not_done: bool,
}

impl DutyMet {
    /// That a duty was met; which stage it belongs to is found out when it is admitted.
    pub fn new(duty: Id, by: Option<Responsible>, not_done: bool) -> Self {
        Self { duty, of: StageNumber(0), by, not_done }
    }
}

impl Kind for DutyMet {
    const NAME: &'static str = "duty";
    const A: &'static str = "a duty met";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let by = self.by.ok_or_else(|| entry.nonsense("it does not say whose duty it was"))?;
        let settled = Settled { entry: entry.number, not_done: self.not_done };
        case.settle(self.of, &self.duty, by, settled)
            .ok_or_else(|| entry.nonsense("the duty has not begun, or was met before"))
    }
}
