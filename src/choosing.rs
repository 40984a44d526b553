//! A case that was not named, chosen at the terminal.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, FromArgMatches};

use crate::cli::args::Global;
use crate::cli::{Output, Session, Surroundings};
use crate::model::State;
use crate::render::brief;
use crate::store::{CaseFilter, Reading};

/// How many cases can be chosen from: the newest.
const CASES: u32 = 1000;

/// The arguments with the case that somebody chose, where that is all that clap misses.
///
/// None where nobody can be asked, or where there is no case to choose.
pub fn with_case(
    arguments: &[OsString],
    command: &Command,
    error: &clap::Error,
    around: &mut Surroundings,
) -> anyhow::Result<Option<Vec<OsString>>> {
    if !lacks_case(error) {
        return Ok(None);
    }
    let lenient = command.clone().ignore_errors(true);
    let Ok(matches) = lenient.try_get_matches_from(arguments) else { return Ok(None) };
    let (Some(name), Ok(global)) = (matches.subcommand_name(), Global::from_arg_matches(&matches)) else {
        return Ok(None);
    };
    let Some(at) = arguments.iter().position(|argument| argument == name) else { return Ok(None) };
    let output = Output::new(&global, around);
    let session = Session::new(global, output, around)?;
    let Some(asker) = session.asker() else { return Ok(None) };
    let mut choices: Vec<(bool, String, String)> = Vec::new();
    let newest = CaseFilter { most: Some(CASES), ..CaseFilter::default() };
    session.logbook()?.cases(&newest, &mut |summary| {
        let due = summary.due_at.map(|due| format!(" · by {}", brief(&due.to_rfc3339()))).unwrap_or_default();
        let ended = matches!(summary.state, State::Closed | State::Withdrawn);
        let shown = format!(
            "{} · {} · {} · {}{due}",
            summary.reference, summary.child, summary.state, summary.stage_title
        );
        choices.push((ended, summary.reference.to_string(), shown));
        Ok(())
    })?;
    // What goes on comes first.
    choices.sort_by_key(|(ended, ..)| *ended);
    if choices.is_empty() {
        return Ok(None);
    }
    let shown: Vec<String> = choices.iter().map(|(.., shown)| shown.clone()).collect();
    let chosen = asker.find("Which case (type to search)", &shown)?;
    let Some((_, reference, _)) = choices.get(chosen) else { return Ok(None) };
    let mut arguments = arguments.to_vec();
    arguments.insert(at + 1, reference.into());
    Ok(Some(arguments))
}

/// Whether the case is among what clap misses.
fn lacks_case(error: &clap::Error) -> bool {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(list)) => list.as_slice(),
        _ => &[],
    };
    error.kind() == ErrorKind::MissingRequiredArgument && missing.iter().any(|one| one == "<CASE>")
}
