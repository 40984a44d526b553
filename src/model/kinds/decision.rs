//! What a manager, a chair or a panel decided, and why.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::words::words;
use crate::model::{Case, Decided, Entry, EntryNumber, Instant, Refusal, State};

/// A decision; the record says who decided, what, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Decision {
    /// What it means for the decision that was challenged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Verdict>,
    /// The earlier decision that it replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<EntryNumber>,
    /// When it was made, where the case needs to know once the record is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<Instant>,
    /// Whether somebody supports the request that it decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub supported: bool,
}

words! {
    /// What a decision means for the one that was challenged.
    pub enum Verdict {
        Stands = "stands", "the decision that was challenged stands";
        Changed = "changed", "the decision that was challenged is changed";
        Partly = "partly", "the decision that was challenged is changed in part";
        Deferred = "deferred", "it is decided later";
    }
}

impl Verdict {
    /// Whether it brought what the challenge asked for; none where it is decided later, or in part.
    pub fn agreed(self) -> Option<bool> {
        match self {
            Self::Stands => Some(false),
            Self::Changed => Some(true),
            Self::Partly | Self::Deferred => None,
        }
    }
}

impl Kind for Decision {
    const NAME: &'static str = "decision";
    const A: &'static str = "a decision";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        let Some(earlier) = self.replaces else { return Ok(()) };
        match case.decision(earlier) {
            None => Err(case.no_such(earlier, "decision")),
            Some(Decided { replaced_by: Some(later), .. }) => Err(Refusal::protocol(format!(
                "Entry {earlier} was already replaced by entry {later}."
            ))
            .hint(format!("name the decision that stands now: --replaces {later}"))),
            Some(_) => Ok(()),
        }
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if let Some(earlier) = self.replaces {
            let replaced = case.decision_mut(earlier);
            replaced.ok_or_else(|| entry.nonsense("it replaces no decision of this case"))?.replaced_by =
                Some(entry.number);
        }
        if let Some(earlier) = self.replaces {
            case.forget_result(earlier);
        }
        case.note_result(entry, self.made, self.result.and_then(Verdict::agreed));
        case.decisions.push(Decided {
            entry: entry.number,
            result: self.result,
            supported: self.supported,
            replaced_by: None,
        });
        Ok(())
    }
}
