//! Working days: a calendar, and a date that was reckoned.

use serde::Serialize;

use super::time;
use crate::model::Skipped;
use crate::protocol::Calendar;
use crate::protocol::calendar::{Origin, Reckoning};

/// A day that did not count.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SkippedView {
    /// The day.
    pub date: String,
    /// Why.
    pub name: String,
    /// Whether it follows from a rule and was not published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub computed: bool,
}

impl SkippedView {
    /// A day that did not count.
    pub fn of(skipped: &Skipped) -> Self {
        Self { date: skipped.date.to_string(), name: skipped.name.clone(), computed: skipped.computed }
    }
}

/// When a limit ends, and why.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReckonedView {
    /// The end.
    pub due_at: String,
    /// The days that did not count.
    pub skipped: Vec<SkippedView>,
    /// The limit in words.
    pub limit: String,
    /// When it starts.
    pub start: String,
    /// The calendar that counted.
    pub calendar: String,
    /// `shipped`, `closures`, `changed` or `own`: whose it is.
    pub calendar_origin: &'static str,
    /// The digest of everything that it says.
    pub calendar_digest: String,
    /// The calendar as people are shown it.
    #[serde(skip)]
    pub calendar_marked: String,
}

impl ReckonedView {
    /// A date that was reckoned.
    pub fn of(
        reckoning: &Reckoning,
        limit: String,
        start: crate::model::Instant,
        calendar: &Calendar,
    ) -> Self {
        Self {
            due_at: time(reckoning.due),
            skipped: reckoning.skipped.iter().map(SkippedView::of).collect(),
            limit,
            start: time(start),
            calendar: calendar.id.to_string(),
            calendar_origin: calendar.origin().word(),
            calendar_digest: calendar.digest().to_string(),
            calendar_marked: calendar.marked(calendar.id.as_str()),
        }
    }
}

/// A calendar, and the days of a year that do not count besides weekends.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CalendarView {
    /// Its id.
    pub id: String,
    /// Its title, with the mark of one that is not the shipped one.
    pub title: String,
    /// `shipped`, `closures`, `changed` or `own`: whose it is.
    pub origin: &'static str,
    /// The digest of everything that it says.
    pub digest: String,
    /// Its time zone.
    pub time_zone: String,
    /// When business opens.
    pub opens: String,
    /// The close of business.
    pub closes: String,
    /// The first and the last year for which holidays were published.
    pub published: [i32; 2],
    /// The year.
    pub year: i32,
    /// The days.
    pub days: Vec<DayView>,
}

/// A day that does not count.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayView {
    /// The day.
    pub date: String,
    /// The day of the week.
    pub weekday: String,
    /// Why it does not count.
    pub name: String,
    /// `published`, `computed` or `closure`.
    pub origin: &'static str,
}

impl CalendarView {
    /// A calendar in a year.
    pub fn of(calendar: &Calendar, year: i32) -> Self {
        let days = calendar.days_off_in(year).into_iter().map(|(day, off)| DayView {
            date: day.to_string(),
            weekday: day.format("%A").to_string(),
            name: off.name,
            origin: match off.origin {
                Origin::Weekend => "weekend",
                Origin::Published => "published",
                Origin::Computed => "computed",
                Origin::Closure => "closure",
            },
        });
        Self {
            id: calendar.id.to_string(),
            title: calendar.title_with_origin(),
            origin: calendar.origin().word(),
            digest: calendar.digest().to_string(),
            time_zone: calendar.zone.to_string(),
            opens: calendar.opens.format("%H:%M").to_string(),
            closes: calendar.closes.format("%H:%M").to_string(),
            published: [calendar.published.0, calendar.published.1],
            year,
            days: days.collect(),
        }
    }
}
