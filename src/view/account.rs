//! The written account of the dispute and of the attempts made to resolve it.

use serde::Serialize;

use super::case::Viewing;
use super::time;
use crate::model::kinds::Agreement;
use crate::model::{Capacity, Case, Entry, Event, Instant, Receipt, Record, StageNumber};
use crate::protocol::{Protocol, Stage};
use crate::rules::{agenda, not_done, title_of, titles_of};

/// The written account of the dispute and of the attempts made to resolve it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct AccountView {
    /// The case.
    pub case: String,
    /// How its child or children are referred to.
    pub child: String,
    /// The title of the protocol, with the mark of a definition that is not the shipped one.
    pub protocol_title: String,
    /// The protocol's document.
    pub document: String,
    /// The pathway.
    pub pathway: String,
    /// The category.
    pub category: String,
    /// To whom it goes: the stage, and who holds it.
    pub to: String,
    /// Who raised the concern.
    pub from: Vec<String>,
    /// To whom it was put.
    pub against: Vec<String>,
    /// When the concern was put.
    pub opened_at: String,
    /// Whether only the day of it was named.
    pub opened_day_only: bool,
    /// The dispute: what the challenge says, each text with its title.
    pub dispute: Vec<Said>,
    /// The attempts made, stage by stage.
    pub stages: Vec<StageAccount>,
    /// What is outstanding.
    pub outstanding: Vec<String>,
    /// What was not done when it ended.
    pub not_done: Vec<String>,
    /// How it ended, if it has.
    pub outcome: Option<String>,
    /// The entries that were recorded by a clock that stood before the entry before them in the log.
    pub clock_back: Vec<u64>,
    /// When the account was written.
    pub written_at: String,
    /// The head of the log at that time.
    pub receipt: String,
}

/// A text with its title.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Said {
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
}

/// What happened at a stage.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StageAccount {
    /// The stage's title.
    pub title: String,
    /// When it was entered.
    pub entered_at: String,
    /// Whether only the day of it was named.
    pub day_only: bool,
    /// Until when it lasted.
    pub due_at: Option<String>,
    /// What happened, in order.
    pub steps: Vec<Step>,
}

/// One step.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// The entry.
    pub entry: u64,
    /// When it happened.
    pub happened_at: String,
    /// Whether only the day of it was named.
    pub day_only: bool,
    /// What it was: a discussion, with whom and how.
    pub what: String,
    /// What was said.
    pub said: Vec<Said>,
}

impl AccountView {
    /// The account of a case, with the head of the log that it comes from.
    pub fn of(case: &Case, viewing: Viewing<'_>, head: Receipt) -> Self {
        let Viewing { definition, calendar, now } = viewing;
        let protocol = &definition.protocol;
        let challenge = case.entries.first().and_then(|entry| case.as_corrected(entry));
        let people = |capacity| {
            let record = challenge.as_ref();
            record
                .map_or(&[][..], |record| record.people_as(capacity))
                .iter()
                .map(ToString::to_string)
                .collect()
        };
        let pathway = protocol.pathway(&case.pathway);
        Self {
            case: case.reference.to_string(),
            child: case.children.join(", "),
            protocol_title: definition.title_with_origin(),
            document: protocol.document.clone(),
            pathway: pathway.map(|pathway| pathway.title.clone()).unwrap_or_default(),
            category: protocol
                .category(&case.category)
                .map(|category| category.title.clone())
                .unwrap_or_default(),
            to: addressee(case, protocol),
            from: people(Capacity::From),
            against: people(Capacity::To),
            opened_at: time(calendar.local(&case.opened_at)),
            opened_day_only: challenge.as_ref().is_some_and(|record| record.happened.day_only),
            dispute: challenge.as_ref().map(|record| said(record, protocol)).unwrap_or_default(),
            stages: stages(case, protocol, &|at| time(calendar.local(&at))),
            outstanding: agenda(case, protocol).into_iter().map(|item| item.what).collect(),
            not_done: not_done(case, protocol).into_iter().map(|item| item.what).collect(),
            outcome: outcome(case, protocol),
            clock_back: case
                .entries
                .iter()
                .filter(|entry| entry.clock_back)
                .map(|entry| entry.number.0)
                .collect(),
            written_at: time(now),
            receipt: head.to_string(),
        }
    }
}

/// The stage that the account goes to: the next one, or the last where the case is there.
fn addressee(case: &Case, protocol: &Protocol) -> String {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return String::new() };
    let stage: Option<&Stage> = pathway.after(case.stage).or_else(|| pathway.stage(case.stage));
    let describe =
        |stage: &Stage| format!("{} ({})", titles_of(&stage.holders, protocol).join(" / "), stage.title);
    stage.map(describe).unwrap_or_default()
}

fn outcome(case: &Case, protocol: &Protocol) -> Option<String> {
    match case.ending.as_ref()? {
        crate::model::Ending::Resolved { outcome, .. } => {
            protocol.outcome(outcome).map(|outcome| outcome.title.clone())
        }
        crate::model::Ending::Withdrawn { .. } => Some("The challenge was withdrawn".into()),
    }
}

/// Every text of a record, under the title that the protocol gives it.
fn said(record: &Record, protocol: &Protocol) -> Vec<Said> {
    record
        .fields
        .iter()
        .map(|(field, text)| {
            let choice = protocol
                .field(field.as_str())
                .and_then(|known| known.choices.iter().find(|one| one.id == *text));
            Said {
                title: title_of(protocol, field),
                text: choice.map_or_else(|| text.clone(), |choice| choice.title.clone()),
            }
        })
        .collect()
}

fn stages(case: &Case, protocol: &Protocol, local: &dyn Fn(Instant) -> String) -> Vec<StageAccount> {
    let title = |number: StageNumber| {
        let stage = protocol.pathway(&case.pathway).and_then(|pathway| pathway.stage(number));
        stage.map_or_else(|| number.to_string(), |stage| stage.title.clone())
    };
    let earlier = steps(case, None, protocol, local);
    let mut stages = Vec::new();
    if !earlier.is_empty() {
        stages.push(StageAccount {
            title: "Before the opening".into(),
            entered_at: earlier.first().map(|step| step.happened_at.clone()).unwrap_or_default(),
            day_only: earlier.first().is_some_and(|step| step.day_only),
            due_at: None,
            steps: earlier,
        });
    }
    for visit in &case.visits {
        stages.push(StageAccount {
            title: title(visit.stage),
            entered_at: local(visit.entered_at),
            day_only: case
                .entry(visit.entry)
                .and_then(|entry| case.as_corrected(entry))
                .is_some_and(|record| record.happened.day_only),
            due_at: visit.limit.due_at().map(local),
            steps: steps(case, Some(visit.stage), protocol, local),
        });
    }
    stages
}

fn steps(
    case: &Case,
    stage: Option<StageNumber>,
    protocol: &Protocol,
    local: &dyn Fn(Instant) -> String,
) -> Vec<Step> {
    let mut steps: Vec<(Instant, Step)> = Vec::new();
    for entry in case.entries.iter().filter(|entry| entry.skeleton.stage == stage) {
        let Some(record) = case.as_corrected(entry) else { continue };
        let Some(what) = what(entry, &record) else { continue };
        let happened = record.happened.at;
        let step = Step {
            entry: entry.number.0,
            happened_at: local(happened),
            day_only: record.happened.day_only,
            what,
            said: said(&record, protocol),
        };
        steps.push((happened, step));
    }
    steps.sort_by_key(|(happened, _)| *happened);
    steps.into_iter().map(|(_, step)| step).collect()
}

/// What an entry was, for the account; none for what is of the record and not of the dispute.
fn what(entry: &Entry, record: &Record) -> Option<String> {
    let people = |capacity| -> String {
        record.people_as(capacity).iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    Some(match &entry.skeleton.event {
        Event::Discussion(discussion) => {
            let result = match discussion.result {
                Some(Agreement::Agreed) => ": agreed",
                Some(Agreement::NotAgreed) => ": not agreed",
                Some(Agreement::Pending) => ": still open",
                None => "",
            };
            format!("Discussion {} with {}{result}", discussion.mode.meaning(), people(Capacity::With))
        }
        Event::Decision(decision) => {
            let result = decision.result.map(|result| format!(": {}", result.meaning())).unwrap_or_default();
            format!("Decision by {}{result}", people(Capacity::Who))
        }
        Event::Advance(advance) => format!("Moved to this stage: {}", advance.ground.meaning()),
        Event::DutyMet(met) => format!("Duty met: {}", met.duty),
        Event::ProtectiveStep(_) => "Protective step called for".into(),
        Event::Request(_) => format!("Request by {} to {}", people(Capacity::From), people(Capacity::To)),
        Event::Answer(answer) => format!("Answer to the request of entry {}", answer.request),
        Event::Action(_) => format!("Action agreed, owned by {}", people(Capacity::Owner)),
        Event::ActionDone(done) => format!("The action of entry {} was done", done.action),
        Event::Resolution(_) => "Resolution".into(),
        Event::Confirmation(confirmation) if confirmation.declined => {
            format!("Not confirmed by {}", people(Capacity::By))
        }
        Event::Confirmation(_) => format!("Confirmed by {}", people(Capacity::By)),
        Event::Withdrawal(_) => "Withdrawn".into(),
        Event::Reopening(_) => "Reopened".into(),
        _ => return None,
    })
}
