//! The full record of a case, for the child's file.

use super::timeline::timeline;
use crate::document::{Block, Document, Table, Text};
use crate::model::kinds::{KINDS, UNKNOWN_KIND};
use crate::model::{Case, Id, Instant, Receipt};
use crate::protocol::Protocol;
use crate::render::{Tone, brief, day, full, in_words, said_in};
use crate::rules::{Redact, title_of};
use crate::view::{CaseView, EntryView, OutstandingView, PartyView, Viewing};

/// The full record of a case: front sheet, chronology, what was said stage by stage, what is outstanding.
pub fn record(case: &Case, viewing: Viewing<'_>, head: Receipt) -> Document {
    let view = CaseView::of(case, viewing, None);
    let mut document = Document::new(
        "Record of a professional disagreement",
        format!("Case {} · {}", view.case, view.child),
        viewing.now,
    );
    document.origin = origin(head, viewing.now);
    front(&view, &viewing.definition.protocol, &mut document);
    parties(&view.parties, &mut document);
    document.heading(2, "Course against its limits");
    document.push(Block::Drawing(timeline(case, viewing)));
    chronology(&view, &mut document);
    stages(&view, &viewing.definition.protocol, &mut document);
    outstanding(&view, &mut document);
    ending(&view, &viewing.definition.protocol, &mut document);
    approvals(&view, &viewing.definition.protocol, &mut document);
    document.heading(2, "Receipt").paragraph(
        "Whoever keeps this receipt can have it compared with the logbook later (escalate verify --expect): \
         the logbook then still holds every entry up to it, unchanged.",
    );
    document.facts([("Receipt", Text::from(head.to_string()))]);
    document
}

/// Where a document comes from: the receipt of the logbook, and when.
pub(super) fn origin(head: Receipt, now: Instant) -> String {
    format!("Made on {} from the logbook · {head}", in_words(now))
}

/// What a reader is told where something was taken out.
pub(super) fn redacted(redact: Redact) -> Option<String> {
    (redact != Redact::None).then(|| format!("Redacted before it was given out: {}.", redact.meaning()))
}

fn front(view: &CaseView, protocol: &Protocol, document: &mut Document) {
    let outcome = view.outcome.as_ref().and_then(|outcome| {
        protocol.outcomes.iter().find(|known| known.id.as_str() == outcome).map(|known| known.title.clone())
    });
    document.facts([
        ("Case", Text::from(view.case.as_str())),
        ("State", view.state.into()),
        ("Child", view.child.as_str().into()),
        ("Protocol", format!("{} (version {})", view.protocol_title, view.protocol_version).into()),
        ("Document", protocol.document.as_str().into()),
        ("Pathway", view.pathway_title.as_str().into()),
        ("Category", view.category_title.as_str().into()),
        ("Opened", full(&view.opened_at).into()),
        ("Stage", format!("{} (entered {})", view.stage_title, full(&view.stage_entered_at)).into()),
        ("Limit of the stage", limit(view)),
        ("Calendar", calendar(view)),
        ("Outcome", outcome.unwrap_or_default().into()),
        ("Legal hold", if view.held { ("This case is kept.", Tone::Warn).into() } else { Text::default() }),
    ]);
    for unusual in &view.unusual {
        let said = format!(
            "Entry {} decides against a supported request. {} [{}]",
            unusual.entry, unusual.says, unusual.source
        );
        document.paragraph((said, Tone::Warn));
    }
}

/// The calendar that counted the limit, where it is not the shipped one.
fn calendar(view: &CaseView) -> Text {
    let limit = view.limit.as_ref();
    let named = limit.and_then(|limit| Some((limit.calendar.as_ref()?, limit.calendar_mark.as_ref()?)));
    named.map(|(calendar, mark)| (format!("{calendar} ({mark})"), Tone::Warn).into()).unwrap_or_default()
}

/// Until when the stage lasts; nothing of a case that has ended.
pub(super) fn limit(view: &CaseView) -> Text {
    if view.state != "open" {
        return Text::default();
    }
    match (&view.due_at, view.overdue, view.urgent) {
        (Some(due), true, _) => (format!("{}: overdue", full(due)), Tone::Alarm).into(),
        (Some(due), false, true) => {
            (format!("without delay, by {} at the latest", full(due)), Tone::Alarm).into()
        }
        (Some(due), false, false) => format!("{} at the latest", full(due)).into(),
        (None, _, true) => ("without delay", Tone::Alarm).into(),
        (None, _, false) => ("no limit known", Tone::Warn).into(),
    }
}

fn parties(parties: &[PartyView], document: &mut Document) {
    let columns = [("Agency", 3), ("People", 4), ("Own record", 2), ("Outcome confirmed", 2)];
    let mut table = Table::new("Agencies and people", &columns);
    for party in parties {
        let people = party.people.iter().map(|person| {
            let parts = [person.name.as_str(), person.role.as_str()];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        });
        let agency = party.agency.as_deref().unwrap_or("(erased)");
        let standing = if party.standing == "party" { "" } else { " (consulted)" };
        table.row([
            format!("{agency}{standing}").into(),
            people.collect::<Vec<_>>().join("\n").into(),
            party.keeps_record.as_deref().unwrap_or_default().into(),
            match party.confirmed {
                Some(true) => ("yes", Tone::Good).into(),
                Some(false) => ("declined", Tone::Warn).into(),
                None => Text::default(),
            },
        ]);
    }
    document.heading(2, "Agencies and people").table(table);
}

/// When an entry happened; a day alone without an hour that nobody gave.
pub(super) fn happened(entry: &EntryView) -> String {
    match &entry.happened_at {
        Some(at) if entry.day_only => day(at),
        Some(at) => brief(at),
        None => "(erased)".into(),
    }
}

/// When an entry was written, and how long after it happened.
fn recorded(entry: &EntryView) -> String {
    let late = crate::render::delay(entry);
    format!("{}{late}", brief(&entry.recorded_at))
}

fn chronology(view: &CaseView, document: &mut Document) {
    let columns = [("Happened", 6), ("Entry", 3), ("What", 5), ("Stage", 3), ("Recorded", 7), ("By", 8)];
    let mut table = Table::new("Every entry in the order in which it happened", &columns);
    let mut entries: Vec<&EntryView> = view.entries.iter().collect();
    entries.sort_by_cached_key(|entry| {
        let at = entry.happened_at.as_ref().unwrap_or(&entry.recorded_at);
        (chrono::DateTime::parse_from_rfc3339(at).ok(), entry.entry)
    });
    for entry in entries {
        table.row([
            happened(entry).into(),
            entry.entry.to_string().into(),
            entry.kind.as_str().into(),
            entry.stage.map_or_else(|| "earlier".into(), |stage| stage.to_string()).into(),
            recorded(entry).into(),
            entry.recorded_by.as_deref().unwrap_or("(erased)").into(),
        ]);
    }
    document.heading(2, "Chronology").table(table);
}

/// The title of a stage of a case.
fn stage_title(view: &CaseView, protocol: &Protocol, stage: Option<u8>) -> String {
    let Some(number) = stage else { return "Before the opening".into() };
    let pathway = protocol.pathways.iter().find(|pathway| pathway.id.as_str() == view.pathway);
    let stage = pathway.and_then(|pathway| pathway.stages.iter().find(|stage| stage.number.0 == number));
    stage.map_or_else(|| format!("Stage {number}"), |stage| stage.title.clone())
}

fn stages(view: &CaseView, protocol: &Protocol, document: &mut Document) {
    document.heading(2, "Discussions and decisions, stage by stage");
    let mut before = None;
    for entry in &view.entries {
        if before != Some(entry.stage) {
            document.heading(3, stage_title(view, protocol, entry.stage));
            before = Some(entry.stage);
        }
        document.heading(4, format!("Entry {} · {} · {}", entry.entry, entry.kind, happened(entry)));
        let marks = marks(entry);
        if !marks.is_empty() {
            document.paragraph((marks.join("; "), Tone::Faint));
        }
        document.facts(facts(entry, protocol));
    }
}

/// What else is known of an entry.
fn marks(entry: &EntryView) -> Vec<String> {
    let mut marks = Vec::new();
    if !KINDS.contains(&entry.kind.as_str()) {
        marks.push(UNKNOWN_KIND.to_owned());
    }
    if entry.erased {
        marks.push("lawfully erased".to_owned());
    }
    marks.extend(entry.corrects.map(|corrects| format!("corrects entry {corrects}")));
    marks.extend(entry.corrected_by.iter().map(|by| format!("corrected by entry {by}")));
    if entry.tiers_differ {
        marks.push("the people are of different tiers".into());
    }
    marks.extend(entry.approved_by.map(|by| format!("approved (entry {by})")));
    marks.extend(entry.filed_by.map(|by| format!("filed (entry {by})")));
    marks
}

/// What an entry says, each text under the title that the protocol gives it.
pub(super) fn facts(entry: &EntryView, protocol: &Protocol) -> Vec<(String, Text)> {
    let said = said_in(entry);
    said.map(|(field, text)| (label(field, protocol), Text::from(choice(field, text.into_owned(), protocol))))
        .collect()
}

/// What a field is called: by the protocol, or by the program in plain words.
fn label(field: &str, protocol: &Protocol) -> String {
    let title = field.parse::<Id>().map_or_else(|_| field.to_owned(), |id| title_of(protocol, &id));
    let mut words = title.replace('-', " ");
    if title != field {
        return title;
    }
    if let Some(first) = words.get(..1) {
        let first = first.to_uppercase();
        words.replace_range(..1, &first);
    }
    words
}

/// An answer in words, where the field has choices.
fn choice(field: &str, answer: String, protocol: &Protocol) -> String {
    let choices = match field {
        "outcome" => Some(&protocol.outcomes),
        field => protocol.field(field).map(|known| &known.choices),
    };
    let titled = choices.and_then(|choices| choices.iter().find(|one| one.id == *answer));
    let category = || protocol.categories.iter().find(|one| field == "category" && one.id == *answer);
    match (titled, category()) {
        (Some(one), _) => one.title.clone(),
        (_, Some(one)) => one.title.clone(),
        _ => answer,
    }
}

/// When something outstanding is due, and how that strikes the eye: a limit is a maximum.
pub(super) fn due(due_at: Option<&str>, overdue: bool, urgent: bool) -> Text {
    match (due_at, overdue, urgent) {
        (Some(due), true, _) => (format!("overdue since {}", brief(due)), Tone::Alarm).into(),
        (Some(due), false, true) => {
            (format!("without delay, by {} at the latest", brief(due)), Tone::Alarm).into()
        }
        (Some(due), false, false) => format!("by {}", brief(due)).into(),
        (None, _, true) => ("without delay", Tone::Alarm).into(),
        (None, _, false) => ("no limit known", Tone::Warn).into(),
    }
}

fn outstanding(view: &CaseView, document: &mut Document) {
    document.heading(2, "Outstanding");
    if view.outstanding.is_empty() {
        document.paragraph("Nothing is outstanding.");
    }
    let mut table = Table::new("What is outstanding", &[("When", 3), ("What", 5), ("Who", 3), ("Clause", 2)]);
    for OutstandingView { what, owner, due_at, overdue, urgent, source, .. } in &view.outstanding {
        table.row([
            due(due_at.as_deref(), *overdue, *urgent),
            what.as_str().into(),
            owner.as_str().into(),
            (source.clone().unwrap_or_default(), Tone::Faint).into(),
        ]);
    }
    document.table(table);
    if !view.not_done.is_empty() {
        document.heading(3, "Not done when it ended");
        document.points(view.not_done.iter().map(String::as_str));
    }
}

fn ending(view: &CaseView, protocol: &Protocol, document: &mut Document) {
    let ended = |entry: &&EntryView| entry.kind == "resolution" || entry.kind == "withdrawal";
    let Some(entry) = view.entries.iter().rev().find(ended).filter(|_| view.state != "open") else { return };
    document.heading(2, "Outcome").facts(facts(entry, protocol));
}

fn approvals(view: &CaseView, protocol: &Protocol, document: &mut Document) {
    let mut table =
        Table::new("Approvals and filing", &[("Entry", 1), ("What", 2), ("When", 3), ("Says", 5)]);
    for entry in view.entries.iter().filter(|entry| ["approval", "filing"].contains(&entry.kind.as_str())) {
        let said: Vec<String> = facts(entry, protocol)
            .into_iter()
            .map(|(title, text)| format!("{title}: {}", text.text))
            .collect();
        table.row([
            entry.entry.to_string().into(),
            entry.kind.as_str().into(),
            happened(entry).into(),
            said.join("\n").into(),
        ]);
    }
    if !table.rows.is_empty() {
        document.heading(2, "Approvals and filing").table(table);
    }
}
