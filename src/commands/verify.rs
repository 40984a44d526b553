//! `verify`: check the whole logbook.

use clap::Args;

use super::Done;
use super::erase::NOT_YET_COMPACTED;
use crate::cli::args::text;
use crate::cli::{Failure, Session};
use crate::model::{EntryNumber, Id, Receipt};
use crate::store::{LogStore, Reading, Rules, rebuild, verify_beside, verify_by};
use crate::view::VerifiedView;

/// Check the whole logbook: the file, the chain, every commitment, and what lists show.
///
/// Without a receipt that was kept elsewhere, a log whose end was cut off, or an older copy, cannot be
/// told from a whole one.
#[derive(Debug, Args)]
pub struct Verify {
    /// A receipt that was kept elsewhere (@FILE reads it from a file)
    #[arg(long, value_name = "RECEIPT", value_parser = text, allow_hyphen_values = true)]
    expect: Vec<String>,
    /// Make what lists and the agenda show anew from the entries first
    #[arg(long)]
    rebuild: bool,
}

impl Verify {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let receipts = self
            .expect
            .iter()
            .map(|text| {
                text.parse::<Receipt>().map_err(|error| Failure::arguments(format!("--expect: {error}.")))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let mut store = session.logbook()?;
        if self.rebuild {
            let mut writing = store.begin()?;
            rebuild(&mut *writing)?;
            writing.commit()?;
            session.note("What lists and the agenda show was made anew from the entries.");
        }
        let _still = store.snapshot()?;
        // Each entry is looked at twice: in its chain, and in its case.
        let steps = store.heads()?.iter().map(|(_, entries)| 2 * entries).sum();
        let progress = session.progress("checking", steps);
        let stand_in = session.default_calendar()?;
        let calendar = |id: &Id| session.calendar(id).ok();
        let rules = Rules { now: session.now(), calendar: &calendar, stand_in: &stand_in };
        let verified = match session.beside(&store)? {
            Some(medium) => verify_beside(medium, rules, &store, &receipts, progress)?,
            None => verify_by(rules, &store, &receipts, progress)?,
        };
        session.show(&VerifiedView {
            whole: true,
            entries: verified.entries,
            erased: verified.erased,
            cases: verified.cases,
            incomplete: verified.incomplete,
            other_working_days: numbers(&verified.other_days),
            clock_back: numbers(&verified.clock_back),
            clock_ahead: numbers(&verified.ahead),
            receipts: receipts.len(),
            receipt: verified.head.into(),
        })?;
        if !store.to_compact()?.is_empty() {
            session.tell(NOT_YET_COMPACTED);
        }
        Ok(None)
    }
}

fn numbers(entries: &[EntryNumber]) -> Vec<u64> {
    entries.iter().map(|entry| entry.0).collect()
}
