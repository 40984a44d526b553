//! The records of cases as one document: for Word, or as Markdown.

use super::record::{origin, redacted};
use super::{About, Exported, Format, Out, record};
use crate::document::{Block, Document, docx, markdown};
use crate::render::Tone;

/// The full record of each case, each on a page of its own.
pub(super) struct Records {
    write: fn(&Document) -> anyhow::Result<Vec<u8>>,
    records: Vec<Document>,
}

impl Records {
    /// For Word.
    pub(super) fn word() -> Self {
        Self { write: docx, records: Vec::new() }
    }

    /// As Markdown.
    pub(super) fn markdown() -> Self {
        Self { write: |document| Ok(markdown(document).into_bytes()), records: Vec::new() }
    }
}

impl Format for Records {
    fn begin(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    fn case(&mut self, case: &Exported<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        self.records.push(record(&case.loaded.case, case.viewing(), case.head));
        Ok(())
    }

    fn end(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let records = std::mem::take(&mut self.records);
        out.write_all(&(self.write)(&together(records, about))?)?;
        Ok(())
    }
}

/// One record as it is; several under a title of their own.
fn together(mut records: Vec<Document>, about: &About<'_>) -> Document {
    let redacted = redacted(about.redact);
    if records.len() == 1
        && let Some(mut only) = records.pop()
    {
        only.blocks.splice(0..0, redacted.map(|said| Block::Paragraph((said, Tone::Warn).into())));
        return only;
    }
    let mut all = Document::new("Records of professional disagreements", "Records of cases", about.now);
    all.origin = origin(about.head, about.now);
    if records.is_empty() {
        all.paragraph("The logbook has no cases.");
    }
    if let Some(said) = redacted {
        all.paragraph((said, Tone::Warn));
    }
    for (at, record) in records.into_iter().enumerate() {
        if at > 0 {
            all.push(Block::NextPage);
        }
        all.heading(2, record.subject);
        for block in record.blocks {
            all.push(match block {
                Block::Heading(level, title) => Block::Heading((level + 1).min(5), title),
                other => other,
            });
        }
    }
    all
}
