//! How the disagreement ended.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, OPEN};
use crate::model::{Case, Ending, Entry, Id, State};

/// A resolution; the record says how it ended and, separately, the outcome for the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// The outcome, as the protocol names it.
    pub outcome: Id,
}

impl Kind for Resolution {
    const NAME: &'static str = "resolution";
    const A: &'static str = "a resolution";
    const ADMITTED: &'static [State] = OPEN;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if case.ending.is_some() {
            return Err(entry.nonsense("the case has ended already"));
        }
        case.ending = Some(Ending::Resolved { entry: entry.number, outcome: self.outcome.clone() });
        Ok(())
    }
}
