//! A backup: one file that holds a logbook, what unlocks it, and a receipt.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::failure::{Failure, Status};
use super::unlock::wrappings_beside;
use crate::store::sqlite::open_regular;

/// The names in the archive, in their order.
const LOGBOOK: &str = "logbook.db";
const WRAPPINGS: &str = "logbook.db.keys";
const RECEIPT: &str = "receipt.txt";

/// The most bytes of the small files in a backup.
const MOST_SMALL: u64 = 1 << 20;

/// What a backup was unpacked into: a private folder, gone when this is dropped.
#[derive(Debug)]
pub struct Unpacked {
    folder: tempfile::TempDir,
    /// Its file of wrappings, where the logbook is encrypted.
    pub wrappings: Option<String>,
    /// The receipt of the logbook as it was backed up.
    pub receipt: String,
}

impl Unpacked {
    /// The logbook.
    pub fn logbook(&self) -> PathBuf {
        self.folder.path().join(LOGBOOK)
    }

    /// Puts the logbook and what unlocks it in their places, where nothing is.
    pub fn settle(self, logbook: &Path) -> anyhow::Result<()> {
        let cannot = || format!("{} cannot be written", logbook.display());
        if let Some(text) = &self.wrappings {
            super::files::write_new_private(&wrappings_beside(logbook), text.as_bytes())?;
        }
        File::open(self.logbook()).and_then(|file| file.sync_all()).with_context(cannot)?;
        if logbook.exists() {
            return Err(not_empty(logbook).into());
        }
        std::fs::rename(self.logbook(), logbook).with_context(cannot)?;
        crate::store::sqlite::sync_folder(folder_of(logbook)).with_context(cannot)
    }
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The failure of a place where a logbook lies already.
pub fn not_empty(logbook: &Path) -> Failure {
    Failure::new(Status::Failed, format!("There is a logbook at {} already.", logbook.display()))
        .hint("restore to another place: escalate --logbook FILE restore BACKUP")
}

/// Packs a logbook into an archive.
pub fn pack(logbook: &Path, wrappings: Option<&str>, receipt: &str, out: &mut File) -> anyhow::Result<()> {
    let mut archive = tar::Builder::new(out);
    archive.mode(tar::HeaderMode::Deterministic);
    for (name, text) in [(RECEIPT, Some(receipt)), (WRAPPINGS, wrappings)] {
        let Some(text) = text else { continue };
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o600);
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, name, text.as_bytes())?;
    }
    let mut header = tar::Header::new_gnu();
    let mut file = File::open(logbook)?;
    header.set_mode(0o600);
    header.set_size(file.metadata()?.len());
    archive.append_data(&mut header, LOGBOOK, &mut file)?;
    archive.into_inner()?.sync_all()?;
    Ok(())
}

/// Unpacks a backup into a private folder beside a place.
pub fn unpack(backup: &Path, beside: &Path) -> anyhow::Result<Unpacked> {
    let no_backup = |why: String| {
        Failure::new(Status::Logbook, format!("{} is no whole backup of a logbook: {why}.", backup.display()))
            .hint("use another backup; this one is left as it is")
    };
    let file = open_regular(backup).with_context(|| format!("{} cannot be read", backup.display()))?;
    let folder = tempfile::Builder::new()
        .prefix(".restore-")
        .tempdir_in(beside)
        .with_context(|| format!("{} cannot be written", beside.display()))?;
    let mut unpacked = Unpacked { folder, wrappings: None, receipt: String::new() };
    let mut archive = tar::Archive::new(file);
    let mut found = false;
    for member in archive.entries().map_err(|error| no_backup(error.to_string()))? {
        let mut member = member.map_err(|error| no_backup(error.to_string()))?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        match name.as_str() {
            RECEIPT | WRAPPINGS => {
                let mut text = String::new();
                member
                    .by_ref()
                    .take(MOST_SMALL)
                    .read_to_string(&mut text)
                    .map_err(|error| no_backup(error.to_string()))?;
                if name == RECEIPT { unpacked.receipt = text } else { unpacked.wrappings = Some(text) }
            }
            LOGBOOK => {
                let whole = member.size();
                let mut options = std::fs::OpenOptions::new();
                options.write(true).create_new(true);
                #[cfg(unix)]
                {
                    use std::os::unix::fs::OpenOptionsExt;
                    options.mode(0o600);
                }
                let mut to = options.open(unpacked.logbook()).context("the logbook cannot be unpacked")?;
                let copied = std::io::copy(&mut member, &mut to).context("the logbook cannot be unpacked")?;
                to.flush()?;
                if copied != whole {
                    return Err(no_backup("it was cut off".into()).into());
                }
                found = true;
            }
            other => return Err(no_backup(format!("it holds ‘{other}’")).into()),
        }
    }
    if !found {
        return Err(no_backup("it holds no logbook".into()).into());
    }
    Ok(unpacked)
}
