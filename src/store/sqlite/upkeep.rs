//! The soundness of the file itself, and the renewal of what is derived.

use rusqlite::Connection;

use super::read::Reader;
use crate::model::{Entry, LogId};
use crate::store::{Counted, Result, StoreError};

impl Reader<'_> {
    /// SQLCipher's check of every page where it is encrypted, SQLite's own check of pages, indexes and types.
    pub(super) fn check_medium(&self) -> Result<()> {
        if self.connection.query_row("PRAGMA cipher_status", [], |row| row.get::<_, String>(0))? == "1" {
            // Each page has a code of its own, which SQLite's check does not look at.
            let mut pages = self.connection.prepare("PRAGMA cipher_integrity_check")?;
            if let Some(first) = pages.query([])?.next()? {
                return Err(StoreError::Damaged(first.get(0)?));
            }
        }
        let sound: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(StoreError::Damaged(sound));
        }
        let own: i64 =
            self.connection
                .query_row("SELECT count(*) FROM log WHERE imported_at IS NULL", [], |row| row.get(0))?;
        if own != 1 {
            return Err(StoreError::Damaged(format!("it has {own} logs of its own")));
        }
        Ok(())
    }

    /// What entries are found by (keys, words, parties) and the order of the agenda; and that nothing is there
    /// that belongs to no log or to no entry, and so was not counted.
    pub(super) fn check_index(&self, counted: Counted) -> Result<Option<String>> {
        let count = |sql: &str| -> Result<i64> { Ok(self.connection.query_row(sql, [], |row| row.get(0))?) };
        let is = |sql: &str, counted: u64| Ok::<_, StoreError>(i64::try_from(counted) == Ok(count(sql)?));
        if !is("SELECT count(*) FROM entry", counted.entries)? {
            return Err(StoreError::Damaged("an entry belongs to no log".into()));
        }
        if !is("SELECT count(*) FROM payload", counted.records)? {
            return Err(StoreError::Damaged("a payload belongs to no entry".into()));
        }
        let strays = count(
            "SELECT count(*) FROM once LEFT JOIN entry USING (log, number) LEFT JOIN payload USING (log, number)
             WHERE lower(hex(once.key)) IS NOT coalesce(skeleton ->> '$.once', bytes ->> '$.once')",
        )?;
        if strays > 0 || !is("SELECT count(*) FROM once", counted.keyed)? {
            return Ok(Some("the keys to repeat commands by are not what the entries say".into()));
        }
        if !is("SELECT count(*) FROM words_docsize", counted.records)? {
            return Ok(Some("the index of words does not have every entry".into()));
        }
        let gaps = "SELECT count(*) FROM (
             SELECT 1 FROM agenda GROUP BY year, serial HAVING max(position) + 1 <> count(*) OR min(position) <> 0)";
        if count(gaps)? > 0 {
            return Ok(Some("the agenda is not in its order".into()));
        }
        super::shape::check(self.connection)?;
        super::derived::check_parties(self.connection)
    }
}

/// Empties the derived tables.
pub(super) fn forget(connection: &Connection) -> Result<()> {
    connection.execute("UPDATE derivation SET version = ?1", [super::derived::VERSION])?;
    connection.execute_batch(
        "DELETE FROM case_now; DELETE FROM party_now; DELETE FROM agenda; DELETE FROM once;
         INSERT INTO words (words) VALUES ('delete-all');",
    )?;
    Ok(())
}

/// Adds an entry to what is found by key or by word.
pub(super) fn index(connection: &Connection, log: LogId, entry: &Entry) -> Result<()> {
    let alias: i64 = connection
        .prepare_cached("SELECT alias FROM log WHERE id = ?1")?
        .query_row([log.0], |row| row.get(0))?;
    if let Some(key) = entry.key() {
        connection.prepare_cached("INSERT INTO once (key, log, number) VALUES (?1, ?2, ?3)")?.execute((
            key.0,
            alias,
            super::columns::sql_number(entry.number)?,
        ))?;
    }
    super::search::index(connection, alias, entry)
}
