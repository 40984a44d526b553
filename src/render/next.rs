//! The page of the protocol that matters now.

use super::agenda::immediate_harm;
use super::case::because;
use super::{Page, Show, Tone, full};
use crate::view::{DutyView, NextView, StepView};

impl Show for NextView {
    fn show(&self, page: &mut Page) {
        immediate_harm(&self.outstanding, page);
        page.heading(&format!("Case {} · {} · {}", self.case, self.state, self.stage.title));
        page.toned(&format!("{} [{}]", self.stage.what, self.stage.source), Tone::Plain);
        page.blank();
        if self.protocol_origin != "shipped" {
            page.labelled("protocol", &self.protocol_title);
        }
        page.labelled("who", &self.stage.holders.join(" / "));
        for alternative in &self.alternatives {
            page.labelled(
                "or",
                &format!("{}. {} [{}]", alternative.ground, alternative.says, alternative.source),
            );
        }
        page.labelled("since", &full(&self.stage_entered_at));
        if self.state == "open" {
            limit(self, page);
        }
        if let Some(says) = &self.supported_request {
            page.labelled("note", says);
        }
        duties(&self.duties, page);
        required(self, page);
        others(self, page);
        then(self, page);
        page.blank().heading("What to type");
        for command in &self.commands {
            page.point("$", command, Tone::Plain);
        }
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = vec![
            "case",
            "kind",
            "id",
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
        let row = |item: &crate::view::OutstandingView| {
            vec![
                self.case.clone(),
                item.kind.to_owned(),
                item.id.clone(),
                item.what.clone(),
                item.owner.clone(),
                item.due_at.clone().unwrap_or_default(),
                item.overdue.to_string(),
                item.urgent.to_string(),
                item.since.clone(),
                item.source.clone().unwrap_or_default(),
                self.protocol_origin.to_owned(),
                self.protocol_digest.clone(),
            ]
        };
        (header, self.outstanding.iter().map(row).collect())
    }
}

fn limit(next: &NextView, page: &mut Page) {
    let (text, tone) = match (&next.due_at, next.overdue, next.urgent) {
        (Some(due), true, _) => (format!("{}: overdue", full(due)), Tone::Alarm),
        (Some(due), false, true) => (format!("without delay, by {} at the latest", full(due)), Tone::Alarm),
        (Some(due), false, false) => {
            (format!("{} at the latest; sooner where the child needs it", full(due)), Tone::Strong)
        }
        (None, _, true) => ("without delay".into(), Tone::Alarm),
        (None, _, false) => {
            (format!("{}: escalate timescale {} --by WHEN", next.stage.limit, next.case), Tone::Warn)
        }
    };
    let because = because(&next.limit);
    if because.starts_with('[') {
        page.labelled_as("limit", &format!("{text} {because}"), tone);
        return;
    }
    page.labelled_as("limit", &text, tone);
    if !because.is_empty() {
        page.labelled_as("", &because, Tone::Faint);
    }
}

fn duties(duties: &[DutyView], page: &mut Page) {
    if duties.is_empty() {
        return;
    }
    page.blank().heading("Duties");
    for duty in duties {
        let (mark, tone) = match (duty.met, duty.begun, duty.overdue) {
            (true, ..) => ("✓", Tone::Good),
            _ if duty.not_done => ("✗", Tone::Faint),
            (false, true, true) => ("!", Tone::Alarm),
            (false, true, false) => ("○", Tone::Plain),
            (false, false, _) => ("·", Tone::Faint),
        };
        let when = match (&duty.due_at, duty.overdue, duty.met) {
            _ if duty.not_done => {
                duty.met_by.map(|entry| format!(" — not done, entry {entry}")).unwrap_or_default()
            }
            (_, _, true) => duty.met_by.map(|entry| format!(" — met, entry {entry}")).unwrap_or_default(),
            (Some(due), true, false) => format!(" — overdue since {}", full(due)),
            (Some(due), false, false) => format!(" — {} at the latest", full(due)),
            (None, ..) if duty.optional => " — may be done".into(),
            (None, ..) if !duty.begun => " — only if it comes to that".into(),
            (None, ..) => String::new(),
        };
        let condition = duty.condition.as_ref().map(|condition| format!("{condition}: ")).unwrap_or_default();
        let owner = if duty.owner.is_empty() { String::new() } else { format!(" — {}", duty.owner) };
        let text = format!("{condition}{}{owner}{when} [{}] ({})", duty.what, duty.source, duty.id);
        page.point(mark, &text, tone);
    }
}

fn required(next: &NextView, page: &mut Page) {
    if next.required.is_empty() {
        return;
    }
    page.blank().heading("The record must say");
    for field in &next.required {
        let later = field.of.iter().all(|of| matches!(*of, "advance" | "resolution"));
        let (mark, tone) = match (field.given, later) {
            (true, _) => ("✓", Tone::Good),
            (false, false) => ("○", Tone::Warn),
            (false, true) => ("·", Tone::Faint),
        };
        let choices =
            field.choices.as_ref().map(|choices| format!(": {}", choices.join(", "))).unwrap_or_default();
        let text =
            format!("{} ({}{choices}; of {}) [{}]", field.title, field.id, field.of.join(", "), field.source);
        page.point(mark, &text, tone);
    }
}

/// What is outstanding besides the stage, its duties and its fields.
fn others(next: &NextView, page: &mut Page) {
    let shown = |kind: &str| matches!(kind, "duty" | "record") || kind == "stage" && next.state == "open";
    let others: Vec<_> = next
        .outstanding
        .iter()
        .filter(|item| {
            !shown(item.kind) || item.id.ends_with("-referral") || is_earlier_gap(next, item.kind, &item.id)
        })
        .collect();
    if others.is_empty() {
        return;
    }
    page.blank().heading("Outstanding besides");
    for item in others {
        let when = match (&item.due_at, item.overdue, item.urgent) {
            (Some(due), true, _) => format!(" — overdue since {}", full(due)),
            (Some(due), false, _) => format!(" — {} at the latest", full(due)),
            (None, _, true) => format!(" — without delay, since {}", full(&item.since)),
            (None, _, false) => String::new(),
        };
        let tone = if item.overdue || item.urgent { Tone::Alarm } else { Tone::Plain };
        let source = item.source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
        let owner = if item.owner.is_empty() { String::new() } else { format!(" ({})", item.owner) };
        page.point("○", &format!("{}: {}{when}{source}{owner}", item.kind, item.what), tone);
    }
}

/// A gap that an earlier stage left, and that the stage's own list does not show.
fn is_earlier_gap(next: &NextView, kind: &str, id: &str) -> bool {
    kind == "record" && !next.required.iter().any(|field| field.id == id)
}

fn then(next: &NextView, page: &mut Page) {
    if next.then.is_none() && next.jumps.is_empty() && next.afterwards.is_none() {
        return;
    }
    page.blank().heading("If that does not resolve it");
    if let Some(StepView { title, holders, limit, source, .. }) = &next.then {
        page.point("→", &format!("{title}: {}; {limit} [{source}]", holders.join(" / ")), Tone::Plain);
    }
    if let Some(condition) = &next.then_condition {
        page.point(
            " ",
            &format!("{} (ground {}) [{}]", condition.says, condition.ground, condition.source),
            Tone::Warn,
        );
    }
    for jump in &next.jumps {
        page.point(
            "⇒",
            &format!(
                "stage {} at once, on the ground {}: {} [{}]",
                jump.stage, jump.ground, jump.says, jump.source
            ),
            Tone::Faint,
        );
    }
    if let Some(afterwards) = &next.afterwards {
        page.point("→", afterwards, Tone::Plain);
    }
}
