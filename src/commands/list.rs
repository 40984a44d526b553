//! `list`: the cases.

use clap::Args;

use super::Done;
use crate::cli::Session;
use crate::cli::args::{agency, word};
use crate::model::{Agency, Id, State};
use crate::store::{CaseFilter, Reading};
use crate::view::CaseLine;

/// List the cases, the newest first.
#[derive(Debug, Args)]
pub struct List {
    /// Only in this state
    #[arg(long, value_parser = word::<State>())]
    state: Option<State>,
    /// Only with this agency as a party
    #[arg(long, value_name = "NAME", value_parser = agency, allow_hyphen_values = true)]
    agency: Option<Agency>,
    /// Only of this category
    #[arg(long, value_name = "ID")]
    category: Option<Id>,
    /// Only at this stage
    #[arg(long, value_name = "N")]
    stage: Option<u8>,
}

impl List {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let wanted = CaseFilter {
            state: self.state,
            agency: self.agency.map(|agency| agency.key()),
            category: self.category.map(|category| category.to_string()),
            stage: self.stage,
            ..CaseFilter::default()
        };
        let mut lines = Vec::new();
        session.logbook()?.cases(&wanted, &mut |summary| {
            lines.push(CaseLine::from(summary));
            Ok(())
        })?;
        session.list(&lines)?;
        Ok(None)
    }
}
