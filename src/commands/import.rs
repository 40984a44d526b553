//! `import`: an export into an empty logbook.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session, Status, files};
use crate::export::read_export;
use crate::model::{EntryNumber, Id, chain};
use crate::protocol::check_sound;
use crate::store::{LogStore, Reading, Rules, rebuild, verify_by};
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
        let mut store = session.logbook()?;
        let incomplete;
        {
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
            let verified = verify_by(rules, &*writing, &[], |_| {})?;
            for case in &content.cases {
                let sealed = session.case(&*writing, &case.case)?;
                case.check(&sealed).map_err(|reason| refused(&self.file, &reason))?;
            }
            writing.commit()?;
            incomplete = verified.incomplete;
        }
        let logs = store.logs()?;
        let imported = logs.len().saturating_sub(1);
        session.note(&format!(
            "Imported {imported} log{}, marked as imported.",
            if imported == 1 { "" } else { "s" }
        ));
        if incomplete > 0 {
            session.warn("The export holds some cases only: nothing tells what else its log held.");
        }
        session.show(&ReceiptView::from(store.head()?))?;
        Ok(None)
    }
}

fn refused(file: &Path, reason: &str) -> Failure {
    Failure::arguments(format!("{} cannot be imported: {reason}.", file.display()))
}
