//! The derived tables: how each case stands, and what is outstanding in it.
//!
//! Disposable: they are what the entries say, written down where an index can find it.

use rusqlite::{Connection, Row};

use super::columns::{case_ref, instant, optional_instant};
use super::definitions::Definitions;
use crate::model::{Agency, CaseRef, Id, StageNumber, Standing, State};
use crate::rules::{Item, Summary};
use crate::store::{Result, StoreError};

/// The rules by which the derived tables are made; raised whenever what they hold would be said otherwise.
pub(super) const VERSION: i64 = 2;

/// The rules by which the derived tables of a logbook were made.
pub(super) fn version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("SELECT version FROM derivation", [], |row| row.get(0))?)
}

/// What something without a limit is ordered by: after everything that has one.
const NOT_PRESSING: i64 = i64::MAX;

/// Writes down how a case stands, in place of how it stood.
pub(super) fn set_case(connection: &Connection, summary: &Summary) -> Result<()> {
    let key = (summary.reference.year, summary.reference.serial);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO case_now (year, serial, state, child, protocol, version, pathway, category,
                 stage, stage_title, opened_at, stage_entered_at, due_at, outcome, agencies)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute((
            key.0,
            key.1,
            summary.state.word(),
            &summary.child,
            summary.protocol.as_str(),
            &summary.version,
            summary.pathway.as_str(),
            summary.category.as_str(),
            summary.stage.0,
            &summary.stage_title,
            summary.opened_at.to_rfc3339(),
            summary.stage_entered_at.to_rfc3339(),
            summary.due_at.map(|due| due.to_rfc3339()),
            summary.outcome.as_ref().map(Id::as_str),
            serde_json::to_string(&summary.agencies)?,
        ))?;
    set_parties(connection, summary)
}

/// Writes down what is outstanding in a case, in place of what was.
pub(super) fn set_agenda(connection: &Connection, case: CaseRef, outstanding: &[Item]) -> Result<()> {
    let key = (case.year, case.serial);
    connection.prepare_cached("DELETE FROM agenda WHERE year = ?1 AND serial = ?2")?.execute(key)?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO agenda (pressing, year, serial, position, kind, id, what, whose, owner, due, due_at, urgent,
             since, stage, source)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    for (position, item) in (0_i64..).zip(outstanding) {
        insert.execute((
            pressing(item),
            key.0,
            key.1,
            position,
            item.kind.word(),
            &item.id,
            &item.what,
            &item.whose,
            &item.owner,
            item.due.map(|due| due.timestamp_micros()),
            item.due.map(|due| due.to_rfc3339()),
            item.urgent,
            item.since.to_rfc3339(),
            item.stage.0,
            &item.source,
        ))?;
    }
    Ok(())
}

fn set_parties(connection: &Connection, summary: &Summary) -> Result<()> {
    let key = (summary.reference.year, summary.reference.serial);
    connection.prepare_cached("DELETE FROM party_now WHERE year = ?1 AND serial = ?2")?.execute(key)?;
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO party_now (agency, year, serial) VALUES (?1, ?2, ?3)")?;
    for (agency, standing) in &summary.agencies {
        if *standing == Standing::Party {
            insert.execute((agency.key(), key.0, key.1))?;
        }
    }
    Ok(())
}

/// What the agenda is ordered by: the limit; what is urgent, since when it is, if that is earlier.
fn pressing(item: &Item) -> i64 {
    let since = item.urgent.then(|| item.since.timestamp_micros());
    let due = item.due.map(|due| due.timestamp_micros());
    since.into_iter().chain(due).min().unwrap_or(NOT_PRESSING)
}

/// Reads a row of `case_now`.
pub(super) fn summary(row: &Row<'_>, definitions: &Definitions<'_>) -> Result<Summary> {
    let agencies: String = row.get("agencies")?;
    let agencies = read_agencies(&agencies)?;
    let outcome: Option<String> = row.get("outcome")?;
    let state: String = row.get("state")?;
    let (reference, protocol) = (case_ref(row)?, id(row, "protocol")?);
    Ok(Summary {
        reference,
        state: state.parse::<State>().map_err(damaged)?,
        child: row.get("child")?,
        definition: definitions.of_case(reference, protocol.as_str())?,
        protocol,
        version: row.get("version")?,
        pathway: id(row, "pathway")?,
        category: id(row, "category")?,
        stage: StageNumber(row.get("stage")?),
        stage_title: row.get("stage_title")?,
        opened_at: instant(row, 10)?,
        stage_entered_at: instant(row, 11)?,
        due_at: optional_instant(row, 12)?,
        outcome: outcome.map(|outcome| outcome.parse().map_err(damaged)).transpose()?,
        agencies,
    })
}

fn read_agencies(text: &str) -> Result<Vec<(Agency, Standing)>> {
    let agencies: Vec<(Agency, Standing)> = serde_json::from_str(text)?;
    if serde_json::to_string(&agencies)? == text {
        Ok(agencies)
    } else {
        Err(damaged("its agencies were written otherwise"))
    }
}

/// Whether the index of parties is what the cases' agencies say; what is wrong where it is not.
pub(super) fn check_parties(connection: &Connection) -> Result<Option<String>> {
    let mut expected = 0_i64;
    let mut cases = connection.prepare("SELECT year, serial, agencies FROM case_now")?;
    let mut known =
        connection.prepare("SELECT 1 FROM party_now WHERE agency = ?1 AND year = ?2 AND serial = ?3")?;
    let mut rows = cases.query([])?;
    while let Some(row) = rows.next()? {
        let case = case_ref(row)?;
        let mut keys: Vec<String> = read_agencies(&row.get::<_, String>(2)?)?
            .iter()
            .filter(|(_, standing)| *standing == Standing::Party)
            .map(|(agency, _)| agency.key())
            .collect();
        keys.sort_unstable();
        keys.dedup();
        for key in &keys {
            if !known.exists((key, case.year, case.serial))? {
                return Ok(Some(format!("the index of parties lacks one of case {case}")));
            }
        }
        expected += i64::try_from(keys.len()).unwrap_or(i64::MAX);
    }
    let found: i64 = connection.query_row("SELECT count(*) FROM party_now", [], |row| row.get(0))?;
    Ok((found != expected).then(|| "the index of parties has one too many".into()))
}

/// Whether what is outstanding is ordered as it should be, given the order and the limit that are stored.
pub(super) fn is_ordered(item: &Item, stored_pressing: i64, stored_due: Option<i64>) -> bool {
    pressing(item) == stored_pressing && item.due.map(|due| due.timestamp_micros()) == stored_due
}

fn id(row: &Row<'_>, column: &str) -> Result<Id> {
    row.get::<_, String>(column)?.parse().map_err(damaged)
}

fn damaged(error: impl std::fmt::Display) -> StoreError {
    StoreError::Damaged(format!("how a case stands: {error}"))
}
