//! Receipts, and what a check of the logbook found.

use serde::Serialize;

use crate::model::Receipt;

/// The head of a log, to be kept elsewhere.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ReceiptView {
    /// The log.
    pub log: String,
    /// The number of its newest entry.
    pub entry: u64,
    /// Its seal.
    pub seal: String,
    /// The same in one word, as `verify --expect` takes it.
    pub receipt: String,
}

impl From<Receipt> for ReceiptView {
    fn from(receipt: Receipt) -> Self {
        Self {
            log: receipt.log.to_string(),
            entry: receipt.entry.0,
            seal: receipt.seal.to_string(),
            receipt: receipt.to_string(),
        }
    }
}

/// A logbook that was checked and found whole.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VerifiedView {
    /// Always true: a logbook that is not whole is an error.
    pub whole: bool,
    /// How many entries were checked.
    pub entries: u64,
    /// How many of them were erased.
    pub erased: u64,
    /// How many cases were put together and compared.
    pub cases: usize,
    /// How many logs were imported in part, so that nothing tells what else they held.
    pub incomplete: usize,
    /// The entries of which a limit was reckoned with other working days than today's calendar has.
    pub other_working_days: Vec<u64>,
    /// The entries that were recorded by a clock that stood before the entry before them.
    pub clock_back: Vec<u64>,
    /// The entries that were recorded later than this check by its clock, within a day.
    pub clock_ahead: Vec<u64>,
    /// How many receipts from elsewhere were met.
    pub receipts: usize,
    /// Its head.
    pub receipt: ReceiptView,
}
