//! The files that logbooks are made of, which no output may take the place of.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::files;
use super::places::is_same_place;
use super::session::Session;
use super::unlock::wrappings_beside;
use crate::key::Wrappings;
use crate::store::sqlite::{is_logbook_header, is_temporary, open_regular, with_ending};

/// The files that SQLite keeps beside a database while it is written.
const JOURNALS: [&str; 3] = ["-journal", "-wal", "-shm"];

/// How the names of further copies begin: wrappings that were set aside, and what migrations left.
const FURTHER: [(&str, &str); 2] =
    [(".keys.", "what unlocks a logbook"), (".format-", "a copy of the logbook that a migration made")];

impl Session<'_> {
    /// Refuses an output that is a logbook, or what belongs to one, by whatever name.
    ///
    /// Every command asks before it writes to a path that somebody named.
    pub fn check_output(&self, output: &Path) -> Result<(), Failure> {
        if is_temporary(output) {
            let message = format!(
                "{} has a name as the program gives it to its temporary files, which it removes.",
                output.display()
            );
            return Err(Failure::arguments(message).hint("give it another name"));
        }
        let own = self.own_files(output).into_iter().find(|(own, _)| is_same(own, output));
        if let Some((own, what)) = own {
            return Err(is_taken(output, what, &own));
        }
        // It is no file of this logbook: to open it drops no lock that this process holds.
        self.of_another_logbook(output).map_or(Ok(()), |what| Err(is_taken(output, what, output)))
    }

    /// Refuses places of which two are the same: one of them would be written over.
    ///
    /// `new_key_file` is to unlock the logbook from now on.
    pub fn check_places(&self, new_key_file: Option<&Path>) -> Result<(), Failure> {
        let logbook = &self.places.logbook;
        let mut places = files_of(logbook);
        places.extend(self.settings());
        let keys = new_key_file.into_iter().chain(self.named_key_files()).collect::<Vec<_>>();
        let mut pairs = places.iter().enumerate().flat_map(|(at, one)| {
            let others = places.iter().skip(at + 1).map(|(other, _)| other.as_path());
            others.chain(keys.iter().copied()).map(move |other| (one, other))
        });
        pairs
            .find(|((one, _), other)| is_same(one, other))
            .map_or(Ok(()), |((one, what), other)| Err(is_taken(other, what, one)))
    }

    /// The files of a logbook and those that open it, each with its name for people; some may not be there yet.
    ///
    /// Of copies that are told by their names, those that are there and the one of the output's name.
    fn own_files(&self, output: &Path) -> Vec<(PathBuf, &'static str)> {
        let named = self.places.logbook.as_path();
        // A symbolic link leads to the logbook, beside which its journal lies.
        let real = named.canonicalize().ok().filter(|real| real != named);
        let mut own = Vec::new();
        for logbook in [Some(named), real.as_deref()].into_iter().flatten() {
            own.extend(files_of(logbook));
            let folder = files::folder_of(logbook);
            let there = std::fs::read_dir(folder).into_iter().flatten().flatten();
            let names = there.map(|entry| entry.file_name());
            for name in names.chain(output.file_name().map(ToOwned::to_owned)) {
                if let Some(what) = further(logbook, &name) {
                    own.push((folder.join(name), what));
                }
            }
        }
        own.extend(self.settings());
        own.extend(self.named_key_files().into_iter().map(|path| (path.to_owned(), "your key file")));
        own
    }

    fn settings(&self) -> [(PathBuf, &'static str); 2] {
        [
            (self.places.config.clone(), "your settings"),
            (self.remembered_file(), "what remembers which logbooks are encrypted"),
        ]
    }

    /// Says in which role a file belongs to another logbook than the one at hand; none where nothing tells.
    fn of_another_logbook(&self, output: &Path) -> Option<&'static str> {
        if is_wrappings(output) {
            return Some("what unlocks a logbook");
        }
        if self.is_logbook(output) {
            return Some("a logbook");
        }
        let name = output.file_name()?.to_str()?;
        let is_journal = JOURNALS
            .iter()
            .filter_map(|ending| name.strip_suffix(ending))
            .any(|logbook| self.is_logbook(&output.with_file_name(logbook)));
        is_journal.then_some("a logbook's journal")
    }

    /// Returns true if a file is known to be a logbook: by what is remembered, its beginning, or its wrappings.
    fn is_logbook(&self, path: &Path) -> bool {
        path.exists()
            && (self.is_remembered(path) || is_wrappings(&wrappings_beside(path)) || is_plain_logbook(path))
    }
}

/// A logbook, its journals and its wrappings.
fn files_of(logbook: &Path) -> Vec<(PathBuf, &'static str)> {
    let mut files = vec![(logbook.to_owned(), "the logbook")];
    files.extend(JOURNALS.map(|ending| (with_ending(logbook, ending), "the logbook's journal")));
    files.push((wrappings_beside(logbook), "what unlocks the logbook"));
    files
}

fn is_taken(output: &Path, what: &str, own: &Path) -> Failure {
    let as_what = if own == output { String::new() } else { format!(" ({})", own.display()) };
    Failure::arguments(format!("{} is {what}{as_what}: nothing else may be written there.", output.display()))
        .hint("name another file")
}

/// Says which further copy of a logbook a file beside it is, by its name.
fn further(logbook: &Path, name: &std::ffi::OsStr) -> Option<&'static str> {
    let rest = name.to_str()?.strip_prefix(logbook.file_name()?.to_str()?)?;
    FURTHER.iter().find(|(begins, _)| rest.starts_with(begins)).map(|(_, what)| *what)
}

fn is_plain_logbook(path: &Path) -> bool {
    let mut begins = Vec::new();
    let read = open_regular(path).and_then(|file| file.take(100).read_to_end(&mut begins));
    read.is_ok() && is_logbook_header(&begins)
}

fn is_wrappings(path: &Path) -> bool {
    let text = files::read_if_there(path).ok().flatten();
    text.is_some_and(|text| Wrappings::parse(&text).is_ok())
}

/// Returns true if two paths lead to the same file, through links of either kind too, or to the same place.
///
/// Nothing is opened: to close a file would drop the locks that this process holds on the logbook.
fn is_same(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if let (Ok(one), Ok(other)) = (std::fs::metadata(one), std::fs::metadata(other)) {
            return (one.dev(), one.ino()) == (other.dev(), other.ino());
        }
    }
    let whole = |path: &Path| path.canonicalize().ok();
    is_same_place(one, other) || whole(one).is_some_and(|one| whole(other) == Some(one))
}
