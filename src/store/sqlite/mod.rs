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
mod read;
mod search;
mod shape;
mod upkeep;
mod write;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{LogStore, Reading, Result, Writing};
use crate::model::LogId;

pub use file::{open_at_once, open_regular};
pub use folder::{make_private_folder, sync_folder};
pub use open::Founding;

/// A logbook in an SQLite file.
#[derive(Debug)]
pub struct SqliteLog {
    connection: Connection,
    path: PathBuf,
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

    /// Copies the whole logbook as it stands now, encrypted as it is, to a place where nothing is.
    pub fn copy_to(&self, place: &Path) -> Result<()> {
        copy::write_copy(&self.connection, place)
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
        Ok(Box::new(write::Writer::begin(self)?))
    }

    fn compact(&mut self) -> Result<()> {
        Ok(self.connection.execute_batch("VACUUM")?)
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
