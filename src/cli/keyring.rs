//! The system's keyring, where a secret lies that opens with the owner's session.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

use crate::model::LogId;

/// Under which name secrets lie in the keyring.
const SERVICE: &str = "escalate";

/// A keyring: one secret for each logbook.
pub trait Keyring {
    /// The secret of a logbook.
    fn secret(&self, log: LogId) -> Result<Zeroizing<Vec<u8>>, NoSecret>;

    /// Keeps the secret of a logbook, in place of an earlier one.
    fn keep(&self, log: LogId, secret: &[u8]) -> Result<(), NoSecret>;
}

/// Why a keyring gives no secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSecret {
    /// There is no keyring in this session.
    #[error("there is no keyring in this session ({0})")]
    NoKeyring(String),
    /// The keyring is locked, or was not allowed to answer.
    #[error("the keyring is locked ({0})")]
    Locked(String),
    /// The keyring holds nothing for this logbook.
    #[error("the keyring holds nothing for this logbook")]
    Unknown,
}

/// The keyring of the system: Secret Service, Keychain or Credential Manager.
#[derive(Debug)]
pub struct SystemKeyring;

impl SystemKeyring {
    fn entry(log: LogId) -> Result<Entry, NoSecret> {
        #[cfg(all(unix, not(target_os = "macos")))]
        let store = dbus_secret_service_keyring_store::Store::new();
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new();
        #[cfg(windows)]
        let store = windows_native_keyring_store::Store::new();
        let store = store.map_err(|error| NoSecret::NoKeyring(error.to_string()))?;
        store.build(SERVICE, &log.to_string(), None).map_err(|error| no_secret(&error))
    }
}

impl Keyring for SystemKeyring {
    fn secret(&self, log: LogId) -> Result<Zeroizing<Vec<u8>>, NoSecret> {
        Self::entry(log)?.get_secret().map(Zeroizing::new).map_err(|error| no_secret(&error))
    }

    fn keep(&self, log: LogId, secret: &[u8]) -> Result<(), NoSecret> {
        Self::entry(log)?.set_secret(secret).map_err(|error| no_secret(&error))
    }
}

fn no_secret(error: &Error) -> NoSecret {
    match error {
        Error::NoEntry => NoSecret::Unknown,
        Error::NoStorageAccess(reason) => NoSecret::Locked(reason.to_string()),
        other => NoSecret::NoKeyring(other.to_string()),
    }
}
