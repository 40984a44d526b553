//! `export`: cases for supervision, trackers, files, calendars, and other logbooks.

use std::collections::BTreeSet;

use clap::Args;

use super::Done;
use crate::cli::args::word;
use crate::cli::{Failure, Redacting, Session, Target};
use crate::export::{ExportFormat, Exporting, export};
use crate::model::CaseRef;
use crate::rules::Redact;
use crate::store::Reading;

/// Export cases: all, or those that are named.
///
/// JSON and JSONL can be imported into an empty logbook; CSV is guarded for spreadsheets. The same
/// logbook gives the same bytes for the same --as-of.
#[derive(Debug, Args)]
pub struct Export {
    /// The cases (default: all)
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
    /// The format
    #[arg(long, value_parser = word::<ExportFormat>())]
    to: Option<ExportFormat>,
    /// The time that it is made at (default: now)
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    #[command(flatten)]
    redacting: Redacting,
    #[command(flatten)]
    target: Target,
}

impl Export {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let formats: Vec<&str> = ExportFormat::ALL.iter().map(|format| format.word()).collect();
        let format = self.to.ok_or_else(|| {
            Failure::missing(vec!["--to".into()]).hint(format!("--to {}", formats.join(", ")))
        })?;
        let mut redaction = self.redacting.redaction()?;
        let now = session.as_of(self.as_of.as_ref(), &session.default_calendar()?)?;
        let store = session.logbook()?;
        if redaction.level() == Redact::Family && session.asker().is_some() {
            // Before anything is held for reading: a question may wait for long.
            for given in &self.cases {
                session.ask_who_is_family(&mut redaction, &session.case(&store, given)?.case)?;
            }
        }
        let still = store.snapshot()?;
        let mut wanted: BTreeSet<CaseRef> = BTreeSet::new();
        for given in &self.cases {
            let reference = session.reference(&store, given)?;
            if store.entries_of(reference)?.is_empty() {
                return Err(crate::cli::no_case(given).into());
            }
            wanted.insert(reference);
        }
        let wanted = (!self.cases.is_empty()).then_some(&wanted);
        let name = match self.cases.as_slice() {
            [_] => wanted.and_then(BTreeSet::first).map_or_else(String::new, ToString::to_string),
            _ => "cases".to_owned(),
        };
        let mut destination =
            self.target.open(&format!("escalate-{name}.{format}"), format.is_text(), session)?;
        let entries = store.heads()?.iter().map(|(_, entries)| entries).sum();
        let mut progress = session.progress("Exporting", entries);
        let files = &session.files;
        let exporting = Exporting {
            wanted,
            format,
            now,
            redaction: &mut redaction,
            load: &|store, case, entries| files.of(store, case, entries),
            beside: session.beside(&store)?.map(|beside| Box::new(beside) as _),
            progress: &mut progress,
        };
        export(&store, exporting, &mut destination)?;
        drop(progress);
        // A reader of the output may be slow: writers do not wait for the rest of it.
        drop(still);
        destination.finish(session)?;
        session.tell_replaced(&redaction);
        Ok(None)
    }
}
