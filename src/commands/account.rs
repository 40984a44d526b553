//! `account`: the written account of the dispute and of the attempts made.

use std::io::Write;

use clap::Args;

use super::Done;
use crate::cli::args::word;
use crate::cli::{Redacting, Session, Target};
use crate::export::{AccountFormat, account};
use crate::store::Reading;
use crate::view::{AccountView, Viewing};

/// The written account of the dispute and of the attempts made, for the next stage.
#[derive(Debug, Args)]
pub struct Account {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The format
    #[arg(long, value_parser = word::<AccountFormat>(), default_value = "txt")]
    to_format: AccountFormat,
    /// The time that it is written at (default: now)
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    #[command(flatten)]
    redacting: Redacting,
    #[command(flatten)]
    target: Target,
}

impl Account {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut redaction = self.redacting.redaction()?;
        let store = session.logbook()?;
        let mut loaded = session.case(&store, &self.case)?;
        let now = session.as_of(self.as_of.as_ref(), &loaded.calendar)?;
        session.ask_who_is_family(&mut redaction, &loaded.case)?;
        redaction.apply(&mut loaded.case, &loaded.definition.protocol);
        let viewing = Viewing { definition: &loaded.definition, calendar: &loaded.calendar, now };
        let view = AccountView::of(&loaded.case, viewing, store.head()?);
        let name = format!("account-{}.{}", loaded.case.reference, self.to_format);
        let mut destination = self.target.open(&name, self.to_format != AccountFormat::Docx, session)?;
        destination.write_all(&account(&view, now, self.to_format)?)?;
        destination.finish(session)?;
        session.tell_replaced(&redaction);
        Ok(None)
    }
}
