//! `confirm`: a party's written confirmation of the outcome.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::Session;
use crate::cli::args::{Common, GivenPerson, agency, person, text};
use crate::model::kinds::Confirmation;
use crate::model::{Agency, Capacity};
use crate::rules::{Draft, party_number};

/// Record a party's written confirmation of the agreed outcome.
///
/// Or, with --declined, that it does not confirm.
#[derive(Debug, Args, Serialize)]
pub struct Confirm {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The party
    #[arg(long, value_name = "AGENCY", value_parser = agency, allow_hyphen_values = true)]
    party: Option<Agency>,
    /// Who confirms for it
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    by: Option<GivenPerson>,
    /// What they wrote
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    text: Option<String>,
    /// The party does not confirm
    #[arg(long)]
    declined: bool,
    #[command(flatten)]
    common: Common,
}

impl Confirm {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let (party, by) = (needs.one("--party", self.party.clone()), needs.one("--by", self.by.clone()));
        let (agency, by) = needs.met(party.zip(by))?;
        let recorded = session.record("confirm", &self.case, &self, &self.common, |session, loaded| {
            let happened = session.moment(&self.common, &loaded.calendar)?;
            let party = party_number(&loaded.case, &agency)?;
            Ok(Draft::new(Confirmation { party, declined: self.declined }, happened, session.author())
                .people(Capacity::By, session.people(&[by])?)
                .text(&field("agency"), Some(agency.to_string()))
                .text(&field("text"), self.text.clone()))
        })?;
        session.report(&recorded)?;
        Ok(None)
    }
}
