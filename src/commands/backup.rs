//! `backup`: copy the whole logbook into one file.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::Done;
use crate::cli::backup::{folder_of, pack, unpack};
use crate::cli::files::make_durable;
use crate::cli::{Failure, Session, Status};
use crate::key::Wrappings;
use crate::model::{Receipt, chain};
use crate::store::sqlite::SqliteLog;
use crate::store::{LogStore, Note, Reading, verify};
use crate::view::ReceiptView;

/// Copy the whole logbook into one file, encrypted as it is, with what unlocks it.
///
/// Others may write meanwhile. It is called good only after it was unpacked elsewhere and checked whole.
#[derive(Debug, Args)]
pub struct Backup {
    /// The backup's file, which must not exist yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        session.check_output(&self.file)?;
        if self.file.exists() {
            return Err(Failure::new(
                Status::Failed,
                format!("There is a file at {} already.", self.file.display()),
            )
            .hint("name another: a backup is never written over")
            .into());
        }
        let mut store = session.logbook()?;
        let folder = folder_of(&self.file);
        let cannot = || format!("{} cannot be written", self.file.display());
        let apart = tempfile::Builder::new().prefix(".backup-").tempdir_in(folder).with_context(cannot)?;
        let copy = apart.path().join("logbook.db");
        store.copy_to(&copy)?;
        // What the copy holds, which may be less than the logbook holds by now.
        let head = SqliteLog::open(&copy, session.unlocked())?.head()?;
        // Those that opened it in this run: what lies beside the logbook may have been replaced since.
        let wrappings = session.unlocked_by().map(Wrappings::to_text).transpose()?;
        let mut archive = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
        pack(&copy, wrappings.as_deref(), &head.to_string(), archive.as_file_mut()).with_context(cannot)?;
        restored_elsewhere(archive.path(), &head, session)?;
        archive.persist_noclobber(&self.file).map_err(|error| error.error).with_context(cannot)?;
        make_durable(&self.file)?;
        let note =
            Note { what: "backup".into(), at: chain::stamp(session.now()), value: head.entry.to_string() };
        // For `doctor` alone: the backup is good whether or not it can be noted.
        let _ = store.note(&note);
        session.note(&format!("Backed up to {}, restored elsewhere and found whole.", self.file.display()));
        let printed = session.show(&ReceiptView::from(head));
        session.is_passed_on("The backup is made", printed);
        Ok(None)
    }
}

/// Unpacks the backup beside itself, opens it and checks it whole.
fn restored_elsewhere(
    archive: &std::path::Path,
    head: &Receipt,
    session: &Session<'_>,
) -> anyhow::Result<()> {
    let unpacked = unpack(archive, folder_of(archive))?;
    let restored = SqliteLog::open(&unpacked.logbook(), session.unlocked())?;
    verify(&restored, &[*head], |_| {})?;
    Ok(())
}
