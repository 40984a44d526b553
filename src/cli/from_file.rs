//! `--from-file`: arguments from a TOML or JSON file, for what the command line does not give.

use std::ffi::OsString;
use std::io::Read;
use std::path::Path;

use anyhow::Context;
use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::Value;

use super::failure::Failure;
use crate::model::Id;
use crate::protocol::nearest;

/// The most bytes of such a file.
const MOST: u64 = 8 * 1024 * 1024;

/// The arguments with those of the file that they name, if they name one.
pub fn extend(
    arguments: Vec<OsString>,
    command: &clap::Command,
    matches: &ArgMatches,
) -> anyhow::Result<Vec<OsString>> {
    let (command, matches) = innermost(command, matches);
    let Ok(Some(path)) = matches.try_get_one::<std::path::PathBuf>("from_file") else { return Ok(arguments) };
    let given = read(path)?;
    let mut added = Vec::new();
    for (key, value) in given {
        let flag = if key == "fields" { "field" } else { key.as_str() };
        let known = command.get_arguments().find(|argument| argument.get_long() == Some(flag));
        let Some(argument) = known.filter(|argument| argument.get_id() != "from_file") else {
            return Err(unknown_key(&key, command, path).into());
        };
        let id = argument.get_id().as_str();
        let on_command_line = matches.value_source(id) == Some(ValueSource::CommandLine);
        let is_text = argument.get_value_names().is_some_and(|names| names.iter().any(|name| name == "TEXT"));
        if flag == "field" {
            added.extend(as_arguments(flag, &without_given_fields(value, matches), is_text, path)?);
        } else if !on_command_line {
            added.extend(as_arguments(flag, &value, is_text, path)?);
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

fn read(path: &Path) -> anyhow::Result<serde_json::Map<String, Value>> {
    let name = || format!("{} cannot be read", path.display());
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().take(MOST).read_to_string(&mut text).with_context(name)?;
    } else {
        std::fs::File::open(path)
            .and_then(|file| file.take(MOST).read_to_string(&mut text))
            .with_context(name)?;
    }
    let bad = |reason: String| Failure::arguments(format!("{} cannot be read: {reason}.", path.display()));
    let value: Value = if text.trim_start().starts_with('{') {
        serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?
    } else {
        dates_as_texts(toml::from_str(&text).map_err(|error| bad(error.message().to_owned()))?)
    };
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(bad("it holds no table of arguments".into()).into()),
    }
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
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, dates_as_texts(value))).collect())
        }
    }
}

fn unknown_key(key: &str, command: &clap::Command, path: &Path) -> Failure {
    let known: Vec<&str> =
        command.get_arguments().filter_map(clap::Arg::get_long).filter(|name| *name != "from-file").collect();
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
fn as_arguments(flag: &str, value: &Value, is_text: bool, path: &Path) -> anyhow::Result<Vec<OsString>> {
    let literal =
        |text: &str| if is_text && text.starts_with('@') { format!("@{text}") } else { text.to_owned() };
    let one = |text: String| vec![OsString::from(format!("--{flag}={text}"))];
    Ok(match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![OsString::from(format!("--{flag}"))],
        Value::String(text) => one(literal(text)),
        Value::Number(number) => one(number.to_string()),
        Value::Array(list) => {
            let mut arguments = Vec::new();
            for item in list {
                arguments.extend(as_arguments(flag, item, is_text, path)?);
            }
            arguments
        }
        Value::Object(fields) if flag == "field" => {
            let mut arguments = Vec::new();
            for (name, text) in fields {
                let text = text.as_str().map_or_else(|| text.to_string(), ToOwned::to_owned);
                let text = if text.starts_with('@') { format!("@{text}") } else { text };
                arguments.push(OsString::from(format!("--field={name}={text}")));
            }
            arguments
        }
        Value::Object(_) => {
            return Err(Failure::arguments(format!("{}: ‘{flag}’ is a table.", path.display())).into());
        }
    })
}

fn before_separator(mut arguments: Vec<OsString>, added: Vec<OsString>) -> Vec<OsString> {
    let at = arguments.iter().position(|argument| argument == "--").unwrap_or(arguments.len());
    arguments.splice(at..at, added);
    arguments
}
