//! What is different between two definitions, wherever they lie.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Protocol;

/// Something that is different: where, what stood there, what stands there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Where, from the outside in: `pathway general`, `stage 2`, `limit`, `amount`.
    pub place: Vec<String>,
    /// What stood there; none where it is new.
    pub before: Option<String>,
    /// What stands there; none where it is gone.
    pub after: Option<String>,
}

/// The differences between two definitions, in the order of their places.
///
/// What has an id is compared with what has the same id, stages by their number, whatever their order.
pub fn differences(before: &Protocol, after: &Protocol) -> serde_json::Result<Vec<Difference>> {
    let (before, after) = (parts(before)?, parts(after)?);
    let places: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let differ = places.into_iter().filter(|place| before.get(*place) != after.get(*place));
    // What is wholly new or gone is one difference, and not one for each of its members.
    let differ: BTreeSet<&[Key]> = differ.map(|place| outermost(place, &before, &after)).collect();
    Ok(differ
        .into_iter()
        .map(|place| Difference {
            place: place.iter().map(|Key(_, name)| name.clone()).collect(),
            before: said(place, &before),
            after: said(place, &after),
        })
        .collect())
}

/// The outermost part of a place that one of the two does not have at all.
fn outermost<'k>(place: &'k [Key], before: &Parts, after: &Parts) -> &'k [Key] {
    let is_in = |part: &[Key], parts: &Parts| parts.keys().any(|known| known.starts_with(part));
    let outer = (1..place.len()).filter_map(|length| place.get(..length));
    let lacking = outer.into_iter().find(|part| !is_in(part, before) || !is_in(part, after));
    lacking.unwrap_or(place)
}

/// What stands at a place: a text, or what says most of a thing with members.
fn said(place: &[Key], parts: &Parts) -> Option<String> {
    if let Some(text) = parts.get(place) {
        return Some(text.clone());
    }
    let member = |name: &str| {
        let mut place = place.to_vec();
        place.push(Key(None, name.to_owned()));
        parts.get(&place).cloned()
    };
    let first = || parts.iter().find(|(known, _)| known.starts_with(place)).map(|(_, text)| text.clone());
    ["title", "what", "says", "text"].into_iter().find_map(member).or_else(first)
}

/// A part of a place: numbers in their own order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key(Option<u64>, String);

type Parts = BTreeMap<Vec<Key>, String>;

fn parts(protocol: &Protocol) -> serde_json::Result<Parts> {
    let mut parts = Parts::new();
    flatten(&serde_json::to_value(protocol)?, &mut Vec::new(), &mut parts);
    Ok(parts)
}

fn flatten(value: &Value, place: &mut Vec<Key>, parts: &mut Parts) {
    let mut within = |key: Key, value: &Value, parts: &mut Parts| {
        place.push(key);
        flatten(value, place, parts);
        place.pop();
    };
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match value {
                    // A list of things that have names is entered by their names.
                    Value::Array(list) if list.iter().any(Value::is_object) => {
                        for (at, one) in list.iter().enumerate() {
                            let key = key_of(name, one)
                                .unwrap_or(Key(Some(at as u64), format!("{name} {}", at + 1)));
                            within(key, one, parts);
                        }
                    }
                    value => within(Key(None, name.clone()), value, parts),
                }
            }
        }
        Value::Array(list) => {
            let text = |one: &Value| one.as_str().map_or_else(|| one.to_string(), str::to_owned);
            parts.insert(place.clone(), list.iter().map(text).collect::<Vec<_>>().join("; "));
        }
        Value::String(text) => {
            parts.insert(place.clone(), text.clone());
        }
        other => {
            parts.insert(place.clone(), other.to_string());
        }
    }
}

/// What tells a thing of a list from the others: its id, its number, its field, its ground.
fn key_of(list: &str, one: &Value) -> Option<Key> {
    let singular = match list {
        "categories" => "category",
        list => list.strip_suffix('s').unwrap_or(list),
    };
    if let Some(number) = one.get("number").and_then(Value::as_u64) {
        return Some(Key(Some(number), format!("{singular} {number}")));
    }
    let id = ["id", "field", "ground"].iter().find_map(|name| one.get(name)?.as_str())?;
    // The same field may be required of several things.
    let of = one.get("of").map(|of| format!(" of {of}").replace(['"', '[', ']'], "")).unwrap_or_default();
    Some(Key(None, format!("{singular} {id}{of}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::builtin::BuiltIn;
    use crate::protocol::resolve;

    fn built_in(id: &str) -> Protocol {
        resolve(&BuiltIn.definition(id).unwrap(), &BuiltIn).unwrap().protocol
    }

    #[test]
    fn a_definition_is_no_different_from_itself() {
        assert_eq!(differences(&built_in("4lscb"), &built_in("4lscb")).unwrap(), []);
    }

    #[test]
    fn what_is_different_is_told_by_its_place() {
        let (before, mut after) = (built_in("london"), built_in("london"));
        after.pathways[0].stages[1].limit.amount = Some(2);
        after.pathways[0].stages.reverse();
        after.outcomes.pop();
        let differences = differences(&before, &after).unwrap();
        let places: Vec<String> = differences.iter().map(|one| one.place.join(" › ")).collect();
        assert!(places.iter().any(|place| place.ends_with("stage 2 › limit › amount")), "{places:?}");
        assert!(differences.iter().any(|one| one.place[0].starts_with("outcome ") && one.after.is_none()));
        assert!(places.iter().all(|place| place.contains("stage 2 › limit") || place.starts_with("outcome")));
    }
}
