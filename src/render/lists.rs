//! Lists of cases, hits and protocols, as people read them.

use super::{Cell, Line, Page, Tone, brief};
use crate::view::{CaseLine, Found, ProtocolLine, SimilarView};

fn state_tone(state: &str) -> Tone {
    match state {
        "open" => Tone::Strong,
        "resolved" => Tone::Warn,
        _ => Tone::Faint,
    }
}

fn cells(line: &CaseLine) -> Vec<Cell> {
    vec![
        Cell::toned(line.case.as_str(), Tone::Strong),
        Cell::from(line.child.as_str()),
        Cell::toned(line.state, state_tone(line.state)),
        Cell::from(format!("{} {}", line.protocol_marked, line.pathway)),
        Cell::from(line.stage_title.as_str()),
        Cell::from(line.due_at.as_deref().map(brief).unwrap_or_default()),
        Cell::from(line.parties.join("; ")),
    ]
}

const COLUMNS: &[&str] = &["case", "child", "state", "pathway", "stage", "at the latest", "parties"];

impl Line for CaseLine {
    const HEADER: &'static [&'static str] = &[
        "case",
        "state",
        "child",
        "protocol",
        "protocol_version",
        "pathway",
        "category",
        "stage",
        "stage_title",
        "opened_at",
        "stage_entered_at",
        "due_at",
        "outcome",
        "parties",
        "protocol_origin",
        "protocol_digest",
    ];

    fn row(&self) -> Vec<String> {
        vec![
            self.case.clone(),
            self.state.to_owned(),
            self.child.clone(),
            self.protocol.clone(),
            self.protocol_version.clone(),
            self.pathway.clone(),
            self.category.clone(),
            self.stage.to_string(),
            self.stage_title.clone(),
            self.opened_at.clone(),
            self.stage_entered_at.clone(),
            self.due_at.clone().unwrap_or_default(),
            self.outcome.clone().unwrap_or_default(),
            self.parties.join("; "),
            self.protocol_origin.to_owned(),
            self.protocol_digest.clone(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        if lines.is_empty() {
            page.paragraph("No case.");
        }
        page.table(COLUMNS, lines.iter().map(cells).collect());
    }
}

impl Line for SimilarView {
    const HEADER: &'static [&'static str] = &[
        "case",
        "state",
        "child",
        "protocol",
        "pathway",
        "category",
        "stage",
        "opened_at",
        "outcome",
        "parties",
        "same_category",
        "shared_parties",
        "protocol_origin",
        "protocol_digest",
    ];

    fn row(&self) -> Vec<String> {
        let line = &self.line;
        vec![
            line.case.clone(),
            line.state.to_owned(),
            line.child.clone(),
            line.protocol.clone(),
            line.pathway.clone(),
            line.category.clone(),
            line.stage.to_string(),
            line.opened_at.clone(),
            line.outcome.clone().unwrap_or_default(),
            line.parties.join("; "),
            self.same_category.to_string(),
            self.shared_parties.to_string(),
            line.protocol_origin.to_owned(),
            line.protocol_digest.clone(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        if lines.is_empty() {
            page.paragraph("No similar case is recorded.");
            return;
        }
        let rows = lines
            .iter()
            .map(|similar| {
                let mut alike = Vec::new();
                if similar.same_category {
                    alike.push(format!("category {}", similar.line.category));
                }
                if similar.shared_parties > 0 {
                    alike.push(format!("{} of the parties", similar.shared_parties));
                }
                vec![
                    Cell::toned(similar.line.case.as_str(), Tone::Strong),
                    Cell::from(similar.line.child.as_str()),
                    Cell::toned(similar.line.state, state_tone(similar.line.state)),
                    Cell::from(brief(&similar.line.opened_at)),
                    Cell::from(alike.join(", ")),
                    Cell::from(similar.line.parties.join("; ")),
                ]
            })
            .collect();
        page.table(&["case", "child", "state", "opened", "the same", "parties"], rows);
    }
}

impl Line for Found {
    const HEADER: &'static [&'static str] = &["case", "entry", "kind", "happened_at", "excerpt"];

    fn row(&self) -> Vec<String> {
        vec![
            self.case.clone(),
            self.entry.to_string(),
            self.kind.clone(),
            self.happened_at.clone().unwrap_or_default(),
            self.excerpt.clone(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        if lines.is_empty() {
            page.paragraph("No entry holds these words.");
            return;
        }
        let rows = lines
            .iter()
            .map(|found| {
                vec![
                    Cell::toned(found.case.as_str(), Tone::Strong),
                    Cell::from(found.entry.to_string()),
                    Cell::from(found.kind.as_str()),
                    Cell::from(found.happened_at.as_deref().map(brief).unwrap_or_default()),
                    Cell::from(super::text::line(&found.excerpt)),
                ]
            })
            .collect();
        page.table(&["case", "entry", "kind", "when", "text"], rows);
    }
}

impl Line for ProtocolLine {
    const HEADER: &'static [&'static str] = &[
        "id",
        "title",
        "version",
        "extends",
        "pathways",
        "origin",
        "findings",
        "protocol_origin",
        "protocol_digest",
    ];

    fn row(&self) -> Vec<String> {
        vec![
            self.id.clone(),
            self.title.clone().unwrap_or_default(),
            self.version.clone().unwrap_or_default(),
            self.extends.clone().unwrap_or_default(),
            self.pathways.join("; "),
            self.origin.clone(),
            self.findings.to_string(),
            self.protocol_origin.unwrap_or_default().to_owned(),
            self.protocol_digest.clone().unwrap_or_default(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        let rows = lines
            .iter()
            .map(|line| {
                let title = match (&line.title, line.findings) {
                    (Some(title), _) => Cell::from(title.as_str()),
                    (None, findings) => Cell::toned(
                        format!("{findings} findings: escalate protocol check {}", line.origin),
                        Tone::Alarm,
                    ),
                };
                vec![
                    Cell::toned(line.id.as_str(), Tone::Strong),
                    title,
                    Cell::from(line.pathways.join(", ")),
                    Cell::from(line.extends.as_deref().unwrap_or_default()),
                    Cell::toned(line.origin.as_str(), Tone::Faint),
                ]
            })
            .collect();
        page.table(&["id", "title", "pathways", "extends", "from"], rows);
    }
}
