//! The files that the logbook is made of, which no output may take the place of.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::session::Session;
use super::unlock::{Means, wrappings_beside};

impl Session<'_> {
    /// Refuses an output that is the logbook, or what belongs to it, by whatever name.
    ///
    /// Every command asks before it writes to a path that somebody named.
    pub fn check_output(&self, output: &Path) -> Result<(), Failure> {
        let own = self.own_files().into_iter().find(|(own, _)| is_same(own, output));
        own.map_or(Ok(()), |(own, what)| {
            let is_named_so = own == output;
            let as_what = if is_named_so { String::new() } else { format!(" ({})", own.display()) };
            Err(Failure::arguments(format!(
                "{} is {what}{as_what}: nothing else may be written there.",
                output.display()
            ))
            .hint("name another file"))
        })
    }

    /// What a logbook is made of and opened by, with what each is; some may not be there yet.
    fn own_files(&self) -> Vec<(PathBuf, &'static str)> {
        let logbook = &self.places.logbook;
        let beside = |ending: &str| {
            let mut name = logbook.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let mut own = vec![(logbook.clone(), "the logbook")];
        own.extend(["-journal", "-wal", "-shm"].map(|ending| (beside(ending), "the logbook's journal")));
        own.push((wrappings_beside(logbook), "what unlocks the logbook"));
        // Those that were set aside may open another copy of it.
        let aside =
            (1_u32..).map(|number| beside(&format!(".keys.{number}"))).take_while(|path| path.exists());
        own.extend(aside.map(|path| (path, "what unlocks a logbook")));
        own.push((self.places.config.clone(), "your settings"));
        if let Some(Means::KeyFile(path)) = self.named_means() {
            own.push((path.to_owned(), "your key file"));
        }
        own
    }
}

/// Whether two paths lead to the same file, through links of either kind too.
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
    resolved(one) == resolved(other)
}

/// A path without links, also where only its folder is there.
fn resolved(path: &Path) -> PathBuf {
    let in_folder = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}
