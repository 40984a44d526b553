//! A protective step that was called for.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, State};

/// A step to protect the child: an allocation, a strategy meeting, a core group, a conference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProtectiveStep {}

impl Kind for ProtectiveStep {
    const NAME: &'static str = "protective-step";
    const A: &'static str = "a protective step";
    const ADMITTED: &'static [State] = ALWAYS;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if let Some(harm) = &mut case.harm {
            harm.step = Some(entry.number);
        }
        Ok(())
    }
}
