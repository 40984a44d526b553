//! `due`: what is overdue and what is due next, over all open cases.

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session, Status};
use crate::protocol::Span;
use crate::store::{AgendaFilter, Reading};
use crate::view::DueView;

/// What is overdue and what is due next, over all open cases.
///
/// The most overdue first, with what is to happen without delay; then by limit; then what has none.
#[derive(Debug, Args)]
pub struct Due {
    /// As of another moment than now; moves only the clock
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Only what is due within a limit, such as "2 working days"
    #[arg(long, value_name = "LIMIT", conflicts_with = "overdue")]
    within: Option<String>,
    /// Only what is overdue
    #[arg(long)]
    overdue: bool,
    /// Exit with status 6 where something is overdue
    #[arg(long)]
    check: bool,
}

impl Due {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let store = session.logbook()?;
        let calendar = session.default_calendar()?;
        let now = session.as_of(self.as_of.as_ref(), &calendar)?;
        let within = match &self.within {
            None => None,
            Some(text) => {
                let span: Span =
                    text.parse().map_err(|error| Failure::arguments(format!("--within: {error}.")))?;
                let reckoned = calendar
                    .end_of(span, now)
                    .map_err(|error| Failure::arguments(format!("--within: {error}.")))?;
                Some(reckoned.due)
            }
        };
        let wanted = AgendaFilter { due_before: self.overdue.then_some(now), due_within: within, case: None };
        let mut lines = Vec::new();
        store.agenda(&wanted, &mut |row| {
            lines.push(DueView::of(row, now));
            Ok(())
        })?;
        session.list(&lines)?;
        let overdue = lines.iter().any(|line| line.overdue);
        Ok((self.check && overdue).then_some(Status::Overdue))
    }
}
