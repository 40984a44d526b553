//! `answer`: record the answer to a request for information.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::EntryNumber;
use crate::model::kinds::Answer as Event;
use crate::rules::Draft;

/// Record the answer to a request for information.
#[derive(Debug, Args, Serialize)]
pub struct Answer {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The request, by the number of its entry
    #[arg(value_name = "ENTRY")]
    entry: u64,
    /// What was answered
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    text: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Answer {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let answer = needs.text("--text", self.text.as_ref());
        let answer = needs.met(answer)?;
        let recorded = session.record("answer", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let event = Event { request: EntryNumber(self.entry) };
            Ok(Draft::new(event, happened, session.author()).text(&field("text"), Some(answer)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
