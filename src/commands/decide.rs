//! `decide`: record what a manager, a chair or a panel decided.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, asking, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person, text, word};
use crate::model::kinds::{Decision, Verdict};
use crate::model::{Capacity, EntryNumber};
use crate::protocol::Of;
use crate::rules::Draft;

/// Record a manager's, chair's or panel's decision.
///
/// A decision that was reconsidered names the one that it replaces.
#[derive(Debug, Args, Serialize)]
pub struct Decide {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Who decided
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    who: Option<GivenPerson>,
    /// What was decided
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    decision: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    /// What it means for the decision that was challenged
    #[arg(long, value_parser = word::<Verdict>())]
    result: Option<Verdict>,
    /// Who supports the request that it decides
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    supported_by: Vec<GivenPerson>,
    /// The earlier decision that it replaces
    #[arg(long, value_name = "ENTRY")]
    replaces: Option<u64>,
    #[command(flatten)]
    common: Common,
}

impl Decide {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        self.ask(session)?;
        let mut needs = Needs::default();
        let who = needs.one("--who", self.who.clone());
        needs.text("--decision", self.decision.as_ref());
        let who = needs.met(who)?;
        let recorded = session.record("decide", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let event = Decision {
                result: self.result,
                replaces: self.replaces.map(EntryNumber),
                made: None,
                supported: !self.supported_by.is_empty(),
            };
            Ok(Draft::new(event, happened, session.author())
                .people(Capacity::Who, session.people(&[who])?)
                .people(Capacity::SupportedBy, session.people(&self.supported_by)?)
                .text(&field("decision"), self.decision.clone())
                .text(&field("why"), self.why.clone()))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }

    /// Asks for what is missing, in the protocol's words.
    fn ask(&mut self, session: &mut Session<'_>) -> anyhow::Result<()> {
        let complete = self.who.is_some() && self.decision.is_some();
        let Some(asker) = session.asker().filter(|_| !complete && self.common.from_file.is_none()) else {
            return Ok(());
        };
        let loaded = session.case(&session.logbook()?, &self.case)?;
        asking::stage(&asker, &loaded)?;
        if self.who.is_none() {
            asking::roles(&asker, &loaded)?;
            self.who = asker.checked("Who decided (\"Name, role, agency\")", None, false, person)?;
        }
        if self.decision.is_none() {
            self.decision = Some(asker.text("What was decided")?);
        }
        if self.why.is_none() {
            self.why = asker.optional_text("Why")?;
        }
        if self.result.is_none() {
            self.result = Some(asking::word(&asker, "What it means for the decision that was challenged")?);
        }
        asking::required(&asker, &loaded, Of::Decision, &mut self.common)?;
        asking::confirm(&asker, &loaded)
    }
}
