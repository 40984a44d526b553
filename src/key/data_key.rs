//! The key of a logbook's data, and its recovery code.

use bip39::{Language, Mnemonic};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::KeyError;

/// The key that encrypts a logbook: 32 random bytes.
///
/// Wiped from memory when it is dropped; never shown.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; Self::LENGTH]);

impl DataKey {
    /// How many bytes a key has.
    pub const LENGTH: usize = 32;

    /// A key of random bytes.
    pub fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self(bytes)
    }

    /// The bytes of the key.
    pub fn bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// The recovery code: the key as 24 English words, the last of which holds a checksum (BIP 39).
    pub fn recovery_code(&self) -> Zeroizing<String> {
        let words = Mnemonic::from_entropy(&self.0).map(|code| code.to_string());
        // 32 bytes are always 24 words.
        Zeroizing::new(words.unwrap_or_default())
    }

    /// Reads a recovery code: the words in any letter case, numbered or not, over any number of lines.
    pub fn from_recovery_code(text: &str) -> Result<Self, KeyError> {
        let is_number = |word: &&str| word.trim_end_matches(['.', ')', ':']).parse::<u8>().is_ok();
        let words: Zeroizing<String> = Zeroizing::new(
            text.split_whitespace()
                .filter(|word| !is_number(word))
                .map(str::to_ascii_lowercase)
                .collect::<Vec<_>>()
                .join(" "),
        );
        let code = Mnemonic::parse_in_normalized(Language::English, &words)
            .map_err(|error| KeyError::NoRecoveryCode(reason(error, &words)))?;
        let bytes = Zeroizing::new(code.to_entropy());
        let key: [u8; Self::LENGTH] =
            bytes.as_slice().try_into().map_err(|_| KeyError::NoRecoveryCode("it has 24 words".into()))?;
        Ok(Self(key))
    }
}

fn reason(error: bip39::Error, words: &str) -> String {
    match error {
        bip39::Error::BadWordCount(count) => format!("it has 24 words, not {count}"),
        bip39::Error::UnknownWord(index) => {
            let word = words.split(' ').nth(index).unwrap_or_default();
            format!("word {}, ‘{word}’, is in no recovery code", index + 1)
        }
        _ => "its words do not fit together; one of them is another word, or at another place".into(),
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recovery_code_is_the_key_as_words() {
        let key = DataKey::new(std::array::from_fn(|place| u8::try_from(place * 7).unwrap()));
        let code = key.recovery_code();
        assert_eq!(code.split(' ').count(), 24);
        assert_eq!(DataKey::from_recovery_code(&code).unwrap(), key);
        let numbered: Vec<String> = (1..)
            .zip(code.split(' '))
            .map(|(number, word)| format!("{number}. {}", word.to_uppercase()))
            .collect();
        assert_eq!(DataKey::from_recovery_code(&numbered.join("\n")).unwrap(), key);
        assert_eq!(format!("{key:?}"), "DataKey(…)");
    }

    #[test]
    fn a_slip_in_a_recovery_code_is_named() {
        let code = DataKey::new([9; 32]).recovery_code();
        let mut words: Vec<&str> = code.split(' ').collect();
        let slip = |words: &[&str]| DataKey::from_recovery_code(&words.join(" ")).unwrap_err().to_string();
        assert!(slip(&words[..23]).contains("24 words, not 23"));
        words[4] = "escalate";
        assert!(slip(&words).contains("word 5, ‘escalate’"));
        words[4] = "zoo";
        assert!(slip(&words).contains("do not fit together"));
        assert!(slip(&[]).contains("24 words, not 0"));
        assert!(slip(&["abandon"; 12]).contains("do not fit") || slip(&["abandon"; 12]).contains("24 words"));
    }
}
