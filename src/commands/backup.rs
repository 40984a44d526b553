//! `backup`: copy the whole logbook into one file.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::Done;
use crate::cli::backup::{folder_of, pack, unpack_from};
use crate::cli::files::make_durable;
use crate::cli::{Failure, Session, Status, UnderWay};
use crate::key::Wrappings;
use crate::model::chain;
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
        super::erase::finish(&mut store).map_err(|error| not_compacted(&error))?;
        let folder = folder_of(&self.file);
        let cannot = || format!("{} cannot be written", self.file.display());
        // Those that opened it in this run: what lies beside the logbook may have been replaced since.
        let wrappings = session.unlocked_by().map(Wrappings::to_text).transpose()?;
        let mut archive = UnderWay::in_folder(folder).with_context(cannot)?;
        let head = {
            // The head of the backup: the logbook may hold more by the time that it is made.
            let _still = store.snapshot()?;
            let head = store.head()?;
            pack(store.file()?, wrappings.as_deref(), &head.to_string(), &mut archive)
                .with_context(cannot)?;
            head
        };
        let unpacked = unpack_from(archive.written()?, u64::MAX, &self.file, folder_of(store.path()))?;
        verify(&SqliteLog::open(&unpacked.logbook(), session.unlocked())?, &[head], |_| {})?;
        drop(unpacked);
        archive.place(&self.file, false).with_context(cannot)?;
        make_durable(&self.file)?;
        let note =
            Note { what: "backup".into(), at: chain::stamp(session.now()), value: head.entry.to_string() };
        // For `doctor` alone: the backup is good whether or not it can be noted.
        let _ = store.note(&note);
        session.note(&format!("Backed up to {}, restored elsewhere and found whole.", self.file.display()));
        session.show_stored(&ReceiptView::from(head));
        Ok(None)
    }
}

/// The failure of a logbook that holds words which were erased: its backup would hold them, too.
fn not_compacted(error: &anyhow::Error) -> Failure {
    let why = Failure::of(error).message;
    let message = format!("An erasure is not yet compacted, and a backup would hold its words. {why}");
    Failure::new(Status::Failed, message).hint("remove the cause, then finish it: escalate doctor")
}
