//! The whole command line.

use std::ffi::OsString;

use clap::{Args, CommandFactory, Parser};

use super::{Command, examples};
use crate::cli::args::Global;

/// A logbook for professional disagreements in safeguarding.
///
/// It knows your partnership's protocol: the next stage, the deadline, the record that must exist.
#[derive(Debug, Parser)]
#[command(name = "escalate", version, max_term_width = 100, disable_help_subcommand = true, after_help = AFTER)]
pub struct Cli {
    #[command(flatten)]
    /// What every command takes.
    pub global: Global,
    #[command(subcommand)]
    /// The command.
    pub command: Command,
}

const AFTER: &str = "\
A first case:
  escalate init --plain --me \"Asha Patel, teacher\" --agency \"Elm School\" --protocol 4lscb
  escalate open
  escalate next 1
  escalate due

`escalate COMMAND --help` tells more. WHEN is 2026-04-02 16:00, 2026-04-02, 16:00, \"yesterday 16:00\",
\"2 hours ago\" or RFC 3339; PERSON is \"Name, role, agency\"; TEXT may be @FILE or @- (standard input).";

/// The program's commands and arguments, as clap knows them.
pub fn command() -> clap::Command {
    examples::added_to(Cli::command())
}

/// As much of it as these arguments need: the commands that they may name.
///
/// To tell forty commands to clap takes longer than most of them. What these arguments do not match, or
/// ask to be told, is for [`command`] to say.
pub fn command_named_in(arguments: &[OsString]) -> clap::Command {
    let line = clap::Command::new("escalate").version(env!("CARGO_PKG_VERSION")).subcommand_required(true);
    Command::named_in(arguments, Global::augment_args(line))
}

/// The help of the whole program, as clap writes it where there is room.
///
/// Prepared, since clap is told of every argument of every command to write one line of each.
pub const HELP: &str = include_str!("help.txt");

/// The name and the version of the program, as clap writes them.
pub const VERSION: &str = concat!("escalate ", env!("CARGO_PKG_VERSION"), "\n");

/// The width from which on the help is as [prepared](HELP), in columns.
pub const WIDTH_OF_HELP: u16 = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::is_current;

    #[test]
    fn the_version_is_as_clap_writes_it() {
        assert_eq!(command().render_version(), VERSION);
    }

    #[test]
    fn the_help_is_prepared() {
        let help = command().term_width(WIDTH_OF_HELP.into()).render_long_help().to_string();
        if is_current("src/commands/help.txt", &help) {
            assert_eq!(help, HELP);
        }
    }

    #[test]
    fn every_command_is_found_by_its_name() {
        for whole in command().get_subcommands() {
            let line = command_named_in(&["escalate".into(), whole.get_name().into()]);
            let named = line.find_subcommand(whole.get_name()).unwrap();
            let arguments = |command: &clap::Command| {
                command.get_arguments().map(|argument| argument.get_id().clone()).collect::<Vec<_>>()
            };
            assert_eq!(arguments(named), arguments(whole), "{}", whole.get_name());
            assert_eq!(line.get_subcommands().count(), 1);
        }
    }
}
