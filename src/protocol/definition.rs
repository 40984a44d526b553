//! What a definition says: the shape that is stored with a logbook, and that a case stays on.
//!
//! A member that is added later is left out of the stored form where it says nothing, so that the
//! digest of a definition that does not use it stays the same.

use serde::{Deserialize, Serialize};

use super::duty::{Between, Duty};
use super::limit::Limit;
use crate::model::words::words;
use crate::model::{AgencyType, Digest, Ground, Id, StageNumber};

/// One partnership's protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Protocol {
    /// Its name on the command line.
    pub id: Id,
    /// The version of the definition.
    pub version: String,
    /// Its title; shown to people, it is `Resolved::title_with_origin`.
    pub(in crate::protocol) title: String,
    /// The document that it was made from.
    pub document: String,
    /// The definition that it extends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<Base>,
    /// The calendar that counts its working days.
    pub calendar: Id,
    /// Which disagreements it is for.
    pub scope: Scope,
    /// What its editor has to say: readings, choices, what came from where.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// What everybody should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub principles: Vec<Principle>,
    /// Further procedures, named and not invented.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pointers: Vec<Pointer>,
    /// Where disagreements arise.
    pub categories: Vec<Category>,
    /// Who acts.
    pub roles: Vec<Role>,
    /// The grounds for a later stage that it names.
    pub grounds: Vec<NamedGround>,
    /// How a disagreement can end.
    pub outcomes: Vec<Titled>,
    /// The fields of its records.
    pub fields: Vec<Field>,
    /// What it asks of the record as a whole.
    #[serde(default, skip_serializing_if = "RecordRules::is_empty")]
    pub record: RecordRules,
    /// What it says where a child is at risk of immediate harm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub immediate_harm: Option<Asked>,
    /// Its pathways.
    pub pathways: Vec<Pathway>,
}

/// The definition that another one extends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// Its id.
    pub id: Id,
    /// The digest of the base as it was resolved.
    pub digest: Digest,
}

words! {
    /// Which disagreements a protocol is for.
    pub enum ScopeKind {
        BetweenAgencies = "between-agencies", "between agencies";
        WithinAgency = "within-agency", "within an agency";
        Both = "both", "between agencies and within an agency";
    }
}

/// Which disagreements a protocol is for, in its own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Which.
    pub allows: ScopeKind,
    /// The document's sentence.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

/// Something that everybody should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Principle {
    /// Its id.
    pub id: Id,
    /// The sentence.
    pub text: String,
    /// Where it stands.
    pub source: String,
}

/// A further procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// When to turn to it.
    pub text: String,
    /// Where it is named.
    pub source: String,
}

/// Where disagreements arise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// The pathways that it belongs to; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pathways: Vec<Id>,
    /// Where it stands.
    pub source: String,
}

/// Somebody who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// How far up it stands, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<u32>,
    /// The type of agency that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<AgencyType>,
    /// What else it is called.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
}

/// A ground that a protocol names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedGround {
    /// Which.
    pub id: Ground,
    /// Its title in the protocol's words.
    pub title: String,
    /// Where it stands.
    pub source: String,
}

/// Something with an id and a title: an outcome, a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Titled {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

words! {
    /// What a field holds.
    pub enum FieldKind {
        Text = "text", "a text";
        When = "when", "a time";
    }
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Field {
    /// Its id: the name in `--field NAME=TEXT`.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub kind: FieldKind,
    /// The only answers that it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Titled>,
    /// The duty that giving it creates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creates: Option<Id>,
    /// Where it stands.
    pub source: String,
}

/// What a protocol asks of the record as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RecordRules {
    /// Actions and their timescales are agreed by all parties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agree: Option<Asked>,
    /// Each party confirms the outcome in writing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirm: Option<Asked>,
    /// Entries are approved and dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approve: Option<Asked>,
    /// Copies of entries are placed on the child's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Asked>,
}

impl RecordRules {
    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Something asked of the record, in the document's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The kinds of entry that it is asked of; empty where it is asked of the outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// The document's sentence.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

/// One route through a protocol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Pathway {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// What is to be known about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The cap on the whole process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overall: Option<Limit>,
    /// That a supported request should normally be agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supported_request: Option<Asked>,
    /// What to do when its last stage did not resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afterwards: Option<String>,
    /// Its stages, by number.
    pub stages: Vec<Stage>,
    /// What is to be done at the resolution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_resolution: Vec<Duty>,
    /// Where it stands.
    pub source: String,
}

/// A step of a pathway.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stage {
    /// Its number, from 1.
    pub number: StageNumber,
    /// Its title.
    pub title: String,
    /// What happens at it.
    pub what: String,
    /// Who holds it, by role.
    pub holders: Vec<Id>,
    /// Who may hold it instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// How long it may take.
    pub limit: Limit,
    /// That a case must be referred to it without delay, once the stage before has failed or run out of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referral: Option<Asked>,
    /// Whether its result is final.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub r#final: bool,
    /// The grounds on which a case may come to it past the stages between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jumps: Vec<Jump>,
    /// The ground without which no case comes to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Jump>,
    /// What the record must have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub required: Vec<Required>,
    /// What it obliges somebody to do and record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
    /// Where it stands.
    pub source: String,
}

/// Somebody else who may hold a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alternative {
    /// Its id.
    pub id: Id,
    /// Who, by role.
    pub holders: Vec<Id>,
    /// The document's sentence.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

/// A ground for a stage, in the document's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jump {
    /// Which.
    pub ground: Ground,
    /// The document's sentence.
    pub says: String,
    /// Where it stands.
    pub source: String,
}

words! {
    /// What a field is required of.
    pub enum Of {
        Challenge = "challenge", "the challenge";
        Discussion = "discussion", "each discussion of the stage";
        Decision = "decision", "each decision of the stage";
        Advance = "advance", "the move to the stage";
        Stage = "stage", "the stage's record";
        Resolution = "resolution", "the resolution";
    }
}

/// A field that the record must have; where it is missing, that is a gap and never a refusal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Required {
    /// The field.
    pub field: Id,
    /// What it is required of.
    pub of: Vec<Of>,
    /// The categories for which it is required; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Id>,
    /// The answer that makes it required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<When>,
    /// Between whom a discussion is held of which it is required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub between: Option<Between>,
    /// Where it stands.
    pub source: String,
}

/// That another field has a certain answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The other field.
    pub field: Id,
    /// Its answer.
    pub is: Id,
}

impl Protocol {
    /// A pathway by its id.
    pub fn pathway(&self, id: &Id) -> Option<&Pathway> {
        self.pathways.iter().find(|pathway| pathway.id == *id)
    }

    /// A field by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == *id)
    }

    /// A category by its id.
    pub fn category(&self, id: &Id) -> Option<&Category> {
        self.categories.iter().find(|category| category.id == *id)
    }

    /// An outcome by its id.
    pub fn outcome(&self, id: &Id) -> Option<&Titled> {
        self.outcomes.iter().find(|outcome| outcome.id == *id)
    }

    /// A role by its id.
    pub fn role(&self, id: &Id) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == *id)
    }

    /// A ground, where the protocol names it.
    pub fn ground(&self, id: Ground) -> Option<&NamedGround> {
        self.grounds.iter().find(|ground| ground.id == id)
    }

    /// The categories of a pathway.
    pub fn categories_of(&self, pathway: &Id) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |category| category.is_of(pathway))
    }

    /// The type of agency that a role belongs to, by what it is called; none where no role of the protocol is.
    pub fn agency_type_of(&self, role: &str) -> Option<AgencyType> {
        let is = |title: &String| crate::model::same(title, role);
        self.roles.iter().find(|known| is(&known.title) || known.also.iter().any(is))?.agency
    }

    /// The tier of somebody, by what their role is called; none where no role of the protocol is.
    pub fn tier_of(&self, role: &str) -> Option<u32> {
        let is = |title: &String| crate::model::same(title, role);
        self.roles.iter().find(|role| is(&role.title) || role.also.iter().any(is))?.tier
    }
}

impl Category {
    /// Whether it belongs to a pathway.
    pub fn is_of(&self, pathway: &Id) -> bool {
        self.pathways.is_empty() || self.pathways.contains(pathway)
    }
}

impl Pathway {
    /// A stage by its number.
    pub fn stage(&self, number: StageNumber) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.number == number)
    }

    /// The stage after a stage.
    pub fn after(&self, number: StageNumber) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.number > number)
    }

    /// The duties that begin where a case opens: those of that stage, and those of every opening.
    pub fn duties_from(&self, opened: StageNumber) -> impl Iterator<Item = (StageNumber, &Duty)> {
        self.stages.iter().flat_map(move |stage| {
            let begins = move |duty: &&Duty| stage.number == opened || duty.at_opening;
            stage.duties.iter().filter(begins).map(|duty| (stage.number, duty))
        })
    }

    /// A duty that began at a stage, by its id.
    pub fn duty(&self, stage: StageNumber, id: &Id, at_resolution: bool) -> Option<&Duty> {
        let is_it = |duty: &&Duty| duty.id == *id;
        if at_resolution {
            return self.at_resolution.iter().find(is_it);
        }
        self.stage(stage)?.duty(id)
    }
}

impl Stage {
    /// A duty by its id.
    pub fn duty(&self, id: &Id) -> Option<&Duty> {
        self.duties.iter().find(|duty| duty.id == *id)
    }
}
