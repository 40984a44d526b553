//! Files that are opened to be read: regular ones, so that no read waits for ever.

use std::fs::{File, FileType, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// Opens a regular file to read it.
///
/// Anything else is an error of kind `InvalidInput`: a named pipe waits for a writer, and a device may
/// never end.
pub fn open_regular(path: &Path) -> Result<File> {
    let file = open_at_once(path)?;
    check_regular(file.metadata()?.file_type())?;
    Ok(file)
}

/// Opens a regular file to read it; a link to one is none.
pub(super) fn open_regular_itself(path: &Path) -> Result<File> {
    let file = open_with(path, false)?;
    check_regular(file.metadata()?.file_type())?;
    Ok(file)
}

/// Opens a file to read it, without waiting for whoever would write to it.
pub fn open_at_once(path: &Path) -> Result<File> {
    open_with(path, true)
}

fn open_with(path: &Path, follow: bool) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        use rustix::fs::OFlags;
        let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
        flags.set(OFlags::NOFOLLOW, !follow);
        options.custom_flags(flags.bits().try_into().unwrap_or_default());
    }
    let _ = follow;
    options.open(path)
}

/// Refuses what exists and is no regular file, without opening it.
pub(super) fn check_regular_if_there(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(found) => check_regular(found.file_type()),
        Err(_) => Ok(()),
    }
}

fn check_regular(kind: FileType) -> Result<()> {
    if kind.is_file() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::InvalidInput, format!("it is {}, not a file", name_of(kind))))
}

#[cfg(unix)]
fn name_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_dir() {
        "a folder"
    } else if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn name_of(kind: FileType) -> &'static str {
    if kind.is_dir() { "a folder" } else { "a device" }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn only_a_regular_file_is_opened_and_nothing_waits() {
        let folder = tempfile::tempdir().unwrap();
        let (fifo, file, link) =
            (folder.path().join("fifo"), folder.path().join("file"), folder.path().join("link"));
        rustix::fs::mknodat(rustix::fs::CWD, &fifo, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        std::fs::write(&file, "x").unwrap();
        std::os::unix::fs::symlink(&fifo, &link).unwrap();
        assert!(open_regular(&file).is_ok());
        for (path, said) in [
            (fifo.as_path(), "a named pipe"),
            (&link, "a named pipe"),
            (Path::new("/dev/zero"), "a device"),
            (folder.path(), "a folder"),
        ] {
            let error = open_regular(path).unwrap_err();
            assert!(error.to_string().contains(said), "{}: {error}", path.display());
            assert!(check_regular_if_there(path).is_err());
        }
        assert!(check_regular_if_there(&folder.path().join("none")).is_ok());
    }
}
