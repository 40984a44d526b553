//! `show`: a case with all its entries.

use clap::Args;

use super::Done;
use crate::cli::Session;
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
        let loaded = session.case(&session.logbook()?, &self.case)?;
        let now = session.as_of(self.as_of.as_ref(), &loaded.calendar)?;
        let viewing = Viewing { definition: &loaded.definition, calendar: &loaded.calendar, now };
        session.show(&CaseView::of(&loaded.case, viewing, None))?;
        session.note_changed_definition(&loaded);
        Ok(None)
    }
}
