//! Where the secret comes from that unlocks a logbook: a key file, a command, the keyring, a passphrase.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context;
use zeroize::Zeroizing;

use super::failure::{Failure, Status};
use super::session::Session;
use super::unlock::{Means, locked};
use crate::key::{Secret, Way, weakness};
use crate::model::LogId;
use crate::store::sqlite::{is_temporary, open_regular};

/// How many bytes a key file has.
const KEY_FILE: std::ops::RangeInclusive<u64> = 32..=64 * 1024;

/// After how long a new key command is run again: what prints the time prints another one then.
const UNTIL_AGAIN: Duration = Duration::from_millis(1100);

impl Session<'_> {
    /// A secret that unlocks a logbook from now on.
    ///
    /// One of the keyring is kept there, under a name that no other secret has.
    pub fn new_secret(&self, means: Means<'_>, log: LogId) -> anyhow::Result<Secret> {
        match means {
            Means::KeyFile(path) => new_key_file(path),
            Means::Command(command) => new_command(command),
            Means::Keyring => {
                let bytes = Zeroizing::new(self.random::<32>()?.to_vec());
                let item = format!("{log}-{}", hex::encode(self.random::<8>()?));
                self.around.keyring.keep(&item, &bytes).map_err(|error| locked(&error))?;
                Ok(Secret { way: Way::Keyring, bytes, item: Some(item) })
            }
            Means::Passphrase => {
                let asker = self.asker().ok_or_else(|| {
                    Failure::arguments("A passphrase can only be asked for at a terminal.")
                        .hint("name a key file or a command instead")
                })?;
                let bytes = asker.new_passphrase("A passphrase (four random words or more)")?;
                Ok(Secret { way: Way::Passphrase, bytes, item: None })
            }
        }
    }
}

/// Reads a key file that is to unlock a logbook from now on: it must not look like anything but random bytes.
fn new_key_file(path: &Path) -> anyhow::Result<Secret> {
    let secret = key_file(path)?;
    match weakness(&secret.bytes) {
        None => Ok(secret),
        Some(why) => Err(Failure::new(
            Status::Logbook,
            format!("The key file {} is not of random bytes: {why}.", path.display()),
        )
        .hint("make one: head -c 32 /dev/urandom > FILE; chmod 600 FILE")
        .into()),
    }
}

/// Runs a command that is to unlock a logbook from now on, twice: it must print the same.
fn new_command(command: &str) -> anyhow::Result<Secret> {
    let secret = command_output(command)?;
    std::thread::sleep(UNTIL_AGAIN);
    if command_output(command)?.bytes == secret.bytes {
        return Ok(secret);
    }
    Err(Failure::arguments("The key command was run twice and printed something else the second time: what it prints would never unlock the logbook again.")
        .hint("name a command that always prints the same, such as that of a password manager")
        .into())
}

/// Reads a key file: every byte counts, and only its owner may read it.
pub(super) fn key_file(path: &Path) -> anyhow::Result<Secret> {
    let place = path.display();
    let bad = |message: String| Failure::new(Status::Logbook, message);
    if is_temporary(path) {
        let message =
            format!("{place} has a name as the program gives it to its temporary files, which it removes.");
        return Err(bad(message).hint("give it another name").into());
    }
    let file = open_regular(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => bad(format!("There is no key file at {place}."))
            .hint("bring the medium that it lies on; a new one for a new logbook is made with: head -c 32 /dev/urandom > FILE; chmod 600 FILE"),
        _ => bad(format!("The key file {place} cannot be read: {error}.")),
    })?;
    let about = file.metadata().with_context(|| format!("{place} cannot be read"))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if about.permissions().mode() & 0o077 != 0 {
            let message = format!("The key file {place} can be read by others than its owner.");
            return Err(bad(message).hint(format!("chmod 600 {place}")).into());
        }
    }
    if !KEY_FILE.contains(&about.len()) {
        let message = format!(
            "The key file {place} has {} bytes; it has 32 bytes to 64 KiB of random bytes.",
            about.len()
        );
        return Err(bad(message).hint("make one: head -c 32 /dev/urandom > FILE").into());
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(about.len()).unwrap_or_default()));
    file.take(*KEY_FILE.end()).read_to_end(&mut bytes).with_context(|| format!("{place} cannot be read"))?;
    Ok(Secret { way: Way::KeyFile, bytes, item: None })
}

/// Runs a command and takes what it prints, without one trailing newline.
pub(super) fn command_output(command: &str) -> anyhow::Result<Secret> {
    let mut shell = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
    shell.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(command);
    let failed = |why: String| Failure::new(Status::Logbook, format!("The key command failed: {why}."));
    let mut child = shell
        .stdin(Stdio::inherit())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(error.to_string()))?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(4096));
    if let Some(output) = child.stdout.take() {
        output
            .take(*KEY_FILE.end() + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(error.to_string()))?;
    }
    let status = child.wait().map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(format!("{status}")).hint("run it by itself to see why").into());
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
    }
    if bytes.is_empty() || bytes.len() as u64 > *KEY_FILE.end() {
        return Err(failed(format!("it printed {} bytes; it prints 1 byte to 64 KiB", bytes.len())).into());
    }
    Ok(Secret { way: Way::Command, bytes, item: None })
}
