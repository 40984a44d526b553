//! A document as Markdown.

use super::{Block, Document, Table, Text};
use crate::render::text::{line, lines};

/// The document as Markdown: whatever it says is shown as it stands, and is no markup.
pub fn markdown(document: &Document) -> String {
    let mut parts = vec![heading(1, &document.title)];
    parts.extend(document.blocks.iter().map(block));
    if !document.origin.is_empty() {
        parts.push(format!("\n---\n\n{}\n", escaped(&line(&document.origin))));
    }
    parts.concat().trim_start().to_owned()
}

/// What Markdown would take as markup.
const MARKUP: &str = "\\`*_{}[]<>#+-!|&~=()$^:";

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut number = true;
    for c in text.chars() {
        // A full stop after a number at the start of a line would make a list of it.
        let lists = number && matches!(c, '.' | ')');
        number = if c == '\n' { true } else { number && (c.is_ascii_digit() || c == ' ') };
        if lists || MARKUP.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A text within a line of markup: its own line breaks stay.
fn within(text: &str) -> String {
    escaped(&lines(text)).replace('\n', "  \n  ")
}

/// A text in a cell, which has one line.
fn cell(text: &str) -> String {
    escaped(&lines(text)).replace('\n', "<br>")
}

fn heading(level: u8, title: &str) -> String {
    format!("\n{} {}\n\n", "#".repeat(level.into()), escaped(&line(title)))
}

fn table(table: &Table) -> String {
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = row(table.header.iter().map(|title| cell(title)).collect());
    let rule = row(table.header.iter().map(|_| "---".to_owned()).collect());
    let rows: String =
        table.rows.iter().map(|cells| row(cells.iter().map(|text| cell(&text.text)).collect())).collect();
    format!("\n{head}{rule}{rows}\n")
}

/// Texts as the points of a list.
fn listed(points: impl Iterator<Item = String>) -> String {
    let points: Vec<String> = points.map(|point| format!("- {point}\n")).collect();
    points.concat()
}

fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, title) => heading(*level, title),
        Block::Paragraph(text) => format!("\n{}\n", escaped(&lines(&text.text)).replace('\n', "  \n")),
        Block::Facts(facts) => {
            let fact = |(label, text): &(String, Text)| {
                format!("**{}:** {}", escaped(&line(label)), within(&text.text))
            };
            listed(facts.iter().map(fact))
        }
        Block::Table(rows) => table(rows),
        Block::Points(points) => format!("\n{}", listed(points.iter().map(|point| within(&point.text)))),
        Block::Drawing(drawing) => format!("\n{}\n", escaped(&lines(&drawing.words)).replace('\n', "  \n")),
        Block::Sign(labels) => {
            let line = |label: &String| format!("**{}:** {}", escaped(label), "…".repeat(20));
            format!("\n{}", listed(labels.iter().map(line)))
        }
        Block::NextPage => "\n---\n\n".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_says_is_no_markup() {
        assert_eq!(escaped("1. one"), "1\\. one");
        assert_eq!(escaped("see 1.2"), "see 1.2");
        assert_eq!(escaped("<b>[x](y)"), "\\<b\\>\\[x\\]\\(y\\)");
        assert_eq!(cell("a|b\nc"), "a\\|b<br>c");
    }
}
