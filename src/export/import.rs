//! Reading an export back.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::FORM;
use super::readable::{ReadCase, ReadEntry, Sealed};
use crate::model::{CaseRef, Digest, EntryNumber, Event, LogId, Receipt, chain, unique};
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
    /// The cases as people read them, to be held to what is sealed once it is stored.
    pub cases: Vec<ReadCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    form: String,
    redacted: Option<String>,
    logs: Vec<LogHead>,
    definitions: Vec<Definition>,
    cases: Vec<ReadCase>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogHead {
    log: LogId,
    founded_at: String,
    receipt: Newest,
    /// How many entries of the log are in the export; the first exports did not say.
    entries: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Newest {
    log: LogId,
    entry: EntryNumber,
    seal: Digest,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Definition {
    digest: Digest,
    bytes: String,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
enum Row {
    Export { form: String, redacted: Option<String> },
    Log(LogHead),
    Definition(Definition),
    Case(Box<ReadCase>),
    Entry(Box<ReadEntry>),
}

/// Reads a JSON or JSONL export; a reason where it is none.
pub fn read_export(text: &str, imported_at: &str) -> Result<Content, String> {
    let first = text.lines().next().unwrap_or_default();
    let mut whole = if first.contains("\"type\":\"export\"") { read_lines(text)? } else { read_whole(text)? };
    if whole.form != FORM {
        return Err(format!("its form is ‘{}’; this version reads ‘{FORM}’", whole.form));
    }
    if whole.redacted.is_some() {
        return Err("something was taken out of it: only an export without --redact can be imported".into());
    }
    let definitions = read_definitions(whole.definitions)?;
    let receipts: Vec<Receipt> = whole.logs.iter().map(LogHead::newest).collect();
    let mut logs: BTreeMap<LogId, Vec<RawEntry>> = BTreeMap::new();
    for head in &whole.logs {
        if logs.insert(head.log, Vec::new()).is_some() {
            return Err(format!("log {} is listed in it twice", head.log));
        }
    }
    check_order(&whole.cases)?;
    for entry in whole.cases.iter_mut().flat_map(|case| &mut case.entries) {
        let raw = raw(entry)?;
        let entries = logs.get_mut(&raw.log);
        entries
            .ok_or_else(|| format!("entry {} is of a log that the export does not name", raw.number))?
            .push(raw);
    }
    let mut read = Vec::new();
    for head in whole.logs {
        let mut entries = logs.remove(&head.log).unwrap_or_default();
        entries.sort_by_key(|entry| entry.number);
        check_log(&head, &entries)?;
        note_gaps(&head, &entries, &mut whole.cases);
        let imported_at = Some(imported_at.to_owned());
        read.push((Log { id: head.log, founded_at: head.founded_at, imported_at }, entries));
    }
    check_entries(&read, &definitions)?;
    Ok(Content { definitions, logs: read, receipts, cases: whole.cases })
}

fn read_definitions(read: Vec<Definition>) -> Result<Vec<Resolved>, String> {
    let mut definitions: Vec<Resolved> = Vec::new();
    for definition in read {
        unique::check(&definition.bytes).map_err(|error| format!("a definition: {error}"))?;
        let resolved =
            Resolved::from_bytes(definition.bytes).map_err(|error| format!("a definition: {error}"))?;
        if resolved.digest != definition.digest {
            return Err(format!("the definition {} is not what its digest says", definition.digest));
        }
        if definitions.iter().any(|known| known.digest == resolved.digest) {
            return Err(format!("the definition {} is in it twice", resolved.digest));
        }
        let again = Resolved::of(resolved.protocol.clone()).map_err(|error| error.to_string())?;
        if again.digest != resolved.digest {
            return Err(format!(
                "the definition {} has members that this version does not know",
                resolved.digest
            ));
        }
        definitions.push(resolved);
    }
    Ok(definitions)
}

/// A key that a command is repeated by leads to one entry, and some case stands on each definition.
fn check_entries(logs: &[(Log, Vec<RawEntry>)], definitions: &[Resolved]) -> Result<(), String> {
    let (mut keys, mut used) = (BTreeSet::new(), BTreeSet::new());
    for raw in logs.iter().flat_map(|(_, entries)| entries) {
        let entry = raw.decode().map_err(|_| format!("entry {} cannot be read", raw.number))?;
        if entry.key().is_some_and(|key| !keys.insert(key)) {
            return Err(format!("entry {} has the key of --once that another entry has", raw.number));
        }
        if let Event::Challenge(challenge) = &entry.skeleton.event {
            used.insert(challenge.definition);
        }
    }
    match definitions.iter().find(|definition| !used.contains(&definition.digest)) {
        Some(unused) => Err(format!("no case in it stands on the definition {}", unused.digest)),
        None => Ok(()),
    }
}

/// Cases come in the order of their references, and the entries of each in that of their numbers.
fn check_order(cases: &[ReadCase]) -> Result<(), String> {
    let mut before: Option<CaseRef> = None;
    for case in cases {
        let reference: CaseRef = case.case.parse().map_err(|error| format!("{error}"))?;
        if before.is_some_and(|before| before >= reference) {
            return Err(format!("case {reference} is in it twice, or not in its place"));
        }
        before = Some(reference);
        let in_order = |[one, next]: &[ReadEntry; 2]| one.entry < next.entry;
        if !case.entries.array_windows().all(in_order) {
            return Err(format!("the entries of case {reference} are not in their order"));
        }
        if case.entries.is_empty() {
            return Err(format!("case {reference} has no entries: some are missing"));
        }
    }
    Ok(())
}

impl LogHead {
    fn newest(&self) -> Receipt {
        Receipt { log: self.receipt.log, entry: self.receipt.entry, seal: self.receipt.seal }
    }
}

/// The entries of a log are as many as are told, each once, and end with the newest that is named.
fn check_log(head: &LogHead, entries: &[RawEntry]) -> Result<(), String> {
    if let Some([twice, _]) = entries.array_windows().find(|[one, next]| one.number == next.number) {
        return Err(format!("entry {} of log {} is in it twice", twice.number, head.log));
    }
    if let Some(told) = head.entries.filter(|told| *told != entries.len()) {
        return Err(format!(
            "it should hold {told} entries of log {}, and holds {}: some are missing",
            head.log,
            entries.len()
        ));
    }
    let receipt = head.newest();
    let is_newest = |newest: &RawEntry| {
        newest.log == receipt.log && newest.number == receipt.entry && newest.seal == receipt.seal
    };
    if receipt.log != head.log || !entries.last().is_some_and(is_newest) {
        return Err(format!(
            "its newest entry should be {} of log {}, which is not there: some are missing",
            receipt.entry, receipt.log
        ));
    }
    match entries.last() {
        Some(last) if last.number.0 > MOST_ENTRIES => Err(format!(
            "the number of entry {} is at the end of its range: it leaves no room for further entries",
            last.number
        )),
        _ => Ok(()),
    }
}

/// The highest number of an entry that is imported: half of those that there can be stay for what follows.
const MOST_ENTRIES: u64 = 1 << 39;

/// Notes the entries of which the one before is not in the export.
fn note_gaps(head: &LogHead, entries: &[RawEntry], cases: &mut [ReadCase]) {
    let mut before = chain::genesis(head.log, &head.founded_at);
    let mut after_gaps = BTreeSet::new();
    for entry in entries {
        if entry.previous != before {
            after_gaps.insert(entry.number.0);
        }
        before = entry.seal;
    }
    for entry in cases.iter_mut().flat_map(|case| &mut case.entries) {
        entry.after_gap |= after_gaps.contains(&entry.entry);
    }
}

fn read_whole(text: &str) -> Result<Whole, String> {
    let none = |error: String| format!("it is no export of this program ({error})");
    unique::check(text).map_err(none)?;
    serde_json::from_str(text).map_err(|error| none(error.to_string()))
}

fn read_lines(text: &str) -> Result<Whole, String> {
    let mut whole = Whole {
        form: String::new(),
        redacted: None,
        logs: Vec::new(),
        definitions: Vec::new(),
        cases: Vec::new(),
    };
    for (number, line) in (1..).zip(text.lines()) {
        let none = |error: String| format!("line {number} is none of an export ({error})");
        unique::check(line).map_err(none)?;
        let row = serde_json::from_str(line).map_err(|error| none(error.to_string()))?;
        match row {
            Row::Export { form, redacted } if number == 1 => {
                (whole.form, whole.redacted) = (form, redacted);
            }
            Row::Export { .. } => return Err(none("another export begins".into())),
            Row::Log(head) => whole.logs.push(head),
            Row::Definition(definition) => whole.definitions.push(definition),
            Row::Case(case) => whole.cases.push(*case),
            Row::Entry(entry) => {
                let case = whole.cases.last_mut();
                case.ok_or_else(|| none("an entry without its case".into()))?.entries.push(*entry);
            }
        }
    }
    Ok(whole)
}

fn raw(entry: &mut ReadEntry) -> Result<RawEntry, String> {
    let number = EntryNumber(entry.entry);
    let Sealed { log, recorded_at, skeleton, payload, salt, commitment, previous, seal } =
        entry.sealed.take().ok_or_else(|| {
            format!("entry {number} lacks its sealed form: only an export without --redact can be imported")
        })?;
    let payload = match (payload, salt) {
        (Some(bytes), Some(salt)) => {
            let salt = hex::decode(salt)
                .map_err(|_| format!("the salt of entry {number} is no hexadecimal text"))?;
            Some(Payload { salt, bytes })
        }
        (None, None) => None,
        _ => return Err(format!("entry {number} has half of its payload")),
    };
    let raw = RawEntry {
        log,
        number,
        recorded_at,
        // It follows from the entries beside it, once they are stored.
        clock_back: false,
        kind: entry.kind.clone(),
        skeleton,
        commitment,
        previous,
        seal,
        payload,
    };
    if raw.seal != raw.expected_seal() || !raw.keeps_commitment() {
        return Err(format!("entry {number} is not what was sealed"));
    }
    for json in std::iter::once(&raw.skeleton).chain(raw.payload.as_ref().map(|payload| &payload.bytes)) {
        unique::check(json).map_err(|error| format!("entry {number} cannot be read ({error})"))?;
    }
    Ok(raw)
}
