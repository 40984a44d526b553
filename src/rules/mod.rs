//! What a protocol makes of a case: what may be recorded, what is outstanding, what comes next.
//!
//! Pure: the definition, the calendar and the time come in as values.

mod admit;
mod advance;
mod agency_type;
mod agenda;
mod case_file;
mod correction;
mod draft;
mod duties;
mod fields;
mod form;
mod gaps;
mod limits;
mod next;
mod opening;
mod parties;
mod redaction;
mod replay;
mod retention;
mod scope;
mod settle;
mod similar;
mod summary;
mod support;
mod themes;

use chrono::{DateTime, Utc};

use crate::model::{Case, Id, Instant, Obligation, Refusal, StageNumber};
use crate::protocol::{Calendar, Pathway, Protocol, Stage};

pub use admit::{admit, check_takes_more};
pub use advance::next_stage;
pub use agenda::{Item, ItemKind, agenda, not_done, not_yet, safety, state, titles as titles_of};
pub use case_file::CaseFile;
pub use draft::{Admitted, Draft};
pub use duties::{DutyState, DutyStatus, duties};
pub use fields::{check_field, spare_fields, title as title_of};
pub use gaps::{Gap, gaps, required_fields, required_now};
pub use next::{Next, Then, next};
pub use opening::{Opening, open, pathway_for};
pub use parties::party_number;
pub use redaction::{Redact, Redaction, Replaced, Unsure};
pub use replay::{Mismatch, Replay, Replayed};
pub use retention::{BORN, Kept, Retention, RetentionFrom, retention};
pub use settle::responsible_named;
pub use similar::{Likeness, Profile, likeness};
pub use summary::{Summary, summary};
pub use support::unusual;
pub use themes::{Counted, Limits, Pair, Recurring, Themes, Under, ended, median};

/// What is needed to judge an entry: the definition, the calendar and the time.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The definition that the case was opened under.
    pub protocol: &'a Protocol,
    /// The calendar that counts its working days.
    pub calendar: &'a Calendar,
    /// The system's clock.
    pub now: DateTime<Utc>,
    /// Whether a gap is a refusal.
    pub strict: bool,
    /// The dates that an entry gave when it was recorded, where it is replayed: they stay.
    pub given: &'a [Obligation],
}

impl<'a> Desk<'a> {
    /// Now, as the calendar's clocks show it.
    pub fn local_now(&self) -> Instant {
        self.calendar.local(&self.now)
    }

    /// The pathway of a case.
    pub fn pathway(&self, id: &Id) -> Result<&'a Pathway, Refusal> {
        self.protocol.pathway(id).ok_or_else(|| {
            Refusal::unknown(format!("The protocol ‘{}’ has no pathway ‘{id}’.", self.protocol.id))
        })
    }

    /// The stage that a case is at.
    pub fn stage(&self, case: &Case) -> Result<&'a Stage, Refusal> {
        self.stage_of(&case.pathway, case.stage)
    }

    fn stage_of(&self, pathway: &Id, number: StageNumber) -> Result<&'a Stage, Refusal> {
        let pathway = self.pathway(pathway)?;
        pathway.stage(number).ok_or_else(|| {
            let last = pathway.stages.last().map_or(StageNumber(0), |stage| stage.number);
            Refusal::arguments(format!("The pathway ‘{}’ has no stage {number}.", pathway.id))
                .hint(format!("its stages are 1 to {last}: escalate protocol show {}", self.protocol.id))
        })
    }
}

/// An instant as people read it: “Tuesday 7 April 2026, 17:00”.
pub fn in_words(at: Instant) -> String {
    at.format("%A %-d %B %Y, %H:%M").to_string()
}
