//! Whether the tables, indexes and triggers are the ones that this program made.
//!
//! A trigger that somebody planted could take away what is written, and the chain would not tell.

use rusqlite::Connection;

use crate::store::{Result, StoreError};

/// Everything that SQLite holds besides rows, in one text.
fn shape(connection: &Connection) -> Result<String> {
    let mut statement =
        connection.prepare(
        // The tables behind the index of words are SQLite's own affair.
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'words^_%' ESCAPE '^' ORDER BY type, name",
    )?;
    let mut rows = statement.query([])?;
    let mut shape = String::new();
    while let Some(row) = rows.next()? {
        for column in 0..4 {
            shape.push_str(row.get_ref(column)?.as_str_or_null().ok().flatten().unwrap_or_default());
            shape.push('\0');
        }
    }
    Ok(shape)
}

/// Compares with a new logbook of the current format.
pub(super) fn check(connection: &Connection) -> Result<()> {
    let new = Connection::open_in_memory()?;
    new.execute_batch(include_str!("schema.sql"))?;
    if shape(connection)? == shape(&new)? {
        return Ok(());
    }
    Err(StoreError::Damaged("its tables or triggers are not the ones that this program made".into()))
}

/// Refuses to write where somebody planted a trigger or took one away: quick enough for each command.
pub(super) fn check_triggers(connection: &Connection) -> Result<()> {
    let triggers = "CREATE TRIGGER";
    let expected: usize =
        include_str!("schema.sql").lines().filter(|line| line.starts_with(triggers)).count();
    let mut statement =
        connection.prepare_cached("SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view')")?;
    let mut rows = statement.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let sql: String = row.get(0)?;
        if !include_str!("schema.sql").contains(&sql) {
            found = usize::MAX;
            break;
        }
        found += 1;
    }
    if found == expected {
        return Ok(());
    }
    Err(StoreError::Damaged(
        "its triggers are not the ones that this program made; nothing is written to it".into(),
    ))
}
