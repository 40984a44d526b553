//! `duty`: record that a duty was met, or why it cannot be any more.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, label, text};
use crate::model::Id;
use crate::model::kinds::DutyMet;
use crate::rules::{Draft, responsible_named};

/// Record that a duty was met, or why it cannot be any more.
///
/// `escalate next CASE` names the duties, and who owes each. One that several owe is met by each for itself.
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
    /// Why it was not done and cannot be any more
    #[arg(long, value_name = "WHY", value_parser = text, allow_hyphen_values = true, conflicts_with = "done")]
    #[serde(skip_serializing_if = "Option::is_none")]
    not_done: Option<String>,
    /// Whose duty it was, where several owe it (default: your own agency)
    #[arg(long, value_name = "AGENCY", value_parser = label, allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Duty {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        if self.not_done.is_none() {
            needs.text("--done", self.done.as_ref());
        } else {
            needs.text("--not-done", self.not_done.as_ref());
        }
        needs.met(Some(()))?;
        let recorded = session.record("duty", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let desk = session.desk(loaded.protocol(), &loaded.calendar, &self.common);
            let named = |name: &String| responsible_named(name, &self.duty, &loaded.case, &desk);
            let by = self.party.as_ref().map(named).transpose()?;
            let met = DutyMet::new(self.duty.clone(), by, self.not_done.is_some());
            Ok(Draft::new(met, happened, session.author())
                .text(&field("done"), self.done.clone())
                .text(&field("why"), self.not_done.clone()))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
