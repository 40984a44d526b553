//! The schemas of what is printed as JSON, generated from the types: `examples/schemas`.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::*;
use crate::tests::is_current;

/// The schema of a type as it is written: nothing else may stand in it.
fn schema<T: JsonSchema>(title: &str) -> Value {
    let generator = SchemaSettings::draft2020_12().for_serialize().into_generator();
    let mut schema = serde_json::to_value(generator.into_root_schema_for::<T>()).unwrap();
    close(&mut schema);
    schema["title"] = json!(title);
    schema
}

/// A list of something.
fn list<T: JsonSchema>(title: &str) -> Value {
    let mut one = schema::<T>(title);
    let definitions = one.as_object_mut().unwrap().remove("$defs");
    let dialect = one.as_object_mut().unwrap().remove("$schema");
    let mut list = json!({"$schema": dialect, "title": title, "type": "array", "items": one});
    if let Some(definitions) = definitions {
        list["$defs"] = definitions;
    }
    list
}

/// No member besides those that are named.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") && !members.contains_key("additionalProperties") {
                members.insert("additionalProperties".into(), json!(false));
            }
            members.values_mut().for_each(close);
        }
        Value::Array(list) => list.iter_mut().for_each(close),
        _ => {}
    }
}

/// An error, as every command reports it.
fn error() -> Value {
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An error, on standard error",
        "type": "object",
        "properties": {"error": {
            "type": "object",
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "hint": {"type": ["string", "null"]},
                "missing": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["code", "message", "hint", "missing"],
            "additionalProperties": false,
        }},
        "required": ["error"],
        "additionalProperties": false,
    })
}

/// An export: cases as they are listed, their entries as they are shown and as they are sealed.
fn export() -> Value {
    let (mut case, mut entry) = (schema::<CaseLine>("A case"), schema::<EntryView>("An entry"));
    for one in [&mut case, &mut entry] {
        one.as_object_mut().unwrap().remove("$schema");
    }
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let text = json!({"type": ["string", "null"]});
    entry["properties"]["case"] = json!({"type": "string"});
    entry["required"].as_array_mut().unwrap().push(json!("case"));
    // Not in a redacted export.
    entry["properties"]["sealed"] = json!({
        "type": "object",
        "properties": {
            "log": {"type": "string"}, "recorded_at": {"type": "string"}, "skeleton": {"type": "string"},
            "payload": text, "salt": text, "commitment": digest, "previous": digest, "seal": digest,
        },
        "required": ["log", "recorded_at", "skeleton", "payload", "salt", "commitment", "previous", "seal"],
        "additionalProperties": false,
    });
    case["properties"]["entries"] = json!({"type": "array", "items": entry});
    case["required"].as_array_mut().unwrap().push(json!("entries"));
    let receipt = json!({
        "type": "object",
        "properties": {"log": {"type": "string"}, "entry": {"type": "integer"}, "seal": digest},
        "required": ["log", "entry", "seal"],
        "additionalProperties": false,
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "An export",
        "type": "object",
        "properties": {
            "form": {"const": "escalate-export-1"},
            "redacted": {"enum": ["family", "names", "all"]},
            "logs": {"type": "array", "items": {
                "type": "object",
                "properties": {
                    "log": {"type": "string"}, "entries": {"type": "integer"},
                    "founded_at": {"type": "string"}, "receipt": receipt,
                },
                "required": ["log", "entries", "founded_at", "receipt"],
                "additionalProperties": false,
            }},
            "definitions": {"type": "array", "items": {
                "type": "object",
                "properties": {"digest": digest, "bytes": {"type": "string"}},
                "required": ["digest", "bytes"],
                "additionalProperties": false,
            }},
            "cases": {"type": "array", "items": case},
        },
        "required": ["form", "logs", "definitions", "cases"],
        "additionalProperties": false,
    })
}

fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("case", schema::<CaseView>("A case, as show and every command that writes print it")),
        ("due", list::<DueView>("What is due, over all cases")),
        ("next", schema::<NextView>("What the protocol says of a case now")),
        ("list", list::<CaseLine>("Cases")),
        ("search", list::<Found>("Entries that hold words")),
        ("similar", list::<SimilarView>("Cases that are like a case")),
        ("themes", schema::<ThemesView>("What many cases come to")),
        ("protocol", schema::<ProtocolView>("A definition as it holds")),
        ("protocols", list::<ProtocolLine>("Definitions")),
        ("differences", list::<DifferenceView>("What is different between two definitions")),
        ("findings", list::<FindingView>("What is wrong with a definition")),
        ("reckoned", schema::<ReckonedView>("The moment at which a limit ends")),
        ("calendar", schema::<CalendarView>("A working-day calendar")),
        ("receipt", schema::<ReceiptView>("A receipt")),
        ("verified", schema::<VerifiedView>("What a check came to")),
        ("wrappings", list::<WrappingView>("How the logbook is unlocked")),
        ("doctor", list::<FindingOfDoctor>("What is right and wrong with an installation")),
        ("retention", list::<RetentionView>("Cases past the date until which they are kept")),
        ("export", export()),
        ("error", error()),
    ]
}

#[test]
fn the_schemas_are_those_of_the_types() {
    for (name, schema) in schemas() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        is_current(&format!("examples/schemas/{name}.json"), &text);
    }
}
