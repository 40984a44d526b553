//! What a column holds, as the model names it.

use chrono::DateTime;
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::model::{CaseRef, EntryNumber, Instant};
use crate::store::{Result, StoreError};

/// A case's reference, from the first two columns.
pub(super) fn case_ref(row: &Row<'_>) -> rusqlite::Result<CaseRef> {
    Ok(CaseRef { year: row.get(0)?, serial: row.get(1)? })
}

/// An entry's number.
pub(super) fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<EntryNumber> {
    let number: i64 = row.get(column)?;
    u64::try_from(number)
        .map(EntryNumber)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, number))
}

/// An entry's number as SQLite stores it.
pub(super) fn sql_number(number: EntryNumber) -> Result<i64> {
    i64::try_from(number.0).map_err(|_| StoreError::Damaged(format!("entry {number} is too high a number")))
}

/// An instant as derived tables write it.
pub(super) fn instant(row: &Row<'_>, column: usize) -> Result<Instant> {
    let text: String = row.get(column)?;
    DateTime::parse_from_rfc3339(&text)
        .map_err(|error| StoreError::Damaged(format!("‘{text}’ is no instant: {error}")))
}

/// An instant that may be missing.
pub(super) fn optional_instant(row: &Row<'_>, column: usize) -> Result<Option<Instant>> {
    match row.get_ref(column)? {
        ValueRef::Null => Ok(None),
        _ => instant(row, column).map(Some),
    }
}
