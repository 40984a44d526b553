//! The chain: what seals an entry, and what finds that one was changed.
//!
//! Everything is SHA-256 over fields that are each preceded by their length (eight bytes, big-endian).
//! `store/FORMAT.md` writes the same down for a reader without this program.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{BadName, Digest, EntryNumber, LogId};

/// The version of the format that seals are made in.
pub const FORMAT_VERSION: &str = "1";

/// The number of bytes that salt a commitment.
pub const SALT_LENGTH: usize = 32;

fn digest<const N: usize>(fields: [&[u8]; N]) -> Digest {
    let mut hasher = Sha256::new();
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    Digest(hasher.finalize().into())
}

/// An instant of the system's clock as it is sealed and stored: UTC, microseconds.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// What the first seal of a log follows.
pub fn genesis(log: LogId, founded_at: &str) -> Digest {
    digest([b"escalate log", FORMAT_VERSION.as_bytes(), &log.0, founded_at.as_bytes()])
}

/// The commitment to a payload: salted, so that nothing can be guessed from it once both are erased.
pub fn commitment(salt: &[u8], payload: &[u8]) -> Digest {
    digest([b"escalate payload", FORMAT_VERSION.as_bytes(), salt, payload])
}

/// The digest of a definition as it is stored.
pub fn definition_digest(bytes: &[u8]) -> Digest {
    digest([b"escalate definition", FORMAT_VERSION.as_bytes(), bytes])
}

/// The digest of a key to repeat a command by, within one log.
pub fn once_digest(log: LogId, key: &str) -> Digest {
    digest([b"escalate once", FORMAT_VERSION.as_bytes(), &log.0, key.as_bytes()])
}

/// The digest of a command's arguments.
pub fn arguments_digest(command: &str, arguments: &[u8]) -> Digest {
    digest([b"escalate arguments", FORMAT_VERSION.as_bytes(), command.as_bytes(), arguments])
}

/// What is sealed of an entry.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// The log that it belongs to.
    pub log: LogId,
    /// Its number.
    pub number: EntryNumber,
    /// When it was recorded, as [`stamp`] writes it.
    pub recorded_at: &'a str,
    /// Its kind.
    pub kind: &'a str,
    /// Its skeleton, as stored.
    pub skeleton: &'a str,
    /// The commitment to its payload.
    pub commitment: Digest,
}

impl Sealed<'_> {
    /// The seal, given the seal before it.
    pub fn seal(&self, previous: Digest) -> Digest {
        digest([
            b"escalate entry",
            FORMAT_VERSION.as_bytes(),
            &previous.0,
            &self.log.0,
            &self.number.0.to_be_bytes(),
            self.recorded_at.as_bytes(),
            self.kind.as_bytes(),
            self.skeleton.as_bytes(),
            &self.commitment.0,
        ])
    }
}

/// The head of a log at some time; kept elsewhere it proves what stood up to there.
///
/// Written `escalate-1-LOG-ENTRY-SEAL`. Entry 0 is the founding of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The log.
    pub log: LogId,
    /// The number of the newest entry.
    pub entry: EntryNumber,
    /// Its seal.
    pub seal: Digest,
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "escalate-{FORMAT_VERSION}-{}-{}-{}", self.log, self.entry, self.seal)
    }
}

impl FromStr for Receipt {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = || BadName {
            text: text.to_owned(),
            expected: "a receipt (escalate-1-…, as a command printed it)",
        };
        let text = text.trim();
        if text.starts_with('{') {
            return serde_json::from_str(text).map_err(|_| bad());
        }
        let mut parts = text.split('-');
        let (Some("escalate"), Some(FORMAT_VERSION), Some(log), Some(entry), Some(seal), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(bad());
        };
        Ok(Self {
            log: log.parse().map_err(|_| bad())?,
            entry: EntryNumber(number(entry).ok_or_else(bad)?),
            seal: seal.parse().map_err(|_| bad())?,
        })
    }
}

/// A number in digits alone.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(skeleton: &str) -> Sealed<'_> {
        Sealed {
            log: LogId([7; 16]),
            number: EntryNumber(1),
            recorded_at: "2026-04-02T09:00:00.000000Z",
            kind: "discussion",
            skeleton,
            commitment: commitment(&[1; SALT_LENGTH], b"{}"),
        }
    }

    #[test]
    fn a_seal_depends_on_every_field() {
        let previous = genesis(LogId([7; 16]), "2026-04-01T09:00:00.000000Z");
        let seal = sealed("{}").seal(previous);
        let changed = [
            sealed("{ }").seal(previous),
            sealed("{}").seal(seal),
            Sealed { log: LogId([8; 16]), ..sealed("{}") }.seal(previous),
            Sealed { number: EntryNumber(2), ..sealed("{}") }.seal(previous),
            Sealed { recorded_at: "2026-04-02T09:00:00.000001Z", ..sealed("{}") }.seal(previous),
            Sealed { kind: "decision", ..sealed("{}") }.seal(previous),
            Sealed { commitment: commitment(&[2; SALT_LENGTH], b"{}"), ..sealed("{}") }.seal(previous),
        ];
        assert!(changed.iter().all(|other| *other != seal));
    }

    #[test]
    fn neighbouring_fields_cannot_be_shifted_into_each_other() {
        assert_ne!(commitment(b"ab", b"c"), commitment(b"a", b"bc"));
    }

    #[test]
    fn the_format_is_frozen() {
        // Changing this value breaks every logbook, every receipt and the independent verifier.
        assert_eq!(
            sealed("{}").seal(genesis(LogId([7; 16]), "2026-04-01T09:00:00.000000Z")).to_string(),
            "9b9fa5382c8e9ab66b4e6718cc2cd3fb059fb41dc3839d7125f7b32743b38674"
        );
    }

    #[test]
    fn a_receipt_reads_back_as_text_and_as_json() {
        let receipt = Receipt { log: LogId([7; 16]), entry: EntryNumber(3), seal: Digest([9; 32]) };
        assert_eq!(receipt.to_string().parse::<Receipt>().unwrap(), receipt);
        assert_eq!(serde_json::to_string(&receipt).unwrap().parse::<Receipt>().unwrap(), receipt);
        let numbered = |number: &str| receipt.to_string().replacen("-3-", &format!("-{number}-"), 1);
        for bad in [numbered("+3"), numbered("٣"), numbered(" 3"), numbered("0_3"), numbered("")] {
            assert!(bad.parse::<Receipt>().is_err(), "{bad}");
        }
        for bad in ["", "escalate-1-00", "escalate-2-", &format!("{receipt}-x")] {
            assert!(bad.parse::<Receipt>().is_err(), "{bad}");
        }
    }
}
