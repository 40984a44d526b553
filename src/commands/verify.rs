//! `verify`: check the whole logbook.

use clap::Args;

use super::Done;
use super::erase::NOT_YET_COMPACTED;
use crate::cli::args::text;
use crate::cli::{Failure, Session, Status};
use crate::model::{EntryNumber, Id, Receipt};
use crate::protocol::Calendar;
use crate::store::{LogStore, Reading, Rules, Wrong, rebuild, verify_beside, verify_by, verify_entries};
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
        let stand_in = session.default_calendar()?;
        if self.rebuild {
            rebuild_what_holds(&mut store, &receipts, &stand_in, session)?;
        }
        let _still = store.snapshot()?;
        // Each entry is looked at twice: in its chain, and in its case.
        let steps = store.heads()?.iter().map(|(_, entries)| 2 * entries).sum();
        let progress = session.progress("checking", steps);
        let calendar = |id: &Id| session.calendar(id).ok();
        let rules = Rules { now: session.now(), calendar: &calendar, stand_in: &stand_in };
        let verified = match session.beside(&store)? {
            Some(medium) => verify_beside(medium, rules, &store, &receipts, progress),
            None => verify_by(rules, &store, &receipts, progress),
        };
        let verified =
            verified.map_err(|wrong| if self.rebuild { rebuilt_and(wrong) } else { wrong.into() })?;
        let view = VerifiedView {
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
        };
        if self.rebuild {
            session.show_stored(&view);
        } else {
            session.show(&view)?;
        }
        if !store.to_compact()?.is_empty() {
            session.tell(NOT_YET_COMPACTED);
        }
        Ok(None)
    }
}

/// Makes anew what is derived from the entries; nothing is stored where those do not hold.
fn rebuild_what_holds(
    store: &mut dyn LogStore,
    receipts: &[Receipt],
    stand_in: &Calendar,
    session: &mut Session<'_>,
) -> anyhow::Result<()> {
    let calendar = |id: &Id| session.calendar(id).ok();
    let rules = Rules { now: session.now(), calendar: &calendar, stand_in };
    let mut writing = store.begin()?;
    rebuild(&mut *writing)?;
    verify_entries(&*writing, receipts, Some(rules), |_| {})?;
    writing.commit()?;
    session.note("What lists and the agenda show was made anew from the entries.");
    Ok(())
}

/// The failure of a check of what was stored just before.
fn rebuilt_and(wrong: Wrong) -> anyhow::Error {
    let failure = Failure::of(&wrong.into());
    let message = format!(
        "What lists and the agenda show was made anew and stored, and the logbook fails its check: {}",
        failure.message
    );
    Failure { status: Status::OutcomeUnknown, message, ..failure }.into()
}

fn numbers(entries: &[EntryNumber]) -> Vec<u64> {
    entries.iter().map(|entry| entry.0).collect()
}
