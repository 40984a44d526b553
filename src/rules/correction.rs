//! What a correction moves: the limits that count from what was corrected.

use chrono::DateTime;

use super::limits::reckon;
use super::{Desk, Draft};
use crate::model::kinds::Correction;
use crate::model::{Case, EntryNumber, Event, Instant, Obligation, Refusal};
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
        check_moved(correction.corrects, moved, case, desk)?;
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

/// Every limit that may move, with the entry that began it.
fn running(case: &Case) -> impl Iterator<Item = (EntryNumber, &Obligation)> {
    let first = case.entries.first().map_or(EntryNumber(0), |entry| entry.number);
    let visits = case.visits.iter().map(|visit| (visit.entry, &visit.limit));
    let duties = case.duties.iter().map(|owed| (owed.entry, &owed.limit));
    visits.chain(duties).chain(case.overall.iter().map(move |overall| (first, overall)))
}

/// A corrected moment keeps the order of the opening and the stages, and is not in the future.
fn check_moved(corrects: EntryNumber, moved: Instant, case: &Case, desk: &Desk<'_>) -> Result<(), Refusal> {
    if moved > desk.local_now() {
        return Err(Refusal::arguments(format!("{} is in the future.", super::in_words(moved)))
            .hint("--at is when it happened"));
    }
    let Some(entry) = case.entry(corrects) else { return Err(case.no_such(corrects, "entry")) };
    let position = case.visits.iter().position(|visit| visit.entry == corrects);
    let (earliest, latest) = match position {
        Some(index) => (
            index.checked_sub(1).and_then(|before| case.visits.get(before)).map(|visit| visit.entered_at),
            case.visits.get(index + 1).map(|visit| visit.entered_at),
        ),
        None if matches!(entry.skeleton.event, Event::Discussion(_)) => (None, None),
        None => (Some(case.opened_at), None),
    };
    if let Some(bound) = earliest.filter(|bound| moved < *bound).or(latest.filter(|bound| moved > *bound)) {
        return Err(Refusal::arguments(format!(
            "Entry {corrects} cannot have happened on {}: the case was elsewhere on {}.",
            super::in_words(moved),
            super::in_words(bound)
        ))
        .hint(format!("see the order of the entries: escalate show {}", case.reference)));
    }
    Ok(())
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
