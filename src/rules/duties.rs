//! The duties of a case: whose each is, and how it stands for each of them.

use crate::model::{
    BegunDuty, Case, Ending, EntryNumber, Event, Obligation, Party, Person, Responsible, Settled, Side,
    StageNumber, Standing,
};
use crate::protocol::{Duty, Lasts, MetBy, OwedBy, Pathway, Protocol, Strength};

use super::agenda::{holders, holders_of, names};

/// A duty of a case, as it stands for one of those who are responsible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DutyStatus<'a> {
    /// The duty.
    pub duty: &'a Duty,
    /// The stage that has it.
    pub stage: StageNumber,
    /// Whether the resolution began it.
    pub at_resolution: bool,
    /// Who is responsible.
    pub responsible: Responsible,
    /// Their names: the agency, and the person where one is known.
    pub owner: String,
    /// Until when it is to be met.
    pub limit: &'a Obligation,
    /// How it stands.
    pub state: DutyState,
}

impl DutyStatus<'_> {
    /// The command that meets it, for the one who is responsible.
    pub fn command(&self, case: &Case) -> String {
        let (reference, duty) = (case.reference, &self.duty.id);
        let party = match self.responsible {
            Responsible::Party(_) if self.duty.met_by == Some(MetBy::KeepsRecord) => {
                return format!("escalate party {reference} --keeps-record \"{}\" --where …", self.owner);
            }
            Responsible::Party(_) => format!(" --party \"{}\"", self.owner),
            Responsible::Side(side) if self.duty.owed_by == OwedBy::EachParty => {
                format!(" --party {}", side.word())
            }
            Responsible::Side(_) | Responsible::Holders => String::new(),
        };
        format!("escalate duty {reference} {duty}{party} --done …")
    }
}

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DutyState {
    /// It is to be met.
    Owed,
    /// It may be done.
    Offered,
    /// It is met, by an entry.
    Met(EntryNumber),
    /// It is met by the logbook, which is this agency's own record.
    MetByLogbook,
    /// It cannot be met any more, as an entry says.
    NotDone(EntryNumber),
    /// It was not met, and ended with its stage or with the case.
    Lapsed,
}

impl DutyState {
    /// Whether it was met.
    pub fn is_met(self) -> bool {
        matches!(self, Self::Met(_) | Self::MetByLogbook)
    }

    /// The entry that settled it.
    pub fn entry(self) -> Option<EntryNumber> {
        match self {
            Self::Met(entry) | Self::NotDone(entry) => Some(entry),
            _ => None,
        }
    }
}

/// Every duty that has begun in a case, for each of those who are responsible.
pub fn duties<'a>(case: &'a Case, protocol: &'a Protocol) -> Vec<DutyStatus<'a>> {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return Vec::new() };
    case.duties.iter().flat_map(|begun| of_duty(begun, case, pathway, protocol)).collect()
}

fn of_duty<'a>(
    begun: &'a BegunDuty,
    case: &'a Case,
    pathway: &'a Pathway,
    protocol: &'a Protocol,
) -> impl Iterator<Item = DutyStatus<'a>> {
    let duty = pathway.duty(begun.stage, &begun.id, begun.at_resolution);
    let owing = duty.map_or_else(Vec::new, |duty| responsible(duty, case));
    duty.into_iter().flat_map(move |duty| {
        owing.clone().into_iter().map(move |responsible| DutyStatus {
            duty,
            stage: begun.stage,
            at_resolution: begun.at_resolution,
            responsible,
            owner: owner(responsible, begun.stage, case, pathway, protocol),
            limit: &begun.limit,
            state: state(begun, duty, responsible, case),
        })
    })
}

/// Who owes a duty in a case: every one of these meets it for themselves.
pub(super) fn responsible(duty: &Duty, case: &Case) -> Vec<Responsible> {
    let is_asked = |party: &Party| duty.only_for.is_none_or(|wanted| party.agency_type == Some(wanted));
    let is_asked_of = |side: Side| parties_of(side, case).any(is_asked);
    let of_sides = |sides: &[Side]| {
        sides.iter().copied().filter(|side| is_asked_of(*side)).map(Responsible::Side).collect()
    };
    match duty.owed_by {
        OwedBy::Holders => vec![Responsible::Holders],
        OwedBy::Raising => of_sides(&[Side::Raising]),
        OwedBy::Receiving => of_sides(&[Side::Receiving]),
        // Each agency keeps one record, also where both sides are of it.
        OwedBy::EachParty if case.within_agency && duty.met_by != Some(MetBy::KeepsRecord) => {
            of_sides(Side::ALL)
        }
        OwedBy::EachParty => (1..)
            .zip(&case.parties)
            .filter(|(_, party)| party.standing == Standing::Party && is_asked(party))
            .map(|(number, _)| Responsible::Party(number))
            .collect(),
    }
}

fn state(begun: &BegunDuty, duty: &Duty, responsible: Responsible, case: &Case) -> DutyState {
    if duty.met_by == Some(MetBy::KeepsRecord)
        && let Responsible::Party(number) = responsible
    {
        if case.own_party == Some(number) {
            return DutyState::MetByLogbook;
        }
        if let Some(entry) = party(case, number).and_then(|party| party.keeps_record) {
            return DutyState::Met(entry);
        }
    }
    match begun.settled.get(&responsible) {
        Some(Settled { entry, not_done: true }) => DutyState::NotDone(*entry),
        Some(Settled { entry, not_done: false }) => DutyState::Met(*entry),
        None if has_ended(begun, duty, case) => DutyState::Lapsed,
        None if duty.strength == Strength::May => DutyState::Offered,
        None => DutyState::Owed,
    }
}

/// Whether a duty that is not met is owed no more.
fn has_ended(begun: &BegunDuty, duty: &Duty, case: &Case) -> bool {
    match &case.ending {
        Some(Ending::Withdrawn { .. }) => true,
        Some(Ending::Resolved { entry, .. }) => {
            duty.lasts == Lasts::Stage && !begun.at_resolution || begun.at_resolution && begun.entry < *entry
        }
        None => begun.at_resolution || duty.lasts == Lasts::Stage && begun.stage != case.stage,
    }
}

fn party(case: &Case, number: u32) -> Option<&Party> {
    case.parties.get(usize::try_from(number).ok()?.checked_sub(1)?)
}

/// The names of those who are responsible: the agency, and the person where one is known.
fn owner(
    responsible: Responsible,
    stage: StageNumber,
    case: &Case,
    pathway: &Pathway,
    protocol: &Protocol,
) -> String {
    let entered = case.visits.iter().rev().find(|visit| visit.stage == stage).map(|visit| visit.entry);
    match responsible {
        Responsible::Holders => entered
            .and_then(|entry| holders_of(case, entry))
            .or_else(|| pathway.stage(stage).map(|stage| holders(stage, protocol)))
            .unwrap_or_default(),
        Responsible::Side(side) => {
            let people = people_of(side, case);
            if people.is_empty() { agencies_of(side, case) } else { names(&people) }
        }
        Responsible::Party(number) => party(case, number).map(agency_name).unwrap_or_default(),
    }
}

fn agency_name(party: &Party) -> String {
    party.agency.as_ref().map_or_else(|| "(erased)".to_owned(), ToString::to_string)
}

fn agencies_of(side: Side, case: &Case) -> String {
    parties_of(side, case).map(agency_name).collect::<Vec<_>>().join("; ")
}

fn parties_of(side: Side, case: &Case) -> impl Iterator<Item = &Party> {
    case.parties.iter().filter(move |party| case.within_agency || party.side == Some(side))
}

/// The people of a side, as the challenge names them.
pub(super) fn people_of(side: Side, case: &Case) -> Vec<Person> {
    let challenge = case.entries.iter().find(|entry| matches!(entry.skeleton.event, Event::Challenge(_)));
    let record = challenge.and_then(|entry| case.as_corrected(entry));
    record.map(|record| record.people_as(side.capacity()).to_vec()).unwrap_or_default()
}
