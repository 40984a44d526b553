//! Where an export goes: standard output, or a file that is never left half written.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::failure::{Failure, Status};
use super::session::Session;
use super::under_way::UnderWay;

/// How much of an output is held back while the logbook is read: whoever reads the output may stop, into a pager
/// for instance, and writers would wait for as long.
const BUFFER: usize = 4 << 20;

/// Where a document is written to.
#[derive(Debug, Clone, Args)]
pub struct Target {
    /// Where to write it: a file, or a folder in which it is given a name without names (default: standard output)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over an existing file
    #[arg(long)]
    force: bool,
}

/// Where an export goes.
pub enum Destination {
    /// Standard output, as long as somebody reads it.
    Output {
        /// What takes the bytes.
        out: BufWriter<Box<dyn Write + Send>>,
        /// Whether the reader has had enough.
        gone: bool,
    },
    /// A private file, to take its target's place once it is whole.
    File {
        /// The file that is written.
        file: BufWriter<UnderWay>,
        /// The target.
        target: PathBuf,
        /// Whether an existing target is written over.
        force: bool,
    },
}

impl Target {
    /// Whether a file or a folder is named.
    pub fn is_named(&self) -> bool {
        self.output.is_some()
    }

    /// Opens the destination; an existing file is refused unless it may be written over.
    ///
    /// In a folder the file has the given name. What is no text is not written to a terminal.
    pub fn open(&self, name: &str, is_text: bool, session: &mut Session<'_>) -> anyhow::Result<Destination> {
        let Some(target) = self.output.as_deref().filter(|target| *target != Path::new("-")) else {
            if !is_text && self.output.is_none() && session.around.terminals.output {
                return Err(Failure::new(Status::Arguments, "A terminal cannot show this format.")
                    .hint(format!("name a file or a folder: --output {name}"))
                    .into());
            }
            session.around.output.flush()?;
            let out = std::mem::replace(&mut session.around.output, Box::new(std::io::sink()));
            let out = BufWriter::with_capacity(BUFFER, out);
            return Ok(Destination::Output { out, gone: false });
        };
        let target = if target.is_dir() { target.join(name) } else { target.to_owned() };
        session.check_output(&target)?;
        match std::fs::metadata(&target) {
            Ok(_) if !self.force => return Err(exists(&target).into()),
            // A rename would replace the device or the pipe by a file.
            Ok(found) if !found.is_file() => return Err(no_file(&target).into()),
            _ => {}
        }
        let folder =
            target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file =
            UnderWay::in_folder(folder).with_context(|| format!("{} cannot be written", target.display()))?;
        Ok(Destination::File { file: BufWriter::new(file), target, force: self.force })
    }
}

impl Destination {
    /// Puts what was written in its place.
    pub fn finish(self, session: &mut Session<'_>) -> anyhow::Result<()> {
        match self {
            Self::Output { mut out, gone } => {
                if !gone {
                    unless_gone(out.flush())?;
                }
                let (out, _) = out.into_parts();
                session.around.output = out;
                Ok(())
            }
            Self::File { file, target, force } => {
                let cannot = || format!("{} cannot be written", target.display());
                let file =
                    file.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(cannot)?;
                match file.place(&target, force) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                        return Err(exists(&target).into());
                    }
                    Err(error) => return Err(error).with_context(cannot),
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

fn no_file(target: &Path) -> Failure {
    Failure::arguments(format!("{} is no regular file, and is not written over.", target.display()))
        .hint("leave --output out to write to standard output")
}

/// A reader that has had enough is no failure.
fn unless_gone(result: std::io::Result<()>) -> std::io::Result<bool> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
        Err(error) => Err(error),
        Ok(()) => Ok(false),
    }
}

impl Write for Destination {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self {
            Self::File { file, .. } => file.write(bytes),
            Self::Output { out, gone } => {
                if !*gone {
                    *gone = unless_gone(out.write_all(bytes))?;
                }
                Ok(bytes.len())
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match self {
            Self::File { file, .. } => file.flush(),
            // Flushed once, at the end.
            Self::Output { .. } => Ok(()),
        }
    }
}
