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
        self.notes(page);
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
            listed(&self.other_working_days),
            listed(&self.clock_back),
            listed(&self.clock_ahead),
            self.receipts.to_string(),
            self.receipt.receipt.clone(),
        ];
        let columns = vec![
            "whole",
            "entries",
            "erased",
            "cases",
            "incomplete",
            "other_working_days",
            "clock_back",
            "clock_ahead",
            "receipts",
            "receipt",
        ];
        (columns, vec![row])
    }
}

impl VerifiedView {
    /// What is no fault, and is to be known.
    fn notes(&self, page: &mut Page) {
        for (entries, one, several) in [
            (
                &self.other_working_days,
                "entry has a limit that was reckoned with other working days than today's calendar has; the date that was given stays",
                "entries have limits that were reckoned with other working days than today's calendar has; the dates that were given stay",
            ),
            (
                &self.clock_back,
                "entry was recorded by a clock that stood before the entry before it; the order is that of the log",
                "entries were recorded by a clock that stood before the entry before them; the order is that of the log",
            ),
            (
                &self.clock_ahead,
                "entry was recorded later than this check, by its time: one of the clocks is wrong by less than a day",
                "entries were recorded later than this check, by their times: one of the clocks is wrong by less than a day",
            ),
        ] {
            if !entries.is_empty() {
                let counted = counted(&entries.len(), one, several);
                page.toned(&format!("{counted} (entries {}).", listed(entries)), Tone::Warn);
            }
        }
    }
}

/// Entry numbers in a row; the first of many.
fn listed(entries: &[u64]) -> String {
    const MOST: usize = 20;
    let numbers: Vec<String> = entries.iter().take(MOST).map(ToString::to_string).collect();
    match entries.len().saturating_sub(MOST) {
        0 => numbers.join(", "),
        more => format!("{} and {more} more", numbers.join(", ")),
    }
}
