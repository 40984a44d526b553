//! Reading and writing small files: whole, private, and never half.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use anyhow::Context;
use zeroize::Zeroizing;

use super::failure::{Failure, Status};
use super::input::read_up_to;
use super::surroundings::Surroundings;
use super::under_way::UnderWay;
use crate::store::sqlite::{open_at_once, open_regular, sync_folder};

/// The most bytes that a file of settings, a definition or a calendar may have.
const MOST: u64 = 4 * 1024 * 1024;

/// A small file's text; none where there is no file.
pub fn read_if_there(path: &Path) -> anyhow::Result<Option<String>> {
    let cannot = || format!("{} cannot be read", path.display());
    let file = match open_regular(path) {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        opened => opened.with_context(cannot)?,
    };
    let text = String::from_utf8(read_up_to(file, MOST).with_context(cannot)?);
    Ok(Some(text.context("it is not UTF-8 text").with_context(cannot)?))
}

/// Writes a file for its owner alone: without a name first, then in its place, folders and all.
pub fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder_of(path)).with_context(cannot)?;
    written_beside(path, bytes)?.place(path, true).with_context(cannot)?;
    make_durable(path)
}

/// Writes a new file for its owner alone; an existing one is left as it is.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    place_new(written_beside(path, bytes)?, path)
}

/// Gives a new file its name, durably; an existing one is left as it is.
pub fn place_new(file: UnderWay, path: &Path) -> anyhow::Result<()> {
    file.place(path, false).with_context(|| format!("{} cannot be written", path.display()))?;
    make_durable(path)
}

/// Writes a file that has no name yet in the folder of a place, and reads it again.
pub fn written_beside(path: &Path, bytes: &[u8]) -> anyhow::Result<UnderWay> {
    let cannot = || format!("{} cannot be written", path.display());
    let mut file = UnderWay::in_folder(folder_of(path)).with_context(cannot)?;
    file.write_all(bytes).with_context(cannot)?;
    let mut written = Zeroizing::new(Vec::with_capacity(bytes.len()));
    file.written().and_then(|mut file| file.read_to_end(&mut written)).with_context(cannot)?;
    anyhow::ensure!(*written == bytes, "{}: the disk does not give back what was written", cannot());
    Ok(file)
}

/// Makes the name of a file durable that was just given it; where that fails, its outcome is unknown.
pub fn make_durable(path: &Path) -> anyhow::Result<()> {
    sync_folder(folder_of(path)).map_err(|error| {
        let message = format!(
            "{} was written, and the disk failed while that was made durable: it is unknown whether it stays ({error}).",
            path.display()
        );
        Failure::new(Status::OutcomeUnknown, message)
            .hint("check the disk, look at the file, then type the same again")
            .into()
    })
}

/// The folder that a file lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The most bytes that is read of a file that is imported or checked.
const MOST_INPUT: u64 = 1 << 30;

/// The text of a file that an argument names, or of standard input for `-`.
pub fn read_input(path: &Path, argument: &str, around: &Surroundings) -> anyhow::Result<String> {
    read_text(path, argument, MOST_INPUT, around)
}

/// The text of a file that an argument names, or of standard input for `-`, up to so many bytes.
pub fn read_text(path: &Path, argument: &str, most: u64, around: &Surroundings) -> anyhow::Result<String> {
    if is_standard_input(path) {
        let text = String::from_utf8(around.input.read(argument, most)?);
        return text.context("standard input is not UTF-8 text");
    }
    read_file(path, most)
}

/// The text of a file that somebody names, up to so many bytes.
pub fn read_file(path: &Path, most: u64) -> anyhow::Result<String> {
    let cannot = || format!("{} cannot be read", path.display());
    let bytes = read_up_to(open_input(path).with_context(cannot)?, most).with_context(cannot)?;
    String::from_utf8(bytes).context("it is not UTF-8 text").with_context(cannot)
}

/// Whether a path names standard input.
fn is_standard_input(path: &Path) -> bool {
    ["-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"].iter().any(|name| path == Path::new(name))
}

/// Opens what an argument names: a regular file, or what the shell holds open for the program.
///
/// A shell hands `<(COMMAND)` over as `/dev/fd/N`, and somebody writes to that. A named pipe or a device
/// may have nobody, and is refused: whoever means one gives it as standard input.
fn open_input(path: &Path) -> anyhow::Result<File> {
    let handed_over = ["/dev/fd", "/proc/self/fd"].iter().any(|folder| path.starts_with(folder));
    if handed_over {
        let file = open_at_once(path)?;
        #[cfg(unix)]
        {
            // Opened without waiting; read with waiting, for whoever still writes.
            let flags = rustix::fs::fcntl_getfl(&file)?;
            rustix::fs::fcntl_setfl(&file, flags - rustix::fs::OFlags::NONBLOCK)?;
        }
        return Ok(file);
    }
    match open_regular(path) {
        Err(error) if error.kind() == ErrorKind::InvalidInput => {
            anyhow::bail!(
                "{error}; copy it into a file, or pass it through standard input: < {}",
                path.display()
            )
        }
        opened => Ok(opened?),
    }
}
