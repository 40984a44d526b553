//! JSON and JSONL: everything that another logbook needs, beside what a reader wants.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{About, Exported, FORM, Format, LogHead, Out};
use crate::protocol::Resolved;
use crate::render::to_json;
use crate::rules::Redact;
use crate::store::RawEntry;
use crate::view::{CaseLine, EntryView};

fn log((log, receipt, entries): &LogHead) -> Value {
    json!({
        "log": log.id,
        "entries": entries,
        "founded_at": log.founded_at,
        "receipt": {"log": receipt.log, "entry": receipt.entry, "seal": receipt.seal},
    })
}

fn definition(definition: &Resolved) -> Value {
    json!({"digest": definition.digest, "bytes": definition.bytes})
}

/// An entry as it reads; and as it is sealed, unless something was taken out of it.
fn entry(line: &CaseLine, view: &EntryView, raw: &RawEntry, redact: Redact) -> anyhow::Result<Value> {
    let mut value = serde_json::to_value(view)?;
    if let Value::Object(fields) = &mut value {
        fields.insert("case".into(), json!(line.case));
        if redact == Redact::None {
            fields.insert(
                "sealed".into(),
                json!({
                    "log": raw.log,
                    "recorded_at": raw.recorded_at,
                    "skeleton": raw.skeleton,
                    "payload": raw.payload.as_ref().map(|payload| &payload.bytes),
                    "salt": raw.payload.as_ref().map(|payload| hex::encode(&payload.salt)),
                    "commitment": raw.commitment,
                    "previous": raw.previous,
                    "seal": raw.seal,
                }),
            );
        }
    }
    Ok(value)
}

fn one_line(value: &(impl Serialize + ?Sized), out: Out<'_>) -> anyhow::Result<()> {
    Ok(writeln!(out, "{}", to_json(value, false)?)?)
}

/// The head of an export; says so where something was taken out.
fn head(redact: Redact) -> Map<String, Value> {
    let mut head = Map::new();
    head.insert("form".into(), json!(FORM));
    if redact != Redact::None {
        head.insert("redacted".into(), json!(redact));
    }
    head
}

/// One JSON value: logs, definitions, and the cases, each with its entries.
pub(super) struct Json {
    cases: bool,
    redact: Redact,
}

impl Default for Json {
    fn default() -> Self {
        Self { cases: false, redact: Redact::None }
    }
}

impl Format for Json {
    fn begin(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        self.redact = about.redact;
        let logs: Vec<Value> = about.logs.iter().map(log).collect();
        let definitions: Vec<Value> = about.definitions.iter().map(definition).collect();
        let head = to_json(&head(about.redact), false)?;
        write!(
            out,
            "{},\"logs\":{},\"definitions\":{},\"cases\":[",
            head.strip_suffix('}').unwrap_or(&head),
            to_json(&logs, false)?,
            to_json(&definitions, false)?
        )?;
        Ok(())
    }

    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let line = case.line();
        let text = to_json(&line, false)?;
        let open = text.strip_suffix('}').unwrap_or(&text);
        write!(out, "{}\n{open},\"entries\":[", if self.cases { "," } else { "" })?;
        self.cases = true;
        let mut first = true;
        for (view, raw) in case.entries() {
            let entry = to_json(&entry(&line, &view, raw, self.redact)?, false)?;
            write!(out, "{}\n{entry}", if std::mem::take(&mut first) { "" } else { "," })?;
        }
        out.write_all(if first { b"]}" } else { b"\n]}" })?;
        Ok(())
    }

    fn end(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

/// A JSON value a line, each with its type.
pub(super) struct Jsonl {
    redact: Redact,
}

impl Default for Jsonl {
    fn default() -> Self {
        Self { redact: Redact::None }
    }
}

fn typed(kind: &str, mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.insert("type".into(), json!(kind));
    }
    value
}

impl Format for Jsonl {
    fn begin(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        self.redact = about.redact;
        one_line(&typed("export", Value::Object(head(about.redact))), out)?;
        for one in about.logs {
            one_line(&typed("log", log(one)), out)?;
        }
        for one in about.definitions {
            one_line(&typed("definition", definition(one)), out)?;
        }
        Ok(())
    }

    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let line = case.line();
        one_line(&typed("case", serde_json::to_value(&line)?), out)?;
        for (view, raw) in case.entries() {
            one_line(&typed("entry", entry(&line, &view, raw, self.redact)?), out)?;
        }
        Ok(())
    }

    fn end(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}
