//! Where disagreements arise, at which stage they end, how long they take, how complete their records are
//! (clauses H16, S11).

use std::collections::BTreeMap;

use super::{Profile, gaps, required_fields, state};
use crate::model::{Capacity, Case, CaseRef, Ending, Event, Instant, Person, State};
use crate::protocol::{Origin, Protocol, Resolved};

/// How many cases of a recurring disagreement are named; the others are counted.
const NAMED: usize = 20;

/// A protocol that cases are counted under: its id, and whose the definition is.
///
/// Cases under an agency's own definition are never counted with those under the shipped one.
pub type Under = (String, Origin);

/// What many cases come to: taken in one by one, so that it needs no more memory for many than for some.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Themes {
    /// The cases.
    pub cases: u64,
    /// By where they stand.
    pub states: BTreeMap<&'static str, u64>,
    /// By protocol and category: the title, and how many.
    pub categories: BTreeMap<(Under, String), Counted>,
    /// By who raised the concern and to whom it was put.
    pub pairs: BTreeMap<Pair, u64>,
    /// By protocol, pathway and the stage that they have come to.
    pub stages: BTreeMap<(Under, String, u8), Counted>,
    /// By protocol and how they ended.
    pub outcomes: BTreeMap<(Under, String), Counted>,
    /// Whole days from the concern to the end, and how many cases took so long.
    pub days: BTreeMap<i64, u64>,
    /// How stages ended, against their limits.
    pub limits: Limits,
    /// How many fields the records must have, and how many they lack.
    pub required: usize,
    /// By protocol and field: the title, and how many records lack it.
    pub missing: BTreeMap<(Under, String), Counted>,
    /// Whole hours from when something happened to when it was recorded, and how many entries took so long.
    pub lateness: BTreeMap<i64, u64>,
    /// Entries whose record was erased, or whose protocol is not known: what cannot be counted.
    pub erased: u64,
    /// Disagreements by category and pair of agencies.
    pub recurring: BTreeMap<(Under, String, Pair), Recurring>,
}

/// Something with a title, and how many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// The title.
    pub title: String,
    /// How many.
    pub number: u64,
}

/// Who raised a concern, and to whom it was put; the same twice within an agency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    /// The agencies that raised it.
    pub from: String,
    /// The agencies that it was put to.
    pub to: String,
}

/// How stages ended, against their limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Within their limit.
    pub kept: u64,
    /// After it.
    pub passed: u64,
    /// Without a known limit.
    pub unknown: u64,
    /// Still going on within their limit.
    pub running: u64,
    /// Still going on after it.
    pub overdue: u64,
}

/// The cases of a category between the same agencies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recurring {
    /// The category's title.
    pub title: String,
    /// How many.
    pub number: u64,
    /// The newest of them.
    pub newest: Vec<CaseRef>,
}

fn count<K: Ord>(counts: &mut BTreeMap<K, Counted>, key: K, title: impl FnOnce() -> String) {
    let counted = counts.entry(key).or_insert_with(|| Counted { title: title(), number: 0 });
    counted.number += 1;
}

impl Themes {
    /// Takes a case into account, as it stands at a time.
    pub fn add(&mut self, case: &Case, definition: &Resolved, now: Instant) {
        let protocol = &definition.protocol;
        let state = state(case, protocol);
        let id: Under = (protocol.id.to_string(), definition.origin());
        let category = protocol
            .category(&case.category)
            .map_or_else(|| case.category.to_string(), |one| one.title.clone());
        let pair = pair(case);
        self.cases += 1;
        *self.states.entry(state.word()).or_default() += 1;
        count(&mut self.categories, (id.clone(), case.category.to_string()), || category.clone());
        *self.pairs.entry(pair.clone()).or_default() += 1;
        let stage = protocol.pathway(&case.pathway).and_then(|pathway| pathway.stage(case.stage));
        count(&mut self.stages, (id.clone(), case.pathway.to_string(), case.stage.0), || {
            stage.map_or_else(|| case.stage.to_string(), |stage| stage.title.clone())
        });
        let (outcome, title) = outcome(case, protocol, state);
        count(&mut self.outcomes, (id.clone(), outcome), || title);
        if let Some(ended) = ended(case) {
            *self.days.entry((ended - case.opened_at).num_days().max(0)).or_default() += 1;
        }
        self.against_limits(case, now);
        self.records(case, protocol, &id);
        let recurring = self.recurring.entry((id, case.category.to_string(), pair)).or_default();
        recurring.title = category;
        recurring.number += 1;
        recurring.newest.push(Profile::of(case).reference);
        recurring.newest.sort_unstable_by(|one, other| other.cmp(one));
        recurring.newest.truncate(NAMED);
    }

    fn against_limits(&mut self, case: &Case, now: Instant) {
        for (at, visit) in case.visits.iter().enumerate() {
            let left = case.visits.get(at + 1).map(|next| next.entered_at).or_else(|| ended(case));
            let count = match (visit.limit.due_at(), left) {
                (None, _) => &mut self.limits.unknown,
                (Some(due), Some(left)) if left <= due => &mut self.limits.kept,
                (Some(_), Some(_)) => &mut self.limits.passed,
                (Some(due), None) if now <= due => &mut self.limits.running,
                (Some(_), None) => &mut self.limits.overdue,
            };
            *count += 1;
        }
    }

    /// How complete the records are, and how soon they were written.
    fn records(&mut self, case: &Case, protocol: &Protocol, under: &Under) {
        self.required += required_fields(case, protocol);
        for gap in gaps(case, protocol) {
            count(&mut self.missing, (under.clone(), gap.field.to_string()), || gap.title);
        }
        for entry in &case.entries {
            let Some(record) = &entry.record else {
                self.erased += 1;
                continue;
            };
            // A discussion that led to the case is recorded when the case is.
            if matches!(&entry.skeleton.event, Event::Discussion(discussion) if discussion.earlier) {
                continue;
            }
            // By a clock that was set back, nobody can tell how late it was.
            if entry.clock_back {
                continue;
            }
            let after = entry.recorded_at - record.happened.at.to_utc();
            *self.lateness.entry(after.num_hours().max(0)).or_default() += 1;
        }
    }
}

/// The agencies of a challenge, each once, in a fixed order.
fn pair(case: &Case) -> Pair {
    let record = case.entries.first().and_then(|entry| entry.record.as_ref());
    let agencies = |capacity| {
        let people = record.map_or(&[][..], |record| record.people_as(capacity));
        let mut names: Vec<String> = people.iter().map(|person| name(person, case)).collect();
        names.sort();
        names.dedup();
        if names.is_empty() { "(erased)".to_owned() } else { names.join("; ") }
    };
    Pair { from: agencies(Capacity::From), to: agencies(Capacity::To) }
}

/// An agency's name as the case first wrote it.
fn name(person: &Person, case: &Case) -> String {
    let known = case.party(&person.agency).and_then(|(_, party)| party.agency.as_ref());
    known.unwrap_or(&person.agency).to_string()
}

fn outcome(case: &Case, protocol: &Protocol, state: State) -> (String, String) {
    match &case.ending {
        Some(Ending::Resolved { outcome, .. }) => {
            let title =
                protocol.outcome(outcome).map_or_else(|| outcome.to_string(), |known| known.title.clone());
            (outcome.to_string(), title)
        }
        Some(Ending::Withdrawn { .. }) => ("withdrawn".into(), "The challenge was withdrawn".into()),
        None => (state.word().to_owned(), "Not ended".into()),
    }
}

/// When a case ended; as it was recorded, where the record was erased.
pub fn ended(case: &Case) -> Option<Instant> {
    let entry = match case.ending.as_ref()? {
        Ending::Resolved { entry, .. } | Ending::Withdrawn { entry } => *entry,
    };
    let entry = case.entry(entry)?;
    let record = case.as_corrected(entry);
    Some(record.map_or(entry.recorded_at.into(), |record| record.happened.at))
}

/// The middle one of values that are given with how often they occur; of an even number the lower one.
pub fn median(counts: &BTreeMap<i64, u64>) -> Option<i64> {
    let all: u64 = counts.values().sum();
    let mut before = 0;
    for (value, number) in counts {
        before += number;
        if before * 2 >= all {
            return Some(*value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_values_with_their_numbers() {
        assert_eq!(median(&BTreeMap::new()), None);
        assert_eq!(median(&BTreeMap::from([(3, 1)])), Some(3));
        assert_eq!(median(&BTreeMap::from([(1, 1), (2, 1), (9, 1)])), Some(2));
        assert_eq!(median(&BTreeMap::from([(1, 5), (100, 4)])), Some(1));
    }
}
