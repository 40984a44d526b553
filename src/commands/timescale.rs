//! `timescale`: state or shorten the current limit.

use clap::Args;
use serde::Serialize;

use super::Done;
use crate::cli::args::{Common, GivenPerson, person};
use crate::cli::{Failure, Session};
use crate::model::Capacity;
use crate::model::kinds::Timescale as Event;
use crate::rules::Draft;

/// State or shorten the current limit.
///
/// A timescale may shorten a limit, never lengthen it.
#[derive(Debug, Args, Serialize)]
pub struct Timescale {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The end that is stated (a day alone is its close of business)
    #[arg(long, value_name = "WHEN")]
    by: Option<String>,
    /// The earlier end that protects the child
    #[arg(long, value_name = "WHEN")]
    protect_by: Option<String>,
    /// Who agreed to it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    agreed_with: Vec<GivenPerson>,
    #[command(flatten)]
    common: Common,
}

impl Timescale {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        if self.by.is_none() && self.protect_by.is_none() {
            return Err(Failure::missing(vec!["--by".into()])
                .hint("state an end, or one that protects the child")
                .into());
        }
        let recorded = session.record("timescale", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let by = session.end("--by", self.by.as_ref(), &loaded.calendar)?;
            let protect_by = session.end("--protect-by", self.protect_by.as_ref(), &loaded.calendar)?;
            Ok(Draft::new(Event { stated: None, protective: None }, happened, session.author())
                .people(Capacity::AgreedWith, session.people(&self.agreed_with)?)
                .limits(by, protect_by))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
