//! Reading and writing small files: whole, private, and never half.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use anyhow::Context;

use crate::store::sqlite::sync_folder;

/// The most bytes that a file of settings, a definition or a calendar may have.
const MOST: u64 = 4 * 1024 * 1024;

/// A small file's text; none where there is no file.
pub fn read_if_there(path: &Path) -> anyhow::Result<Option<String>> {
    let read = std::fs::File::open(path).and_then(|file| {
        let mut text = String::new();
        file.take(MOST + 1).read_to_string(&mut text).map(|_| text)
    });
    match read {
        Ok(text) if text.len() as u64 > MOST => {
            anyhow::bail!("{} is longer than {} MiB", path.display(), MOST >> 20)
        }
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}

/// Writes a file for its owner alone: beside it first, then in its place, folders and all.
pub fn write_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).with_context(cannot)?;
    // A temporary file of this crate is readable by its owner alone.
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
    file.write_all(bytes).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    file.persist(path).map_err(|error| error.error).with_context(cannot)?;
    sync_folder(folder).with_context(cannot)
}

/// Writes a new file for its owner alone; an existing one is left as it is.
pub fn write_new_private(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("{} cannot be written", path.display());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).with_context(cannot)?;
    file.write_all(bytes).with_context(cannot)?;
    file.as_file().sync_all().with_context(cannot)?;
    file.persist_noclobber(path).map_err(|error| error.error).with_context(cannot)?;
    sync_folder(folder).with_context(cannot)
}

/// The most bytes that is read of a file that is imported or checked.
const MOST_INPUT: u64 = 1 << 30;

/// A file's text, or standard input's for `-`.
pub fn read_input(path: &Path) -> anyhow::Result<String> {
    let cannot = || format!("{} cannot be read", path.display());
    let mut text = String::new();
    if path == Path::new("-") {
        std::io::stdin().take(MOST_INPUT + 1).read_to_string(&mut text).with_context(cannot)?;
    } else {
        let file = std::fs::File::open(path).with_context(cannot)?;
        file.take(MOST_INPUT + 1).read_to_string(&mut text).with_context(cannot)?;
    }
    anyhow::ensure!(
        text.len() as u64 <= MOST_INPUT,
        "{} is longer than {} GiB",
        path.display(),
        MOST_INPUT >> 30
    );
    Ok(text)
}
