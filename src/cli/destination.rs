//! Where an export goes: standard output, or a file that is never left half written.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use super::failure::{Failure, Status};
use super::output::write_bytes;
use super::session::Session;

/// Where an export goes.
pub enum Destination {
    /// Standard output, as long as somebody reads it.
    Output {
        /// What has been written and not yet passed on.
        pending: Vec<u8>,
    },
    /// A private file beside the target, to take its place.
    File {
        /// The file that is written.
        file: BufWriter<NamedTempFile>,
        /// The target.
        target: PathBuf,
        /// Whether an existing target is written over.
        force: bool,
    },
}

impl Destination {
    /// Opens the destination; an existing file is refused unless it may be written over.
    pub fn open(target: Option<&Path>, force: bool, session: &mut Session<'_>) -> anyhow::Result<Self> {
        let Some(target) = target.filter(|target| *target != Path::new("-")) else {
            session.around.output.flush()?;
            return Ok(Self::Output { pending: Vec::new() });
        };
        if target.exists() && !force {
            return Err(exists(target).into());
        }
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder)
            .with_context(|| format!("{} cannot be written", target.display()))?;
        Ok(Self::File { file: BufWriter::new(file), target: target.to_owned(), force })
    }

    /// Puts what was written in its place.
    pub fn finish(self, session: &mut Session<'_>) -> anyhow::Result<()> {
        match self {
            Self::Output { pending } => write_bytes(&pending, session.around),
            Self::File { file, target, force } => {
                let cannot = || format!("{} cannot be written", target.display());
                let file =
                    file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(cannot)?;
                file.as_file().sync_all().with_context(cannot)?;
                let placed = if force { file.persist(&target) } else { file.persist_noclobber(&target) };
                match placed {
                    Ok(_) => {}
                    Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
                        return Err(exists(&target).into());
                    }
                    Err(error) => return Err(error.error).with_context(cannot),
                }
                session.note(&format!("Written to {}", target.display()));
                Ok(())
            }
        }
    }
}

fn exists(target: &Path) -> Failure {
    Failure::new(Status::Failed, format!("There is a file at {} already.", target.display()))
        .hint("name another, or write over it with --force")
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::File { file, .. } => file.write(bytes),
            Self::Output { pending } => {
                pending.extend_from_slice(bytes);
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::File { file, .. } => file.flush(),
            Self::Output { .. } => Ok(()),
        }
    }
}

/// Puts a whole text in its place: standard output, or a file.
pub fn put(text: &str, target: Option<&Path>, force: bool, session: &mut Session<'_>) -> anyhow::Result<()> {
    let mut destination = Destination::open(target, force, session)?;
    destination.write_all(text.as_bytes())?;
    destination.finish(session)
}
