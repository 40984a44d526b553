//! A connection to the file: its key, and the settings that every connection has.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use super::file::check_regular_if_there;
use super::place;
use super::waiting::Waiting;
use crate::key::DataKey;
use crate::store::{Result, StoreError};

/// Connects to the file, with the settings that every connection has.
pub(super) fn connect(path: &Path, key: Option<&DataKey>) -> Result<(Connection, Waiting)> {
    let mut connection = open(path, key)?;
    let waiting = Waiting::install(&mut connection)?;
    prepare(&connection)?;
    Ok((connection, waiting))
}

/// Connects to the file, and gives up at once where others are in the way.
pub(super) fn connect_at_once(path: &Path, key: Option<&DataKey>) -> Result<Connection> {
    let connection = open(path, key)?;
    connection.busy_timeout(Duration::ZERO)?;
    prepare(&connection)?;
    Ok(connection)
}

fn open(path: &Path, key: Option<&DataKey>) -> Result<Connection> {
    check_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(place::checked(path)?, flags)?;
    if let Some(key) = key {
        unlock(&connection, key)?;
    }
    Ok(connection)
}

fn prepare(connection: &Connection) -> Result<()> {
    connection.set_prepared_statement_cache_capacity(32);
    // One file at rest, every commit on the disk before it is reported, and nothing personal in
    // temporary files.
    connection.execute_batch(
        "PRAGMA journal_mode = DELETE;
         PRAGMA synchronous = EXTRA;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(())
}

/// Refuses a logbook, or a journal beside it, that is no regular file: to open a pipe waits for ever.
fn check_files(path: &Path) -> Result<()> {
    check_regular_if_there(path).map_err(|_| StoreError::NotALogbook { path: path.to_owned() })?;
    for ending in place::JOURNALS {
        let beside = place::with_ending(path, ending);
        check_regular_if_there(&beside).map_err(|error| {
            let what = format!("{} is in the way of the logbook: {error}", beside.display());
            StoreError::Conflict(format!("{what}. Look what it is, and move it away."))
        })?;
    }
    Ok(())
}

/// Gives a connection its key, as it is: a random key needs no derivation.
fn unlock(connection: &Connection, key: &DataKey) -> Result<()> {
    // SQLCipher would write what it thinks of a wrong key to standard error.
    connection.execute_batch("PRAGMA cipher_log_level = NONE")?;
    let literal = Zeroizing::new(format!("x'{}'", *Zeroizing::new(hex::encode(key.bytes()))));
    connection.pragma_update(None, "key", literal.as_str())?;
    Ok(())
}
