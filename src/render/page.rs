//! A page for people: headings, labelled lines, paragraphs, tables, at a width, with or without colour.
//!
//! Every text that comes onto it is made safe to print here, and nowhere else.

use comfy_table::{Attribute, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::text;

/// How a text is to strike the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// What matters.
    Strong,
    /// What stands back.
    Faint,
    /// What is overdue or wrong.
    Alarm,
    /// What wants attention.
    Warn,
    /// What is done.
    Good,
}

/// A cell of a table.
#[derive(Debug, Clone, Default)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// The same with a further line.
    #[must_use]
    pub fn and_line(mut self, line: &str) -> Self {
        self.text.push('\n');
        self.text.push_str(line);
        self
    }

    /// A cell with a tone.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }
}

/// The width below which nothing is laid out.
const NARROWEST: u16 = 40;
/// The width below which the cells of a table stand one below another.
const TABLES: u16 = 72;
/// The width of running text.
const WIDEST: u16 = 120;
/// The width of the labels of labelled lines.
const LABEL: usize = 12;

/// A page that is being written.
#[derive(Debug)]
pub struct Page {
    out: String,
    width: u16,
    color: bool,
}

impl Page {
    /// An empty page of a width, with or without colour.
    pub fn new(width: Option<u16>, color: bool) -> Self {
        let width = width.unwrap_or(100).clamp(NARROWEST, WIDEST);
        Self { out: String::new(), width, color }
    }

    /// The page's text.
    pub fn into_text(self) -> String {
        self.out
    }

    fn styled(&self, text: &str, tone: Tone) -> String {
        use anstyle::{AnsiColor, Style};
        let style = match tone {
            Tone::Plain => return text.to_owned(),
            Tone::Strong => Style::new().bold(),
            Tone::Faint => Style::new().dimmed(),
            Tone::Alarm => AnsiColor::Red.on_default().bold(),
            Tone::Warn => AnsiColor::Yellow.on_default(),
            Tone::Good => AnsiColor::Green.on_default(),
        };
        if self.color { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn push_wrapped(&mut self, first: &str, indent: &str, body: &str, tone: Tone) {
        let room = usize::from(self.width).saturating_sub(textwrap::core::display_width(indent)).max(20);
        let mut lead = first;
        let shown = text::lines(body);
        for wrapped in shown.lines().flat_map(|line| textwrap::wrap(line, options(room))) {
            let styled = self.styled(&wrapped, tone);
            self.out.push_str(lead);
            self.out.push_str(&styled);
            self.out.push('\n');
            lead = indent;
        }
        if shown.is_empty() {
            self.out.push_str(first.trim_end());
            self.out.push('\n');
        }
    }

    /// An empty line.
    pub fn blank(&mut self) -> &mut Self {
        self.out.push('\n');
        self
    }

    /// A heading.
    pub fn heading(&mut self, title: &str) -> &mut Self {
        self.push_wrapped("", "", &text::line(title), Tone::Strong);
        self
    }

    /// A paragraph.
    pub fn paragraph(&mut self, body: &str) -> &mut Self {
        self.toned(body, Tone::Plain)
    }

    /// A paragraph with a tone.
    pub fn toned(&mut self, body: &str, tone: Tone) -> &mut Self {
        self.push_wrapped("", "", body, tone);
        self
    }

    /// A label and what belongs to it, indented under itself.
    pub fn labelled(&mut self, label: &str, body: &str) -> &mut Self {
        self.labelled_as(label, body, Tone::Plain)
    }

    /// A label and what belongs to it, with a tone.
    pub fn labelled_as(&mut self, label: &str, body: &str, tone: Tone) -> &mut Self {
        let label = self.label(label);
        self.push_wrapped(&label, &" ".repeat(LABEL), body, tone);
        self
    }

    /// A label and something that is to be copied: it stays on one line, whatever the width.
    pub fn verbatim(&mut self, label: &str, body: &str) -> &mut Self {
        let label = self.label(label);
        self.out.push_str(&label);
        self.out.push_str(&text::line(body));
        self.out.push('\n');
        self
    }

    /// A label with the room up to what belongs to it; a long one stands on a line of its own.
    fn label(&self, label: &str) -> String {
        let label = text::line(label);
        let styled = self.styled(&label, Tone::Faint);
        match LABEL.checked_sub(textwrap::core::display_width(&label) + 1) {
            Some(room) => format!("{styled} {}", " ".repeat(room)),
            None => format!("{styled}\n{}", " ".repeat(LABEL)),
        }
    }

    /// A drawing made of lines, which stay as they are.
    pub fn drawing(&mut self, lines: &str) -> &mut Self {
        self.out.push_str(&text::lines(lines));
        self.out.push('\n');
        self
    }

    /// The width that it is laid out in.
    pub fn width(&self) -> usize {
        usize::from(self.width)
    }

    /// A point of a list, under a mark.
    pub fn point(&mut self, mark: &str, body: &str, tone: Tone) -> &mut Self {
        let indent = " ".repeat(textwrap::core::display_width(mark) + 3);
        let first = format!("  {mark} ");
        self.push_wrapped(&first, &indent, body, tone);
        self
    }

    /// A table; one without rows is left out.
    pub fn table(&mut self, header: &[&str], rows: Vec<Vec<Cell>>) -> &mut Self {
        if rows.is_empty() {
            return self;
        }
        if self.width < TABLES && header.len() > 3 {
            return self.one_below_another(header, &rows);
        }
        let mut table = Table::new();
        table
            .load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.width);
        if self.color {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        let heads = header.iter().map(|head| comfy_table::Cell::new(head).add_attribute(Attribute::Bold));
        table.set_header(heads);
        for row in rows {
            table.add_row(row.iter().map(to_cell).collect::<Vec<_>>());
        }
        for column in table.column_iter_mut() {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(6)));
        }
        for line in table.lines() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self
    }
}

impl Page {
    /// The rows of a table that has no room: each cell on lines of its own.
    fn one_below_another(&mut self, header: &[&str], rows: &[Vec<Cell>]) -> &mut Self {
        for (number, row) in rows.iter().enumerate() {
            if number > 0 {
                self.blank();
            }
            for (title, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.text.is_empty()) {
                self.labelled_as(title, &cell.text, cell.tone);
            }
        }
        self
    }
}

/// Words are kept whole: an id or a reference is copied as it stands.
fn options(room: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(room).word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn to_cell(cell: &Cell) -> comfy_table::Cell {
    let shown = comfy_table::Cell::new_owned(text::lines(&cell.text).into_owned());
    match cell.tone {
        Tone::Plain => shown,
        Tone::Strong => shown.add_attribute(Attribute::Bold),
        Tone::Faint => shown.add_attribute(Attribute::Dim),
        Tone::Alarm => shown.fg(Color::Red).add_attribute(Attribute::Bold),
        Tone::Warn => shown.fg(Color::Yellow),
        Tone::Good => shown.fg(Color::Green),
    }
}
