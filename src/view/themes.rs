//! What many cases come to. No child and no person is named: agencies and references alone.

use serde::Serialize;

use super::time;
use crate::model::Instant;
use crate::rules::{Counted, Themes, Under, median};

/// Where disagreements arise, where they end, how long they take, how complete their records are.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ThemesView {
    /// Only cases opened since then.
    pub since: Option<String>,
    /// Only cases opened until then.
    pub until: Option<String>,
    /// The time at which what is open was looked at.
    pub as_of: String,
    /// The number of cases.
    pub cases: u64,
    /// By where they stand.
    pub states: Vec<CountView>,
    /// By category, the most frequent first.
    pub categories: Vec<CountView>,
    /// By who raised the concern with whom.
    pub pairs: Vec<PairView>,
    /// By the stage that they have come to.
    pub stages: Vec<CountView>,
    /// By how they ended.
    pub outcomes: Vec<CountView>,
    /// The number of cases that have ended.
    pub ended: u64,
    /// The median of the days from the concern to the end.
    pub median_days: Option<i64>,
    /// The most days that one took.
    pub longest_days: Option<i64>,
    /// How stages ended, against their limits.
    pub limits: LimitsView,
    /// The number of fields that the records must have.
    pub required: usize,
    /// How many of them they lack.
    pub lacking: u64,
    /// By field, how many records lack it.
    pub missing: Vec<CountView>,
    /// How soon entries were recorded.
    pub lateness: LatenessView,
    /// The number of entries whose record was lawfully erased.
    pub erased: u64,
    /// Disagreements of one category between the same agencies, that were recorded more than once.
    pub recurring: Vec<RecurringView>,
}

/// Something, and how many.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CountView {
    /// The protocol that it belongs to, where it belongs to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol_origin: Option<&'static str>,
    /// The digest of a definition that is an agency's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol_digest: Option<String>,
    /// The protocol as people are shown it.
    #[serde(skip)]
    pub protocol_marked: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How many.
    pub number: u64,
}

/// A pair of agencies, and how many.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PairView {
    /// Who raised the concern.
    pub from: String,
    /// To whom it was put.
    pub to: String,
    /// Whether that is one agency.
    pub within: bool,
    /// How many.
    pub number: u64,
}

/// How stages ended, against their limits.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LimitsView {
    /// Within their limit.
    pub kept: u64,
    /// After it.
    pub passed: u64,
    /// Without a known limit.
    pub unknown: u64,
    /// Still going on within it.
    pub running: u64,
    /// Still going on after it.
    pub overdue: u64,
}

/// How soon entries were recorded.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LatenessView {
    /// Within an hour.
    pub hour: u64,
    /// Within a day.
    pub day: u64,
    /// Within a week.
    pub week: u64,
    /// Later.
    pub later: u64,
    /// The median, in whole hours.
    pub median_hours: Option<i64>,
}

/// A disagreement that comes back.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RecurringView {
    /// The protocol.
    pub protocol: String,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    pub protocol_origin: &'static str,
    /// The digest of a definition that is an agency's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol_digest: Option<String>,
    /// The protocol as people are shown it.
    #[serde(skip)]
    pub protocol_marked: String,
    /// The category.
    pub category: String,
    /// Its title.
    pub title: String,
    /// Who raised it.
    pub from: String,
    /// To whom it was put.
    pub to: String,
    /// How many cases.
    pub number: u64,
    /// The newest of them.
    pub cases: Vec<String>,
}

impl ThemesView {
    /// What cases came to, between two times.
    pub fn of(themes: &Themes, since: Option<Instant>, until: Option<Instant>, now: Instant) -> Self {
        Self {
            since: since.map(time),
            until: until.map(time),
            as_of: time(now),
            cases: themes.cases,
            states: themes
                .states
                .iter()
                .map(|(word, number)| CountView {
                    protocol: None,
                    protocol_origin: None,
                    protocol_digest: None,
                    protocol_marked: String::new(),
                    id: (*word).to_owned(),
                    title: (*word).to_owned(),
                    number: *number,
                })
                .collect(),
            categories: most_first(
                themes.categories.iter().map(|((under, id), of)| counted(under, id.clone(), of)),
            ),
            pairs: pairs(themes),
            stages: themes
                .stages
                .iter()
                .map(|((under, pathway, stage), of)| counted(under, format!("{pathway}-{stage}"), of))
                .collect(),
            outcomes: most_first(
                themes.outcomes.iter().map(|((under, id), of)| counted(under, id.clone(), of)),
            ),
            ended: themes.days.values().sum(),
            median_days: median(&themes.days),
            longest_days: themes.days.keys().next_back().copied(),
            limits: limits(themes),
            required: themes.required,
            lacking: themes.missing.values().map(|counted| counted.number).sum(),
            missing: most_first(
                themes.missing.iter().map(|((under, id), of)| counted(under, id.clone(), of)),
            ),
            lateness: lateness(themes),
            erased: themes.erased,
            recurring: recurring(themes),
        }
    }
}

fn counted((protocol, origin): &Under, id: String, of: &Counted) -> CountView {
    CountView {
        protocol: Some(protocol.clone()),
        protocol_origin: Some(origin.word()),
        protocol_digest: origin.own_digest().map(|digest| digest.to_string()),
        protocol_marked: origin.beside(protocol),
        id,
        title: of.title.clone(),
        number: of.number,
    }
}

fn most_first(counts: impl Iterator<Item = CountView>) -> Vec<CountView> {
    let mut counts: Vec<CountView> = counts.collect();
    counts.sort_by_key(|one| std::cmp::Reverse(one.number));
    counts
}

fn pairs(themes: &Themes) -> Vec<PairView> {
    let mut pairs: Vec<PairView> = themes
        .pairs
        .iter()
        .map(|(pair, number)| PairView {
            from: pair.from.clone(),
            to: pair.to.clone(),
            within: pair.from == pair.to,
            number: *number,
        })
        .collect();
    pairs.sort_by_key(|one| std::cmp::Reverse(one.number));
    pairs
}

fn limits(themes: &Themes) -> LimitsView {
    let crate::rules::Limits { kept, passed, unknown, running, overdue } = themes.limits;
    LimitsView { kept, passed, unknown, running, overdue }
}

fn lateness(themes: &Themes) -> LatenessView {
    let between = |from: i64, to: i64| themes.lateness.range(from..to).map(|(_, number)| number).sum();
    LatenessView {
        hour: between(0, 1),
        day: between(1, 24),
        week: between(24, 168),
        later: between(168, i64::MAX),
        median_hours: median(&themes.lateness),
    }
}

fn recurring(themes: &Themes) -> Vec<RecurringView> {
    let again = themes.recurring.iter().filter(|(_, recurring)| recurring.number > 1);
    let mut again: Vec<RecurringView> = again
        .map(|(((protocol, origin), category, pair), recurring)| RecurringView {
            protocol: protocol.clone(),
            protocol_origin: origin.word(),
            protocol_digest: origin.own_digest().map(|digest| digest.to_string()),
            protocol_marked: origin.beside(protocol),
            category: category.clone(),
            title: recurring.title.clone(),
            from: pair.from.clone(),
            to: pair.to.clone(),
            number: recurring.number,
            cases: recurring.newest.iter().map(ToString::to_string).collect(),
        })
        .collect();
    again.sort_by_key(|one| std::cmp::Reverse(one.number));
    again
}
