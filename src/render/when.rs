//! Times as people read them.

use chrono::{DateTime, Offset};

use crate::model::Instant;

/// An instant in full: “Tuesday 7 April 2026, 17:00 BST”.
pub fn in_words(at: Instant) -> String {
    format!("{} {}", at.format("%A %-d %B %Y, %H:%M"), zone(at))
}

/// An instant in a table: “Tue 7 Apr 2026 17:00”.
pub fn short(at: Instant) -> String {
    at.format("%a %-d %b %Y %H:%M").to_string()
}

/// The date of an instant: “7 Apr 2026”.
pub fn date(at: Instant) -> String {
    at.format("%-d %b %Y").to_string()
}

/// A time of the contract in full; what is none stays as it is.
pub fn full(time: &str) -> String {
    DateTime::parse_from_rfc3339(time).map_or_else(|_| time.to_owned(), in_words)
}

/// A time of the contract as it stands in a table; what is none stays as it is.
pub fn brief(time: &str) -> String {
    DateTime::parse_from_rfc3339(time).map_or_else(|_| time.to_owned(), short)
}

/// The day of a time of the contract: “Tuesday 7 April 2026”; what is none stays as it is.
pub fn day(time: &str) -> String {
    DateTime::parse_from_rfc3339(time)
        .map_or_else(|_| time.to_owned(), |at| at.format("%A %-d %B %Y").to_string())
}

/// The name of an offset in the British Isles; elsewhere the offset itself.
fn zone(at: Instant) -> String {
    match at.offset().fix().local_minus_utc() {
        0 => "GMT".into(),
        3600 => "BST".into(),
        _ => format!("UTC{}", at.offset()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_with_its_weekday_and_zone() {
        let at = |text: &str| DateTime::parse_from_rfc3339(text).unwrap();
        assert_eq!(in_words(at("2026-04-07T17:00:00+01:00")), "Tuesday 7 April 2026, 17:00 BST");
        assert_eq!(in_words(at("2026-01-07T17:00:00+00:00")), "Wednesday 7 January 2026, 17:00 GMT");
        assert_eq!(short(at("2026-04-07T17:00:00+01:00")), "Tue 7 Apr 2026 17:00");
    }
}
