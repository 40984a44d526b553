//! The shapes of the contract: what programs parse, apart from the model so that the model may change.
//!
//! Times are local with a numeric offset, never `Z`.

mod account;
mod agenda;
mod calendar;
mod case;
mod doctor;
mod entry_fields;
mod key;
mod lists;
mod next;
mod protocol;
mod receipt;
mod retention;
#[cfg(test)]
mod tests;
mod themes;

pub use account::{AccountView, Said, StageAccount, Step};
pub use agenda::{DueView, OutstandingView};
pub use calendar::{CalendarView, DayView, ReckonedView, SkippedView};
pub use case::{CaseView, EntryView, LimitView, PartyView, PersonView, UnusualView, Viewing};
pub use doctor::FindingOfDoctor;
pub use key::WrappingView;
pub use lists::{CaseLine, Found, ProtocolLine, SimilarView};
pub use next::{DutyView, GroundView, NextView, RequiredView, StepView};
pub use protocol::{DifferenceView, FindingView, IdTitle, ProtocolView, protocol};
pub use receipt::{ReceiptView, VerifiedView};
pub use retention::RetentionView;
pub use themes::{CountView, LatenessView, LimitsView, PairView, RecurringView, ThemesView};

use chrono::SecondsFormat;

use crate::model::Instant;

/// An instant as the contract writes it.
pub(crate) fn time(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, false)
}
