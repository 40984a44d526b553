//! The file of wrappings that lies beside a logbook.

use serde::{Deserialize, Serialize};

use super::{DataKey, KeyError, Secret, Way, Wrapping};
use crate::model::LogId;

/// The format of the file.
const FORMAT: u32 = 1;

/// What the file says of itself.
const ABOUT: &str = "\
# What unlocks the logbook beside this file: its key, encrypted. Keep the two together.
# Without this file only the recovery code opens the logbook.

";

/// Every wrapping of a logbook's data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrappings {
    /// The log of the logbook.
    pub log: LogId,
    /// The wrappings, each of which opens it.
    pub all: Vec<Wrapping>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: u32,
    log: LogId,
    #[serde(default)]
    wrapping: Vec<Wrapping>,
}

#[derive(Deserialize)]
struct Head {
    format: u32,
}

impl Wrappings {
    /// Reads the file.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let damaged = |error: toml::de::Error| KeyError::Damaged(error.message().to_owned());
        let head: Head = toml::from_str(text).map_err(damaged)?;
        if head.format > FORMAT {
            return Err(KeyError::Newer { found: head.format, known: FORMAT });
        }
        let file: File = toml::from_str(text).map_err(damaged)?;
        for wrapping in &file.wrapping {
            wrapping.check(file.log)?;
        }
        Ok(Self { log: file.log, all: file.wrapping })
    }

    /// The text of the file.
    pub fn to_text(&self) -> Result<String, KeyError> {
        let file = File { format: FORMAT, log: self.log, wrapping: self.all.clone() };
        let text = toml::to_string(&file).map_err(|error| KeyError::Damaged(error.to_string()))?;
        Ok(format!("{ABOUT}{text}"))
    }

    /// Whether something of this kind opens the logbook.
    pub fn has(&self, way: Way) -> bool {
        self.all.iter().any(|wrapping| wrapping.way == way)
    }

    /// The data key, by a secret.
    pub fn open(&self, secret: &Secret) -> Result<DataKey, KeyError> {
        let mut known = false;
        for wrapping in self.all.iter().filter(|wrapping| wrapping.way == secret.way) {
            known = true;
            if let Some(key) = wrapping.open(secret, self.log)? {
                return Ok(key);
            }
        }
        Err(if known { KeyError::WrongSecret(secret.way) } else { KeyError::NoSuchWay(secret.way) })
    }

    /// Adds a wrapping; there is one passphrase at most, so that a command derives one key at most.
    pub fn add(&mut self, wrapping: Wrapping) {
        if matches!(wrapping.way, Way::Passphrase | Way::Keyring) {
            self.all.retain(|known| known.way != wrapping.way);
        }
        self.all.push(wrapping);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use zeroize::Zeroizing;

    use super::super::Draw;
    use super::*;

    const LOG: LogId = LogId([5; 16]);
    const DRAW: Draw = Draw { salt: [1; 16], nonce: [2; 24] };

    fn secret(way: Way, bytes: &[u8]) -> Secret {
        Secret { way, bytes: Zeroizing::new(bytes.to_vec()), item: None }
    }

    fn wrapped(secrets: &[&Secret], key: &DataKey) -> Wrappings {
        let mut wrappings = Wrappings { log: LOG, all: Vec::new() };
        for secret in secrets {
            wrappings.add(Wrapping::seal(key, secret, LOG, "2026-04-02T09:00:00Z", DRAW).unwrap());
        }
        wrappings
    }

    #[test]
    fn several_wrappings_open_the_same_key() {
        let key = DataKey::new([7; 32]);
        let file = secret(Way::KeyFile, &[3; 40]);
        let other_file = secret(Way::KeyFile, &[4; 40]);
        let short = secret(Way::Command, b"hunter2");
        let phrase = secret(Way::Passphrase, "pwll mawr".as_bytes());
        let wrappings = wrapped(&[&file, &other_file, &short, &phrase], &key);
        let read = Wrappings::parse(&wrappings.to_text().unwrap()).unwrap();
        assert_eq!(read, wrappings);
        for secret in [&file, &other_file, &short, &phrase] {
            assert_eq!(read.open(secret).unwrap(), key);
        }
        let wrong = secret(Way::KeyFile, &[9; 40]);
        assert_eq!(read.open(&wrong), Err(KeyError::WrongSecret(Way::KeyFile)));
        let none = secret(Way::Keyring, &[3; 40]);
        assert_eq!(read.open(&none), Err(KeyError::NoSuchWay(Way::Keyring)));
    }

    #[test]
    fn a_new_passphrase_takes_the_place_of_the_old() {
        let key = DataKey::new([7; 32]);
        let (old, new) = (secret(Way::Passphrase, b"old one"), secret(Way::Passphrase, b"new one"));
        let wrappings = wrapped(&[&old, &new], &key);
        assert_eq!(wrappings.all.len(), 1);
        assert_eq!(wrappings.open(&old), Err(KeyError::WrongSecret(Way::Passphrase)));
        assert_eq!(wrappings.open(&new).unwrap(), key);
    }

    #[test]
    fn a_newer_file_is_told_from_a_damaged_one() {
        assert_eq!(Wrappings::parse("format = 2\nmore = 1\n"), Err(KeyError::Newer { found: 2, known: 1 }));
        assert!(matches!(Wrappings::parse("format = 1\n"), Err(KeyError::Damaged(_))));
        let text = wrapped(&[&secret(Way::KeyFile, &[3; 32])], &DataKey::new([7; 32])).to_text().unwrap();
        let head = text.find("log = ").unwrap();
        let mut found = 0;
        for place in head..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] ^= 1;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            match Wrappings::parse(&changed) {
                Err(KeyError::Damaged(_)) => found += 1,
                Err(other) => panic!("{place}: {other}"),
                // White space and comments say nothing.
                Ok(read) => assert_eq!(read, Wrappings::parse(&text).unwrap(), "{place}"),
            }
        }
        assert!(found > 200, "{found}");
    }

    #[test]
    fn a_wrapping_names_its_item_of_the_keyring() {
        let key = DataKey::new([7; 32]);
        let named = Secret { item: Some("an item".into()), ..secret(Way::Keyring, &[3; 32]) };
        let text = wrapped(&[&named], &key).to_text().unwrap();
        let read = Wrappings::parse(&text).unwrap();
        assert_eq!(read.all[0].keyring_item(LOG).as_deref(), Some("an item"));
        let unnamed = wrapped(&[&secret(Way::Keyring, &[3; 32])], &key);
        assert_eq!(unnamed.all[0].keyring_item(LOG), Some(LOG.to_string()));
        assert_eq!(read.open(&named).unwrap(), key);
        let changed = text.replace("an item", "an itch");
        assert!(matches!(Wrappings::parse(&changed), Err(KeyError::Damaged(_))));
        let taken = text.replace("item = \"an item\"\n", "");
        assert!(taken != text && matches!(Wrappings::parse(&taken), Err(KeyError::Damaged(_))));
    }

    #[test]
    fn a_command_that_prints_words_is_stretched_however_long_they_are() {
        let key = DataKey::new([7; 32]);
        let words = secret(Way::Command, b"correct horse battery staple, correct horse battery staple");
        assert!(wrapped(&[&words], &key).to_text().unwrap().contains("stretching"));
        let hex = secret(Way::Command, b"8c1f0d7c1fb94a1f8e5d3b2a90c7e4f6112233445a5b5c5d");
        assert!(!wrapped(&[&hex], &key).to_text().unwrap().contains("stretching"));
    }

    proptest! {
        #[test]
        fn what_is_wrapped_is_unwrapped(key: [u8; 32], bytes in prop::collection::vec(any::<u8>(), 32..200), salt: [u8; 16], nonce: [u8; 24]) {
            let (key, file) = (DataKey::new(key), secret(Way::KeyFile, &bytes));
            let wrapping = Wrapping::seal(&key, &file, LOG, "now", Draw { salt, nonce }).unwrap();
            let wrappings = Wrappings { log: LOG, all: vec![wrapping] };
            prop_assert_eq!(wrappings.open(&file).unwrap(), key);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,300}") {
            let _ = Wrappings::parse(&text);
            let _ = DataKey::from_recovery_code(&text);
        }
    }
}
