//! What somebody has to do, from when and until when.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{EntryNumber, Id, StageNumber};

/// An instant with its offset, as it was reckoned.
pub type Instant = DateTime<FixedOffset>;

/// Something that is to be done, with the limit that was worked out when it began.
///
/// It is sealed with the entry that began it, so a date once given moves only by a further entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Obligation {
    /// What is to be done.
    pub what: Subject,
    /// The instant that it counts from.
    pub since: Instant,
    /// The end of the protocol's limit, or of the limit given for a request or an action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// The end that the person escalating stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<Instant>,
    /// The earlier end that protects the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protective: Option<Instant>,
    /// Whether it is to happen without delay.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub urgent: bool,
    /// Whether a stated end may exceed the protocol's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indicative: bool,
    /// The start that it still waits for, as the definition names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits_for: Option<String>,
    /// The entry whose moment it counts from, where that is an earlier one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<EntryNumber>,
    /// How `due` was reckoned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
}

impl Obligation {
    /// Something to be done since an instant, with no limit known.
    pub fn since(what: Subject, since: Instant) -> Self {
        Self {
            what,
            since,
            due: None,
            stated: None,
            protective: None,
            urgent: false,
            indicative: false,
            waits_for: None,
            clock: None,
            basis: None,
        }
    }

    /// The instant that governs: the earliest of the limit, the stated and the protective one.
    ///
    /// Where the limit is indicative a stated end stands in its place.
    pub fn due_at(&self) -> Option<Instant> {
        let limit = if self.indicative && self.stated.is_some() { None } else { self.due };
        [limit, self.stated, self.protective].into_iter().flatten().min()
    }
}

/// What an obligation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A stage's own work: to resolve the disagreement, or to move on.
    Stage(StageNumber),
    /// The whole process, where the protocol caps it.
    Overall,
    /// A duty of a stage.
    Duty(StageNumber, Id),
    /// To answer the request that the entry makes.
    Request,
    /// To do the action that the entry agrees.
    Action,
}

/// How a date was reckoned: the rule, the start, the days passed over, the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Basis {
    /// The limit in words: “2 working days”.
    pub rule: String,
    /// What it counts from, as the definition names it.
    pub from: String,
    /// The instant that it was counted from.
    pub start: Instant,
    /// The calendar that counted.
    pub calendar: Id,
    /// The days that did not count.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
}

/// A day that a limit passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The day.
    pub date: NaiveDate,
    /// Why it does not count: “Saturday”, “Good Friday”.
    pub name: String,
    /// Whether it follows from a rule and was not (yet) published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: u32) -> Instant {
        DateTime::parse_from_rfc3339(&format!("2026-04-02T{hour:02}:00:00+01:00")).unwrap()
    }

    #[test]
    fn the_earliest_end_governs() {
        let mut stage = Obligation::since(Subject::Stage(StageNumber(1)), at(9));
        assert_eq!(stage.due_at(), None);
        stage.due = Some(at(17));
        stage.stated = Some(at(15));
        stage.protective = Some(at(12));
        assert_eq!(stage.due_at(), Some(at(12)));
        stage.protective = None;
        assert_eq!(stage.due_at(), Some(at(15)));
    }

    #[test]
    fn a_stated_end_stands_in_place_of_an_indicative_one() {
        let mut stage = Obligation::since(Subject::Stage(StageNumber(1)), at(9));
        (stage.due, stage.stated, stage.indicative) = (Some(at(12)), Some(at(17)), true);
        assert_eq!(stage.due_at(), Some(at(17)));
        stage.indicative = false;
        assert_eq!(stage.due_at(), Some(at(12)));
    }
}
