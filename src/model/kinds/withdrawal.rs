//! The challenge is withdrawn.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, OPEN};
use crate::model::{Case, Ending, Entry, State};

/// That the challenge is withdrawn; the record says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {}

impl Kind for Withdrawal {
    const NAME: &'static str = "withdrawal";
    const A: &'static str = "a withdrawal";
    const ADMITTED: &'static [State] = OPEN;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if case.ending.is_some() {
            return Err(entry.nonsense("the case has ended already"));
        }
        case.ending = Some(Ending::Withdrawn { entry: entry.number });
        Ok(())
    }
}
