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
    // A value may read like the command: the case goes where the line can be read with it.
    let readable = |at: &usize| {
        let tried = command.clone().try_get_matches_from(with(arguments, *at, "2026-0001"));
        tried.is_ok_and(|tried| tried.subcommand_name() == Some(name))
    };
    let places =
        (0..arguments.len()).filter(|at| arguments.get(*at).is_some_and(|argument| argument == name));
    let Some(at) = places.into_iter().find(readable) else { return Ok(None) };
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
    Ok(Some(with(arguments, at, reference)))
}

/// The place of the command among the arguments.
///
/// A value may read like the command: the case goes where the line can be read with it.
fn place(arguments: &[OsString], command: &Command, name: &str) -> Option<usize> {
    let readable = |at: &usize| {
        let tried = command.clone().try_get_matches_from(with(arguments, *at, NO_CASE));
        tried.is_ok_and(|tried| tried.subcommand_name() == Some(name))
    };
    let mut places =
        (0..arguments.len()).filter(|at| arguments.get(*at).is_some_and(|argument| argument == name));
    places.find(readable)
}

/// The arguments with a case that there cannot be, to find out what else is missing.
pub fn with_no_case(arguments: &[OsString], command: &Command, error: &clap::Error) -> Option<Vec<OsString>> {
    let matches = command.clone().ignore_errors(true).try_get_matches_from(arguments).ok()?;
    let at = place(arguments, command, matches.subcommand_name()?).filter(|_| lacks_case(error))?;
    Some(with(arguments, at, NO_CASE))
}

/// The reference of no case: cases are numbered from 1.
const NO_CASE: &str = "0000-0000";

/// The arguments with a case after the command.
fn with(arguments: &[OsString], command: usize, case: &str) -> Vec<OsString> {
    let mut arguments = arguments.to_vec();
    arguments.insert(command + 1, case.into());
    arguments
}

/// Whether the case is among what clap misses.
fn lacks_case(error: &clap::Error) -> bool {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(list)) => list.as_slice(),
        _ => &[],
    };
    error.kind() == ErrorKind::MissingRequiredArgument && missing.iter().any(|one| one == "<CASE>")
}
