//! CSV: a row an entry.

use super::{About, Exported, Format, Out};
use crate::render::{guarded, said_in};
use crate::view::EntryView;

/// A row an entry, every cell guarded.
pub(super) struct Csv;

const HEADER: [&str; 17] = [
    "case",
    "child",
    "state",
    "protocol",
    "pathway",
    "category",
    "parties",
    "case_stage",
    "case_due_at",
    "outcome",
    "entry",
    "kind",
    "stage",
    "happened_at",
    "recorded_at",
    "recorded_by",
    "text",
];

/// Writes rows, every cell guarded.
fn write(rows: impl Iterator<Item = [String; HEADER.len()]>, out: Out<'_>) -> anyhow::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell)))?;
    }
    writer.flush()?;
    Ok(())
}

impl Format for Csv {
    fn begin(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        write(std::iter::once(HEADER.map(ToOwned::to_owned)), out)
    }

    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let line = case.line();
        let parties = line.parties.join("; ");
        let row = |(view, _): (EntryView, _)| {
            let said = said_in(&view).into_iter().map(|(field, text)| format!("{field}: {text}"));
            let said = said.collect::<Vec<_>>().join("\n");
            [
                line.case.clone(),
                line.child.clone(),
                line.state.to_owned(),
                line.protocol.clone(),
                line.pathway.clone(),
                line.category.clone(),
                parties.clone(),
                line.stage.to_string(),
                line.due_at.clone().unwrap_or_default(),
                line.outcome.clone().unwrap_or_default(),
                view.entry.to_string(),
                view.kind,
                view.stage.map(|stage| stage.to_string()).unwrap_or_default(),
                view.happened_at.unwrap_or_default(),
                view.recorded_at,
                view.recorded_by.unwrap_or_default(),
                said,
            ]
        };
        write(case.entries().map(row), out)
    }

    fn end(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}
