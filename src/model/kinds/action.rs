//! An action that was agreed.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, State};

/// An agreed action; the record says what, and who owns it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {}

impl Kind for Action {
    const NAME: &'static str = "action";
    const A: &'static str = "an agreed action";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, _entry: &Entry, _case: &mut Case) -> Result<(), Nonsense> {
        Ok(())
    }
}
