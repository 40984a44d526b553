//! `show`: a case with all its entries.

use clap::Args;

use super::Done;
use super::erase::NOT_YET_COMPACTED;
use crate::cli::Session;
use crate::model::{Entry, Event};
use crate::store::Reading;
use crate::view::{CaseView, Viewing};

/// Show a case with all its entries.
#[derive(Debug, Args)]
pub struct Show {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// As of another moment than now; moves only the clock
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

impl Show {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let store = session.logbook()?;
        let loaded = session.case(&store, &self.case)?;
        let pending =
            if loaded.case.entries.iter().any(is_erasure) { store.to_compact()? } else { Vec::new() };
        drop(store);
        let now = session.as_of(self.as_of.as_ref(), &loaded.calendar)?;
        let viewing = Viewing { definition: &loaded.definition, calendar: &loaded.calendar, now };
        session.show(&CaseView::of(&loaded.case, viewing, None))?;
        session.note_changed_definition(&loaded);
        if loaded.case.entries.iter().any(|entry| pending.contains(&entry.number)) {
            session.tell(NOT_YET_COMPACTED);
        }
        Ok(None)
    }
}

fn is_erasure(entry: &Entry) -> bool {
    matches!(entry.skeleton.event, Event::Erasure(_))
}
