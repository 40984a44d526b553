//! Lists: cases, search hits, similar cases, protocols.

use serde::Serialize;

use super::time;
use crate::model::{Entry, Standing};
use crate::protocol::{Calendar, Origin, Resolved};
use crate::rules::{Likeness, Summary};

/// A case in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CaseLine {
    /// Its reference.
    pub case: String,
    /// Where it stands.
    pub state: &'static str,
    /// How its child or children are referred to.
    pub child: String,
    /// Its protocol.
    pub protocol: String,
    /// The version of the definition that it was opened under.
    pub protocol_version: String,
    /// The digest of that definition.
    pub protocol_digest: String,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    pub protocol_origin: &'static str,
    /// The protocol as people are shown it, with the mark of a definition that is not the shipped one.
    #[serde(skip)]
    pub protocol_marked: String,
    /// Its pathway.
    pub pathway: String,
    /// Its category.
    pub category: String,
    /// The stage that it is at.
    pub stage: u8,
    /// Its title.
    pub stage_title: String,
    /// When it was opened.
    pub opened_at: String,
    /// When the stage was entered.
    pub stage_entered_at: String,
    /// Until when the stage lasts.
    pub due_at: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Its parties.
    pub parties: Vec<String>,
}

impl From<Summary> for CaseLine {
    fn from(summary: Summary) -> Self {
        let parties = summary.agencies.iter().filter(|(_, standing)| *standing == Standing::Party);
        let origin = Origin::of(summary.definition);
        Self {
            case: summary.reference.to_string(),
            state: summary.state.word(),
            parties: parties.map(|(agency, _)| agency.to_string()).collect(),
            child: summary.child,
            protocol: summary.protocol.to_string(),
            protocol_version: summary.version,
            protocol_digest: summary.definition.to_string(),
            protocol_origin: origin.word(),
            protocol_marked: origin.beside(summary.protocol.as_str()),
            pathway: summary.pathway.to_string(),
            category: summary.category.to_string(),
            stage: summary.stage.0,
            stage_title: summary.stage_title,
            opened_at: time(summary.opened_at),
            stage_entered_at: time(summary.stage_entered_at),
            due_at: summary.due_at.map(time),
            outcome: summary.outcome.map(|outcome| outcome.to_string()),
        }
    }
}

/// An entry that holds the words that were searched for.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Found {
    /// Its case.
    pub case: String,
    /// Its number.
    pub entry: u64,
    /// Its kind.
    pub kind: String,
    /// When it happened.
    pub happened_at: Option<String>,
    /// The text around the first of the words.
    pub excerpt: String,
}

/// How many characters of a text stand around a word that was found.
const AROUND: usize = 60;

impl Found {
    /// An entry that was found by words.
    pub fn of(entry: &Entry, words: &[String], calendar: &Calendar) -> Self {
        let record = entry.record.as_ref();
        let happened = record.map(|record| calendar.local(&record.happened.at));
        let texts = record.into_iter().flat_map(|record| {
            let people = record.everybody().map(ToString::to_string);
            record.fields.values().cloned().chain(people).chain(record.children.iter().cloned())
        });
        let excerpts = texts.map(|text| excerpt(&text, words));
        Self {
            case: entry.skeleton.case.to_string(),
            entry: entry.number.0,
            kind: entry.skeleton.event.kind().to_owned(),
            happened_at: happened.map(time),
            excerpt: excerpts.max_by_key(|(found, _)| *found).map(|(_, excerpt)| excerpt).unwrap_or_default(),
        }
    }
}

/// The text around the first of the words, and whether one was there.
fn excerpt(text: &str, words: &[String]) -> (bool, String) {
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().map(|c| c.to_lowercase().next().unwrap_or(*c)).collect();
    let position = words
        .iter()
        .map(|word| word.trim_matches('*').to_lowercase().chars().collect::<Vec<char>>())
        .filter(|word| !word.is_empty())
        .find_map(|word| folded.windows(word.len()).position(|window| window == word));
    let at = position.unwrap_or(0);
    let (from, to) = (at.saturating_sub(AROUND), (at + AROUND).min(letters.len()));
    let mut excerpt: String = letters.get(from..to).unwrap_or_default().iter().collect();
    if from > 0 {
        excerpt.insert(0, '…');
    }
    if to < letters.len() {
        excerpt.push('…');
    }
    (position.is_some(), excerpt)
}

/// A recorded case that is like another one.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SimilarView {
    /// The case.
    #[serde(flatten)]
    pub line: CaseLine,
    /// Whether the category is the same.
    pub same_category: bool,
    /// The number of parties in both.
    pub shared_parties: usize,
}

impl SimilarView {
    /// A case that is like another one, and how.
    pub fn of(summary: Summary, likeness: Likeness) -> Self {
        Self {
            line: summary.into(),
            same_category: likeness.same_category,
            shared_parties: likeness.shared_parties,
        }
    }
}

/// A definition in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ProtocolLine {
    /// Its id.
    pub id: String,
    /// Its title, with the mark of one that is not shipped; null where the file cannot be read.
    pub title: Option<String>,
    /// Its digest.
    pub protocol_digest: Option<String>,
    /// `shipped`, or `own` where it is not one that escalate ships.
    pub protocol_origin: Option<&'static str>,
    /// Its version.
    pub version: Option<String>,
    /// What it extends.
    pub extends: Option<String>,
    /// Its pathways.
    pub pathways: Vec<String>,
    /// `built-in`, or the file.
    pub origin: String,
    /// How many findings a check makes.
    pub findings: usize,
}

impl ProtocolLine {
    /// A definition, or the number of findings in it.
    pub fn of(id: String, origin: String, read: Result<&Resolved, usize>) -> Self {
        let resolved = read.as_ref().ok();
        let protocol = resolved.map(|resolved| &resolved.protocol);
        Self {
            id,
            title: resolved.map(|resolved| resolved.title_with_origin()),
            protocol_digest: resolved.map(|resolved| resolved.digest.to_string()),
            protocol_origin: resolved.map(|resolved| resolved.origin().word()),
            version: protocol.map(|protocol| protocol.version.clone()),
            extends: protocol.and_then(|protocol| Some(protocol.extends.as_ref()?.id.to_string())),
            pathways: protocol
                .map(|protocol| protocol.pathways.iter().map(|pathway| pathway.id.to_string()).collect())
                .unwrap_or_default(),
            origin,
            findings: read.err().unwrap_or(0),
        }
    }
}
