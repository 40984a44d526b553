//! The definitions and calendars that come with the program.

use super::calendar::{Calendar, read_calendar};
use super::finding::Findings;
use super::library::{Shelf, Shelved};
use crate::model::Id;

macro_rules! files {
    ($folder:literal: $($id:literal),* $(,)?) => {
        &[$(($id, concat!("protocols/", $folder, $id, ".toml"), include_str!(concat!("../../protocols/", $folder, $id, ".toml")))),*]
    };
}

/// The definitions: id, file, text.
pub const DEFINITIONS: &[(&str, &str, &str)] = files!("": "4lscb", "hips", "london", "pan-sussex", "set");

/// The calendars: id, file, text.
pub const CALENDARS: &[(&str, &str, &str)] =
    files!("calendars/": "england-and-wales", "scotland", "northern-ireland");

/// The shelf of what comes with the program, and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl Shelf for BuiltIn {
    fn definition(&self, id: &str) -> Option<Shelved> {
        let (_, name, text) = DEFINITIONS.iter().find(|(known, ..)| *known == id)?;
        Some(Shelved { name: (*name).to_owned(), text: (*text).to_owned(), built_in: true })
    }

    fn ids(&self) -> Vec<String> {
        DEFINITIONS.iter().map(|(id, ..)| (*id).to_owned()).collect()
    }

    fn calendars(&self) -> Vec<Id> {
        CALENDARS.iter().filter_map(|(id, ..)| id.parse().ok()).collect()
    }
}

/// A calendar that comes with the program.
pub fn calendar(id: &str) -> Option<Result<Calendar, Findings>> {
    let (_, name, text) = CALENDARS.iter().find(|(known, ..)| *known == id)?;
    Some(read_calendar(name, text).and_then(|file| file.whole().ok_or_else(Findings::default)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::resolve;

    #[test]
    fn every_built_in_definition_is_sound() {
        for id in BuiltIn.ids() {
            let resolved = resolve(&BuiltIn.definition(&id).unwrap(), &BuiltIn);
            let findings = resolved.err().unwrap_or_default();
            let lines: Vec<String> = findings
                .list
                .iter()
                .map(|f| {
                    let file = &findings.files[f.place.file];
                    format!(
                        "{}:{:?} {} {} {:?}",
                        file.name,
                        file.line_and_column(f.place.span.start),
                        f.code,
                        f.message,
                        f.hint
                    )
                })
                .collect();
            assert!(lines.is_empty(), "{}", lines.join("\n"));
        }
    }

    #[test]
    fn every_built_in_calendar_is_sound() {
        for id in BuiltIn.calendars() {
            calendar(id.as_str()).unwrap().unwrap();
        }
    }
}
