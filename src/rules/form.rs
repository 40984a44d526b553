//! What every entry of a kind says, whatever its protocol: its texts and people, each within its bounds.
//!
//! The commands ask for the same before anything is admitted; here it holds for whatever was sealed elsewhere.

use super::{Desk, fields};
use crate::model::bounds::{MOST_TEXT, no_line, no_name};
use crate::model::{Case, Event, Id, Moment, Person, Record, Refusal};

/// Refuses what no command would have recorded.
pub(super) fn check(
    event: &Event,
    record: &Record,
    case: Option<&Case>,
    desk: &Desk<'_>,
) -> Result<(), Refusal> {
    let corrected = match event {
        Event::Correction(correction) => case.and_then(|case| case.entry(correction.corrects)),
        _ => None,
    };
    let kind = corrected.map_or(event.kind(), |corrected| corrected.skeleton.event.kind());
    check_children(event, record)?;
    check_recorder(&record.recorded_by)?;
    check_people(kind, corrected.is_some(), record)?;
    check_texts(event, record)?;
    check_day(record.happened, desk)
}

fn refused(what: impl Into<String>) -> Refusal {
    Refusal::arguments(what)
}

fn check_children(event: &Event, record: &Record) -> Result<(), Refusal> {
    if let Some((child, why)) = record.children.iter().find_map(|child| Some((child, no_name(child)?))) {
        return Err(refused(format!("‘{}’ is no reference to a child: {why}.", shortened(child))));
    }
    match (event, record.children.is_empty()) {
        (Event::Challenge(_), true) => Err(refused("It is about no child.")),
        (Event::Challenge(_) | Event::Correction(_), _) | (_, true) => Ok(()),
        (event, false) => Err(refused(format!("{} names no child.", event.a_kind()))),
    }
}

/// Who records is named; their role and agency can be unknown.
fn check_recorder(by: &Person) -> Result<(), Refusal> {
    let why = no_name(&by.name).or_else(|| no_line(&by.role)).or_else(|| no_line(by.agency.name()));
    match why {
        None => Ok(()),
        Some(why) => Err(refused(format!("It does not say rightly who recorded it: {why}."))
            .hint("say it once for all: escalate init --me \"Name, role\" --agency NAME")),
    }
}

/// A correction names whom it names anew, and nobody else.
fn check_people(kind: &str, is_correction: bool, record: &Record) -> Result<(), Refusal> {
    for (capacity, people) in &record.people {
        if people.is_empty() {
            return Err(refused(format!("It names nobody as ‘{}’.", capacity.name())));
        }
        for person in people {
            let why = no_name(&person.name)
                .or_else(|| no_line(&person.role))
                .or_else(|| no_name(person.agency.name()));
            if let Some(why) = why {
                let capacity = capacity.name();
                return Err(refused(format!("Somebody is not named rightly as ‘{capacity}’: {why}.")));
            }
        }
    }
    for (capacity, least, most) in fields::people(kind) {
        let named = record.people_as(*capacity).len();
        if named < *least && !is_correction {
            return Err(refused(format!("It names nobody as ‘{}’.", capacity.name())));
        }
        if named > *most {
            return Err(refused(format!("It names {named} people as ‘{}’, and takes one.", capacity.name())));
        }
    }
    Ok(())
}

fn check_texts(event: &Event, record: &Record) -> Result<(), Refusal> {
    if let Some(missing) = fields::needed(event).iter().find(|needed| record.text(needed).is_none()) {
        return Err(refused(format!("It does not say ‘{missing}’.")));
    }
    let wrong = |(field, text): (&Id, &String)| {
        let why = if text.trim().is_empty() {
            "is empty".to_owned()
        } else if text.len() > MOST_TEXT {
            format!("is longer than {} KiB", MOST_TEXT / 1024)
        } else {
            return None;
        };
        Some(refused(format!("The text ‘{field}’ {why}.")))
    };
    record.fields.iter().find_map(wrong).map_or(Ok(()), Err)
}

/// A day alone stands at its beginning.
fn check_day(happened: Moment, desk: &Desk<'_>) -> Result<(), Refusal> {
    let begins = || {
        let day = desk.calendar.local(&happened.at).date_naive();
        desk.calendar.instant(day.and_time(chrono::NaiveTime::MIN))
    };
    let is_midnight = happened.at.time() == chrono::NaiveTime::MIN;
    if happened.day_only && !is_midnight && begins() != happened.at {
        return Err(refused("Only the day is said to be known, and it has an hour."));
    }
    Ok(())
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}
