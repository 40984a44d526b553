//! May a case be opened, on which pathway, at which stage?

use super::limits::Clocks;
use super::parties::{Newcomers, newcomers};
use super::scope::{SIDES, check_scope};
use super::{Admitted, Desk, Draft, advance, fields, form, gaps};
use crate::model::kinds::Challenge;
use crate::model::{
    Agency, AgencyType, Capacity, CaseRef, Digest, Event, Ground, Id, Instant, Moment, Obligation, Person,
    Record, Refusal, Skeleton, StageNumber, Subject,
};
use crate::protocol::{Pathway, Protocol, nearest};

/// A challenge as somebody wants to put it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The reference that the case will have.
    pub reference: CaseRef,
    /// The digest of the definition as it is stored.
    pub definition: Digest,
    /// The pathway.
    pub pathway: Id,
    /// The category.
    pub category: Id,
    /// The stage to open at.
    pub stage: StageNumber,
    /// The ground for a later stage than the first.
    pub ground: Option<Ground>,
    /// How the child or the children are referred to.
    pub children: Vec<String>,
    /// When the concern was put.
    pub happened: Moment,
    /// Who records it.
    pub recorded_by: Person,
    /// The limit that is stated.
    pub by: Option<Instant>,
    /// The limit that protects the child.
    pub protect_by: Option<Instant>,
    /// Whether a child is at risk of immediate harm.
    pub immediate_harm: bool,
    /// The types of agencies, where they are said.
    pub agency_types: Vec<(Agency, AgencyType)>,
}

impl Opening {
    /// The draft of the challenge, to be given its people and texts.
    pub fn draft(self, protocol: &Protocol) -> Draft {
        let event = Challenge {
            protocol: protocol.id.clone(),
            version: protocol.version.clone(),
            definition: self.definition,
            calendar: protocol.calendar.clone(),
            pathway: self.pathway,
            category: self.category,
            stage: self.stage,
            ground: self.ground,
            opened: self.happened.at,
            within_agency: false,
            own_party: None,
        };
        let mut record = Record::new(self.happened, self.recorded_by);
        record.children = self.children;
        Draft {
            event: event.into(),
            record,
            by: self.by,
            protect_by: self.protect_by,
            immediate_harm: self.immediate_harm,
            agency_types: self.agency_types,
        }
    }
}

/// The pathway of a category where none is named: its own, or the first that it can be on.
pub fn pathway_for<'p>(
    protocol: &'p Protocol,
    wanted: Option<&Id>,
    category: &Id,
) -> Result<&'p Pathway, Refusal> {
    if let Some(id) = wanted {
        return protocol.pathway(id).ok_or_else(|| no_pathway(protocol, id));
    }
    let known = protocol.category(category).ok_or_else(|| no_category(protocol, None, category))?;
    let mut candidates = protocol.pathways.iter().filter(|pathway| known.is_of(&pathway.id));
    candidates.next().ok_or_else(|| no_category(protocol, None, category))
}

fn no_pathway(protocol: &Protocol, wanted: &Id) -> Refusal {
    let known: Vec<&str> = protocol.pathways.iter().map(|pathway| pathway.id.as_str()).collect();
    let near = nearest(wanted.as_str(), known.iter().copied());
    Refusal::unknown(format!("The protocol ‘{}’ has no pathway ‘{wanted}’.", protocol.id)).hint(match near {
        Some(near) => format!("did you mean --pathway {near}?"),
        None => format!("its pathways are: {}", known.join(", ")),
    })
}

fn no_category(protocol: &Protocol, pathway: Option<&Id>, wanted: &Id) -> Refusal {
    let of_pathway =
        |category: &&crate::protocol::Category| pathway.is_none_or(|pathway| category.is_of(pathway));
    let known: Vec<&str> =
        protocol.categories.iter().filter(of_pathway).map(|category| category.id.as_str()).collect();
    let place = match pathway {
        Some(pathway) => format!("The pathway ‘{pathway}’ of the protocol ‘{}’", protocol.id),
        None => format!("The protocol ‘{}’", protocol.id),
    };
    let near = nearest(wanted.as_str(), known.iter().copied());
    Refusal::arguments(format!("{place} has no category ‘{wanted}’.")).hint(match near {
        Some(near) => format!("did you mean --category {near}?"),
        None => format!("its categories are: {}", known.join(", ")),
    })
}

/// Admits a challenge, which opens a case.
pub fn open(reference: CaseRef, draft: Draft, desk: &Desk<'_>) -> Result<Admitted, Refusal> {
    let Event::Challenge(challenge) = &draft.event else {
        return Err(Refusal::arguments("A case begins with a challenge."));
    };
    super::admit::check_moment(&draft, desk)?;
    let pathway = desk.pathway(&challenge.pathway)?;
    if !desk.protocol.category(&challenge.category).is_some_and(|category| category.is_of(&pathway.id)) {
        return Err(no_category(desk.protocol, Some(&pathway.id), &challenge.category));
    }
    let sides: Vec<&Person> = SIDES.iter().flat_map(|side| draft.record.people_as(*side)).collect();
    check_scope(&sides, desk)?;
    let stage = desk.stage_of(&pathway.id, challenge.stage)?;
    if challenge.stage > StageNumber(1) {
        let text = draft.record.text("why");
        let text = text.ok_or_else(|| {
            Refusal::arguments("A case that opens at a later stage needs the reason.")
                .hint("give it with --why")
                .missing(vec!["--why".into()])
        })?;
        advance::check_jump(stage, challenge.ground.unwrap_or(Ground::Unresolved), text, desk)?;
    }
    fields::check(&draft, None, desk)?;
    form::check(&draft.event, &draft.record, None, desk)?;

    let mut warnings = Vec::new();
    let clocks = Clocks::new(desk, &draft, None);
    let mut begins: Vec<Obligation> = vec![clocks.stage(stage, &mut warnings)?];
    if let Some(overall) = &pathway.overall {
        begins.push(clocks.begin(Subject::Overall, Some(overall), stage.number)?);
    }
    let begun = || pathway.duties_from(stage.number).filter(|(_, duty)| !duty.on_field);
    for (of, duty) in begun() {
        begins.push(clocks.duty(duty, of)?);
    }
    begins.extend(super::admit::created_duties(&draft, pathway, stage.number, &clocks, None)?);
    let new = newcomers(&draft, None, desk.protocol);
    let mut challenge = challenge.clone();
    challenge.within_agency = is_within_agency(&draft.record);
    challenge.own_party = own_party(&new, &draft.record);
    warnings.extend(new.warnings);
    let skeleton = Skeleton {
        case: reference,
        after: None,
        stage: Some(stage.number),
        fields: draft.record.fields.keys().cloned().collect(),
        joins: new.joins,
        begins,
        settles: Vec::new(),
        immediate_harm: draft.immediate_harm.then(|| draft.at()),
        once: None,
        event: challenge.into(),
    };
    let record = Record { agencies: new.agencies, ..draft.record };
    let mut admitted = Admitted { skeleton, record, warnings };
    let case = gaps::with(&admitted, None, desk)?;
    admitted.skeleton.settles = super::settle::settled_by_opening(begun(), &case);
    if desk.strict {
        gaps::refuse_any(&admitted, None, desk)?;
    }
    Ok(admitted)
}

/// Whether both sides are of one agency.
fn is_within_agency(record: &Record) -> bool {
    let raising = record.people_as(Capacity::From);
    let of_raising = |person: &Person| raising.iter().any(|other| other.agency.is(&person.agency));
    let receiving = record.people_as(Capacity::To);
    !receiving.is_empty() && receiving.iter().all(of_raising)
}

/// The number of the recorder's agency, where it is a party: the logbook is its own record.
fn own_party(new: &Newcomers, record: &Record) -> Option<u32> {
    let own = |(_, agency): &(&u32, &Agency)| agency.is(&record.recorded_by.agency);
    new.agencies.iter().find(own).map(|(number, _)| *number)
}
