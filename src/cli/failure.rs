//! The one place where an error becomes a sentence, a hint and an exit status.

use crate::key::KeyError;
use crate::model::{Breach, Refusal};
use crate::protocol::Findings;
use crate::store::{StoreError, Wrong};

/// The exit statuses of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It failed: disk, permission.
    Failed = 1,
    /// Wrong or missing arguments.
    Arguments = 2,
    /// Refused by the protocol.
    Refused = 3,
    /// No such case, entry, protocol or pathway.
    Unknown = 4,
    /// The logbook cannot be unlocked or fails its check.
    Logbook = 5,
    /// Something is overdue.
    Overdue = 6,
    /// The outcome is unknown.
    OutcomeUnknown = 7,
}

impl Status {
    /// The code in a JSON error.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Arguments => "arguments",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Logbook => "logbook",
            Self::Overdue => "overdue",
            Self::OutcomeUnknown => "outcome-unknown",
        }
    }
}

/// What went wrong, as it is reported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// The exit status.
    pub status: Status,
    /// What went wrong, in a sentence.
    pub message: String,
    /// What to type instead.
    pub hint: Option<String>,
    /// The arguments that are missing.
    pub missing: Vec<String>,
    /// True if something was stored all the same, as the message says.
    pub is_stored: bool,
}

impl Failure {
    /// A failure with a status.
    pub fn new(status: Status, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), hint: None, missing: Vec::new(), is_stored: false }
    }

    /// Wrong arguments.
    pub fn arguments(message: impl Into<String>) -> Self {
        Self::new(Status::Arguments, message)
    }

    /// Missing arguments, every one named.
    pub fn missing(missing: Vec<String>) -> Self {
        let message = format!("Missing: {}.", missing.join(", "));
        Self { missing, ..Self::arguments(message) }
    }

    /// With what to type instead.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What an error means at the edge of the program.
    pub fn of(error: &anyhow::Error) -> Self {
        if let Some(failure) = error.downcast_ref::<Self>() {
            failure.clone()
        } else if let Some(refusal) = error.downcast_ref::<Refusal>() {
            Self::of_refusal(refusal)
        } else if let Some(store) = error.downcast_ref::<StoreError>() {
            Self::of_store(store)
        } else if let Some(locked) = error.downcast_ref::<KeyError>() {
            Self::of_key(locked)
        } else if let Some(wrong) = error.downcast_ref::<Wrong>() {
            Self::of_wrong(wrong)
        } else if let Some(findings) = error.downcast_ref::<Findings>() {
            Self::arguments(findings.to_string())
        } else {
            Self::new(Status::Failed, sentence(&format!("{error:#}")))
        }
    }

    fn of_refusal(refusal: &Refusal) -> Self {
        let status = match refusal.breach {
            Breach::Arguments => Status::Arguments,
            Breach::Protocol => Status::Refused,
            Breach::Unknown => Status::Unknown,
        };
        Self {
            status,
            message: refusal.to_string(),
            hint: refusal.hint.clone(),
            missing: refusal.missing.clone(),
            is_stored: false,
        }
    }

    fn of_store(error: &StoreError) -> Self {
        let failure = |status| Self::new(status, error.to_string());
        match error {
            StoreError::Missing { .. } => failure(Status::Logbook)
                .hint("make one: escalate init; or name another: --logbook FILE (ESCALATE_LOGBOOK)"),
            StoreError::NotALogbook { .. } | StoreError::NotADatabase => {
                failure(Status::Logbook).hint("name the logbook with --logbook FILE (ESCALATE_LOGBOOK)")
            }
            StoreError::NotByThisKey { .. } => failure(Status::Logbook).hint(
                "keep both files as they are; put the wrappings back that belong to the logbook, or restore a backup: escalate restore FILE",
            ),
            StoreError::Newer { .. } => failure(Status::Logbook).hint("install the newer version of the program"),
            StoreError::Damaged(_) | StoreError::Nonsense(_) | StoreError::Unreadable(_) => failure(Status::Logbook)
                .hint("keep the file as it is, check it with: escalate verify, and go on with a copy"),
            StoreError::SeveralNames { .. } => failure(Status::Logbook).hint(
                "remove the other names (what a killed run left: escalate doctor), and keep copies with: escalate backup FILE",
            ),
            StoreError::OpenFolder { folder, .. } => failure(Status::Failed).hint(format!(
                "keep it in a folder of your own, or close this one: chmod go-w {}",
                folder.display()
            )),
            StoreError::StrayJournal { .. } => failure(Status::Failed).hint(
                "a commit of that logbook was cut off, and its journal makes it whole again: put it beside the logbook that it belongs to, under that logbook's name with the same ending; where that is gone for good, move it away. Then type the same again",
            ),
            StoreError::TemporaryName { .. } => failure(Status::Failed).hint("give it another name"),
            StoreError::Exists { .. } => failure(Status::Failed).hint("name another place with --logbook FILE"),
            StoreError::Full => failure(Status::Failed).hint("make room, then type the same again"),
            StoreError::NotWritable { .. } => {
                failure(Status::Failed).hint("check the permissions of the file and of its folder")
            }
            StoreError::HeadMoved => failure(Status::Failed).hint("type the same again"),
            StoreError::Busy => failure(Status::Failed)
                .hint("end the other process (an export into a pager, say), then type the same again"),
            StoreError::OutcomeUnknown(_) => failure(Status::OutcomeUnknown).hint(
                "look whether the entry is there: escalate show CASE; then check the disk and the logbook: escalate verify",
            ),
            StoreError::Conflict(_) | StoreError::Io { .. } | StoreError::Database(_) => failure(Status::Failed),
        }
    }

    fn of_key(error: &KeyError) -> Self {
        let hint = match error {
            KeyError::Newer { .. } => "install the newer version of the program",
            KeyError::Damaged(_) => {
                "put the wrappings back from a backup, or make them anew with the recovery code: escalate key recover"
            }
            KeyError::NoSuchWay(_) => "see what unlocks it: escalate key show",
            KeyError::WrongSecret(_) => {
                "the logbook is whole, leave it as it is: give the right one, or use the recovery code: escalate key recover"
            }
            KeyError::NoRecoveryCode(_) => "look at the code again, word by word",
        };
        Self::new(Status::Logbook, sentence(&error.to_string())).hint(hint)
    }

    fn of_wrong(wrong: &Wrong) -> Self {
        match wrong {
            // The disk or another process was in the way: that says nothing of the logbook.
            Wrong::Store(
                error @ (StoreError::Full
                | StoreError::Busy
                | StoreError::NotWritable { .. }
                | StoreError::OutcomeUnknown(_)),
            ) => Self::of_store(error),
            Wrong::Store(error) => Self { status: Status::Logbook, ..Self::of_store(error) },
            wrong => Self::new(Status::Logbook, format!("{wrong} {}", wrong.meaning())),
        }
    }
}

/// A message that begins with a capital letter and ends with a full stop.
fn sentence(message: &str) -> String {
    let mut letters = message.trim_end_matches('.').chars();
    // The name of a file stays as it is.
    let is_name = message.split(' ').next().is_some_and(|word| word.contains(['.', '/', '\\']));
    let first = letters
        .next()
        .map(|first| if is_name { first.to_string() } else { first.to_uppercase().to_string() });
    let first = first.unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
