//! `receipt`: the head of the log, to be kept elsewhere.

use clap::Args;

use super::Done;
use crate::cli::Session;
use crate::model::chain;
use crate::store::{LogStore, Note, Reading};
use crate::view::ReceiptView;

/// Print a receipt: the head of the log, to be kept elsewhere.
///
/// `escalate verify --expect RECEIPT` tells later whether anything that stood then was changed or removed.
#[derive(Debug, Args)]
pub struct Receipt {}

impl Receipt {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let Self {} = self;
        let mut store = session.logbook()?;
        let head = store.head()?;
        let note =
            Note { what: "receipt".into(), at: chain::stamp(session.now()), value: head.entry.to_string() };
        // For `doctor` alone; a logbook that can only be read gives receipts all the same.
        let _ = store.note(&note);
        session.show(&ReceiptView::from(head))?;
        Ok(None)
    }
}
