//! What unlocks a logbook.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::time;
use crate::key::Wrapping;

/// Something that unlocks the logbook.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct WrappingView {
    /// What it is.
    pub way: &'static str,
    /// What that means.
    pub meaning: &'static str,
    /// Since when it unlocks the logbook; none where that cannot be read.
    pub made_at: Option<String>,
}

impl WrappingView {
    /// A wrapping, its time as some clocks show it.
    pub fn new(wrapping: &Wrapping, local: impl Fn(&DateTime<FixedOffset>) -> DateTime<FixedOffset>) -> Self {
        let made_at = DateTime::parse_from_rfc3339(&wrapping.made_at).ok();
        Self {
            way: wrapping.way.word(),
            meaning: wrapping.way.meaning(),
            made_at: made_at.map(|made_at| time(local(&made_at))),
        }
    }
}
