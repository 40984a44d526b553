//! The commands: one file each, its arguments and its few lines of work.

mod account;
mod action;
mod advance;
mod answer;
mod approve;
mod asking;
mod backup;
mod calendar;
mod completions;
mod confirm;
mod correct;
mod decide;
mod doctor;
mod due;
mod duty;
mod erase;
mod examples;
mod export;
mod file;
mod hold;
mod import;
mod init;
mod key;
mod line;
mod list;
mod log;
mod man;
mod new_way;
mod next;
mod open;
mod party;
mod protect;
mod protocol;
mod receipt;
mod recovery;
mod reopen;
mod request;
mod resolve;
mod restore;
mod search;
mod show;
mod similar;
mod themes;
mod timescale;
mod verify;
mod withdraw;

use std::collections::BTreeMap;
use std::ffi::OsString;

use clap::Subcommand;

use crate::cli::{Failure, Session, Status};
use crate::model::{Case, EntryNumber, Id};
use crate::protocol::Asked;

pub use line::{Cli, HELP, VERSION, WIDTH_OF_HELP, command, command_named_in};

/// What a command comes to: done, or an exit status of its own.
type Done = anyhow::Result<Option<Status>>;

macro_rules! commands {
    ($($file:ident::$command:ident),* $(,)?) => {
        /// The commands.
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $(#[doc = concat!("See `", stringify!($file), "`.")] $command(Box<$file::$command>),)*
        }

        impl Command {
            /// Adds the commands whose names are among some words, and no other.
            fn named_in(words: &[OsString], mut line: clap::Command) -> clap::Command {
                $(if words.iter().any(|word| word == stringify!($file)) {
                    let command = clap::Command::new(stringify!($file));
                    line = line.subcommand(<$file::$command as clap::Args>::augment_args(command));
                })*
                line
            }

            /// Carries the command out.
            pub fn run(self, session: &mut Session<'_>) -> anyhow::Result<Option<Status>> {
                match self {
                    $(Self::$command(arguments) => arguments.run(session),)*
                }
            }
        }
    };
}

commands! {
    init::Init,
    open::Open,
    log::Log,
    decide::Decide,
    advance::Advance,
    timescale::Timescale,
    duty::Duty,
    protect::Protect,
    party::Party,
    request::Request,
    answer::Answer,
    action::Action,
    resolve::Resolve,
    confirm::Confirm,
    withdraw::Withdraw,
    reopen::Reopen,
    approve::Approve,
    file::File,
    correct::Correct,
    hold::Hold,
    erase::Erase,
    due::Due,
    next::Next,
    show::Show,
    list::List,
    search::Search,
    similar::Similar,
    themes::Themes,
    account::Account,
    export::Export,
    import::Import,
    protocol::Protocol,
    calendar::Calendar,
    backup::Backup,
    restore::Restore,
    key::Key,
    doctor::Doctor,
    verify::Verify,
    receipt::Receipt,
    completions::Completions,
    man::Man,
}

/// The arguments that a command needs: every one that is missing is named at once.
#[derive(Debug, Default)]
struct Needs {
    missing: Vec<String>,
}

impl Needs {
    /// Needs one value.
    fn one<T>(&mut self, flag: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.missing.push(flag.to_owned());
        }
        value
    }

    /// Needs a text; a blank one says nothing.
    fn text(&mut self, flag: &str, text: Option<&String>) -> Option<String> {
        self.one(flag, text.filter(|text| !text.trim().is_empty()).cloned())
    }

    /// Needs one value or several.
    fn some<T>(&mut self, flag: &str, values: &[T]) {
        if values.is_empty() {
            self.missing.push(flag.to_owned());
        }
    }

    /// What was needed last, where nothing is missing.
    fn met<T>(self, value: Option<T>) -> Result<T, Failure> {
        value.filter(|_| self.missing.is_empty()).ok_or_else(|| {
            Failure::missing(self.missing)
                .hint("give them, or leave --no-input out at a terminal to be asked")
        })
    }
}

/// The name of a field that the program itself knows.
#[expect(clippy::expect_used, reason = "the names are literals of this program, and a test reads every one")]
fn field(name: &'static str) -> Id {
    name.parse().expect("a field's name is well-formed")
}

/// The entries that are named, or all that a rule asks for and that are not done.
fn outstanding_entries(
    named: &[u64],
    case: &Case,
    asked: Option<&Asked>,
    done: &BTreeMap<EntryNumber, EntryNumber>,
    verb: &str,
) -> Result<Vec<EntryNumber>, Failure> {
    if !named.is_empty() {
        return Ok(named.iter().copied().map(EntryNumber).collect());
    }
    let by_default = ["discussion".to_owned(), "decision".to_owned()];
    let kinds = asked.map_or(&by_default[..], |asked| &asked.kinds);
    let entries: Vec<EntryNumber> =
        crate::rules::not_yet(case, kinds, done).map(|entry| entry.number).collect();
    if entries.is_empty() {
        return Err(Failure::arguments(format!("Nothing of case {} is left to be {verb}.", case.reference))
            .hint("name the entries that are meant"));
    }
    Ok(entries)
}
