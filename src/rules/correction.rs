//! What a correction moves: the limits that count from what was corrected.

use chrono::DateTime;

use super::limits::reckon;
use super::scope::{SIDES, check_scope};
use super::{Desk, Draft};
use crate::model::kinds::Correction;
use crate::model::{
    Capacity, Case, Entry, EntryNumber, Event, Instant, Obligation, Party, Person, Refusal, Standing,
};
use crate::protocol::{Span, Start};

/// The limits that count from the corrected entry, or from a time that it gave, reckoned again.
///
/// Both dates stay readable; the new one governs.
pub(super) fn reckon_again(
    draft: &Draft,
    correction: &Correction,
    case: &Case,
    desk: &Desk<'_>,
) -> Result<Vec<Obligation>, Refusal> {
    if let Some(moved) = correction.moved {
        check_moved(correction, moved, case, desk)?;
    }
    check_category(correction, case, desk)?;
    let mut again = Vec::new();
    for (began, obligation) in running(case) {
        let clock = obligation.clock.unwrap_or(began);
        let from = obligation.basis.as_ref().map(|basis| basis.from.as_str());
        let start = match from.and_then(|from| from.parse().ok()) {
            Some(Start::Field(field)) => (clock == correction.corrects)
                .then(|| draft.record.text(field.as_str()))
                .flatten()
                .and_then(|text| DateTime::parse_from_rfc3339(text).ok()),
            _ => correction.moved.filter(|_| clock == correction.corrects),
        };
        if let Some(start) = start {
            let mut moved = obligation.clone();
            (moved.since, moved.clock) = (start, Some(clock));
            if let Some((span, from)) = obligation
                .basis
                .as_ref()
                .and_then(|basis| Some((basis.rule.parse::<Span>().ok()?, basis.from.clone())))
            {
                reckon(&mut moved, span, &from, start, desk)?;
            }
            again.push(moved);
        }
    }
    Ok(again)
}

/// Completes a correction: a day alone keeps its place in the order, mistaken parties leave, the sides
/// that are then named are in the protocol's scope.
pub(super) fn complete(draft: &mut Draft, case: &Case, desk: &Desk<'_>) -> Result<(), Refusal> {
    let Event::Correction(correction) = &draft.event else { return Ok(()) };
    let mut correction = correction.clone();
    // What a correction says stands in place of what the entry said: to correct the one is to correct the other.
    while let Some(Event::Correction(earlier)) =
        case.entry(correction.corrects).map(|entry| &entry.skeleton.event)
    {
        correction.corrects = earlier.corrects;
    }
    let Some(corrected) = case.entry(correction.corrects) else { return Ok(()) };
    if let Some(moved) = correction.moved.filter(|_| correction.day_only) {
        let (earliest, latest) = bounds(&correction, case);
        let same_day =
            |bound: &Instant| bound.with_timezone(moved.offset()).date_naive() == moved.date_naive();
        let not_before = earliest.filter(same_day).map_or(moved, |bound| moved.max(bound));
        correction.moved = Some(latest.filter(same_day).map_or(not_before, |bound| not_before.min(bound)));
    }
    check_kind(&correction, corrected, case)?;
    check_said(draft, &correction, corrected)?;
    let sides = [Capacity::From, Capacity::To, Capacity::Joins];
    if sides.iter().any(|side| !draft.record.people_as(*side).is_empty()) {
        correction.leaves = leaving(draft, corrected, case);
    }
    if matches!(corrected.skeleton.event, Event::Challenge(_)) {
        let before = case.as_corrected(corrected);
        let people = |side: &Capacity| match draft.record.people_as(*side) {
            [] => before.as_ref().map_or(&[][..], |record| record.people_as(*side)),
            now => now,
        };
        let sides: Vec<&Person> = SIDES.iter().flat_map(people).collect();
        check_scope(&sides, desk)?;
    }
    draft.event = correction.into();
    Ok(())
}

/// The parties that only the corrected people brought in, by their number.
fn leaving(draft: &Draft, corrected: &Entry, case: &Case) -> Vec<u32> {
    let brings = |entry: &Entry| {
        let (is_challenge, joins) = match entry.skeleton.event {
            Event::Challenge(_) => (true, false),
            Event::PartyJoined(_) => (false, true),
            _ => (false, false),
        };
        let record = case.as_corrected(entry);
        let mut named: Vec<Person> = Vec::new();
        for (capacity, brings) in
            [(Capacity::From, is_challenge), (Capacity::To, is_challenge), (Capacity::Joins, joins)]
        {
            let replaced = draft.record.people_as(capacity);
            let before = record.as_ref().map_or(&[][..], |record| record.people_as(capacity));
            let now =
                if entry.number == corrected.number && !replaced.is_empty() { replaced } else { before };
            named.extend(now.iter().filter(|_| brings).cloned());
        }
        named
    };
    let named: Vec<Person> = case.entries.iter().flat_map(brings).collect();
    let is_named = |party: &Party| {
        party.agency.as_ref().is_none_or(|agency| named.iter().any(|person| person.agency.is(agency)))
    };
    let parties = (1..).zip(&case.parties).filter(|(_, party)| party.standing == Standing::Party);
    parties.filter(|(_, party)| !is_named(party)).map(|(number, _)| number).collect()
}

/// Only what an entry of that kind says can be corrected.
fn check_said(draft: &Draft, correction: &Correction, corrected: &Entry) -> Result<(), Refusal> {
    let event = &corrected.skeleton.event;
    let wrong = |flag: &str| {
        Err(Refusal::arguments(format!(
            "Entry {} is {}, which has no {flag}.",
            corrected.number,
            event.a_kind()
        ))
        .hint("correct the entry that says it"))
    };
    let is_challenge = matches!(event, Event::Challenge(_));
    if correction.category.is_some() && !is_challenge {
        return wrong("--category");
    }
    if !draft.record.children.is_empty() && !is_challenge {
        return wrong("--child");
    }
    match draft.record.people.keys().find(|capacity| !super::fields::names(event.kind(), **capacity)) {
        Some(capacity) => wrong(&format!("--{}", capacity.name())),
        None => Ok(()),
    }
}

/// A result or an end can only be corrected where there is one.
fn check_kind(correction: &Correction, corrected: &Entry, case: &Case) -> Result<(), Refusal> {
    let kind = corrected.skeleton.event.a_kind();
    let wrong = |what: &str| {
        Err(Refusal::arguments(format!("Entry {} is {kind}, which has no {what}.", corrected.number))
            .hint(format!("see the entries and their numbers: escalate show {}", case.reference)))
    };
    match &corrected.skeleton.event {
        Event::Discussion(_) if correction.verdict.is_some() => wrong("such result"),
        Event::Decision(_) if correction.agreement.is_some() => wrong("such result"),
        Event::Discussion(_) | Event::Decision(_) if correction.by.is_none() => Ok(()),
        Event::Request(_) | Event::Action(_)
            if correction.agreement.is_none() && correction.verdict.is_none() =>
        {
            Ok(())
        }
        _ if correction.agreement.is_some() || correction.verdict.is_some() => wrong("result"),
        _ if correction.by.is_some() => wrong("end of its own"),
        _ => Ok(()),
    }
}

/// Every limit that may move, with the entry that began it.
pub(super) fn running(case: &Case) -> impl Iterator<Item = (EntryNumber, &Obligation)> {
    let first = case.entries.first().map_or(EntryNumber(0), |entry| entry.number);
    let visits = case.visits.iter().map(|visit| (visit.entry, &visit.limit));
    let duties = case.duties.iter().map(|owed| (owed.entry, &owed.limit));
    visits.chain(duties).chain(case.overall.iter().map(move |overall| (first, overall)))
}

/// A corrected moment keeps the order of the opening and the stages, and is not in the future.
fn check_moved(correction: &Correction, moved: Instant, case: &Case, desk: &Desk<'_>) -> Result<(), Refusal> {
    let corrects = correction.corrects;
    if moved > desk.local_now() {
        return Err(Refusal::arguments(format!("{} is in the future.", super::in_words(moved)))
            .hint("--at is when it happened"));
    }
    let (earliest, latest) = bounds(correction, case);
    if let Some(bound) = earliest.filter(|bound| moved < *bound).or(latest.filter(|bound| moved > *bound)) {
        return Err(Refusal::arguments(format!(
            "Entry {corrects} cannot have happened on {}: the case was elsewhere on {}.",
            super::in_words(moved),
            super::in_words(bound)
        ))
        .hint(format!("see the order of the entries: escalate show {}", case.reference)));
    }
    let limit = case.visits.iter().find(|visit| visit.entry == corrects).map(|visit| &visit.limit);
    let ends = limit.into_iter().flat_map(|limit| [limit.stated, limit.protective]).flatten();
    if let Some(end) = ends.min().filter(|end| moved > *end) {
        return Err(Refusal::arguments(format!(
            "Entry {corrects} cannot have happened on {}: the limit stated in it ended before, on {}.",
            super::in_words(moved),
            super::in_words(end)
        ))
        .hint("look at both times again"));
    }
    Ok(())
}

/// Between which moments an entry can have happened, by what stands before and after it.
fn bounds(correction: &Correction, case: &Case) -> (Option<Instant>, Option<Instant>) {
    let entered = |index: usize| case.visits.get(index).map(|visit| visit.entered_at);
    if let Some(index) = case.visits.iter().position(|visit| visit.entry == correction.corrects) {
        return (index.checked_sub(1).and_then(entered), entered(index + 1));
    }
    let entry = case.entry(correction.corrects).map(|entry| &entry.skeleton.event);
    (Some(case.opened_at).filter(|_| !matches!(entry, Some(Event::Discussion(_)))), None)
}

fn check_category(correction: &Correction, case: &Case, desk: &Desk<'_>) -> Result<(), Refusal> {
    let Some(category) = &correction.category else { return Ok(()) };
    if desk.protocol.category(category).is_some_and(|known| known.is_of(&case.pathway)) {
        return Ok(());
    }
    let known: Vec<&str> =
        desk.protocol.categories_of(&case.pathway).map(|category| category.id.as_str()).collect();
    Err(Refusal::arguments(format!("The pathway ‘{}’ has no category ‘{category}’.", case.pathway))
        .hint(format!("its categories are: {}", known.join(", "))))
}
