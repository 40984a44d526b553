//! `key`: how the logbook is unlocked.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::{Done, recovery};
use crate::cli::unlock::{Means, wrong_code};
use crate::cli::{Failure, Session};
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
    /// opened it then.
    Change {
        #[command(flatten)]
        new: New,
    },
    /// Open the logbook by its recovery code, and unlock it by something new from now on
    Recover {
        /// The file that holds the recovery code (- is standard input)
        #[arg(long, value_name = "FILE")]
        recovery_file: Option<PathBuf>,
        #[command(flatten)]
        new: New,
    },
}

/// What unlocks the logbook from now on.
#[derive(Debug, Args)]
#[group(multiple = true)]
struct New {
    /// By a key file
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    /// By the output of a command
    #[arg(long, value_name = "CMD", conflicts_with = "new_key_file")]
    new_key_command: Option<String>,
    /// By the system's keyring
    #[arg(long, conflicts_with_all = ["new_key_file", "new_key_command"])]
    new_keyring: bool,
    /// By a passphrase, which is asked for
    #[arg(long, conflicts_with_all = ["new_key_file", "new_key_command", "new_keyring"])]
    new_passphrase: bool,
    /// Keep what unlocked it before, too
    #[arg(long)]
    keep: bool,
}

impl Key {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        if !SqliteLog::is_encrypted(&session.places.logbook)? {
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
                new.means()?;
                drop(session.logbook()?);
                let wrappings = session.wrappings()?;
                new.wrap(wrappings, session)?;
            }
            Action::Recover { recovery_file, new } => {
                new.means()?;
                let wrappings = recovered(recovery_file.as_deref(), session)?;
                new.wrap(wrappings, session)?;
            }
        }
        Ok(None)
    }
}

/// Opens the logbook by its recovery code; the wrappings, as far as they can be read.
fn recovered(file: Option<&Path>, session: &Session<'_>) -> anyhow::Result<Wrappings> {
    session.unlock_with(recovery::take(file, session)?);
    let store = match SqliteLog::open(&session.places.logbook, session.unlocked()) {
        Err(StoreError::NotByThisKey { .. }) => return Err(wrong_code().into()),
        store => store?,
    };
    let log = store.log();
    Ok(session
        .wrappings()
        .ok()
        .filter(|found| found.log == log)
        .unwrap_or(Wrappings { log, all: Vec::new() }))
}

impl New {
    fn means(&self) -> Result<Means<'_>, Failure> {
        if let Some(file) = &self.new_key_file {
            return Ok(Means::KeyFile(file));
        }
        if let Some(command) = &self.new_key_command {
            return Ok(Means::Command(command));
        }
        match (self.new_keyring, self.new_passphrase) {
            (true, _) => Ok(Means::Keyring),
            (_, true) => Ok(Means::Passphrase),
            _ => Err(Failure::missing(vec!["--new-key-file".into()])
                .hint("or --new-key-command CMD, --new-keyring, --new-passphrase: what unlocks the logbook from now on")),
        }
    }

    /// Wraps the key anew, and writes it beside the logbook.
    fn wrap(&self, mut wrappings: Wrappings, session: &mut Session<'_>) -> anyhow::Result<()> {
        let Some(key) = session.unlocked().cloned() else { return Ok(()) };
        let secret = session.new_secret(self.means()?, wrappings.log)?;
        if !self.keep {
            wrappings.all.clear();
        }
        wrappings.add(session.wrap(&key, &secret, wrappings.log)?);
        session.keep_wrappings(&wrappings)?;
        list(&wrappings, session)?;
        session.note("An old copy of the file beside the logbook, in a backup for instance, still opens the logbook by what opened it then. The recovery code stays the same.");
        Ok(())
    }
}

fn list(wrappings: &Wrappings, session: &mut Session<'_>) -> anyhow::Result<()> {
    let calendar = session.default_calendar()?;
    let ways = wrappings.all.iter().map(|wrapping| WrappingView::new(wrapping, |at| calendar.local(at)));
    session.list(&ways.collect::<Vec<_>>())
}
