//! What can go wrong with a logbook's store.

use std::path::PathBuf;

use crate::model::Nonsense;

/// What can go wrong with a logbook's store; each says whether it is the logbook or the machine.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no logbook.
    #[error("There is no logbook at {}.", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// There is one already.
    #[error("There is a file at {} already; it is left as it is.", path.display())]
    Exists {
        /// Where.
        path: PathBuf,
    },
    /// A journal lies where a new logbook is to be put.
    #[error("The journal of a logbook that is not there lies at {}: it would be written into whatever is put in that logbook's place.", journal.display())]
    StrayJournal {
        /// The journal.
        journal: PathBuf,
    },
    /// The name is one of the program's own temporary files.
    #[error("{} has a name as the program gives it to its temporary files, which it removes.", path.display())]
    TemporaryName {
        /// The file.
        path: PathBuf,
    },
    /// The file has several names, under only one of which the journal of a commit is found.
    #[error("{} has {names} names (hard links). A commit that was cut off would be found under one of them only, and the logbook read half written under the others.", path.display())]
    SeveralNames {
        /// The file.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
    /// Another user can make files beside the logbook.
    #[error("A logbook is not safe in {}: {who}, and could put a journal beside it from which the database is overwritten.", folder.display())]
    OpenFolder {
        /// The folder.
        folder: PathBuf,
        /// Who can make files in it.
        who: &'static str,
    },
    /// The file is no logbook of this program.
    #[error("{} is not a logbook of this program.", path.display())]
    NotALogbook {
        /// The file.
        path: PathBuf,
    },
    /// The file is none that the store can read.
    #[error("The file is not a logbook.")]
    NotADatabase,
    /// The key was unwrapped, and does not fit the file.
    #[error("{} does not open with the key that its wrappings hold: its beginning is damaged, or the wrappings belong to another logbook.", path.display())]
    NotByThisKey {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of the program wrote it.
    #[error("{} was written by a newer version of the program (format {found}; this version reads up to {known}).", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format that this version reads.
        known: i64,
    },
    /// What is stored cannot be right.
    #[error("The logbook is damaged: {0}.")]
    Damaged(String),
    /// Entries that cannot follow each other.
    #[error("The logbook is damaged: {0}.")]
    Nonsense(#[from] Nonsense),
    /// What is stored is not of the form that it should have.
    #[error("The logbook is damaged: a stored record cannot be read ({0}).")]
    Unreadable(#[from] serde_json::Error),
    /// The head is not the one expected.
    #[error("Another writer was first: the log has grown since it was read.")]
    HeadMoved,
    /// Something is in the way that is not in the logbook.
    #[error("{0}")]
    Conflict(String),
    /// The disk is full.
    #[error("There is no room on the disk.")]
    Full,
    /// The file or its folder cannot be written.
    #[error("{what} cannot be written: {reason}.")]
    NotWritable {
        /// The file or folder.
        what: String,
        /// Why.
        reason: String,
    },
    /// Another process held the logbook for longer than anything should take.
    #[error("Another process went on reading or writing the logbook, and the wait for it was given up.")]
    Busy,
    /// The disk failed while an entry was made durable, and it is unknown whether it is stored.
    #[error("The disk failed while the entry was made durable: it is unknown whether it is stored ({0}).")]
    OutcomeUnknown(String),
    /// The machine failed to read or write.
    #[error("{what}: {source}")]
    Io {
        /// What was being done.
        what: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// The database failed otherwise.
    #[error("The logbook's database failed: {0}.")]
    Database(String),
}
