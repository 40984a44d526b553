//! The command line: arguments, questions, output, exit status.

pub mod args;
mod config;
mod destination;
mod failure;
pub mod files;
mod from_file;
mod output;
mod places;
pub mod prompt;
mod recording;
mod session;
mod shelf;
mod surroundings;
mod when;

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser};

use crate::commands::Command;
use args::{Format, Global};
pub use config::{Config, Owner};
pub use destination::{Destination, place};
pub use failure::{Failure, Status};
pub use output::{Output, write_bytes};
pub use recording::{Once, Recorded};
pub use session::{DEFAULT_CALENDAR, Session, bad_when, no_case};
pub use shelf::OwnShelf;
pub use surroundings::{Surroundings, Terminals};
pub use when::Clock;

/// A logbook for professional disagreements in safeguarding.
///
/// It knows your partnership's protocol: the next stage, the deadline, the record that must exist.
#[derive(Debug, Parser)]
#[command(name = "escalate", version, max_term_width = 100, disable_help_subcommand = true, after_help = AFTER)]
pub struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

const AFTER: &str = "\
A first case:
  escalate init --plain --me \"Asha Patel, teacher\" --agency \"Elm School\" --protocol 4lscb
  escalate open
  escalate next 1
  escalate due

`escalate COMMAND --help` tells more. WHEN is 2026-04-02 16:00, 2026-04-02, 16:00, \"yesterday 16:00\",
\"2 hours ago\" or RFC 3339; PERSON is \"Name, role, agency\"; TEXT may be @FILE or @- (standard input).";

/// Runs the program with these arguments, and tells its exit status.
pub fn run(arguments: &[OsString], around: &mut Surroundings) -> u8 {
    let status = match parse(arguments) {
        Ok(Parsed::Run(cli)) => run_parsed(*cli, around),
        Ok(Parsed::Help(text)) => match write_bytes(text.as_bytes(), around) {
            Ok(()) => 0,
            Err(_) => Status::Failed as u8,
        },
        Err((error, format)) => report(&error, &plain_output(format, around), around),
    };
    let flushed = around.output.flush();
    match flushed {
        Err(error) if status == 0 && error.kind() != std::io::ErrorKind::BrokenPipe => Status::Failed as u8,
        _ => status,
    }
}

enum Parsed {
    Run(Box<Cli>),
    Help(String),
}

/// Reads the arguments; an error comes with the format in which it is to be reported.
fn parse(arguments: &[OsString]) -> Result<Parsed, (anyhow::Error, Format)> {
    let format = if asks_for_json(arguments) { Format::Json } else { Format::Table };
    let parsed = || -> anyhow::Result<Parsed> {
        let mut command = Cli::command();
        let matches = match command.try_get_matches_from_mut(arguments) {
            Ok(matches) => matches,
            Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
                return Ok(Parsed::Help(error.render().to_string()));
            }
            Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                return Err(Failure::arguments("A command is missing.")
                    .hint("see them all: escalate --help")
                    .into());
            }
            Err(error) => return Err(of_clap(&error).into()),
        };
        let extended = from_file::extend(arguments.to_vec(), &command, &matches)?;
        let matches = if extended == arguments {
            matches
        } else {
            command.try_get_matches_from_mut(&extended).map_err(|error| of_clap(&error))?
        };
        Ok(Parsed::Run(Box::new(Cli::from_arg_matches(&matches).map_err(|error| of_clap(&error))?)))
    };
    parsed().map_err(|error| (error, format))
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
    let global = Global { logbook: None, format, color: args::Color::Auto, no_input: true, quiet: false };
    Output::new(&global, around)
}

/// Whether the arguments ask for JSON, as far as can be seen before they are read.
fn asks_for_json(arguments: &[OsString]) -> bool {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    texts.iter().any(|text| matches!(*text, "--format=json" | "--format=jsonl"))
        || texts.windows(2).any(|pair| matches!(pair, ["--format", "json" | "jsonl"]))
}

/// Arguments that cannot be read, in the program's own form.
fn of_clap(error: &clap::Error) -> Failure {
    let strings = |kind| match error.get(kind) {
        Some(ContextValue::Strings(list)) => list.clone(),
        Some(ContextValue::String(one)) => vec![one.clone()],
        _ => Vec::new(),
    };
    if error.kind() == ErrorKind::MissingRequiredArgument {
        let missing = strings(ContextKind::InvalidArg);
        let missing: Vec<String> =
            missing.iter().map(|flag| flag.split(" <").next().unwrap_or(flag).to_owned()).collect();
        return Failure::missing(missing).hint(usage(error));
    }
    let rendered = error.render().to_string();
    let mut lines = rendered.lines().filter(|line| !line.trim().is_empty());
    let message = lines.next().unwrap_or("The arguments cannot be read").trim_start_matches("error: ");
    let tips: Vec<&str> = lines
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:"))
        .map(|line| line.trim_start_matches("tip: "))
        .collect();
    let hint = if tips.is_empty() { usage(error) } else { tips.join("; ") };
    Failure::arguments(first_upper(message)).hint(hint)
}

fn usage(error: &clap::Error) -> String {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string().replace("Usage:", "usage:"),
        _ => "see escalate --help".into(),
    }
}

fn first_upper(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
