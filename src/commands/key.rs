//! `key`: how the logbook is unlocked.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::new_way::NewWay;
use super::{Done, recovery};
use crate::cli::unlock::wrong_code;
use crate::cli::{Failure, Session, Status};
use crate::key::Wrappings;
use crate::store::StoreError;
use crate::store::sqlite::SqliteLog;
use crate::view::WrappingView;

/// How the logbook is unlocked.
#[derive(Debug, Args)]
pub struct Key {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show what unlocks the logbook, or write its recovery code into a file
    Show {
        /// Write the recovery code into a new file
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
    },
    /// Unlock the logbook by something else from now on; the logbook itself is not written anew
    ///
    /// An old copy of the file beside the logbook, in a backup for instance, still opens it by what
    /// opened it then, unless the keyring held that.
    Change {
        #[command(flatten)]
        new: NewWay,
    },
    /// Open the logbook by its recovery code, and unlock it by something new from now on
    Recover {
        /// The file that holds the recovery code (- is standard input)
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
        #[command(flatten)]
        new: NewWay,
    },
}

impl Key {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        if !self.is_encrypted(session)? {
            return Err(Failure::arguments("The logbook is not encrypted: nothing unlocks it.")
                .hint("to have an encrypted one: escalate export --to json, escalate init elsewhere, escalate import")
                .into());
        }
        match self.action {
            Action::Show { recovery_file: None } => {
                let wrappings = session.wrappings()?;
                list(&wrappings, session)?;
            }
            Action::Show { recovery_file: Some(file) } => {
                drop(session.logbook()?);
                if let Some(key) = session.unlocked().cloned() {
                    recovery::give(&key, Some(&file), session)?;
                }
            }
            Action::Change { new } => {
                new.can_be_had(session)?;
                session.check_places(new.key_file())?;
                let store = session.logbook()?;
                let before =
                    session.unlocked_by().cloned().unwrap_or_else(|| session.wrappings_of(store.log()));
                change(&new, store, &before, session)?;
            }
            Action::Recover { recovery_file, new } => {
                new.can_be_had(session)?;
                session.check_places(new.key_file())?;
                let store = recovered(recovery_file.as_deref(), session)?;
                let before = session.wrappings_of(store.log());
                change(&new, store, &before, session)?;
            }
        }
        Ok(None)
    }

    /// Whether the logbook is encrypted; where there is none, its recovery code opens a backup.
    fn is_encrypted(&self, session: &Session<'_>) -> anyhow::Result<bool> {
        let place = &session.places.logbook;
        if matches!(self.action, Action::Recover { .. }) && !place.exists() {
            return Err(Failure::new(Status::Logbook, format!("There is no logbook at {}.", place.display()))
                .hint("restore a backup by the recovery code: escalate restore BACKUP --recovery-file FILE --new-key-file FILE")
                .into());
        }
        session.is_encrypted()
    }
}

/// Opens the logbook by its recovery code.
fn recovered(file: Option<&Path>, session: &Session<'_>) -> anyhow::Result<SqliteLog> {
    session.unlock_with(recovery::take(file, session)?);
    match SqliteLog::open(&session.places.logbook, session.unlocked()) {
        Err(StoreError::NotByThisKey { .. }) => Err(wrong_code().into()),
        store => Ok(store?),
    }
}

/// Unlocks the logbook by something new from now on.
fn change(
    new: &NewWay,
    mut store: SqliteLog,
    before: &Wrappings,
    session: &mut Session<'_>,
) -> anyhow::Result<()> {
    let secret = session.new_secret(new.named_or_chosen(session)?, store.log())?;
    let wrappings = session.rewrap(&mut store, before, &secret, new.keep)?;
    drop(store);
    let printed = list(&wrappings, session);
    session.is_passed_on("What unlocks the logbook is changed", printed);
    session.note("An old copy of the file beside the logbook, in a backup for instance, still opens the logbook by what opened it then, unless the keyring held that. The recovery code stays the same.");
    Ok(())
}

fn list(wrappings: &Wrappings, session: &mut Session<'_>) -> anyhow::Result<()> {
    let calendar = session.default_calendar()?;
    let ways = wrappings.all.iter().map(|wrapping| WrappingView::new(wrapping, |at| calendar.local(at)));
    session.list(&ways.collect::<Vec<_>>())
}
