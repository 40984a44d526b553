//! `--from-file`: arguments from a TOML or JSON file, for what the command line does not give.

use std::any::TypeId;
use std::ffi::OsString;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};
use serde_json::{Map, Value};

use super::args::MOST_TEXT;
use super::failure::Failure;
use super::files;
use super::surroundings::Surroundings;
use super::texts::{as_read, is_text};
use crate::model::{Id, unique};
use crate::protocol::nearest;

/// The most bytes of such a file.
const MOST: u64 = 8 * 1024 * 1024;

/// The arguments with those of the file that they name, if they name one.
pub fn extend(
    arguments: Vec<OsString>,
    command: &clap::Command,
    matches: &ArgMatches,
    around: &Surroundings,
) -> anyhow::Result<Vec<OsString>> {
    let (_, inner) = innermost(command, matches);
    let Ok(Some(path)) = inner.try_get_one::<std::path::PathBuf>("from_file") else { return Ok(arguments) };
    extend_by(read(path, around)?, path, arguments, command, matches)
}

/// The arguments with those of a table that they do not name themselves.
pub fn extend_by(
    given: Table,
    path: &Path,
    arguments: Vec<OsString>,
    command: &clap::Command,
    matches: &ArgMatches,
) -> anyhow::Result<Vec<OsString>> {
    let (command, matches) = innermost(command, matches);
    let mut added = Vec::new();
    for (key, value) in given {
        let flag = if key == "fields" { "field" } else { key.as_str() };
        let known = command.get_arguments().find(|argument| argument.get_long() == Some(flag));
        let Some(argument) = known.filter(|argument| argument.get_id() != "from_file") else {
            return Err(unknown_key(&key, command, path).into());
        };
        let id = argument.get_id().as_str();
        let on_command_line = matches.value_source(id) == Some(ValueSource::CommandLine);
        if flag == "field" {
            added.extend(as_arguments(argument, flag, &without_given_fields(value, matches), path)?);
        } else if !on_command_line {
            added.extend(as_arguments(argument, flag, &value, path)?);
        }
    }
    Ok(before_separator(arguments, added))
}

/// The fields of the file that the command line does not give.
fn without_given_fields(mut fields: Given, matches: &ArgMatches) -> Given {
    let given: Vec<&(Id, String)> =
        matches.try_get_many("fields").ok().flatten().map(Iterator::collect).unwrap_or_default();
    if let Given::Table(fields) = &mut fields {
        fields.retain(|(name, _)| !given.iter().any(|(given, _)| *given == name.as_str()));
    }
    fields
}

/// The subcommand that was called, with its matches.
fn innermost<'a>(
    mut command: &'a clap::Command,
    mut matches: &'a ArgMatches,
) -> (&'a clap::Command, &'a ArgMatches) {
    while let Some((name, inner)) = matches.subcommand() {
        let Some(subcommand) = command.find_subcommand(name) else { break };
        (command, matches) = (subcommand, inner);
    }
    (command, matches)
}

fn read(path: &Path, around: &Surroundings) -> anyhow::Result<Table> {
    let text = files::read_text(path, "--from-file", MOST, around)?;
    let bad = |reason: String| Failure::arguments(format!("{} cannot be read: {reason}.", path.display()));
    if text.trim_start().starts_with('{') {
        // The first of two texts of one name would be lost.
        unique::check_names(&text).map_err(bad)?;
        let table: Map<String, Value> =
            serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        return Ok(table.into_iter().map(|(name, value)| (name, Given::from(value))).collect());
    }
    Ok(given_in(toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))?))
}

/// The values of a file, by the name of their argument.
pub type Table = Vec<(String, Given)>;

/// A value of a file, as far as an argument can take it without being changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A text, as it is written.
    Text(String),
    /// A whole number.
    Number(String),
    /// True or false.
    Truth(bool),
    /// A date or a time of TOML.
    Time(String),
    /// Several of them.
    List(Vec<Self>),
    /// Values by their names.
    Table(Table),
    /// The values that no argument takes.
    Other(&'static str),
}

impl From<Value> for Given {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text),
            Value::Number(number) if number.is_i64() || number.is_u64() => Self::Number(number.to_string()),
            Value::Number(_) => Self::Other("is a number"),
            Value::Bool(truth) => Self::Truth(truth),
            Value::Null => Self::Other("is null"),
            Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            Value::Object(table) => {
                Self::Table(table.into_iter().map(|(name, value)| (name, value.into())).collect())
            }
        }
    }
}

impl From<toml::Value> for Given {
    fn from(value: toml::Value) -> Self {
        match value {
            toml::Value::String(text) => Self::Text(text),
            toml::Value::Integer(number) => Self::Number(number.to_string()),
            toml::Value::Float(_) => Self::Other("is a number"),
            toml::Value::Boolean(truth) => Self::Truth(truth),
            toml::Value::Datetime(at) => Self::Time(at.to_string()),
            toml::Value::Array(list) => Self::List(list.into_iter().map(Self::from).collect()),
            toml::Value::Table(table) => Self::Table(given_in(table)),
        }
    }
}

/// The values of a TOML table.
pub fn given_in(table: toml::Table) -> Table {
    table.into_iter().map(|(name, value)| (name, value.into())).collect()
}

fn unknown_key(key: &str, command: &clap::Command, path: &Path) -> Failure {
    let known: Vec<&str> =
        command.get_arguments().filter_map(Arg::get_long).filter(|name| *name != "from-file").collect();
    let hint = match nearest(key, known.iter().copied()) {
        Some(near) => format!("did you mean ‘{near}’?"),
        None => format!("it may have: {}", known.join(", ")),
    };
    Failure::arguments(format!(
        "{} has ‘{key}’, which is no argument of ‘{}’.",
        path.display(),
        command.get_name()
    ))
    .hint(hint)
}

/// A value of the file as arguments; a text of the file is literal, also where it begins with `@`.
///
/// A number or a time is never made into a text: readers of TOML and JSON differ in how they write one.
fn as_arguments(argument: &Arg, flag: &str, value: &Given, path: &Path) -> Result<Vec<OsString>, Failure> {
    let refused =
        |name: &str, reason: &str| Failure::arguments(format!("{}: ‘{name}’ {reason}.", path.display()));
    let no_text = |name: &str, value: &Given| match value {
        Given::Other("is null") => refused(name, "is null").hint("leave out what there is not"),
        value => refused(name, &format!("{}, and takes a text", value.what()))
            .hint(format!("put it in quotes, as it is to be stored: {name} = \"…\"")),
    };
    let one = |name: &str, text: &str| {
        if text.len() > MOST_TEXT {
            return Err(refused(flag, &format!("is longer than {} KiB", MOST_TEXT / 1024)));
        }
        let text = if is_text(argument) { as_read(text) } else { text.to_owned() };
        Ok(OsString::from(format!("--{flag}={name}{text}")))
    };
    let field = |name: &str, text: &str| match name.trim().parse::<Id>() {
        Ok(name) => one(&format!("{name}="), text),
        Err(_) => Err(refused(name, "is no name of a field")),
    };
    if !argument.get_action().takes_values() {
        return match value {
            Given::Truth(given) => {
                Ok(given.then(|| OsString::from(format!("--{flag}"))).into_iter().collect())
            }
            _ => Err(refused(flag, "is either true or false")),
        };
    }
    match value {
        Given::List(list) => {
            let each = list.iter().map(|item| as_arguments(argument, flag, item, path));
            each.collect::<Result<Vec<_>, _>>().map(|arguments| arguments.into_iter().flatten().collect())
        }
        Given::Table(fields) if flag == "field" => {
            let text = |(name, value): &(String, Given)| match value {
                Given::Text(text) => field(name, text),
                Given::Truth(truth) => field(name, &truth.to_string()),
                value => Err(no_text(name, value)),
            };
            fields.iter().map(text).collect()
        }
        Given::Text(text) if flag == "field" => match text.split_once('=') {
            Some((name, text)) => field(name, text).map(|one| vec![one]),
            None => Err(refused(flag, "is a table of NAME = TEXT")),
        },
        Given::Text(text) => one("", text).map(|one| vec![one]),
        // It is written in one way only.
        Given::Truth(truth) if flag != "field" => one("", &truth.to_string()).map(|one| vec![one]),
        Given::Number(number) if is_number(argument) => one("", number).map(|one| vec![one]),
        Given::Time(time) if has_value_name(argument, "WHEN") => one("", time).map(|one| vec![one]),
        value => Err(no_text(flag, value)),
    }
}

impl Given {
    fn what(&self) -> &'static str {
        match self {
            Self::Text(_) => "is a text",
            Self::Number(_) => "is a number",
            Self::Truth(_) => "is true or false",
            Self::Time(_) => "is a date or a time",
            Self::List(_) => "is a list",
            Self::Table(_) => "is a table",
            Self::Other(what) => what,
        }
    }
}

/// Returns true if an argument takes a number.
fn is_number(argument: &Arg) -> bool {
    let read = argument.get_value_parser().type_id();
    [TypeId::of::<u8>(), TypeId::of::<u32>(), TypeId::of::<u64>()].iter().any(|number| read == *number)
}

fn has_value_name(argument: &Arg, name: &str) -> bool {
    argument.get_value_names().unwrap_or_default().iter().any(|known| known.as_str() == name)
}

fn before_separator(mut arguments: Vec<OsString>, added: Vec<OsString>) -> Vec<OsString> {
    let at = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    arguments.splice(at..at, added);
    arguments
}
