//! What the protocol says of a case now.

use serde::Serialize;

use super::agenda::OutstandingView;
use super::case::LimitView;
use super::time;
use crate::model::{Case, Instant, StageNumber};
use crate::protocol::{Calendar, Duty, Jump, Protocol, Required, Resolved, Stage, Strength};
use crate::rules::{DutyState, DutyStatus, Next};

/// What the protocol says of a case now, each part with its clause.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NextView {
    /// The case.
    pub case: String,
    /// Where it stands.
    pub state: &'static str,
    /// Its protocol.
    pub protocol: String,
    /// The title of the protocol, with the mark of a definition that is not the shipped one.
    pub protocol_title: String,
    /// The digest of the definition.
    pub protocol_digest: String,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    pub protocol_origin: &'static str,
    /// Its pathway.
    pub pathway: String,
    /// The stage that it is at.
    pub stage: StepView,
    /// When the stage was entered.
    pub stage_entered_at: String,
    /// Until when it lasts; null where no limit is known.
    pub due_at: Option<String>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Whether it is to be dealt with without delay.
    pub urgent: bool,
    /// How the limit came about.
    pub limit: LimitView,
    /// Who may hold the stage instead.
    pub alternatives: Vec<GroundView>,
    /// The duties of the stage, and those that earlier ones still owe.
    pub duties: Vec<DutyView>,
    /// The fields that entries of the stage must have.
    pub required: Vec<RequiredView>,
    /// The fields that are missing.
    pub missing: Vec<String>,
    /// Everything outstanding.
    pub outstanding: Vec<OutstandingView>,
    /// The stage that comes next.
    pub then: Option<StepView>,
    /// The condition under which alone it is reached.
    pub then_condition: Option<GroundView>,
    /// Later stages that can be reached at once, each on its ground.
    pub jumps: Vec<GroundView>,
    /// What to do when the last stage did not resolve it.
    pub afterwards: Option<String>,
    /// What the protocol says of a supported request.
    pub supported_request: Option<String>,
    /// What to type.
    pub commands: Vec<String>,
}

/// A stage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StepView {
    /// Its number.
    pub number: u8,
    /// Its title.
    pub title: String,
    /// What happens at it.
    pub what: String,
    /// Who holds it.
    pub holders: Vec<String>,
    /// Its limit in words.
    pub limit: String,
    /// Whether its result is final.
    pub r#final: bool,
    /// The clause.
    pub source: String,
}

/// A duty, and how it stands.
#[expect(clippy::struct_excessive_bools, reason = "a shape of the contract, not a state machine")]
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DutyView {
    /// Its id.
    pub id: String,
    /// The stage that has it.
    pub stage: u8,
    /// What is to be done.
    pub what: String,
    /// Who owes it: the agency, and the person where one is known.
    pub owner: String,
    /// `must`, `should` or `may`, by the document's own word.
    pub strength: &'static str,
    /// The condition under which it may be done.
    pub condition: Option<String>,
    /// Whether it is offered and not demanded.
    pub optional: bool,
    /// Whether it has begun.
    pub begun: bool,
    /// Until when; null where no limit is known.
    pub due_at: Option<String>,
    /// Whether that has passed and it is not met.
    pub overdue: bool,
    /// Whether it is met.
    pub met: bool,
    /// The entry that says so.
    pub met_by: Option<u64>,
    /// Whether it cannot be met any more, as an entry says.
    pub not_done: bool,
    /// The clause.
    pub source: String,
}

/// A field that an entry must have.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RequiredView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The entries that must have it.
    pub of: Vec<&'static str>,
    /// Whether the case has it.
    pub given: bool,
    /// The only answers that it takes; null where it takes any.
    pub choices: Option<Vec<String>>,
    /// The clause.
    pub source: String,
}

/// A ground or an alternative, in the document's words.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct GroundView {
    /// The stage that it leads to.
    pub stage: u8,
    /// The ground, or the alternative holders.
    pub ground: String,
    /// The document's sentence.
    pub says: String,
    /// The clause.
    pub source: String,
}

impl StepView {
    fn of(stage: &Stage, holders: &[&str]) -> Self {
        Self {
            number: stage.number.0,
            title: stage.title.clone(),
            what: stage.what.clone(),
            holders: holders.iter().map(|holder| (*holder).to_owned()).collect(),
            limit: stage.limit.to_string(),
            r#final: stage.r#final,
            source: stage.source.clone(),
        }
    }
}

impl GroundView {
    fn of(stage: &Stage, jump: &Jump) -> Self {
        Self {
            stage: stage.number.0,
            ground: jump.ground.to_string(),
            says: jump.says.clone(),
            source: jump.source.clone(),
        }
    }
}

impl RequiredView {
    fn of((required, title, given): &(&Required, String, bool), protocol: &Protocol) -> Self {
        let field = protocol.field(required.field.as_str()).filter(|field| !field.choices.is_empty());
        Self {
            id: required.field.to_string(),
            title: title.clone(),
            of: required.of.iter().map(|of| of.word()).collect(),
            given: *given,
            choices: field.map(|field| field.choices.iter().map(|choice| choice.id.to_string()).collect()),
            source: required.source.clone(),
        }
    }
}

impl DutyView {
    /// The duties that have begun, then those that wait for a field.
    fn list(next: &Next<'_>, now: Instant) -> Vec<Self> {
        let begun = next.duties.iter().map(|status| Self::of(status, now));
        let waiting = next.waiting.iter().map(|duty| Self::waiting(duty, next.stage.number));
        begun.chain(waiting).collect()
    }

    fn of(status: &DutyStatus<'_>, now: Instant) -> Self {
        let due = status.limit.due_at();
        Self {
            owner: status.owner.clone(),
            begun: true,
            due_at: due.map(time),
            overdue: status.state == DutyState::Owed && due.is_some_and(|due| due < now),
            met: status.state.is_met(),
            met_by: status.state.entry().map(|entry| entry.0),
            not_done: matches!(status.state, DutyState::NotDone(_)),
            ..Self::waiting(status.duty, status.stage)
        }
    }

    /// A duty that has not begun.
    fn waiting(duty: &Duty, stage: StageNumber) -> Self {
        Self {
            id: duty.id.to_string(),
            stage: stage.0,
            what: duty.what.clone(),
            owner: String::new(),
            strength: duty.strength.word(),
            condition: duty.condition.clone(),
            optional: duty.strength == Strength::May,
            begun: false,
            due_at: None,
            overdue: false,
            met: false,
            met_by: None,
            not_done: false,
            source: duty.source.clone(),
        }
    }
}

impl NextView {
    /// What the protocol says of a case now.
    pub fn of(
        case: &Case,
        next: &Next<'_>,
        definition: &Resolved,
        calendar: &Calendar,
        now: Instant,
    ) -> Self {
        let protocol = &definition.protocol;
        let due = next.limit.due_at();
        let outstanding = OutstandingView::list(&next.outstanding, now, calendar);
        Self {
            case: case.reference.to_string(),
            state: next.state.word(),
            protocol: case.protocol.to_string(),
            protocol_title: definition.title_with_origin(),
            protocol_digest: definition.digest.to_string(),
            protocol_origin: definition.origin().word(),
            pathway: case.pathway.to_string(),
            stage: StepView::of(next.stage, &next.holders),
            stage_entered_at: time(next.entered_at),
            due_at: due.map(time),
            overdue: due.is_some_and(|due| due < now),
            urgent: next.limit.urgent,
            limit: LimitView::of(&next.limit, Some(&next.stage.limit.source)),
            alternatives: next
                .alternatives()
                .iter()
                .map(|one| GroundView {
                    stage: next.stage.number.0,
                    ground: one
                        .holders
                        .iter()
                        .filter_map(|id| Some(protocol.role(id)?.title.clone()))
                        .collect::<Vec<_>>()
                        .join(" / "),
                    says: one.says.clone(),
                    source: one.source.clone(),
                })
                .collect(),
            duties: DutyView::list(next, now),
            required: next.required.iter().map(|one| RequiredView::of(one, protocol)).collect(),
            missing: outstanding
                .iter()
                .filter(|item| item.kind == "record")
                .map(|item| item.id.clone())
                .collect(),
            then: next.then.as_ref().map(|then| StepView::of(then.stage, &then.holders)),
            then_condition: next
                .then
                .as_ref()
                .and_then(|then| Some(GroundView::of(then.stage, then.condition?))),
            jumps: next.jumps.iter().map(|(stage, jump)| GroundView::of(stage, jump)).collect(),
            afterwards: next.afterwards.map(ToOwned::to_owned),
            supported_request: next
                .supported_request
                .map(|asked| format!("{} [{}]", asked.says, asked.source)),
            commands: next.commands(case),
            outstanding,
        }
    }
}
