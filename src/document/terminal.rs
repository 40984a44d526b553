//! A document on a page for the terminal.

use super::{Block, Document, Table};
use crate::render::{Cell, Page, Tone};

/// Writes the document on a page.
pub fn terminal(document: &Document, page: &mut Page) {
    page.heading(&document.title);
    for block in &document.blocks {
        write(block, page);
    }
    if !document.origin.is_empty() {
        page.blank().toned(&document.origin, Tone::Faint);
    }
}

fn write(block: &Block, page: &mut Page) {
    match block {
        Block::Heading(_, title) => {
            page.blank().heading(title);
        }
        Block::Paragraph(text) => {
            page.toned(&text.text, text.tone);
        }
        Block::Facts(facts) => {
            for (label, text) in facts {
                page.labelled_as(label, &text.text, text.tone);
            }
        }
        Block::Table(table) => rows(table, page),
        Block::Points(points) => {
            for point in points {
                page.point("·", &point.text, point.tone);
            }
        }
        Block::Drawing(drawing) => {
            page.drawing(drawing.lines.as_ref().unwrap_or(&drawing.words));
        }
        Block::Sign(_) => {}
        Block::NextPage => {
            page.blank();
        }
    }
}

fn rows(table: &Table, page: &mut Page) {
    let header: Vec<&str> = table.header.iter().map(String::as_str).collect();
    let rows =
        table.rows.iter().map(|row| row.iter().map(|text| Cell::toned(&text.text, text.tone)).collect());
    page.table(&header, rows.collect());
}
