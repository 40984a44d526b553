//! Working days: which days count, and when a limit ends.
//!
//! The day on which a limit starts is day 0, whatever its hour, working day or not; day 1 is the next
//! working day. A limit of N working days ends on day N at the close of business. N = 0 ends at the close
//! of the same day, or of the next working day where that day is none or its close has passed. Hours are
//! elapsed hours; N calendar days end at the same local time; both run through weekends and holidays.
//! A local time that a clock change leaves out stands for the instant of the change; one that it
//! repeats, for the earlier of the two: a limit is a maximum.

mod holidays;
mod import;
mod origin;
mod read;
mod zone;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone};
use serde::{Deserialize, Serialize};

pub use holidays::{HolidayRule, Nth, Observed};
pub use import::{Imported, import_ics, import_published};
pub use origin::{CalendarOrigin, counted_by};
pub use read::{CalendarFile, read as read_calendar};
pub use zone::{OnClocks, UnknownZone, Zone};

use super::limit::Span;
use crate::model::{Id, Instant, Skipped};

/// A named set of non-working days, in a time zone, with office hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Its id.
    pub id: Id,
    /// Its title; shown to people, it is [`title_with_origin`](Calendar::title_with_origin).
    pub(in crate::protocol) title: String,
    /// The time zone that its hours are in.
    pub zone: Zone,
    /// The days of the week that do not count, Monday first.
    pub weekend: [bool; 7],
    /// When business opens.
    pub opens: NaiveTime,
    /// The close of business.
    pub closes: NaiveTime,
    /// The years for which the holidays were published; elsewhere the rules hold.
    pub published: (i32, i32),
    /// The published holidays.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// An agency's own closure days.
    pub closures: BTreeMap<NaiveDate, String>,
    /// The rules for the years that were not published.
    pub rules: Vec<HolidayRule>,
}

/// Why a day does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayOff {
    /// “Saturday”, “Good Friday”, the name of a closure.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a day off comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The weekend.
    Weekend,
    /// A published holiday.
    Published,
    /// A rule; a proclamation may still change it.
    Computed,
    /// The agency's own closure.
    Closure,
}

/// When a limit ends, and the days that it passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reckoning {
    /// The end.
    pub due: Instant,
    /// The days that did not count, in order.
    pub skipped: Vec<Skipped>,
}

/// A date too far away to reckon with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the date lies outside the years 1900 to 2199, in which working days are reckoned")]
pub struct OutOfRange;

const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

impl Calendar {
    /// Why a day does not count, or none where it is a working day.
    pub fn day_off(&self, day: NaiveDate) -> Option<DayOff> {
        let off = |name: &str, origin| Some(DayOff { name: name.to_owned(), origin });
        if let Some(name) = self.holidays.get(&day) {
            return off(name, Origin::Published);
        }
        if self.is_weekend(day) {
            return off(holidays::weekday_name(day.weekday()), Origin::Weekend);
        }
        if let Some(name) = self.closures.get(&day) {
            return off(name, Origin::Closure);
        }
        if (self.published.0..=self.published.1).contains(&day.year()) {
            return None;
        }
        let computed = holidays::in_year(&self.rules, day.year(), |day| self.is_weekend(day));
        computed.get(&day).and_then(|name| off(name, Origin::Computed))
    }

    /// Whether a day is at the weekend.
    pub fn is_weekend(&self, day: NaiveDate) -> bool {
        let index = day.weekday().num_days_from_monday() as usize;
        self.weekend.get(index).copied().unwrap_or(false)
    }

    /// The holidays and closures of a year that do not fall on a weekend, in order.
    pub fn days_off_in(&self, year: i32) -> Vec<(NaiveDate, DayOff)> {
        let Some(first) = NaiveDate::from_ymd_opt(year, 1, 1) else { return Vec::new() };
        first
            .iter_days()
            .take_while(|day| day.year() == year)
            .filter_map(|day| self.day_off(day).map(|off| (day, off)))
            .filter(|(_, off)| off.origin != Origin::Weekend)
            .collect()
    }

    /// The instant of a local time.
    pub fn instant(&self, local: NaiveDateTime) -> Instant {
        match self.zone.read(local) {
            OnClocks::Once(at) | OnClocks::Twice(at, _) | OnClocks::Skipped { change: at, .. } => at,
        }
    }

    /// The same instant, as the clocks of the calendar's zone show it.
    pub fn local<Z: TimeZone>(&self, instant: &DateTime<Z>) -> Instant {
        self.zone.at(instant)
    }

    /// The close of business of a day.
    pub fn close_of(&self, day: NaiveDate) -> Instant {
        self.instant(day.and_time(self.closes))
    }

    /// When a span ends that starts at an instant.
    pub fn end_of(&self, span: Span, start: Instant) -> Result<Reckoning, OutOfRange> {
        let start = self.local(&start);
        if !YEARS.contains(&start.year()) {
            return Err(OutOfRange);
        }
        match span {
            Span::Hours(hours) => Ok(Reckoning {
                due: self.local(&(start + TimeDelta::hours(hours.into()))),
                skipped: Vec::new(),
            }),
            Span::CalendarDays(days) => {
                let end = start.naive_local().checked_add_days(Days::new(days.into())).ok_or(OutOfRange)?;
                Ok(Reckoning { due: self.instant(end), skipped: Vec::new() })
            }
            Span::WorkingDays(0) => self.same_working_day(start),
            Span::WorkingDays(days) => self.working_days(days, start),
            Span::WorkingWeeks(weeks) => self.working_days(weeks.saturating_mul(5), start),
        }
    }

    /// Whether an end follows from a start when these days are passed over, whichever days this calendar
    /// passes over: it may have had other closures, and another close of business, when the end was given.
    pub fn allows(&self, span: Span, start: Instant, due: Instant, skipped: &[Skipped]) -> bool {
        let (start, due) = (self.local(&start), self.local(&due));
        let elapsed = |due_then: Option<Instant>| skipped.is_empty() && due_then == Some(due);
        let working_days = |days: u32, skipped: &[Skipped]| {
            let counted = ends_after(days, start.date_naive(), skipped);
            counted == Some(due.date_naive())
        };
        if !YEARS.contains(&start.year()) || !skipped.iter().all(is_named) {
            return false;
        }
        match span {
            Span::Hours(hours) => elapsed(start.checked_add_signed(TimeDelta::hours(hours.into()))),
            Span::CalendarDays(days) => {
                let end = start.naive_local().checked_add_days(Days::new(days.into()));
                elapsed(end.map(|end| self.instant(end)))
            }
            Span::WorkingDays(0) => match skipped.split_first() {
                None if due.date_naive() == start.date_naive() => start <= due,
                Some((today, rest)) if today.date == start.date_naive() => working_days(1, rest),
                _ => start.time() > due.time() && working_days(1, skipped),
            },
            Span::WorkingDays(days) => working_days(days, skipped),
            Span::WorkingWeeks(weeks) => working_days(weeks.saturating_mul(5), skipped),
        }
    }

    /// How many working days have ended since an instant, the day of the start being day 0.
    pub fn working_days_since(&self, start: Instant, now: Instant) -> u32 {
        let (first, last) = (self.local(&start).date_naive(), self.local(&now).date_naive());
        let days = first.iter_days().skip(1).take_while(|day| *day <= last);
        // A date that lies outside what is reckoned with has no age worth a number.
        let counted = days.take(Self::MOST_DAYS).filter(|day| self.day_off(*day).is_none()).count();
        u32::try_from(counted).unwrap_or(u32::MAX)
    }

    /// The most days over which working days are counted: thirty years.
    const MOST_DAYS: usize = 11_000;

    fn same_working_day(&self, start: Instant) -> Result<Reckoning, OutOfRange> {
        let today = start.date_naive();
        match self.day_off(today) {
            None if start <= self.close_of(today) => {
                Ok(Reckoning { due: self.close_of(today), skipped: Vec::new() })
            }
            None => self.working_days(1, start),
            Some(off) => {
                let mut reckoning = self.working_days(1, start)?;
                reckoning.skipped.insert(0, skipped(today, off));
                Ok(reckoning)
            }
        }
    }

    fn working_days(&self, days: u32, start: Instant) -> Result<Reckoning, OutOfRange> {
        let mut day = start.date_naive();
        let mut counted = 0;
        let mut passed_over = Vec::new();
        while counted < days {
            day = day.succ_opt().filter(|day| YEARS.contains(&day.year())).ok_or(OutOfRange)?;
            match self.day_off(day) {
                None => counted += 1,
                Some(off) => passed_over.push(skipped(day, off)),
            }
        }
        Ok(Reckoning { due: self.close_of(day), skipped: passed_over })
    }
}

fn skipped(date: NaiveDate, off: DayOff) -> Skipped {
    Skipped { date, computed: off.origin == Origin::Computed, name: off.name }
}

/// The day on which so many working days end, where exactly these days are passed over on the way.
fn ends_after(days: u32, start: NaiveDate, skipped: &[Skipped]) -> Option<NaiveDate> {
    let mut day = start;
    let (mut counted, mut skipped) = (0, skipped.iter().peekable());
    while counted < days {
        day = day.succ_opt().filter(|day| YEARS.contains(&day.year()))?;
        if skipped.next_if(|off| off.date == day).is_none() {
            counted += 1;
        }
    }
    skipped.next().is_none().then_some(day)
}

/// Whether a day that was passed over says why; a day of the week is that day.
fn is_named(skipped: &Skipped) -> bool {
    let name = skipped.name.trim();
    let weekday = name.parse::<chrono::Weekday>().ok();
    !name.is_empty() && weekday.is_none_or(|weekday| weekday == skipped.date.weekday())
}

#[cfg(test)]
mod tests;
