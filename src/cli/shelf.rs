//! The definitions and calendars that there are: the user's folder first, then what came with the program.

use std::path::PathBuf;

use anyhow::Context;

use super::failure::Failure;
use super::files::read_if_there;
use super::places::Places;
use crate::model::{Digest, Id, Refusal};
use crate::protocol::builtin::{self, BuiltIn, Prepared};
use crate::protocol::calendar::read_calendar;
use crate::protocol::{Calendar, Resolved, Shelf, Shelved, Unreadable, nearest, resolve};

/// The definitions and calendars of an installation.
#[derive(Debug, Clone)]
pub struct OwnShelf {
    protocols: PathBuf,
    calendars: PathBuf,
}

impl OwnShelf {
    /// The shelf at the user's places.
    pub fn at(places: &Places) -> Self {
        Self { protocols: places.own("protocols"), calendars: places.own("calendars") }
    }

    /// The user's folder of calendars.
    pub fn calendar_file(&self, id: &Id) -> PathBuf {
        self.calendars.join(format!("{id}.toml"))
    }

    /// The user's folder of definitions.
    pub fn protocols(&self) -> &std::path::Path {
        &self.protocols
    }

    /// A definition as it holds, with everything that is wrong with it where it does not.
    pub fn protocol(&self, id: &str) -> anyhow::Result<Resolved> {
        if let Some(resolved) = self.prepared(id).and_then(Prepared::resolved) {
            return Ok(resolved);
        }
        let shelved = self.definition(id).map_err(|unreadable| cannot_be_used(id, &unreadable))?;
        let shelved = shelved.ok_or_else(|| {
            let known = self.ids();
            Refusal::unknown(format!("There is no protocol ‘{id}’.")).hint(
                match nearest(id, known.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean ‘{near}’?"),
                    None => format!("there are: {}", known.join(", ")),
                },
            )
        })?;
        Ok(resolve(&shelved, self)?)
    }

    /// The digest of a definition as it holds.
    pub fn digest(&self, id: &str) -> anyhow::Result<Digest> {
        match self.prepared(id) {
            Some(prepared) => Ok(prepared.digest),
            None => Ok(self.protocol(id)?.digest),
        }
    }

    /// What came with the program, unless a file of the user's stands before it or before its base.
    fn prepared(&self, id: &str) -> Option<Prepared> {
        let prepared = Prepared::of(id)?;
        // A file that cannot even be looked for may be there.
        let is_own = |id: &str| self.protocols.join(id).with_extension("toml").try_exists().unwrap_or(true);
        (!is_own(id) && !prepared.base.is_some_and(is_own)).then_some(prepared)
    }

    /// A calendar: the user's own, or the built-in one with the user's additions.
    pub fn calendar(&self, id: &Id) -> anyhow::Result<Calendar> {
        let path = self.calendar_file(id);
        let own = read_if_there(&path)?
            .map(|text| read_calendar(&path.display().to_string(), &text))
            .transpose()?;
        match own {
            None => self.built_in(id),
            Some(file) if file.base() == id && !is_built_in(id) => file.whole().ok_or_else(|| {
                Failure::arguments(format!("{} leaves out what a calendar needs.", path.display()))
                    .hint("say which calendar it adds to: extends = \"england-and-wales\"")
                    .into()
            }),
            Some(file) => {
                let base = self.built_in(file.base()).with_context(|| path.display().to_string())?;
                Ok(file.over(base))
            }
        }
    }

    fn built_in(&self, id: &Id) -> anyhow::Result<Calendar> {
        if let Some(calendar) = builtin::calendar(id.as_str()) {
            return Ok(calendar);
        }
        let known: Vec<String> = self.calendars().iter().map(ToString::to_string).collect();
        Err(Failure::arguments(format!("There is no calendar ‘{id}’."))
            .hint(format!("there are: {}", known.join(", ")))
            .into())
    }
}

/// The failure of a definition of one's own that is there and cannot be read: no other takes its place.
pub fn cannot_be_used(id: &str, unreadable: &Unreadable) -> Failure {
    let hint = if BuiltIn.definition(id).is_some() {
        "make it readable, or move it away to use the one that comes with the program"
    } else {
        "make it readable, or write it anew: escalate protocol new ID"
    };
    Failure::arguments(format!("Your own definition of ‘{id}’ cannot be used: {unreadable}.")).hint(hint)
}

fn is_built_in(id: &Id) -> bool {
    BuiltIn.calendars().contains(id)
}

/// The names of the TOML files in a folder, without their ending.
fn ids_in(folder: &std::path::Path) -> Vec<String> {
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    files
        .filter_map(|file| {
            let path = file.ok()?.path();
            let toml = path.extension().is_some_and(|extension| extension == "toml");
            toml.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
        })
        .collect()
}

impl Shelf for OwnShelf {
    fn definition(&self, id: &str) -> Result<Option<Shelved>, Unreadable> {
        let Ok(id) = id.parse::<Id>() else { return Ok(None) };
        let path = self.protocols.join(format!("{id}.toml"));
        match read_if_there(&path) {
            Ok(Some(text)) => Ok(Some(Shelved { name: path.display().to_string(), text, built_in: false })),
            Ok(None) => Ok(BuiltIn.definition(id.as_str())),
            Err(error) => Err(Unreadable(format!("{error:#}"))),
        }
    }

    fn ids(&self) -> Vec<String> {
        let mut ids = BuiltIn.ids();
        ids.extend(ids_in(&self.protocols));
        ids.sort();
        ids.dedup();
        ids
    }

    fn calendars(&self) -> Vec<Id> {
        let mut ids = BuiltIn.calendars();
        ids.extend(ids_in(&self.calendars).iter().filter_map(|id| id.parse().ok()));
        ids.sort();
        ids.dedup();
        ids
    }
}
