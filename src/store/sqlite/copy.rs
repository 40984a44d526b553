//! Copying a whole logbook, while others may write to it.

use std::path::Path;

use rusqlite::Connection;

use super::folder::{cannot_make, sync_folder};
use crate::store::{Result, StoreError};

/// Copies a logbook as it stands at one moment, encrypted as it is, to a place where nothing is.
///
/// The copy is made whole beside its place, made durable, and then put there.
pub(super) fn write_copy(connection: &Connection, to: &Path) -> Result<()> {
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder of this crate is its owner's alone.
    let apart = tempfile::Builder::new()
        .prefix(".copy-")
        .tempdir_in(folder)
        .map_err(|error| cannot_make(folder, &error))?;
    let whole = apart.path().join("logbook.db");
    let name = whole.to_str().ok_or_else(|| StoreError::NotWritable {
        what: to.display().to_string(),
        reason: "its name is not text".into(),
    })?;
    connection.execute("VACUUM INTO ?1", [name])?;
    let file =
        std::fs::OpenOptions::new().write(true).open(&whole).map_err(|error| cannot_make(to, &error))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(std::fs::Permissions::from_mode(0o600))
            .map_err(|error| cannot_make(to, &error))?;
    }
    file.sync_all().map_err(|error| cannot_make(to, &error))?;
    // What lies there already is never written over.
    std::fs::hard_link(&whole, to).or_else(|_| place(&whole, to)).map_err(|error| cannot_make(to, &error))?;
    sync_folder(folder).map_err(|error| cannot_make(folder, &error))
}

/// Puts a file in its place where the file system has no links.
fn place(whole: &Path, to: &Path) -> std::io::Result<()> {
    if to.exists() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(whole, to)
}
