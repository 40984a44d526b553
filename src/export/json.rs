//! JSON and JSONL: everything that another logbook needs, beside what a reader wants.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{About, Exported, FORM, Format, LogHead, Out};
use crate::model::{Digest, LogId};
use crate::protocol::Resolved;
use crate::render::{to_json, write_json};
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

/// A case in one line.
#[derive(Serialize)]
struct CaseOut<'e> {
    #[serde(flatten)]
    line: &'e CaseLine,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    marked: Option<&'static str>,
}

/// An entry as it reads; and as it is sealed, unless something was taken out of it.
#[derive(Serialize)]
struct EntryOut<'e> {
    case: &'e str,
    #[serde(flatten)]
    view: &'e EntryView,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed: Option<Sealed<'e>>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    marked: Option<&'static str>,
}

#[derive(Serialize)]
struct Sealed<'e> {
    log: LogId,
    recorded_at: &'e str,
    skeleton: &'e str,
    payload: Option<&'e str>,
    salt: Option<String>,
    commitment: Digest,
    previous: Digest,
    seal: Digest,
}

impl<'e> EntryOut<'e> {
    fn of(line: &'e CaseLine, view: &'e EntryView, raw: &'e RawEntry, redact: Redact) -> Self {
        let sealed = || Sealed {
            log: raw.log,
            recorded_at: &raw.recorded_at,
            skeleton: &raw.skeleton,
            payload: raw.payload.as_ref().map(|payload| payload.bytes.as_str()),
            salt: raw.payload.as_ref().map(|payload| hex::encode(&payload.salt)),
            commitment: raw.commitment,
            previous: raw.previous,
            seal: raw.seal,
        };
        Self { case: &line.case, view, sealed: (redact == Redact::None).then(sealed), marked: None }
    }
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
        let mut text =
            if std::mem::replace(&mut self.cases, true) { b",\n".to_vec() } else { b"\n".to_vec() };
        write_json(&line, &mut text)?;
        if text.last() == Some(&b'}') {
            text.pop();
        }
        text.extend(b",\"entries\":[");
        let mut between = "\n";
        for (view, raw) in case.entries() {
            text.extend(between.bytes());
            write_json(&EntryOut::of(&line, &view, raw, self.redact), &mut text)?;
            between = ",\n";
        }
        text.extend(if between == "\n" { &b"]}"[..] } else { b"\n]}" });
        Ok(out.write_all(&text)?)
    }

    fn end(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        out.write_all(b"\n]}\n")?;
        Ok(())
    }

    fn beside(&self) -> Option<Box<dyn Format + Send>> {
        Some(Box::new(Self { cases: true, redact: self.redact }))
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
        let mut text = Vec::new();
        write_json(&CaseOut { line: &line, marked: Some("case") }, &mut text)?;
        for (view, raw) in case.entries() {
            text.push(b'\n');
            let entry = EntryOut { marked: Some("entry"), ..EntryOut::of(&line, &view, raw, self.redact) };
            write_json(&entry, &mut text)?;
        }
        text.push(b'\n');
        Ok(out.write_all(&text)?)
    }

    fn end(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    fn beside(&self) -> Option<Box<dyn Format + Send>> {
        Some(Box::new(Self { redact: self.redact }))
    }
}
