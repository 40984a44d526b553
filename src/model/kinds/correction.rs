//! A mistake in an entry is corrected; both stay readable.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Agreement, Kind, Nonsense, Verdict};
use crate::model::{Case, Entry, EntryNumber, Id, Instant, Record, Refusal, Standing, State};

/// A correction; the record holds what replaces the corrected entry's words, and why.
///
/// Its field `why` is the reason; a corrected `why` stands in [`Correction::WHY`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Correction {
    /// The entry that it corrects.
    pub corrects: EntryNumber,
    /// The corrected moment of what happened, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Instant>,
    /// Whether only the day of it was named.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day_only: bool,
    /// The corrected result of a discussion, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// The corrected result of a decision, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// The corrected end that was given for a request or an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Instant>,
    /// The agencies, by their number, that were named by mistake and are no parties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaves: Vec<u32>,
    /// The corrected category, where that was wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Id>,
}

impl Correction {
    /// The field in which a corrected `why` stands.
    pub const WHY: &'static str = "corrected-why";

    /// The texts that replace those of the corrected entry, by the names that they have there.
    pub fn replacements<'r>(&self, said: &'r Record) -> impl Iterator<Item = (Id, String)> + use<'r> {
        let why = "why".parse::<Id>().ok();
        said.fields.iter().filter(|(field, _)| **field != "why").filter_map(move |(field, text)| {
            let field = if *field == Self::WHY { why.clone()? } else { field.clone() };
            Some((field, text.clone()))
        })
    }
}

impl Kind for Correction {
    const NAME: &'static str = "correction";
    const A: &'static str = "a correction";
    const ADMITTED: &'static [State] = ALWAYS;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        case.has_all(&[self.corrects])
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if let Some(moved) = self.moved {
            case.move_start(self.corrects, moved);
        }
        if let Some(agreed) = self.agreement.map(Agreement::agreed).or(self.verdict.map(Verdict::agreed)) {
            case.correct_result(self.corrects, agreed);
        }
        if let Some(decided) = case.decision_mut(self.corrects) {
            decided.result = self.verdict.or(decided.result);
        }
        if let Some(by) = self.by {
            case.move_end(self.corrects, by);
        }
        for party in &self.leaves {
            case.party_mut(*party).ok_or_else(|| entry.nonsense("it names an agency that is not there"))?.standing =
                Standing::Consulted;
        }
        if let Some(category) = &self.category {
            case.category = category.clone();
        }
        if let Some(record) = &entry.record
            && !record.children.is_empty()
        {
            case.children.clone_from(&record.children);
        }
        // What was approved, or copied to the file, no longer is what the log says.
        case.approved.remove(&self.corrects);
        case.filed.remove(&self.corrects);
        Ok(())
    }
}
