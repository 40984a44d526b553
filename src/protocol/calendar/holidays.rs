//! The rules that carry holidays on past the years that were published.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// A holiday that a rule gives for every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRule {
    /// Its name.
    pub name: String,
    /// When it is.
    pub observed: Observed,
}

/// When a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Observed {
    /// So many days after Easter Sunday.
    Easter(i64),
    /// A day of the year; where it falls on a weekend and `substitute` is set, the next day that is free.
    Day {
        /// The month, from 1.
        month: u32,
        /// The day of the month.
        day: u32,
        /// Whether a day off is given instead of a weekend's.
        substitute: bool,
    },
    /// A day of the week in a month.
    Weekday {
        /// The month, from 1.
        month: u32,
        /// The day of the week.
        weekday: Weekday,
        /// Which of them.
        which: Nth,
    },
}

/// Which day of the week in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nth {
    /// The first, second, third or fourth.
    From(u8),
    /// The last.
    Last,
}

/// The holidays of a year by its rules, with substitutes for those that fall on a weekend.
pub fn in_year(
    rules: &[HolidayRule],
    year: i32,
    is_weekend: impl Fn(NaiveDate) -> bool,
) -> BTreeMap<NaiveDate, String> {
    let mut days = BTreeMap::new();
    let mut to_substitute = Vec::new();
    for rule in rules {
        let Some(day) = rule.observed.in_year(year) else { continue };
        let substitutes = matches!(rule.observed, Observed::Day { substitute: true, .. });
        if substitutes && is_weekend(day) {
            to_substitute.push((day, rule));
        } else {
            days.insert(day, rule.name.clone());
        }
    }
    // Those on their own day stand first: Boxing Day on a Monday stays, Christmas Day goes to Tuesday.
    to_substitute.sort_by_key(|(day, _)| *day);
    for (day, rule) in to_substitute {
        let free = day.iter_days().find(|day| !is_weekend(*day) && !days.contains_key(day));
        if let Some(free) = free {
            days.insert(free, format!("{} (substitute day)", rule.name));
        }
    }
    days
}

impl Observed {
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Easter(offset) => {
                let easter = computus::gregorian(year).ok()?;
                let easter = NaiveDate::from_ymd_opt(easter.year, easter.month, easter.day)?;
                easter.checked_add_signed(chrono::TimeDelta::try_days(offset)?)
            }
            Self::Day { month, day, .. } => NaiveDate::from_ymd_opt(year, month, day),
            Self::Weekday { month, weekday, which: Nth::From(n) } => {
                NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)
            }
            Self::Weekday { month, weekday, which: Nth::Last } => {
                let first = NaiveDate::from_ymd_opt(year, month, 1)?;
                let next_month = first.checked_add_months(chrono::Months::new(1))?;
                (1..=7)
                    .filter_map(|back| next_month.checked_sub_days(Days::new(back)))
                    .find(|day| day.weekday() == weekday)
            }
        }
    }
}

/// The name of a day of the week.
pub fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}
