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

/// What Markdown takes as markup wherever it stands.
const MARKUP: &str = "\\`*_{}[]<>|&~!$^";
/// What it takes as markup at the beginning of a line.
const LEADING: &str = "#+-=:";

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Whether only blanks, or only digits, have stood on the line so far.
    let (mut blank, mut number) = (true, true);
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let is_list = number && !blank && matches!(c, '.' | ')');
        let is_address = c == ':' && letters.peek() == Some(&'/');
        if is_list || is_address || MARKUP.contains(c) || blank && LEADING.contains(c) {
            out.push('\\');
        }
        number = c == '\n' || number && (c.is_ascii_digit() || c == ' ');
        blank = c == '\n' || blank && c == ' ';
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
        assert_eq!(escaped("<b>[x](y)"), "\\<b\\>\\[x\\](y)");
        assert_eq!(escaped("# 2026-0007\n- at 09:30"), "\\# 2026-0007\n\\- at 09:30");
        assert_eq!(escaped("https://x"), "https\\://x");
        assert_eq!(cell("a|b\nc"), "a\\|b<br>c");
    }
}
