//! The local store: one SQLite file.
//!
//! The rollback journal with `synchronous = EXTRA` keeps it one file at rest; a writer takes
//! `BEGIN IMMEDIATE` before it reads the head.

mod columns;
mod connect;
mod copy;
mod definitions;
mod derived;
mod error;
mod file;
mod folder;
mod migrate;
mod open;
mod place;
mod read;
mod scratch;
mod search;
mod shape;
mod upkeep;
mod waiting;
mod write;

use std::cell::OnceCell;
use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OptionalExtension};

use super::{LogStore, Note, Reading, Result, StoreError, Writing};
use crate::model::LogId;

pub use file::{open_at_once, open_regular};
pub use folder::{make_private_folder, parent, sync_folder};
pub use open::{Founding, is_logbook_header};
pub use place::with_ending;
pub use scratch::{Scratch, Swept, hold, is_temporary, named_file, sweep, temporary_name};
pub use waiting::when_waiting;

/// A logbook in an SQLite file.
#[derive(Debug)]
pub struct SqliteLog {
    connection: Connection,
    waiting: waiting::Waiting,
    path: PathBuf,
    /// The file itself, once its bytes were asked for. To close it drops the locks that this process holds, so
    /// that it stays open for as long as the connection: it stands after it.
    file: OnceCell<File>,
    /// The log that this logbook writes, by its alias and its identity.
    own: OwnLog,
}

/// The log that a logbook writes.
#[derive(Debug, Clone)]
struct OwnLog {
    alias: i64,
    id: LogId,
    founded_at: String,
}

impl SqliteLog {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The identity of the log that this logbook writes.
    pub fn log(&self) -> LogId {
        self.own.id
    }

    /// The file's bytes, encrypted as they are.
    ///
    /// They are the whole logbook as long as a [snapshot](Self::snapshot) is held from which something was read:
    /// nobody writes to the file meanwhile.
    pub fn file(&self) -> Result<&File> {
        if let Some(file) = self.file.get() {
            return Ok(file);
        }
        let what = || self.path.display().to_string();
        let file = File::open(&self.path).map_err(|source| StoreError::Io { what: what(), source })?;
        Ok(self.file.get_or_init(|| file))
    }

    /// Removes what killed runs left beside the logbook, whether or not that can be opened.
    pub fn sweep_beside(path: &Path) -> std::io::Result<Swept> {
        let own = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        // A logbook of such a name is refused, and is not to be removed.
        if is_temporary(path) || is_temporary(&own) { Ok(Swept::default()) } else { sweep(parent(&own)) }
    }

    /// Refuses a place for a new logbook where something lies, or a journal that SQLite would play into it.
    pub fn check_free(path: &Path) -> Result<()> {
        place::check_free(path)
    }

    /// The copies that migrations made of a logbook, which hold everything as it stood before.
    pub fn migration_copies(path: &Path) -> Vec<PathBuf> {
        (1..migrate::CURRENT)
            .map(|format| migrate::copy_of(path, format))
            .filter(|copy| copy.exists())
            .collect()
    }

    /// Refuses a logbook that is not safe where it lies: under several names, or where others can make files.
    pub fn check_place(path: &Path) -> Result<()> {
        place::checked(path).map(drop)
    }

    /// Holds what is read still until the result is dropped: what others write meanwhile is not seen.
    pub fn snapshot(&self) -> Result<rusqlite::Transaction<'_>> {
        Ok(self.connection.unchecked_transaction()?)
    }

    fn reader(&self) -> read::Reader<'_> {
        read::Reader { connection: &self.connection, own: &self.own }
    }
}

impl LogStore for SqliteLog {
    fn begin(&mut self) -> Result<Box<dyn Writing + '_>> {
        if !self.to_compact()?.is_empty() {
            // What cannot be finished now stays noted, and is told by `verify` and `doctor`.
            let _ = self.compact();
        }
        Ok(Box::new(write::Writer::begin(self)?))
    }

    fn compact(&mut self) -> Result<()> {
        let noted: Option<String> = self
            .connection
            .query_row("SELECT value FROM bookkeeping WHERE what = ?1", [Note::TO_COMPACT], |row| row.get(0))
            .optional()?;
        self.waiting.for_readers(|| self.connection.execute_batch("VACUUM"))?;
        if let Some(noted) = noted {
            // Another erasure may have been stored meanwhile: that one stays noted.
            let forget = "DELETE FROM bookkeeping WHERE what = ?1 AND value = ?2";
            self.connection.execute(forget, [Note::TO_COMPACT, &noted])?;
        }
        Ok(())
    }
}

/// Delegates what can be read to the one place that reads.
macro_rules! reads_through {
    ($store:ty) => {
        impl Reading for $store {
            fn head(&self) -> Result<crate::model::Receipt> {
                self.reader().head()
            }
            fn newest_at(&self) -> Result<String> {
                self.reader().newest_at()
            }
            fn entries_of(&self, case: crate::model::CaseRef) -> Result<Vec<crate::model::Entry>> {
                self.reader().entries_of(case)
            }
            fn raw_entries_of(&self, case: crate::model::CaseRef) -> Result<Vec<crate::store::RawEntry>> {
                self.reader().raw_entries_of(case)
            }
            fn heads(&self) -> Result<Vec<(crate::model::Receipt, u64)>> {
                self.reader().heads()
            }
            fn references(
                &self,
                after: Option<crate::model::CaseRef>,
                most: u32,
            ) -> Result<Vec<crate::model::CaseRef>> {
                self.reader().references(after, most)
            }
            fn cases_numbered(&self, serial: u32) -> Result<Vec<crate::model::CaseRef>> {
                self.reader().cases_numbered(serial)
            }
            fn definition(&self, digest: crate::model::Digest) -> Result<Option<crate::protocol::Resolved>> {
                self.reader().definition(digest)
            }
            fn stored_once(&self, key: crate::model::Digest) -> Result<Option<crate::store::StoredOnce>> {
                self.reader().stored_once(key)
            }
            fn agenda(
                &self,
                wanted: &crate::store::AgendaFilter,
                each: &mut dyn FnMut(crate::store::AgendaRow) -> Result<()>,
            ) -> Result<()> {
                self.reader().agenda(wanted, each)
            }
            fn cases(
                &self,
                wanted: &crate::store::CaseFilter,
                each: &mut dyn FnMut(crate::rules::Summary) -> Result<()>,
            ) -> Result<()> {
                self.reader().cases(wanted, each)
            }
            fn search(
                &self,
                words: &[String],
                order: crate::store::SearchOrder,
                most: u32,
            ) -> Result<Vec<crate::model::Entry>> {
                self.reader().search(words, order, most)
            }
            fn raw_entries(&self, each: &mut dyn FnMut(crate::store::RawEntry) -> Result<()>) -> Result<()> {
                self.reader().raw_entries(each)
            }
            fn logs(&self) -> Result<Vec<crate::store::Log>> {
                self.reader().logs()
            }
            fn notes(&self) -> Result<Vec<crate::store::Note>> {
                self.reader().notes()
            }
            fn definitions(&self) -> Result<Vec<crate::protocol::Resolved>> {
                self.reader().definitions()
            }
            fn check_medium(&self) -> Result<()> {
                self.reader().check_medium()
            }
            fn check_index(&self, counted: crate::store::Counted) -> Result<Option<String>> {
                self.reader().check_index(counted)
            }
        }
    };
}

reads_through!(SqliteLog);
reads_through!(write::Writer<'_>);

#[cfg(test)]
mod tests;
