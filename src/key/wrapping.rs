//! One wrapping: the data key, encrypted by something that its owner has.

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{DataKey, KeyError, Way, weakness};
use crate::model::LogId;

/// A secret of fewer bytes may have been thought up by somebody: it is stretched.
const LONG_ENOUGH: usize = 32;

/// Something that its owner has, or knows.
pub struct Secret {
    /// What it is.
    pub way: Way,
    /// Its bytes, every one of which counts.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The keyring's item that holds it.
    pub item: Option<String>,
}

impl Secret {
    /// Whether it could be guessed, so that each guess must be made dear.
    fn is_guessable(&self) -> bool {
        let is_short = self.bytes.len() < LONG_ENOUGH;
        // A password manager may hold a long passphrase.
        self.way == Way::Passphrase || is_short || self.way == Way::Command && weakness(&self.bytes).is_some()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secret({}, …)", self.way)
    }
}

/// What is drawn at random for a wrapping.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    /// Salts the derivation.
    pub salt: [u8; 16],
    /// Never used twice.
    pub nonce: [u8; 24],
}

/// How a secret that could be guessed is stretched: Argon2id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Stretching {
    /// How much memory it takes, in KiB.
    pub memory: u32,
    /// How often it passes over it.
    pub passes: u32,
}

impl Stretching {
    /// What a new wrapping is stretched by: about a tenth of a second, and memory that a guesser must pay for.
    pub const NEW: Self = Self { memory: 64 * 1024, passes: 3 };

    /// No file may ask for more than a machine has.
    fn is_sane(self) -> bool {
        (8..=1024 * 1024).contains(&self.memory) && (1..=32).contains(&self.passes)
    }
}

/// The data key, encrypted (XChaCha20-Poly1305) under a key that is derived from a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Wrapping {
    /// What opens it.
    pub way: Way,
    /// When it was made.
    pub made_at: String,
    salt: String,
    nonce: String,
    sealed: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stretching: Option<Stretching>,
    /// The keyring's item that holds its secret; none where the item bears the log's identity alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<String>,
    /// Tells damage from a wrong secret: a digest of everything above.
    check: String,
}

impl Wrapping {
    /// Wraps a data key.
    pub fn seal(
        key: &DataKey,
        secret: &Secret,
        log: LogId,
        made_at: &str,
        draw: Draw,
    ) -> Result<Self, KeyError> {
        let stretching = secret.is_guessable().then_some(Stretching::NEW);
        let opener = derive(secret, &draw.salt, stretching)?;
        let sealed = cipher(&opener)?
            .encrypt(
                &XNonce::from(draw.nonce),
                Payload { msg: key.bytes(), aad: associated(log, secret.way).as_bytes() },
            )
            .map_err(|_| KeyError::Damaged("the key could not be wrapped".into()))?;
        let mut wrapping = Self {
            way: secret.way,
            made_at: made_at.to_owned(),
            salt: hex::encode(draw.salt),
            nonce: hex::encode(draw.nonce),
            sealed: hex::encode(sealed),
            stretching,
            item: secret.item.clone(),
            check: String::new(),
        };
        wrapping.check = wrapping.digest(log);
        Ok(wrapping)
    }

    /// The name of the keyring's item that holds its secret; none where it is opened by something else.
    pub fn keyring_item(&self, log: LogId) -> Option<String> {
        let named = || self.item.clone().unwrap_or_else(|| log.to_string());
        (self.way == Way::Keyring).then(named)
    }

    /// Whether it is as it was written.
    pub(super) fn check(&self, log: LogId) -> Result<(), KeyError> {
        let sane = self.stretching.is_none_or(Stretching::is_sane);
        if self.check == self.digest(log) && sane {
            return Ok(());
        }
        Err(KeyError::Damaged(format!(
            "the wrapping by {} of {} is not as it was written",
            self.way, self.made_at
        )))
    }

    /// Unwraps the data key; none where the secret is another one.
    pub(super) fn open(&self, secret: &Secret, log: LogId) -> Result<Option<DataKey>, KeyError> {
        let garbled = |_| KeyError::Damaged("a wrapping cannot be read".into());
        let salt = hex::decode(&self.salt).map_err(garbled)?;
        let sealed = hex::decode(&self.sealed).map_err(garbled)?;
        let mut nonce = [0; 24];
        hex::decode_to_slice(&self.nonce, &mut nonce).map_err(garbled)?;
        let opener = derive(secret, &salt, self.stretching)?;
        let payload = Payload { msg: &sealed, aad: &associated(log, self.way).into_bytes() };
        let opened = cipher(&opener)?.decrypt(&XNonce::from(nonce), payload).ok().map(Zeroizing::new);
        Ok(opened.and_then(|bytes| bytes.as_slice().try_into().ok()).map(DataKey::new))
    }

    fn digest(&self, log: LogId) -> String {
        let stretching =
            self.stretching.map(|how| format!("{} {}", how.memory, how.passes)).unwrap_or_default();
        let owner = associated(log, self.way);
        let fields = [&owner, &self.made_at, &self.salt, &self.nonce, &self.sealed, &stretching];
        let mut digest = Sha256::new();
        // Wrappings without an item have the digest that they had before there were items.
        for field in fields.into_iter().chain(&self.item) {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        hex::encode(digest.finalize().get(..8).unwrap_or_default())
    }
}

/// What a wrapping belongs to: it opens nothing else.
fn associated(log: LogId, way: Way) -> String {
    format!("escalate wrapping 1 {log} {way}")
}

fn cipher(opener: &[u8; 32]) -> Result<XChaCha20Poly1305, KeyError> {
    XChaCha20Poly1305::new_from_slice(opener).map_err(|_| KeyError::Damaged("a key has 32 bytes".into()))
}

/// The key that a secret comes to.
fn derive(
    secret: &Secret,
    salt: &[u8],
    stretching: Option<Stretching>,
) -> Result<Zeroizing<[u8; 32]>, KeyError> {
    let mut derived = Zeroizing::new([0; 32]);
    match stretching {
        Some(how) => {
            let unusable =
                |error: argon2::Error| KeyError::Damaged(format!("a wrapping cannot be used: {error}"));
            let params = Params::new(how.memory, how.passes, 1, None).map_err(unusable)?;
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_into(&secret.bytes, salt, derived.as_mut())
                .map_err(unusable)?;
        }
        None => Hkdf::<Sha256>::new(Some(salt), &secret.bytes)
            .expand(secret.way.to_string().as_bytes(), derived.as_mut())
            .map_err(|_| KeyError::Damaged("a key has 32 bytes".into()))?,
    }
    Ok(derived)
}
