//! What unlocks a logbook from now on: by name, or asked for at a terminal.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::unlock::Means;
use crate::cli::{Failure, Session};

/// What unlocks the logbook from now on.
#[derive(Debug, Args)]
#[group(multiple = true)]
pub struct NewWay {
    /// Unlock the logbook by this key file from now on
    #[arg(long, value_name = "FILE")]
    new_key_file: Option<PathBuf>,
    /// Unlock it by the output of this command; it is run twice, and must print the same
    #[arg(long, value_name = "CMD", conflicts_with = "new_key_file")]
    new_key_command: Option<String>,
    /// Unlock it by the system's keyring
    #[arg(long, conflicts_with_all = ["new_key_file", "new_key_command"])]
    new_keyring: bool,
    /// Unlock it by a passphrase, which is asked for
    #[arg(long, conflicts_with_all = ["new_key_file", "new_key_command", "new_keyring"])]
    new_passphrase: bool,
    /// Keep what unlocked it before, too
    #[arg(long)]
    pub keep: bool,
}

impl NewWay {
    /// What is named, if anything is.
    pub fn named(&self) -> Option<Means<'_>> {
        let file = self.new_key_file.as_deref().map(Means::KeyFile);
        file.or_else(|| self.new_key_command.as_deref().map(Means::Command))
            .or_else(|| self.new_keyring.then_some(Means::Keyring))
            .or_else(|| self.new_passphrase.then_some(Means::Passphrase))
    }

    /// The key file that is named, if one is.
    pub fn key_file(&self) -> Option<&Path> {
        self.new_key_file.as_deref()
    }

    /// What is named, or chosen at a terminal.
    pub fn named_or_chosen(&self, session: &Session<'_>) -> anyhow::Result<Means<'_>> {
        if let Some(named) = self.named() {
            return Ok(named);
        }
        self.can_be_had(session)?;
        choose(session)
    }

    /// Refuses at once where nothing is named and nobody can be asked.
    pub fn can_be_had(&self, session: &Session<'_>) -> Result<(), Failure> {
        if self.named().is_some() || session.asker().is_some() {
            return Ok(());
        }
        Err(Failure::missing(vec!["--new-key-file".into()]).hint(
            "or --new-key-command CMD, --new-keyring, --new-passphrase: what unlocks the logbook from now on",
        ))
    }
}

/// Asks what is to unlock a logbook.
pub fn choose(session: &Session<'_>) -> anyhow::Result<Means<'static>> {
    let Some(asker) = session.asker() else { return Ok(Means::Passphrase) };
    let mut choices = vec!["a passphrase, asked for by each command".to_owned()];
    if session.has_keyring() {
        choices.push("this computer's keyring, which opens when you log in".to_owned());
    }
    Ok(match asker.choose("What shall unlock it", &choices)? {
        0 => Means::Passphrase,
        _ => Means::Keyring,
    })
}
