//! Reading a logbook.

use rusqlite::{Connection, OptionalExtension, Row};

use super::OwnLog;
use super::columns::{case_ref, instant, number, optional_instant};
use super::definitions::Definitions;
use crate::model::{CaseRef, Digest, Entry, EntryNumber, LogId, Receipt, StageNumber, chain};
use crate::protocol::Resolved;
use crate::rules::{Item, Summary};
use crate::store::{
    AgendaFilter, AgendaRow, CaseFilter, Log, Note, Payload, RawEntry, Result, SearchOrder, StoreError,
    StoredOnce,
};

/// Everything that can be asked of a connection.
pub(super) struct Reader<'c> {
    pub(super) connection: &'c Connection,
    pub(super) own: &'c OwnLog,
}

/// The columns of a raw entry, in the order in which [`raw_entry`] reads them.
const COLUMNS: &str =
    "log.id, entry.number, entry.recorded_at, kind, skeleton, commitment, previous, seal, salt, bytes,
     entry.recorded_at < coalesce((SELECT before.recorded_at FROM entry AS before
                                   WHERE before.log = entry.log AND before.number = entry.number - 1), founded_at)";

/// Where they are found.
const ENTRIES: &str = "FROM entry JOIN log ON log.alias = entry.log LEFT JOIN payload USING (log, number)";

impl Reader<'_> {
    pub(super) fn head(&self) -> Result<Receipt> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT number, seal FROM entry WHERE log = ?1 ORDER BY number DESC LIMIT 1")?;
        let newest = statement
            .query_row([self.own.alias], |row| Ok((number(row, 0)?, Digest(row.get(1)?))))
            .optional()?;
        let (entry, seal) =
            newest.unwrap_or_else(|| (EntryNumber(0), chain::genesis(self.own.id, &self.own.founded_at)));
        Ok(Receipt { log: self.own.id, entry, seal })
    }

    pub(super) fn newest_at(&self) -> Result<String> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT recorded_at FROM entry WHERE log = ?1 ORDER BY number DESC LIMIT 1")?;
        let newest = statement.query_row([self.own.alias], |row| row.get(0)).optional()?;
        Ok(newest.unwrap_or_else(|| self.own.founded_at.clone()))
    }

    pub(super) fn entries_of(&self, case: CaseRef) -> Result<Vec<Entry>> {
        self.raw_entries_of(case)?.iter().map(|raw| Ok(raw.decode()?)).collect()
    }

    pub(super) fn raw_entries_of(&self, case: CaseRef) -> Result<Vec<RawEntry>> {
        let sql = format!("SELECT {COLUMNS} {ENTRIES} WHERE case_ref = ?1 ORDER BY number");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([case.to_string()])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(raw_entry(row)?);
        }
        Ok(entries)
    }

    /// Whether a case has entries.
    pub(super) fn has_case(&self, case: CaseRef) -> Result<bool> {
        Ok(self
            .connection
            .prepare_cached("SELECT 1 FROM entry WHERE case_ref = ?1")?
            .exists([case.to_string()])?)
    }

    pub(super) fn heads(&self) -> Result<Vec<(Receipt, u64)>> {
        // The numbers of the own log have no gap; of an imported one, only some cases may be here.
        let mut statement = self.connection.prepare(
            "SELECT log.id, entry.number, seal,
                    CASE WHEN imported_at IS NULL
                         THEN entry.number + 1 - (SELECT min(number) FROM entry AS each WHERE each.log = alias)
                         ELSE (SELECT count(*) FROM entry AS each WHERE each.log = alias) END
             FROM log CROSS JOIN entry ON entry.log = alias
                  AND entry.number = (SELECT max(number) FROM entry AS each WHERE each.log = alias)",
        )?;
        let rows = statement.query_map([], |row| {
            let receipt =
                Receipt { log: LogId(row.get(0)?), entry: number(row, 1)?, seal: Digest(row.get(2)?) };
            Ok((receipt, number(row, 3)?.0))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn references(&self, after: Option<CaseRef>, most: u32) -> Result<Vec<CaseRef>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT year, serial FROM case_now WHERE (year, serial) > (?1, ?2) ORDER BY year, serial LIMIT ?3",
        )?;
        let after = after.map_or((0, 0), |case| (case.year, case.serial));
        let rows = statement.query_map((after.0, after.1, most), case_ref)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn cases_numbered(&self, serial: u32) -> Result<Vec<CaseRef>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT year, serial FROM case_now WHERE serial = ?1 ORDER BY year")?;
        let rows = statement.query_map([serial], case_ref)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn definition(&self, digest: Digest) -> Result<Option<Resolved>> {
        let mut statement =
            self.connection.prepare_cached("SELECT bytes FROM definition WHERE digest = ?1")?;
        let bytes: Option<String> = statement.query_row([digest.0], |row| row.get(0)).optional()?;
        bytes.map(|bytes| Ok(Resolved::from_bytes(bytes)?)).transpose()
    }

    pub(super) fn notes(&self) -> Result<Vec<Note>> {
        let mut statement =
            self.connection.prepare("SELECT what, at, value FROM bookkeeping ORDER BY what")?;
        let rows = statement
            .query_map([], |row| Ok(Note { what: row.get(0)?, at: row.get(1)?, value: row.get(2)? }))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    pub(super) fn definitions(&self) -> Result<Vec<Resolved>> {
        let mut statement = self.connection.prepare("SELECT bytes FROM definition ORDER BY digest")?;
        let mut rows = statement.query([])?;
        let mut definitions = Vec::new();
        while let Some(row) = rows.next()? {
            definitions.push(Resolved::from_bytes(row.get(0)?)?);
        }
        Ok(definitions)
    }

    pub(super) fn stored_once(&self, key: Digest) -> Result<Option<StoredOnce>> {
        let sql = format!("SELECT {COLUMNS} {ENTRIES} JOIN once USING (log, number) WHERE once.key = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let raw = statement.query_row([key.0], |row| Ok(raw_entry(row))).optional()?.transpose()?;
        raw.map(|raw| {
            let entry = raw.decode()?;
            Ok(StoredOnce {
                case: entry.skeleton.case,
                receipt: Receipt { log: raw.log, entry: raw.number, seal: raw.seal },
                arguments: entry.record.and_then(|record| record.arguments),
            })
        })
        .transpose()
    }

    pub(super) fn agenda(
        &self,
        wanted: &AgendaFilter,
        each: &mut dyn FnMut(AgendaRow) -> Result<()>,
    ) -> Result<()> {
        // `pressing` is the limit, or since when it is urgent; it bounds what is looked at.
        let mut sql = String::from(
            "SELECT agenda.year, agenda.serial, kind, id, what, owner, agenda.due_at, agenda.due, urgent, since,
                    agenda.stage, source, child, protocol, pathway, pressing, whose
             FROM agenda CROSS JOIN case_now USING (year, serial)",
        );
        let mut bounds: Vec<i64> = Vec::new();
        if let Some(instant) = wanted.due_before {
            sql.push_str(" WHERE pressing < ?1 AND agenda.due < ?1");
            bounds.push(instant.timestamp_micros());
        } else if let Some(instant) = wanted.due_within {
            // What has no limit comes after everything that has one.
            sql.push_str(" WHERE (pressing <= ?1 OR pressing = 9223372036854775807)");
            bounds.push(instant.timestamp_micros());
        } else if let Some(case) = wanted.case {
            sql.push_str(" WHERE year = ?1 AND serial = ?2");
            bounds.extend([i64::from(case.year), i64::from(case.serial)]);
        }
        let order = if wanted.case.is_some() { "position" } else { "pressing, year, serial, position" };
        sql.push_str(" ORDER BY ");
        sql.push_str(order);
        let definitions = self.definitions_for(wanted.case)?;
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(bounds))?;
        while let Some(row) = rows.next()? {
            each(agenda_row(row, &definitions)?)?;
        }
        Ok(())
    }

    /// The definitions that lists need: of one case as its entry names it, of many by their protocols.
    fn definitions_for(&self, case: Option<CaseRef>) -> Result<Definitions<'_>> {
        match case {
            Some(_) => Ok(Definitions::of_each(self.connection)),
            None => Definitions::of_all(self.connection),
        }
    }

    pub(super) fn cases(
        &self,
        wanted: &CaseFilter,
        each: &mut dyn FnMut(Summary) -> Result<()>,
    ) -> Result<()> {
        let mut sql = String::from("SELECT case_now.* FROM case_now");
        let mut conditions = Vec::new();
        let mut values: Vec<rusqlite::types::Value> = Vec::new();
        let mut add = |condition: &str, value: rusqlite::types::Value| {
            values.push(value);
            conditions.push(condition.replace('?', &format!("?{}", values.len())));
        };
        if let Some(agency) = &wanted.agency {
            sql.push_str(" JOIN party_now USING (year, serial)");
            add("party_now.agency = ?", agency.clone().into());
        }
        if let Some(state) = wanted.state {
            add("state = ?", state.word().to_owned().into());
        }
        if let Some(category) = &wanted.category {
            add("category = ?", category.clone().into());
        }
        if let Some(stage) = wanted.stage {
            add("stage = ?", i64::from(stage).into());
        }
        if let Some(case) = wanted.case {
            add("case_now.year = ?", i64::from(case.year).into());
            add("case_now.serial = ?", i64::from(case.serial).into());
        }
        if !conditions.is_empty() {
            sql.push_str(" WHERE ");
            sql.push_str(&conditions.join(" AND "));
        }
        sql.push_str(" ORDER BY case_now.year DESC, case_now.serial DESC");
        if let Some(most) = wanted.most {
            sql.push_str(" LIMIT ");
            sql.push_str(&most.to_string());
        }
        let definitions = self.definitions_for(wanted.case)?;
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(rusqlite::params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            each(super::derived::summary(row, &definitions)?)?;
        }
        Ok(())
    }

    pub(super) fn search(&self, words: &[String], order: SearchOrder, most: u32) -> Result<Vec<Entry>> {
        let Some(query) = super::search::query(words) else { return Ok(Vec::new()) };
        let order = match order {
            SearchOrder::Newest => "rowid DESC",
            SearchOrder::Best => "rank, rowid DESC",
        };
        let sql = format!(
            "SELECT {COLUMNS}
             FROM (SELECT rowid AS found, row_number() OVER () AS place FROM (
                       SELECT rowid FROM words WHERE words MATCH ?1 ORDER BY {order} LIMIT ?2))
             CROSS JOIN entry ON entry.log = found >> {shift} AND entry.number = found & {mask}
             JOIN log ON log.alias = entry.log LEFT JOIN payload USING (log, number)
             ORDER BY place",
            shift = super::search::LOG_SHIFT,
            mask = (1_i64 << super::search::LOG_SHIFT) - 1,
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query((query, most))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            entries.push(raw_entry(row)?.decode()?);
        }
        Ok(entries)
    }

    pub(super) fn raw_entries(&self, each: &mut dyn FnMut(RawEntry) -> Result<()>) -> Result<()> {
        let sql = format!(
            "SELECT {COLUMNS} {ENTRIES} WHERE entry.log = (SELECT alias FROM log WHERE id = ?1) ORDER BY number"
        );
        let mut statement = self.connection.prepare(&sql)?;
        for log in self.logs()? {
            let mut rows = statement.query([log.id.0])?;
            while let Some(row) = rows.next()? {
                each(raw_entry(row)?)?;
            }
        }
        Ok(())
    }

    pub(super) fn logs(&self) -> Result<Vec<Log>> {
        let mut statement = self
            .connection
            .prepare("SELECT id, founded_at, imported_at FROM log ORDER BY imported_at IS NULL, alias")?;
        let rows = statement.query_map([], |row| {
            Ok(Log { id: LogId(row.get(0)?), founded_at: row.get(1)?, imported_at: row.get(2)? })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Reads the columns of a raw entry.
pub(super) fn raw_entry(row: &Row<'_>) -> Result<RawEntry> {
    let salt: Option<Vec<u8>> = row.get(8)?;
    let bytes: Option<String> = row.get(9)?;
    Ok(RawEntry {
        log: LogId(row.get(0)?),
        number: number(row, 1)?,
        recorded_at: row.get(2)?,
        clock_back: row.get(10)?,
        kind: row.get(3)?,
        skeleton: row.get(4)?,
        commitment: Digest(row.get(5)?),
        previous: Digest(row.get(6)?),
        seal: Digest(row.get(7)?),
        payload: salt.zip(bytes).map(|(salt, bytes)| Payload { salt, bytes }),
    })
}

fn agenda_row(row: &Row<'_>, definitions: &Definitions<'_>) -> Result<AgendaRow> {
    let kind: String = row.get(2)?;
    let stage: u8 = row.get(10)?;
    let (case, protocol) = (case_ref(row)?, row.get::<_, String>(13)?);
    let found = AgendaRow {
        case,
        child: row.get(12)?,
        definition: definitions.of_case(case, &protocol)?,
        protocol,
        pathway: row.get(14)?,
        item: Item {
            kind: kind.parse().map_err(|error| StoreError::Damaged(format!("the agenda: {error}")))?,
            id: row.get(3)?,
            what: row.get(4)?,
            whose: row.get(16)?,
            owner: row.get(5)?,
            due: optional_instant(row, 6)?,
            urgent: row.get(8)?,
            since: instant(row, 9)?,
            stage: StageNumber(stage),
            source: row.get(11)?,
        },
    };
    if !super::derived::is_ordered(&found.item, row.get(15)?, row.get(7)?) {
        return Err(StoreError::Damaged(format!("the agenda of case {} was written otherwise", found.case)));
    }
    Ok(found)
}
