//! One dated record in a case.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    AgencyType, CaseRef, Digest, EntryNumber, Event, Id, Instant, Obligation, Record, Responsible, Side,
    StageNumber,
};

/// An entry as it stands in the log: never changed, corrected only by a further one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the log.
    pub number: EntryNumber,
    /// When it was recorded, by the system's clock.
    pub recorded_at: DateTime<Utc>,
    /// Whether that clock stood before the time of the entry before it in the log, or of the log's founding.
    pub clock_back: bool,
    /// What it does to its case; holds nothing personal.
    pub skeleton: Skeleton,
    /// What it says; gone once it has been lawfully erased.
    pub record: Option<Record>,
}

impl Entry {
    /// A digest of the key that the command can be repeated by.
    pub fn key(&self) -> Option<Digest> {
        self.skeleton.once.or_else(|| self.record.as_ref()?.once)
    }
}

/// What an entry does to its case, without a word that is personal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skeleton {
    /// The case that it belongs to.
    pub case: CaseRef,
    /// The entry of the case before it; none for the first, and where an earlier version did not say.
    pub after: Option<EntryNumber>,
    /// The stage at which it happened; none where it led to the case.
    pub stage: Option<StageNumber>,
    /// The fields that the record answers.
    pub fields: Vec<Id>,
    /// The agencies that it brings into the case.
    pub joins: Vec<Joining>,
    /// What is to be done from now on.
    pub begins: Vec<Obligation>,
    /// The duties that it meets by being recorded.
    pub settles: Vec<Settles>,
    /// Since when a child is at risk of immediate harm, where it says that one is.
    pub immediate_harm: Option<Instant>,
    /// A digest of the key that the command can be repeated by, where an earlier version put it here.
    pub once: Option<Digest>,
    /// The kind of entry, and what is particular to it.
    pub event: Event,
}

/// An agency that comes into a case, by its number there; its name is in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Joining {
    /// The agency's number in the case, from 1.
    pub agency: u32,
    /// What it is to the case.
    pub standing: Standing,
    /// On which side of the disagreement it stands, where it is on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Of which type it is, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency_type: Option<AgencyType>,
}

/// A duty that an entry meets, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settles {
    /// The stage that has the duty.
    pub of: StageNumber,
    /// The duty.
    pub duty: Id,
    /// Whose duty it was.
    pub by: Responsible,
}

/// What an agency is to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Took part in a discussion, and owes no confirmation.
    Consulted,
    /// A party to the disagreement.
    Party,
}

/// The stored form: the kind stands in its own column, what is particular to it under `does`.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Stored {
    case: CaseRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<EntryNumber>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stage: Option<StageNumber>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fields: Vec<Id>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    joins: Vec<Joining>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    begins: Vec<Obligation>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    settles: Vec<Settles>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    immediate_harm: Option<Instant>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    once: Option<Digest>,
    does: Box<RawValue>,
}

impl Skeleton {
    /// The bytes that are sealed and stored.
    pub fn to_json(&self) -> serde_json::Result<String> {
        let Self { case, after, stage, fields, joins, begins, settles, immediate_harm, once, event } =
            self.clone();
        serde_json::to_string(&Stored {
            case,
            after,
            stage,
            fields,
            joins,
            begins,
            settles,
            immediate_harm,
            once,
            does: event.to_json()?,
        })
    }

    /// The case in the stored bytes, of which nothing else is read.
    pub fn case_in(json: &str) -> serde_json::Result<CaseRef> {
        #[derive(Deserialize)]
        struct OfCase {
            case: CaseRef,
        }
        serde_json::from_str::<OfCase>(json).map(|of| of.case)
    }

    /// Reads the stored bytes of an entry of a kind.
    ///
    /// A kind that this version does not know is kept as [`Event::Unknown`].
    pub fn from_json(kind: &str, json: &str) -> serde_json::Result<Self> {
        let Stored { case, after, stage, fields, joins, begins, settles, immediate_harm, once, does } =
            serde_json::from_str(json)?;
        let event = Event::from_json(kind, does.get())?;
        Ok(Self { case, after, stage, fields, joins, begins, settles, immediate_harm, once, event })
    }
}
