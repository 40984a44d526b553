//! What can be held to the definition where words were erased, so that the rules cannot be run in full.
//!
//! Every reference, and every limit by its own start. Not: who joined, which fields created a duty, when
//! something happened that nothing else in the skeleton tells.

use super::compare::named;
use super::{Mismatch, Result};
use crate::model::kinds::{Correction, Mode};
use crate::model::{Case, Entry, Event, Ground, Id, Obligation, Skeleton, StageNumber, State, Subject};
use crate::protocol::{Duty, Limit, Pathway, Span, Start};
use crate::rules::correction::running;
use crate::rules::limits::waiting;
use crate::rules::{Desk, advance, fields};

/// Holds an entry to its definition, reference by reference and limit by limit.
pub(super) fn check(before: Option<&Case>, entry: &Entry, desk: &Desk<'_>) -> Result<()> {
    let skeleton = &entry.skeleton;
    let pathway = desk.pathway(match (&skeleton.event, before) {
        (Event::Challenge(challenge), _) => &challenge.pathway,
        (_, Some(case)) => &case.pathway,
        (_, None) => return Err(Mismatch::new("a case begins with a challenge")),
    })?;
    check_event(before, entry, pathway, desk)?;
    check_stage(before, skeleton)?;
    check_fields(before, entry, desk)?;
    check_joins(before, skeleton)?;
    for begun in &skeleton.begins {
        check_begun(begun, before, entry, pathway, desk)?;
    }
    let missing = asked(before, skeleton, pathway)
        .into_iter()
        .find(|asked| !skeleton.begins.iter().any(|begun| begun.what == *asked));
    match missing {
        Some(missing) => Err(Mismatch::new(format!("it does not begin {}", named(&missing)))),
        None => Ok(()),
    }
}

fn check_event(before: Option<&Case>, entry: &Entry, pathway: &Pathway, desk: &Desk<'_>) -> Result<()> {
    match (&entry.skeleton.event, before) {
        (Event::Challenge(challenge), _) => {
            let category = desk.protocol.category(&challenge.category);
            if !category.is_some_and(|category| category.is_of(&pathway.id)) {
                return Err(unknown("category", &challenge.category));
            }
            let stage = desk.stage_of(&pathway.id, challenge.stage)?;
            if challenge.stage > StageNumber(1) {
                advance::check_jump(stage, challenge.ground.unwrap_or(Ground::Unresolved), GONE, desk)?;
            }
            not_in_future(challenge.opened, desk)
        }
        (event, Some(case)) => {
            check_state(event, case)?;
            check_definition(event, case, pathway, desk)
        }
        (_, None) => Ok(()),
    }
}

/// Stands for the text of a ground that was erased.
const GONE: &str = "(erased)";

fn check_definition(event: &Event, case: &Case, pathway: &Pathway, desk: &Desk<'_>) -> Result<()> {
    match event {
        Event::Advance(advance) => {
            let stage = advance::next_stage(case, Some(advance.to), desk)?;
            let is_next = pathway.after(case.stage).is_some_and(|next| next.number == stage.number);
            if !is_next {
                advance::check_jump(stage, advance.ground, GONE, desk)?;
            }
            if case.visit().is_some_and(|visit| advance.entered < visit.entered_at) {
                return Err(Mismatch::new("it moves on before the stage that it leaves was entered"));
            }
            not_in_future(advance.entered, desk)
        }
        Event::DutyMet(met) => {
            let known = [false, true].iter().any(|end| pathway.duty(met.of, &met.duty, *end).is_some());
            if known { Ok(()) } else { Err(unknown("duty", &met.duty)) }
        }
        Event::Resolution(resolution) if desk.protocol.outcome(&resolution.outcome).is_none() => {
            Err(unknown("outcome", &resolution.outcome))
        }
        Event::Correction(correction) => check_correction(correction, case, desk),
        _ => Ok(()),
    }
}

fn check_correction(correction: &Correction, case: &Case, desk: &Desk<'_>) -> Result<()> {
    if let Some(moved) = correction.moved {
        not_in_future(moved, desk)?;
    }
    match &correction.category {
        Some(category) if !desk.protocol.category(category).is_some_and(|it| it.is_of(&case.pathway)) => {
            Err(unknown("category", category))
        }
        _ => Ok(()),
    }
}

fn unknown(what: &str, id: &Id) -> Mismatch {
    Mismatch::new(format!("its definition has no {what} ‘{id}’"))
}

fn not_in_future(at: crate::model::Instant, desk: &Desk<'_>) -> Result<()> {
    if at <= desk.now { Ok(()) } else { Err(Mismatch::new("it happened after it was recorded")) }
}

/// Whether a resolved case is closed depends on words; whether it has ended does not.
fn check_state(event: &Event, case: &Case) -> Result<()> {
    let states: &[State] = match &case.ending {
        None => &[State::Open],
        Some(crate::model::Ending::Resolved { .. }) => &[State::Resolved, State::Closed],
        Some(crate::model::Ending::Withdrawn { .. }) => &[State::Withdrawn],
    };
    if states.iter().any(|state| event.admitted_in(*state)) {
        return Ok(());
    }
    Err(Mismatch::new(format!("the case does not take {} as it stands", event.a_kind())))
}

/// An entry happened at a stage that the case went through, or before it was opened.
fn check_stage(before: Option<&Case>, skeleton: &Skeleton) -> Result<()> {
    let Some(stage) = skeleton.stage else { return Ok(()) };
    let entered = match &skeleton.event {
        Event::Challenge(challenge) => challenge.stage == stage,
        Event::Advance(advance) => advance.to == stage,
        // A duty can be of the first stage where a case opened at a later one.
        Event::DutyMet(met) => met.of == stage,
        _ => before.is_some_and(|case| case.visits.iter().any(|visit| visit.stage == stage)),
    };
    if entered { Ok(()) } else { Err(Mismatch::new(format!("the case was never at stage {stage}"))) }
}

fn check_fields(before: Option<&Case>, entry: &Entry, desk: &Desk<'_>) -> Result<()> {
    let event = &entry.skeleton.event;
    let corrected = match (event, before) {
        (Event::Correction(correction), Some(case)) => case.entry(correction.corrects),
        _ => None,
    };
    let kind = corrected.map_or(event.kind(), |corrected| corrected.skeleton.event.kind());
    let unknown_field = entry.skeleton.fields.iter().find(|field| {
        desk.protocol.field(field.as_str()).is_none()
            && !fields::is_built_in(kind, field)
            && !(corrected.is_some() && (**field == "why" || **field == Correction::WHY))
    });
    if let Some(field) = unknown_field {
        return Err(unknown("field", field));
    }
    match &entry.record {
        Some(record) if !record.fields.keys().eq(&entry.skeleton.fields) => {
            Err(Mismatch::new("it lists other fields than it answers"))
        }
        _ => Ok(()),
    }
}

/// Agencies are numbered in the order in which they come in.
fn check_joins(before: Option<&Case>, skeleton: &Skeleton) -> Result<()> {
    let mut known = before.map_or(0, |case| case.parties.len());
    for joining in &skeleton.joins {
        let number = usize::try_from(joining.agency).unwrap_or(usize::MAX);
        if number == 0 || number > known + 1 {
            return Err(Mismatch::new(format!("there is no agency {} in the case yet", joining.agency)));
        }
        known = known.max(number);
    }
    Ok(())
}

/// What an entry must begin, whatever it says.
fn asked(before: Option<&Case>, skeleton: &Skeleton, pathway: &Pathway) -> Vec<Subject> {
    let always = |duty: &&Duty| !duty.on_field;
    let of_stage = |number: StageNumber| {
        let duties = pathway.stage(number).map_or(&[][..], |stage| &stage.duties);
        let duties = duties.iter().filter(always).map(move |duty| Subject::Duty(number, duty.id.clone()));
        std::iter::once(Subject::Stage(number)).chain(duties)
    };
    match &skeleton.event {
        Event::Challenge(challenge) => {
            let overall = pathway.overall.as_ref().map(|_| Subject::Overall);
            let duties = pathway.duties_from(challenge.stage).filter(|(_, duty)| always(duty));
            let duties = duties.map(|(of, duty)| Subject::Duty(of, duty.id.clone()));
            std::iter::once(Subject::Stage(challenge.stage)).chain(overall).chain(duties).collect()
        }
        Event::Advance(advance) => of_stage(advance.to).collect(),
        Event::Resolution(_) => {
            let stage = before.map(|case| case.stage);
            let duties = pathway.at_resolution.iter().filter(always);
            let duties = duties.filter(|duty| {
                duty.stages.is_empty() || stage.is_some_and(|stage| duty.stages.contains(&stage))
            });
            duties.filter_map(|duty| Some(Subject::Duty(stage?, duty.id.clone()))).collect()
        }
        Event::Request(_) => vec![Subject::Request],
        Event::Action(_) => vec![Subject::Action],
        _ => Vec::new(),
    }
}

/// Whether an entry of its kind can begin this: what it enters, asks for or agrees; what waited for what it
/// brings; what counts from what it corrects.
fn may_begin(
    begun: &Obligation,
    before: Option<&Case>,
    skeleton: &Skeleton,
    pathway: &Pathway,
    desk: &Desk<'_>,
) -> bool {
    let gives = |field: &Id| skeleton.fields.contains(field);
    let enters = |stage: StageNumber| match &skeleton.event {
        Event::Challenge(challenge) => challenge.stage == stage,
        Event::Advance(advance) => advance.to == stage,
        _ => false,
    };
    let is_new = match (&begun.what, &skeleton.event) {
        (Subject::Stage(stage), _) => enters(*stage),
        (Subject::Duty(stage, id), Event::Resolution(_)) if pathway.duty(*stage, id, true).is_some() => true,
        (Subject::Duty(stage, id), event) => {
            let first = pathway.stages.first().map(|first| first.number);
            enters(*stage)
                || matches!(event, Event::Challenge(_)) && first == Some(*stage)
                || desk
                    .protocol
                    .fields
                    .iter()
                    .any(|field| field.creates.as_ref() == Some(id) && gives(&field.id))
        }
        (Subject::Overall, Event::Challenge(_))
        | (Subject::Request, Event::Request(_))
        | (Subject::Action, Event::Action(_)) => true,
        (Subject::Overall | Subject::Request | Subject::Action, _) => false,
    };
    is_new
        || before.is_some_and(|case| {
            let mut waited = waiting(case, desk).into_iter().filter(|(waits, _)| waits.what == begun.what);
            waited.any(|(_, limit)| limit.from.as_ref().is_some_and(|start| arrives(start, skeleton)))
                || counts_from_corrected(begun, case, &skeleton.event)
        })
}

/// Whether an entry brings what a limit waits for.
fn arrives(start: &Start, skeleton: &Skeleton) -> bool {
    match (start, &skeleton.event) {
        (Start::Field(field), _) => skeleton.fields.contains(field),
        (Start::Meeting, Event::Discussion(discussion)) => discussion.mode == Mode::Meeting,
        (Start::Duty(awaited), Event::DutyMet(met)) => met.duty == *awaited,
        _ => false,
    }
}

/// Whether a correction moves what this counts from.
fn counts_from_corrected(begun: &Obligation, case: &Case, event: &Event) -> bool {
    let Event::Correction(correction) = event else { return false };
    let mut moved = running(case).filter(|(began, running)| {
        running.what == begun.what && running.clock.unwrap_or(*began) == correction.corrects
    });
    let from = begun.basis.as_ref().and_then(|basis| basis.from.parse().ok());
    moved.next().is_some() && (matches!(from, Some(Start::Field(_))) || correction.moved == Some(begun.since))
}

fn check_begun(
    begun: &Obligation,
    before: Option<&Case>,
    entry: &Entry,
    pathway: &Pathway,
    desk: &Desk<'_>,
) -> Result<()> {
    let wrong = || Mismatch::new(format!("{} is not begun as its definition says", named(&begun.what)));
    if !may_begin(begun, before, &entry.skeleton, pathway, desk) {
        return Err(Mismatch::new(format!(
            "{} does not begin {}",
            entry.skeleton.event.a_kind(),
            named(&begun.what)
        )));
    }
    let clocked = begun
        .clock
        .is_none_or(|clock| clock == entry.number || before.is_some_and(|case| case.entry(clock).is_some()));
    if !clocked {
        return Err(wrong());
    }
    let limit = match &begun.what {
        Subject::Stage(stage) => Some(&desk.stage_of(&pathway.id, *stage)?.limit),
        Subject::Overall => Some(pathway.overall.as_ref().ok_or_else(wrong)?),
        Subject::Duty(stage, id) => {
            let at_end = matches!(entry.skeleton.event, Event::Resolution(_));
            let duty = pathway.duty(*stage, id, at_end).or_else(|| pathway.duty(*stage, id, !at_end));
            duty.ok_or_else(|| unknown("duty", id))?.limit.as_ref()
        }
        Subject::Request | Subject::Action => {
            let is_given = matches!(
                (&begun.what, &entry.skeleton.event),
                (Subject::Request, Event::Request(_)) | (Subject::Action, Event::Action(_))
            );
            let sound = is_given && begun.basis.is_none() && begun.due.is_none_or(|due| due >= begun.since);
            return if sound { not_in_future(begun.since, desk) } else { Err(wrong()) };
        }
    };
    // Only the time that a field gives may still be to come.
    if !matches!(limit.and_then(|limit| limit.from.as_ref()), Some(Start::Field(_))) {
        not_in_future(begun.since, desk)?;
    }
    // A correction may move an end before one that was stated, and a shared limit brings along what was stated.
    let states_anew = matches!(entry.skeleton.event, Event::Challenge(_) | Event::Advance(_))
        && limit.is_some_and(|limit| limit.group.is_none());
    if follows(begun, limit, desk) && (!states_anew || shortens(begun)) { Ok(()) } else { Err(wrong()) }
}

/// Whether a limit is the definition's, and its end follows from its start.
fn follows(begun: &Obligation, limit: Option<&Limit>, desk: &Desk<'_>) -> bool {
    let (urgent, indicative) = limit.map_or((false, false), |limit| (limit.is_urgent(), limit.indicative));
    let from = limit.and_then(|limit| limit.from.as_ref()).map(ToString::to_string);
    let span = limit.and_then(Limit::span).filter(|_| from.is_some());
    let ends = match (&begun.basis, begun.due, &begun.waits_for) {
        (Some(basis), Some(due), None) => span.is_some_and(|span: Span| {
            basis.rule == span.to_string()
                && Some(&basis.from) == from.as_ref()
                && basis.calendar == desk.calendar.id
                && basis.start == begun.since
                && desk.calendar.allows(span, basis.start, due, &basis.skipped)
        }),
        (None, None, Some(waits_for)) => Some(waits_for) == from.as_ref(),
        (None, None, None) => span.is_none(),
        _ => false,
    };
    ends && (begun.urgent, begun.indicative) == (urgent, indicative)
}

/// What is stated and what protects the child may shorten a limit, never lengthen it.
fn shortens(begun: &Obligation) -> bool {
    let ends = [begun.stated, begun.protective].into_iter().flatten();
    begun.indicative || begun.due.is_none_or(|due| ends.into_iter().all(|end| end <= due))
}
