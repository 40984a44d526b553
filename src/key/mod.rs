//! What opens an encrypted logbook: its data key, and the wrappings of that key.
//!
//! The data key is drawn at random and never changes. It is *wrapped*, that is encrypted, by what the owner
//! has: the system's keyring, a passphrase, a key file, the output of a command. Several wrappings may exist
//! side by side, in a file beside the logbook; the recovery code is the data key itself, as words.
//!
//! Pure: secrets, salts and times come in as values.

mod data_key;
mod letters;
mod strength;
mod wrapping;
mod wrappings;

use crate::model::words::words;

pub use data_key::DataKey;
pub use strength::weakness;
pub use wrapping::{Draw, Secret, Stretching, Wrapping};
pub use wrappings::Wrappings;

words! {
    /// What a wrapping is opened by.
    pub enum Way {
        Keyring = "keyring", "the system's keyring, which opens with the session";
        Passphrase = "passphrase", "a passphrase that is typed";
        KeyFile = "key-file", "a file of random bytes that only the owner can read";
        Command = "key-command", "the output of a command, such as that of a password manager";
    }
}

/// Why a data key was not found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The file of wrappings was written by a newer version of the program.
    #[error("the wrappings are in format {found}; this version of escalate knows format {known}")]
    Newer {
        /// The format of the file.
        found: u32,
        /// The newest format that is known.
        known: u32,
    },
    /// The file of wrappings is not as it was written.
    #[error("the wrappings are damaged: {0}")]
    Damaged(String),
    /// Nothing is wrapped by this.
    #[error("this logbook is not unlocked by a {0}")]
    NoSuchWay(Way),
    /// The secret is another one.
    #[error("this is not the {0} that unlocks this logbook")]
    WrongSecret(Way),
    /// The words are no recovery code.
    #[error("this is no recovery code: {0}")]
    NoRecoveryCode(String),
}
