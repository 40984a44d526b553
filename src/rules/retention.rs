//! Until when a case is to be kept, by the rule in the owner's settings.

use chrono::{Months, NaiveDate};

use crate::model::words::words;
use crate::model::{Case, Event, Instant, State};
use crate::protocol::Protocol;

/// The field in which a child's date of birth may be given with the challenge.
pub const BORN: &str = "date-of-birth";

words! {
    /// What a retention period counts from.
    pub enum RetentionFrom {
        Birth = "birth", "the child's date of birth";
        Ended = "ended", "the end of the case";
    }
}

/// How long cases are to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// How many years.
    pub years: u32,
    /// From when.
    pub from: RetentionFrom,
}

/// What the rule says of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It goes on.
    Open,
    /// Until this day.
    Until(NaiveDate),
    /// A legal hold stands, whatever the rule says.
    Held,
    /// What the period counts from is not recorded.
    Unknown,
    /// Nothing is left of it.
    Erased,
}

/// Until when a case is to be kept.
pub fn retention(case: &Case, protocol: &Protocol, rule: Retention) -> Kept {
    if super::state(case, protocol) == State::Open {
        return Kept::Open;
    }
    if case
        .entries
        .iter()
        .all(|entry| entry.record.is_none() || matches!(entry.skeleton.event, Event::Erasure(_)))
    {
        return Kept::Erased;
    }
    if case.held {
        return Kept::Held;
    }
    let from = match rule.from {
        RetentionFrom::Birth => born(case),
        RetentionFrom::Ended => ended(case).map(|at| at.date_naive()),
    };
    let until = from.and_then(|from| from.checked_add_months(Months::new(rule.years.saturating_mul(12))));
    until.map_or(Kept::Unknown, Kept::Until)
}

/// The child's date of birth, as it was given last.
fn born(case: &Case) -> Option<NaiveDate> {
    let first = case.entries.first()?;
    date(case.as_corrected(first)?.text(BORN)?)
}

/// A date as it is given: 2014-05-31.
pub fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// When the case ended: when its last entry was recorded.
fn ended(case: &Case) -> Option<Instant> {
    case.entries.last().map(|last| last.recorded_at.fixed_offset())
}
