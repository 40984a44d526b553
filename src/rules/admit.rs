//! May an entry be stored, and what does it begin?

use super::limits::{Clocks, state};
use super::parties::newcomers;
use super::{Admitted, Desk, Draft, advance, correction, fields, form, gaps};
use crate::model::kinds::Timescale;
use crate::model::{
    Capacity, Case, Ending, Entry, Event, Obligation, Record, Refusal, Skeleton, StageNumber, State, Subject,
};
use crate::protocol::{Pathway, Protocol, Stage, nearest};

/// Admits a further entry of a case, or says why not.
///
/// A field that is missing is a gap and never a refusal, unless the desk is strict.
pub fn admit(mut draft: Draft, case: &Case, desk: &Desk<'_>) -> Result<Admitted, Refusal> {
    if let Some(kind) = &case.unknown {
        return Err(Refusal::protocol(format!(
            "Case {} has an entry ‘{kind}’ that a newer version wrote; this version adds nothing to it.",
            case.reference
        ))
        .hint("install the newer version"));
    }
    check_moment(&draft, desk)?;
    check_order(&mut draft, case)?;
    check_state(&draft.event, case, super::state(case, desk.protocol))?;
    draft.event.check(case)?;
    check_confirmed_by(&draft, case)?;
    if let Event::Correction(_) = &draft.event {
        correction::complete(&mut draft, case, desk)?;
    }
    fields::check(&draft, Some(case), desk)?;
    form::check(&draft.event, &draft.record, Some(case), desk)?;

    let mut warnings = Vec::new();
    let begins = begins(&mut draft, case, desk, &mut warnings)?;
    let new = newcomers(&draft, Some(case), desk.protocol);
    warnings.extend(new.warnings);
    let stage = stage_of(&draft, case);
    let skeleton = Skeleton {
        case: case.reference,
        after: case.entries.last().map(|last| last.number),
        stage,
        fields: draft.record.fields.keys().cloned().collect(),
        joins: new.joins,
        begins,
        settles: super::settle::settled_by(&draft, case, stage, desk),
        immediate_harm: draft.immediate_harm.then(|| draft.at()),
        once: None,
        event: draft.event,
    };
    let record = Record { agencies: new.agencies, ..draft.record };
    let admitted = Admitted { skeleton, record, warnings };
    if desk.strict {
        gaps::refuse_any(&admitted, Some(case), desk)?;
    }
    Ok(admitted)
}

/// What happened does not lie in the future.
pub(super) fn check_moment(draft: &Draft, desk: &Desk<'_>) -> Result<(), Refusal> {
    let now = desk.local_now();
    if draft.at() <= now {
        return Ok(());
    }
    Err(Refusal::arguments(format!(
        "{} is in the future: it is now {}.",
        super::in_words(draft.at()),
        super::in_words(now)
    ))
    .hint("--at is when it happened; a limit is given with --by"))
}

/// Only a discussion may lie before the opening: it led to the case.
fn check_order(draft: &mut Draft, case: &Case) -> Result<(), Refusal> {
    if let Some((what, entry)) = answers(&draft.event, case)
        && let Some(at) = case.as_corrected(entry).map(|record| record.happened.at)
        && draft.record.happened.is_before(at)
    {
        return Err(Refusal::arguments(format!(
            "{} lies before {what}, entry {}, on {}.",
            super::in_words(draft.at()),
            entry.number,
            super::in_words(at)
        ))
        .hint("give the right moment with --at"));
    }
    if !draft.record.happened.is_before(case.opened_at) {
        return Ok(());
    }
    if let Event::Discussion(discussion) = &mut draft.event {
        discussion.earlier = true;
        return Ok(());
    }
    Err(Refusal::arguments(format!(
        "{} lies before the opening of case {}, on {}.",
        super::in_words(draft.at()),
        case.reference,
        super::in_words(case.opened_at)
    ))
    .hint("give the right moment with --at; only a discussion may lie before the opening"))
}

/// A confirmation is given by a person of the party that confirms.
fn check_confirmed_by(draft: &Draft, case: &Case) -> Result<(), Refusal> {
    let Event::Confirmation(confirmation) = &draft.event else { return Ok(()) };
    let index = usize::try_from(confirmation.party).ok().and_then(|number| number.checked_sub(1));
    let party = index.and_then(|index| case.parties.get(index)).and_then(|party| party.agency.as_ref());
    let Some(agency) = party else { return Ok(()) };
    let by = draft.record.people_as(Capacity::By).iter().find(|by| !by.agency.is(agency));
    let Some(by) = by else { return Ok(()) };
    Err(Refusal::protocol(format!("{} is of ‘{}’ and cannot confirm for ‘{agency}’.", by.name, by.agency))
        .hint(format!("name the person of ‘{agency}’ who confirmed: --by \"Name, role, {agency}\"")))
}

/// The earlier entry that an entry answers, and what that is.
fn answers<'c>(event: &Event, case: &'c Case) -> Option<(&'static str, &'c Entry)> {
    let (what, number) = match (event, &case.ending) {
        (Event::Answer(answer), _) => ("the request", answer.request),
        (Event::ActionDone(done), _) => ("the action", done.action),
        (Event::Confirmation(_) | Event::Reopening(_), Some(Ending::Resolved { entry, .. })) => {
            ("the resolution", *entry)
        }
        (Event::Reopening(_), Some(Ending::Withdrawn { entry })) => ("the withdrawal", *entry),
        _ => return None,
    };
    Some((what, case.entry(number)?))
}

fn check_state(event: &Event, case: &Case, state: State) -> Result<(), Refusal> {
    if event.admitted_in(state) {
        return Ok(());
    }
    let reference = case.reference;
    let hint = match (event, state) {
        (Event::Confirmation(_), State::Open) => {
            format!("there is no outcome to confirm yet: escalate resolve {reference} …")
        }
        (Event::Reopening(_), _) => format!("it can be worked on as it is: escalate next {reference}"),
        (Event::Confirmation(_), State::Withdrawn) => {
            "a withdrawn challenge has no outcome to confirm".into()
        }
        (Event::Resolution(_), State::Resolved | State::Closed) => format!(
            "to change what it says: escalate correct {reference} …; to take it up again: escalate reopen {reference} --why …"
        ),
        _ => return Err(not_taken(case, state, event.a_kind())),
    };
    Err(not_taken(case, state, event.a_kind()).hint(hint))
}

/// An ended case takes no entry that carries the disagreement on.
pub fn check_takes_more(case: &Case, protocol: &Protocol, a_kind: &str) -> Result<(), Refusal> {
    match super::state(case, protocol) {
        State::Open => Ok(()),
        state => Err(not_taken(case, state, a_kind)),
    }
}

fn not_taken(case: &Case, state: State, a_kind: &str) -> Refusal {
    Refusal::protocol(format!("Case {} is {state} and does not take {a_kind}.", case.reference))
        .hint(format!("to take it up again: escalate reopen {} --why …", case.reference))
}

/// The stage at which an entry happened, which may be an earlier one than the current.
fn stage_of(draft: &Draft, case: &Case) -> Option<StageNumber> {
    match &draft.event {
        Event::Advance(advance) => Some(advance.to),
        Event::DutyMet(met) => Some(met.of),
        Event::Correction(correction) => case.entry(correction.corrects)?.skeleton.stage,
        // It states the limit that holds now, whenever that was said.
        Event::Timescale(_) => Some(case.stage),
        _ => case.stage_at(draft.record.happened),
    }
}

/// What an entry obliges somebody to, by its kind.
fn begins(
    draft: &mut Draft,
    case: &Case,
    desk: &Desk<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<Obligation>, Refusal> {
    let current = desk.stage(case)?;
    if let Event::DutyMet(met) = &mut draft.event {
        super::settle::complete(met, &draft.record.recorded_by, case, desk)?;
    }
    if let Event::Advance(advance) = &mut draft.event
        && let Some(visit) = case.visit().filter(|_| draft.record.happened.day_only)
    {
        // A day alone stands at 00:00; the stage before was entered first all the same.
        advance.entered = advance.entered.max(visit.entered_at);
    }
    note_when(draft);
    super::settle::complete_discussion(draft, case, desk);
    if let Event::Timescale(_) = &draft.event {
        timescale(draft, case, current, warnings)?;
    }
    let clocks = Clocks::new(desk, draft, Some(case));
    let mut begins = clocks.awaited()?;
    match &draft.event {
        Event::Advance(advance) => {
            advance::check(draft, advance, case, desk, warnings)?;
            let stage = desk.stage_of(&case.pathway, advance.to)?;
            begins.extend(advance::begins(stage, &clocks, warnings)?);
        }
        Event::Request(_) => begins.push(given(Subject::Request, draft)?),
        Event::Action(_) => begins.push(given(Subject::Action, draft)?),
        Event::Resolution(resolution) => {
            check_outcome(&resolution.outcome, desk)?;
            let at_resolution = desk.pathway(&case.pathway)?.at_resolution.iter();
            let here =
                at_resolution.filter(|duty| duty.stages.is_empty() || duty.stages.contains(&case.stage));
            begins.extend(clocks.duties(here, current.number)?);
        }
        Event::Correction(correction) => {
            begins.extend(correction::reckon_again(draft, correction, case, desk)?);
        }
        _ => {}
    }
    let here = stage_of(draft, case).unwrap_or(case.stage);
    begins.extend(created_duties(draft, desk.pathway(&case.pathway)?, here, &clocks, Some(case))?);
    Ok(begins)
}

/// Seals when a discussion or a decision brought a result: limits count from it when the record is gone.
fn note_when(draft: &mut Draft) {
    let at = draft.at();
    match &mut draft.event {
        Event::Discussion(discussion) if discussion.result.is_some() => discussion.held = Some(at),
        Event::Decision(decision) if decision.result.is_some() => decision.made = Some(at),
        _ => {}
    }
}

/// The duties that giving a field creates, at the stage that has them.
pub(super) fn created_duties(
    draft: &Draft,
    pathway: &Pathway,
    here: StageNumber,
    clocks: &Clocks<'_>,
    case: Option<&Case>,
) -> Result<Vec<Obligation>, Refusal> {
    let mut created = Vec::new();
    for field in draft.record.fields.keys() {
        let Some(duty) = clocks.created_by(field) else { continue };
        let waits = |stage: &&Stage| stage.duty(duty).is_some_and(|duty| duty.on_field);
        let mut stages = pathway.stages.iter().filter(waits);
        let stage = pathway.stage(here).filter(waits).or_else(|| stages.next());
        let Some((stage, duty)) = stage.and_then(|stage| Some((stage.number, stage.duty(duty)?))) else {
            continue;
        };
        let begun = |case: &Case| case.duties.iter().any(|begun| begun.is(stage, &duty.id));
        if !case.is_some_and(begun) {
            created.push(clocks.duty(duty, stage)?);
        }
    }
    Ok(created)
}

/// A request or an action, with the end that was given for it.
fn given(what: Subject, draft: &Draft) -> Result<Obligation, Refusal> {
    let mut obligation = Obligation::since(what, draft.at());
    if let Some(by) = draft.by {
        if by < draft.at() {
            return Err(Refusal::arguments(format!(
                "--by {} lies before what it is the end of, which happened on {}.",
                super::in_words(by),
                super::in_words(draft.at())
            ))
            .hint("give a later end, or the right moment with --at"));
        }
        obligation.due = Some(by);
    }
    Ok(obligation)
}

fn check_outcome(outcome: &crate::model::Id, desk: &Desk<'_>) -> Result<(), Refusal> {
    if desk.protocol.outcome(outcome).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = desk.protocol.outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
    let near = nearest(outcome.as_str(), known.iter().copied());
    Err(Refusal::arguments(format!("The protocol ‘{}’ has no outcome ‘{outcome}’.", desk.protocol.id)).hint(
        match near {
            Some(near) => format!("did you mean --outcome {near}?"),
            None => format!("its outcomes are: {}", known.join(", ")),
        },
    ))
}

/// States or shortens the limit of the current stage.
fn timescale(
    draft: &mut Draft,
    case: &Case,
    stage: &Stage,
    warnings: &mut Vec<String>,
) -> Result<(), Refusal> {
    let Some(visit) = case.visit() else { return Err(Refusal::protocol("The case has no stage.")) };
    let mut limit = visit.limit.clone();
    state(&mut limit, stage, draft, warnings)?;
    draft.event = Timescale { stated: draft.by, protective: draft.protect_by }.into();
    Ok(())
}
