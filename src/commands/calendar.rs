//! `calendar`: working days.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{Datelike, NaiveDate};
use clap::{Args, Subcommand};

use super::Done;
use crate::cli::{DEFAULT_CALENDAR, Failure, Session, bad_when, files};
use crate::model::Id;
use crate::protocol::Span;
use crate::protocol::calendar::{Imported, import_ics, import_published};
use crate::view::{CalendarView, ReckonedView};

/// The working-day calendars.
#[derive(Debug, Args)]
pub struct Calendar {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the days of a year that do not count
    Show {
        /// The calendar
        #[arg(long, value_name = "ID", default_value = DEFAULT_CALENDAR)]
        calendar: Id,
        /// The year (default: this year)
        #[arg(long, value_name = "YEAR")]
        year: Option<i32>,
    },
    /// Print the moment at which a limit ends
    Add {
        /// When the limit starts
        #[arg(value_name = "WHEN")]
        start: String,
        /// The limit, such as "2 working days"
        #[arg(value_name = "LIMIT")]
        limit: String,
        /// The calendar
        #[arg(long, value_name = "ID", default_value = DEFAULT_CALENDAR)]
        calendar: Id,
    },
    /// Import holidays: the government's JSON of bank holidays, or an .ics file
    ///
    /// The JSON names its calendars; a day that it moves is moved. The days of an .ics file are closure
    /// days of --calendar.
    Import {
        /// The file (- is standard input)
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The calendar that the days of an .ics file are added to
        #[arg(long, value_name = "ID", default_value = DEFAULT_CALENDAR)]
        calendar: Id,
    },
}

impl Calendar {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        match self.action {
            Action::Show { calendar, year } => {
                let calendar = session.calendar(&calendar)?;
                let year = year.unwrap_or_else(|| calendar.local(&session.now()).year());
                session.show(&CalendarView::of(&calendar, year))?;
            }
            Action::Add { start, limit, calendar } => {
                let calendar = session.calendar(&calendar)?;
                let span: Span =
                    limit.parse().map_err(|error| Failure::arguments(format!("LIMIT: {error}.")))?;
                let start = session.clock(&calendar).instant(&start).map_err(|bad| bad_when("WHEN", &bad))?;
                let reckoning = calendar
                    .end_of(span, start)
                    .map_err(|error| Failure::arguments(format!("The limit cannot be reckoned: {error}.")))?;
                session.show(&ReckonedView::of(&reckoning, span.to_string(), start, &calendar))?;
            }
            Action::Import { file, calendar } => import(session, &file, &calendar)?,
        }
        Ok(None)
    }
}

/// Imports a file into the user's own calendars, and says what changes.
fn import(session: &mut Session<'_>, file: &std::path::Path, calendar: &Id) -> anyhow::Result<()> {
    let text = files::read_input(file, "calendar import", session.around)?;
    let bad =
        |reason: String| Failure::arguments(format!("{} cannot be imported: {reason}.", file.display()));
    let imported = if text.trim_start().starts_with('{') {
        import_published(&text).map_err(bad)?
    } else {
        import_ics(&text, calendar).map_err(bad)?
    };
    for one in imported {
        import_one(session, &one)?;
    }
    Ok(())
}

fn import_one(session: &mut Session<'_>, imported: &Imported) -> anyhow::Result<()> {
    let before = session.calendar(imported.calendar())?;
    let path = session.shelf.calendar_file(imported.calendar());
    let own = files::read_if_there(&path)?;
    let text = imported.merged_into(own.as_deref(), &before).map_err(Failure::arguments)?;
    session.check_output(&path)?;
    files::write_private(&path, text.as_bytes())?;
    let after = session.calendar(imported.calendar())?;
    session.note(&format!("{} now lies at {}", imported.calendar(), path.display()));
    let days = |calendar: &crate::protocol::Calendar| -> BTreeMap<NaiveDate, String> {
        calendar.holidays.iter().chain(&calendar.closures).map(|(day, name)| (*day, name.clone())).collect()
    };
    let (old, new) = (days(&before), days(&after));
    let mut changes: Vec<(NaiveDate, String)> = Vec::new();
    changes.extend(
        new.iter()
            .filter(|(day, _)| !old.contains_key(day))
            .map(|(day, name)| (*day, format!("+ {day} {name}"))),
    );
    changes.extend(
        old.iter()
            .filter(|(day, _)| !new.contains_key(day))
            .map(|(day, name)| (*day, format!("- {day} {name}"))),
    );
    changes.sort();
    if changes.is_empty() {
        session.note("Nothing changes: every day was known.");
    }
    for (_, change) in changes {
        session.note(&format!("  {change}"));
    }
    Ok(())
}
