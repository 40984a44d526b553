//! Temporary files beside a logbook: private from the first moment, and told from what a killed run left.
//!
//! Every one has a name that begins with [`PREFIX`], and a lock that its process holds for as long as it lives.

use std::fs::File;
use std::io::{ErrorKind, Result};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

/// How the name of every temporary file and folder begins.
pub const PREFIX: &str = ".escalate-";

/// The file in a temporary folder that its process holds locked.
const LOCK: &str = "lock";

/// How often a folder is made anew that another process took for left behind.
const ATTEMPTS: u32 = 10;

/// A private folder for files that are under way; gone when it is dropped.
#[derive(Debug)]
pub struct Scratch {
    _lock: File,
    folder: TempDir,
}

impl Scratch {
    /// A new folder in another one, from which what killed runs left there is removed first.
    pub fn in_folder(folder: &Path) -> Result<Self> {
        // What cannot be removed now is named by `doctor`.
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
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX);
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
    let file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
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

/// Removes from a folder what killed runs left there.
pub fn sweep(folder: &Path) -> Result<Swept> {
    let mut swept = Swept::default();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        let path = entry.path();
        match remove(&path, entry.file_type()?.is_dir()) {
            Ok(true) => swept.removed.push(path),
            Ok(false) => swept.in_use.push(path),
            // Its process, or another one, was first.
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(_) => swept.left.push(path),
        }
    }
    Ok(swept)
}

/// Removes what nobody holds; false where somebody does.
fn remove(path: &Path, is_folder: bool) -> Result<bool> {
    let lock = if is_folder { path.join(LOCK) } else { path.to_owned() };
    let lock = match File::open(&lock) {
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
        for left in [".escalate-1", ".escalate-2"] {
            std::fs::create_dir(folder.path().join(left)).unwrap();
        }
        std::fs::write(folder.path().join(".escalate-1/lock"), "").unwrap();
        std::fs::write(folder.path().join(".escalate-1/logbook.db"), "words").unwrap();
        std::fs::write(folder.path().join(".escalate-3"), "words").unwrap();
        // A kill in the middle of the removal, which took the lock first.
        std::fs::create_dir(folder.path().join(".escalate-4")).unwrap();
        std::fs::write(folder.path().join(".escalate-4/logbook.db"), "words").unwrap();
        let swept = sweep(folder.path()).unwrap();
        assert_eq!((swept.removed.len(), swept.in_use.len(), swept.left.len()), (4, 2, 0));
        assert!(held.path().join("logbook.db").exists() && file.path().exists());
        assert!(folder.path().join("mine").exists());
        drop((held, file));
        assert_eq!(sweep(folder.path()).unwrap().in_use.len(), 0);
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
