//! Which fields a record may have, and which answers they take.

use chrono::DateTime;

use super::{Desk, Draft};
use crate::model::kinds::Correction;
use crate::model::{Capacity, Case, Event, Id, Refusal};
use crate::protocol::{FieldKind, Protocol, nearest};

/// The texts that the program's own arguments give, by kind of entry.
fn built_in(kind: &str) -> &'static [&'static str] {
    match kind {
        "challenge" => &["concern", "evidence", "impact", "why", super::BORN],
        "discussion" => &["summary"],
        "decision" => &["decision", "why"],
        "advance" => &["why", "risk"],
        "duty" => &["done", "why"],
        "action-done" => &["done"],
        "protective-step" => &["step"],
        "own-record" => &["agency", "where"],
        "request" | "action" => &["what"],
        "answer" => &["text"],
        "resolution" => &["summary", "child-outcome"],
        "confirmation" => &["agency", "text"],
        "withdrawal" | "reopening" | "hold" | "immediate-harm" | "timescale" => &["why"],
        "erasure" => &["why", "authority"],
        "filing" => &["where"],
        _ => &[],
    }
}

/// Whether the program's own arguments give a text of this name, in a kind of entry.
pub(super) fn is_built_in(kind: &str, field: &Id) -> bool {
    built_in(kind).contains(&field.as_str())
}

/// In which capacities an entry of a kind names people: how many at least, and at most.
pub(super) fn people(kind: &str) -> &'static [(Capacity, usize, usize)] {
    const ANY: usize = usize::MAX;
    match kind {
        "challenge" => &[(Capacity::From, 1, 1), (Capacity::To, 1, ANY), (Capacity::AgreedWith, 0, ANY)],
        "discussion" => &[(Capacity::With, 1, ANY), (Capacity::HeldBy, 0, ANY)],
        "decision" => &[(Capacity::Who, 1, 1), (Capacity::SupportedBy, 0, ANY)],
        "advance" => &[(Capacity::Holder, 0, ANY), (Capacity::AgreedWith, 0, ANY)],
        "timescale" => &[(Capacity::AgreedWith, 0, ANY)],
        "protective-step" => &[(Capacity::Who, 0, 1)],
        "party" => &[(Capacity::Joins, 1, ANY)],
        "request" => &[(Capacity::From, 1, 1), (Capacity::To, 1, 1)],
        "action" => &[(Capacity::Owner, 1, 1), (Capacity::AgreedWith, 0, ANY)],
        "confirmation" => &[(Capacity::By, 1, 1)],
        "approval" => &[(Capacity::By, 0, 1)],
        _ => &[],
    }
}

/// Whether an entry of a kind names people in a capacity.
pub(super) fn names(kind: &str, capacity: Capacity) -> bool {
    people(kind).iter().any(|(known, ..)| *known == capacity)
}

/// The texts that an entry always has, whatever its protocol.
pub(super) fn needed(event: &Event) -> &'static [&'static str] {
    match event.kind() {
        "challenge" => &["concern"],
        "discussion" | "resolution" => &["summary"],
        "decision" => &["decision"],
        "advance" | "withdrawal" | "reopening" | "hold" | "correction" => &["why"],
        "duty" if matches!(event, Event::DutyMet(met) if met.not_done) => &["why"],
        "immediate-harm" if matches!(event, Event::HarmFlag(flag) if flag.lifted) => &["why"],
        "duty" | "action-done" => &["done"],
        "protective-step" => &["step"],
        "own-record" => &["agency", "where"],
        "request" | "action" => &["what"],
        "answer" => &["text"],
        "confirmation" => &["agency"],
        "erasure" => &["why", "authority"],
        "filing" => &["where"],
        _ => &[],
    }
}

/// A field's title: the protocol's, or the program's own for what its arguments give.
pub fn title(protocol: &Protocol, field: &Id) -> String {
    if let Some(known) = protocol.field(field.as_str()) {
        return known.title.clone();
    }
    let own = match field.as_str() {
        "concern" => "The concern",
        "evidence" => "The evidence",
        "impact" => "The effect on the child",
        "why" => "Why",
        "authority" => "The authority",
        super::BORN => "The child's date of birth",
        "summary" => "What was said",
        "decision" => "What was decided",
        "risk" => "The risks for the child",
        "done" => "What was done",
        "step" => "The step",
        "agency" => "Agency",
        "where" => "Where",
        "what" => "What",
        "text" => "What was written",
        "child-outcome" => "The outcome for the child",
        other => other,
    };
    own.to_owned()
}

/// Every field of the draft is known, and has an answer that it takes.
///
/// A correction may say anew what the entry that it corrects can say.
pub(super) fn check(draft: &Draft, case: Option<&Case>, desk: &Desk<'_>) -> Result<(), Refusal> {
    let corrected = match &draft.event {
        Event::Correction(correction) => case.and_then(|case| case.entry(correction.corrects)),
        _ => None,
    };
    let kind = corrected.map_or(draft.event.kind(), |entry| entry.skeleton.event.kind());
    let own = |field: &Id| {
        let says = |field: &str| built_in(kind).contains(&field);
        is_built_in(kind, field)
            || corrected.is_some() && (*field == "why" || *field == Correction::WHY && says("why"))
    };
    for (field, text) in &draft.record.fields {
        if desk.protocol.field(field.as_str()).is_some() || !own(field) {
            check_field(desk.protocol, field, text)?;
        } else if *field == super::BORN {
            check_born(text, desk)?;
        }
    }
    Ok(())
}

/// A date of birth is a day that has been.
fn check_born(text: &str, desk: &Desk<'_>) -> Result<(), Refusal> {
    match super::retention::date(text) {
        Some(day) if day <= desk.local_now().date_naive() => Ok(()),
        _ => Err(Refusal::arguments(format!("‘{text}’ is no date of birth."))
            .hint(format!("for instance: --field {}=2014-05-31", super::BORN))),
    }
}

/// A field of the protocol is known, and has an answer that it takes.
pub fn check_field(protocol: &Protocol, field: &Id, text: &str) -> Result<(), Refusal> {
    let Some(known) = protocol.field(field.as_str()) else {
        let names = || protocol.fields.iter().map(|field| field.id.as_str());
        let hint = match nearest(field.as_str(), names()) {
            Some(near) => format!("did you mean --field {near}=…?"),
            None => format!("its fields are: {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(
            Refusal::arguments(format!("The protocol ‘{}’ has no field ‘{field}’.", protocol.id)).hint(hint)
        );
    };
    if !known.choices.is_empty() && !known.choices.iter().any(|choice| choice.id == *text) {
        let choices: Vec<String> =
            known.choices.iter().map(|choice| format!("{} ({})", choice.id, choice.title)).collect();
        return Err(Refusal::arguments(format!("The field ‘{field}’ does not take ‘{text}’."))
            .by(known.title.clone(), known.source.clone())
            .hint(format!("one of: {}", choices.join("; "))));
    }
    if known.kind == FieldKind::When && DateTime::parse_from_rfc3339(text).is_err() {
        return Err(Refusal::arguments(format!("The field ‘{field}’ takes a time, not ‘{text}’."))
            .hint(format!("for instance: --field {field}=\"2026-04-02 16:00\"")));
    }
    Ok(())
}

/// The fields of the protocol that no argument of this kind of entry gives.
pub fn spare_fields<'p>(protocol: &'p Protocol, kind: &str) -> impl Iterator<Item = &'p Id> {
    let given = built_in(kind);
    protocol.fields.iter().map(|field| &field.id).filter(move |field| !given.contains(&field.as_str()))
}

/// The argument that gives a field in this kind of entry: `--impact`, or `--field impact=…`.
pub(super) fn flag(kind: &str, field: &Id) -> String {
    if built_in(kind).contains(&field.as_str()) { format!("--{field}") } else { format!("--field {field}") }
}
