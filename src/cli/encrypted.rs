//! Evidence that a logbook is encrypted, other than its file, which somebody may replace.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::failure::{Failure, Status};
use super::files;
use super::places::is_same_place;
use super::session::Session;
use super::unlock::wrappings_beside;
use crate::model::LogId;
use crate::store::sqlite::{SqliteLog, make_private_folder};

/// The file beside the settings that remembers which logbooks are encrypted.
const REMEMBERED: &str = "logbooks.toml";

/// The comment at the head of that file.
const ABOUT: &str = "\
# Which logbooks escalate made or restored here, and whether they are encrypted: a plain file in the place of
# an encrypted logbook is refused. Where you replaced one yourself, take its lines out.

";

/// The logbooks that were made or restored here.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Remembered {
    #[serde(default)]
    logbook: Vec<RememberedLogbook>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RememberedLogbook {
    path: PathBuf,
    log: LogId,
    encrypted: bool,
}

impl Remembered {
    fn read(path: &Path) -> anyhow::Result<Self> {
        let Some(text) = files::read_if_there(path)? else { return Ok(Self::default()) };
        toml::from_str(&text).map_err(|error| {
            Failure::new(Status::Logbook, format!("{} cannot be read: {}.", path.display(), error.message()))
                .hint("it remembers which logbooks are encrypted: put it back from a backup, or remove it")
                .into()
        })
    }

    /// Returns the remembered logbook of a place.
    fn at(&self, logbook: &Path) -> Option<&RememberedLogbook> {
        self.logbook.iter().find(|known| is_same_place(&known.path, logbook))
    }
}

/// Evidence that a logbook is encrypted, other than its file.
struct Told {
    why: String,
    /// Returns the hint for somebody who means a plain logbook.
    otherwise: String,
}

impl Session<'_> {
    /// The file that remembers which logbooks are encrypted.
    pub(super) fn remembered_file(&self) -> PathBuf {
        self.places.own(REMEMBERED)
    }

    /// Returns true if a logbook was made or restored in a place; false where that cannot be read.
    pub(super) fn is_remembered(&self, path: &Path) -> bool {
        self.remembered().is_ok_and(|remembered| remembered.at(path).is_some())
    }

    fn remembered(&self) -> anyhow::Result<Remembered> {
        Remembered::read(&self.remembered_file())
    }

    /// Remembers a logbook that was made or restored, in place of what was remembered of its place.
    pub fn remember(&mut self, log: LogId, encrypted: bool) {
        if let Err(error) = self.try_to_remember(log, encrypted) {
            self.warn(&format!(
                "It cannot be remembered whether the logbook is encrypted ({error:#}): if somebody replaces it, its other files tell."
            ));
        }
    }

    fn try_to_remember(&self, log: LogId, encrypted: bool) -> anyhow::Result<()> {
        let file = self.remembered_file();
        let folder = files::folder_of(&file);
        make_private_folder(folder)?;
        // Held until the file is written: several may be made at once. Where a folder cannot be locked, the
        // last one is remembered.
        let _held = File::open(folder).and_then(|folder| folder.lock().map(|()| folder)).ok();
        let mut remembered = self.remembered()?;
        let path = std::path::absolute(&self.places.logbook)?;
        let is_known = |known: &&RememberedLogbook| known.log == log && known.encrypted == encrypted;
        if remembered.at(&path).as_ref().is_some_and(is_known) {
            return Ok(());
        }
        remembered.logbook.retain(|known| !is_same_place(&known.path, &path));
        remembered.logbook.push(RememberedLogbook { path, log, encrypted });
        let text = format!("{ABOUT}{}", toml::to_string(&remembered)?);
        files::write_private(&file, text.as_bytes())
    }

    /// Whether the logbook is encrypted; a plain file where an encrypted one is expected is refused.
    pub fn is_encrypted(&self) -> anyhow::Result<bool> {
        if let Some(encrypted) = self.encrypted.get() {
            return Ok(*encrypted);
        }
        let path = &self.places.logbook;
        let encrypted = SqliteLog::is_encrypted(path)?;
        let wrappings = wrappings_beside(path);
        if !encrypted
            && let Some(told) =
                self.told_encrypted(wrappings.symlink_metadata().is_ok().then_some(wrappings.as_path()))?
        {
            return Err(self.replaced(&told, "the file there is not").into());
        }
        Ok(*self.encrypted.get_or_init(|| encrypted))
    }

    /// Refuses a backup of a plain logbook where an encrypted one is expected.
    pub fn refuse_plain_backup(&self, backup: &Path, has_wrappings: bool) -> anyhow::Result<()> {
        let beside = wrappings_beside(&self.places.logbook);
        let wrappings = if has_wrappings { Some(backup) } else { beside.exists().then_some(&*beside) };
        match self.told_encrypted(wrappings)? {
            Some(told) => Err(self.replaced(&told, "the one in this backup is not encrypted").into()),
            None => Ok(()),
        }
    }

    /// Refuses a plain logbook that calls itself by the log of an encrypted one.
    pub fn refuse_plain_log(&self, log: LogId) -> anyhow::Result<()> {
        let remembered = self.remembered()?;
        match remembered.logbook.iter().find(|known| known.log == log && known.encrypted) {
            Some(_) => {
                Err(self.replaced(&self.told_by_memory(), "this one of the same log is not encrypted").into())
            }
            None => Ok(()),
        }
    }

    /// What tells that the logbook is encrypted, apart from its file; `wrappings` are where some were found.
    fn told_encrypted(&self, wrappings: Option<&Path>) -> anyhow::Result<Option<Told>> {
        if let Some(wrappings) = wrappings {
            return Ok(Some(Told {
                why: format!("what unlocks it lies in {}", wrappings.display()),
                otherwise: format!("move {} away", wrappings.display()),
            }));
        }
        if self.global.key_file.is_some() || self.global.key_command.is_some() {
            return Ok(Some(Told {
                why: "a key is named for it".into(),
                otherwise: "leave --key-file and --key-command out".into(),
            }));
        }
        let remembered = self.remembered()?;
        Ok(match remembered.at(&self.places.logbook) {
            Some(known) if known.encrypted => Some(self.told_by_memory()),
            Some(_) => None,
            None => self.named_means().map(|_| Told {
                why: "the environment or the settings name a key".into(),
                otherwise: "name none (ESCALATE_KEY_FILE, ESCALATE_KEY_COMMAND, key-file, key-command)"
                    .into(),
            }),
        })
    }

    fn told_by_memory(&self) -> Told {
        let file = self.remembered_file();
        Told {
            why: format!("{} says so", file.display()),
            otherwise: format!("take its lines out of {}", file.display()),
        }
    }

    fn replaced(&self, told: &Told, instead: &str) -> Failure {
        Failure::new(
            Status::Logbook,
            format!(
                "The logbook at {} was encrypted ({}), and {instead}: somebody may have replaced it.",
                self.places.logbook.display(),
                told.why
            ),
        )
        .hint(format!(
            "keep what is there apart and restore a backup: escalate restore FILE; only if an unencrypted logbook is really meant: {}",
            told.otherwise
        ))
    }
}
