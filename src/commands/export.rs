//! `export`: cases for supervision, trackers, and other logbooks.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;

use super::Done;
use crate::cli::args::word;
use crate::cli::{Destination, Failure, Session};
use crate::export::{ExportFormat, export};
use crate::model::CaseRef;
use crate::store::Reading;

/// Export cases: all, or those that are named.
///
/// JSON and JSONL can be imported into an empty logbook; CSV is guarded for spreadsheets.
#[derive(Debug, Args)]
pub struct Export {
    /// The cases (default: all)
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
    /// The format
    #[arg(long, value_parser = word::<ExportFormat>())]
    to: Option<ExportFormat>,
    /// Where to write it (default: standard output)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over an existing file
    #[arg(long)]
    force: bool,
}

impl Export {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let format =
            self.to.ok_or_else(|| Failure::missing(vec!["--to".into()]).hint("--to csv, json or jsonl"))?;
        let store = session.logbook()?;
        let _still = store.snapshot()?;
        let mut wanted: BTreeSet<CaseRef> = BTreeSet::new();
        for given in &self.cases {
            let reference = session.reference(&store, given)?;
            if store.entries_of(reference)?.is_empty() {
                return Err(crate::cli::no_case(given).into());
            }
            wanted.insert(reference);
        }
        let wanted = (!self.cases.is_empty()).then_some(&wanted);
        let mut destination = Destination::open(self.output.as_deref(), self.force, session)?;
        export(&store, wanted, format, &|case| session.load(&store, case), &mut destination)?;
        destination.finish(session)?;
        Ok(None)
    }
}
