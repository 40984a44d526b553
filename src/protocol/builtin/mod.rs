//! The definitions and calendars that come with the program.
//!
//! Each lies here as its editor wrote it, and [prepared](Prepared): put together and checked when the
//! program was made, so that no command reads TOML for it. A test holds the two together.

use super::calendar::Calendar;
use super::library::{Resolved, Shelf, Shelved, Unreadable};
use crate::model::{Digest, Id};

macro_rules! files {
    ($folder:literal: $($id:literal),* $(,)?) => {
        &[$(File {
            id: $id,
            name: concat!("protocols/", $folder, $id, ".toml"),
            text: include_str!(concat!("../../../protocols/", $folder, $id, ".toml")),
            prepared: include_str!(concat!("prepared/", $id, ".prepared")),
        }),*]
    };
}

/// A file that comes with the program.
struct File {
    id: &'static str,
    /// Its name, for messages.
    name: &'static str,
    /// What its editor wrote.
    text: &'static str,
    /// What it comes to.
    prepared: &'static str,
}

const DEFINITIONS: &[File] = files!("": "4lscb", "hips", "london", "pan-sussex", "set");

const CALENDARS: &[File] = files!("calendars/": "england-and-wales", "scotland", "northern-ireland");

/// The definitions of earlier releases whose bytes have changed since, each with its id: a case that was
/// opened under one keeps standing on what was shipped. A release that changes a definition, or the form in
/// which it is stored, adds the digest of the one before. Nothing has been released yet.
const RELEASED: &[(&str, &str)] = &[];

fn file(files: &'static [File], id: &str) -> Option<&'static File> {
    files.iter().find(|file| file.id == id)
}

/// The shelf of what comes with the program, and nothing else.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl BuiltIn {
    /// The definition of this id, if one comes with the program.
    pub fn definition(&self, id: &str) -> Option<Shelved> {
        let File { name, text, .. } = file(DEFINITIONS, id)?;
        Some(Shelved { name: (*name).to_owned(), text: (*text).to_owned(), built_in: true })
    }
}

impl Shelf for BuiltIn {
    fn definition(&self, id: &str) -> Result<Option<Shelved>, Unreadable> {
        Ok(Self::definition(self, id))
    }

    fn ids(&self) -> Vec<String> {
        DEFINITIONS.iter().map(|file| file.id.to_owned()).collect()
    }

    fn calendars(&self) -> Vec<Id> {
        CALENDARS.iter().filter_map(|file| file.id.parse().ok()).collect()
    }
}

/// A definition that comes with the program, as it was when the program was made.
///
/// In its file, a line with the digest and the definition that it extends; then the bytes that a logbook
/// stores.
#[derive(Debug, Clone, Copy)]
pub struct Prepared {
    /// The digest of the bytes.
    pub digest: Digest,
    /// The definition that it extends.
    pub base: Option<&'static str>,
    bytes: &'static str,
}

impl Prepared {
    /// The one of this id.
    pub fn of(id: &str) -> Option<Self> {
        let (head, bytes) = file(DEFINITIONS, id)?.prepared.split_once('\n')?;
        let (digest, base) = head.split_once(' ').map_or((head, None), |(digest, base)| (digest, Some(base)));
        Some(Self { digest: digest.parse().ok()?, base, bytes })
    }

    /// The definition.
    pub fn resolved(self) -> Option<Resolved> {
        let protocol = serde_json::from_str(self.bytes).ok()?;
        Some(Resolved { protocol, bytes: self.bytes.to_owned(), digest: self.digest })
    }
}

/// The id of the definition that this program, or an earlier release of it, shipped with a digest.
pub fn shipped(digest: Digest) -> Option<&'static str> {
    let text = digest.to_string();
    let now = DEFINITIONS.iter().find(|file| file.prepared.starts_with(&text)).map(|file| file.id);
    now.or_else(|| RELEASED.iter().find(|(_, released)| *released == text).map(|(id, _)| *id))
}

/// Whether a digest is that of a definition that this program, or an earlier release of it, shipped.
pub fn is_shipped(digest: Digest) -> bool {
    shipped(digest).is_some()
}

/// Whether a definition of this id comes with the program.
pub fn has_definition(id: &str) -> bool {
    file(DEFINITIONS, id).is_some()
}

/// A calendar that comes with the program.
pub fn calendar(id: &str) -> Option<Calendar> {
    serde_json::from_str(file(CALENDARS, id)?.prepared).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::calendar::read_calendar;
    use crate::protocol::resolve;
    use crate::tests::is_current;

    /// What a definition comes to, or everything that is wrong with it.
    fn sound(id: &str) -> Resolved {
        resolve(&BuiltIn.definition(id).unwrap(), &BuiltIn).unwrap_or_else(|findings| {
            let line = |finding: &crate::protocol::Finding| {
                let file = &findings.files[finding.place.file];
                let at = file.line_and_column(finding.place.span.start);
                format!("{}:{at:?} {} {} {:?}", file.name, finding.code, finding.message, finding.hint)
            };
            panic!("{}", findings.list.iter().map(line).collect::<Vec<_>>().join("\n"))
        })
    }

    /// Whether the build has a file prepared as it is to be.
    fn is_prepared(file: &File, expected: &str) -> bool {
        is_current(&format!("src/protocol/builtin/prepared/{}.prepared", file.id), expected)
    }

    #[test]
    fn every_definition_is_sound_and_prepared() {
        for file in DEFINITIONS {
            let resolved = sound(file.id);
            let base =
                resolved.protocol.extends.as_ref().map(|base| format!(" {}", base.id)).unwrap_or_default();
            if is_prepared(file, &format!("{}{base}\n{}", resolved.digest, resolved.bytes)) {
                assert_eq!(Prepared::of(file.id).unwrap().resolved().unwrap(), resolved);
            }
        }
    }

    #[test]
    fn every_released_digest_is_one_and_is_no_longer_shipped() {
        for (id, digest) in RELEASED {
            let digest: Digest = digest.parse().unwrap();
            assert!(Prepared::of(id).is_none_or(|prepared| prepared.digest != digest), "{id}");
        }
        for file in DEFINITIONS {
            assert_eq!(shipped(Prepared::of(file.id).unwrap().digest), Some(file.id));
        }
        assert_eq!(shipped(Digest([0; 32])), None);
    }

    #[test]
    fn every_calendar_is_sound_and_prepared() {
        for file in CALENDARS {
            let read = read_calendar(file.name, file.text).unwrap().whole().unwrap();
            if is_prepared(file, &serde_json::to_string(&read).unwrap()) {
                assert_eq!(calendar(file.id).unwrap(), read);
            }
        }
    }
}
