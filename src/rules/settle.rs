//! Which duties an entry settles: one that says so, and those that the act itself meets.

use std::collections::BTreeSet;

use super::duties::{DutyState, DutyStatus, duties, people_of, responsible};
use super::{Desk, Draft};
use crate::model::kinds::DutyMet;
use crate::model::{
    Agency, Capacity, Case, Event, Id, Person, Refusal, Responsible, Settles, Side, StageNumber, Standing,
    same,
};
use crate::protocol::{Act, ActMatch, Between, Duty, MetBy, nearest};

/// Completes an entry that says that a duty was met: of which stage, and whose it was.
///
/// It is the recorder's own, or that of the only one who owes it, where nobody says whose.
pub(super) fn complete(
    met: &mut DutyMet,
    recorder: &Person,
    case: &Case,
    desk: &Desk<'_>,
) -> Result<(), Refusal> {
    let all = duties(case, desk.protocol);
    let known: Vec<&DutyStatus<'_>> = all.iter().filter(|status| status.duty.id == met.duty).collect();
    if known.is_empty() {
        return Err(no_duty(met, case, desk));
    }
    let by = match met.by {
        Some(by) => by,
        None => whose(&known, recorder, case)?,
    };
    let of_them: Vec<&DutyStatus<'_>> =
        known.iter().copied().filter(|status| status.responsible == by).collect();
    let latest = |wanted: fn(DutyState) -> bool| of_them.iter().copied().rfind(|status| wanted(status.state));
    let open = latest(|state| state == DutyState::Owed)
        .or_else(|| latest(|state| matches!(state, DutyState::Offered | DutyState::Lapsed)))
        .or_else(|| latest(|state| matches!(state, DutyState::NotDone(_))).filter(|_| !met.not_done));
    match (open, of_them.last()) {
        (Some(status), _) => {
            (met.of, met.by) = (status.stage, Some(by));
            Ok(())
        }
        (None, Some(settled)) => Err(is_settled(settled, case)),
        (None, None) => Err(not_owed(met, &known, case)),
    }
}

fn is_settled(status: &DutyStatus<'_>, case: &Case) -> Refusal {
    let (duty, owner) = (&status.duty.id, &status.owner);
    let said = match status.state {
        DutyState::Met(entry) => format!("That the duty ‘{duty}’ was met is entry {entry} already."),
        DutyState::NotDone(entry) => format!("That the duty ‘{duty}’ was not done is entry {entry} already."),
        _ => format!("The duty ‘{duty}’ of ‘{owner}’ is met by this logbook itself."),
    };
    let refusal = Refusal::protocol(said);
    match status.state.entry() {
        Some(entry) => refusal
            .hint(format!("to change what it says: escalate correct {} {entry} --why …", case.reference)),
        None => refusal,
    }
}

fn is_open(status: &DutyStatus<'_>) -> bool {
    !status.state.is_met()
}

/// Whose duty it was, where nobody says: the only one's who ever owed it, else the recorder's own.
fn whose(known: &[&DutyStatus<'_>], recorder: &Person, case: &Case) -> Result<Responsible, Refusal> {
    let all: BTreeSet<Responsible> = known.iter().map(|status| status.responsible).collect();
    let only = all.first().filter(|_| all.len() == 1);
    let own = || all.iter().find(|by| is_of(**by, recorder, case));
    if let Some(by) = only.or_else(own) {
        return Ok(*by);
    }
    let owners: BTreeSet<String> =
        known.iter().filter(|status| is_open(status)).map(|status| format!("‘{}’", status.owner)).collect();
    let owners: Vec<String> = owners.into_iter().collect();
    Err(Refusal::arguments("This duty is owed by others, each for themselves.")
        .hint(format!("say whose it was with --party: {}", owners.join(" or ")))
        .missing(vec!["--party".into()]))
}

/// Whether somebody is, or acts for, one of those who are responsible.
fn is_of(by: Responsible, person: &Person, case: &Case) -> bool {
    is_meant(by, &person.agency, |known| known.is(person), case)
}

/// Whether an agency is the one that is responsible; within an agency, a person of the side is.
fn is_meant(by: Responsible, agency: &Agency, is_person: impl FnMut(&Person) -> bool, case: &Case) -> bool {
    match by {
        Responsible::Holders => false,
        Responsible::Party(number) => number_of(agency, case) == Some(number),
        Responsible::Side(side) if case.within_agency => people_of(side, case).iter().any(is_person),
        Responsible::Side(side) => case.party(agency).is_some_and(|(_, party)| party.side == Some(side)),
    }
}

fn number_of(agency: &Agency, case: &Case) -> Option<u32> {
    case.party(agency).filter(|(_, party)| party.standing == Standing::Party).map(|(number, _)| number)
}

/// Whose duty a name means: a party's, a side's by its agency, or a person's within an agency.
pub fn responsible_named(
    name: &str,
    duty: &Id,
    case: &Case,
    desk: &Desk<'_>,
) -> Result<Responsible, Refusal> {
    let all = duties(case, desk.protocol);
    let known: Vec<&DutyStatus<'_>> = all.iter().filter(|status| status.duty.id == *duty).collect();
    let agency = Agency::new(name);
    let means = |by: Responsible| {
        let is_side = matches!(by, Responsible::Side(side) if case.within_agency && same(side.word(), name));
        is_side || is_meant(by, &agency, |person| same(&person.name, name), case)
    };
    if let Some(status) = known.iter().find(|status| means(status.responsible)) {
        return Ok(status.responsible);
    }
    let owners: BTreeSet<String> = known.iter().map(|status| format!("‘{}’", status.owner)).collect();
    let owners: Vec<String> = owners.into_iter().collect();
    Err(Refusal::protocol(format!("‘{name}’ does not owe the duty ‘{duty}’ in case {}.", case.reference))
        .hint(if owners.is_empty() {
            format!("see what is owed, and by whom: escalate next {}", case.reference)
        } else {
            format!("it is owed by {}", owners.join(" and "))
        }))
}

fn not_owed(met: &DutyMet, known: &[&DutyStatus<'_>], case: &Case) -> Refusal {
    let owners: Vec<&str> = known.iter().map(|status| status.owner.as_str()).collect();
    Refusal::protocol(format!("The duty ‘{}’ is not owed by them in case {}.", met.duty, case.reference))
        .hint(format!("it is owed by {}", owners.join(" and ")))
}

fn no_duty(met: &DutyMet, case: &Case, desk: &Desk<'_>) -> Refusal {
    if let Some(field) = desk.protocol.fields.iter().find(|field| field.creates.as_ref() == Some(&met.duty)) {
        return Refusal::arguments(format!(
            "The duty ‘{}’ begins when ‘{}’ is given, and it is not.",
            met.duty, field.id
        ))
        .by(field.title.clone(), field.source.clone())
        .hint(format!("give it with the entry that it belongs to: --field {}=…", field.id));
    }
    let mut known: Vec<&str> = case.duties.iter().map(|duty| duty.id.as_str()).collect();
    known.dedup();
    let near = nearest(met.duty.as_str(), known.iter().copied());
    Refusal::arguments(format!(
        "Case {} has no duty ‘{}’ at the stages that it went through.",
        case.reference, met.duty
    ))
    .hint(match near {
        Some(near) => format!("did you mean ‘{near}’?"),
        None if known.is_empty() => format!("see what is outstanding: escalate next {}", case.reference),
        None => format!("its duties are: {}", known.join(", ")),
    })
}

/// The duties that an act meets by being recorded, for those who took part in it.
pub(super) fn settled_by(
    draft: &Draft,
    case: &Case,
    here: Option<StageNumber>,
    desk: &Desk<'_>,
) -> Vec<Settles> {
    let all = duties(case, desk.protocol);
    let open = all.iter().filter(|status| is_open(status) && !matches!(status.state, DutyState::Lapsed));
    let meets = open.filter(|status| match &status.duty.met_by {
        Some(MetBy::Act(act)) => {
            is_act(act, &draft.event)
                && (act.entry != Act::Discussion && act.entry != Act::Decision || here == Some(status.stage))
                && takes_part(act, status.responsible, draft, case)
        }
        _ => false,
    });
    meets
        .map(|status| Settles { of: status.stage, duty: status.duty.id.clone(), by: status.responsible })
        .collect()
}

/// The duties of a new case that its opening meets.
pub(super) fn settled_by_opening<'d>(
    begun: impl Iterator<Item = (StageNumber, &'d Duty)>,
    case: &Case,
) -> Vec<Settles> {
    let is_met = |duty: &&Duty| matches!(&duty.met_by, Some(MetBy::Act(act)) if act.entry == Act::Opened);
    begun
        .filter(|(_, duty)| is_met(duty))
        .flat_map(|(of, duty)| {
            let each = responsible(duty, case).into_iter();
            each.map(move |by| Settles { of, duty: duty.id.clone(), by })
        })
        .collect()
}

fn is_act(act: &ActMatch, event: &Event) -> bool {
    match (act.entry, event) {
        (Act::Discussion, Event::Discussion(discussion)) => {
            !discussion.earlier && act.mode.is_none_or(|mode| mode == discussion.mode)
        }
        (Act::Decision, Event::Decision(_))
        | (Act::Advance, Event::Advance(_))
        | (Act::Resolution, Event::Resolution(_)) => true,
        _ => false,
    }
}

/// Whether one of those who are responsible took part in an act, as the definition wants it held.
fn takes_part(act: &ActMatch, by: Responsible, draft: &Draft, case: &Case) -> bool {
    if act.entry != Act::Discussion {
        return true;
    }
    let people = participants(draft);
    let is_there = match by {
        Responsible::Holders => true,
        _ => people.iter().any(|person| is_of(by, person, case)),
    };
    is_there
        && match act.between {
            None => true,
            Some(Between::WithinAgency) => is_within_agency(&people),
            Some(Between::BothSides) => has_both_sides(&people, case),
        }
}

/// Who took part in a discussion: those who held it, or the recorder, and those with whom it was held.
fn participants(draft: &Draft) -> Vec<&Person> {
    let held_by = draft.record.people_as(Capacity::HeldBy);
    let held_by = if held_by.is_empty() { std::slice::from_ref(&draft.record.recorded_by) } else { held_by };
    held_by.iter().chain(draft.record.people_as(Capacity::With)).collect()
}

fn is_within_agency(people: &[&Person]) -> bool {
    people.first().is_some_and(|first| people.iter().all(|person| person.agency.is(&first.agency)))
}

/// Whether people of both sides took part.
fn has_both_sides(people: &[&Person], case: &Case) -> bool {
    let of = |side: Side| people.iter().any(|person| is_of(Responsible::Side(side), person, case));
    of(Side::Raising) && of(Side::Receiving)
}

/// Completes a discussion: whether both sides took part, and whether its result is the stage's.
pub(super) fn complete_discussion(draft: &mut Draft, case: &Case, desk: &Desk<'_>) {
    if !matches!(draft.event, Event::Discussion(_)) {
        return;
    }
    let between_sides = has_both_sides(&participants(draft), case);
    let here = case.stage_at(draft.record.happened);
    let counts = here.is_some_and(|here| counts(draft, case, here, desk));
    if let Event::Discussion(discussion) = &mut draft.event {
        discussion.between_sides = between_sides;
        discussion.counts = counts && discussion.result.is_some();
    }
}

/// Whether a discussion is one by which a stage is agreed or fails: between the sides, at the stage's tier.
///
/// Where no role of those who took part has a known tier, the tier does not matter. Within an agency, people
/// of the stage's tier are the sides where the challenge does not name them.
fn counts(draft: &Draft, case: &Case, stage: StageNumber, desk: &Desk<'_>) -> bool {
    let people = participants(draft);
    let Ok(stage) = desk.stage_of(&case.pathway, stage) else { return false };
    let lowest = stage.holders.iter().filter_map(|id| desk.protocol.role(id)?.tier).min();
    let tiers = people.iter().map(|person| desk.protocol.tier_of(&person.role));
    let reaches = |tier: u32| lowest.is_none_or(|lowest| tier >= lowest);
    let known: Option<Vec<u32>> = tiers.clone().collect();
    let at_tier = known.is_none_or(|known| known.iter().any(|tier| reaches(*tier)));
    if case.within_agency {
        let managers = tiers.flatten().filter(|tier| reaches(*tier)).count() >= 2;
        return people.len() > 1 && (has_both_sides(&people, case) && at_tier || managers);
    }
    has_both_sides(&people, case) && at_tier
}
