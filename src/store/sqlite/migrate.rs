//! Bringing a logbook of an older format up to the current one.
//!
//! Migrations only go forward and are never edited once released. They run in one transaction, after a
//! copy of the file was put beside it.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connect::connect;
use super::copy::write_copy;
use super::place::with_ending;
use crate::key::DataKey;
use crate::store::{Result, StoreError};

/// The current format.
pub(super) const CURRENT: i64 = 1;

/// What leads from one format to the next: the first from 1 to 2.
const MIGRATIONS: &[&str] = &[];

/// Migrates a logbook, where it is older; refuses one that is newer.
pub(super) fn bring_up_to_date(
    connection: &mut Connection,
    path: &Path,
    key: Option<&DataKey>,
) -> Result<()> {
    migrate(connection, path, key, MIGRATIONS)
}

fn migrate(
    connection: &mut Connection,
    path: &Path,
    key: Option<&DataKey>,
    migrations: &[&str],
) -> Result<()> {
    let newest = 1 + i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    if found == newest {
        return Ok(());
    }
    if found > newest {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: newest });
    }
    if found < 1 {
        return Err(StoreError::Damaged(format!("its format is {found}")));
    }
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Another process may have been first.
    let found = version(&transaction)?;
    if found == newest {
        return Ok(());
    }
    copy_beside(path, key, found)?;
    let behind = usize::try_from(found - 1).unwrap_or(usize::MAX);
    for migration in migrations.iter().skip(behind) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "user_version", newest)?;
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Where the copy of a logbook lies that was of an older format.
pub(super) fn copy_of(path: &Path, format: i64) -> PathBuf {
    with_ending(path, &format!(".format-{format}"))
}

/// Copies the logbook beside itself, for its owner alone; an earlier copy of the same format stays.
///
/// The copy is made through SQLite: to open the file otherwise, and close it, would drop the locks that
/// this process holds on it.
fn copy_beside(path: &Path, key: Option<&DataKey>, format: i64) -> Result<()> {
    let copy = copy_of(path, format);
    if copy.exists() {
        return Ok(());
    }
    write_copy(&connect(path, key)?.0, &copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LogId;
    use crate::store::sqlite::{Founding, SqliteLog};

    fn founded(folder: &Path) -> PathBuf {
        let path = folder.join("logbook.db");
        let founding = Founding { log: LogId([1; 16]), founded_at: "2026-04-01T09:00:00.000000Z".into() };
        SqliteLog::found(&path, &founding, None).unwrap();
        path
    }

    #[test]
    fn an_older_logbook_is_copied_and_brought_up_to_date() {
        let folder = tempfile::tempdir().unwrap();
        let path = founded(folder.path());
        let mut connection = Connection::open(&path).unwrap();
        let migrations = ["ALTER TABLE log ADD COLUMN note TEXT", "CREATE TABLE further (a INTEGER)"];
        migrate(&mut connection, &path, None, &migrations).unwrap();
        assert_eq!(version(&connection).unwrap(), 3);
        connection.execute_batch("SELECT note FROM log; SELECT a FROM further").unwrap();
        let copy = Connection::open(folder.path().join("logbook.db.format-1")).unwrap();
        assert_eq!(version(&copy).unwrap(), 1);
        migrate(&mut connection, &path, None, &migrations).unwrap();
    }

    #[test]
    fn a_migration_that_fails_leaves_the_logbook_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = founded(folder.path());
        let mut connection = Connection::open(&path).unwrap();
        assert!(migrate(&mut connection, &path, None, &["CREATE TABLE further (a)", "not SQL"]).is_err());
        assert_eq!(version(&connection).unwrap(), 1);
        assert!(connection.execute_batch("SELECT a FROM further").is_err());
        SqliteLog::open(&path, None).unwrap();
    }

    #[test]
    fn a_newer_logbook_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = founded(folder.path());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 9).unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = SqliteLog::open(&path, None).unwrap_err();
        assert!(matches!(error, StoreError::Newer { found: 9, known: 1, .. }), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}
