//! Founding a logbook, and opening one.

use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::{OwnLog, SqliteLog, derived, migrate};
use crate::model::LogId;
use crate::store::{LogStore, Result, StoreError, Wrong, rebuild};

/// Marks the file as this program's: “esca”.
const APPLICATION_ID: i64 = 0x6573_6361;

/// How long a writer waits for others before it gives up: far longer than anything takes.
const PATIENCE: Duration = Duration::from_mins(10);

/// What a new logbook is founded with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The identity of its log, drawn at random.
    pub log: LogId,
    /// When it is founded, as [`crate::model::chain::stamp`] writes it.
    pub founded_at: String,
}

impl SqliteLog {
    /// Makes a new logbook; never over an existing file.
    ///
    /// It is made whole beside its place and then put there, so that an attempt that ends half way leaves
    /// nothing that looks like a logbook.
    pub fn found(path: &Path, founding: &Founding) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        make_private_folder(folder)?;
        if path.exists() {
            return Err(StoreError::Exists { path: path.to_owned() });
        }
        // A temporary file of this crate is its owner's alone.
        let file = tempfile::Builder::new()
            .prefix(".logbook-")
            .tempfile_in(folder)
            .map_err(|error| cannot_make(path, &error))?;
        Self::write_new(file.path(), founding)?;
        file.as_file().sync_all().map_err(|error| cannot_make(path, &error))?;
        file.persist_noclobber(path).map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => StoreError::Exists { path: path.to_owned() },
            _ => cannot_make(path, &error.error),
        })?;
        sync_folder(folder).map_err(|error| cannot_make(folder, &error))?;
        Self::open(path)
    }

    fn write_new(path: &Path, founding: &Founding) -> Result<()> {
        let connection = connect(path)?;
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

    /// Opens a logbook, and brings an older one up to the current format.
    pub fn open(path: &Path) -> Result<Self> {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {}
            Ok(_) => return Err(StoreError::NotALogbook { path: path.to_owned() }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(StoreError::Missing { path: path.to_owned() });
            }
            Err(source) => return Err(StoreError::Io { what: format!("{}", path.display()), source }),
        }
        let mut connection = connect(path).map_err(|error| as_no_logbook(error, path))?;
        let application: i64 = connection
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .map_err(|error| as_no_logbook(error.into(), path))?;
        if application != APPLICATION_ID {
            return Err(StoreError::NotALogbook { path: path.to_owned() });
        }
        migrate::bring_up_to_date(&mut connection, path)?;
        let own = own_log(&connection)?;
        let mut log = Self { connection, path: path.to_owned(), own };
        log.renew_derived()?;
        Ok(log)
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

/// A file that SQLite cannot make sense of is none of this program's.
fn as_no_logbook(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::NotADatabase => StoreError::NotALogbook { path: path.to_owned() },
        error => error,
    }
}

fn connect(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    wait_for_others(&connection)?;
    connection.set_prepared_statement_cache_capacity(32);
    // One file at rest, every commit on the disk before it is reported, and nothing personal in
    // temporary files.
    connection.execute_batch(
        "PRAGMA journal_mode = DELETE;
         PRAGMA synchronous = EXTRA;
         PRAGMA foreign_keys = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA temp_store = MEMORY;",
    )?;
    Ok(connection)
}

fn wait_for_others(connection: &Connection) -> Result<()> {
    connection.busy_timeout(PATIENCE)?;
    Ok(())
}

fn own_log(connection: &Connection) -> Result<OwnLog> {
    connection
        .query_row("SELECT alias, id, founded_at FROM log WHERE imported_at IS NULL", [], |row| {
            Ok(OwnLog { alias: row.get(0)?, id: LogId(row.get(1)?), founded_at: row.get(2)? })
        })
        .optional()?
        .ok_or_else(|| StoreError::Damaged("it has no log of its own".into()))
}

/// Makes a folder, and those above it, for its owner alone; an existing one stays as it is.
fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|error| cannot_make(folder, &error))
}

/// Makes the names in a folder durable, where the system can.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { std::fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

fn cannot_make(path: &Path, error: &std::io::Error) -> StoreError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::NotWritable {
            what: PathBuf::from(path).display().to_string(),
            reason: error.to_string(),
        },
    }
}
