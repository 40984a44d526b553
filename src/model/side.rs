//! The sides of a disagreement, the types of agencies, and who is responsible for what is owed.

use serde::{Deserialize, Serialize};

use super::Capacity;
use super::words::words;

words! {
    /// A side of a disagreement.
    pub enum Side {
        Raising = "raising", "who raised the challenge";
        Receiving = "receiving", "who received the challenge";
    }
}

words! {
    /// The types of agency that definitions tell apart.
    pub enum AgencyType {
        Health = "health", "health";
        Police = "police", "police";
        School = "school", "school";
        SocialCare = "social-care", "social care";
        EarlyYears = "early-years", "early years";
        Housing = "housing", "housing";
        Probation = "probation", "probation or youth justice";
        Voluntary = "voluntary", "voluntary organisation";
        Other = "other", "another agency";
    }
}

impl Side {
    /// In which capacity its people stand in the challenge.
    pub fn capacity(self) -> Capacity {
        match self {
            Self::Raising => Capacity::From,
            Self::Receiving => Capacity::To,
        }
    }
}

/// Who is responsible for something that is owed; holds no name, and so outlives an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Responsible {
    /// The people who hold the stage.
    Holders,
    /// One side of the disagreement.
    Side(Side),
    /// One party, by its number in the case.
    Party(u32),
}

impl std::fmt::Display for Responsible {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Holders => Ok(()),
            Self::Side(side) => f.write_str(side.word()),
            Self::Party(number) => write!(f, "party-{number}"),
        }
    }
}
