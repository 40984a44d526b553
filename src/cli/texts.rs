//! Texts that lie elsewhere: `@FILE` and `@-` are read here, once, when the arguments are known.
//!
//! Arguments may be parsed several times, so no parser of a value reads anything. What was read takes the
//! place of its argument, marked as [`READ`], and every later parse takes it as it is.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use super::args::{MOST_TEXT, READ};
use super::failure::Failure;
use super::files;
use super::surroundings::Surroundings;

/// Whether an argument takes a TEXT, which may lie elsewhere.
pub fn is_text(argument: &Arg) -> bool {
    let names = argument.get_value_names().unwrap_or_default();
    names.iter().any(|name| matches!(name.as_str(), "TEXT" | "NAME=TEXT" | "RECEIPT"))
}

/// A text as the value of its argument, never to be read again.
pub fn as_read(text: &str) -> String {
    format!("{READ}{text}")
}

/// The arguments with every text in them, wherever it lay.
pub fn read_texts(
    arguments: &[OsString],
    command: &Command,
    matches: &ArgMatches,
    around: &Surroundings,
) -> anyhow::Result<Vec<OsString>> {
    let line = Line::of(command, matches);
    // Refused before anything is read: whoever waits at the other end of a pipe has lost nothing.
    let mut lies_elsewhere = false;
    for (argument, value) in line.values() {
        let (name, source) = named(argument, value);
        lies_elsewhere |= is_text(argument) && source.starts_with('@');
        if source == "@-" && is_text(argument) || source == "-" && argument.get_id() == "from_file" {
            around.input.claim(&name)?;
        }
    }
    if !lies_elsewhere {
        return Ok(arguments.to_vec());
    }
    line.to_arguments(arguments.first(), |argument, value| {
        let (name, source) = named(argument, value);
        match source.strip_prefix('@').filter(|_| is_text(argument)) {
            None => Ok(value.to_owned()),
            Some(source) => {
                let text = read(source, &name, Some(around))?;
                let field = name.strip_prefix("--field ").map(|field| format!("{field}="));
                Ok(format!("{}{}", field.unwrap_or_default(), as_read(&text)).into())
            }
        }
    })
}

/// A text that was typed at a prompt; it may lie in a file.
pub fn typed(given: &str) -> Result<String, String> {
    match given.strip_prefix('@') {
        None => Ok(given.to_owned()),
        Some(source) => read(source, "", None).map_err(|failure| match failure.hint {
            Some(hint) => format!("{}; {hint}", failure.message.trim_end_matches('.')),
            None => failure.message,
        }),
    }
}

/// What an argument is called, and the text that it was given; a field is called by its name.
fn named<'v>(argument: &Arg, value: &'v OsStr) -> (String, &'v str) {
    let flag = argument.get_long().map_or_else(|| argument.get_id().to_string(), |long| format!("--{long}"));
    // What is no text is refused by whoever parses it.
    let value = value.to_str().unwrap_or_default();
    match value.split_once('=').filter(|_| flag == "--field") {
        Some((field, text)) => (format!("{flag} {field}"), text),
        None => (flag, value),
    }
}

/// Reads a text from what stands behind its `@`; a second `@` is a literal one.
fn read(source: &str, name: &str, around: Option<&Surroundings>) -> Result<String, Failure> {
    if source.starts_with('@') {
        return Ok(source.to_owned());
    }
    let place = if source == "-" { "standard input" } else { source };
    let refused = |reason: String| {
        let name = if name.is_empty() { String::new() } else { format!("{name}: ") };
        Failure::arguments(format!("{name}{reason}."))
            .hint("name a file that holds the text: @FILE; a literal @ is typed @@")
    };
    let text = match around {
        None if source == "-" => return Err(refused("standard input is where the answers come from".into())),
        None => files::read_file(Path::new(source), MOST_TEXT as u64),
        Some(around) => files::read_text(Path::new(source), name, MOST_TEXT as u64, around),
    };
    let text = text.map_err(|error| match error.downcast::<Failure>() {
        Ok(failure) => failure,
        Err(error) => refused(format!("{error:#}")),
    })?;
    // The newline that ends the last line of a file is none of the text's.
    let text = text.strip_suffix('\n').unwrap_or(&text);
    if text.trim().is_empty() {
        return Err(refused(format!("{place} holds no text")));
    }
    Ok(text.to_owned())
}

/// A command line that was parsed: the commands that it names, and what the last of them was given.
struct Line<'a> {
    names: Vec<&'a str>,
    command: &'a Command,
    matches: &'a ArgMatches,
}

impl<'a> Line<'a> {
    fn of(mut command: &'a Command, mut matches: &'a ArgMatches) -> Self {
        let mut names = Vec::new();
        while let Some((name, inner)) = matches.subcommand() {
            let Some(subcommand) = command.find_subcommand(name) else { break };
            names.push(name);
            (command, matches) = (subcommand, inner);
        }
        Self { names, command, matches }
    }

    /// The arguments that were given.
    fn given(&self) -> impl Iterator<Item = &'a Arg> {
        let matches = self.matches;
        self.command.get_arguments().filter(move |argument| {
            let id = argument.get_id().as_str();
            matches.try_contains_id(id).unwrap_or_default()
                && matches.value_source(id) == Some(ValueSource::CommandLine)
        })
    }

    /// The values of an argument, as they were typed.
    fn values_of(&self, argument: &'a Arg) -> impl Iterator<Item = &'a OsStr> {
        let takes = argument.get_action().takes_values();
        let values = takes.then(|| self.matches.get_raw(argument.get_id().as_str())).flatten();
        values.into_iter().flatten()
    }

    fn values(&self) -> impl Iterator<Item = (&'a Arg, &'a OsStr)> {
        self.given().flat_map(|argument| self.values_of(argument).map(move |value| (argument, value)))
    }

    /// The same line as arguments, with other values.
    fn to_arguments(
        &self,
        program: Option<&OsString>,
        mut value_of: impl FnMut(&Arg, &OsStr) -> anyhow::Result<OsString>,
    ) -> anyhow::Result<Vec<OsString>> {
        let mut arguments: Vec<OsString> = program.cloned().into_iter().collect();
        arguments.extend(self.names.iter().map(OsString::from));
        let mut positional = Vec::new();
        for argument in self.given() {
            let Some(long) = argument.get_long() else {
                positional.extend(self.values_of(argument).map(OsStr::to_owned));
                continue;
            };
            if !argument.get_action().takes_values() {
                arguments.push(format!("--{long}").into());
            }
            for value in self.values_of(argument) {
                let mut whole = OsString::from(format!("--{long}="));
                whole.push(value_of(argument, value)?);
                arguments.push(whole);
            }
        }
        arguments.push("--".into());
        arguments.extend(positional);
        Ok(arguments)
    }
}
