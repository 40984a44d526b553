//! Who takes part: agencies and the people who act for them.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// An agency's name as it was first written.
///
/// Two names are the same agency where their [`key`](Agency::key)s are equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Agency(String);

impl Agency {
    /// An agency of this name, trimmed.
    pub fn new(name: &str) -> Self {
        Self(name.trim().to_owned())
    }

    /// The name as it was written.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What names are compared by: trimmed, normalised (NFC) and case-folded.
    pub fn key(&self) -> String {
        fold(&self.0)
    }

    /// Whether both names mean the same agency.
    pub fn is(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

impl fmt::Display for Agency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text as it is compared: trimmed, case-folded, and normalised (NFC) after that.
pub fn fold(text: &str) -> String {
    let text = text.trim();
    // Nearly every name; the tables of Unicode say the same of it.
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    caseless::default_case_fold_str(&text.nfc().collect::<String>()).nfc().collect()
}

/// Whether two texts are the same once they are [folded](fold).
pub fn same(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        one.trim().eq_ignore_ascii_case(other.trim())
    } else {
        fold(one) == fold(other)
    }
}

/// Somebody who takes part in a case: a name, a role and an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// What they do in their agency, in its own words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// The agency that they act for.
    pub agency: Agency,
}

impl Person {
    /// Whether both mean the same person: the same name in the same agency.
    pub fn is(&self, other: &Self) -> bool {
        same(&self.name, &other.name) && self.agency.is(&other.agency)
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.name.as_str(), self.role.as_str(), self.agency.name()];
        for (at, part) in parts.into_iter().filter(|part| !part.is_empty()).enumerate() {
            write!(f, "{}{part}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// In which capacity a person stands in an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capacity {
    /// Who raises the concern, or asks.
    From,
    /// To whom the concern or the request is put.
    To,
    /// With whom a discussion was held.
    With,
    /// Who held it on the recorder's side.
    HeldBy,
    /// Who decided, or took a protective step.
    Who,
    /// Who supports a request.
    SupportedBy,
    /// Who agreed to a stated limit or to an action.
    AgreedWith,
    /// Who holds the stage that a case moves to.
    Holder,
    /// Who owns an action.
    Owner,
    /// Who confirmed or approved.
    By,
    /// Who joins the case.
    Joins,
}

impl Capacity {
    /// The name in JSON, and of the argument that gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::To => "to",
            Self::With => "with",
            Self::HeldBy => "held-by",
            Self::Who => "who",
            Self::SupportedBy => "supported-by",
            Self::AgreedWith => "agreed-with",
            Self::Holder => "holder",
            Self::Owner => "owner",
            Self::By => "by",
            Self::Joins => "joins",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn agencies_compare_trimmed_normalised_and_folded() {
        let composed = Agency::new(" Ysgol y Tŷ Gwyn ");
        let decomposed = Agency::new("ysgol Y T\u{79}\u{302} GWYN");
        assert!(composed.is(&decomposed));
        assert!(Agency::new("STRASSE").is(&Agency::new("straße")));
        assert!(!Agency::new("School").is(&Agency::new("Schools")));
        assert_eq!(composed.name(), "Ysgol y Tŷ Gwyn");
    }

    proptest! {
        #[test]
        fn the_short_way_folds_as_the_tables_do(one in "[ -~\\t\\n]{0,12}", other in "[ -~KſéÉ]{0,12}") {
            let by_tables = |text: &str| -> String {
                caseless::default_case_fold_str(&text.trim().nfc().collect::<String>()).nfc().collect()
            };
            for text in [&one, &other] {
                prop_assert_eq!(fold(text), by_tables(text));
            }
            for (one, other) in [(&one, &other), (&one, &one.to_uppercase()), (&other, &other.to_lowercase())] {
                prop_assert_eq!(same(one, other), by_tables(one) == by_tables(other));
            }
        }
    }

    #[test]
    fn a_person_reads_as_name_role_agency() {
        let person =
            Person { name: "Asha Patel".into(), role: "teacher".into(), agency: Agency::new("Elm School") };
        assert_eq!(person.to_string(), "Asha Patel, teacher, Elm School");
    }
}
