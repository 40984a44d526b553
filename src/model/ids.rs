//! What things are called: logs, entries, cases, stages, and the names in a definition.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that does not have the form of the name it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("‘{text}’ is not {expected}")]
pub struct BadName {
    /// What was given.
    pub text: String,
    /// What was expected, with its article: “a case reference such as 2026-0007”.
    pub expected: &'static str,
}

impl BadName {
    fn new(text: &str, expected: &'static str) -> Self {
        Self { text: text.to_owned(), expected }
    }
}

/// Serialises a type through its `Display` and `FromStr`.
macro_rules! as_text {
    ($name:ty) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?
                    .parse()
                    .map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use as_text;

/// Writes bytes in hexadecimal, by way of a buffer of twice their length.
fn write_hex(bytes: &[u8], buffer: &mut [u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    hex::encode_to_slice(bytes, buffer).map_err(|_| fmt::Error)?;
    f.write_str(str::from_utf8(buffer).map_err(|_| fmt::Error)?)
}

/// The identity of one log, drawn at random when it is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogId(pub [u8; 16]);

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, &mut [0; 32], f)
    }
}

impl FromStr for LogId {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let mut bytes = [0; 16];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| BadName::new(text, "a log's identity (32 hexadecimal digits)"))?;
        Ok(Self(bytes))
    }
}

as_text!(LogId);

/// A SHA-256 digest, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The first twelve digits, for people.
    pub fn short(self) -> String {
        let mut text = self.to_string();
        text.truncate(12);
        text
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, &mut [0; 64], f)
    }
}

impl FromStr for Digest {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes)
            .map_err(|_| BadName::new(text, "a digest (64 hexadecimal digits)"))?;
        Ok(Self(bytes))
    }
}

as_text!(Digest);

/// The number of an entry; numbers run through a logbook without a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EntryNumber(pub u64);

impl fmt::Display for EntryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The number of a stage on its pathway, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StageNumber(pub u8);

impl fmt::Display for StageNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A case's reference: the year in which it was recorded and a number within it (`2026-0007`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaseRef {
    /// The calendar year, four digits.
    pub year: u16,
    /// The number within the year, from 1; printed with at least four digits.
    pub serial: u32,
}

impl CaseRef {
    /// The highest number that a case of a year may have; what comes from elsewhere leaves room for others.
    pub const MOST: u32 = 999_999_999;
}

impl fmt::Display for CaseRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:04}", self.year, self.serial)
    }
}

impl FromStr for CaseRef {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = || BadName::new(text, "a case reference such as 2026-0007");
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let (year, serial) = text.split_once('-').ok_or_else(bad)?;
        if year.len() != 4 || !digits(year) || !digits(serial) {
            return Err(bad());
        }
        Ok(Self { year: year.parse().map_err(|_| bad())?, serial: serial.parse().map_err(|_| bad())? })
    }
}

as_text!(CaseRef);

/// A name in a definition: of a pathway, a category, a field, a duty, a choice.
///
/// Letters, digits and single hyphens, at most 64 of them; it begins and ends with a letter or digit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(String);

impl Id {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Id {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let well_formed = text.len() <= 64
            && text
                .split('-')
                .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()));
        if well_formed {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadName::new(text, "a name of letters, digits and hyphens (such as plan-implementation)"))
        }
    }
}

as_text!(Id);

impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<String> for Id {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_reference_reads_back() {
        for text in ["2026-0007", "2026-12345", "0001-0001"] {
            assert_eq!(text.parse::<CaseRef>().unwrap().to_string(), text);
        }
        assert_eq!("2026-7".parse::<CaseRef>().unwrap().to_string(), "2026-0007");
    }

    #[test]
    fn what_is_no_case_reference_says_so() {
        for text in ["", "7", "26-7", "2026-", "2026-x", "2026--1", "+026-1", "2026-99999999999"] {
            assert!(text.parse::<CaseRef>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_is_letters_digits_and_single_hyphens() {
        for good in ["agreed", "BHSCP", "tier-4-indicators", "4lscb"] {
            assert!(good.parse::<Id>().is_ok(), "{good}");
        }
        for bad in ["", "-", "a--b", "a-", "a b", "a_b", "é", "a\u{1b}"] {
            assert!(bad.parse::<Id>().is_err(), "{bad}");
        }
    }
}
