//! `hold`: a legal hold on a case.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::kinds::Hold as Event;
use crate::rules::Draft;

/// Put a legal hold on a case, or release it.
#[derive(Debug, Args, Serialize)]
pub struct Hold {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    /// Release an earlier hold
    #[arg(long)]
    release: bool,
    #[command(flatten)]
    common: Common,
}

impl Hold {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let why = needs.text("--why", self.why.as_ref());
        let why = needs.met(why)?;
        let recorded = session.record("hold", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let event = Event { released: self.release };
            Ok(Draft::new(event, happened, session.author()).text(&field("why"), Some(why)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
