//! What is outstanding, as people read it.

use super::{Cell, Line, Page, Tone, brief};
use crate::view::{DueView, OutstandingView};

/// When something is due, and how that strikes the eye.
///
/// A limit is a maximum: nothing here reads as “not due yet”.
fn due(due_at: Option<&str>, overdue: bool, urgent: bool, since: &str, age: Option<u32>) -> Cell {
    match (due_at, overdue, urgent) {
        (Some(due_at), true, _) => Cell::toned(format!("{}\noverdue", brief(due_at)), Tone::Alarm),
        (Some(due_at), false, true) => {
            Cell::toned(format!("without delay, by {} at the latest", brief(due_at)), Tone::Alarm)
        }
        (None, _, true) => {
            Cell::toned(format!("without delay\nsince {}, {}", brief(since), days(age)), Tone::Alarm)
        }
        (Some(due_at), false, false) => Cell::toned(format!("by {}", brief(due_at)), Tone::Strong),
        (None, _, false) => Cell::toned(format!("no date set\n{}", days(age)), Tone::Warn),
    }
}

/// An age in working days.
fn days(age: Option<u32>) -> String {
    match age {
        None | Some(0) => "today".into(),
        Some(1) => "1 working day".into(),
        Some(days) => format!("{days} working days"),
    }
}

/// The word for a kind, for people.
fn kind(kind: &str) -> &str {
    match kind {
        "overall" => "whole process",
        HARM => HARM_TITLE,
        "record" => "missing",
        kind => kind,
    }
}

impl Line for DueView {
    const HEADER: &'static [&'static str] = &[
        "case",
        "child",
        "protocol",
        "pathway",
        "stage",
        "kind",
        "what",
        "owner",
        "due_at",
        "overdue",
        "urgent",
        "since",
        "source",
        "protocol_origin",
        "protocol_digest",
    ];

    fn row(&self) -> Vec<String> {
        vec![
            self.case.clone(),
            self.child.clone(),
            self.protocol.clone(),
            self.pathway.clone(),
            self.stage.to_string(),
            self.kind.to_owned(),
            self.what.clone(),
            self.owner.clone(),
            self.due_at.clone().unwrap_or_default(),
            self.overdue.to_string(),
            self.urgent.to_string(),
            self.since.clone(),
            self.source.clone().unwrap_or_default(),
            self.protocol_origin.to_owned(),
            self.protocol_digest.clone(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        let of = |chosen: fn(&Self) -> bool| lines.iter().filter(|line| chosen(line)).collect::<Vec<_>>();
        let sections = [
            (HARM_TITLE, Tone::Alarm, of(|line| line.kind == HARM)),
            ("overdue", Tone::Alarm, of(|line| line.overdue)),
            ("without delay", Tone::Alarm, of(|line| line.urgent && !line.overdue && line.kind != HARM)),
            ("due", Tone::Strong, of(|line| line.due_at.is_some() && !line.overdue && !line.urgent)),
            ("to review", Tone::Warn, of(|line| line.to_review)),
            ("no date set", Tone::Warn, of(|line| line.due_at.is_none() && !line.urgent && !line.to_review)),
        ];
        let shown = sections.iter().filter(|(title, _, lines)| *title != HARM_TITLE || !lines.is_empty());
        let counts = shown.map(|(title, _, lines)| format!("{} {title}", lines.len()));
        let pressing = sections.iter().take(3).any(|(.., lines)| !lines.is_empty());
        let tone = if pressing { Tone::Alarm } else { Tone::Good };
        page.toned(&format!("{}.", counts.collect::<Vec<_>>().join(" · ")), tone);
        for (title, tone, lines) in sections {
            if !lines.is_empty() {
                page.blank().toned(&capital(title), tone);
                section(&lines, page);
            }
        }
    }
}

/// The kind of a risk of immediate harm: it stands before everything else.
const HARM: &str = "immediate-harm";
const HARM_TITLE: &str = "immediate harm";

/// Says first that a child is at risk of immediate harm, and what to do.
pub(super) fn immediate_harm(items: &[OutstandingView], page: &mut Page) {
    if let Some(harm) = items.iter().find(|item| item.kind == HARM) {
        page.toned(&format!("{}.", harm.what.trim_end_matches('.')), Tone::Alarm);
    }
}

/// A title begins with a capital.
fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What is due of one kind of urgency.
fn section(lines: &[&DueView], page: &mut Page) {
    let rows = together(lines).into_iter().map(|(line, what)| {
        // How long it has been overdue says that it is.
        let due = match &line.due_at {
            Some(due_at) if line.overdue => Cell::toned(brief(due_at), Tone::Alarm),
            due_at => due(due_at.as_deref(), false, line.urgent, &line.since, line.age_working_days),
        };
        vec![
            Cell::toned(format!("{}\n{}", line.case, line.child), Tone::Strong),
            if line.away.is_empty() { due } else { due.and_line(&line.away) },
            Cell::from(format!("{}: {what}", kind(line.kind))),
            Cell::from(line.owner.as_str()),
            clause(line),
        ]
    });
    page.table(&["case", "when", "what", "who", "clause"], rows.collect());
}

/// The clause that a limit comes from, with the mark of a definition that is not the shipped one.
fn clause(line: &DueView) -> Cell {
    let source = Cell::toned(line.source.as_deref().unwrap_or_default(), Tone::Faint);
    line.own_protocol.as_ref().map_or(source.clone(), |own| source.and_line(own))
}

/// The lines as people read them: what a record lacks and has no limit stands together, case by case.
fn together<'l>(lines: &[&'l DueView]) -> Vec<(&'l DueView, String)> {
    let mut rows: Vec<(&DueView, String)> = Vec::new();
    for line in lines {
        let joins = |(row, _): &&mut (&DueView, String)| {
            row.case == line.case
                && row.kind == "record"
                && line.kind == "record"
                && row.due_at == line.due_at
        };
        match rows.last_mut().filter(joins) {
            Some((_, what)) => {
                what.push_str("; ");
                what.push_str(&line.what);
            }
            None => rows.push((line, line.what.clone())),
        }
    }
    rows
}

/// Writes what is outstanding in one case.
pub(super) fn outstanding(items: &[OutstandingView], page: &mut Page) {
    let rows = items
        .iter()
        .map(|item| {
            vec![
                due(item.due_at.as_deref(), item.overdue, item.urgent, &item.since, item.age_working_days),
                Cell::from(format!("{}: {}", kind(item.kind), item.what)),
                Cell::from(item.id.as_str()),
                Cell::from(item.owner.as_str()),
                Cell::toned(item.source.as_deref().unwrap_or_default(), Tone::Faint),
            ]
        })
        .collect();
    page.table(&["when", "what", "id", "who", "clause"], rows);
}
