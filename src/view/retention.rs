//! Cases whose retention date has passed, or is not known.

use serde::Serialize;

use crate::model::Case;
use crate::rules::Kept;

/// A case that the retention rule has something to say of.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RetentionView {
    /// The case.
    pub case: String,
    /// How its child or children are referred to.
    pub child: String,
    /// Until when it is to be kept; null where that is not known, or a hold stands.
    pub keep_until: Option<String>,
    /// Whether that day has passed.
    pub past: bool,
    /// Whether a legal hold stands.
    pub held: bool,
}

impl RetentionView {
    /// What the rule says of a case on some day; none where nothing is to be done about it.
    pub fn of(case: &Case, kept: Kept, today: chrono::NaiveDate) -> Option<Self> {
        let (keep_until, past, held) = match kept {
            Kept::Open | Kept::Erased => return None,
            Kept::Until(day) if day >= today => return None,
            Kept::Until(day) => (Some(day.to_string()), true, false),
            Kept::Held => (None, false, true),
            Kept::Unknown => (None, false, false),
        };
        let (case, child) = (case.reference.to_string(), case.children.join(", "));
        Some(Self { case, child, keep_until, past, held })
    }
}
