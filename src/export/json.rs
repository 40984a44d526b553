//! JSON and JSONL: everything that another logbook needs, beside what a reader wants.

use std::io::Write;

use serde::Serialize;
use serde_json::{Value, json};

use super::{Exported, FORM, Format, LogHead};
use crate::protocol::Resolved;
use crate::render::to_json;
use crate::view::CaseLine;

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

fn entry(exported: &Exported<'_>) -> anyhow::Result<Value> {
    let Exported { line, view, raw } = exported;
    let mut value = serde_json::to_value(view)?;
    if let Value::Object(fields) = &mut value {
        fields.insert("case".into(), json!(line.case));
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
    Ok(value)
}

fn one_line(value: &(impl Serialize + ?Sized), out: &mut dyn Write) -> anyhow::Result<()> {
    Ok(writeln!(out, "{}", to_json(value, false)?)?)
}

/// One JSON value: logs, definitions, and the cases, each with its entries.
#[derive(Default)]
pub(super) struct Json {
    cases: bool,
    entries: bool,
}

impl Json {
    fn close_case(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        if self.cases {
            out.write_all(if self.entries { b"\n]}" } else { b"]}" })?;
        }
        Ok(())
    }
}

impl Format for Json {
    fn begin(
        &mut self,
        logs: &[LogHead],
        definitions: &[Resolved],
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        let logs: Vec<Value> = logs.iter().map(log).collect();
        let definitions: Vec<Value> = definitions.iter().map(definition).collect();
        write!(
            out,
            "{{\"form\":\"{FORM}\",\"logs\":{},\"definitions\":{},\"cases\":[",
            to_json(&logs, false)?,
            to_json(&definitions, false)?
        )?;
        Ok(())
    }

    fn case(&mut self, line: &CaseLine, out: &mut dyn Write) -> anyhow::Result<()> {
        self.close_case(out)?;
        let text = to_json(line, false)?;
        let open = text.strip_suffix('}').unwrap_or(&text);
        write!(out, "{}\n{open},\"entries\":[", if self.cases { "," } else { "" })?;
        (self.cases, self.entries) = (true, false);
        Ok(())
    }

    fn entry(&mut self, exported: &Exported<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
        write!(out, "{}\n{}", if self.entries { "," } else { "" }, to_json(&entry(exported)?, false)?)?;
        self.entries = true;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write) -> anyhow::Result<()> {
        self.close_case(out)?;
        out.write_all(b"\n]}\n")?;
        Ok(())
    }
}

/// A JSON value a line, each with its type.
pub(super) struct Jsonl;

fn typed(kind: &str, mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.insert("type".into(), json!(kind));
    }
    value
}

impl Format for Jsonl {
    fn begin(
        &mut self,
        logs: &[LogHead],
        definitions: &[Resolved],
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        one_line(&json!({"type": "export", "form": FORM}), out)?;
        for one in logs {
            one_line(&typed("log", log(one)), out)?;
        }
        for one in definitions {
            one_line(&typed("definition", definition(one)), out)?;
        }
        Ok(())
    }

    fn case(&mut self, line: &CaseLine, out: &mut dyn Write) -> anyhow::Result<()> {
        one_line(&typed("case", serde_json::to_value(line)?), out)
    }

    fn entry(&mut self, exported: &Exported<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
        one_line(&typed("entry", entry(exported)?), out)
    }

    fn end(&mut self, _out: &mut dyn Write) -> anyhow::Result<()> {
        Ok(())
    }
}
