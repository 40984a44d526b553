//! `withdraw`: record that the challenge is withdrawn.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::kinds::Withdrawal;
use crate::rules::Draft;

/// Record that the challenge is withdrawn.
#[derive(Debug, Args, Serialize)]
pub struct Withdraw {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Withdraw {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let why = needs.text("--why", self.why.as_ref());
        let why = needs.met(why)?;
        let recorded = session.record("withdraw", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(Withdrawal {}, happened, session.author()).text(&field("why"), Some(why)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
