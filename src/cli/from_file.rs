//! `--from-file`: arguments from a TOML or JSON file, for what the command line does not give.

use std::ffi::OsString;
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::args::MOST_TEXT;
use super::failure::Failure;
use super::files;
use super::surroundings::Surroundings;
use super::texts::{as_read, is_text};
use crate::model::Id;
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
    given: Map<String, Value>,
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
fn without_given_fields(mut fields: Value, matches: &ArgMatches) -> Value {
    let given: Vec<&(Id, String)> =
        matches.try_get_many("fields").ok().flatten().map(Iterator::collect).unwrap_or_default();
    if let Value::Object(fields) = &mut fields {
        fields.retain(|name, _| !given.iter().any(|(given, _)| *given == name.as_str()));
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

fn read(path: &Path, around: &Surroundings) -> anyhow::Result<Map<String, Value>> {
    let text = files::read_text(path, "--from-file", MOST, around)?;
    let bad = |reason: String| Failure::arguments(format!("{} cannot be read: {reason}.", path.display()));
    if text.trim_start().starts_with('{') {
        let table: EachOnce = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        return Ok(table.0);
    }
    Ok(as_table(toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))?))
}

/// A JSON object that names nothing twice: the first of two texts would be lost.
struct EachOnce(Map<String, Value>);

impl<'de> Deserialize<'de> for EachOnce {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = EachOnce;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<EachOnce, A::Error> {
                let mut table = Map::new();
                while let Some(name) = members.next_key::<String>()? {
                    let raw = members.next_value::<&RawValue>()?.get();
                    let value = if raw.starts_with('{') {
                        serde_json::from_str::<EachOnce>(raw).map(|inner| Value::Object(inner.0))
                    } else {
                        serde_json::from_str(raw)
                    };
                    if table.contains_key(&name) {
                        return Err(A::Error::custom(format!("‘{name}’ is given twice")));
                    }
                    table.insert(name, value.map_err(A::Error::custom)?);
                }
                Ok(EachOnce(table))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

/// A table of TOML, with its dates as somebody would type them.
pub fn as_table(table: toml::Table) -> Map<String, Value> {
    table.into_iter().map(|(key, value)| (key, dates_as_texts(value))).collect()
}

/// TOML's own dates, as somebody would type them.
fn dates_as_texts(value: toml::Value) -> Value {
    match value {
        toml::Value::Datetime(at) => Value::String(at.to_string()),
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Array(list) => list.into_iter().map(dates_as_texts).collect(),
        toml::Value::Table(table) => Value::Object(as_table(table)),
    }
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
fn as_arguments(argument: &Arg, flag: &str, value: &Value, path: &Path) -> anyhow::Result<Vec<OsString>> {
    let refused = |reason: String| Failure::arguments(format!("{}: ‘{flag}’ {reason}.", path.display()));
    let one = |name: &str, text: &str| {
        if text.len() > MOST_TEXT {
            return Err(refused(format!("is longer than {} KiB", MOST_TEXT / 1024)));
        }
        let text = if is_text(argument) { as_read(text) } else { text.to_owned() };
        Ok(vec![OsString::from(format!("--{flag}={name}{text}"))])
    };
    Ok(match value {
        Value::Null => Vec::new(),
        Value::Bool(given) if !argument.get_action().takes_values() => {
            given.then(|| OsString::from(format!("--{flag}"))).into_iter().collect()
        }
        Value::Array(list) => {
            let mut arguments = Vec::new();
            for item in list {
                arguments.extend(as_arguments(argument, flag, item, path)?);
            }
            arguments
        }
        Value::Object(fields) if flag == "field" => {
            let mut arguments = Vec::new();
            for (name, text) in fields {
                arguments.extend(one(&format!("{name}="), &as_text(text))?);
            }
            arguments
        }
        Value::Object(_) => return Err(refused("is a table".into()).into()),
        text if flag == "field" => {
            let text = as_text(text);
            let (name, text) =
                text.split_once('=').ok_or_else(|| refused("is a table of NAME = TEXT".into()))?;
            one(&format!("{name}="), text)?
        }
        _ if !argument.get_action().takes_values() => {
            return Err(refused("is either true or false".into()).into());
        }
        text => one("", &as_text(text))?,
    })
}

/// A text, or a number or a truth as it is written.
fn as_text(value: &Value) -> std::borrow::Cow<'_, str> {
    value.as_str().map_or_else(|| value.to_string().into(), Into::into)
}

fn before_separator(mut arguments: Vec<OsString>, added: Vec<OsString>) -> Vec<OsString> {
    let at = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    arguments.splice(at..at, added);
    arguments
}
