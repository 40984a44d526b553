//! A conversation between professionals or managers.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::words::words;
use crate::model::{Case, Entry, Instant, State};

/// A discussion, within an agency or between agencies; the record says with whom and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Discussion {
    /// How it was held.
    pub mode: Mode,
    /// Whether it brought agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Agreement>,
    /// When it was held, where the case needs to know once the record is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Instant>,
    /// Whether people of both sides took part.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub between_sides: bool,
    /// Whether it was held between the sides, at the stage's tier: only then is its result the stage's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counts: bool,
    /// Whether it lies before the opening of the case, and led to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
}

words! {
    /// How a discussion was held.
    pub enum Mode {
        Phone = "phone", "by telephone";
        InPerson = "in-person", "face to face";
        Video = "video", "by video";
        Teleconference = "teleconference", "by teleconference";
        Email = "email", "by email";
        Letter = "letter", "by letter";
        Meeting = "meeting", "in a meeting";
    }
}

words! {
    /// Whether a discussion brought agreement.
    pub enum Agreement {
        Agreed = "agreed", "they agreed";
        NotAgreed = "not-agreed", "they did not agree";
        Pending = "pending", "it is still open";
    }
}

impl Discussion {
    /// A discussion; whether it led to the case is found out when it is admitted.
    pub fn in_mode(mode: Mode, result: Option<Agreement>) -> Self {
        Self { mode, result, held: None, between_sides: false, counts: false, earlier: false }
    }
}

impl Discussion {
    /// Whether it brought agreement; none where it is still open.
    pub fn agreed(&self) -> Option<bool> {
        self.result.and_then(Agreement::agreed)
    }
}

impl Agreement {
    /// Whether there is agreement; none where it is still open.
    pub fn agreed(self) -> Option<bool> {
        match self {
            Self::Agreed => Some(true),
            Self::NotAgreed => Some(false),
            Self::Pending => None,
        }
    }
}

impl Kind for Discussion {
    const NAME: &'static str = "discussion";
    const A: &'static str = "a discussion";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if self.counts {
            case.note_result(entry, self.held, self.agreed());
        }
        Ok(())
    }
}
