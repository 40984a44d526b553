//! A document as one self-contained page: no script, nothing loaded, on a telephone, in the dark, on A4.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{Block, Document, Table, Text};
use crate::render::Tone;
use crate::render::text::{line, lines};

const STYLE: &str = include_str!("page.css");

/// The document as a page.
pub fn html(document: &Document) -> String {
    // Nothing is allowed but the one style that stands in the page.
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy =
        format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'");
    let sections = sections(&document.blocks);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (line(&document.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "To the content" }
                header {
                    h1 { (line(&document.title)) }
                    p { (line(&document.subject)) }
                }
                @if sections.len() > 2 {
                    nav aria-label="Sections" {
                        ul { @for (at, title) in &sections { li { a href={ "#s" (at) } { (line(title)) } } } }
                    }
                }
                main #main tabindex="-1" { (blocks(&document.blocks)) }
                footer { @if !document.origin.is_empty() { p { (line(&document.origin)) } } }
            }
        }
    };
    page.into_string() + "\n"
}

/// The headings of level 2, with the places that a reader jumps to.
fn sections(blocks: &[Block]) -> Vec<(usize, &String)> {
    let headings = blocks.iter().enumerate();
    headings
        .filter_map(|(at, block)| match block {
            Block::Heading(2, title) => Some((at, title)),
            _ => None,
        })
        .collect()
}

fn blocks(blocks: &[Block]) -> Markup {
    html! { @for (at, one) in blocks.iter().enumerate() { (block(at, one)) } }
}

fn tone(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Plain => None,
        Tone::Strong => Some("strong"),
        Tone::Faint => Some("faint"),
        Tone::Alarm => Some("alarm"),
        Tone::Warn => Some("warn"),
        Tone::Good => Some("good"),
    }
}

fn said(text: &Text) -> Markup {
    let shown = lines(&text.text);
    html! {
        span class=[tone(text.tone)] {
            @for (at, part) in shown.split('\n').enumerate() { @if at > 0 { br; } (part) }
        }
    }
}

fn block(at: usize, block: &Block) -> Markup {
    html! {
        @match block {
            Block::Heading(2, title) => h2 id={ "s" (at) } { (line(title)) },
            Block::Heading(3, title) => h3 { (line(title)) },
            Block::Heading(_, title) => h4 { (line(title)) },
            Block::Paragraph(text) => p { (said(text)) },
            Block::Facts(facts) => dl {
                @for (label, text) in facts { div { dt { (line(label)) } dd { (said(text)) } } }
            },
            Block::Table(rows) => (table(rows)),
            Block::Points(points) => ul { @for point in points { li { (said(point)) } } },
            Block::Drawing(drawing) => figure { (PreEscaped(&drawing.svg)) },
            Block::Sign(labels) => dl.sign {
                @for label in labels { div { dt { (label) } dd { (PreEscaped("&nbsp;")) } } }
            },
            Block::NextPage => hr.page;,
        }
    }
}

/// A table that can be scrolled where it is wider than the page.
fn table(table: &Table) -> Markup {
    html! {
        div.scroll role="group" tabindex="0" aria-label=(line(&table.caption)) {
            table {
                caption.unseen { (line(&table.caption)) }
                thead { tr { @for title in &table.header { th scope="col" { (line(title)) } } } }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @for (at, text) in row.iter().enumerate() {
                                @let title = table.header.get(at).map(|title| line(title));
                                @if at == 0 { th scope="row" { (said(text)) } } @else { td data-title=[title] { (said(text)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
