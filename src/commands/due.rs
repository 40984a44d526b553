//! `due`: what is overdue and what is due next, over all open cases.

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session, Status};
use crate::model::{Instant, State};
use crate::protocol::Span;
use crate::rules::{Retention, retention};
use crate::store::{AgendaFilter, CaseFilter, Reading};
use crate::view::{DueView, RetentionView};

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
    /// Only ended cases that are past their retention date, by the rule in the settings
    #[arg(long, conflicts_with_all = ["within", "overdue", "check"])]
    retention: bool,
    /// Exit with status 6 where something is overdue, to happen without delay, or to be reviewed
    #[arg(long)]
    check: bool,
}

/// After how many working days what has no limit is to be reviewed, unless the settings say otherwise.
const REVIEW_AFTER: u32 = 5;

impl Due {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let store = session.logbook()?;
        let calendar = session.default_calendar()?;
        let now = session.as_of(self.as_of.as_ref(), &calendar)?;
        if self.retention {
            return past_retention(&store, now, session);
        }
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
        // A check looks at everything, whatever is listed.
        let due_before = (self.overdue && !self.check).then_some(now);
        let due_within = within.filter(|_| !self.check);
        let wanted = AgendaFilter { due_before, due_within, case: None };
        let review_after = session.config.review_after.unwrap_or(REVIEW_AFTER);
        let (mut lines, mut is_pressing) = (Vec::new(), false);
        store.agenda(&wanted, &mut |row| {
            if row.item.lies_ahead(now) {
                return Ok(());
            }
            let is_wanted = (!self.overdue || row.item.due.is_some_and(|due| due < now))
                && within.is_none_or(|within| row.item.due.is_none_or(|due| due <= within));
            let line = DueView::of(row, now, &calendar, review_after);
            is_pressing |= line.overdue || line.urgent || line.to_review;
            if is_wanted {
                lines.push(line);
            }
            Ok(())
        })?;
        let nothing = match (self.overdue, &self.within) {
            (true, _) => "Nothing is overdue.".to_owned(),
            (_, Some(within)) => format!("Nothing is due within {within}."),
            (_, None) => "Nothing is outstanding.".to_owned(),
        };
        session.list_or(&lines, &nothing)?;
        Ok((self.check && is_pressing).then_some(Status::Overdue))
    }
}

/// The ended cases that the retention rule has something to say of.
fn past_retention(store: &dyn Reading, now: Instant, session: &mut Session<'_>) -> Done {
    let rule = session.config.retention.ok_or_else(|| {
        Failure::arguments("The settings do not say how long cases are to be kept.")
            .hint("for instance, in config.toml: [retention] years = 25, from = \"birth\" (or \"ended\")")
    })?;
    let rule = Retention { years: rule.years, from: rule.from };
    let mut references = Vec::new();
    store.cases(&CaseFilter::default(), &mut |summary| {
        references.extend((summary.state != State::Open).then_some(summary.reference));
        Ok(())
    })?;
    let mut lines = Vec::new();
    for reference in references.into_iter().rev() {
        let loaded = session.load(store, reference)?;
        let kept = retention(&loaded.case, loaded.protocol(), rule);
        lines.extend(RetentionView::of(&loaded.case, kept, now.date_naive()));
    }
    session.list(&lines)?;
    Ok(None)
}
