//! WHEN: the fixed forms in which a time is given, read on the clocks of a calendar.

use chrono::NaiveTime as Time;
use chrono::{
    DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};

use crate::model::{Instant, Moment};
use crate::protocol::Calendar;
use crate::protocol::calendar::OnClocks;

/// Every form, for messages.
pub const FORMS: &str = "“2026-04-02 16:00”, “2026-04-02”, “16:00”, “yesterday 16:00”, “2 hours ago”, “now”, or RFC 3339 with its offset";

/// A text that is no time, or not one time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadWhen {
    /// It has none of the forms.
    #[error("‘{0}’ is no time that can be read.")]
    Unreadable(String),
    /// The clocks skip it.
    #[error("{text} does not exist: the clocks go forward then.")]
    Skipped {
        /// What was given.
        text: String,
        /// The two readings, in RFC 3339.
        readings: [String; 2],
    },
    /// The clocks repeat it.
    #[error("{text} is there twice: the clocks go back then.")]
    Repeated {
        /// What was given.
        text: String,
        /// The two readings, in RFC 3339.
        readings: [String; 2],
    },
}

impl BadWhen {
    /// What to type instead.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable(_) => format!("type one of {FORMS}"),
            Self::Skipped { readings, .. } | Self::Repeated { readings, .. } => {
                format!("say which is meant: {} or {}", readings[0], readings[1])
            }
        }
    }
}

/// Reads times on the clocks of a calendar, at some now.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'c> {
    /// Whose clocks, and whose close of business.
    pub calendar: &'c Calendar,
    /// The system's clock.
    pub now: DateTime<Utc>,
}

/// What a text names: an instant, a local time, or a day alone.
enum Named {
    Instant(DateTime<FixedOffset>),
    Local(NaiveDateTime),
    Day(NaiveDate),
}

impl Clock<'_> {
    /// Now, to the second.
    pub fn now(&self) -> Instant {
        let now = self.calendar.local(&self.now);
        now.with_nanosecond(0).unwrap_or(now)
    }

    /// When something happened; a day alone stands at 00:00, and is compared by day.
    pub fn moment(&self, text: &str) -> Result<Moment, BadWhen> {
        let moment = match self.named(text)? {
            Named::Day(day) => Moment { at: self.calendar.instant(day.and_time(Time::MIN)), day_only: true },
            Named::Instant(at) => Moment::exact(self.calendar.local(&at)),
            Named::Local(local) => Moment::exact(self.local(text, local)?),
        };
        in_range(text, moment.at).map(|_| moment)
    }

    /// The end of a limit; a day alone is its close of business.
    pub fn end(&self, text: &str) -> Result<Instant, BadWhen> {
        let end = match self.named(text)? {
            Named::Day(day) => self.calendar.close_of(day),
            Named::Instant(at) => self.calendar.local(&at),
            Named::Local(local) => self.local(text, local)?,
        };
        in_range(text, end)
    }

    /// The last instant that a time means: a date alone is its whole day.
    pub fn last_instant(&self, text: &str) -> Result<Instant, BadWhen> {
        match self.named(text)? {
            Named::Day(day) => {
                let next = day.succ_opt().unwrap_or(day).and_time(Time::MIN);
                Ok(self.calendar.instant(next) - TimeDelta::seconds(1))
            }
            _ => self.instant(text),
        }
    }

    /// An instant; a day alone is 00:00.
    pub fn instant(&self, text: &str) -> Result<Instant, BadWhen> {
        self.moment(text).map(|moment| moment.at)
    }

    fn local(&self, text: &str, local: NaiveDateTime) -> Result<Instant, BadWhen> {
        let text = || text.trim().to_owned();
        match self.calendar.zone.read(local) {
            OnClocks::Once(at) => Ok(at),
            OnClocks::Twice(one, other) => {
                Err(BadWhen::Repeated { text: text(), readings: [one.to_rfc3339(), other.to_rfc3339()] })
            }
            OnClocks::Skipped { change, before } => {
                let reading = |offset: FixedOffset| {
                    DateTime::<FixedOffset>::from_naive_utc_and_offset(local - offset, offset).to_rfc3339()
                };
                Err(BadWhen::Skipped { text: text(), readings: [before, *change.offset()].map(reading) })
            }
        }
    }

    fn named(&self, text: &str) -> Result<Named, BadWhen> {
        let unreadable = || BadWhen::Unreadable(text.to_owned());
        let text = text.trim();
        // A leap second is no time that other programs read.
        if let Some(at) =
            DateTime::parse_from_rfc3339(text).ok().filter(|at| at.timestamp_subsec_nanos() < 1_000_000_000)
        {
            return Ok(Named::Instant(at));
        }
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower.split_whitespace().collect();
        let today = self.now().date_naive();
        let day_named = |word: &str| match word {
            "today" => Some(today),
            "yesterday" => today.pred_opt(),
            "tomorrow" => today.succ_opt(),
            date => NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().filter(|_| date.len() == 10),
        };
        match words[..] {
            ["now"] => Ok(Named::Instant(self.now())),
            [number, unit, "ago"] => self.ago(number, unit).ok_or_else(unreadable),
            [word] if time(word).is_some() => {
                let time = time(word).ok_or_else(unreadable)?;
                Ok(Named::Local(today.and_time(time)))
            }
            [word] => match word.split_once('t').filter(|(date, _)| date.len() == 10) {
                Some((date, hour)) => {
                    let day = day_named(date).ok_or_else(unreadable)?;
                    Ok(Named::Local(day.and_time(time(hour).ok_or_else(unreadable)?)))
                }
                None => day_named(word).map(Named::Day).ok_or_else(unreadable),
            },
            [day, hour] => {
                let day = day_named(day).ok_or_else(unreadable)?;
                Ok(Named::Local(day.and_time(time(hour).ok_or_else(unreadable)?)))
            }
            _ => Err(unreadable()),
        }
    }

    /// So many minutes or hours ago, elapsed; so many days or weeks ago, at the same local time.
    fn ago(&self, number: &str, unit: &str) -> Option<Named> {
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let number: u32 = number.parse().ok().filter(|number| *number <= 100_000)?;
        let elapsed = |delta: TimeDelta| self.now().checked_sub_signed(delta).map(Named::Instant);
        let days =
            |days: u32| self.now().naive_local().checked_sub_days(Days::new(days.into())).map(Named::Local);
        match unit.strip_suffix('s').unwrap_or(unit) {
            "minute" => elapsed(TimeDelta::minutes(number.into())),
            "hour" => elapsed(TimeDelta::hours(number.into())),
            "day" => days(number),
            "week" => days(number.checked_mul(7)?),
            _ => None,
        }
    }
}

/// A time of the years 1 to 9999: other programs read no other years.
fn in_range(text: &str, at: Instant) -> Result<Instant, BadWhen> {
    let known = (1..=9999).contains(&at.year());
    known.then_some(at).ok_or_else(|| BadWhen::Unreadable(text.trim().to_owned()))
}

/// A time of day, with or without seconds.
fn time(text: &str) -> Option<NaiveTime> {
    let parts = text.split(':').all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()));
    let format = match text.len() {
        5 => "%H:%M",
        8 => "%H:%M:%S",
        _ => return None,
    };
    NaiveTime::parse_from_str(text, format).ok().filter(|time| parts && time.nanosecond() < 1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::builtin;

    fn read(text: &str) -> Result<String, BadWhen> {
        let calendar = builtin::calendar("england-and-wales").unwrap();
        let now = DateTime::parse_from_rfc3339("2026-04-02T16:30:15.123Z").unwrap().to_utc();
        let moment = Clock { calendar: &calendar, now }.moment(text)?;
        Ok(format!("{}{}", moment.at.to_rfc3339(), if moment.day_only { " (day)" } else { "" }))
    }

    #[test]
    fn a_time_with_its_offset_says_the_same_instant_however_long_ago() {
        let local_mean_time = read("1840-01-01 10:00").unwrap();
        assert_eq!(local_mean_time, "1840-01-01T10:00:00-00:01");
        assert_eq!(read(&local_mean_time).unwrap(), local_mean_time);
    }

    #[test]
    fn years_that_other_programs_do_not_read_are_refused() {
        let outside =
            ["0000-01-01", "0000-12-31T10:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00Z"];
        for text in outside {
            assert!(matches!(read(text), Err(BadWhen::Unreadable(_))), "{text}: {:?}", read(text));
        }
    }

    #[test]
    fn every_form_is_read_on_the_calendars_clocks() {
        for (text, expected) in [
            ("2026-04-02T16:00:00+01:00", "2026-04-02T16:00:00+01:00"),
            ("2026-04-02T16:00:00Z", "2026-04-02T17:00:00+01:00"),
            ("2026-01-02 16:00", "2026-01-02T16:00:00+00:00"),
            ("2026-04-02T16:00", "2026-04-02T16:00:00+01:00"),
            ("2026-04-02 16:00:30", "2026-04-02T16:00:30+01:00"),
            ("2026-04-02", "2026-04-02T00:00:00+01:00 (day)"),
            ("16:00", "2026-04-02T16:00:00+01:00"),
            ("yesterday 16:00", "2026-04-01T16:00:00+01:00"),
            ("Yesterday", "2026-04-01T00:00:00+01:00 (day)"),
            ("tomorrow 09:00", "2026-04-03T09:00:00+01:00"),
            ("2 hours ago", "2026-04-02T15:30:15+01:00"),
            ("1 minute ago", "2026-04-02T17:29:15+01:00"),
            // The clocks went forward on 29 March: the same local time, not 7 × 24 hours.
            ("1 week ago", "2026-03-26T17:30:15+00:00"),
            ("now", "2026-04-02T17:30:15+01:00"),
            (" now ", "2026-04-02T17:30:15+01:00"),
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "next monday",
            "monday",
            "2026-13-01",
            "2026-02-30",
            "26-04-02",
            "2/4/2026",
            "25:00",
            "9:00",
            "1600",
            "2026-04-02 9am",
            "-1 hours ago",
            "+1 hours ago",
            "99999999999 days ago",
            "ago",
            "2026-04-02 16:00 17:00",
            "2026-04-05T10:00:60+00:00",
            "2026-04-05 10:00:60",
            "２026-04-02",
            "١٦:٠٠",
        ] {
            assert!(matches!(read(text), Err(BadWhen::Unreadable(_))), "{text}");
        }
    }

    #[test]
    fn a_time_that_the_clocks_skip_or_repeat_is_asked_back() {
        let skipped = read("2026-03-29 01:30").unwrap_err();
        assert_eq!(
            skipped.hint(),
            "say which is meant: 2026-03-29T01:30:00+00:00 or 2026-03-29T01:30:00+01:00"
        );
        let repeated = read("2026-10-25 01:30").unwrap_err();
        assert!(matches!(&repeated, BadWhen::Repeated { readings, .. }
            if readings == &["2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00"]));
        assert_eq!(read("2026-10-25T01:30:00+00:00").unwrap(), "2026-10-25T01:30:00+00:00");
    }

    #[test]
    fn a_day_alone_ends_at_the_close_of_business() {
        let calendar = builtin::calendar("england-and-wales").unwrap();
        let clock = Clock { calendar: &calendar, now: Utc::now() };
        assert_eq!(clock.end("2026-04-02").unwrap().to_rfc3339(), "2026-04-02T17:00:00+01:00");
        assert_eq!(clock.instant("2026-04-02").unwrap().to_rfc3339(), "2026-04-02T00:00:00+01:00");
    }
}
