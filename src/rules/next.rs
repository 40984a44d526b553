//! What the protocol says now: the page of it that matters.

use super::agenda::{agenda, titles};
use super::duties::{DutyState, DutyStatus, duties};
use super::gaps::required_now;
use super::{Item, ItemKind, state};
use crate::model::{Basis, Case, Ground, Id, Instant, Obligation, State};
use crate::protocol::{Alternative, Asked, Duty, Jump, Pathway, Protocol, Required, Stage};

/// What the protocol says of a case as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next<'p> {
    /// Where the case stands.
    pub state: State,
    /// The pathway.
    pub pathway: &'p Pathway,
    /// The stage that it is at.
    pub stage: &'p Stage,
    /// Who holds it, by title.
    pub holders: Vec<&'p str>,
    /// When it was entered.
    pub entered_at: Instant,
    /// Its limit as it holds for this case.
    pub limit: Obligation,
    /// The duties of the stages so far, and how each stands.
    pub duties: Vec<DutyStatus<'p>>,
    /// The duties of the stage that wait for a field.
    pub waiting: Vec<&'p Duty>,
    /// The fields that entries of this stage must have, their titles, and whether the case has them.
    pub required: Vec<(&'p Required, String, bool)>,
    /// Everything outstanding.
    pub outstanding: Vec<Item>,
    /// What comes next, unless this is the last stage or the case has ended.
    pub then: Option<Then<'p>>,
    /// Later stages that can be reached at once, each on its ground.
    pub jumps: Vec<(&'p Stage, &'p Jump)>,
    /// What to do when the last stage did not resolve it.
    pub afterwards: Option<&'p str>,
    /// That a supported request should normally be agreed.
    pub supported_request: Option<&'p Asked>,
}

/// The stage that comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Then<'p> {
    /// The stage.
    pub stage: &'p Stage,
    /// Who holds it, by title.
    pub holders: Vec<&'p str>,
    /// The condition under which alone it is reached.
    pub condition: Option<&'p Jump>,
}

/// What the protocol says of a case as it stands; none where the definition lacks its pathway or stage.
pub fn next<'p>(case: &'p Case, protocol: &'p Protocol) -> Option<Next<'p>> {
    let pathway = protocol.pathway(&case.pathway)?;
    let stage = pathway.stage(case.stage)?;
    let visit = case.visit()?;
    let state = state(case, protocol);
    let open = state == State::Open;
    let later = |stage: &&Stage| stage.number > case.stage;
    let then = pathway.after(case.stage).filter(|_| open && !stage.r#final).map(|next| Then {
        stage: next,
        holders: titles(&next.holders, protocol),
        condition: next.condition.as_ref(),
    });
    let beyond = pathway.stages.iter().filter(later).filter(|_| open);
    let required = {
        let wanted: Vec<(Id, String, bool)> = required_now(case, protocol)
            .map(|(required, title, given)| (required.field.clone(), title, given))
            .collect();
        stage
            .required
            .iter()
            .filter_map(|required| {
                let (_, title, given) = wanted.iter().find(|(field, ..)| *field == required.field)?;
                Some((required, title.clone(), *given))
            })
            .collect()
    };
    Some(Next {
        state,
        pathway,
        stage,
        holders: titles(&stage.holders, protocol),
        entered_at: visit.entered_at,
        limit: visit.limit.clone(),
        duties: duties_now(case, protocol),
        waiting: waiting(case, stage),
        required,
        outstanding: agenda(case, protocol),
        afterwards: pathway.afterwards.as_deref().filter(|_| open && then.is_none()),
        then,
        jumps: beyond
            .flat_map(|stage| stage.jumps.iter().map(move |jump| (stage, jump)))
            .filter(|(_, jump)| jump.ground != Ground::Unresolved)
            .collect(),
        supported_request: pathway.supported_request.as_ref(),
    })
}

/// All duties of the current stage, and what is still owed besides.
fn duties_now<'p>(case: &'p Case, protocol: &'p Protocol) -> Vec<DutyStatus<'p>> {
    let all = duties(case, protocol).into_iter();
    all.filter(|status| status.stage == case.stage || status.state == DutyState::Owed).collect()
}

/// The duties of a stage that begin only when a field is given, and have not begun.
fn waiting<'p>(case: &Case, stage: &'p Stage) -> Vec<&'p Duty> {
    let has_begun = |duty: &Duty| case.duties.iter().any(|begun| begun.is(stage.number, &duty.id));
    stage.duties.iter().filter(|duty| duty.on_field && !has_begun(duty)).collect()
}

impl Next<'_> {
    /// How the limit that holds was reckoned.
    pub fn basis(&self) -> Option<&Basis> {
        self.limit.basis.as_ref()
    }

    /// Who may hold the stage instead.
    pub fn alternatives(&self) -> &[Alternative] {
        &self.stage.alternatives
    }
}

impl Next<'_> {
    /// The commands that bring the case on, the most likely first.
    pub fn commands(&self, case: &Case) -> Vec<String> {
        let mut owed =
            self.duties.iter().filter(|duty| duty.state == DutyState::Owed).map(|duty| duty.command(case));
        let in_danger = case.harm.is_some_and(|harm| harm.step.is_none());
        let case = case.reference;
        let mut commands = Vec::new();
        if in_danger {
            commands.push(format!("escalate protect {case} --step …"));
        }
        match self.state {
            State::Open => {
                commands.push(format!(
                    "escalate log {case} --with \"Name, role, agency\" --mode phone --summary …"
                ));
                commands.extend(owed.next());
                if self.then.is_some() {
                    commands.push(format!("escalate advance {case} --why …"));
                }
                commands.push(format!("escalate resolve {case} --outcome agreed --summary …"));
            }
            State::Resolved => {
                for item in &self.outstanding {
                    let command = match item.kind {
                        ItemKind::Confirmation => {
                            format!(
                                "escalate confirm {case} --party \"{}\" --by \"Name, role, agency\"",
                                item.owner
                            )
                        }
                        ItemKind::Action => format!("escalate action {case} {} --done …", item.id),
                        ItemKind::Approval => format!("escalate approve {case}"),
                        ItemKind::Filing => format!("escalate file {case} --where …"),
                        _ => continue,
                    };
                    commands.push(command);
                }
                commands.extend(owed);
                commands.push(format!("escalate reopen {case} --why …"));
            }
            State::Closed | State::Withdrawn => commands.push(format!("escalate reopen {case} --why …")),
        }
        commands
    }
}
