//! `protocol guide` and `protocol diagram`: a definition for practitioners.

use std::io::Write;

use clap::Args;

use crate::cli::args::word;
use crate::cli::{Session, Target};
use crate::commands::Done;
use crate::document::terminal;
use crate::export::diagram::{Course, DiagramFormat, mermaid, standing_alone, text};
use crate::export::guide::{GuideFormat, guide, written};
use crate::model::{Id, Refusal};
use crate::protocol::{Pathway, Protocol};

/// Which protocol, and where the document goes.
#[derive(Debug, Args)]
pub(super) struct Guide {
    /// The protocol
    #[arg(value_name = "ID")]
    id: String,
    /// One of its pathways (default: all)
    #[arg(long, value_name = "ID")]
    pathway: Option<Id>,
    /// The format (default: a page for the terminal)
    #[arg(long, value_parser = word::<GuideFormat>())]
    to_format: Option<GuideFormat>,
    #[command(flatten)]
    target: Target,
}

/// Which protocol, and where the drawing goes.
#[derive(Debug, Args)]
pub(super) struct Diagram {
    /// The protocol
    #[arg(value_name = "ID")]
    id: String,
    /// One of its pathways (default: all in txt, the first in svg and mermaid)
    #[arg(long, value_name = "ID")]
    pathway: Option<Id>,
    /// The format
    #[arg(long, value_parser = word::<DiagramFormat>(), default_value = "txt")]
    to_format: DiagramFormat,
    #[command(flatten)]
    target: Target,
}

/// The pathway that was asked for, or all.
fn pathways<'p>(protocol: &'p Protocol, wanted: Option<&Id>) -> anyhow::Result<Vec<&'p Pathway>> {
    let Some(wanted) = wanted else { return Ok(protocol.pathways.iter().collect()) };
    let found = protocol.pathway(wanted).ok_or_else(|| {
        let known: Vec<&str> = protocol.pathways.iter().map(|pathway| pathway.id.as_str()).collect();
        Refusal::unknown(format!("The protocol ‘{}’ has no pathway ‘{wanted}’.", protocol.id))
            .hint(format!("its pathways: {}", known.join(", ")))
    })?;
    Ok(vec![found])
}

impl Guide {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let resolved = session.protocol(&self.id)?;
        let protocol = &resolved.protocol;
        let pathways = pathways(protocol, self.pathway.as_ref())?;
        let now = session.clock(&session.default_calendar()?).now();
        let mut page = session.output.page();
        let format = match (self.to_format, self.target.is_named()) {
            (None, false) => {
                terminal(&guide(&resolved, &pathways, page.width(), now), &mut page);
                session.output.print(page, session.around)?;
                return Ok(None);
            }
            (format, _) => format.unwrap_or(GuideFormat::Txt),
        };
        let written = written(&guide(&resolved, &pathways, page.width(), now), format)?;
        let name = format!("guide-{}.{format}", protocol.id);
        let mut destination = self.target.open(&name, format != GuideFormat::Docx, session)?;
        destination.write_all(&written)?;
        destination.finish(session)?;
        Ok(None)
    }
}

impl Diagram {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let resolved = session.protocol(&self.id)?;
        let pathways = pathways(&resolved.protocol, self.pathway.as_ref())?;
        let courses: Vec<Course> =
            pathways.into_iter().map(|pathway| Course::of(pathway, &resolved)).collect();
        let width = session.output.page().width();
        let drawn = match self.to_format {
            DiagramFormat::Txt => {
                courses.iter().map(|course| text(course, width)).collect::<Vec<_>>().join("\n")
            }
            DiagramFormat::Svg => courses.first().map(standing_alone).unwrap_or_default(),
            DiagramFormat::Mermaid => courses.first().map(mermaid).unwrap_or_default(),
        };
        let name = format!("diagram-{}.{}", self.id, self.to_format);
        let mut destination = self.target.open(&name, true, session)?;
        destination.write_all(drawn.as_bytes())?;
        destination.finish(session)?;
        Ok(None)
    }
}
