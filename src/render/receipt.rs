//! Receipts and checks as people read them.

use super::{Page, Show, Tone, counted};
use crate::view::{ReceiptView, VerifiedView};

impl Show for ReceiptView {
    fn show(&self, page: &mut Page) {
        page.verbatim("receipt", &self.receipt);
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = vec![self.log.clone(), self.entry.to_string(), self.seal.clone(), self.receipt.clone()];
        (vec!["log", "entry", "seal", "receipt"], vec![row])
    }
}

impl Show for VerifiedView {
    fn show(&self, page: &mut Page) {
        page.toned(
            &format!(
                "Whole: {} in {}, {} erased.",
                counted(&self.entries, "entry", "entries"),
                counted(&self.cases, "case", "cases"),
                self.erased
            ),
            Tone::Good,
        );
        if self.incomplete > 0 {
            let logs = counted(&self.incomplete, "log was", "logs were");
            page.paragraph(&format!("{logs} imported in part: each entry in it is as it was sealed, and nothing tells what else it held."));
        }
        if self.receipts == 0 {
            page.paragraph(
                "Every entry is as it was sealed. Whether the end was cut off, or this is an older copy, only a receipt that was kept elsewhere can tell: escalate verify --expect RECEIPT",
            );
        } else {
            let receipts =
                counted(&self.receipts, "receipt from elsewhere fits", "receipts from elsewhere fit");
            page.paragraph(&format!("{receipts}."));
        }
        page.verbatim("receipt", &self.receipt.receipt);
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = vec![
            self.whole.to_string(),
            self.entries.to_string(),
            self.erased.to_string(),
            self.cases.to_string(),
            self.incomplete.to_string(),
            self.receipts.to_string(),
            self.receipt.receipt.clone(),
        ];
        (vec!["whole", "entries", "erased", "cases", "incomplete", "receipts", "receipt"], vec![row])
    }
}
