//! CSV: a row an entry.

use super::{About, Exported, Format, Out};
use crate::render::{guarded, said_in};

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

fn write(out: Out<'_>, row: &[String]) -> anyhow::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    writer.write_record(row)?;
    writer.flush()?;
    Ok(())
}

impl Format for Csv {
    fn begin(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        write(out, &HEADER.map(ToOwned::to_owned))
    }

    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let line = case.line();
        for (view, _) in case.entries() {
            let said = said_in(&view).into_iter().map(|(field, text)| format!("{field}: {text}"));
            let row = [
                line.case.clone(),
                line.child.clone(),
                line.state.to_owned(),
                line.protocol.clone(),
                line.pathway.clone(),
                line.category.clone(),
                line.parties.join("; "),
                line.stage.to_string(),
                line.due_at.clone().unwrap_or_default(),
                line.outcome.clone().unwrap_or_default(),
                view.entry.to_string(),
                view.kind.clone(),
                view.stage.map(|stage| stage.to_string()).unwrap_or_default(),
                view.happened_at.clone().unwrap_or_default(),
                view.recorded_at.clone(),
                view.recorded_by.clone().unwrap_or_default(),
                said.collect::<Vec<_>>().join("\n"),
            ];
            write(out, &row.map(|cell| guarded(&cell)))?;
        }
        Ok(())
    }

    fn end(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}
