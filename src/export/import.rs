//! Reading an export back.

use serde::Deserialize;

use super::FORM;
use crate::model::{Digest, EntryNumber, LogId, Receipt};
use crate::protocol::Resolved;
use crate::store::{Log, Payload, RawEntry};

/// What an export holds for another logbook.
#[derive(Debug, Clone)]
pub struct Content {
    /// The definitions that cases stand on.
    pub definitions: Vec<Resolved>,
    /// The logs, each with its entries in order.
    pub logs: Vec<(Log, Vec<RawEntry>)>,
    /// The receipts that the export carries: the newest entry of each log that is in it.
    pub receipts: Vec<Receipt>,
}

#[derive(Deserialize)]
struct Whole {
    form: String,
    logs: Vec<LogHead>,
    definitions: Vec<Definition>,
    cases: Vec<CaseEntries>,
}

#[derive(Deserialize)]
struct LogHead {
    log: LogId,
    founded_at: String,
    receipt: Receipt,
    /// How many entries of the log are in the export; the first exports did not say.
    entries: Option<usize>,
}

#[derive(Deserialize)]
struct Definition {
    digest: Digest,
    bytes: String,
}

#[derive(Deserialize)]
struct CaseEntries {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    entry: EntryNumber,
    kind: String,
    /// Not in a redacted export.
    sealed: Option<Sealed>,
}

#[derive(Deserialize)]
struct Sealed {
    log: LogId,
    recorded_at: String,
    skeleton: String,
    payload: Option<String>,
    salt: Option<String>,
    commitment: Digest,
    previous: Digest,
    seal: Digest,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Row {
    Export { form: String },
    Log(LogHead),
    Definition(Definition),
    Case {},
    Entry(Entry),
}

/// Reads a JSON or JSONL export; a reason where it is none.
pub fn read_export(text: &str, imported_at: &str) -> Result<Content, String> {
    let first = text.lines().next().unwrap_or_default();
    let whole = if first.contains("\"type\":\"export\"") { read_lines(text)? } else { read_whole(text)? };
    if whole.form != FORM {
        return Err(format!("its form is ‘{}’; this version reads ‘{FORM}’", whole.form));
    }
    let mut definitions = Vec::new();
    for definition in whole.definitions {
        let resolved =
            Resolved::from_bytes(definition.bytes).map_err(|error| format!("a definition: {error}"))?;
        if resolved.digest != definition.digest {
            return Err(format!("the definition {} is not what its digest says", definition.digest));
        }
        definitions.push(resolved);
    }
    let receipts = whole.logs.iter().map(|head| head.receipt).collect();
    let told: Vec<Option<usize>> = whole.logs.iter().map(|head| head.entries).collect();
    let mut logs: Vec<(Log, Vec<RawEntry>)> = whole
        .logs
        .into_iter()
        .map(|head| {
            let imported_at = Some(imported_at.to_owned());
            (Log { id: head.log, founded_at: head.founded_at, imported_at }, Vec::new())
        })
        .collect();
    for entry in whole.cases.into_iter().flat_map(|case| case.entries) {
        let raw = raw(entry)?;
        let log = logs.iter_mut().find(|(log, _)| log.id == raw.log);
        let (_, entries) =
            log.ok_or_else(|| format!("entry {} is of a log that the export does not name", raw.number))?;
        entries.push(raw);
    }
    for ((log, entries), told) in logs.iter_mut().zip(told) {
        entries.sort_by_key(|entry| entry.number);
        if let Some([twice, _]) = entries.array_windows().find(|[one, next]| one.number == next.number) {
            return Err(format!("entry {} of log {} is in it twice", twice.number, log.id));
        }
        if let Some(told) = told.filter(|told| *told != entries.len()) {
            return Err(format!(
                "it should hold {told} entries of log {}, and holds {}: some are missing",
                log.id,
                entries.len()
            ));
        }
    }
    for receipt in &receipts {
        check_newest(receipt, &logs)?;
    }
    Ok(Content { definitions, logs, receipts })
}

/// The newest entry that an export names is in it: its end was not cut off.
fn check_newest(receipt: &Receipt, logs: &[(Log, Vec<RawEntry>)]) -> Result<(), String> {
    let newest = logs.iter().find(|(log, _)| log.id == receipt.log).and_then(|(_, entries)| entries.last());
    if newest.is_some_and(|newest| newest.number == receipt.entry && newest.seal == receipt.seal) {
        return Ok(());
    }
    Err(format!(
        "its newest entry should be {} of log {}, which is not there: some are missing",
        receipt.entry, receipt.log
    ))
}

fn read_whole(text: &str) -> Result<Whole, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no export of this program ({error})"))
}

fn read_lines(text: &str) -> Result<Whole, String> {
    let mut whole =
        Whole { form: String::new(), logs: Vec::new(), definitions: Vec::new(), cases: Vec::new() };
    let mut entries = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let row = serde_json::from_str(line)
            .map_err(|error| format!("line {number} is none of an export ({error})"))?;
        match row {
            Row::Export { form } => whole.form = form,
            Row::Log(head) => whole.logs.push(head),
            Row::Definition(definition) => whole.definitions.push(definition),
            Row::Case {} => {}
            Row::Entry(entry) => entries.push(entry),
        }
    }
    whole.cases.push(CaseEntries { entries });
    Ok(whole)
}

fn raw(entry: Entry) -> Result<RawEntry, String> {
    let Entry { entry: number, kind, sealed } = entry;
    let sealed = sealed.ok_or_else(|| {
        format!("entry {number} lacks its sealed form: only an export without --redact can be imported")
    })?;
    let payload = match (sealed.payload, sealed.salt) {
        (Some(bytes), Some(salt)) => {
            let salt = hex::decode(salt)
                .map_err(|_| format!("the salt of entry {number} is no hexadecimal text"))?;
            Some(Payload { salt, bytes })
        }
        (None, None) => None,
        _ => return Err(format!("entry {number} has half of its payload")),
    };
    let raw = RawEntry {
        log: sealed.log,
        number,
        recorded_at: sealed.recorded_at,
        // It follows from the entries beside it, once they are stored.
        clock_back: false,
        kind,
        skeleton: sealed.skeleton,
        commitment: sealed.commitment,
        previous: sealed.previous,
        seal: sealed.seal,
        payload,
    };
    if raw.seal != raw.expected_seal() || !raw.keeps_commitment() {
        return Err(format!("entry {number} is not what was sealed"));
    }
    Ok(raw)
}
