//! Would the rules have written an entry as it is sealed?
//!
//! A skeleton is what lists, the agenda and every limit are made of. Whoever can seal entries can seal any
//! skeleton; so a check runs the rules again, from the case as it stood before the entry, and compares.

mod compare;
mod erased;

use chrono::{Datelike, TimeDelta};

use super::{Desk, Draft, admit, fields, form, open};
use crate::model::kinds::{Challenge, Discussion, Timescale};
use crate::model::{
    Agency, AgencyType, Capacity, Case, CaseRef, Entry, Event, Instant, Obligation, Record, Refusal,
    Skeleton, Standing, Subject,
};
use crate::protocol::Span;

/// What is sealed is not what the rules make of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Mismatch(pub String);

impl Mismatch {
    fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl From<Refusal> for Mismatch {
    fn from(refusal: Refusal) -> Self {
        Self(format!("the rules do not admit it ({})", refusal.to_string().trim_end_matches('.')))
    }
}

type Result<T, E = Mismatch> = std::result::Result<T, E>;

/// An entry that is as the rules make it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed {
    /// Whether a limit was reckoned with other working days than the calendar has now.
    pub other_days: bool,
}

/// Replays the entries of one case, in their order.
#[derive(Debug)]
pub struct Replay<'a> {
    desk: Desk<'a>,
    /// Whether the words of all entries so far are there; without them the rules cannot be run in full.
    whole: bool,
}

impl<'a> Replay<'a> {
    /// Replays a case under its definition, with its calendar as it is now.
    pub fn new(desk: Desk<'a>) -> Self {
        Self { desk, whole: true }
    }

    /// Whether an entry is what the rules make of it in the case as it stood before.
    ///
    /// Kinds that this version does not know do nothing to a case, and what follows one is held to the
    /// definition entry by entry, as is what follows an erased one.
    pub fn entry(&mut self, before: Option<&Case>, entry: &Entry) -> Result<Replayed> {
        if let Event::Unknown { kind, .. } = &entry.skeleton.event {
            return check_unknown(kind, &entry.skeleton);
        }
        let Some(recorded) = entry.recorded_at.checked_add_signed(WITHIN_A_STAMP) else {
            return Err(Mismatch::new("its time of recording cannot be"));
        };
        let desk = Desk { now: recorded, strict: false, given: &entry.skeleton.begins, ..self.desk };
        self.whole &= entry.record.is_some() && before.is_none_or(|case| case.unknown.is_none());
        check_references(before, entry, &desk)?;
        if let Some(record) = &entry.record {
            form::check(&entry.skeleton.event, record, before, &desk)?;
            check_agencies(before, &entry.skeleton, record)?;
        }
        match &entry.record {
            Some(record) if self.whole => full(before, entry, record, &desk)?,
            _ => erased::check(before, entry, &desk)?,
        }
        Ok(Replayed { other_days: entry.skeleton.begins.iter().any(|begun| has_other_days(begun, &desk)) })
    }
}

/// Nobody can tell whether a kind that this version does not know may begin a limit or bring a party.
fn check_unknown(kind: &str, skeleton: &Skeleton) -> Result<Replayed> {
    if skeleton.begins.is_empty() && skeleton.joins.is_empty() {
        return Ok(Replayed { other_days: false });
    }
    Err(Mismatch::new(format!(
        "it is of the kind ‘{kind}’, which this version does not know, and begins limits or brings agencies into the case"
    )))
}

/// An entry is stamped to the microsecond; what it records may have happened later within that.
const WITHIN_A_STAMP: TimeDelta = TimeDelta::nanoseconds(999);

/// Runs the rules as they were run when the entry was recorded, and compares what they make of it.
fn full(before: Option<&Case>, entry: &Entry, record: &Record, desk: &Desk<'_>) -> Result<()> {
    let draft = draft(before, entry, record, desk);
    let admitted = match before {
        None => open(entry.skeleton.case, draft, desk)?,
        Some(case) => admit(draft, case, desk)?,
    };
    let mut made = admitted.skeleton;
    if before.is_some() && entry.skeleton.after.is_none() {
        without_instants(&mut made.event, &entry.skeleton.event);
    }
    compare::skeletons(&entry.skeleton, &made)?;
    if record.agencies != admitted.record.agencies {
        return Err(Mismatch::new("it names other agencies than its people are of"));
    }
    Ok(())
}

/// The first version of the program, which did not say what stood before, did not seal when a result was brought.
fn without_instants(made: &mut Event, sealed: &Event) {
    match (made, sealed) {
        (Event::Discussion(made), Event::Discussion(sealed)) if sealed.held.is_none() => made.held = None,
        (Event::Decision(made), Event::Decision(sealed)) if sealed.made.is_none() => made.made = None,
        _ => {}
    }
}

/// The draft that an entry was made from: without what the rules found out when it was admitted.
fn draft(before: Option<&Case>, entry: &Entry, record: &Record, desk: &Desk<'_>) -> Draft {
    let mut event = entry.skeleton.event.clone();
    let (mut by, mut protect_by) = (None, None);
    match &mut event {
        Event::Challenge(challenge) => {
            (by, protect_by) = stated(entry, None, desk);
            (challenge.within_agency, challenge.own_party) = (false, None);
        }
        Event::Advance(advance) => {
            advance.entered = record.happened.at;
            (by, protect_by) = stated(entry, before, desk);
        }
        Event::Timescale(timescale) => {
            (by, protect_by) = (timescale.stated, timescale.protective);
            *timescale = Timescale { stated: None, protective: None };
        }
        Event::Discussion(discussion) => {
            *discussion = Discussion::in_mode(discussion.mode, discussion.result);
        }
        Event::Decision(decision) => decision.made = None,
        Event::Correction(correction) => {
            correction.leaves.clear();
            if correction.day_only {
                correction.moved = correction.moved.map(|moved| start_of_day(moved, desk));
            }
        }
        Event::Request(_) | Event::Action(_) => by = entry.skeleton.begins.iter().find_map(|given| given.due),
        _ => {}
    }
    let record = Record { agencies: std::collections::BTreeMap::new(), ..record.clone() };
    Draft {
        event,
        record,
        by,
        protect_by,
        immediate_harm: entry.skeleton.immediate_harm.is_some(),
        agency_types: types_said(before, entry),
    }
}

/// The types of the agencies that come in with an entry: as they are sealed, whoever said them.
fn types_said(before: Option<&Case>, entry: &Entry) -> Vec<(Agency, AgencyType)> {
    let named = |number: u32| {
        let new = entry.record.as_ref().and_then(|record| record.agencies.get(&number));
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        new.or_else(|| before?.parties.get(index)?.agency.as_ref()).cloned()
    };
    entry.skeleton.joins.iter().filter_map(|join| Some((named(join.agency)?, join.agency_type?))).collect()
}

fn start_of_day(moved: Instant, desk: &Desk<'_>) -> Instant {
    let day = desk.calendar.local(&moved).date_naive();
    desk.calendar.instant(day.and_time(chrono::NaiveTime::MIN))
}

/// The limits that were stated with the entry to a stage; what a shared limit brought along was not.
fn stated(entry: &Entry, before: Option<&Case>, desk: &Desk<'_>) -> (Option<Instant>, Option<Instant>) {
    let limit = entry.skeleton.begins.iter().find(|begun| matches!(begun.what, Subject::Stage(_)));
    let Some(limit) = limit else { return (None, None) };
    let brought = before.and_then(|case| {
        let Subject::Stage(number) = limit.what else { return None };
        let group = desk.stage_of(&case.pathway, number).ok()?.limit.group.as_ref()?;
        let latest = case.visits.iter().rev().find(|visit| group.stages.contains(&visit.stage))?;
        latest.limit.protective
    });
    (limit.stated, limit.protective.filter(|protective| brought != Some(*protective)))
}

/// What an entry refers to is there, and what it says twice is the same both times.
fn check_references(before: Option<&Case>, entry: &Entry, desk: &Desk<'_>) -> Result<()> {
    if let Some(record) = &entry.record {
        check_capacities(before, entry, record)?;
    }
    match (before, &entry.skeleton.event) {
        (None, Event::Challenge(challenge)) => check_challenge(challenge, entry, desk),
        (None, _) => Err(Mismatch::new("a case begins with a challenge")),
        (Some(_), Event::Challenge(_)) => Err(Mismatch::new("a case is opened once")),
        (Some(case), event) => {
            event.check(case)?;
            check_numbers(event, case, entry)
        }
    }
}

fn check_challenge(challenge: &Challenge, entry: &Entry, desk: &Desk<'_>) -> Result<()> {
    let protocol = desk.protocol;
    if (&challenge.protocol, &challenge.version) != (&protocol.id, &protocol.version) {
        return Err(Mismatch::new(format!(
            "it names the protocol ‘{}’ of version {}, and stands on ‘{}’ of version {}",
            challenge.protocol, challenge.version, protocol.id, protocol.version
        )));
    }
    if challenge.calendar != protocol.calendar {
        return Err(Mismatch::new(format!(
            "it names the calendar ‘{}’, and its definition the calendar ‘{}’",
            challenge.calendar, protocol.calendar
        )));
    }
    if entry.record.as_ref().is_some_and(|record| record.happened.at != challenge.opened) {
        return Err(Mismatch::new("it opens the case at another time than it happened"));
    }
    check_reference(entry.skeleton.case, desk)
}

/// A reference names the year in which the case was recorded, and is counted from 1.
fn check_reference(reference: CaseRef, desk: &Desk<'_>) -> Result<()> {
    // The reference is drawn a moment before the entry is stamped: on New Year's Eve, of the year before.
    let drawn = [TimeDelta::zero(), TimeDelta::hours(1)].map(|before| desk.now - before);
    let year = |at: &chrono::DateTime<chrono::Utc>| desk.calendar.local(at).year();
    if reference.serial > CaseRef::MOST {
        return Err(Mismatch::new(format!(
            "the reference {reference} is at the end of its range, and leaves no room for further cases"
        )));
    }
    if reference.serial == 0 || !drawn.iter().any(|at| year(at) == i32::from(reference.year)) {
        return Err(Mismatch::new(format!(
            "the reference {reference} is not one of {}, the year in which it was recorded",
            year(&desk.now)
        )));
    }
    Ok(())
}

/// The names of agencies are those of the agencies that come in.
fn check_agencies(before: Option<&Case>, skeleton: &Skeleton, record: &Record) -> Result<()> {
    let known = before.map_or(0, |case| case.parties.len());
    let is_new = |number: &u32| {
        skeleton.joins.iter().any(|joining| joining.agency == *number)
            && usize::try_from(*number).is_ok_and(|number| number > known)
    };
    match record.agencies.keys().find(|number| !is_new(number)) {
        Some(number) => {
            Err(Mismatch::new(format!("it names agency {number}, which does not come in with it")))
        }
        None => Ok(()),
    }
}

/// The entries, agencies and cases that the event names by their numbers.
fn check_numbers(event: &Event, case: &Case, entry: &Entry) -> Result<()> {
    match event {
        Event::Advance(advance) if advance.similar.contains(&case.reference) => {
            Err(Mismatch::new("it names its own case as a similar one"))
        }
        Event::Erasure(erasure) => match erasure.erases.iter().find(|one| case.entry(one.entry).is_none()) {
            Some(unknown) => Err(Mismatch::new(format!(
                "it erases entry {}, which is no entry of the case",
                unknown.entry
            ))),
            None => Ok(()),
        },
        Event::Decision(decision) if decision.supported => match &entry.record {
            Some(record) if record.people_as(Capacity::SupportedBy).is_empty() => {
                Err(Mismatch::new("it is marked as supported, and nobody supports it"))
            }
            _ => Ok(()),
        },
        Event::Timescale(Timescale { stated: None, protective: None }) => {
            Err(Mismatch::new("it states no limit"))
        }
        Event::Action(_) if !entry.skeleton.begins.iter().any(|begun| begun.due.is_some()) => {
            Err(Mismatch::new("the action has no end"))
        }
        Event::Confirmation(confirmation) => check_agency(confirmation.party, case, entry),
        Event::OwnRecord(own) => check_agency(own.party, case, entry),
        _ => Ok(()),
    }
}

/// The agency that an entry is of is the party that it names.
fn check_agency(number: u32, case: &Case, entry: &Entry) -> Result<()> {
    let party = usize::try_from(number).ok().and_then(|number| case.parties.get(number.checked_sub(1)?));
    let Some(party) = party.filter(|party| party.standing == Standing::Party) else {
        return Err(Mismatch::new(format!("agency {number} is no party to the case")));
    };
    let named = entry.record.as_ref().and_then(|record| record.text("agency"));
    match (named, &party.agency) {
        (Some(named), Some(agency)) if !agency.is(&Agency::new(named)) => {
            Err(Mismatch::new(format!("it is said to be of ‘{named}’, and counts for ‘{agency}’")))
        }
        _ => Ok(()),
    }
}

/// People stand in an entry only as its kind has them.
fn check_capacities(before: Option<&Case>, entry: &Entry, record: &Record) -> Result<()> {
    let event = &entry.skeleton.event;
    let corrected = match (event, before) {
        (Event::Correction(correction), Some(case)) => case.entry(correction.corrects),
        _ => None,
    };
    let event = corrected.map_or(event, |corrected| &corrected.skeleton.event);
    match record.people.keys().find(|capacity| !fields::names(event.kind(), **capacity)) {
        Some(capacity) => {
            Err(Mismatch::new(format!("{} names nobody as ‘{}’", event.a_kind(), capacity.name())))
        }
        None => Ok(()),
    }
}

/// Whether a limit was reckoned with other days than the calendar counts now.
fn has_other_days(begun: &Obligation, desk: &Desk<'_>) -> bool {
    let Some((basis, due)) = begun.basis.as_ref().zip(begun.due) else { return false };
    let Ok(span) = basis.rule.parse::<Span>() else { return false };
    let now = desk.calendar.end_of(span, basis.start);
    now.is_ok_and(|now| now.due != due || now.skipped != basis.skipped)
}
