//! A file while it is written: private, and where the system allows it without a name until it is whole.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::store::sqlite::{self, parent};

/// A file that is under way.
pub enum UnderWay {
    /// Without a name: gone with the process, even if that is killed.
    Unnamed(File),
    /// Under a private name beside its target, where the file system knows no other way.
    Named(NamedTempFile),
}

impl UnderWay {
    /// A new file in a folder, from which what killed runs left there is removed first.
    pub fn in_folder(folder: &Path) -> std::io::Result<Self> {
        // `doctor` names what cannot be removed now.
        let _ = sqlite::sweep(folder);
        match unnamed(folder) {
            Some(file) => Ok(Self::Unnamed(file)),
            None => sqlite::named_file(folder).map(Self::Named),
        }
    }

    /// A reader of the bytes that were written so far, from the first one.
    pub fn written(&mut self) -> std::io::Result<impl Read> {
        let file = match self {
            Self::Unnamed(file) => file,
            Self::Named(file) => file.as_file_mut(),
        };
        file.rewind()?;
        Ok(file)
    }

    /// Gives it its name once it is whole and durable.
    ///
    /// An error of kind `AlreadyExists` where there is a file that may not be written over.
    pub fn place(self, target: &Path, force: bool) -> std::io::Result<()> {
        match self {
            Self::Unnamed(file) => {
                file.sync_all()?;
                place_unnamed(&file, target, force)
            }
            Self::Named(file) => {
                file.as_file().sync_all()?;
                let placed = if force { file.persist(target) } else { file.persist_noclobber(target) };
                placed.map(drop).map_err(|error| error.error)
            }
        }
    }
}

impl Write for UnderWay {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::Unnamed(file) => file.write(bytes),
            Self::Named(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::Unnamed(file) => file.flush(),
            Self::Named(file) => file.flush(),
        }
    }
}

#[cfg(target_os = "linux")]
fn unnamed(folder: &Path) -> Option<File> {
    use rustix::fs::{Mode, OFlags};
    // The link through which the file gets its name later.
    if !Path::new("/proc/self/fd").exists() {
        return None;
    }
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR).ok().map(File::from)
}

#[cfg(not(target_os = "linux"))]
fn unnamed(_folder: &Path) -> Option<File> {
    None
}

#[cfg(target_os = "linux")]
fn place_unnamed(file: &File, target: &Path, force: bool) -> std::io::Result<()> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{AtFlags, CWD, linkat, rename};
    let open = format!("/proc/self/fd/{}", file.as_raw_fd());
    let name = |place: &Path| linkat(CWD, &open, CWD, place, AtFlags::SYMLINK_FOLLOW);
    match name(target) {
        Err(error) if force && error == rustix::io::Errno::EXIST => {
            // A name of its own first: the old file is there until the new one takes its place.
            sqlite::hold(file)?;
            let own = parent(target).join(sqlite::temporary_name()?);
            name(&own)?;
            rename(&own, target).inspect_err(|_| drop(std::fs::remove_file(&own)))?;
            Ok(())
        }
        named => Ok(named?),
    }
}

#[cfg(not(target_os = "linux"))]
fn place_unnamed(_file: &File, _target: &Path, _force: bool) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
