//! `request`: record a request for information.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person, text};
use crate::model::Capacity;
use crate::model::kinds::Request as Event;
use crate::rules::Draft;

/// Record a request for information.
#[derive(Debug, Args, Serialize)]
pub struct Request {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Who asks
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    from: Option<GivenPerson>,
    /// Who is asked
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    to: Option<GivenPerson>,
    /// For what
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    what: Option<String>,
    /// Until when the answer is asked for
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Request {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let (from, to) = (needs.one("--from", self.from.clone()), needs.one("--to", self.to.clone()));
        needs.text("--what", self.what.as_ref());
        let (from, to) = needs.met(from.zip(to))?;
        let recorded = session.record("request", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let by = session.end("--by", self.by.as_ref(), &loaded.calendar)?;
            Ok(Draft::new(Event {}, happened, session.author())
                .people(Capacity::From, session.people(&[from])?)
                .people(Capacity::To, session.people(&[to])?)
                .text(&field("what"), self.what.clone())
                .limits(by, None))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
