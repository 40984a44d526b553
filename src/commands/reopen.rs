//! `reopen`: take an ended case up again.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::kinds::Reopening;
use crate::rules::Draft;

/// Take a resolved, closed or withdrawn case up again.
///
/// It goes back to its stage; its limits stay as they were given.
#[derive(Debug, Args, Serialize)]
pub struct Reopen {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Reopen {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let why = needs.text("--why", self.why.as_ref());
        let why = needs.met(why)?;
        let recorded = session.record("reopen", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(Reopening {}, happened, session.author()).text(&field("why"), Some(why)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
