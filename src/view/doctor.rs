//! What is found about an installation.

use serde::Serialize;

/// One thing that was looked at.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingOfDoctor {
    /// What was looked at.
    pub what: &'static str,
    /// What was found.
    pub found: String,
    /// What is wrong with it, and what to do; none where it is well.
    pub wrong: Option<String>,
}
