//! `party`: a further agency or person, and where an agency keeps its own record.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::args::{Common, GivenPerson, agency, agency_type, person, text};
use crate::cli::{Failure, Session};
use crate::model::kinds::{OwnRecord, PartyJoined};
use crate::model::{Agency, AgencyType, Capacity};
use crate::rules::{Draft, party_number};

/// Add a further agency or person, or say where an agency keeps its own record.
#[derive(Debug, Args, Serialize)]
pub struct Party {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// Who joins; their agency becomes a party
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true, conflicts_with = "keeps_record")]
    add: Vec<GivenPerson>,
    /// Of which type an agency that joins is, where its name and its people's roles do not tell
    #[arg(long, value_name = "AGENCY=TYPE", value_parser = agency_type, allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    agency_type: Vec<(Agency, AgencyType)>,
    /// The party that keeps its own record
    #[arg(long, value_name = "AGENCY", value_parser = agency, allow_hyphen_values = true)]
    keeps_record: Option<Agency>,
    /// Where it keeps it
    #[arg(long = "where", value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    place: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Party {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let recorded = match &self.keeps_record {
            Some(agency) => {
                let mut needs = Needs::default();
                let place = needs.text("--where", self.place.as_ref());
                let place = needs.met(place)?;
                session.record("party", &self.case, &self, &self.common, |session, loaded| {
                    let happened = session.moment(&self.common, &loaded.calendar)?;
                    let party = party_number(&loaded.case, agency)?;
                    Ok(Draft::new(OwnRecord { party }, happened, session.author())
                        .text(&field("agency"), Some(agency.to_string()))
                        .text(&field("where"), Some(place)))
                })?
            }
            None if self.add.is_empty() => {
                return Err(Failure::missing(vec!["--add".into()])
                    .hint("escalate party CASE --add \"Name, role, agency\"")
                    .into());
            }
            None => session.record("party", &self.case, &self, &self.common, |session, loaded| {
                let happened = session.moment(&self.common, &loaded.calendar)?;
                let people = session.people(&self.add)?;
                Ok(Draft::new(PartyJoined {}, happened, session.author())
                    .agency_types(self.agency_type.clone())
                    .people(Capacity::Joins, people))
            })?,
        };
        session.report(&recorded)?;
        Ok(None)
    }
}
