//! What an entry says and does, as members of the contract.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::time;
use crate::model::kinds;
use crate::model::kinds::Event;
use crate::model::{Capacity, Entry, Id, Instant, Person, Record};
use crate::protocol::{Calendar, FieldKind, Protocol};

/// What an entry says and does: texts, people, and what is particular to its kind.
pub(super) fn fields(entry: &Entry, calendar: &Calendar) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(record) = &entry.record {
        fields.extend(record.fields.iter().map(|(field, text)| (field.to_string(), json!(text))));
        for (capacity, people) in &record.people {
            let name = name_of(capacity.name(), "people", record);
            fields.insert(name, people_as_json(*capacity, people));
        }
        if !record.children.is_empty() {
            fields.insert("child".into(), json!(record.children));
        }
    }
    let local = |at: &Option<Instant>| at.map(|at| time(calendar.local(&at)));
    let particular = match &entry.skeleton.event {
        Event::Challenge(event) => json!({"category": event.category, "ground": event.ground}),
        Event::Discussion(event) => json!({"mode": event.mode, "result": event.result}),
        Event::Decision(event) => json!({"result": event.result, "replaces": event.replaces}),
        Event::Advance(event) => json!({"to": event.to, "ground": event.ground, "similar": event.similar}),
        Event::Timescale(event) => {
            json!({"by": local(&event.stated), "protect-by": local(&event.protective)})
        }
        Event::DutyMet(event) => json!({"duty": event.duty}),
        Event::Answer(event) => json!({"request": event.request}),
        Event::ActionDone(event) => json!({"action": event.action}),
        Event::Resolution(event) => json!({"outcome": event.outcome}),
        Event::Confirmation(event) => json!({"declined": event.declined}),
        Event::Approval(event) => json!({"entries": event.entries}),
        Event::Filing(event) => json!({"entries": event.entries}),
        Event::Correction(event) => json!({
            "at": local(&event.moved),
            "category": event.category,
            "result": event.agreement.map(kinds::Agreement::word).or(event.verdict.map(kinds::Verdict::word)),
            "until": local(&event.by),
        }),
        Event::Erasure(event) => {
            json!({"erases": event.erases.iter().map(|erased| erased.entry).collect::<Vec<_>>()})
        }
        Event::Hold(event) => json!({"released": event.released}),
        Event::Request(_) | Event::Action(_) => {
            json!({"by": entry.skeleton.begins.iter().find_map(|begun| local(&begun.due))})
        }
        _ => Value::Null,
    };
    if let Value::Object(particular) = particular {
        let says = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
        let particular = particular.into_iter().filter(|(_, value)| says(value));
        fields.extend(particular.map(|(name, value)| (own_name(&name, entry), value)));
    }
    fields
}

/// The fields of an entry that are times: those that the protocol defines so, and the program's own.
pub(super) fn times(entry: &Entry, protocol: &Protocol) -> BTreeSet<String> {
    let is_time =
        |field: &&Id| protocol.field(field.as_str()).is_some_and(|field| field.kind == FieldKind::When);
    let texts = entry.record.iter().flat_map(|record| record.fields.keys()).filter(is_time);
    let own: &[&str] = match &entry.skeleton.event {
        Event::Timescale(_) => &["by", "protect-by"],
        Event::Correction(_) => &["at", "until"],
        Event::Request(_) | Event::Action(_) => &["by"],
        _ => &[],
    };
    texts.map(ToString::to_string).chain(own.iter().map(|name| own_name(name, entry))).collect()
}

/// What the program's own member of an entry is called.
fn own_name(name: &str, entry: &Entry) -> String {
    entry.record.as_ref().map_or_else(|| name.to_owned(), |record| name_of(name, "given", record))
}

/// The name of a member beside the texts of a record: a field of the protocol may have taken it already.
fn name_of(name: &str, otherwise: &str, record: &Record) -> String {
    if record.text(name).is_some() { format!("{name}-{otherwise}") } else { name.to_owned() }
}

fn people_as_json(capacity: Capacity, people: &[Person]) -> Value {
    let names: Vec<String> = people.iter().map(ToString::to_string).collect();
    match (capacity, &names[..]) {
        (Capacity::From | Capacity::Who | Capacity::Owner | Capacity::By, [one]) => json!(one),
        _ => json!(names),
    }
}
