//! An entry before it is admitted, and after.

use crate::model::{Agency, AgencyType, Capacity, Event, Id, Instant, Moment, Person, Record, Skeleton};

/// What somebody wants to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// What it is to do.
    pub event: Event,
    /// What it says.
    pub record: Record,
    /// The limit that is stated with it.
    pub by: Option<Instant>,
    /// The limit that protects the child.
    pub protect_by: Option<Instant>,
    /// Whether a child is at risk of immediate harm.
    pub immediate_harm: bool,
    /// The types of agencies, where they are said.
    pub agency_types: Vec<(Agency, AgencyType)>,
}

impl Draft {
    /// A draft of an event that happened at a moment, recorded by somebody.
    pub fn new(event: impl Into<Event>, happened: Moment, recorded_by: Person) -> Self {
        Self {
            event: event.into(),
            record: Record::new(happened, recorded_by),
            by: None,
            protect_by: None,
            immediate_harm: false,
            agency_types: Vec::new(),
        }
    }

    /// With people in a capacity.
    #[must_use]
    pub fn people(mut self, capacity: Capacity, people: Vec<Person>) -> Self {
        if !people.is_empty() {
            self.record.people.insert(capacity, people);
        }
        self
    }

    /// With a text under a field's name; an absent or blank one says nothing.
    #[must_use]
    pub fn text(mut self, field: &Id, text: Option<String>) -> Self {
        if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
            self.record.fields.insert(field.clone(), text);
        }
        self
    }

    /// With a stated limit and a protective one.
    #[must_use]
    pub fn limits(mut self, by: Option<Instant>, protect_by: Option<Instant>) -> Self {
        (self.by, self.protect_by) = (by, protect_by);
        self
    }

    /// That a child is at risk of immediate harm.
    #[must_use]
    pub fn immediate_harm(mut self, immediate_harm: bool) -> Self {
        self.immediate_harm = immediate_harm;
        self
    }

    /// Of which types agencies are.
    #[must_use]
    pub fn agency_types(mut self, types: Vec<(Agency, AgencyType)>) -> Self {
        self.agency_types = types;
        self
    }

    /// When it happened.
    pub fn at(&self) -> Instant {
        self.record.happened.at
    }
}

/// An entry that may be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    /// What it does.
    pub skeleton: Skeleton,
    /// What it says.
    pub record: Record,
    /// What the person should know, though nothing is refused.
    pub warnings: Vec<String>,
}
