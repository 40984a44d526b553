//! `account`: the written account of the dispute and of the attempts made.

use std::path::PathBuf;

use clap::Args;

use super::Done;
use crate::cli::args::word;
use crate::cli::{Session, put};
use crate::export::{AccountFormat, account};
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
    /// Where to write it (default: standard output)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over an existing file
    #[arg(long)]
    force: bool,
}

impl Account {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let store = session.logbook()?;
        let loaded = session.case(&store, &self.case)?;
        let now = session.clock(&loaded.calendar).now();
        let viewing = Viewing { protocol: loaded.protocol(), calendar: &loaded.calendar, now };
        let view = AccountView::of(&loaded.case, viewing, crate::store::Reading::head(&store)?);
        let text = account(&view, self.to_format);
        put(&text, self.output.as_deref(), self.force, session)?;
        Ok(None)
    }
}
