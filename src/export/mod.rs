//! What leaves the logbook: one file a format.

mod account;
mod csv;
mod import;
mod json;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

pub use account::account;
pub use import::{Content, read_export};

use crate::model::words::words;
use crate::model::{CaseRef, LogId, Receipt};
use crate::protocol::Resolved;
use crate::rules::CaseFile;
use crate::store::{Log, RawEntry, Reading};
use crate::view::{CaseLine, EntryView};

words! {
    /// The formats of an export.
    pub enum ExportFormat {
        Csv = "csv", "a row an entry, guarded for spreadsheets";
        Json = "json", "one JSON value; can be imported";
        Jsonl = "jsonl", "a JSON value a line; can be imported";
    }
}

words! {
    /// The formats of a written account.
    pub enum AccountFormat {
        Txt = "txt", "plain text, for an email";
        Md = "md", "Markdown";
    }
}

/// The name and version of the exported form.
const FORM: &str = "escalate-export-1";

/// A log, its newest entry that is exported, and how many of its entries are.
type LogHead = (Log, Receipt, u64);

/// A format: what is written at the beginning, for each case and its entries, and at the end.
///
/// Cases come one by one, so that an export needs no more memory for many than for one.
trait Format {
    /// The logs that entries come from, with their heads, and the definitions that cases stand on.
    fn begin(
        &mut self,
        logs: &[LogHead],
        definitions: &[Resolved],
        out: &mut dyn Write,
    ) -> anyhow::Result<()>;

    /// A case in one line.
    fn case(&mut self, line: &CaseLine, out: &mut dyn Write) -> anyhow::Result<()>;

    /// An entry, as it reads and as it is sealed, with the case that it belongs to.
    fn entry(&mut self, entry: &Exported<'_>, out: &mut dyn Write) -> anyhow::Result<()>;

    /// The end.
    fn end(&mut self, out: &mut dyn Write) -> anyhow::Result<()>;
}

/// An entry that is exported.
struct Exported<'e> {
    line: &'e CaseLine,
    view: &'e EntryView,
    raw: &'e RawEntry,
}

/// Exports all cases, or those that are wanted; `load` gives a case with what it is shown by.
pub fn export(
    store: &dyn Reading,
    wanted: Option<&BTreeSet<CaseRef>>,
    format: ExportFormat,
    load: &dyn Fn(CaseRef) -> anyhow::Result<CaseFile>,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut format: Box<dyn Format> = match format {
        ExportFormat::Csv => Box::new(csv::Csv),
        ExportFormat::Json => Box::new(json::Json::default()),
        ExportFormat::Jsonl => Box::new(json::Jsonl),
    };
    let references = match wanted {
        Some(wanted) => wanted.clone(),
        None => all_cases(store)?,
    };
    let logs = heads(store, wanted)?;
    format.begin(&logs, &definitions(store, &references, wanted.is_none())?, out)?;
    for reference in references {
        let loaded = load(reference)?;
        one_case(store, &loaded, format.as_mut(), out)?;
    }
    format.end(out)
}

fn all_cases(store: &dyn Reading) -> anyhow::Result<BTreeSet<CaseRef>> {
    let mut references = BTreeSet::new();
    store.cases(&crate::store::CaseFilter::default(), &mut |summary| {
        references.insert(summary.reference);
        Ok(())
    })?;
    Ok(references)
}

/// The logs that have entries, each with its newest and their number; of chosen cases, with theirs.
fn heads(store: &dyn Reading, wanted: Option<&BTreeSet<CaseRef>>) -> anyhow::Result<Vec<LogHead>> {
    let mut newest: BTreeMap<LogId, (Receipt, u64)> = BTreeMap::new();
    match wanted {
        None => newest.extend(store.heads()?.into_iter().map(|head| (head.0.log, head))),
        Some(wanted) => {
            for reference in wanted {
                for raw in store.raw_entries_of(*reference)? {
                    let receipt = Receipt { log: raw.log, entry: raw.number, seal: raw.seal };
                    let (known, entries) = newest.entry(raw.log).or_insert((receipt, 0));
                    *entries += 1;
                    if known.entry < receipt.entry {
                        *known = receipt;
                    }
                }
            }
        }
    }
    let mut logs = Vec::new();
    for mut log in store.logs()? {
        // When it was imported is this logbook's own affair.
        log.imported_at = None;
        if let Some((receipt, entries)) = newest.remove(&log.id) {
            logs.push((log, receipt, entries));
        }
    }
    Ok(logs)
}

fn definitions(
    store: &dyn Reading,
    references: &BTreeSet<CaseRef>,
    all: bool,
) -> anyhow::Result<Vec<Resolved>> {
    if all {
        return Ok(store.definitions()?);
    }
    let mut definitions: Vec<Resolved> = Vec::new();
    for reference in references {
        for raw in store.raw_entries_of(*reference)?.iter().take(1) {
            let crate::model::Event::Challenge(challenge) = raw.decode()?.skeleton.event else { continue };
            if !definitions.iter().any(|known| known.digest == challenge.definition) {
                definitions.extend(store.definition(challenge.definition)?);
            }
        }
    }
    definitions.sort_by_key(|definition| definition.digest);
    Ok(definitions)
}

fn one_case(
    store: &dyn Reading,
    loaded: &CaseFile,
    format: &mut dyn Format,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (summary, _) = crate::rules::summary(&loaded.case, loaded.protocol());
    let line = CaseLine::from(summary);
    format.case(&line, out)?;
    for raw in store.raw_entries_of(loaded.case.reference)? {
        let Some(entry) = loaded.case.entry(raw.number) else { continue };
        let view = EntryView::of(entry, &loaded.case, loaded.protocol(), &loaded.calendar);
        format.entry(&Exported { line: &line, view: &view, raw: &raw }, out)?;
    }
    Ok(())
}
