//! Appending to a logbook.

use rusqlite::{OptionalExtension, Transaction, TransactionBehavior};

use super::columns::sql_number;
use super::waiting::Waiting;
use super::{OwnLog, SqliteLog, derived, read, upkeep};
use crate::model::kinds::Erased;
use crate::model::{CaseRef, EntryNumber, Receipt, chain};
use crate::protocol::Resolved;
use crate::rules::{Item, Summary};
use crate::store::verify::written_down;
use crate::store::{Log, Note, RawEntry, Result, Sealing, StoreError, Writing};

/// A transaction that holds other writers off.
pub(super) struct Writer<'s> {
    transaction: Transaction<'s>,
    waiting: &'s Waiting,
    own: &'s OwnLog,
}

impl<'s> Writer<'s> {
    pub(super) fn begin(store: &'s mut SqliteLog) -> Result<Self> {
        let transaction = store.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        super::shape::check_triggers(&transaction)?;
        Ok(Self { transaction, waiting: &store.waiting, own: &store.own })
    }

    pub(super) fn reader(&self) -> read::Reader<'_> {
        read::Reader { connection: &self.transaction, own: self.own }
    }

    /// The number of the first entry of this logbook's own log: after all that was imported.
    fn next_number(&self) -> Result<EntryNumber> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT max(newest) FROM (SELECT (SELECT max(number) FROM entry WHERE log = alias) AS newest FROM log)")?;
        let newest: Option<u64> = statement
            .query_row([], |row| row.get::<_, Option<i64>>(0))?
            .and_then(|newest| u64::try_from(newest).ok());
        Ok(EntryNumber(newest.unwrap_or(0) + 1))
    }

    fn insert(&self, alias: i64, raw: &RawEntry) -> Result<()> {
        if raw.number.0 >> super::search::LOG_SHIFT > 0 {
            return Err(StoreError::Damaged(format!("entry {} is too high a number", raw.number)));
        }
        let number = sql_number(raw.number)?;
        self.transaction
            .prepare_cached(
                "INSERT INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                alias,
                number,
                &raw.recorded_at,
                &raw.kind,
                &raw.skeleton,
                raw.commitment.0,
                raw.previous.0,
                raw.seal.0,
            ))?;
        if let Some(payload) = &raw.payload {
            self.transaction
                .prepare_cached("INSERT INTO payload (log, number, salt, bytes) VALUES (?1, ?2, ?3, ?4)")?
                .execute((alias, number, &payload.salt, &payload.bytes))?;
        }
        upkeep::index(&self.transaction, raw.log, &raw.decode()?)
    }
}

impl Writing for Writer<'_> {
    fn next_reference(&self, year: u16) -> Result<CaseRef> {
        let mut statement =
            self.transaction.prepare_cached("SELECT max(serial) FROM case_now WHERE year = ?1")?;
        let newest: Option<u32> = statement.query_row([year], |row| row.get(0))?;
        let serial = newest.unwrap_or(0).checked_add(1);
        let next = serial.map(|serial| CaseRef { year, serial });
        // What lists show can be lost; the entries say whether the reference is free.
        let taken = next.map(|next| self.reader().has_case(next)).transpose()?.unwrap_or(true);
        next.filter(|_| !taken).ok_or_else(|| {
            StoreError::Damaged(
                "what lists show lacks a case; make it anew: escalate verify --rebuild".into(),
            )
        })
    }

    fn keep_definition(&mut self, definition: &Resolved) -> Result<()> {
        self.transaction
            .prepare_cached("INSERT INTO definition (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute((definition.digest.0, &definition.bytes))?;
        Ok(())
    }

    fn import(&mut self, log: &Log, entries: &mut dyn Iterator<Item = Result<RawEntry>>) -> Result<()> {
        if log.id == self.own.id {
            return Err(StoreError::Conflict("This logbook holds that log already.".into()));
        }
        self.transaction.execute(
            "INSERT INTO log (id, founded_at, imported_at) VALUES (?1, ?2, ?3)",
            (log.id.0, &log.founded_at, &log.imported_at),
        )?;
        let alias = self.transaction.last_insert_rowid();
        for entry in entries {
            self.insert(alias, &entry?)?;
        }
        Ok(())
    }

    fn append(&mut self, expected: &Receipt, sealing: &Sealing) -> Result<Receipt> {
        let head = self.reader().head()?;
        let number = sealing.entry.number;
        if head != *expected || number != self.next_number()? {
            return Err(StoreError::HeadMoved);
        }
        let commitment = chain::commitment(&sealing.salt, sealing.payload.as_bytes());
        let mut raw = RawEntry {
            log: self.own.id,
            number,
            recorded_at: chain::stamp(sealing.entry.recorded_at),
            clock_back: sealing.entry.clock_back,
            kind: sealing.entry.skeleton.event.kind().to_owned(),
            skeleton: sealing.skeleton.clone(),
            commitment,
            previous: head.seal,
            seal: head.seal,
            payload: Some(crate::store::Payload {
                salt: sealing.salt.to_vec(),
                bytes: sealing.payload.clone(),
            }),
        };
        raw.seal = raw.expected_seal();
        self.insert(self.own.alias, &raw)?;
        Ok(Receipt { log: self.own.id, entry: number, seal: raw.seal })
    }

    fn set_standing(&mut self, summary: &Summary, outstanding: &[Item]) -> Result<()> {
        // What is written down already stays: each page that changes is written twice, and made durable.
        // What cannot be read is written anew.
        let (stored, items) = written_down(&*self, summary.reference).unwrap_or_default();
        if stored.as_ref() != Some(summary) {
            derived::set_case(&self.transaction, summary)?;
        }
        if stored.is_none() || items != outstanding {
            derived::set_agenda(&self.transaction, summary.reference, outstanding)?;
        }
        Ok(())
    }

    fn renew_index(&mut self) -> Result<()> {
        upkeep::forget(&self.transaction)?;
        self.reader().raw_entries(&mut |raw| upkeep::index(&self.transaction, raw.log, &raw.decode()?))
    }

    fn erase(&mut self, erased: &[Erased]) -> Result<()> {
        // What is deleted is overwritten, not only forgotten.
        self.transaction.execute_batch("PRAGMA secure_delete = ON")?;
        for Erased { log, entry } in erased {
            self.transaction
                .prepare_cached(
                    "DELETE FROM payload WHERE log = (SELECT alias FROM log WHERE id = ?1) AND number = ?2",
                )?
                .execute((log.0, sql_number(*entry)?))?;
        }
        // In the same transaction: an erasure is never stored without this.
        self.transaction.execute(
            "INSERT INTO bookkeeping (what, at, value)
             SELECT ?1, recorded_at, CAST(number AS TEXT) FROM entry WHERE log = ?2 ORDER BY number DESC LIMIT 1
             ON CONFLICT (what) DO UPDATE SET at = excluded.at, value = value || ' ' || excluded.value",
            (Note::TO_COMPACT, self.own.alias),
        )?;
        Ok(())
    }

    fn note(&mut self, note: &Note) -> Result<()> {
        self.transaction.execute(
            "REPLACE INTO bookkeeping (what, at, value) VALUES (?1, ?2, ?3)",
            (&note.what, &note.at, &note.value),
        )?;
        Ok(())
    }

    fn next_entry(&self) -> Result<EntryNumber> {
        self.next_number()
    }

    fn commit(self: Box<Self>) -> Result<()> {
        let (log, newest) = (self.own.alias, self.reader().head()?);
        let Self { transaction, waiting, .. } = *self;
        let connection: &rusqlite::Connection = &transaction;
        let committed = waiting.for_readers(|| connection.execute_batch("COMMIT"));
        let Err(error) = committed else { return Ok(()) };
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull) || !connection.is_autocommit() {
            // SQLite took it back, or will when the transaction is dropped.
            let _ = connection.execute_batch("ROLLBACK");
        }
        if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) {
            // It never began to write.
            return Err(error.into());
        }
        if newest.entry == EntryNumber(0) {
            // What was imported has no entry of this log to look for.
            return Err(StoreError::OutcomeUnknown(error.to_string()));
        }
        // The disk failed: what is on it decides, if it can still be read.
        let stored = connection
            .query_row(
                "SELECT seal FROM entry WHERE log = ?1 AND number = ?2",
                (log, sql_number(newest.entry)?),
                |row| row.get::<_, [u8; 32]>(0),
            )
            .optional();
        match stored {
            Ok(Some(seal)) if seal == newest.seal.0 => Err(StoreError::OutcomeUnknown(error.to_string())),
            Ok(_) => Err(error.into()),
            Err(_) => Err(StoreError::OutcomeUnknown(error.to_string())),
        }
    }
}
