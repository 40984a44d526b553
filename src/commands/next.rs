//! `next`: what the protocol says now.

use clap::Args;

use super::Done;
use crate::cli::Session;
use crate::rules;
use crate::store::StoreError;
use crate::view::NextView;

/// What the protocol says now: stage, holders, limit, duties, fields still missing, what comes next.
///
/// Each part with its clause.
#[derive(Debug, Args)]
pub struct Next {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// As of another moment than now
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

impl Next {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let loaded = session.case(&session.logbook()?, &self.case)?;
        let now = session.as_of(self.as_of.as_ref(), &loaded.calendar)?;
        let next = rules::next(&loaded.case, loaded.protocol())
            .ok_or_else(|| StoreError::Damaged("the case's stage is not in its definition".into()))?;
        let view = NextView::of(&loaded.case, &next, &loaded.definition, &loaded.calendar, now);
        session.show(&view)?;
        session.note_changed_definition(&loaded);
        Ok(None)
    }
}
