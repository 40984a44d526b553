//! Whether what is sealed is written as this version writes what it reads of it.
//!
//! A member that the program does not know is read by nobody: it would be sealed words that no view shows, and
//! that an erasure leaves where they stand in a skeleton. A value that is written otherwise than the program
//! writes it, other readers may read otherwise.

use chrono::{DateTime, Datelike};
use serde_json::Value;

use super::RawEntry;
use crate::model::{Entry, Event, Instant, unique};

/// Holds the JSON of an entry to what was read of it; says what is different.
pub(super) fn check(raw: &RawEntry, entry: &Entry) -> Result<(), String> {
    let skeleton = entry.skeleton.to_json().map_err(|error| error.to_string())?;
    is_written(&raw.skeleton, &skeleton)?;
    if let Event::Unknown { .. } = entry.skeleton.event {
        // What is particular to it is kept as it stands.
        unique::check(&raw.skeleton)?;
    }
    if may_hold_odd_times(&raw.skeleton) {
        check_times(&serde_json::from_str(&raw.skeleton).map_err(|error| error.to_string())?)?;
    }
    let Some((payload, record)) = raw.payload.as_ref().zip(entry.record.as_ref()) else { return Ok(()) };
    check_time(record.happened.at)?;
    is_written(&payload.bytes, &serde_json::to_string(record).map_err(|error| error.to_string())?)
}

fn is_written(sealed: &str, again: &str) -> Result<(), String> {
    // All that the program wrote itself; members in another order say the same.
    if sealed == again {
        return Ok(());
    }
    unique::check(sealed)?;
    let read = |json: &str| serde_json::from_str::<Value>(json).map_err(|error| error.to_string());
    difference(&read(sealed)?, &read(again)?).map_or(Ok(()), Err)
}

/// The first thing that is sealed and not written so.
fn difference(sealed: &Value, again: &Value) -> Option<String> {
    match (sealed, again) {
        (Value::Object(sealed), Value::Object(again)) => {
            let unknown = sealed.keys().find(|name| !again.contains_key(*name));
            let unknown = unknown.map(|name| {
                format!("it has the member ‘{name}’, which this version does not know or leaves out")
            });
            unknown.or_else(|| {
                again.iter().find_map(|(name, again)| match sealed.get(name) {
                    Some(sealed) => difference(sealed, again),
                    None => Some(format!("it lacks the member ‘{name}’")),
                })
            })
        }
        (Value::Array(sealed), Value::Array(again)) if sealed.len() == again.len() => {
            sealed.iter().zip(again).find_map(|(sealed, again)| difference(sealed, again))
        }
        _ if sealed == again => None,
        _ => Some(format!("{sealed} is not how {again} is written")),
    }
}

/// Whether times may stand in it that not every reader reads: looked for in few entries, if in any.
fn may_hold_odd_times(json: &str) -> bool {
    [":60", "\"0000-", "\"+", "\"-"].iter().any(|mark| json.contains(mark))
}

fn check_times(value: &Value) -> Result<(), String> {
    match value {
        Value::Object(members) => members.values().try_for_each(check_times),
        Value::Array(list) => list.iter().try_for_each(check_times),
        Value::String(text) => DateTime::parse_from_rfc3339(text).map_or(Ok(()), check_time),
        _ => Ok(()),
    }
}

/// A time of the years 1 to 9999, and no leap second: what every reader of times knows.
fn check_time(at: Instant) -> Result<(), String> {
    if (1..=9999).contains(&at.year()) && at.timestamp_subsec_nanos() < 1_000_000_000 {
        return Ok(());
    }
    Err(format!("‘{at}’ is no time of the years 1 to 9999"))
}
