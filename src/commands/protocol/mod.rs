//! `protocol`: the definitions.

mod diff;
mod guide;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Done;
use crate::cli::{Failure, Session, Status, cannot_be_used, files};
use crate::model::Id;
use crate::protocol::{Shelf, Shelved, resolve};
use crate::render::ProtocolPage;
use crate::view::{FindingView, ProtocolLine};

/// The definitions of protocols.
#[derive(Debug, Args)]
pub struct Protocol {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the protocols
    List,
    /// Show a protocol as it holds, with every clause
    Show {
        /// The protocol
        #[arg(value_name = "ID")]
        id: String,
    },
    /// The practitioner's guide to a protocol
    Guide(guide::Guide),
    /// The stages and timescales, drawn
    Diagram(guide::Diagram),
    /// What is different between two versions of a definition
    Diff {
        /// The id of a protocol, a file, or a case that stands on it
        #[arg(value_name = "BEFORE")]
        before: String,
        /// The other one
        #[arg(value_name = "AFTER")]
        after: String,
    },
    /// Check a definition: everything that is wrong with it, with file, line and column
    Check {
        /// A file, or the id of a protocol
        #[arg(value_name = "FILE")]
        file: String,
    },
    /// Write a new definition to start from, in your own folder of protocols
    New {
        /// The id of the new protocol
        #[arg(value_name = "ID")]
        id: Id,
        /// The protocol that it extends
        #[arg(long, value_name = "ID")]
        extends: Option<Id>,
        /// Where to write it (default: your folder of protocols; - is standard output)
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

impl Protocol {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        match self.action {
            Action::List => list(session).map(|()| None),
            Action::Show { id } => {
                let resolved = session.protocol(&id)?;
                let id = &resolved.protocol.calendar;
                let calendar =
                    session.calendar(id).map_or_else(|_| id.to_string(), |known| known.marked(id.as_str()));
                session.show(&ProtocolPage::of(&resolved, calendar))?;
                Ok(None)
            }
            Action::Guide(guide) => guide.run(session),
            Action::Diagram(diagram) => diagram.run(session),
            Action::Diff { before, after } => diff::diff(session, &before, &after),
            Action::Check { file } => check(session, &file),
            Action::New { id, extends, output } => new(session, &id, extends.as_ref(), output).map(|()| None),
        }
    }
}

fn list(session: &mut Session<'_>) -> anyhow::Result<()> {
    let mut lines = Vec::new();
    for id in session.shelf.ids() {
        let shelved = match session.shelf.definition(&id) {
            Ok(Some(shelved)) => shelved,
            Ok(None) => continue,
            Err(unreadable) => {
                session.warn(&format!("Your own definition of ‘{id}’ cannot be used: {unreadable}."));
                let origin = session.shelf.protocols().join(&id).with_extension("toml").display().to_string();
                lines.push(ProtocolLine::of(id, origin, Err(1)));
                continue;
            }
        };
        let read = resolve(&shelved, &session.shelf);
        let origin = if shelved.built_in { "built-in".to_owned() } else { shelved.name.clone() };
        lines.push(ProtocolLine::of(id, origin, read.as_ref().map_err(|findings| findings.list.len())));
    }
    session.list(&lines)
}

/// Checks a file, or a protocol by its id; findings are the result, and the exit status is 2.
fn check(session: &mut Session<'_>, given: &str) -> Done {
    let found = if std::path::Path::new(given).exists() {
        None
    } else {
        session.shelf.definition(given).map_err(|unreadable| cannot_be_used(given, &unreadable))?
    };
    let shelved = if let Some(shelved) = found {
        shelved
    } else {
        let text = files::read_input(given.as_ref(), "protocol check", session.around)?;
        Shelved { name: given.to_owned(), text, built_in: false }
    };
    match resolve(&shelved, &session.shelf) {
        Ok(resolved) => {
            let protocol = &resolved.protocol;
            if session.output.is_for_people() {
                let pathways = protocol.pathways.len();
                let stages: usize = protocol.pathways.iter().map(|pathway| pathway.stages.len()).sum();
                let mut page = session.output.page();
                page.paragraph(&format!(
                    "{}: no findings. ‘{}’, version {}: {pathways} pathways, {stages} stages.",
                    shelved.name,
                    resolved.id_with_origin(),
                    protocol.version
                ));
                session.output.print(page, session.around)?;
            } else {
                session.list::<FindingView>(&[])?;
            }
            Ok(None)
        }
        Err(findings) => {
            if session.output.is_for_people() {
                session.output.findings(&findings, session.around)?;
                session.note(&format!("{} findings.", findings.list.len()));
            } else {
                let lines: Vec<FindingView> =
                    findings.list.iter().map(|finding| FindingView::of(finding, &findings)).collect();
                session.list(&lines)?;
            }
            Ok(Some(Status::Arguments))
        }
    }
}

fn new(
    session: &mut Session<'_>,
    id: &Id,
    extends: Option<&Id>,
    output: Option<PathBuf>,
) -> anyhow::Result<()> {
    if crate::protocol::builtin::BuiltIn.definition(id.as_str()).is_some() {
        return Err(Failure::arguments(format!(
            "‘{id}’ is a protocol that escalate brings; yours would take its place."
        ))
        .hint(format!(
            "give yours a name of its own, and begin from that one: escalate protocol new ours --extends {id}"
        ))
        .into());
    }
    let text = match extends {
        None => include_str!("new-protocol.toml").replace("@ID@", id.as_str()),
        Some(base) => {
            let resolved = session.protocol(base.as_str())?;
            let base = &resolved.protocol;
            include_str!("new-extension.toml")
                .replace("@ID@", id.as_str())
                .replace("@BASE@", base.id.as_str())
                .replace("@TITLE@", &resolved.title_as_written().replace(['"', '\\'], "'"))
                .replace(
                    "@STAGE@",
                    &base.pathways.first().map(|pathway| pathway.id.to_string()).unwrap_or_default(),
                )
        }
    };
    let path = output.unwrap_or_else(|| session.shelf.protocols().join(format!("{id}.toml")));
    if path == std::path::Path::new("-") {
        return crate::cli::write_bytes(text.as_bytes(), session.around);
    }
    session.check_output(&path)?;
    if path.exists() {
        return Err(Failure::new(Status::Failed, format!("There is a file at {} already.", path.display()))
            .hint("name another file with --output")
            .into());
    }
    files::write_private(&path, text.as_bytes())?;
    session.note(&format!("A definition to start from lies at {}", path.display()));
    session.note(&format!("Write it, and check it with: escalate protocol check {}", path.display()));
    Ok(())
}
