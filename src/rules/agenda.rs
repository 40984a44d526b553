//! Everything outstanding in a case, and whether it is closed.

use super::duties::{DutyState, DutyStatus, duties};
use super::gaps::gaps;
use crate::model::words::words;
use crate::model::{
    Capacity, Case, Ending, Entry, EntryNumber, Event, Id, Instant, Obligation, Owed, Side, StageNumber,
    Standing, State,
};
use crate::protocol::{Pathway, Protocol, Stage, Strength};

words! {
    /// The kinds of things that are outstanding.
    pub enum ItemKind {
        Harm = "immediate-harm", "a risk of immediate harm";
        Stage = "stage", "a stage's limit";
        Overall = "overall", "the cap on the whole process";
        Duty = "duty", "a duty";
        Request = "request", "a request for information";
        Action = "action", "an agreed action";
        Confirmation = "confirmation", "a party's confirmation";
        Record = "record", "a field that the record lacks";
        Approval = "approval", "records to be approved";
        Filing = "filing", "records to be filed";
    }
}

/// Something outstanding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Of which kind.
    pub kind: ItemKind,
    /// Which one, within the case and the kind.
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// For whom it is to be done, where several owe it each for themselves; empty where one does.
    pub whose: String,
    /// Who is to do it.
    pub owner: String,
    /// Until when, where that is known.
    pub due: Option<Instant>,
    /// Whether it is to happen without delay.
    pub urgent: bool,
    /// Since when.
    pub since: Instant,
    /// The stage that it belongs to.
    pub stage: StageNumber,
    /// The clause that it comes from.
    pub source: Option<String>,
}

impl Item {
    /// Whether it is to happen without delay, and the moment has come from which it is.
    pub fn is_urgent(&self, now: Instant) -> bool {
        self.urgent && self.since <= now
    }

    /// Whether it only arises later: a referral that is owed once a limit has passed.
    pub fn lies_ahead(&self, now: Instant) -> bool {
        self.urgent && self.due.is_none() && self.since > now
    }
}

/// Where a case stands: an ended one is closed once nothing is outstanding.
///
/// What keeps it from being closed: confirmations, actions, gaps, approvals, filings, and what the
/// protocol asks for at the resolution. A stage's unmet duties and unanswered requests end with it.
pub fn state(case: &Case, protocol: &Protocol) -> State {
    let is_resolved = matches!(case.ending, Some(Ending::Resolved { .. }));
    state_with(case, is_resolved && after_resolution(case, protocol).is_empty())
}

/// Where a case stands, given whether nothing is outstanding in it.
pub(super) fn state_with(case: &Case, nothing_outstanding: bool) -> State {
    match &case.ending {
        None => State::Open,
        Some(Ending::Withdrawn { .. }) => State::Withdrawn,
        Some(Ending::Resolved { .. }) if nothing_outstanding => State::Closed,
        Some(Ending::Resolved { .. }) => State::Resolved,
    }
}

/// Everything outstanding, in the order of what it belongs to.
pub fn agenda(case: &Case, protocol: &Protocol) -> Vec<Item> {
    match &case.ending {
        None => while_open(case, protocol),
        Some(Ending::Resolved { .. }) => after_resolution(case, protocol),
        Some(Ending::Withdrawn { .. }) => Vec::new(),
    }
}

fn while_open(case: &Case, protocol: &Protocol) -> Vec<Item> {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return Vec::new() };
    let mut items = Vec::new();
    items.extend(harm(case, protocol));
    items.extend(stage(case, protocol, pathway));
    items.extend(referral(case, protocol, pathway));
    items.extend(overall(case, pathway));
    items.extend(owed_duties(case, protocol));
    items.extend(owed(&case.requests, ItemKind::Request, case, pathway));
    items.extend(owed(&case.actions, ItemKind::Action, case, pathway));
    items.extend(missing(case, protocol));
    items.extend(approvals(case, protocol));
    items.extend(filings(case, protocol));
    items
}

fn after_resolution(case: &Case, protocol: &Protocol) -> Vec<Item> {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return Vec::new() };
    let Some(Ending::Resolved { entry: resolved, .. }) = &case.ending else { return Vec::new() };
    let mut items = Vec::new();
    items.extend(harm(case, protocol));
    items.extend(confirmations(case, protocol, *resolved));
    items.extend(owed_duties(case, protocol));
    items.extend(owed(&case.actions, ItemKind::Action, case, pathway));
    items.extend(missing(case, protocol));
    items.extend(approvals(case, protocol));
    items.extend(filings(case, protocol));
    items
}

/// What was not done when the disagreement ended, and is owed no more: duties of the stages, requests.
pub fn not_done(case: &Case, protocol: &Protocol) -> Vec<Item> {
    let Some(pathway) = protocol.pathway(&case.pathway).filter(|_| case.ending.is_some()) else {
        return Vec::new();
    };
    let undone = |state| matches!(state, DutyState::Lapsed | DutyState::NotDone(_));
    let undone = duties(case, protocol).into_iter().filter(|status| undone(status.state));
    let mut items: Vec<Item> = undone
        .filter(|status| status.duty.strength != Strength::May)
        .map(|status| duty_item(&status))
        .collect();
    items.extend(owed(&case.requests, ItemKind::Request, case, pathway));
    items
}

fn item(kind: ItemKind, id: impl Into<String>, limit: &Obligation, stage: StageNumber) -> Item {
    Item {
        kind,
        id: id.into(),
        what: String::new(),
        whose: String::new(),
        owner: String::new(),
        due: limit.due_at(),
        urgent: limit.urgent,
        since: limit.since,
        stage,
        source: None,
    }
}

/// An item without a limit of its own.
fn unlimited(kind: ItemKind, id: impl Into<String>, since: Instant, stage: StageNumber) -> Item {
    item(kind, id, &Obligation::since(crate::model::Subject::Overall, since), stage)
}

fn stage(case: &Case, protocol: &Protocol, pathway: &Pathway) -> Option<Item> {
    let visit = case.visit()?;
    let stage = pathway.stage(visit.stage)?;
    Some(Item {
        what: stage.title.clone(),
        owner: holders_of(case, visit.entry).unwrap_or_else(|| holders(stage, protocol)),
        source: Some(stage.limit.source.clone()),
        ..item(ItemKind::Stage, stage.number.to_string(), &visit.limit, stage.number)
    })
}

/// A child is at risk of immediate harm, and no protective step was recorded since.
fn harm(case: &Case, protocol: &Protocol) -> Option<Item> {
    let harm = case.harm.filter(|harm| harm.step.is_none())?;
    Some(Item {
        what: safety(protocol).to_owned(),
        owner: "Everybody".into(),
        urgent: true,
        source: protocol.immediate_harm.as_ref().map(|asked| asked.source.clone()),
        ..unlimited(ItemKind::Harm, "immediate-harm", harm.since, case.stage)
    })
}

/// What to do where a child is at risk of immediate harm: in the protocol's words, where it has some.
pub fn safety(protocol: &Protocol) -> &str {
    const SAFETY: &str = "A child is thought to be at risk of immediate harm: follow your safeguarding procedures now, and record the protective step";
    protocol.immediate_harm.as_ref().map_or(SAFETY, |asked| asked.says.as_str())
}

/// The next stage is to be reached without delay once the current one has failed, or its limit has passed.
///
/// The side that raised the challenge owes the move. Until that moment the item lies in the future.
fn referral(case: &Case, protocol: &Protocol, pathway: &Pathway) -> Option<Item> {
    let next = pathway.after(case.stage).filter(|next| next.referral.is_some() || next.limit.is_urgent())?;
    // Where they agreed, the resolution is to be recorded, and nothing is to be referred.
    let out_of_time = case.visit().filter(|_| !case.agreed()).and_then(|visit| visit.limit.due_at());
    let since = [case.failed().map(|(failed, _)| failed), out_of_time].into_iter().flatten().min()?;
    let people = super::duties::people_of(Side::Raising, case);
    let owner = pathway.stage(case.stage).map_or_else(String::new, |stage| holders(stage, protocol));
    let source = next.referral.as_ref().map_or(&next.limit.source, |referral| &referral.source);
    Some(Item {
        what: format!("Refer to “{}” without delay", next.title),
        owner: if people.is_empty() { owner } else { names(&people) },
        urgent: true,
        source: Some(source.clone()),
        ..unlimited(ItemKind::Stage, format!("{}-referral", next.number), since, case.stage)
    })
}

fn overall(case: &Case, pathway: &Pathway) -> Option<Item> {
    let limit = case.overall.as_ref()?;
    Some(Item {
        what: format!("The whole process: {}", pathway.title),
        source: pathway.overall.as_ref().map(|limit| limit.source.clone()),
        ..item(ItemKind::Overall, "overall", limit, case.stage)
    })
}

/// The duties that are owed, one item for each of those who are responsible.
fn owed_duties(case: &Case, protocol: &Protocol) -> Vec<Item> {
    let owed = duties(case, protocol).into_iter().filter(|status| status.state == DutyState::Owed);
    owed.map(|status| duty_item(&status)).collect()
}

fn duty_item(status: &DutyStatus<'_>) -> Item {
    Item {
        what: status.duty.what.clone(),
        whose: status.responsible.to_string(),
        owner: status.owner.clone(),
        source: Some(status.duty.source.clone()),
        ..item(ItemKind::Duty, status.duty.id.as_str(), status.limit, status.stage)
    }
}

fn owed<'a>(
    owed: &'a [Owed],
    kind: ItemKind,
    case: &'a Case,
    pathway: &'a Pathway,
) -> impl Iterator<Item = Item> + 'a {
    owed.iter().filter(|owed| owed.met_by.is_none()).filter_map(move |owed| {
        let entry = case.entry(owed.entry)?;
        let stage = entry.skeleton.stage.unwrap_or(case.stage);
        let record = case.as_corrected(entry);
        let capacity = if kind == ItemKind::Request { Capacity::To } else { Capacity::Owner };
        let text = record.as_ref().and_then(|record| record.text("what")).unwrap_or("(erased)").to_owned();
        Some(Item {
            what: if kind == ItemKind::Request { format!("Answer the request: {text}") } else { text },
            owner: record.map(|record| names(record.people_as(capacity))).unwrap_or_default(),
            source: pathway.stage(stage).map(|stage| stage.source.clone()),
            ..item(kind, owed.entry.to_string(), &owed.limit, stage)
        })
    })
}

pub(super) fn names(people: &[crate::model::Person]) -> String {
    let name = |person: &crate::model::Person| {
        // Where names were left out, the role says who it is.
        let who = if person.name.is_empty() { &person.role } else { &person.name };
        if who.is_empty() { person.agency.to_string() } else { format!("{who}, {}", person.agency) }
    };
    people.iter().map(name).collect::<Vec<_>>().join("; ")
}

fn confirmations<'a>(
    case: &'a Case,
    protocol: &'a Protocol,
    resolved: EntryNumber,
) -> impl Iterator<Item = Item> + 'a {
    let asked = protocol.record.confirm.as_ref();
    let since = case.entry(resolved).and_then(happened).unwrap_or(case.opened_at);
    let parties = (1_u32..).zip(&case.parties).filter(|(_, party)| party.standing == Standing::Party);
    parties.filter_map(move |(number, party)| {
        let name = party.agency.as_ref().map_or_else(|| "(erased)".to_owned(), ToString::to_string);
        let what = match party.confirmed {
            None => format!("Written confirmation of the outcome by {name}"),
            Some(confirmed) if confirmed.declined => format!(
                "{name} does not confirm the outcome (entry {}): reopen, or record its later confirmation",
                confirmed.entry
            ),
            Some(_) => return None,
        };
        Some(Item {
            what,
            owner: name,
            source: Some(asked?.source.clone()),
            ..unlimited(ItemKind::Confirmation, number.to_string(), since, case.stage)
        })
    })
}

fn missing<'a>(case: &'a Case, protocol: &'a Protocol) -> impl Iterator<Item = Item> + 'a {
    let mut seen = Vec::new();
    gaps(case, protocol).into_iter().filter_map(move |gap| {
        if seen.contains(&gap.field) {
            return None;
        }
        seen.push(gap.field.clone());
        let recorder = case.entry(gap.entry).and_then(|entry| entry.record.as_ref());
        Some(Item {
            what: gap.title,
            owner: recorder.map(|record| record.recorded_by.name.clone()).unwrap_or_default(),
            due: gap.overdue.then_some(gap.since),
            source: Some(gap.source),
            ..unlimited(ItemKind::Record, gap.field.as_str(), gap.since, gap.stage)
        })
    })
}

/// The entries of the kinds that a rule names, that are not in a list of what is done.
pub fn not_yet<'a>(
    case: &'a Case,
    kinds: &'a [String],
    done: &'a std::collections::BTreeMap<EntryNumber, EntryNumber>,
) -> impl Iterator<Item = &'a Entry> {
    case.entries
        .iter()
        .filter(|entry| kinds.iter().any(|kind| kind == entry.skeleton.event.kind()))
        .filter(|entry| !matches!(&entry.skeleton.event, Event::Discussion(discussion) if discussion.earlier))
        .filter(|entry| !done.contains_key(&entry.number))
}

fn approvals(case: &Case, protocol: &Protocol) -> Option<Item> {
    let asked = protocol.record.approve.as_ref()?;
    let entries: Vec<&Entry> = not_yet(case, &asked.kinds, &case.approved).collect();
    let first = entries.first()?;
    Some(Item {
        what: format!("Approve and date {}", listed(&entries)),
        owner: recorder(first),
        source: Some(asked.source.clone()),
        ..unlimited(ItemKind::Approval, "approval", happened(first).unwrap_or(case.opened_at), case.stage)
    })
}

fn filings(case: &Case, protocol: &Protocol) -> Option<Item> {
    let asked = protocol.record.file.as_ref()?;
    let entries: Vec<&Entry> = not_yet(case, &asked.kinds, &case.filed).collect();
    let first = entries.first()?;
    Some(Item {
        what: format!("Place a copy of {} on the child's file", listed(&entries)),
        owner: recorder(first),
        source: Some(asked.source.clone()),
        ..unlimited(ItemKind::Filing, "filing", happened(first).unwrap_or(case.opened_at), case.stage)
    })
}

fn listed(entries: &[&Entry]) -> String {
    let numbers: Vec<String> = entries.iter().map(|entry| entry.number.to_string()).collect();
    format!("{} {}", if numbers.len() == 1 { "entry" } else { "entries" }, numbers.join(", "))
}

fn happened(entry: &Entry) -> Option<Instant> {
    entry.record.as_ref().map(|record| record.happened.at)
}

fn recorder(entry: &Entry) -> String {
    entry.record.as_ref().map(|record| record.recorded_by.name.clone()).unwrap_or_default()
}

/// The people who were named as holders when the stage was entered.
pub(super) fn holders_of(case: &Case, entry: EntryNumber) -> Option<String> {
    let record = case.as_corrected(case.entry(entry)?)?;
    let people = record.people_as(Capacity::Holder);
    (!people.is_empty()).then(|| names(people))
}

/// The titles of the roles that hold a stage.
pub(super) fn holders(stage: &Stage, protocol: &Protocol) -> String {
    titles(&stage.holders, protocol).join(" / ")
}

/// The titles of roles.
pub fn titles<'p>(roles: &'p [Id], protocol: &'p Protocol) -> Vec<&'p str> {
    roles.iter().map(|id| protocol.role(id).map_or(id.as_str(), |role| role.title.as_str())).collect()
}
