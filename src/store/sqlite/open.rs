//! Founding a logbook, and opening one.

use std::cell::OnceCell;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension};

use super::connect::{connect, connect_at_once};
use super::file::open_regular;
use super::folder::{cannot_make, make_private_folder, parent, sync_folder};
use super::scratch::Scratch;
use super::waiting::Waiting;
use super::{OwnLog, SqliteLog, derived, migrate, place};
use crate::key::DataKey;
use crate::model::LogId;
use crate::store::{LogStore, Result, StoreError, Wrong, rebuild};

/// How many bytes a page has.
const PAGE: u64 = 4096;

/// How SQLite's own files begin.
const PLAIN: &[u8] = b"SQLite format 3\0";

/// Marks the file as this program's: “esca”.
const APPLICATION_ID: i64 = 0x6573_6361;

/// Returns true if a file that begins so is a plain logbook, by SQLite's header.
pub fn is_logbook_header(begins: &[u8]) -> bool {
    begins.starts_with(PLAIN) && begins.get(68..72) == Some(&APPLICATION_ID.to_be_bytes()[4..])
}

/// What a new logbook is founded with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The identity of its log, drawn at random.
    pub log: LogId,
    /// When it is founded, as [`crate::model::chain::stamp`] writes it.
    pub founded_at: String,
}

impl SqliteLog {
    /// Makes a new logbook, encrypted where a key is given; never over an existing file.
    ///
    /// It is made whole beside its place and then put there, so that an attempt that ends half way leaves
    /// nothing that looks like a logbook.
    pub fn found(path: &Path, founding: &Founding, key: Option<&DataKey>) -> Result<Self> {
        let folder = parent(path);
        make_private_folder(folder)?;
        place::check_free(path)?;
        let scratch = Scratch::in_folder(folder).map_err(|error| cannot_make(path, &error))?;
        let file =
            tempfile::NamedTempFile::new_in(scratch.path()).map_err(|error| cannot_make(path, &error))?;
        Self::write_new(file.path(), founding, key)?;
        file.as_file().sync_all().map_err(|error| cannot_make(path, &error))?;
        file.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
            _ => cannot_make(path, &error.error),
        })?;
        let opened = sync_folder(folder)
            .map_err(|error| cannot_make(folder, &error))
            .and_then(|()| Self::open(path, key));
        match opened {
            Ok(log) if log.own.id != founding.log => {
                Err(StoreError::Damaged(format!("in its place lies log {}", log.own.id)))
            }
            Ok(log) => Ok(log),
            Err(error) => {
                // A founding that failed leaves nothing behind.
                let _ = std::fs::remove_file(path);
                Err(error)
            }
        }
    }

    fn write_new(path: &Path, founding: &Founding, key: Option<&DataKey>) -> Result<()> {
        let (connection, _) = connect(path, key)?;
        connection.execute_batch("BEGIN IMMEDIATE")?;
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", migrate::CURRENT)?;
        connection.execute_batch(include_str!("schema.sql"))?;
        connection.execute(
            "INSERT INTO log (alias, id, founded_at) VALUES (1, ?1, ?2)",
            (founding.log.0, &founding.founded_at),
        )?;
        connection.execute("INSERT INTO derivation (version) VALUES (?1)", [derived::VERSION])?;
        connection.execute_batch("COMMIT")?;
        connection.close().map_err(|(_, error)| error)?;
        Ok(())
    }

    /// Whether the logbook is encrypted: its file does not begin as SQLite's own do.
    pub fn is_encrypted(path: &Path) -> Result<bool> {
        Self::check_place(path)?;
        let mut begins = Vec::new();
        let read = open_regular(path).and_then(|file| file.take(16).read_to_end(&mut begins));
        match read {
            Ok(1..) => Ok(begins != PLAIN),
            Ok(0) => Err(StoreError::NotALogbook { path: path.to_owned() }),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidInput => {
                Err(StoreError::NotALogbook { path: path.to_owned() })
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::Missing { path: path.to_owned() })
            }
            Err(source) => Err(StoreError::Io { what: format!("{}", path.display()), source }),
        }
    }

    /// Opens a logbook with its key, and brings an older one up to the current format.
    ///
    /// The logbook is encrypted exactly where there is a key: see [`SqliteLog::is_encrypted`].
    pub fn open(path: &Path, key: Option<&DataKey>) -> Result<Self> {
        let connected = match connect_and_read(path, key) {
            // To SQLCipher a first page that the disk does not give is one that the key does not open.
            Err(StoreError::NotADatabase) => check_readable(path).and_then(|()| connect_and_read(path, key)),
            connected => connected,
        };
        let (mut connection, waiting, application) = connected.map_err(|error| match (error, key) {
            (StoreError::NotADatabase, Some(_)) => StoreError::NotByThisKey { path: path.to_owned() },
            (StoreError::NotADatabase, None) => StoreError::NotALogbook { path: path.to_owned() },
            (error, _) => error,
        })?;
        if application != APPLICATION_ID {
            return Err(StoreError::NotALogbook { path: path.to_owned() });
        }
        migrate::bring_up_to_date(&mut connection, path, key)?;
        let own = own_log(&connection)?;
        let mut log = Self { connection, waiting, path: path.to_owned(), file: OnceCell::new(), own };
        log.renew_derived()?;
        Ok(log)
    }

    /// Another connection to the same logbook, to read by at the same time.
    ///
    /// It sees the same as this one, as long as this one holds still what it reads. None where it cannot be
    /// had at once: a writer who waits for this connection lets no further one in, and would be waited for.
    pub fn beside(&self, key: Option<&DataKey>) -> Result<Option<Self>> {
        let connected = connect_at_once(&self.path, key).and_then(|connection| {
            // Held from here on: reads take no further lock.
            connection.execute_batch("BEGIN; SELECT 1 FROM log;")?;
            Ok(connection)
        });
        match connected {
            Ok(connection) => Ok(Some(Self {
                connection,
                waiting: self.waiting.clone(),
                path: self.path.clone(),
                file: OnceCell::new(),
                own: self.own.clone(),
            })),
            Err(StoreError::Busy) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes what is derived anew where another version of the program made it by other rules.
    fn renew_derived(&mut self) -> Result<()> {
        if derived::version(&self.connection)? == derived::VERSION {
            return Ok(());
        }
        let mut writing = match self.begin() {
            // What cannot be written can still be read, as the other version left it.
            Err(StoreError::NotWritable { .. }) => return Ok(()),
            writing => writing?,
        };
        rebuild(&mut *writing).map_err(|wrong| match wrong {
            Wrong::Store(error) => error,
            wrong => StoreError::Damaged(wrong.to_string()),
        })?;
        writing.commit()
    }
}

/// Connects to the file, and reads what marks it as this program's.
fn connect_and_read(path: &Path, key: Option<&DataKey>) -> Result<(Connection, Waiting, i64)> {
    let (connection, waiting) = connect(path, key)?;
    let application = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    Ok((connection, waiting, application))
}

/// Reads the beginning of a file to which nothing is connected.
fn check_readable(path: &Path) -> Result<()> {
    let read = open_regular(path).and_then(|file| file.take(PAGE).read_to_end(&mut Vec::new()));
    read.map(drop).map_err(|source| StoreError::Io { what: path.display().to_string(), source })
}

fn own_log(connection: &Connection) -> Result<OwnLog> {
    connection
        .query_row("SELECT alias, id, founded_at FROM log WHERE imported_at IS NULL", [], |row| {
            Ok(OwnLog { alias: row.get(0)?, id: LogId(row.get(1)?), founded_at: row.get(2)? })
        })
        .optional()?
        .ok_or_else(|| StoreError::Damaged("it has no log of its own".into()))
}
