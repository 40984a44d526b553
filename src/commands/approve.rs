//! `approve`: entries were approved and dated.

use clap::Args;
use serde::Serialize;

use super::{Done, outstanding_entries};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person};
use crate::model::Capacity;
use crate::model::kinds::Approval;
use crate::rules::Draft;

/// Record that entries were approved and dated.
///
/// Without ENTRY, all that the protocol asks to be approved and that are not.
#[derive(Debug, Args, Serialize)]
pub struct Approve {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The entries
    #[arg(value_name = "ENTRY")]
    entries: Vec<u64>,
    /// Who approved them
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    by: Option<GivenPerson>,
    #[command(flatten)]
    common: Common,
}

impl Approve {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let recorded = session.record("approve", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let asked = loaded.protocol().record.approve.as_ref();
            let entries =
                outstanding_entries(&self.entries, &loaded.case, asked, &loaded.case.approved, "approved")?;
            Ok(Draft::new(Approval { entries }, happened, session.author())
                .people(Capacity::By, session.people(self.by.as_slice())?))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
