//! What lists show of a case: its standing in one line, and everything outstanding.

use super::agenda::{Item, agenda, state_with};
use crate::model::{Agency, Case, CaseRef, Digest, Ending, Id, Instant, StageNumber, Standing, State};
use crate::protocol::Protocol;

/// A case in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The case.
    pub reference: CaseRef,
    /// Where it stands.
    pub state: State,
    /// How the child or the children are referred to.
    pub child: String,
    /// The protocol.
    pub protocol: Id,
    /// The version of its definition.
    pub version: String,
    /// The digest of its definition.
    pub definition: Digest,
    /// The pathway.
    pub pathway: Id,
    /// The category.
    pub category: Id,
    /// The stage.
    pub stage: StageNumber,
    /// Its title.
    pub stage_title: String,
    /// When the case was opened.
    pub opened_at: Instant,
    /// When the stage was entered.
    pub stage_entered_at: Instant,
    /// Until when the stage lasts, where the case is open and that is known.
    pub due_at: Option<Instant>,
    /// How it ended.
    pub outcome: Option<Id>,
    /// Its agencies.
    pub agencies: Vec<(Agency, Standing)>,
}

/// A case in one line, and everything outstanding in it.
pub fn summary(case: &Case, protocol: &Protocol) -> (Summary, Vec<Item>) {
    let items = agenda(case, protocol);
    let state = state_with(case, items.is_empty());
    let stage = protocol.pathway(&case.pathway).and_then(|pathway| pathway.stage(case.stage));
    let visit = case.visit();
    let summary = Summary {
        reference: case.reference,
        state,
        // Every case is opened with a child; one without lost it to an erasure.
        child: if case.children.is_empty() { "(erased)".into() } else { case.children.join(", ") },
        protocol: case.protocol.clone(),
        version: case.version.clone(),
        definition: case.definition,
        pathway: case.pathway.clone(),
        category: case.category.clone(),
        stage: case.stage,
        stage_title: stage.map(|stage| stage.title.clone()).unwrap_or_default(),
        opened_at: case.opened_at,
        stage_entered_at: visit.map_or(case.opened_at, |visit| visit.entered_at),
        due_at: visit.filter(|_| state == State::Open).and_then(|visit| visit.limit.due_at()),
        outcome: match &case.ending {
            Some(Ending::Resolved { outcome, .. }) => Some(outcome.clone()),
            _ => None,
        },
        agencies: case
            .parties
            .iter()
            .filter_map(|party| Some((party.agency.clone()?, party.standing)))
            .collect(),
    };
    (summary, items)
}
