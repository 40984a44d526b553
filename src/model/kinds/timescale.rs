//! A limit that people state, or shorten to protect the child.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, OPEN};
use crate::model::{Case, Entry, Instant, State};

/// A stated or a protective end for the current stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Timescale {
    /// The end that was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Instant>,
    /// The earlier end that protects the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protective: Option<Instant>,
}

impl Kind for Timescale {
    const NAME: &'static str = "timescale";
    const A: &'static str = "a timescale";
    const ADMITTED: &'static [State] = OPEN;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let visit = case.visits.last_mut().ok_or_else(|| entry.nonsense("the case has no stage"))?;
        let limit = &mut visit.limit;
        limit.stated = self.stated.or(limit.stated);
        limit.protective = self.protective.or(limit.protective);
        Ok(())
    }
}
