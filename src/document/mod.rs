//! A document for people who never touch a terminal: what it says, apart from the form that it takes.
//!
//! A document is headings, facts, tables, points and drawings. Each form is one file, and makes every
//! text that comes in safe for itself.

mod docx;
mod html;
mod markdown;
mod plain;
mod terminal;

pub use docx::docx;
pub use html::html;
pub use markdown::markdown;
pub use plain::plain;
pub use terminal::terminal;

use crate::model::Instant;
use crate::render::Tone;

/// A document, whatever form it takes.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// What stands at the head of every page.
    pub subject: String,
    /// What stands at the foot of every page: where it comes from.
    pub origin: String,
    /// When it was made; the times within the file are this one.
    pub made_at: Instant,
    /// What it says.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading, from level 2 on; the title is the only one of level 1.
    Heading(u8, String),
    /// A paragraph.
    Paragraph(Text),
    /// Labelled facts.
    Facts(Vec<(String, Text)>),
    /// A table.
    Table(Table),
    /// Points of a list.
    Points(Vec<Text>),
    /// A drawing.
    Drawing(Drawing),
    /// Lines to be filled in by hand.
    Sign(Vec<String>),
    /// What follows begins on a page of its own.
    NextPage,
}

/// A text, and how it is to strike the eye.
#[derive(Debug, Clone, Default)]
pub struct Text {
    /// The text, with its line breaks.
    pub text: String,
    /// How it is to strike the eye.
    pub tone: Tone,
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::toned(text, Tone::Plain)
    }
}

impl From<(&str, Tone)> for Text {
    fn from((text, tone): (&str, Tone)) -> Self {
        Self::toned(text, tone)
    }
}

impl From<(String, Tone)> for Text {
    fn from((text, tone): (String, Tone)) -> Self {
        Self::toned(text, tone)
    }
}

impl Text {
    /// A text with a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

/// A table with a caption and a header.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// The titles of its columns.
    pub header: Vec<String>,
    /// The width of each column, as a share of all.
    pub widths: Vec<u32>,
    /// Its rows.
    pub rows: Vec<Vec<Text>>,
}

/// A drawing, and the same in words.
#[derive(Debug, Clone)]
pub struct Drawing {
    /// The drawing as SVG markup that is safe already.
    pub svg: String,
    /// What it shows, for whoever does not see it and for forms without drawings.
    pub words: String,
    /// The same drawn with letters, for a terminal and an email, where there is such a form.
    pub lines: Option<String>,
}

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>, subject: impl Into<String>, made_at: Instant) -> Self {
        Self {
            title: title.into(),
            subject: subject.into(),
            origin: String::new(),
            made_at,
            blocks: Vec::new(),
        }
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, title: impl Into<String>) -> &mut Self {
        self.push(Block::Heading(level, title.into()))
    }

    /// Adds a paragraph; an empty one is left out.
    pub fn paragraph(&mut self, text: impl Into<Text>) -> &mut Self {
        let text = text.into();
        if text.text.is_empty() { self } else { self.push(Block::Paragraph(text)) }
    }

    /// Adds facts; those without a text are left out.
    pub fn facts(&mut self, facts: impl IntoIterator<Item = (impl Into<String>, Text)>) -> &mut Self {
        let facts: Vec<_> = facts
            .into_iter()
            .map(|(label, text)| (label.into(), text))
            .filter(|(_, text)| !text.text.is_empty())
            .collect();
        if facts.is_empty() { self } else { self.push(Block::Facts(facts)) }
    }

    /// Adds a table; one without rows is left out.
    pub fn table(&mut self, table: Table) -> &mut Self {
        if table.rows.is_empty() { self } else { self.push(Block::Table(table)) }
    }

    /// Adds points; none are left out.
    pub fn points(&mut self, points: impl IntoIterator<Item = impl Into<Text>>) -> &mut Self {
        let points: Vec<Text> = points.into_iter().map(Into::into).collect();
        if points.is_empty() { self } else { self.push(Block::Points(points)) }
    }

    /// Adds a part.
    pub fn push(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }
}

impl Table {
    /// A table with these columns, each with its share of the width.
    pub fn new(caption: impl Into<String>, columns: &[(&str, u32)]) -> Self {
        Self {
            caption: caption.into(),
            header: columns.iter().map(|(title, _)| (*title).to_owned()).collect(),
            widths: columns.iter().map(|(_, width)| *width).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn row(&mut self, row: impl IntoIterator<Item = Text>) -> &mut Self {
        self.rows.push(row.into_iter().collect());
        self
    }
}
