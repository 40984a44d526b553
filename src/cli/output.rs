//! Where results, notes and errors go: results to standard output, everything else to standard error.

use std::io::{ErrorKind, Write};

use super::args::{Color, Format, Global};
use super::failure::{Failure, Status};
use super::surroundings::Surroundings;
use crate::render::{Line, Page, Show, Tone, to_json, write_rows};

/// How the results of a run are printed.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// The format of results.
    pub format: Format,
    color: bool,
    error_color: bool,
    quiet: bool,
    width: Option<u16>,
}

impl Output {
    /// How results are printed, by the arguments and by what is around.
    pub fn new(global: &Global, around: &Surroundings) -> Self {
        let color = |terminal: bool| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let forced = around.variable("CLICOLOR_FORCE").is_some_and(|value| value != "0");
                let refused = around.variable("NO_COLOR").is_some()
                    || around.variable("TERM").is_some_and(|term| term == "dumb");
                forced || terminal && !refused
            }
        };
        let columns = around.variable("COLUMNS").and_then(|columns| columns.to_str()?.parse().ok());
        Self {
            format: global.format,
            color: color(around.terminals.output),
            error_color: color(around.terminals.error),
            quiet: global.quiet,
            width: columns.or(around.terminals.width),
        }
    }

    /// Whether what is said besides the results is coloured.
    pub fn error_color(&self) -> bool {
        self.error_color
    }

    /// An empty page for results.
    pub fn page(&self) -> Page {
        Page::new(self.width, self.color)
    }

    /// Prints one result.
    pub fn one<T: Show>(&self, result: &T, around: &mut Surroundings) -> anyhow::Result<()> {
        match self.format {
            Format::Table => {
                let mut page = self.page();
                result.show(&mut page);
                write(&page.into_text(), around)
            }
            Format::Json => write(&format!("{}\n", to_json(result, true)?), around),
            Format::Jsonl => write(&format!("{}\n", to_json(result, false)?), around),
            Format::Csv => {
                let (header, rows) = result.rows();
                let mut bytes = Vec::new();
                write_rows(&mut bytes, &header, rows)?;
                write_bytes(&bytes, around)
            }
        }
    }

    /// Prints a list of results.
    pub fn list<T: Line>(&self, lines: &[T], around: &mut Surroundings) -> anyhow::Result<()> {
        match self.format {
            Format::Table => {
                let mut page = self.page();
                T::list(lines, &mut page);
                write(&page.into_text(), around)
            }
            Format::Json => write(&format!("{}\n", to_json(lines, true)?), around),
            Format::Jsonl => {
                for line in lines {
                    write(&format!("{}\n", to_json(line, false)?), around)?;
                }
                Ok(())
            }
            Format::Csv => {
                let mut bytes = Vec::new();
                write_rows(&mut bytes, T::HEADER, lines.iter().map(Line::row))?;
                write_bytes(&bytes, around)
            }
        }
    }

    /// Whether results are for people.
    pub fn is_for_people(&self) -> bool {
        self.format == Format::Table
    }

    /// Prints a page of results.
    pub fn print(&self, page: Page, around: &mut Surroundings) -> anyhow::Result<()> {
        write(&page.into_text(), around)
    }

    /// Says a receipt besides the results, on one line whatever the width.
    pub fn receipt(&self, receipt: &str, around: &mut Surroundings) {
        let mut page = Page::new(self.width, self.error_color);
        page.verbatim("receipt", receipt);
        let _ = around.error.write_all(page.into_text().as_bytes());
    }

    /// Says something besides the results that must not be missed.
    pub fn tell(&self, message: &str, around: &mut Surroundings) {
        self.say(message, Tone::Plain, around);
    }

    /// Says something besides the results; nothing where it is to be quiet.
    pub fn note(&self, message: &str, around: &mut Surroundings) {
        if !self.quiet {
            self.say(message, Tone::Plain, around);
        }
    }

    /// Says something that wants attention; nothing where it is to be quiet.
    pub fn warn(&self, message: &str, around: &mut Surroundings) {
        if !self.quiet {
            self.say(&format!("warning: {message}"), Tone::Warn, around);
        }
    }

    fn say(&self, message: &str, tone: Tone, around: &mut Surroundings) {
        // What was printed before comes first.
        let _ = around.output.flush();
        let mut page = Page::new(self.width, self.error_color);
        page.toned(message, tone);
        // There is nowhere left to report that standard error is gone.
        let _ = around.error.write_all(page.into_text().as_bytes());
    }

    /// Reports what went wrong, and that nothing was stored.
    pub fn failure(&self, failure: &Failure, around: &mut Surroundings) {
        if self.format == Format::Json || self.format == Format::Jsonl {
            let error = serde_json::json!({"error": {
                "code": failure.status.code(),
                "message": failure.message,
                "hint": failure.hint,
                "missing": failure.missing,
            }});
            let json = to_json(&error, false).unwrap_or_else(|_| "{\"error\":{}}".into());
            let _ = writeln!(around.error, "{json}");
            return;
        }
        let mut page = Page::new(self.width, self.error_color);
        page.toned(&format!("error: {}", failure.message), Tone::Alarm);
        if failure.status != Status::OutcomeUnknown && !failure.is_stored {
            page.paragraph("Nothing was stored.");
        }
        if let Some(hint) = &failure.hint {
            page.paragraph(&format!("hint: {hint}"));
        }
        let _ = around.error.write_all(page.into_text().as_bytes());
    }

    /// Shows the findings in a file, each with its line.
    pub fn findings(
        &self,
        findings: &crate::protocol::Findings,
        around: &mut Surroundings,
    ) -> anyhow::Result<()> {
        write(&crate::render::findings(findings, self.width, self.color), around)
    }
}

/// Writes results; a reader that has had enough is no failure.
fn write(results: &str, around: &mut Surroundings) -> anyhow::Result<()> {
    write_bytes(results.as_bytes(), around)
}

/// Writes results as bytes; a reader that has had enough is no failure.
pub fn write_bytes(results: &[u8], around: &mut Surroundings) -> anyhow::Result<()> {
    match around.output.write_all(results) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}
