//! CSV: a row an entry.

use std::io::Write;

use super::{Exported, Format, LogHead};
use crate::protocol::Resolved;
use crate::render::{guarded, said_in};
use crate::view::CaseLine;

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

fn write(out: &mut dyn Write, row: &[String]) -> anyhow::Result<()> {
    let mut writer = ::csv::WriterBuilder::new().from_writer(out);
    writer.write_record(row)?;
    writer.flush()?;
    Ok(())
}

impl Format for Csv {
    fn begin(
        &mut self,
        _logs: &[LogHead],
        _definitions: &[Resolved],
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        write(out, &HEADER.map(ToOwned::to_owned))
    }

    fn case(&mut self, _line: &CaseLine, _out: &mut dyn Write) -> anyhow::Result<()> {
        Ok(())
    }

    fn entry(&mut self, exported: &Exported<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
        let Exported { line, view, .. } = exported;
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
            said_in(view)
                .into_iter()
                .map(|(field, text)| format!("{field}: {text}"))
                .collect::<Vec<_>>()
                .join("\n"),
        ];
        write(out, &row.map(|cell| guarded(&cell)))
    }

    fn end(&mut self, _out: &mut dyn Write) -> anyhow::Result<()> {
        Ok(())
    }
}
