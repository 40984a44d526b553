//! A document as plain text, for an email.

use super::{Block, Document, Text};
use crate::render::text::{line, lines};

/// The document as plain text.
pub fn plain(document: &Document) -> String {
    let mut out = String::new();
    heading(1, &document.title, &mut out);
    for block in &document.blocks {
        write(block, &mut out);
    }
    if !document.origin.is_empty() {
        out.push('\n');
        push(&mut out, &line(&document.origin));
    }
    out.trim_start().to_owned()
}

fn push(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

/// A text whose further lines stand under its first.
fn hanging(first: &str, indent: &str, text: &Text, out: &mut String) {
    push(out, &format!("{first}{}", lines(&text.text).replace('\n', &format!("\n{indent}"))));
}

fn heading(level: u8, title: &str, out: &mut String) {
    let title = line(title);
    let rule = if level == 1 { "=" } else { "-" };
    out.push('\n');
    push(out, &title);
    if level < 4 {
        push(out, &rule.repeat(textwrap::core::display_width(&title).min(100)));
    }
}

fn write(block: &Block, out: &mut String) {
    match block {
        Block::Heading(level, title) => heading(*level, title, out),
        Block::Paragraph(text) => hanging("\n", "", text, out),
        Block::Facts(facts) => {
            for (label, text) in facts {
                hanging(&format!("{}: ", line(label)), "  ", text, out);
            }
        }
        Block::Table(table) => {
            out.push('\n');
            for row in &table.rows {
                let cells = table.header.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty());
                for (at, (title, cell)) in cells.enumerate() {
                    let mark = if at == 0 { "* " } else { "  " };
                    hanging(&format!("{mark}{}: ", line(title)), "    ", cell, out);
                }
            }
        }
        Block::Points(points) => {
            out.push('\n');
            for point in points {
                hanging("- ", "  ", point, out);
            }
        }
        Block::Drawing(drawing) => {
            let lines = drawing.lines.as_ref().unwrap_or(&drawing.words);
            hanging("\n", "", &lines.as_str().into(), out);
        }
        Block::Sign(labels) => {
            out.push('\n');
            for label in labels {
                push(out, &format!("{label}: {}", "_".repeat(30)));
            }
        }
        Block::NextPage => push(out, ""),
    }
}
