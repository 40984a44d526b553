//! What an entry says: the part that is personal, and that a lawful erasure takes away.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Agency, Capacity, Digest, Id, Moment, Person};

/// The words of an entry: when it happened, who recorded it, who took part, and every text.
///
/// It is stored as the bytes that were sealed (`store/FORMAT.md`); the rest of an entry, its
/// [`Skeleton`](super::Skeleton), holds nothing personal and survives an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    /// When it happened, as the person said.
    pub happened: Moment,
    /// Who recorded it.
    pub recorded_by: Person,
    /// How the child or the children are referred to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
    /// Who took part, by capacity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub people: BTreeMap<Capacity, Vec<Person>>,
    /// The names of the agencies that this entry brings into the case, by their number in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub agencies: BTreeMap<u32, Agency>,
    /// Every text, by the name of its field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<Id, String>,
    /// A digest of the key that the command can be repeated by.
    ///
    /// It goes with the record: whoever has the file could otherwise guess at a key for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<Digest>,
    /// A digest of the arguments, where the command was given a key to be repeated by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Digest>,
}

impl Record {
    /// A record that says only when, and by whom it was recorded.
    pub fn new(happened: Moment, recorded_by: Person) -> Self {
        Self {
            happened,
            recorded_by,
            children: Vec::new(),
            people: BTreeMap::new(),
            agencies: BTreeMap::new(),
            fields: BTreeMap::new(),
            once: None,
            arguments: None,
        }
    }

    /// A text by the name of its field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).map(String::as_str)
    }

    /// The people in one capacity.
    pub fn people_as(&self, capacity: Capacity) -> &[Person] {
        self.people.get(&capacity).map_or(&[], Vec::as_slice)
    }

    /// Everybody who took part, in any capacity.
    pub fn everybody(&self) -> impl Iterator<Item = &Person> {
        self.people.values().flatten()
    }
}
