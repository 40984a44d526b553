//! A protective step that was called for.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, State};

/// A step to protect the child: an allocation, a strategy meeting, a core group, a conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectiveStep {}

impl Kind for ProtectiveStep {
    const NAME: &'static str = "protective-step";
    const A: &'static str = "a protective step";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, _entry: &Entry, _case: &mut Case) -> Result<(), Nonsense> {
        Ok(())
    }
}
