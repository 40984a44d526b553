//! `action`: an agreed action, and that it was done.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person, text};
use crate::model::kinds::{Action as Event, ActionDone};
use crate::model::{Capacity, EntryNumber};
use crate::rules::Draft;

/// Record an agreed action, or that one was done.
///
/// With ENTRY and --done, the action of that entry was done.
#[derive(Debug, Args, Serialize)]
pub struct Action {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The action that was done, by the number of its entry
    #[arg(value_name = "ENTRY")]
    entry: Option<u64>,
    /// What was agreed
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true, conflicts_with = "entry")]
    what: Option<String>,
    /// Who is to do it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true, conflicts_with = "entry")]
    owner: Option<GivenPerson>,
    /// Until when
    #[arg(long, value_name = "WHEN", conflicts_with = "entry")]
    by: Option<String>,
    /// Who agreed to it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true, conflicts_with = "entry")]
    agreed_with: Vec<GivenPerson>,
    /// What was done
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true, requires = "entry")]
    done: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Action {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let recorded = if let Some(entry) = self.entry {
            let done = needs.text("--done", self.done.as_ref());
            let done = needs.met(done)?;
            session.record("action", &self.case, &self, &self.common, |session, loaded| {
                let happened = session.moment(&self.common, &loaded.calendar)?;
                let event = ActionDone { action: EntryNumber(entry) };
                Ok(Draft::new(event, happened, session.author()).text(&field("done"), Some(done)))
            })?
        } else {
            needs.text("--what", self.what.as_ref());
            let owner = needs.one("--owner", self.owner.clone());
            needs.one("--by", self.by.as_ref());
            let owner = needs.met(owner)?;
            session.record("action", &self.case, &self, &self.common, |session, loaded| {
                let happened = session.moment(&self.common, &loaded.calendar)?;
                let by = session.end("--by", self.by.as_ref(), &loaded.calendar)?;
                Ok(Draft::new(Event {}, happened, session.author())
                    .people(Capacity::Owner, session.people(&[owner])?)
                    .people(Capacity::AgreedWith, session.people(&self.agreed_with)?)
                    .text(&field("what"), self.what.clone())
                    .limits(by, None))
            })?
        };
        session.report(&recorded)?;
        Ok(None)
    }
}
