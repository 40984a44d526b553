//! When limits begin and end.

use chrono::DateTime;

use super::{Desk, Draft};
use crate::model::{
    Basis, Capacity, Case, EntryNumber, Event, Ground, Id, Instant, Obligation, Refusal, StageNumber, Subject,
};
use crate::protocol::calendar::Reckoning;
use crate::protocol::{Duty, Limit, LimitKind, OutOfRange, Span, Stage, Start};

/// What a limit that begins with a draft can count from.
pub(super) struct Clocks<'a> {
    desk: &'a Desk<'a>,
    draft: &'a Draft,
    case: Option<&'a Case>,
}

/// An instant that a limit counts from, and the earlier entry that gives it, if one does.
type Counted = (Instant, Option<EntryNumber>);

impl<'a> Clocks<'a> {
    pub(super) fn new(desk: &'a Desk<'a>, draft: &'a Draft, case: Option<&'a Case>) -> Self {
        Self { desk, draft, case }
    }

    /// The limit of the stage that the draft enters, with what is stated and what protects the child.
    pub(super) fn stage(&self, stage: &Stage, warnings: &mut Vec<String>) -> Result<Obligation, Refusal> {
        let mut limit = match self.shared(stage) {
            Some(shared) => shared,
            None => self.begin(Subject::Stage(stage.number), Some(&stage.limit), stage.number)?,
        };
        let ground = ground(&self.draft.event);
        if stage.limit.kind == LimitKind::Stated
            && self.draft.by.is_none()
            && ground != Some(Ground::ImmediateHarm)
        {
            return Err(Refusal::arguments(format!(
                "“{}” needs the timeframe for a resolution, and none is stated.",
                stage.title
            ))
            .by(stage.limit.to_string(), stage.limit.source.clone())
            .hint("state it with --by, for instance --by \"2026-04-09 17:00\"")
            .missing(vec!["--by".into()]));
        }
        state(&mut limit, stage, self.draft, warnings)?;
        Ok(limit)
    }

    /// The limit of the group that the stage is in, where an earlier stage of the group started it.
    fn shared(&self, stage: &Stage) -> Option<Obligation> {
        let group = stage.limit.group.as_ref()?;
        let mut earlier = self.case?.visits.iter().filter(|visit| group.stages.contains(&visit.stage));
        let first = earlier.next()?;
        let latest = earlier.next_back().unwrap_or(first);
        Some(Obligation {
            what: Subject::Stage(stage.number),
            // What was stated was stated for the stage before; what protects the child stays.
            stated: None,
            clock: latest.limit.clock.or(Some(first.entry)),
            ..latest.limit.clone()
        })
    }

    /// What a stage obliges somebody to from the start.
    pub(super) fn duties<'d>(
        &self,
        duties: impl IntoIterator<Item = &'d Duty>,
        stage: StageNumber,
    ) -> Result<Vec<Obligation>, Refusal> {
        duties.into_iter().filter(|duty| !duty.on_field).map(|duty| self.duty(duty, stage)).collect()
    }

    /// The duty that giving a field creates.
    pub(super) fn created_by(&self, field: &Id) -> Option<&'a Id> {
        self.desk.protocol.field(field.as_str())?.creates.as_ref()
    }

    /// What one duty obliges somebody to.
    pub(super) fn duty(&self, duty: &Duty, stage: StageNumber) -> Result<Obligation, Refusal> {
        self.begin(Subject::Duty(stage, duty.id.clone()), duty.limit.as_ref(), stage)
    }

    /// When what the draft records happened: where only the day is named, not before the stage before.
    fn here(&self) -> Instant {
        match &self.draft.event {
            Event::Advance(advance) => advance.entered,
            _ => self.draft.at(),
        }
    }

    /// Something to be done under a limit, as far as its start is known.
    pub(super) fn begin(
        &self,
        what: Subject,
        limit: Option<&Limit>,
        stage: StageNumber,
    ) -> Result<Obligation, Refusal> {
        let mut begun = Obligation::since(what, self.here());
        let Some(limit) = limit else { return Ok(begun) };
        (begun.urgent, begun.indicative) = (limit.is_urgent(), limit.indicative);
        let Some(start) = &limit.from else { return Ok(begun) };
        match self.start(start, stage) {
            None => begun.waits_for = Some(start.to_string()),
            Some((since, clock)) => {
                (begun.since, begun.clock) = (since, clock);
                if let Some(span) = limit.span() {
                    reckon(&mut begun, span, &start.to_string(), since, self.desk)?;
                }
            }
        }
        Ok(begun)
    }

    /// The instant that a start names, if it is known.
    fn start(&self, start: &Start, stage: StageNumber) -> Option<Counted> {
        let here = Some((self.here(), None));
        let Some(case) = self.case else {
            return match start {
                Start::Field(field) => self.given(field.as_str()),
                Start::Opened | Start::Entered | Start::Failed | Start::Group => here,
                Start::Resolved | Start::Meeting | Start::Duty(_) => None,
            };
        };
        match start {
            Start::Opened => Some((case.opened_at, case.entries.first().map(|entry| entry.number))),
            Start::Entered => match case.visits.iter().rev().find(|visit| visit.stage == stage) {
                Some(visit) => Some((visit.entered_at, Some(visit.entry))),
                None => here,
            },
            Start::Failed => case.failed().map_or(here, |(at, entry)| Some((at, Some(entry)))),
            Start::Group => here,
            Start::Resolved => {
                matches!(self.draft.event, Event::Resolution(_)).then(|| (self.draft.at(), None))
            }
            Start::Meeting => None,
            Start::Field(field) => self.given(field.as_str()).or_else(|| given_before(case, field.as_str())),
            Start::Duty(duty) => {
                let begun = case.duties.iter().find(|begun| begun.is(stage, duty))?;
                let met = case.entry(begun.met_by()?)?;
                Some((met.record.as_ref()?.happened.at, Some(met.number)))
            }
        }
    }

    /// The time that the draft gives for a field.
    fn given(&self, field: &str) -> Option<Counted> {
        let text = self.draft.record.text(field)?;
        Some((DateTime::parse_from_rfc3339(text).ok()?, None))
    }

    /// What waited for something that the draft brings: a field's time, a meeting, a duty met.
    pub(super) fn awaited(&self) -> Result<Vec<Obligation>, Refusal> {
        let Some(case) = self.case else { return Ok(Vec::new()) };
        let mut begun = Vec::new();
        for (obligation, limit) in waiting(case, self.desk) {
            let Some(start) = &limit.from else { continue };
            if let Some((since, clock)) = self.arrives(start, obligation) {
                let mut started = obligation.clone();
                (started.waits_for, started.since, started.clock) = (None, since, clock);
                if let Some(span) = limit.span() {
                    reckon(&mut started, span, &start.to_string(), since, self.desk)?;
                }
                begun.push(started);
            }
        }
        Ok(begun)
    }

    fn arrives(&self, start: &Start, obligation: &Obligation) -> Option<Counted> {
        let here = Some((self.draft.at(), None));
        match (start, &self.draft.event) {
            (Start::Field(field), _) => self.given(field.as_str()),
            (Start::Meeting, Event::Discussion(discussion))
                if discussion.mode == crate::model::kinds::Mode::Meeting && !discussion.earlier =>
            {
                here
            }
            (Start::Duty(awaited), Event::DutyMet(met)) if met.duty == *awaited => {
                let same_stage = match &obligation.what {
                    Subject::Duty(stage, _) | Subject::Stage(stage) => *stage == met.of,
                    _ => true,
                };
                same_stage.then_some(here).flatten()
            }
            _ => None,
        }
    }
}

/// What still waits for its start, with the limit that it waits to begin.
pub(super) fn waiting<'a>(case: &'a Case, desk: &'a Desk<'a>) -> Vec<(&'a Obligation, &'a Limit)> {
    let Some(pathway) = desk.protocol.pathway(&case.pathway) else { return Vec::new() };
    let stages = case.visit().map(|visit| &visit.limit).into_iter();
    let duties = case.duties.iter().filter(|duty| duty.met_by().is_none()).map(|duty| &duty.limit);
    stages
        .chain(duties)
        .chain(&case.overall)
        .filter(|obligation| obligation.waits_for.is_some())
        .filter_map(|obligation| {
            let limit = match &obligation.what {
                Subject::Stage(stage) => Some(&pathway.stage(*stage)?.limit),
                Subject::Duty(stage, duty) => {
                    let found = pathway.duty(*stage, duty, false);
                    found.or_else(|| pathway.duty(*stage, duty, true))?.limit.as_ref()
                }
                Subject::Overall => pathway.overall.as_ref(),
                Subject::Request | Subject::Action => None,
            };
            Some((obligation, limit?))
        })
        .collect()
}

/// The time that an earlier entry gave for a field, and that entry.
fn given_before(case: &Case, field: &str) -> Option<Counted> {
    case.entries.iter().rev().find_map(|entry| {
        let text = entry.record.as_ref()?.text(field)?;
        Some((DateTime::parse_from_rfc3339(text).ok()?, Some(entry.number)))
    })
}

/// Works out when a span ends that starts at an instant, and writes down how.
pub(super) fn reckon(
    obligation: &mut Obligation,
    span: Span,
    from: &str,
    start: Instant,
    desk: &Desk<'_>,
) -> Result<(), Refusal> {
    let reckoning = match given(obligation, span, from, start, desk) {
        Some(given) => given,
        None => desk.calendar.end_of(span, start).map_err(out_of_range)?,
    };
    obligation.due = Some(reckoning.due);
    obligation.basis = Some(Basis {
        rule: span.to_string(),
        from: from.to_owned(),
        start: desk.calendar.local(&start),
        calendar: desk.calendar.id.clone(),
        skipped: reckoning.skipped,
    });
    Ok(())
}

/// The date that was given when the entry was recorded, where it follows from the same rule and start.
fn given(
    obligation: &Obligation,
    span: Span,
    from: &str,
    start: Instant,
    desk: &Desk<'_>,
) -> Option<Reckoning> {
    let (basis, due) = desk.given.iter().filter(|given| given.what == obligation.what).find_map(|given| {
        let basis = given.basis.as_ref().filter(|basis| basis.from == from && basis.start == start)?;
        Some((basis, given.due?))
    })?;
    let follows = basis.rule == span.to_string() && desk.calendar.allows(span, start, due, &basis.skipped);
    follows.then(|| Reckoning { due, skipped: basis.skipped.clone() })
}

fn out_of_range(error: OutOfRange) -> Refusal {
    Refusal::arguments(format!("The limit cannot be reckoned: {error}.")).hint("check the date")
}

/// Sets a stated and a protective end, where the protocol's limit lets them be.
pub(super) fn state(
    limit: &mut Obligation,
    stage: &Stage,
    draft: &Draft,
    warnings: &mut Vec<String>,
) -> Result<(), Refusal> {
    for (flag, end) in [("--by", draft.by), ("--protect-by", draft.protect_by)] {
        if let Some(end) = end.filter(|end| *end < draft.at()) {
            return Err(Refusal::arguments(format!(
                "{flag} {} lies before what it is the end of, which happened on {}.",
                super::in_words(end),
                super::in_words(draft.at())
            ))
            .hint("give a later end, or the right moment with --at"));
        }
    }
    if let Some(by) = draft.by {
        if let Some(due) = limit.due.filter(|due| by > *due) {
            if !limit.indicative {
                return Err(too_late("stated limit", by, due, stage));
            }
            warnings.push(format!(
                "The stated limit exceeds the protocol's, {}, which is indicative [{}].",
                super::in_words(due),
                stage.limit.source
            ));
        }
        if let Some(stated) = limit.stated.filter(|stated| by > *stated) {
            return Err(too_late("stated limit", by, stated, stage));
        }
        limit.stated = Some(by);
    }
    if let Some(protect_by) = draft.protect_by {
        if let Some(due) = limit.due_at().filter(|due| protect_by > *due) {
            return Err(too_late("protective timescale", protect_by, due, stage));
        }
        limit.protective = Some(protect_by);
    }
    Ok(())
}

fn too_late(what: &str, wanted: Instant, due: Instant, stage: &Stage) -> Refusal {
    Refusal::protocol(format!(
        "A {what} of {} is later than the limit that holds, {}. It may shorten a limit, never lengthen it.",
        super::in_words(wanted),
        super::in_words(due)
    ))
    .by(stage.limit.to_string(), stage.limit.source.clone())
    .hint(format!("give a time up to {}", due.format("%Y-%m-%d %H:%M")))
}

/// Whether it is not known who agreed to the limit that was stated last, where the protocol asks for it.
pub(super) fn agreement_missing(limit: &Limit, stated: bool, case: &Case, since: EntryNumber) -> bool {
    let agreed = |entry: &crate::model::Entry| {
        case.as_corrected(entry).is_none_or(|record| !record.people_as(Capacity::AgreedWith).is_empty())
    };
    limit.agreed
        && stated
        && !case
            .entries
            .iter()
            .filter(|entry| entry.number >= since)
            .rfind(|entry| states(entry))
            .is_some_and(agreed)
}

/// Whether an entry states the limit of a stage.
fn states(entry: &crate::model::Entry) -> bool {
    match &entry.skeleton.event {
        Event::Timescale(timescale) => timescale.stated.is_some(),
        Event::Challenge(_) | Event::Advance(_) => {
            entry.skeleton.begins.iter().any(|begun| begun.stated.is_some())
        }
        _ => false,
    }
}

fn ground(event: &Event) -> Option<Ground> {
    match event {
        Event::Challenge(challenge) => challenge.ground,
        Event::Advance(advance) => Some(advance.ground),
        _ => None,
    }
}
