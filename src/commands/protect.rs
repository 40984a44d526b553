//! `protect`: record a protective step that was called for.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person, text};
use crate::model::Capacity;
use crate::model::kinds::{HarmFlag, ProtectiveStep};
use crate::rules::Draft;

/// Record a protective step that was called for.
///
/// An allocation, a strategy meeting, a core group, a conference: everybody acts without delay. With --lift,
/// record that no child is at risk of immediate harm any more.
#[derive(Debug, Args, Serialize)]
pub struct Protect {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The step
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    step: Option<String>,
    /// Why no child is at risk of immediate harm any more
    #[arg(long, value_name = "WHY", value_parser = text, allow_hyphen_values = true, conflicts_with_all = ["step", "who"])]
    #[serde(skip_serializing_if = "Option::is_none")]
    lift: Option<String>,
    /// Who called for it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    who: Option<GivenPerson>,
    #[command(flatten)]
    common: Common,
}

impl Protect {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        if let Some(why) = self.lift.clone() {
            return self.lift(why, session);
        }
        let mut needs = Needs::default();
        let step = needs.text("--step", self.step.as_ref());
        let step = needs.met(step)?;
        let recorded = session.record("protect", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(ProtectiveStep {}, happened, session.author())
                .people(Capacity::Who, session.people(self.who.as_slice())?)
                .text(&field("step"), Some(step)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }

    /// Records that no child is at risk of immediate harm any more.
    fn lift(self, why: String, session: &mut Session<'_>) -> Done {
        let recorded = session.record("protect", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(HarmFlag { lifted: true }, happened, session.author())
                .text(&field("why"), Some(why)))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
