//! `log`: record a discussion.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, person, text, word};
use crate::model::Capacity;
use crate::model::kinds::{Agreement, Discussion, Mode};
use crate::rules::CaseFile;
use crate::rules::Draft;

/// Record a discussion.
///
/// Within an agency or between agencies. One from before the opening is kept as what led to the case.
#[derive(Debug, Args, Serialize)]
pub struct Log {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// With whom it was held
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    with: Vec<GivenPerson>,
    /// Who held it on your side (default: you)
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held_by: Vec<GivenPerson>,
    /// How it was held
    #[arg(long, value_parser = word::<Mode>())]
    mode: Option<Mode>,
    /// What was said
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    summary: Option<String>,
    /// Whether it brought agreement
    #[arg(long, value_parser = word::<Agreement>())]
    result: Option<Agreement>,
    /// A child is thought to be at risk of immediate harm
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    immediate_harm: bool,
    #[command(flatten)]
    common: Common,
}

impl Log {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        self.ask(session)?;
        let mut needs = Needs::default();
        let mode = needs.one("--mode", self.mode);
        needs.some("--with", &self.with);
        needs.text("--summary", self.summary.as_ref());
        let mode = needs.met(mode)?;
        let recorded = session.record("log", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            Ok(Draft::new(Discussion::in_mode(mode, self.result), happened, session.author())
                .people(Capacity::With, session.people(&self.with)?)
                .people(Capacity::HeldBy, session.people(&self.held_by)?)
                .immediate_harm(self.immediate_harm)
                .text(&field("summary"), self.summary.clone()))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }

    /// Asks for what is missing, in the protocol's words.
    fn ask(&mut self, session: &mut Session<'_>) -> anyhow::Result<()> {
        let complete = !self.with.is_empty() && self.mode.is_some() && self.summary.is_some();
        let Some(asker) = session.asker().filter(|_| !complete && self.common.from_file.is_none()) else {
            return Ok(());
        };
        let loaded: CaseFile = session.case(&session.logbook()?, &self.case)?;
        super::asking::stage(&asker, &loaded)?;
        if self.with.is_empty() {
            super::asking::roles(&asker, &loaded)?;
            self.with = asker.people("With whom was it held", true)?;
        }
        if self.mode.is_none() {
            self.mode = Some(super::asking::word(&asker, "How was it held")?);
        }
        if self.summary.is_none() {
            self.summary = Some(asker.text("What was said")?);
        }
        if self.result.is_none() {
            self.result = Some(super::asking::word(&asker, "Did it bring agreement")?);
        }
        super::asking::required(&asker, &loaded, crate::protocol::Of::Discussion, &mut self.common)?;
        super::asking::confirm(&asker, &loaded)
    }
}
