//! Unlocking a logbook: where its wrappings lie, and what the owner has to open them with.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::failure::{Failure, Status};
use super::key_sources::{command_output, key_file};
use super::keyring::NoSecret;
use super::session::Session;
use super::{files, prompt};
use crate::key::{DataKey, KeyError, Secret, Way, Wrappings};
use crate::store::sqlite::{SqliteLog, with_ending};

/// The file of wrappings that lies beside a logbook.
pub fn wrappings_beside(logbook: &Path) -> PathBuf {
    with_ending(logbook, ".keys")
}

/// What the owner names as new: to be wrapped by, besides what unlocks the logbook now.
#[derive(Debug, Clone, Copy)]
pub enum Means<'a> {
    /// A key file.
    KeyFile(&'a Path),
    /// A command.
    Command(&'a str),
    /// The system's keyring.
    Keyring,
    /// A passphrase, which is asked for.
    Passphrase,
}

impl Session<'_> {
    /// The key of the logbook's data, by what the owner has; found out once in a run.
    pub(super) fn data_key(&self) -> anyhow::Result<&DataKey> {
        if let Some(key) = self.unlocked.get() {
            return Ok(key);
        }
        self.unlock_by(self.wrappings()?)
    }

    /// The key in some wrappings, by what the owner has.
    pub fn unlock_by(&self, wrappings: Wrappings) -> anyhow::Result<&DataKey> {
        let secret = self.secret(&wrappings)?;
        let key = wrappings.open(&secret)?;
        self.unlocked_by.get_or_init(|| wrappings);
        Ok(self.unlocked.get_or_init(|| key))
    }

    /// The wrappings that gave the key; none where the logbook was unlocked by its recovery code.
    pub fn unlocked_by(&self) -> Option<&Wrappings> {
        self.unlocked_by.get()
    }

    /// Opens a logbook by the key that was found; the wrappings that gave it must be of the same log.
    pub fn open_unlocked(&self, path: &Path) -> anyhow::Result<SqliteLog> {
        let store = SqliteLog::open(path, self.unlocked())?;
        match self.unlocked_by() {
            Some(wrappings) if wrappings.log != store.log() => Err(Failure::new(
                Status::Logbook,
                format!(
                    "The file that unlocks it is of log {}, and the logbook is log {}: one of the two belongs to another logbook.",
                    wrappings.log,
                    store.log()
                ),
            )
            .hint("keep both files as they are, and restore a backup: escalate restore FILE")
            .into()),
            _ => Ok(store),
        }
    }

    /// Goes on with a key that was found otherwise: drawn anew, or read from a recovery code.
    pub fn unlock_with(&self, key: DataKey) {
        self.unlocked.get_or_init(|| key);
    }

    /// The key, where the logbook was unlocked in this run.
    pub fn unlocked(&self) -> Option<&DataKey> {
        self.unlocked.get()
    }

    /// The wrappings beside the logbook.
    pub fn wrappings(&self) -> anyhow::Result<Wrappings> {
        let path = wrappings_beside(&self.places.logbook);
        match files::read_if_there(&path)? {
            Some(text) => Ok(Wrappings::parse(&text)?),
            None => Err(Failure::new(
                Status::Logbook,
                format!(
                    "{} is not a logbook of this program, or it is encrypted and what unlocks it is missing: {}.",
                    self.places.logbook.display(),
                    path.display()
                ),
            )
            .hint("put that file back, from a backup for instance; or use the recovery code: escalate key recover")
            .into()),
        }
    }

    /// Keeps wrappings that lie where new ones go: their logbook may lie elsewhere, or in a backup.
    pub fn set_aside_wrappings(&mut self) -> anyhow::Result<()> {
        let wrappings = wrappings_beside(&self.places.logbook);
        for number in 1_u32.. {
            if !wrappings.exists() {
                break;
            }
            let aside = with_ending(&wrappings, &format!(".{number}"));
            if !aside.exists() {
                let cannot = || format!("{} cannot be moved", wrappings.display());
                std::fs::rename(&wrappings, &aside).with_context(cannot)?;
                self.warn(&format!(
                    "Wrappings without a logbook lay there; they are kept as {}.",
                    aside.display()
                ));
            }
        }
        Ok(())
    }

    /// What the owner names on the command line, in the environment or in the settings, to unlock with.
    pub fn named_means(&self) -> Option<Means<'_>> {
        let file = self.global.key_file.as_deref();
        let command = self.global.key_command.as_deref();
        let variable = |name| self.around.variable(name);
        file.map(Means::KeyFile)
            .or(command.map(Means::Command))
            .or_else(|| variable("ESCALATE_KEY_FILE").map(Path::new).map(Means::KeyFile))
            .or_else(|| variable("ESCALATE_KEY_COMMAND")?.to_str().map(Means::Command))
            .or(self.config.key_file.as_deref().map(Means::KeyFile))
            .or(self.config.key_command.as_deref().map(Means::Command))
    }

    /// Every key file that an argument, a variable or the settings name, whether or not it is in use.
    pub fn named_key_files(&self) -> Vec<&Path> {
        let typed = self.global.key_file.as_deref();
        let set = self.around.variable("ESCALATE_KEY_FILE").map(Path::new);
        typed.into_iter().chain(set).chain(self.config.key_file.as_deref()).collect()
    }

    /// Whether there is a keyring that answers.
    pub fn has_keyring(&self) -> bool {
        // No logbook has such an item: a keyring that answers knows nothing of it.
        matches!(self.around.keyring.secret("none"), Ok(_) | Err(NoSecret::Unknown))
    }

    /// The secret that opens one of the wrappings.
    fn secret(&self, wrappings: &Wrappings) -> anyhow::Result<Secret> {
        // What the environment or the settings name for every logbook need not unlock this one.
        let is_typed = self.global.key_file.is_some() || self.global.key_command.is_some();
        match self.named_means() {
            Some(Means::KeyFile(path)) if is_typed || wrappings.has(Way::KeyFile) => return key_file(path),
            Some(Means::Command(command)) if is_typed || wrappings.has(Way::Command) => {
                return command_output(command);
            }
            _ => {}
        }
        let can_ask = wrappings.has(Way::Passphrase);
        if let Some(item) = wrappings.all.iter().find_map(|wrapping| wrapping.keyring_item(wrappings.log)) {
            match self.around.keyring.secret(&item) {
                Ok(bytes) => return Ok(Secret { way: Way::Keyring, bytes, item: Some(item) }),
                // A passphrase beside it still opens the logbook.
                Err(_) if can_ask && self.asker().is_some() => {}
                Err(error) => return Err(locked(&error).into()),
            }
        }
        match self.asker().filter(|_| can_ask) {
            Some(asker) => {
                let bytes = asker.passphrase("The logbook's passphrase")?;
                Ok(Secret { way: Way::Passphrase, bytes, item: None })
            }
            None => Err(nothing_to_unlock_with(wrappings).into()),
        }
    }
}

/// The failure of a keyring that does not answer: never taken for a damaged logbook.
pub(super) fn locked(error: &NoSecret) -> Failure {
    Failure::new(Status::Logbook, format!("The logbook stays locked: {error}.")).hint(match error {
        NoSecret::NoKeyring(_) => {
            "log in to a desktop session, or give what else unlocks it: escalate key show"
        }
        NoSecret::Locked(_) => "unlock the keyring, then type the same again",
        NoSecret::Unknown => {
            "use the session in which the logbook was made, or the recovery code: escalate key recover"
        }
    })
}

fn nothing_to_unlock_with(wrappings: &Wrappings) -> Failure {
    let mut hints = Vec::new();
    for (way, hint) in [
        (Way::KeyFile, "--key-file FILE (ESCALATE_KEY_FILE)"),
        (Way::Command, "--key-command CMD (ESCALATE_KEY_COMMAND)"),
        (Way::Passphrase, "its passphrase, at a terminal"),
    ] {
        if wrappings.has(way) {
            hints.push(hint);
        }
    }
    let hint =
        if hints.is_empty() { "the recovery code: escalate key recover".into() } else { hints.join(", or ") };
    Failure::new(Status::Logbook, "The logbook is locked, and nothing was given to unlock it with.")
        .hint(format!("give {hint}"))
}

/// The failure of a recovery code that opens another logbook.
pub fn wrong_code() -> KeyError {
    KeyError::NoRecoveryCode("it is well-formed, and belongs to another logbook".into())
}

impl prompt::Asker {
    /// Shows a recovery code and has it confirmed: two of its words are typed.
    pub fn confirm_code(&self, code: &str, places: [usize; 2]) -> anyhow::Result<()> {
        self.say("The recovery code. Whoever has it can open the logbook, and without it a lost key is lost for ever. Write it on paper and lock it away:")?;
        let words: Vec<&str> = code.split(' ').collect();
        for (row, four) in words.chunks(4).enumerate() {
            let numbered: Vec<String> =
                (row * 4 + 1..).zip(four).map(|(number, word)| format!("{number:>2}. {word:<9}")).collect();
            self.say(&format!("  {}", numbered.join(" ")))?;
        }
        for place in places {
            let Some(word) = words.get(place) else { continue };
            let question = format!("To confirm: word {}", place + 1);
            self.checked(&question, None, false, |given| {
                if given.trim().eq_ignore_ascii_case(word) {
                    Ok(())
                } else {
                    Err("that is not the word".to_owned())
                }
            })?;
        }
        Ok(())
    }
}
