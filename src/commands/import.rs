//! `import`: an export into an empty logbook.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session, Status, files};
use crate::export::{Content, read_export};
use crate::model::{EntryNumber, Id, Receipt, chain};
use crate::protocol::check_sound;
use crate::store::{LogStore, Reading, Rules, StoreError, rebuild, verify_entries};
use crate::view::ReceiptView;

/// Import a JSON or JSONL export into an empty logbook.
///
/// Numbers, times and seals are kept. Everything is checked before anything is stored.
#[derive(Debug, Args)]
pub struct Import {
    /// The export (- is standard input)
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Import {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let text = files::read_input(&self.file, "import", session.around)?;
        let imported_at = chain::stamp(session.now());
        let content = read_export(&text, &imported_at).map_err(|reason| refused(&self.file, &reason))?;
        let imported = content.logs.len();
        let mut store = session.logbook()?;
        let (head, incomplete) = self.store_all(content, &mut store, session)?;
        // What is committed can be checked on the disk, which it could not be before.
        store.check_medium().map_err(|error| damaged(&error))?;
        session.note(&format!(
            "Imported {imported} log{}, marked as imported.",
            if imported == 1 { "" } else { "s" }
        ));
        if incomplete > 0 {
            session.warn("The export holds some cases only: nothing tells what else its log held.");
        }
        session.show_stored(&ReceiptView::from(head));
        Ok(None)
    }
}

impl Import {
    /// Stores the export in one transaction; tells the head, and how many of its logs are there in part.
    fn store_all(
        &self,
        content: Content,
        store: &mut dyn LogStore,
        session: &Session<'_>,
    ) -> anyhow::Result<(Receipt, usize)> {
        let mut writing = store.begin()?;
        if writing.head()?.entry != EntryNumber(0) || writing.logs()?.len() > 1 {
            return Err(Failure::new(
                Status::Failed,
                "The logbook is not empty: an export is imported into an empty one.",
            )
            .hint("make one: escalate --logbook FILE init")
            .into());
        }
        for definition in &content.definitions {
            check_sound(&definition.protocol).map_err(|what| {
                let digest = definition.digest;
                refused(
                    &self.file,
                    &format!("the definition {digest} is none that this program takes: {what}"),
                )
            })?;
            writing.keep_definition(definition)?;
        }
        for (log, entries) in content.logs {
            writing.import(&log, &mut entries.into_iter().map(Ok))?;
        }
        rebuild(&mut *writing)?;
        // What is sealed must hold before it is stored: an export may have been edited.
        let stand_in = session.default_calendar()?;
        let calendar = |id: &Id| session.calendar(id).ok();
        let rules = Rules { now: session.now(), calendar: &calendar, stand_in: &stand_in };
        let verified = verify_entries(&*writing, &[], Some(rules), |_| {})?;
        for case in &content.cases {
            let sealed = session.case(&*writing, &case.case)?;
            case.check(&sealed).map_err(|reason| refused(&self.file, &reason))?;
        }
        writing.commit()?;
        Ok((verified.head, verified.incomplete))
    }
}

fn refused(file: &Path, reason: &str) -> Failure {
    Failure::arguments(format!("{} cannot be imported: {reason}.", file.display()))
}

/// The failure of a file that does not hold what was committed to it.
fn damaged(error: &StoreError) -> Failure {
    let message = format!("The export was stored, and the file that holds it fails its check: {error}");
    Failure::new(Status::OutcomeUnknown, message)
        .hint("check the disk; then import the export into a new logbook: escalate --logbook FILE init")
}
