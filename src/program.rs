//! The whole program: arguments → run → exit status.

use std::ffi::OsString;
use std::io::Write as _;

use clap::error::ErrorKind;
use clap::{ArgMatches, FromArgMatches};

use crate::cli::args::{Color, Format, Global};
use crate::cli::{Failure, Output, Session, Status, Surroundings, extend, of_clap, read_texts, write_bytes};
use crate::commands::{Cli, HELP, VERSION, WIDTH_OF_HELP, command, command_named_in};
use crate::editing::{self, Editing};
use crate::{choosing, completing};

/// Runs the program with these arguments, and tells its exit status.
pub fn run(arguments: &[OsString], around: &mut Surroundings) -> u8 {
    if let Some(asking) = completing::asked_by(arguments, around) {
        completing::complete(asking, command(), around);
        return 0;
    }
    let status = match parse(arguments, around) {
        Ok(Parsed::Run(cli)) => run_parsed(*cli, around),
        Ok(Parsed::Edited(cli, editing)) => {
            let status = run_parsed(*cli, around);
            if let Some(said) = editing.finish(status == 0) {
                // On a line of its own: a path is not broken.
                let _ = writeln!(around.error, "{said}");
            }
            status
        }
        Ok(Parsed::Help(text)) => match write_bytes(text.as_bytes(), around) {
            Ok(()) => 0,
            Err(_) => Status::Failed as u8,
        },
        Err((error, format)) => report(&error, &plain_output(format, around), around),
    };
    match around.output.flush() {
        Err(error) if status == 0 && error.kind() != std::io::ErrorKind::BrokenPipe => {
            let error = anyhow::Error::from(error).context("the results could not be written");
            report(&error, &plain_output(Format::Table, around), around)
        }
        _ => status,
    }
}

enum Parsed {
    Run(Box<Cli>),
    /// What was written in an editor, which is wiped once it is stored.
    Edited(Box<Cli>, Editing),
    Help(String),
}

/// Reads the arguments; an error comes with the format in which it is to be reported.
fn parse(arguments: &[OsString], around: &mut Surroundings) -> Result<Parsed, (anyhow::Error, Format)> {
    let format = if asks_for_json(arguments) { Format::Json } else { Format::Table };
    parse_arguments(arguments, around).map_err(|error| (error, format))
}

fn parse_arguments(arguments: &[OsString], around: &mut Surroundings) -> anyhow::Result<Parsed> {
    if let Some(text) = prepared(arguments, around) {
        return Ok(Parsed::Help(text.to_owned()));
    }
    let mut command = command_named_in(arguments);
    let (arguments, matches) = match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => (arguments.to_vec(), matches),
        Err(error) if error.kind() == ErrorKind::DisplayVersion => {
            return Ok(Parsed::Help(error.render().to_string()));
        }
        Err(_) => {
            command = crate::commands::command();
            match matches(arguments, &mut command, around)? {
                Ok(matched) => matched,
                Err(error) => return not_matched(&error, arguments, &command, around),
            }
        }
    };
    let read = read_texts(&arguments, &command, &matches, around)?;
    if editing::is_wanted(&matches) {
        let (editing, arguments) = Editing::run(&read, &command, &matches, around)?;
        let edited = command.try_get_matches_from_mut(&arguments).map_err(|error| of_clap(&error))?;
        return Ok(Parsed::Edited(Box::new(Cli::from_arg_matches(&edited)?), editing));
    }
    let extended = extend(read, &command, &matches, around)?;
    let matches = if extended == arguments {
        matches
    } else {
        command.try_get_matches_from_mut(&extended).map_err(|error| of_clap(&error))?
    };
    Ok(Parsed::Run(Box::new(Cli::from_arg_matches(&matches).map_err(|error| of_clap(&error))?)))
}

/// What is answered as it is prepared, where the arguments ask for nothing else.
fn prepared(arguments: &[OsString], around: &Surroundings) -> Option<&'static str> {
    match arguments {
        [_, asked] if asked == "--help" && has_room(around) => Some(HELP),
        [_, asked] if asked == "--version" => Some(VERSION),
        _ => None,
    }
}

/// Whether the help fits as it is prepared: nothing says that there is less room.
fn has_room(around: &Surroundings) -> bool {
    around.terminals.width.is_none_or(|width| width >= WIDTH_OF_HELP) && around.variable("COLUMNS").is_none()
}

/// The arguments and what they match; a case that is not named may be chosen.
fn matches(
    arguments: &[OsString],
    command: &mut clap::Command,
    around: &mut Surroundings,
) -> anyhow::Result<Result<(Vec<OsString>, ArgMatches), clap::Error>> {
    let error = match command.try_get_matches_from_mut(arguments) {
        Ok(matches) => return Ok(Ok((arguments.to_vec(), matches))),
        Err(error) => error,
    };
    let Some(chosen) = choosing::with_case(arguments, command, &error, around)? else {
        return Ok(Err(error));
    };
    Ok(command.try_get_matches_from_mut(&chosen).map(|matches| (chosen, matches)))
}

/// What is said where nothing matches: help, or what is wrong.
fn not_matched(
    error: &clap::Error,
    arguments: &[OsString],
    command: &clap::Command,
    around: &mut Surroundings,
) -> anyhow::Result<Parsed> {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Parsed::Help(error.render().to_string())),
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Err(Failure::arguments("A command is missing.").hint("see them all: escalate --help").into())
        }
        _ => {
            let mut failure = of_clap(error);
            let besides = missing_besides(error, arguments, command, around);
            if !besides.is_empty() {
                let hint = failure.hint.take().unwrap_or_default();
                failure.missing.extend(besides);
                failure = Failure::missing(failure.missing).hint(hint);
            }
            Err(failure.into())
        }
    }
}

/// What the command would miss besides its case: every missing argument is named at once.
///
/// It is run for a case that there cannot be, asks nothing, prints nothing and so can store nothing.
fn missing_besides(
    error: &clap::Error,
    arguments: &[OsString],
    command: &clap::Command,
    around: &mut Surroundings,
) -> Vec<String> {
    let parsed = choosing::with_no_case(arguments, command, error)
        .and_then(|arguments| command.clone().try_get_matches_from(arguments).ok())
        .and_then(|matches| Cli::from_arg_matches(&matches).ok());
    let Some(mut cli) = parsed else { return Vec::new() };
    cli.global.no_input = true;
    let output = std::mem::replace(&mut around.output, Box::new(std::io::sink()));
    let told = std::mem::replace(&mut around.error, Box::new(std::io::sink()));
    let ran = Session::new(cli.global.clone(), Output::new(&cli.global, around), around)
        .and_then(|mut session| cli.command.run(&mut session));
    (around.output, around.error) = (output, told);
    ran.err().map(|error| Failure::of(&error).missing).unwrap_or_default()
}

fn run_parsed(cli: Cli, around: &mut Surroundings) -> u8 {
    let output = Output::new(&cli.global, around);
    let mut session = match Session::new(cli.global, output, around) {
        Ok(session) => session,
        Err(error) => return report(&error, &output, around),
    };
    match cli.command.run(&mut session) {
        Ok(None) => 0,
        Ok(Some(status)) => status as u8,
        Err(error) => report(&error, &output, around),
    }
}

fn report(error: &anyhow::Error, output: &Output, around: &mut Surroundings) -> u8 {
    // Results that were printed before come first, as they happened.
    let _ = around.output.flush();
    let failure = Failure::of(error);
    output.failure(&failure, around);
    failure.status as u8
}

fn plain_output(format: Format, around: &Surroundings) -> Output {
    let global = Global {
        logbook: None,
        key_file: None,
        key_command: None,
        format,
        color: Color::Auto,
        no_input: true,
        quiet: false,
    };
    Output::new(&global, around)
}

/// Whether the arguments ask for JSON, as far as can be seen before they are read.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    texts.iter().any(|text| matches!(*text, "--format=json" | "--format=jsonl"))
        || texts.windows(2).any(|pair| matches!(pair, ["--format", "json" | "jsonl"]))
}
