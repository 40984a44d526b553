//! The whole command line.

use clap::{CommandFactory, Parser};

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
