//! `file`: copies of entries were placed on the child's file.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field, outstanding_entries};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::kinds::Filing;
use crate::rules::Draft;

/// Record that copies of entries were placed on the child's file.
///
/// Without ENTRY, all that the protocol asks to be filed and that are not.
#[derive(Debug, Args, Serialize)]
pub struct File {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The entries
    #[arg(value_name = "ENTRY")]
    entries: Vec<u64>,
    /// Where the copy is
    #[arg(long = "where", value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    place: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl File {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let place = needs.text("--where", self.place.as_ref());
        let place = needs.met(place)?;
        let recorded = session.record("file", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let asked = loaded.protocol().record.file.as_ref();
            let entries =
                outstanding_entries(&self.entries, &loaded.case, asked, &loaded.case.filed, "filed")?;
            Ok(Draft::new(Filing { entries }, happened, session.author()).text(&field("where"), Some(place)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
