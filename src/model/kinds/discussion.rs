//! A conversation between professionals or managers.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::words::words;
use crate::model::{Case, Entry, State};

/// A discussion, within an agency or between agencies; the record says with whom and what was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Discussion {
    /// How it was held.
    pub mode: Mode,
    /// Whether it brought agreement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<Agreement>,
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
    pub fn held(mode: Mode, result: Option<Agreement>) -> Self {
        Self { mode, result, earlier: false }
    }
}

impl Kind for Discussion {
    const NAME: &'static str = "discussion";
    const A: &'static str = "a discussion";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        if self.result == Some(Agreement::NotAgreed) {
            case.note_failure(entry);
        }
        Ok(())
    }
}
