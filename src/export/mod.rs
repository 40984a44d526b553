//! What leaves the logbook: one file a format.

mod account;
mod bars;
mod calendar;
mod csv;
pub mod diagram;
mod documents;
pub mod guide;
mod import;
mod json;
mod lots;
mod page;
mod readable;
mod record;
mod timeline;
mod tracker;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

pub use account::{account, of_account};
pub use import::{Content, read_export};
pub use lots::Load;
pub use readable::ReadCase;
pub use record::record;

use lots::Writer;

use crate::model::words::words;
use crate::model::{CaseRef, Instant, LogId, Receipt};
use crate::protocol::Resolved;
use crate::rules::{CaseFile, Redact, Redaction};
use crate::store::{Log, RawEntry, Reading};
use crate::view::{CaseLine, CaseView, EntryView, Viewing};

words! {
    /// The formats of an export.
    pub enum ExportFormat {
        Csv = "csv", "a row an entry, guarded for spreadsheets";
        Json = "json", "one JSON value; can be imported";
        Jsonl = "jsonl", "a JSON value a line; can be imported";
        Xlsx = "xlsx", "the tracker: cases, entries and what is outstanding as sheets, for Excel";
        Docx = "docx", "the full record of each case, for Word and the child's file";
        Html = "html", "one page: the supervision report; of named cases also their records";
        Ics = "ics", "what is due as a calendar, without names";
        Md = "md", "the full record of each case as Markdown";
    }
}

impl ExportFormat {
    /// Whether it is text, that a terminal can show.
    pub fn is_text(self) -> bool {
        !matches!(self, Self::Xlsx | Self::Docx)
    }
}

words! {
    /// The formats of a written account.
    pub enum AccountFormat {
        Txt = "txt", "plain text, for an email";
        Md = "md", "Markdown";
        Docx = "docx", "for Word, ready to sign";
    }
}

/// The name and version of the exported form.
const FORM: &str = "escalate-export-1";

/// Where an export is written to.
type Out<'a> = &'a mut (dyn Write + Send);

/// A log, its newest entry that is exported, and how many of its entries are.
type LogHead = (Log, Receipt, u64);

/// What an export is of, and what it is made from.
struct About<'a> {
    /// The logs that entries come from, with their heads.
    logs: &'a [LogHead],
    /// The definitions that cases stand on.
    definitions: &'a [Resolved],
    /// The newest entry of this logbook.
    head: Receipt,
    /// The time that it is made at, and that every time within the file says.
    now: Instant,
    /// How much was taken out.
    redact: Redact,
    /// Whether cases were named; all are exported where none is.
    named: bool,
}

/// A format: what is written at the beginning, for each case, and at the end.
///
/// Cases come one by one, so that an export needs no more memory for many than for one, where the
/// format allows it.
trait Format {
    /// The beginning.
    fn begin(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()>;

    /// A case with its entries.
    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()>;

    /// The end.
    fn end(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()>;

    /// The same format, to go on with beside this one after its first case, where that can be done.
    fn beside(&self) -> Option<Box<dyn Format + Send>> {
        None
    }
}

/// A case that is exported, with what was to be taken out of it taken out.
struct Exported<'e> {
    loaded: &'e CaseFile,
    raw: &'e [RawEntry],
    now: Instant,
    head: Receipt,
}

impl Exported<'_> {
    /// The case in one line.
    fn line(&self) -> CaseLine {
        crate::rules::summary(&self.loaded.case, self.loaded.protocol()).0.into()
    }

    fn viewing(&self) -> Viewing<'_> {
        Viewing {
            definition: &self.loaded.definition,
            calendar: &self.loaded.calendar,
            now: self.loaded.calendar.local(&self.now),
        }
    }

    /// The case as `show` prints it.
    fn view(&self) -> CaseView {
        CaseView::of(&self.loaded.case, self.viewing(), None)
    }

    /// The entries, each with the form in which it is stored.
    fn entries(&self) -> impl Iterator<Item = (EntryView, &RawEntry)> {
        let CaseFile { case, definition, calendar, .. } = self.loaded;
        self.raw.iter().filter_map(move |raw| {
            let entry = case.entry(raw.number)?;
            Some((EntryView::of(entry, case, &definition.protocol, calendar), raw))
        })
    }
}

/// What is exported, and how.
pub struct Exporting<'a> {
    /// The cases; all where none is named.
    pub wanted: Option<&'a BTreeSet<CaseRef>>,
    /// The format.
    pub format: ExportFormat,
    /// The time that it is made at.
    pub now: Instant,
    /// What is taken out, and what has been.
    pub redaction: &'a mut Redaction,
    /// Gives the case of some entries with what it is shown by.
    pub load: Load<'a>,
    /// Another connection to the same logbook, which sees the same, to read by at the same time.
    pub beside: Option<Box<dyn Reading + Send>>,
    /// Is told how many entries have been written.
    pub progress: &'a mut dyn FnMut(u64),
}

/// A format as it is written.
fn of(format: ExportFormat) -> anyhow::Result<Box<dyn Format>> {
    Ok(match format {
        ExportFormat::Csv => Box::new(csv::Csv),
        ExportFormat::Json => Box::new(json::Json::default()),
        ExportFormat::Jsonl => Box::new(json::Jsonl::default()),
        ExportFormat::Xlsx => Box::new(tracker::Tracker::new()?),
        ExportFormat::Docx => Box::new(documents::Records::word()),
        ExportFormat::Md => Box::new(documents::Records::markdown()),
        ExportFormat::Html => Box::new(page::Page::default()),
        ExportFormat::Ics => Box::new(calendar::Appointments::default()),
    })
}

/// Exports cases.
pub fn export(store: &dyn Reading, exporting: Exporting<'_>, out: Out<'_>) -> anyhow::Result<()> {
    let Exporting { wanted, format, now, redaction, load, beside, progress } = exporting;
    let mut format = of(format)?;
    let logs = heads(store, wanted)?;
    let definitions = definitions(store, wanted)?;
    let head = store.head()?;
    let about = About {
        logs: &logs,
        definitions: &definitions,
        head,
        now,
        redact: redaction.level(),
        named: wanted.is_some(),
    };
    format.begin(&about, out)?;
    let writer = Writer { load, now, head };
    let all_as_they_are = wanted.is_none() && redaction.level() == Redact::None;
    if let Some((beside, second)) = beside.zip(format.beside()).filter(|_| all_as_they_are) {
        writer.two_at_a_time((store, beside), (&mut *format, second), progress, out)?;
    } else {
        let wanted: Option<Vec<CaseRef>> = wanted.map(|wanted| wanted.iter().copied().collect());
        writer.in_turn(store, wanted.as_deref(), redaction, &mut *format, progress, out)?;
    }
    format.end(&about, out)
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

fn definitions(store: &dyn Reading, wanted: Option<&BTreeSet<CaseRef>>) -> anyhow::Result<Vec<Resolved>> {
    let Some(references) = wanted else { return Ok(store.definitions()?) };
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
