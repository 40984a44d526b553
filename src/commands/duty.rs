//! `duty`: record that a duty was met.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::Id;
use crate::model::kinds::DutyMet;
use crate::rules::Draft;

/// Record that a duty was met.
///
/// `escalate next CASE` names the duties of the stage.
#[derive(Debug, Args, Serialize)]
pub struct Duty {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The duty
    #[arg(value_name = "DUTY")]
    duty: Id,
    /// What was done
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    done: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Duty {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let done = needs.text("--done", self.done.as_ref());
        let done = needs.met(done)?;
        let recorded = session.record("duty", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(DutyMet::new(self.duty.clone()), happened, session.author())
                .text(&field("done"), Some(done)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
