//! What the arguments of several commands have in common, and how their values are read.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use serde::Serialize;

use super::failure::Failure;
pub use crate::model::bounds::MOST_TEXT;
use crate::model::bounds::no_name;
use crate::model::words::words;
use crate::model::{Agency, AgencyType, Id, Person, UnknownWord, Word};

words! {
    /// The formats of results.
    pub enum Format {
        Table = "table", "for people";
        Json = "json", "one JSON value";
        Jsonl = "jsonl", "a JSON value a line";
        Csv = "csv", "for spreadsheets, guarded against formulas";
    }
}

words! {
    /// When results are coloured.
    pub enum Color {
        Auto = "auto", "at a terminal, unless told not to";
        Always = "always", "always";
        Never = "never", "never";
    }
}

/// The arguments of every command.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// The logbook's file
    #[arg(long, value_name = "FILE", global = true, help = "The logbook's file (ESCALATE_LOGBOOK)")]
    pub logbook: Option<PathBuf>,
    /// The key file that unlocks it
    #[arg(
        long,
        value_name = "FILE",
        global = true,
        conflicts_with = "key_command",
        help = "The file of random bytes that unlocks the logbook (ESCALATE_KEY_FILE)"
    )]
    pub key_file: Option<PathBuf>,
    /// The command whose output unlocks it
    #[arg(
        long,
        value_name = "CMD",
        global = true,
        help = "The command whose output unlocks the logbook (ESCALATE_KEY_COMMAND)"
    )]
    pub key_command: Option<String>,
    /// How results are printed
    #[arg(long, value_parser = word::<Format>(), default_value = "table", global = true, hide_possible_values = true,
          help = "How results are printed: table, json, jsonl or csv")]
    pub format: Format,
    /// When results are coloured
    #[arg(long, value_parser = word::<Color>(), default_value = "auto", global = true, hide_possible_values = true,
          help = "When results are coloured: auto, always or never")]
    pub color: Color,
    /// Never ask; a missing argument is an error
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Print results and errors, no hints
    #[arg(long, short, global = true)]
    pub quiet: bool,
}

/// The arguments of every command that adds an entry.
#[derive(Debug, Clone, Default, Args, Serialize)]
#[command(next_help_heading = "Every record")]
pub struct Common {
    /// When it happened (default: now)
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// A field that the protocol asks for; TEXT may be @FILE or @- (@@ is a literal @)
    #[arg(long = "field", value_name = "NAME=TEXT", value_parser = field)]
    pub fields: Vec<(Id, String)>,
    /// Take arguments from a TOML or JSON file (- is standard input)
    #[arg(long, value_name = "FILE")]
    #[serde(skip)]
    pub from_file: Option<PathBuf>,
    /// Write the record in your editor (VISUAL, EDITOR), with the questions of the protocol
    #[arg(long, conflicts_with = "from_file")]
    #[serde(skip)]
    pub edit: bool,
    /// Store nothing twice: a repetition with the same key prints the first receipt
    #[arg(long, value_name = "KEY", value_parser = label, allow_hyphen_values = true)]
    #[serde(skip)]
    pub once: Option<String>,
    /// Refuse the record where the protocol finds it incomplete
    #[arg(long)]
    #[serde(skip)]
    pub strict: bool,
}

/// Marks a text that was read already: it is taken as it is. No argument of a process can hold it.
pub const READ: char = '\0';

/// Reads a word of a vocabulary, and lists its members in the help.
pub fn word<T: Word>() -> impl TypedValueParser<Value = T> {
    let values = T::ALL.iter().map(|member| PossibleValue::new(member.word()).help(member.meaning()));
    PossibleValuesParser::new(values).try_map(|word| word.parse::<T>())
}

/// Refuses what is the name of an argument: its value was forgotten.
fn check_forgotten(given: &str) -> Result<(), String> {
    let is_name = given.strip_prefix("--").is_some_and(|name| {
        name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
    });
    if is_name {
        Err(format!("‘{given}’ is the name of an argument; the value before it was forgotten"))
    } else {
        Ok(())
    }
}

/// Reads a TEXT; one that lies elsewhere (`@FILE`) is read later, and only once.
pub fn text(given: &str) -> Result<String, String> {
    let text = if let Some(read) = given.strip_prefix(READ) {
        read
    } else {
        check_forgotten(given)?;
        given
    };
    if text.len() > MOST_TEXT {
        return Err(format!(
            "the text is longer than {} KiB; keep the document, and say where it is",
            MOST_TEXT / 1024
        ));
    }
    Ok(text.to_owned())
}

/// Reads `NAME=TEXT`.
pub fn field(given: &str) -> Result<(Id, String), String> {
    let (name, value) = given.split_once('=').ok_or("a field is given as NAME=TEXT")?;
    let id = name.trim().parse::<Id>().map_err(|error| error.to_string())?;
    Ok((id, text(value)?))
}

/// Reads a name or a reference: one line, not empty, not too long.
pub fn label(given: &str) -> Result<String, String> {
    check_forgotten(given)?;
    let label = given.trim();
    no_name(label).map_or_else(|| Ok(label.to_owned()), Err)
}

/// Reads an agency's name.
pub fn agency(given: &str) -> Result<Agency, String> {
    Ok(Agency::new(&label(given)?))
}

/// Reads AGENCY=TYPE.
pub fn agency_type(given: &str) -> Result<(Agency, AgencyType), String> {
    let (name, known) = given.rsplit_once('=').ok_or("it is given as AGENCY=TYPE")?;
    let known = known.trim().parse().map_err(|unknown: UnknownWord| unknown.to_string())?;
    Ok((agency(name)?, known))
}

/// Somebody as given: `Name, role, agency`, or a name that the owner's settings complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct GivenPerson(pub String);

/// Reads a PERSON; what is left out is completed later.
pub fn person(given: &str) -> Result<GivenPerson, String> {
    let parts: Vec<&str> = given.splitn(3, ',').map(str::trim).collect();
    for part in &parts {
        label(part)?;
    }
    if parts.len() == 2 {
        return Err("a person is given as \"Name, role, agency\"".into());
    }
    Ok(GivenPerson(given.trim().to_owned()))
}

impl GivenPerson {
    /// The person, where `me` or the owner's name stands for the owner.
    pub fn complete(&self, owner: Option<&Person>) -> Result<Person, Failure> {
        let parts: Vec<&str> = self.0.splitn(3, ',').map(str::trim).collect();
        if let [name, role, agency] = parts[..] {
            return Ok(Person { name: name.into(), role: role.into(), agency: Agency::new(agency) });
        }
        let is_owner = |owner: &&Person| {
            self.0.eq_ignore_ascii_case("me")
                || crate::model::fold(&owner.name) == crate::model::fold(&self.0)
        };
        owner.filter(is_owner).filter(|owner| !owner.agency.name().is_empty()).cloned().ok_or_else(|| {
            Failure::arguments(format!("‘{}’ does not say the role and the agency.", self.0)).hint(
                "a person is given as \"Name, role, agency\"; your own come from escalate init --me \"Name, role\" --agency NAME",
            )
        })
    }
}

/// Completes several people.
pub fn complete(people: &[GivenPerson], owner: Option<&Person>) -> Result<Vec<Person>, Failure> {
    people.iter().map(|person| person.complete(owner)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_split_at_the_first_two_commas() {
        let given = person("Asha Patel, teacher, Elm School, Hove").unwrap();
        let completed = given.complete(None).unwrap();
        assert_eq!((completed.name.as_str(), completed.agency.name()), ("Asha Patel", "Elm School, Hove"));
        for bad in ["", " , teacher, Elm", "Asha, teacher", "Asha, , Elm", "Asha\u{1b}, teacher, Elm"] {
            assert!(person(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_owner_is_completed() {
        let owner = Person { name: "Asha Patel".into(), role: "teacher".into(), agency: Agency::new("Elm") };
        for name in ["me", "asha patel"] {
            assert_eq!(person(name).unwrap().complete(Some(&owner)).unwrap(), owner);
        }
        assert!(person("Ben").unwrap().complete(Some(&owner)).is_err());
        assert!(person("me").unwrap().complete(None).is_err());
    }

    #[test]
    fn a_text_is_taken_as_it_is_and_nothing_is_read() {
        for given in ["@-", "@/no/such/file", "@@home", " two\nlines\n", "2026-04-02T16:00:00+01:00"] {
            assert_eq!(text(given).unwrap(), given);
        }
        assert!(text("--why").is_err());
        assert_eq!(text(&format!("{READ}--why")).unwrap(), "--why");
        assert!(text(&"x".repeat(1024 * 1024)).unwrap_err().contains("longer than 512 KiB"));
    }
}
