//! That a child is at risk of immediate harm, or no longer is.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, Refusal, State};

/// Says on its own that a child is at risk of immediate harm, or with the reason that none is any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HarmFlag {
    /// Whether it lifts the flag.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lifted: bool,
}

impl Kind for HarmFlag {
    const NAME: &'static str = "immediate-harm";
    const A: &'static str = "a risk of immediate harm";
    const ADMITTED: &'static [State] = ALWAYS;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        if !self.lifted || case.harm.is_some() {
            return Ok(());
        }
        Err(Refusal::protocol(format!("Nobody in case {} is marked as at risk of immediate harm.", case.reference)))
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if self.lifted {
            case.harm = None;
        } else if entry.skeleton.immediate_harm.is_none() {
            return Err(entry.nonsense("it does not say since when"));
        }
        Ok(())
    }
}
