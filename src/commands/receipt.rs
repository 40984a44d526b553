//! `receipt`: the head of the log, to be kept elsewhere.

use clap::Args;

use super::Done;
use crate::cli::Session;
use crate::store::Reading;
use crate::view::ReceiptView;

/// Print a receipt: the head of the log, to be kept elsewhere.
///
/// `escalate verify --expect RECEIPT` tells later whether anything that stood then was changed or removed.
#[derive(Debug, Args)]
pub struct Receipt {}

impl Receipt {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let Self {} = self;
        let head = session.logbook()?.head()?;
        session.show(&ReceiptView::from(head))?;
        Ok(None)
    }
}
