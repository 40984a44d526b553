//! CSV: a row an entry.

use super::{About, Exported, Format, Out};
use crate::render::{guarded, said_in_lines};

/// A row an entry, every cell guarded.
pub(super) struct Csv;

const HEADER: [&str; 19] = [
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
    "protocol_origin",
    "protocol_digest",
];

impl Format for Csv {
    fn begin(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let mut writer = ::csv::Writer::from_writer(out);
        writer.write_record(HEADER)?;
        Ok(writer.flush()?)
    }

    fn case(&mut self, case: &Exported<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let line = case.line();
        let (parties, stage) = (line.parties.join("; "), line.stage.to_string());
        let or_blank = |text: &Option<String>| text.clone().unwrap_or_default();
        let (due_at, outcome) = (or_blank(&line.due_at), or_blank(&line.outcome));
        let of_case = [
            &line.case,
            &line.child,
            line.state,
            &line.protocol,
            &line.pathway,
            &line.category,
            &parties,
            &stage,
            &due_at,
            &outcome,
        ]
        .map(guarded);
        let mut writer = ::csv::Writer::from_writer(out);
        for (view, _) in case.entries() {
            for cell in &of_case {
                writer.write_field(cell.as_bytes())?;
            }
            let stage = view.stage.map(|stage| stage.to_string()).unwrap_or_default();
            let of_entry = [
                &view.entry.to_string(),
                &view.kind,
                &stage,
                view.happened_at.as_deref().unwrap_or_default(),
                &view.recorded_at,
                view.recorded_by.as_deref().unwrap_or_default(),
                &said_in_lines(&view),
                line.protocol_origin,
                &line.protocol_digest,
            ];
            for cell in of_entry {
                writer.write_field(guarded(cell).as_bytes())?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        Ok(writer.flush()?)
    }

    fn end(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    fn beside(&self) -> Option<Box<dyn Format + Send>> {
        Some(Box::new(Self))
    }
}
