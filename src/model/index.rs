//! Finding an entry of a case, and what it brought, by its number.
//!
//! A case may have tens of thousands of entries: nothing is looked for from the beginning.

use std::collections::BTreeMap;

use super::case::{Case, Decided, Owed, StageResult};
use super::{Entry, EntryNumber, Event};

/// Where entries stand, and the corrections of each: so that nothing is looked for from the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Index {
    places: BTreeMap<EntryNumber, usize>,
    corrections: BTreeMap<EntryNumber, Vec<usize>>,
}

impl Index {
    /// Takes an entry in at its place.
    pub(super) fn add(&mut self, entry: &Entry, place: usize) {
        self.places.entry(entry.number).or_insert(place);
        if let Event::Correction(correction) = &entry.skeleton.event {
            self.corrections.entry(correction.corrects).or_default().push(place);
        }
    }
}

impl Case {
    /// An entry by its number.
    pub fn entry(&self, number: EntryNumber) -> Option<&Entry> {
        self.entries.get(*self.index.places.get(&number)?)
    }

    /// The corrections of an entry, in order.
    pub fn corrections_of(&self, number: EntryNumber) -> impl Iterator<Item = &Entry> {
        let places = self.index.corrections.get(&number).map_or(&[][..], Vec::as_slice);
        places.iter().filter_map(|place| self.entries.get(*place))
    }

    /// The request that an entry makes.
    pub fn request(&self, entry: EntryNumber) -> Option<&Owed> {
        self.requests.get(place_of(&self.requests, entry, |owed| owed.entry)?)
    }

    pub(crate) fn request_mut(&mut self, entry: EntryNumber) -> Option<&mut Owed> {
        owed_mut(&mut self.requests, entry)
    }

    /// The action that an entry agrees.
    pub fn action(&self, entry: EntryNumber) -> Option<&Owed> {
        self.actions.get(place_of(&self.actions, entry, |owed| owed.entry)?)
    }

    pub(crate) fn action_mut(&mut self, entry: EntryNumber) -> Option<&mut Owed> {
        owed_mut(&mut self.actions, entry)
    }

    /// The decision that an entry records.
    pub fn decision(&self, entry: EntryNumber) -> Option<&Decided> {
        self.decisions.get(place_of(&self.decisions, entry, |decided| decided.entry)?)
    }

    pub(crate) fn decision_mut(&mut self, entry: EntryNumber) -> Option<&mut Decided> {
        let place = place_of(&self.decisions, entry, |decided| decided.entry)?;
        self.decisions.get_mut(place)
    }

    pub(super) fn result_mut(&mut self, entry: EntryNumber) -> Option<&mut StageResult> {
        let place = place_of(&self.results, entry, |result| result.entry)?;
        self.results.get_mut(place)
    }
}

/// Where what an entry brought stands in a list that is in the order of entries.
pub(super) fn place_of<T>(
    list: &[T],
    entry: EntryNumber,
    entry_of: impl Fn(&T) -> EntryNumber,
) -> Option<usize> {
    list.binary_search_by_key(&entry, entry_of).ok()
}

pub(super) fn owed_mut(list: &mut [Owed], entry: EntryNumber) -> Option<&mut Owed> {
    let place = place_of(list, entry, |owed| owed.entry)?;
    list.get_mut(place)
}
