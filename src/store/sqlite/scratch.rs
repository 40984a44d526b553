//! Temporary files beside a logbook: private from the first moment, and told from what a killed run left.
//!
//! Every one has a name that proves itself ([`temporary_name`]), and a lock that its process holds for as long as
//! it lives.

use std::fs::{DirEntry, File, FileType};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::file::open_regular_itself;

/// How the name of every temporary file and folder begins and ends.
const BEGINS: &str = ".escalate-";
const ENDS: &str = ".tmp";

/// The file in a temporary folder that its process holds locked.
const LOCK: &str = "lock";

/// How often a folder is made anew that another process took for left behind.
const ATTEMPTS: u32 = 10;

/// A new name for a temporary file or folder: `.escalate-DRAWN-PROOF.tmp`.
///
/// The proof is a digest of what was drawn, so that no name that somebody chooses is taken for one of these.
pub fn temporary_name() -> Result<String> {
    let mut drawn = [0; 8];
    getrandom::fill(&mut drawn).map_err(Error::other)?;
    let drawn = hex::encode(drawn);
    Ok(format!("{BEGINS}{drawn}-{}{ENDS}", proof(&drawn)))
}

/// Returns true if a path has a name that [`temporary_name`] made.
pub fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let drawn = name.and_then(|name| name.strip_prefix(BEGINS)?.strip_suffix(ENDS)?.split_once('-'));
    drawn.is_some_and(|(drawn, proven)| proven == proof(drawn))
}

fn proof(drawn: &str) -> String {
    let digest = Sha256::digest(format!("a temporary file of escalate: {drawn}"));
    hex::encode(digest.get(..8).unwrap_or_default())
}

/// A private folder for files that are under way; gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    _lock: File,
    folder: TempDir,
}

impl Scratch {
    /// A new folder in another one, from which what killed runs left there is removed first.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        // `doctor` names what cannot be removed now.
        let _ = sweep(folder);
        for _ in 0..ATTEMPTS {
            if let Some(made) = Self::make(folder)? {
                return Ok(made);
            }
        }
        Err(ErrorKind::ResourceBusy.into())
    }

    /// None where another process removed it before it was locked.
    fn make(folder: &Path) -> Result<Option<Self>> {
        let name = temporary_name()?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(&name).rand_bytes(0);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(std::fs::Permissions::from_mode(0o700));
        }
        let folder = builder.tempdir_in(folder)?;
        let name = folder.path().join(LOCK);
        let lock = match File::create_new(&name) {
            Ok(lock) => lock,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let is_held = lock.try_lock().is_ok() && name.exists();
        Ok(is_held.then_some(Self { _lock: lock, folder }))
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// A private file under a temporary name, where one without a name cannot be had.
pub fn named_file(folder: &Path) -> Result<NamedTempFile> {
    let file = tempfile::Builder::new().prefix(&temporary_name()?).rand_bytes(0).tempfile_in(folder)?;
    hold(file.as_file())?;
    Ok(file)
}

/// Marks a file as one that is under way, until it is closed.
pub fn hold(file: &File) -> Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(std::fs::TryLockError::WouldBlock) => Err(ErrorKind::ResourceBusy.into()),
        Err(std::fs::TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => Ok(()),
        Err(std::fs::TryLockError::Error(error)) => Err(error),
    }
}

/// What was found of temporary files and folders.
#[derive(Debug, Default)]
pub struct Swept {
    /// What a killed run had left, which is removed now.
    pub removed: Vec<PathBuf>,
    /// What a process is working with.
    pub in_use: Vec<PathBuf>,
    /// What could not be removed.
    pub left: Vec<PathBuf>,
}

impl Swept {
    /// Adds what was found in another folder.
    pub fn add(&mut self, other: Self) {
        self.removed.extend(other.removed);
        self.in_use.extend(other.in_use);
        self.left.extend(other.left);
    }
}

/// Removes from a folder what killed runs of this user left there; whatever else lies there stays.
pub fn sweep(folder: &Path) -> Result<Swept> {
    let mut swept = Swept::default();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if !is_temporary(&path) {
            continue;
        }
        let removed = match own_kind(&entry) {
            Ok(None) => continue,
            Ok(Some(kind)) => remove(&path, kind.is_dir()),
            Err(error) => Err(error),
        };
        match removed {
            Ok(true) => swept.removed.push(path),
            Ok(false) => swept.in_use.push(path),
            // Its process, or another one, was first.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => swept.left.push(path),
        }
    }
    Ok(swept)
}

/// The kind of a file or a folder of this user; none for what is neither, or somebody else's.
///
/// This program makes no links, pipes or devices, and removes nothing that another user made.
fn own_kind(entry: &DirEntry) -> Result<Option<FileType>> {
    let about = entry.metadata()?;
    let kind = about.file_type();
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if about.uid() != rustix::process::geteuid().as_raw() {
            return Ok(None);
        }
    }
    Ok(Some(kind).filter(|kind| kind.is_file() || kind.is_dir()))
}

/// Removes what nobody holds; false where somebody does.
fn remove(path: &Path, is_folder: bool) -> Result<bool> {
    let lock = if is_folder { path.join(LOCK) } else { path.to_owned() };
    let lock = match open_regular_itself(&lock) {
        Ok(lock) => lock,
        Err(error) if is_folder && error.kind() == ErrorKind::NotFound => {
            return remove_without_lock(path, &lock).map(|()| true);
        }
        Err(error) => return Err(error),
    };
    match lock.try_lock() {
        Ok(()) if is_folder => std::fs::remove_dir_all(path).map(|()| true),
        Ok(()) => std::fs::remove_file(path).map(|()| true),
        Err(_) => Ok(false),
    }
}

/// Removes a folder that has no lock: it is empty and not yet locked, or its removal was cut off.
fn remove_without_lock(folder: &Path, lock: &Path) -> Result<()> {
    match std::fs::remove_dir(folder) {
        // The lock is the first file of each: one that has others and no lock has lost it.
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && !lock.exists() => {
            std::fs::remove_dir_all(folder)
        }
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_and_what_was_left_goes() {
        let folder = tempfile::tempdir().unwrap();
        let held = Scratch::in_folder(folder.path()).unwrap();
        let file = named_file(folder.path()).unwrap();
        std::fs::write(held.path().join("logbook.db"), "words").unwrap();
        std::fs::write(folder.path().join("mine"), "words").unwrap();
        let left: Vec<_> = (0..4).map(|_| folder.path().join(temporary_name().unwrap())).collect();
        let [one, two, three, four] = &left[..] else { panic!("{left:?}") };
        for made in [one, two, four] {
            std::fs::create_dir(made).unwrap();
        }
        std::fs::write(one.join("lock"), "").unwrap();
        std::fs::write(one.join("logbook.db"), "words").unwrap();
        std::fs::write(three, "words").unwrap();
        // A kill in the middle of the removal, which took the lock first.
        std::fs::write(four.join("logbook.db"), "words").unwrap();
        let swept = sweep(folder.path()).unwrap();
        assert_eq!((swept.removed.len(), swept.in_use.len(), swept.left.len()), (4, 2, 0));
        assert!(held.path().join("logbook.db").exists() && file.path().exists());
        assert!(folder.path().join("mine").exists());
        drop((held, file));
        assert_eq!(sweep(folder.path()).unwrap().in_use.len(), 0);
    }

    #[test]
    fn what_somebody_named_stays_whatever_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let drawn = temporary_name().unwrap();
        let cut = |from: usize, to: usize| drawn.get(from..drawn.len() - to).unwrap().to_owned();
        let names = [
            ".escalate-logbook.db".to_owned(),
            ".escalate-key".to_owned(),
            ".escalate-monday.tar".to_owned(),
            ".escalate-.tmp".to_owned(),
            ".escalate--.tmp".to_owned(),
            ".escalate-0123456789abcdef-0123456789abcdef.tmp".to_owned(),
            format!("{drawn}.keys"),
            format!("copy of {drawn}"),
            cut(1, 0),
            cut(0, 1),
            cut(0, 4),
            format!("{}.tmp", cut(0, 5)),
        ];
        for name in &names {
            std::fs::write(folder.path().join(name), "words").unwrap();
            assert!(!is_temporary(Path::new(name)), "{name}");
        }
        std::fs::create_dir(folder.path().join(".escalate-x")).unwrap();
        std::fs::write(folder.path().join(".escalate-x/lock"), "words").unwrap();
        let swept = sweep(folder.path()).unwrap();
        assert!(swept.removed.is_empty() && swept.in_use.is_empty() && swept.left.is_empty(), "{swept:?}");
        assert!(names.iter().all(|name| folder.path().join(name).exists()));
        assert!(folder.path().join(".escalate-x/lock").exists() && is_temporary(Path::new(&drawn)));
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_or_a_link_of_a_temporary_name_is_neither_waited_for_nor_followed() {
        use std::os::unix::fs::symlink;

        use rustix::fs::{CWD, FileType, mknodat};
        let folder = tempfile::tempdir().unwrap();
        let new = || folder.path().join(temporary_name().unwrap());
        let pipe = |path: &Path| mknodat(CWD, path, FileType::Fifo, 0o600.into(), 0).unwrap();
        let mine = folder.path().join("mine");
        std::fs::create_dir(&mine).unwrap();
        std::fs::write(mine.join("lock"), "").unwrap();
        pipe(&new());
        symlink(&mine, new()).unwrap();
        symlink(mine.join("lock"), new()).unwrap();
        // A folder of the name, in which the lock is no file.
        let (piped, linked) = (new(), new());
        for made in [&piped, &linked] {
            std::fs::create_dir(made).unwrap();
        }
        pipe(&piped.join("lock"));
        symlink(mine.join("lock"), linked.join("lock")).unwrap();
        let swept = sweep(folder.path()).unwrap();
        assert_eq!((swept.removed.len(), swept.in_use.len(), swept.left.len()), (0, 0, 2), "{swept:?}");
        assert!(mine.join("lock").exists());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 6);
    }

    #[test]
    fn a_folder_is_private_from_the_first_moment() {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let folder = tempfile::tempdir().unwrap();
            let made = Scratch::in_folder(folder.path()).unwrap();
            let mode = std::fs::metadata(made.path()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700);
        }
    }

    #[test]
    fn processes_that_begin_at_once_keep_their_folders() {
        let folder = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let made = Scratch::in_folder(folder.path()).unwrap();
                        std::fs::write(made.path().join("logbook.db"), "words").unwrap();
                        assert!(made.path().join("logbook.db").exists());
                    }
                });
            }
        });
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
