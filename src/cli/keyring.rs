//! The system's keyring, where a secret lies that opens with the owner's session.

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use zeroize::Zeroizing;

/// Under which name secrets lie in the keyring.
const SERVICE: &str = "escalate";

/// A keyring: secrets, each under the name of its item.
pub trait Keyring {
    /// The secret of an item.
    fn secret(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, NoSecret>;

    /// Keeps a secret under the name of an item, in place of an earlier one.
    fn keep(&self, item: &str, secret: &[u8]) -> Result<(), NoSecret>;

    /// Removes an item.
    fn remove(&self, item: &str) -> Result<(), NoSecret>;
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
    fn entry(item: &str) -> Result<Entry, NoSecret> {
        #[cfg(all(unix, not(target_os = "macos")))]
        let store = dbus_secret_service_keyring_store::Store::new();
        #[cfg(target_os = "macos")]
        let store = apple_native_keyring_store::keychain::Store::new();
        #[cfg(windows)]
        let store = windows_native_keyring_store::Store::new();
        let store = store.map_err(|error| NoSecret::NoKeyring(error.to_string()))?;
        store.build(SERVICE, item, None).map_err(|error| no_secret(&error))
    }
}

impl Keyring for SystemKeyring {
    fn secret(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, NoSecret> {
        Self::entry(item)?.get_secret().map(Zeroizing::new).map_err(|error| no_secret(&error))
    }

    fn keep(&self, item: &str, secret: &[u8]) -> Result<(), NoSecret> {
        Self::entry(item)?.set_secret(secret).map_err(|error| no_secret(&error))
    }

    fn remove(&self, item: &str) -> Result<(), NoSecret> {
        Self::entry(item)?.delete_credential().map_err(|error| no_secret(&error))
    }
}

fn no_secret(error: &Error) -> NoSecret {
    match error {
        Error::NoEntry => NoSecret::Unknown,
        Error::NoStorageAccess(reason) => NoSecret::Locked(reason.to_string()),
        other => NoSecret::NoKeyring(other.to_string()),
    }
}
