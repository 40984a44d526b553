//! Which agencies an entry brings into a case.

use std::collections::BTreeMap;

use super::Draft;
use crate::model::{Agency, AgencyType, Capacity, Case, Event, Joining, Refusal, Side, Standing};
use crate::protocol::{Protocol, nearest};

/// The agencies that come in with an entry.
pub(super) struct Newcomers {
    /// Their numbers and what they are to the case.
    pub joins: Vec<Joining>,
    /// Their names, by number.
    pub agencies: BTreeMap<u32, Agency>,
    /// New names that look like known ones.
    pub warnings: Vec<String>,
}

/// Numbers the agencies of a draft that the case does not know yet, or not as parties.
pub(super) fn newcomers(draft: &Draft, case: Option<&Case>, protocol: &Protocol) -> Newcomers {
    let mut known: Vec<(Agency, Standing)> = Vec::new();
    for party in case.map_or(&[][..], |case| &case.parties) {
        // An erased agency keeps its number; nothing is the same agency as a nameless one.
        known.push((party.agency.clone().unwrap_or_else(|| Agency::new("")), party.standing));
    }
    let mut new = Newcomers { joins: Vec::new(), agencies: BTreeMap::new(), warnings: Vec::new() };
    for (capacity, people) in &draft.record.people {
        let standing = standing(&draft.event, *capacity, case);
        for person in people {
            let position = known.iter().position(|(agency, _)| agency.is(&person.agency));
            let number = match position {
                Some(index) if known.get(index).is_some_and(|(_, known)| *known >= standing) => continue,
                Some(index) => index,
                None => {
                    new.warnings.extend(near_match(&person.agency, known.iter().map(|(agency, _)| agency)));
                    known.push((person.agency.clone(), standing));
                    known.len() - 1
                }
            };
            let Ok(number) = u32::try_from(number + 1) else { continue };
            if let Some((_, known)) = known.get_mut(number as usize - 1) {
                *known = standing;
            }
            let side = side(&draft.event, *capacity);
            let agency_type = type_of(&person.agency, draft, protocol);
            new.joins.push(Joining { agency: number, standing, side, agency_type });
            if position.is_none() {
                new.agencies.insert(number, person.agency.clone());
            }
        }
    }
    new
}

/// On which side of the disagreement the people of a challenge are.
fn side(event: &Event, capacity: Capacity) -> Option<Side> {
    let sides = Side::ALL.iter().copied().filter(|_| matches!(event, Event::Challenge(_)));
    sides.into_iter().find(|side| side.capacity() == capacity)
}

/// Of which type an agency is: as it is said, as the roles of its people tell, or as its name does.
fn type_of(agency: &Agency, draft: &Draft, protocol: &Protocol) -> Option<AgencyType> {
    let said = draft.agency_types.iter().find(|(named, _)| named.is(agency)).map(|(_, known)| *known);
    let people = draft.record.everybody().filter(|person| person.agency.is(agency));
    let by_role = || people.into_iter().find_map(|person| protocol.agency_type_of(&person.role));
    said.or_else(by_role).or_else(|| super::agency_type::by_name(agency.name()))
}

/// Who raises the concern and to whom it is put are parties, and who joins as one; others are consulted.
fn standing(event: &Event, capacity: Capacity, case: Option<&Case>) -> Standing {
    let corrected = match event {
        Event::Correction(correction) => case.and_then(|case| case.entry(correction.corrects)),
        _ => None,
    };
    match (corrected.map_or(event, |entry| &entry.skeleton.event), capacity) {
        (Event::Challenge(_), Capacity::From | Capacity::To) | (_, Capacity::Joins) => Standing::Party,
        _ => Standing::Consulted,
    }
}

fn near_match<'a>(agency: &Agency, known: impl Iterator<Item = &'a Agency>) -> Option<String> {
    let keys: Vec<(String, &Agency)> = known.map(|known| (known.key(), known)).collect();
    let near = nearest(&agency.key(), keys.iter().map(|(key, _)| key.as_str()))?.to_owned();
    let (_, known) = keys.iter().find(|(key, _)| *key == near)?;
    Some(format!(
        "‘{agency}’ is new to this case, and much like ‘{known}’, which is in it. If they are the same agency, correct the name."
    ))
}

/// The number of an agency that is a party; a refusal where it is none.
pub fn party_number(case: &Case, agency: &Agency) -> Result<u32, Refusal> {
    if let Some((number, party)) = case.party(agency)
        && party.standing == Standing::Party
    {
        return Ok(number);
    }
    let parties: Vec<&Agency> = case
        .parties
        .iter()
        .filter(|party| party.standing == Standing::Party)
        .filter_map(|party| party.agency.as_ref())
        .collect();
    let keys: Vec<String> = parties.iter().map(|party| party.key()).collect();
    let near = nearest(&agency.key(), keys.iter().map(String::as_str));
    let near = near.and_then(|near| parties.iter().find(|party| party.key() == near));
    let names: Vec<String> = parties.iter().map(|party| format!("‘{party}’")).collect();
    Err(Refusal::protocol(format!("‘{agency}’ is no party to case {}.", case.reference)).hint(match near {
        Some(near) => format!("did you mean ‘{near}’?"),
        None => format!("its parties are {}", names.join(" and ")),
    }))
}
