//! A backup: one file that holds a logbook, what unlocks it, and a receipt.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tar::Entry;

use super::failure::{Failure, Status};
use super::files::{make_durable, write_new_private};
use super::unlock::wrappings_beside;
use crate::store::StoreError;
use crate::store::sqlite::{Scratch, SqliteLog, open_regular};

pub use super::files::folder_of;

/// The names in the archive, in their order.
const LOGBOOK: &str = "logbook.db";
const WRAPPINGS: &str = "logbook.db.keys";
const RECEIPT: &str = "receipt.txt";

/// The most bytes of the small files in a backup.
const MOST_SMALL: u64 = 1 << 20;

/// How many bytes are copied at once.
const BLOCK: usize = 1 << 16;

/// What a backup was unpacked into: a private folder, gone when this is dropped.
#[derive(Debug)]
pub struct Unpacked {
    folder: Scratch,
    /// Its file of wrappings, where the logbook is encrypted.
    pub wrappings: Option<String>,
    /// The receipt of the logbook as it was backed up.
    pub receipt: Option<String>,
}

impl Unpacked {
    /// The logbook.
    pub fn logbook(&self) -> PathBuf {
        self.folder.path().join(LOGBOOK)
    }

    /// Puts the logbook and what unlocks it in their places, where nothing is.
    ///
    /// Writes the wrappings first, so that an attempt that is cut off leaves no logbook without them.
    pub fn settle(self, logbook: &Path) -> anyhow::Result<()> {
        let cannot = || format!("{} cannot be written", logbook.display());
        SqliteLog::check_free(logbook)?;
        File::open(self.logbook()).and_then(|file| file.sync_all()).with_context(cannot)?;
        if let Some(text) = &self.wrappings {
            write_wrappings(&wrappings_beside(logbook), text)?;
        }
        let unpacked = tempfile::TempPath::try_from_path(self.logbook()).with_context(cannot)?;
        if let Err(refused) = unpacked.persist_noclobber(logbook) {
            if self.wrappings.is_some() {
                let _ = std::fs::remove_file(wrappings_beside(logbook));
            }
            return match refused.error.kind() {
                std::io::ErrorKind::AlreadyExists => Err(not_empty(logbook).into()),
                _ => Err(refused.error).with_context(cannot),
            };
        }
        make_durable(logbook)
    }
}

/// Writes what unlocks a logbook that is not there yet.
fn write_wrappings(path: &Path, text: &str) -> anyhow::Result<()> {
    write_new_private(path, text.as_bytes()).map_err(|error| {
        let failure = Failure::of(&error);
        if failure.status != Status::OutcomeUnknown {
            return error;
        }
        // There is no logbook yet: nothing is lost with it.
        let _ = std::fs::remove_file(path);
        Failure { status: Status::Failed, ..failure }.into()
    })
}

/// The failure of a place where a logbook lies already.
pub fn not_empty(logbook: &Path) -> Failure {
    Failure::new(Status::Failed, format!("There is a logbook at {} already.", logbook.display()))
        .hint("restore to another place: escalate --logbook FILE restore BACKUP")
}

/// Packs a logbook into an archive: its file, as it is held still.
pub fn pack(logbook: &File, wrappings: Option<&str>, receipt: &str, out: impl Write) -> anyhow::Result<()> {
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
    header.set_mode(0o600);
    header.set_size(logbook.metadata()?.len());
    archive.append_data(&mut header, LOGBOOK, logbook)?;
    Ok(archive.finish()?)
}

/// Unpacks a backup into a private folder beside a place.
///
/// A backup holds each of its files once and whole, without holes; nothing else is taken.
pub fn unpack(backup: &Path, beside: &Path) -> anyhow::Result<Unpacked> {
    let file = open_regular(backup).with_context(|| format!("{} cannot be read", backup.display()))?;
    let length = file.metadata().with_context(|| format!("{} cannot be read", backup.display()))?.len();
    unpack_from(file, length, backup, beside)
}

/// Unpacks what is read of a backup of a length into a private folder beside a place.
pub fn unpack_from(
    archive: impl Read,
    length: u64,
    backup: &Path,
    beside: &Path,
) -> anyhow::Result<Unpacked> {
    let folder =
        Scratch::in_folder(beside).with_context(|| format!("{} cannot be written", beside.display()))?;
    let mut unpacked = Unpacked { folder, wrappings: None, receipt: None };
    let mut archive = tar::Archive::new(archive);
    // As it is: what extends a header would be read into memory, however long it is.
    let members = archive.entries().map_err(|error| no_backup(backup, &error.to_string()))?.raw(true);
    for member in members {
        let mut member = member.map_err(|error| no_backup(backup, &error.to_string()))?;
        check_member(&member, length).map_err(|why| no_backup(backup, &why))?;
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        let is_there = match name.as_str() {
            RECEIPT => unpacked.receipt.replace(small_text(&mut member, backup)?).is_some(),
            WRAPPINGS => unpacked.wrappings.replace(small_text(&mut member, backup)?).is_some(),
            LOGBOOK if unpacked.logbook().exists() => true,
            LOGBOOK => {
                copy_logbook(&mut member, &unpacked.logbook(), backup)?;
                false
            }
            other => return Err(no_backup(backup, &format!("it holds ‘{other}’")).into()),
        };
        if is_there {
            return Err(no_backup(backup, &format!("it holds ‘{name}’ twice")).into());
        }
    }
    if !unpacked.logbook().exists() {
        return Err(no_backup(backup, "it holds no logbook").into());
    }
    Ok(unpacked)
}

fn no_backup(backup: &Path, why: &str) -> Failure {
    Failure::new(Status::Logbook, format!("{} is no whole backup of a logbook: {why}.", backup.display()))
        .hint("use another backup; this one is left as it is")
}

/// Checks that a member is a plain file that lies in the archive as long as it says.
///
/// Nothing else is in a backup: no holes, no links, no further headers.
fn check_member(member: &Entry<'_, impl Read>, length: u64) -> Result<(), String> {
    if !member.header().entry_type().is_file() {
        let name = String::from_utf8_lossy(&member.path_bytes()).into_owned();
        return Err(format!("‘{name}’ is not a plain file"));
    }
    let end = member.raw_file_position().checked_add(member.size());
    if end.is_none_or(|end| end > length) {
        return Err("it was cut off".into());
    }
    Ok(())
}

/// The text of a small member.
fn small_text(member: &mut Entry<'_, impl Read>, backup: &Path) -> anyhow::Result<String> {
    if member.size() > MOST_SMALL {
        return Err(no_backup(backup, "what it holds beside the logbook is too long").into());
    }
    let mut text = String::new();
    member.read_to_string(&mut text).map_err(|error| no_backup(backup, &error.to_string()))?;
    Ok(text)
}

/// Copies the logbook out of an archive, where the disk has room for it.
fn copy_logbook(member: &mut Entry<'_, impl Read>, to: &Path, backup: &Path) -> anyhow::Result<()> {
    let whole = member.size();
    if free_space(folder_of(to)).is_some_and(|free| free < whole) {
        return Err(StoreError::Full.into());
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(to).context("the logbook cannot be unpacked")?;
    let copied = copy_with_holes(member, &mut file).context("the logbook cannot be unpacked")?;
    if copied != whole {
        return Err(no_backup(backup, "it was cut off").into());
    }
    Ok(())
}

/// How many bytes a folder's disk has room for, where the system tells.
fn free_space(folder: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let about = rustix::fs::statvfs(folder).ok()?;
        about.f_bavail.checked_mul(about.f_frsize)
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Copies bytes; where there are only zeros for long, the copy has a hole, as the archive may have one.
fn copy_with_holes(from: &mut impl Read, to: &mut File) -> std::io::Result<u64> {
    let mut block = Vec::with_capacity(BLOCK);
    let mut copied = 0_u64;
    loop {
        block.clear();
        let read = from.by_ref().take(BLOCK as u64).read_to_end(&mut block)?;
        if read == 0 {
            // A hole at the end is part of the file too.
            to.set_len(copied)?;
            return Ok(copied);
        }
        copied += read as u64;
        if block.iter().all(|byte| *byte == 0) {
            to.seek(SeekFrom::Start(copied))?;
        } else {
            to.write_all(&block)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_takes_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let mut bytes = vec![0; 40 * BLOCK + 7];
        *bytes.get_mut(BLOCK + 1).unwrap() = 1;
        for whole in [&bytes[..], &bytes[..2 * BLOCK], &bytes[..BLOCK / 2], &[]] {
            let path = folder.path().join("copy");
            let mut file = File::create(&path).unwrap();
            assert_eq!(copy_with_holes(&mut &*whole, &mut file).unwrap(), whole.len() as u64);
            assert_eq!(std::fs::read(&path).unwrap(), whole);
            #[cfg(unix)]
            {
                use std::os::unix::fs::MetadataExt;
                assert!(file.metadata().unwrap().blocks() * 512 <= 2 * BLOCK as u64);
            }
        }
    }
}
