//! When something happened.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// An instant as somebody gave it: with its offset, and whether only the day was named.
///
/// A day alone stands at 00:00 of that day, and is compared by day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The instant, local to the protocol's calendar.
    pub at: DateTime<FixedOffset>,
    /// Whether only the day was named.
    #[serde(default, rename = "day-only", skip_serializing_if = "std::ops::Not::not")]
    pub day_only: bool,
}

impl Moment {
    /// An exact instant.
    pub fn exact(at: DateTime<FixedOffset>) -> Self {
        Self { at, day_only: false }
    }

    /// The local day.
    pub fn day(&self) -> NaiveDate {
        self.at.date_naive()
    }

    /// Whether this lies before an instant; by day where only the day was named.
    pub fn is_before(&self, other: DateTime<FixedOffset>) -> bool {
        if self.day_only {
            self.day() < other.with_timezone(self.at.offset()).date_naive()
        } else {
            self.at < other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn a_day_alone_is_not_before_an_hour_of_that_day() {
        let day = Moment { at: at("2026-04-02T00:00:00+01:00"), day_only: true };
        assert!(!day.is_before(at("2026-04-02T15:00:00+01:00")));
        assert!(day.is_before(at("2026-04-03T00:00:00+01:00")));
        assert!(Moment::exact(day.at).is_before(at("2026-04-02T15:00:00+01:00")));
    }
}
