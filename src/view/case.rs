//! A case as `show` prints it, and as every command that writes does.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use super::agenda::OutstandingView;
use super::calendar::SkippedView;
use super::entry_fields::{fields, times};
use super::receipt::ReceiptView;
use super::time;
use crate::model::kinds::Event;
use crate::model::{
    Basis, Case, Entry, Instant, Obligation, Party, Person, Receipt, Record, Standing, State,
};
use crate::protocol::calendar::{CalendarOrigin, counted_by};
use crate::protocol::{Calendar, Protocol, Resolved};
use crate::rules::{self, ItemKind, summary};

/// What a case is shown with.
#[derive(Debug, Clone, Copy)]
pub struct Viewing<'a> {
    /// The definition that it was opened under.
    pub definition: &'a Resolved,
    /// The calendar whose clocks are shown.
    pub calendar: &'a Calendar,
    /// The time.
    pub now: Instant,
}

/// A case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CaseView {
    /// Its reference.
    pub case: String,
    /// Where it stands.
    pub state: &'static str,
    /// How its child or children are referred to, in one text.
    pub child: String,
    /// How its children are referred to, one by one.
    pub children: Vec<String>,
    /// Its protocol.
    pub protocol: String,
    /// The version of the definition that it was opened under.
    pub protocol_version: String,
    /// The title of the protocol, with the mark of a definition that is not the shipped one.
    pub protocol_title: String,
    /// The digest of the definition.
    pub protocol_digest: String,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    pub protocol_origin: &'static str,
    /// Its id as people are shown it, with the mark of a definition that is not the shipped one.
    #[serde(skip)]
    pub protocol_marked: String,
    /// Its pathway.
    pub pathway: String,
    /// The title of the pathway.
    pub pathway_title: String,
    /// Its category.
    pub category: String,
    /// The title of its category.
    pub category_title: String,
    /// The stage that it is at.
    pub stage: u8,
    /// Its title.
    pub stage_title: String,
    /// When it was opened.
    pub opened_at: String,
    /// When the stage was entered.
    pub stage_entered_at: String,
    /// Until when the stage lasts; null where it has ended or no limit is known.
    pub due_at: Option<String>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Whether the stage is to be dealt with without delay.
    pub urgent: bool,
    /// How the limit came about.
    pub limit: Option<LimitView>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Whether a legal hold stands.
    pub held: bool,
    /// Its agencies and their people.
    pub parties: Vec<PartyView>,
    /// The fields that the record must have and does not.
    pub missing: Vec<String>,
    /// Decisions against a supported request, which should normally be agreed.
    pub unusual: Vec<UnusualView>,
    /// The receipt of the entry that was stored; only where one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<ReceiptView>,
    /// Everything outstanding.
    pub outstanding: Vec<OutstandingView>,
    /// What was not done when it ended, and is owed no more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_done: Vec<String>,
    /// Every entry, in order.
    pub entries: Vec<EntryView>,
}

/// A decision against a supported request, which should normally be agreed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UnusualView {
    /// The decision.
    pub entry: u64,
    /// What the protocol says.
    pub says: String,
    /// The clause.
    pub source: String,
}

/// How the limit of a stage came about.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct LimitView {
    /// The rule in words; null where the protocol gives no number.
    pub rule: Option<String>,
    /// What it counts from, as the definition names it.
    pub from: Option<String>,
    /// The instant that it counts from.
    pub start: String,
    /// The calendar that counted.
    pub calendar: Option<String>,
    /// `shipped`, `closures`, `changed` or `own`: by whose days it was counted.
    pub calendar_origin: Option<&'static str>,
    /// How these differ from the shipped calendar's; null where they do not.
    pub calendar_mark: Option<String>,
    /// The days that did not count.
    pub skipped: Vec<SkippedView>,
    /// The protocol's own end.
    pub protocol_due_at: Option<String>,
    /// The stated end.
    pub stated: Option<String>,
    /// The end that protects the child.
    pub protective: Option<String>,
    /// What it still waits for to start.
    pub waits_for: Option<String>,
    /// The clause.
    pub source: Option<String>,
}

impl LimitView {
    /// How an obligation's limit came about.
    pub fn of(limit: &Obligation, source: Option<&str>) -> Self {
        let basis = limit.basis.as_ref();
        let (calendar_origin, mark) = counted_by(limit).unzip();
        Self {
            rule: basis.map(|basis| basis.rule.clone()),
            from: basis.map(|basis| basis.from.clone()),
            start: time(limit.since),
            calendar: basis.map(|basis| basis.calendar.to_string()),
            calendar_origin: calendar_origin.map(CalendarOrigin::word),
            calendar_mark: mark.filter(|mark| !mark.is_empty()),
            skipped: basis
                .map_or(&[][..], |Basis { skipped, .. }| skipped)
                .iter()
                .map(SkippedView::of)
                .collect(),
            protocol_due_at: limit.due.map(time),
            stated: limit.stated.map(time),
            protective: limit.protective.map(time),
            waits_for: limit.waits_for.clone(),
            source: source.map(ToOwned::to_owned),
        }
    }
}

/// An agency in a case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PartyView {
    /// Its name; null where it was erased.
    pub agency: Option<String>,
    /// Whether it is a party or was consulted.
    pub standing: &'static str,
    /// Its people.
    pub people: Vec<PersonView>,
    /// Where it keeps its own record.
    pub keeps_record: Option<String>,
    /// Whether it confirmed the outcome; null where it has not answered.
    pub confirmed: Option<bool>,
}

/// Somebody in a case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PersonView {
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// How far up the role stands, where the protocol knows it.
    pub tier: Option<u32>,
}

/// An entry.
#[expect(clippy::struct_excessive_bools, reason = "a shape of the contract, not a state machine")]
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntryView {
    /// Its number.
    pub entry: u64,
    /// Its kind.
    pub kind: String,
    /// The stage at which it happened; null where it led to the case.
    pub stage: Option<u8>,
    /// When it happened; null where it was erased.
    pub happened_at: Option<String>,
    /// Whether only the day was named.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub day_only: bool,
    /// When it was recorded.
    pub recorded_at: String,
    /// How many minutes after it happened it was recorded; null where it was erased, or the clock was set back.
    pub recorded_after_minutes: Option<i64>,
    /// Whether the clock that it was recorded by stood before the entry before it in the log.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub clock_back: bool,
    /// Who recorded it.
    pub recorded_by: Option<String>,
    /// The entry that it corrects.
    pub corrects: Option<u64>,
    /// The entries that correct it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrected_by: Vec<u64>,
    /// Whether it lies before the opening, and led to the case.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
    /// Whether people of different tiers took part, an agency's chain of management being exhausted.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub tiers_differ: bool,
    /// The entry that approves it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<u64>,
    /// The entry that says where its copy was filed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filed_by: Option<u64>,
    /// Whether it was lawfully erased.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub erased: bool,
    /// What it says and does.
    pub fields: Map<String, Value>,
    /// The fields that are times: by what they are, never by how they read.
    #[serde(skip)]
    pub times: BTreeSet<String>,
}

impl CaseView {
    /// A case as it stands.
    pub fn of(case: &Case, viewing: Viewing<'_>, receipt: Option<Receipt>) -> Self {
        let Viewing { definition, calendar, now } = viewing;
        let protocol = &definition.protocol;
        let (line, items) = summary(case, protocol);
        let pathway = protocol.pathway(&case.pathway);
        let stage = pathway.and_then(|pathway| pathway.stage(case.stage));
        let visit = case.visit();
        let open = line.state == State::Open;
        let category = protocol.category(&case.category);
        Self {
            case: case.reference.to_string(),
            state: line.state.word(),
            child: line.child,
            children: case.children.clone(),
            protocol: case.protocol.to_string(),
            protocol_version: case.version.clone(),
            protocol_title: definition.title_with_origin(),
            protocol_digest: definition.digest.to_string(),
            protocol_origin: definition.origin().word(),
            protocol_marked: definition.id_with_origin(),
            pathway: case.pathway.to_string(),
            pathway_title: pathway.map(|pathway| pathway.title.clone()).unwrap_or_default(),
            category: case.category.to_string(),
            category_title: category.map(|category| category.title.clone()).unwrap_or_default(),
            stage: case.stage.0,
            stage_title: line.stage_title,
            opened_at: time(line.opened_at),
            stage_entered_at: time(line.stage_entered_at),
            due_at: line.due_at.map(time),
            overdue: line.due_at.is_some_and(|due| due < now),
            urgent: open && visit.is_some_and(|visit| visit.limit.urgent),
            limit: visit
                .map(|visit| LimitView::of(&visit.limit, stage.map(|stage| stage.limit.source.as_str()))),
            outcome: line.outcome.map(|outcome| outcome.to_string()),
            held: case.held,
            parties: case.parties.iter().map(|party| PartyView::of(party, case, protocol)).collect(),
            missing: items
                .iter()
                .filter(|item| item.kind == ItemKind::Record)
                .map(|item| item.id.clone())
                .collect(),
            unusual: unusual_of(case, protocol),
            receipt: receipt.map(ReceiptView::from),
            outstanding: OutstandingView::list(&items, now, calendar),
            not_done: rules::not_done(case, protocol).into_iter().map(|item| item.what).collect(),
            entries: case
                .entries
                .iter()
                .map(|entry| EntryView::of(entry, case, protocol, calendar))
                .collect(),
        }
    }
}

fn unusual_of(case: &Case, protocol: &Protocol) -> Vec<UnusualView> {
    let Some((entries, asked)) = rules::unusual(case, protocol) else { return Vec::new() };
    let against = |entry: &crate::model::EntryNumber| UnusualView {
        entry: entry.0,
        says: asked.says.clone(),
        source: asked.source.clone(),
    };
    entries.iter().map(against).collect()
}

impl PartyView {
    fn of(party: &Party, case: &Case, protocol: &Protocol) -> Self {
        let place = party.keeps_record.and_then(|entry| case.as_corrected(case.entry(entry)?));
        Self {
            agency: party.agency.as_ref().map(ToString::to_string),
            standing: match party.standing {
                Standing::Party => "party",
                Standing::Consulted => "consulted",
            },
            people: party.people.iter().map(|person| PersonView::of(person, protocol)).collect(),
            keeps_record: place.and_then(|record| record.text("where").map(ToOwned::to_owned)),
            confirmed: party.confirmed.map(|confirmed| !confirmed.declined),
        }
    }
}

impl PersonView {
    fn of(person: &Person, protocol: &Protocol) -> Self {
        Self { name: person.name.clone(), role: person.role.clone(), tier: protocol.tier_of(&person.role) }
    }
}

impl EntryView {
    /// An entry of a case.
    pub fn of(entry: &Entry, case: &Case, protocol: &Protocol, calendar: &Calendar) -> Self {
        let record = entry.record.as_ref();
        let happened = record.map(|record| calendar.local(&record.happened.at));
        let recorded = calendar.local(&entry.recorded_at);
        Self {
            entry: entry.number.0,
            kind: entry.skeleton.event.kind().to_owned(),
            stage: entry.skeleton.stage.map(|stage| stage.0),
            happened_at: happened.map(time),
            day_only: record.is_some_and(|record| record.happened.day_only),
            recorded_at: time(recorded),
            recorded_after_minutes: happened
                .filter(|happened| !entry.clock_back && *happened <= recorded)
                .map(|happened| (recorded - happened).num_minutes()),
            clock_back: entry.clock_back,
            recorded_by: record.map(|record| record.recorded_by.to_string()),
            corrects: match &entry.skeleton.event {
                Event::Correction(correction) => Some(correction.corrects.0),
                _ => None,
            },
            corrected_by: case.corrections_of(entry.number).map(|later| later.number.0).collect(),
            earlier: matches!(&entry.skeleton.event, Event::Discussion(discussion) if discussion.earlier),
            tiers_differ: record.is_some_and(|record| tiers_differ(record, protocol)),
            approved_by: case.approved.get(&entry.number).map(|by| by.0),
            filed_by: case.filed.get(&entry.number).map(|by| by.0),
            erased: record.is_none(),
            fields: fields(entry, calendar),
            times: times(entry, protocol),
        }
    }
}

/// Whether people of two agencies, both of known tiers, are of different ones.
fn tiers_differ(record: &Record, protocol: &Protocol) -> bool {
    let tiers: Vec<(&crate::model::Agency, u32)> = record
        .everybody()
        .filter_map(|person| Some((&person.agency, protocol.tier_of(&person.role)?)))
        .collect();
    tiers.iter().any(|(agency, tier)| tiers.iter().any(|(other, their)| tier != their && !agency.is(other)))
}
