//! The move to a later stage.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, OPEN};
use crate::model::words::words;
use crate::model::{Case, CaseRef, Entry, Instant, StageNumber, State};

/// A move to a later stage; the record says why, and what the risks are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Advance {
    /// The stage that it moves to.
    pub to: StageNumber,
    /// When it moved.
    pub entered: Instant,
    /// On what ground.
    pub ground: Ground,
    /// The similar cases that were named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<CaseRef>,
}

words! {
    /// The ground on which a case moves to a later stage, or opens there.
    pub enum Ground {
        Unresolved = "unresolved", "the stage before did not resolve it";
        PolicyIssue = "policy-issue", "the discussions raise significant policy issues";
        SimilarConcerns = "similar-concerns", "a number of similar concerns have been recorded";
        ImmediateHarm = "immediate-harm", "a child is thought to be at risk of immediate harm";
        ChainExhausted = "chain-exhausted", "the management chain of an agency is exhausted";
        ScrutineerFinding = "scrutineer-finding", "the Independent Scrutineer finds the leadership arrangements weak";
        SeriousDisagreement = "serious-disagreement", "serious professional disagreements remain";
    }
}

impl Kind for Advance {
    const NAME: &'static str = "advance";
    const A: &'static str = "a move to a later stage";
    const ADMITTED: &'static [State] = OPEN;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if self.to <= case.stage {
            return Err(entry.nonsense("it does not move to a later stage"));
        }
        case.enter(self.to, self.entered, Some(self.ground), entry);
        Ok(())
    }
}
