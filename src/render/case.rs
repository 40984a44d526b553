//! A case as people read it, and what is said after something was stored.

use std::borrow::Cow;

use serde_json::Value;

use super::agenda::{immediate_harm, outstanding};
use super::{Page, Show, Tone, brief, day, full};
use crate::model::kinds::{KINDS, UNKNOWN_KIND};
use crate::protocol::Start;
use crate::view::{CaseView, EntryView, LimitView};

impl Show for CaseView {
    fn show(&self, page: &mut Page) {
        immediate_harm(&self.outstanding, page);
        page.heading(&format!("Case {} · {} · {}", self.case, self.state, self.child));
        page.labelled("protocol", &format!("{} (version {})", self.protocol_title, self.protocol_version));
        page.labelled("pathway", &self.pathway_title);
        page.labelled("category", &self.category_title);
        page.labelled("opened", &full(&self.opened_at));
        page.labelled("stage", &format!("{} · entered {}", self.stage_title, full(&self.stage_entered_at)));
        limit(self, page);
        if let Some(outcome) = &self.outcome {
            page.labelled_as("outcome", outcome, Tone::Good);
        }
        for unusual in &self.unusual {
            let says = format!(
                "Entry {} decides against a supported request. {} [{}]",
                unusual.entry, unusual.says, unusual.source
            );
            page.labelled_as("unusual", &says, Tone::Warn);
        }
        if self.held {
            page.labelled_as("legal hold", "This case is kept.", Tone::Warn);
        }
        parties(self, page);
        if !self.outstanding.is_empty() {
            page.blank().heading("Outstanding");
            outstanding(&self.outstanding, page);
        }
        if !self.not_done.is_empty() {
            page.blank().heading("Not done when it ended");
            for what in &self.not_done {
                page.point("○", what, Tone::Warn);
            }
        }
        page.blank().heading("Entries");
        for one in &self.entries {
            entry(one, page);
        }
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let header = vec![
            "case",
            "entry",
            "kind",
            "stage",
            "happened_at",
            "recorded_at",
            "recorded_by",
            "corrects",
            "fields",
            "receipt",
            "protocol",
            "protocol_origin",
            "protocol_digest",
        ];
        let row = |entry: &EntryView| {
            vec![
                self.case.clone(),
                entry.entry.to_string(),
                entry.kind.clone(),
                entry.stage.map(|stage| stage.to_string()).unwrap_or_default(),
                entry.happened_at.clone().unwrap_or_default(),
                entry.recorded_at.clone(),
                entry.recorded_by.clone().unwrap_or_default(),
                entry.corrects.map(|corrects| corrects.to_string()).unwrap_or_default(),
                said(entry).map(|(field, text)| format!("{field}: {text}")).collect::<Vec<_>>().join("\n"),
                // The receipt is of the entry that was just stored.
                self.receipt
                    .as_ref()
                    .filter(|receipt| receipt.entry == entry.entry)
                    .map(|receipt| receipt.receipt.clone())
                    .unwrap_or_default(),
                self.protocol.clone(),
                self.protocol_origin.to_owned(),
                self.protocol_digest.clone(),
            ]
        };
        (header, self.entries.iter().map(row).collect())
    }
}

/// Until when the stage lasts, and how that came about.
fn limit(case: &CaseView, page: &mut Page) {
    if case.state != "open" {
        return;
    }
    let (text, tone) = match (&case.due_at, case.overdue, case.urgent) {
        (Some(due), true, _) => (format!("{}: overdue", full(due)), Tone::Alarm),
        (Some(due), false, true) => (format!("without delay, by {} at the latest", full(due)), Tone::Alarm),
        (Some(due), false, false) => (format!("{} at the latest", full(due)), Tone::Strong),
        (None, _, true) => ("without delay".into(), Tone::Alarm),
        (None, _, false) => ("no limit known: state one with escalate timescale".into(), Tone::Warn),
    };
    let because = case.limit.as_ref().map(because).unwrap_or_default();
    if because.starts_with('[') {
        page.labelled_as("limit", &format!("{text} {because}"), tone);
        return;
    }
    page.labelled_as("limit", &text, tone);
    if !because.is_empty() {
        page.labelled_as("", &because, Tone::Faint);
    }
}

/// How a limit came about: rule, start, days passed over, calendar.
pub(super) fn because(limit: &LimitView) -> String {
    let mut parts = Vec::new();
    if let (Some(rule), Some(from)) = (&limit.rule, &limit.from) {
        let mark = limit.calendar_mark.as_ref().map(|mark| format!(" ({mark})")).unwrap_or_default();
        let calendar = limit.calendar.as_deref().unwrap_or_default();
        let from = from.parse::<Start>().map_or_else(|()| from.clone(), |start| start.in_words());
        parts.push(format!("{rule} from {from}, {}, calendar {calendar}{mark}", brief(&limit.start)));
    }
    if let Some(due) =
        limit.protocol_due_at.as_ref().filter(|_| limit.stated.is_some() || limit.protective.is_some())
    {
        parts.push(format!("the protocol's own end: {}", brief(due)));
    }
    if let Some(stated) = &limit.stated {
        parts.push(format!("stated: {}", brief(stated)));
    }
    if let Some(protective) = &limit.protective {
        parts.push(format!("to protect the child: {}", brief(protective)));
    }
    if let Some(awaited) = &limit.waits_for {
        parts.push(format!("it starts with: {awaited}"));
    }
    if !limit.skipped.is_empty() {
        let days: Vec<String> = limit
            .skipped
            .iter()
            .map(|day| format!("{} {}{}", day.date, day.name, if day.computed { " (computed)" } else { "" }))
            .collect();
        parts.push(format!("not counted: {}", days.join(", ")));
    }
    let source = limit.source.as_ref().map(|source| format!(" [{source}]")).unwrap_or_default();
    format!("{}{source}", parts.join("; ")).trim().to_owned()
}

fn parties(case: &CaseView, page: &mut Page) {
    for party in &case.parties {
        let people: Vec<String> = party
            .people
            .iter()
            .map(|person| {
                let parts = [person.name.as_str(), person.role.as_str()];
                parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
            })
            .collect();
        let mut text = format!("{}: {}", party.agency.as_deref().unwrap_or("(erased)"), people.join("; "));
        if let Some(place) = &party.keeps_record {
            text.push_str(" · own record: ");
            text.push_str(place);
        }
        match party.confirmed {
            Some(true) => text.push_str(" · confirmed the outcome"),
            Some(false) => text.push_str(" · does not confirm the outcome"),
            None => {}
        }
        page.labelled(party.standing, &text);
    }
}

/// The texts and facts of an entry, in the order of its fields.
pub fn said(entry: &EntryView) -> impl Iterator<Item = (&str, Cow<'_, str>)> {
    let is_said = |value: &&Value| !matches!(value, Value::Null | Value::Bool(false));
    let said = entry.fields.iter().filter(move |(_, value)| is_said(value));
    said.map(|(field, value)| {
        let text = in_one_text(value);
        let is_time = entry.times.contains(field);
        (field.as_str(), if is_time { full(&text).into() } else { text })
    })
}

/// The same in one text, a line each.
pub fn said_in_lines(entry: &EntryView) -> String {
    let mut lines = String::new();
    for (field, text) in said(entry) {
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(field);
        lines.push_str(": ");
        lines.push_str(&text);
    }
    lines
}

fn in_one_text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Array(list) => list.iter().map(in_one_text).collect::<Vec<_>>().join("; ").into(),
        other => other.to_string().into(),
    }
}

fn entry(entry: &EntryView, page: &mut Page) {
    let stage = entry.stage.map_or_else(|| "before the opening".into(), |stage| format!("stage {stage}"));
    let mut marks = vec![format!("{} · {stage}", entry.kind)];
    if !KINDS.contains(&entry.kind.as_str()) {
        marks.push(UNKNOWN_KIND.into());
    }
    if let Some(corrects) = entry.corrects {
        marks.push(format!("corrects entry {corrects}"));
    }
    if !entry.corrected_by.is_empty() {
        let by: Vec<String> = entry.corrected_by.iter().map(ToString::to_string).collect();
        marks.push(format!("corrected by entry {}", by.join(", ")));
    }
    if entry.tiers_differ {
        marks.push("tiers differ".into());
    }
    if let Some(by) = entry.approved_by {
        marks.push(format!("approved (entry {by})"));
    }
    if let Some(by) = entry.filed_by {
        marks.push(format!("filed (entry {by})"));
    }
    let happened = match &entry.happened_at {
        Some(at) if entry.day_only => day(at),
        Some(at) => brief(at),
        None => "(erased)".into(),
    };
    page.blank().heading(&format!("{} · {happened} · {}", entry.entry, marks.join(" · ")));
    let late = delay(entry);
    let by = entry.recorded_by.as_deref().unwrap_or("(erased)");
    page.labelled_as("recorded", &format!("{}{late}, by {by}", brief(&entry.recorded_at)), Tone::Faint);
    for (field, text) in said(entry) {
        page.labelled(field, &text);
    }
}

/// How late an entry was written: “3 days later”; by a clock that was set back nobody can tell.
pub fn delay(entry: &EntryView) -> String {
    if entry.clock_back {
        return ", by a clock that stood before the entry before it".into();
    }
    entry.recorded_after_minutes.map(after).unwrap_or_default()
}

fn after(minutes: i64) -> String {
    let (amount, unit) = match minutes {
        ..=4 => return ", at once".into(),
        5..=119 => (minutes, "minute"),
        120..=2879 => (minutes / 60, "hour"),
        _ => (minutes / 1440, "day"),
    };
    format!(", {amount} {unit}{} later", if amount == 1 { "" } else { "s" })
}

/// Writes what was stored, until when, who acts next, what to type, and the receipt.
pub fn stored(case: &CaseView, again: bool, next: &[String], page: &mut Page) {
    let Some(receipt) = &case.receipt else { return };
    if let Some(entry) = case.entries.iter().find(|entry| entry.entry == receipt.entry) {
        let what = if again { "Already stored" } else { "Stored" };
        let when = entry.happened_at.as_deref().map(full).unwrap_or_default();
        page.toned(
            &format!("{what}: entry {} of case {} ({}), {when}", entry.entry, case.case, entry.kind),
            Tone::Good,
        );
    }
    page.labelled("case", &format!("{} · {} · {}", case.case, case.state, case.child));
    if case.protocol_origin != "shipped" {
        page.labelled("protocol", &case.protocol_title);
    }
    page.labelled("stage", &case.stage_title);
    limit(case, page);
    if let Some(item) = case.outstanding.first() {
        page.labelled("acts next", &item.owner);
    }
    if !case.missing.is_empty() {
        page.labelled_as("missing", &case.missing.join(", "), Tone::Warn);
    }
    let items = |kinds: &[&str]| {
        let of_kind = case.outstanding.iter().filter(|item| kinds.contains(&item.kind));
        of_kind.map(|item| item.what.clone()).collect::<Vec<_>>().join("\n")
    };
    let awaited = items(&["request", "action", "confirmation", "approval", "filing"]);
    for (label, text) in [("duties", items(&["duty"])), ("awaited", awaited)] {
        if !text.is_empty() {
            page.labelled_as(label, &text, Tone::Warn);
        }
    }
    if let Some(command) = next.first() {
        page.labelled("next", command);
    }
    page.verbatim("receipt", &receipt.receipt);
}
