//! Copying a whole logbook, while others may write to it.

use std::path::Path;

use rusqlite::Connection;

use super::folder::{cannot_make, parent, sync_folder};
use super::scratch::Scratch;
use crate::store::{Result, StoreError};

/// Copies a logbook as it stands at one moment, encrypted as it is, to a place where nothing is.
///
/// The copy is made whole in a private folder beside its place, made durable, and then put there.
pub(super) fn write_copy(connection: &Connection, to: &Path) -> Result<()> {
    let cannot = |error: std::io::Error| cannot_make(to, &error);
    let scratch = Scratch::in_folder(parent(to)).map_err(cannot)?;
    // SQLite writes into an empty file that is there; this one is its owner's alone.
    let whole = tempfile::NamedTempFile::new_in(scratch.path()).map_err(cannot)?;
    let name = whole.path().to_str().ok_or_else(|| StoreError::NotWritable {
        what: to.display().to_string(),
        reason: "its name is not text".into(),
    })?;
    connection.execute("VACUUM INTO ?1", [name])?;
    whole.as_file().sync_all().map_err(cannot)?;
    // What lies there already is never written over.
    whole.persist_noclobber(to).map_err(|error| cannot(error.error))?;
    sync_folder(parent(to)).map_err(|error| cannot_make(parent(to), &error))
}
