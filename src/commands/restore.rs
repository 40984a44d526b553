//! `restore`: put a backup in the logbook's place.

use std::path::PathBuf;

use clap::Args;

use super::Done;
use crate::cli::backup::{folder_of, not_empty, unpack};
use crate::cli::{Session, place};
use crate::key::Wrappings;
use crate::model::Receipt;
use crate::store::sqlite::{SqliteLog, make_private_folder};
use crate::store::{Reading, verify};
use crate::view::ReceiptView;

/// Put a backup in the logbook's place, where no logbook is.
///
/// It is checked whole first. A receipt that was kept elsewhere tells whether it is the newest one:
/// escalate verify --expect RECEIPT
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Restore {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let path = session.places.logbook.clone();
        if path.exists() {
            return Err(not_empty(&path).into());
        }
        make_private_folder(folder_of(&path))?;
        let unpacked = unpack(&self.file, folder_of(&path))?;
        if SqliteLog::is_encrypted(&unpacked.logbook())? {
            let text = unpacked.wrappings.as_deref().unwrap_or_default();
            session.unlock_by(Wrappings::parse(text)?)?;
        }
        let head = {
            let restored = SqliteLog::open(&unpacked.logbook(), session.unlocked())?;
            let receipts: Vec<Receipt> = unpacked.receipt.as_deref().and_then(|text| text.trim().parse().ok()).into_iter().collect();
            verify(&restored, &receipts, |_| {})?;
            restored.head()?
        };
        // An attempt that was cut off may have left them.
        session.set_aside_wrappings()?;
        unpacked.settle(&path)?;
        session.note(&format!("Restored to {} and found whole.", path.display()));
        if let Some(unfit) = place::here(&path).unfit {
            session.warn(&format!("The logbook is not well kept there: {unfit}."));
        }
        session.note("Two copies of a logbook must not both be written: keep the other one apart.");
        session.show(&ReceiptView::from(head))?;
        Ok(None)
    }
}
