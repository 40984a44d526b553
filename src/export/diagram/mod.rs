//! The stages and timescales of a definition, drawn: for a page, for Mermaid, and for a terminal.

mod mermaid;
mod svg;
mod text;

pub use mermaid::mermaid;
pub use svg::{standing_alone, svg};
pub use text::text;

use crate::model::Id;
use crate::model::words::words;
use crate::protocol::{Limit, LimitKind, Pathway, Protocol, Resolved, Stage};
use crate::rules::{title_of, titles_of};

words! {
    /// The forms of a drawing.
    pub enum DiagramFormat {
        Txt = "txt", "boxes for the terminal";
        Svg = "svg", "a picture";
        Mermaid = "mermaid", "the text of a Mermaid diagram";
    }
}

/// A pathway as it is drawn: its stages from the first to the last, those that share a limit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The pathway's title, with the mark of a definition that is not the shipped one.
    pub title: String,
    /// That mark alone.
    pub mark: Option<String>,
    /// Its stages, in groups that share a limit; most groups have one stage.
    pub groups: Vec<Group>,
    /// The cap on the whole process.
    pub overall: Option<String>,
    /// What to do when the last stage did not resolve it.
    pub afterwards: Option<String>,
}

/// Stages that share a limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The shared limit in words; none where the stage has its own.
    pub shared: Option<String>,
    /// The stages.
    pub steps: Vec<Step>,
}

/// A stage as it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number.
    pub number: u8,
    /// Its title.
    pub title: String,
    /// What happens at it.
    pub what: String,
    /// Who holds it.
    pub who: String,
    /// What the record must have.
    pub record: Vec<String>,
    /// How long it may take; none where the group says it.
    pub limit: Option<String>,
    /// What is to be done at it.
    pub duties: Vec<String>,
    /// On what grounds a case comes to it past the stages between.
    pub jumps: Vec<String>,
    /// Without what no case comes to it.
    pub condition: Option<String>,
    /// Whether its result is final.
    pub is_final: bool,
}

impl Course {
    /// A pathway as it is drawn.
    pub fn of(pathway: &Pathway, definition: &Resolved) -> Self {
        let protocol = &definition.protocol;
        let mut groups: Vec<(Option<&Id>, Group)> = Vec::new();
        let mut told = Vec::new();
        for stage in &pathway.stages {
            let id = stage.limit.group.as_ref().map(|group| &group.id);
            let step = Step::of(stage, protocol, &mut told);
            if let Some((_, group)) = groups.last_mut().filter(|(known, _)| id.is_some() && *known == id) {
                group.steps.push(step);
            } else {
                let shared = id.map(|_| format!("together {}", in_words(&stage.limit)));
                groups.push((id, Group { shared, steps: vec![step] }));
            }
        }
        Self {
            title: definition.marked(&pathway.title),
            mark: definition.mark(),
            groups: groups.into_iter().map(|(_, group)| group).collect(),
            overall: pathway.overall.as_ref().map(in_words),
            afterwards: pathway.afterwards.clone(),
        }
    }
}

impl Step {
    fn of(stage: &Stage, protocol: &Protocol, told: &mut Vec<Id>) -> Self {
        let ground = |jump: &crate::protocol::Jump| {
            protocol.ground(jump.ground).map_or_else(|| jump.says.clone(), |named| named.title.clone())
        };
        let mut who = vec![titles_of(&stage.holders, protocol).join(" / ")];
        who.extend(stage.alternatives.iter().map(|other| titles_of(&other.holders, protocol).join(" / ")));
        let duties = stage.duties.iter().map(|duty| {
            let limit =
                duty.limit.as_ref().map(|limit| format!(" ({})", in_words(limit))).unwrap_or_default();
            format!("{}{limit}", duty.in_words())
        });
        Self {
            number: stage.number.0,
            title: stage.title.clone(),
            what: stage.what.clone(),
            record: record(stage, protocol, told),
            who: who.join(", or "),
            limit: stage.limit.group.is_none().then(|| in_words(&stage.limit)),
            duties: duties.collect(),
            jumps: stage.jumps.iter().map(ground).collect(),
            condition: stage.condition.as_ref().map(|condition| condition.says.clone()),
            is_final: stage.r#final,
        }
    }
}

/// The titles of the fields that a stage's record must have, without those that were told before.
fn record(stage: &Stage, protocol: &Protocol, told: &mut Vec<Id>) -> Vec<String> {
    let mut titles = Vec::new();
    for required in &stage.required {
        if !told.contains(&required.field) {
            told.push(required.field.clone());
            titles.push(title_of(protocol, &required.field));
        }
    }
    titles
}

/// A limit in words: “within 1 working day, from the concern”.
pub fn in_words(limit: &Limit) -> String {
    let from = limit.from.as_ref().map(|from| format!(", from {}", from.in_words())).unwrap_or_default();
    match limit.kind {
        LimitKind::WithoutDelay => "without delay".into(),
        LimitKind::Stated => "the person escalating states the time".into(),
        LimitKind::Unspecified => "the document gives no time; one may be stated".into(),
        LimitKind::SameWorkingDay => format!("the same working day{from}"),
        _ => format!("within {limit}{from}"),
    }
}
