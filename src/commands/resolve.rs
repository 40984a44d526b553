//! `resolve`: record how the disagreement ended.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, text};
use crate::model::Id;
use crate::model::kinds::Resolution;
use crate::rules::Draft;

/// Record how the disagreement ended.
///
/// The case is resolved while confirmations, actions, gaps, approval or filing are outstanding, and
/// closed by itself once nothing is.
#[derive(Debug, Args, Serialize)]
pub struct Resolve {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The outcome, as the protocol names it
    #[arg(long, value_name = "ID")]
    outcome: Option<Id>,
    /// How it ended
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    summary: Option<String>,
    /// The outcome for the child
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    child_outcome: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Resolve {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        self.ask(session)?;
        let mut needs = Needs::default();
        let outcome = needs.one("--outcome", self.outcome.clone());
        needs.text("--summary", self.summary.as_ref());
        let outcome = needs.met(outcome)?;
        let recorded = session.record("resolve", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(Resolution { outcome }, happened, session.author())
                .text(&field("summary"), self.summary.clone())
                .text(&field("child-outcome"), self.child_outcome.clone()))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }

    /// Asks for what is missing, with the protocol's outcomes to choose from.
    fn ask(&mut self, session: &mut Session<'_>) -> anyhow::Result<()> {
        let complete = self.outcome.is_some() && self.summary.is_some();
        let Some(asker) = session.asker().filter(|_| !complete && self.common.from_file.is_none()) else {
            return Ok(());
        };
        let loaded = session.case(&session.logbook()?, &self.case)?;
        super::asking::stage(&asker, &loaded)?;
        if self.outcome.is_none() {
            let outcomes = &loaded.protocol().outcomes;
            self.outcome = super::asking::titled(&asker, "How did it end", outcomes)?;
        }
        if self.summary.is_none() {
            self.summary = Some(asker.text("What was the result")?);
        }
        if self.child_outcome.is_none() {
            self.child_outcome = asker.optional_text("What is the outcome for the child")?;
        }
        super::asking::required(&asker, &loaded, crate::protocol::Of::Resolution, &mut self.common)?;
        super::asking::confirm(&asker, &loaded)
    }
}
