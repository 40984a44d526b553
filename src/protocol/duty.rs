//! What a definition says of a duty.

use serde::{Deserialize, Serialize};

use super::limit::Limit;
use crate::model::kinds::Mode;
use crate::model::words::words;
use crate::model::{AgencyType, Id, StageNumber};

words! {
    /// Whose duty something is.
    pub enum OwedBy {
        Holders = "holders", "the people who hold the stage";
        Raising = "raising", "the side that raised the challenge";
        Receiving = "receiving", "the side that received the challenge";
        EachParty = "each-party", "every party, each for itself";
    }
}

words! {
    /// How strongly the document asks for something.
    pub enum Strength {
        Must = "must", "must be done";
        Should = "should", "should be done";
        May = "may", "may be done, where its condition holds";
    }
}

words! {
    /// How long a duty is owed.
    pub enum Lasts {
        Case = "case", "until it is met, whatever the stage";
        Stage = "stage", "until the case leaves the stage";
    }
}

words! {
    /// What somebody does that the program records.
    pub enum Act {
        Opened = "opened", "the opening of the case";
        Discussion = "discussion", "a discussion at the stage";
        Decision = "decision", "a decision at the stage";
        Advance = "advance", "the move to a later stage";
        Resolution = "resolution", "the resolution";
    }
}

words! {
    /// Between whom a discussion is held.
    pub enum Between {
        WithinAgency = "within-agency", "people of one agency";
        BothSides = "both-sides", "people of both sides";
    }
}

/// What meets a duty besides the command `duty`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MetBy {
    /// That it is known where a party keeps its own record.
    KeepsRecord,
    /// An act that the program records.
    Act(ActMatch),
}

/// An act that meets a duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ActMatch {
    /// What is done.
    pub entry: Act,
    /// Between whom, where it is a discussion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<Between>,
    /// How it is held, where it is a discussion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
}

/// Something that a stage obliges somebody to do and record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Duty {
    /// Its id.
    pub id: Id,
    /// What is to be done.
    pub what: String,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Whose duty it is.
    #[serde(default = "OwedBy::holders", skip_serializing_if = "OwedBy::is_holders")]
    pub owed_by: OwedBy,
    /// The type of agency that alone owes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<AgencyType>,
    /// How strongly the document asks for it.
    pub strength: Strength,
    /// The condition under which it may be done, in the document's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// How long it is owed.
    pub lasts: Lasts,
    /// Whether it begins only when a field that creates it is given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_field: bool,
    /// What else meets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_by: Option<MetBy>,
    /// Whether it begins with the opening, at whatever stage that is; it belongs to the first one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_opening: bool,
    /// At which stages a resolution begins it; at any where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageNumber>,
    /// Where it stands.
    pub source: String,
}

impl Duty {
    /// What is to be done, after the condition under which it may be.
    pub fn in_words(&self) -> String {
        match (&self.condition, self.strength) {
            (Some(condition), Strength::May) => format!("{condition}: {}", self.what),
            (None, Strength::May) => format!("If wanted: {}", self.what),
            _ => self.what.clone(),
        }
    }
}

impl OwedBy {
    fn holders() -> Self {
        Self::Holders
    }

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes what it may skip by reference")]
    fn is_holders(&self) -> bool {
        *self == Self::Holders
    }
}
