//! The practitioner's guide to a protocol, drawn from its definition (clause G1).

use std::collections::BTreeSet;

use super::diagram::{Course, in_words, svg};
use crate::document::{Block, Document, Table, docx, html, markdown, plain};
use crate::model::words::words;
use crate::model::{Id, Instant};
use crate::protocol::{Of, Pathway, Protocol, Resolved, Stage, Strength};
use crate::render::Tone;
use crate::rules::{title_of, titles_of};

words! {
    /// The forms of a guide.
    pub enum GuideFormat {
        Txt = "txt", "plain text";
        Md = "md", "Markdown";
        Html = "html", "a page";
        Docx = "docx", "for Word";
    }
}

/// A guide in a format.
pub fn written(guide: &Document, format: GuideFormat) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        GuideFormat::Txt => plain(guide).into_bytes(),
        GuideFormat::Md => markdown(guide).into_bytes(),
        GuideFormat::Html => html(guide).into_bytes(),
        GuideFormat::Docx => docx(guide)?,
    })
}

/// The guide to a protocol, or to some of its pathways; drawings in words are so many columns wide.
pub fn guide(definition: &Resolved, pathways: &[&Pathway], width: usize, made_at: Instant) -> Document {
    let protocol = &definition.protocol;
    let subject = format!("{} · version {}", protocol.id, protocol.version);
    let mut document =
        Document::new(format!("{}: a guide", definition.title_with_origin()), subject, made_at);
    document.origin = format!(
        "Drawn from the definition ‘{}’, version {}. The document holds: {}",
        definition.id_with_origin(),
        protocol.version,
        protocol.document
    );
    document.paragraph(protocol.scope.says.as_str());
    document.paragraph((
        "Every limit is a maximum. Where a child may be at risk of immediate harm, follow your safeguarding procedures at once.",
        Tone::Strong,
    ));
    if !protocol.principles.is_empty() {
        document.heading(2, "Key principles");
        document.points(protocol.principles.iter().map(|one| format!("{} [{}]", one.text, one.source)));
    }
    for pathway in pathways {
        of_pathway(pathway, definition, width, &mut document);
    }
    document.heading(2, "How it can end");
    document.points(protocol.outcomes.iter().map(|one| one.title.as_str()));
    record(protocol, &mut document);
    if !protocol.pointers.is_empty() {
        document.heading(2, "See also");
        document.points(
            protocol.pointers.iter().map(|one| format!("{}. {} [{}]", one.title, one.text, one.source)),
        );
    }
    if !protocol.notes.is_empty() {
        document.heading(2, "Notes of the definition");
        document.points(protocol.notes.iter().map(String::as_str));
    }
    document
}

fn of_pathway(pathway: &Pathway, definition: &Resolved, width: usize, document: &mut Document) {
    let protocol = &definition.protocol;
    document.heading(2, pathway.title.as_str()).paragraph(pathway.note.clone().unwrap_or_default());
    let scenarios: Vec<&str> = protocol.categories_of(&pathway.id).map(|one| one.title.as_str()).collect();
    if !scenarios.is_empty() {
        document.heading(3, "When").points(scenarios);
    }
    let columns = [("Stage", 5), ("Who", 5), ("Time", 4), ("What is recorded and done", 7)];
    let mut table = Table::new(format!("The stages: {}", pathway.title), &columns);
    let mut told = BTreeSet::new();
    for stage in &pathway.stages {
        table.row([
            (format!("{} [{}]", stage.title, stage.source), Tone::Strong).into(),
            titles_of(&stage.holders, protocol).join(" / ").into(),
            format!("{} [{}]", in_words(&stage.limit), stage.limit.source).into(),
            recorded(stage, protocol, &mut told).into(),
        ]);
    }
    document.heading(3, "Stages").table(table).heading(3, "Drawn");
    let course = Course::of(pathway, definition);
    document.push(Block::Drawing(svg(&course, width)));
}

/// The fields and duties of a stage, without those that were told of a stage before.
fn recorded(stage: &Stage, protocol: &Protocol, told: &mut BTreeSet<(Of, Id)>) -> String {
    let mut lines: Vec<String> = Vec::new();
    for of in Of::ALL {
        let fields: Vec<String> = stage
            .required
            .iter()
            .filter(|required| required.of.contains(of) && told.insert((*of, required.field.clone())))
            .map(|required| title_of(protocol, &required.field))
            .collect();
        if !fields.is_empty() {
            lines.push(format!("Of {}: {}", of.meaning(), fields.join("; ")));
        }
    }
    lines.extend(stage.duties.iter().map(|duty| match duty.strength {
        Strength::May => duty.in_words(),
        Strength::Must | Strength::Should => format!("Do: {}", duty.what),
    }));
    lines.join("\n")
}

/// What is asked of the record as a whole.
fn record(protocol: &Protocol, document: &mut Document) {
    let rules = &protocol.record;
    let asked = [&rules.agree, &rules.confirm, &rules.approve, &rules.file].into_iter().flatten();
    let mut points: Vec<String> = asked.map(|asked| format!("{} [{}]", asked.says, asked.source)).collect();
    let at_end = protocol.pathways.iter().flat_map(|pathway| &pathway.at_resolution);
    for duty in at_end {
        let said = format!("{} [{}]", duty.what, duty.source);
        if !points.contains(&said) {
            points.push(said);
        }
    }
    if !points.is_empty() {
        document.heading(2, "The record").points(points);
    }
}
