//! Cases put together with what they are judged and shown by.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::shelf::OwnShelf;
use crate::model::{Case, CaseRef, Digest, Entry, Id, Refusal};
use crate::protocol::{Calendar, Resolved};
use crate::rules::CaseFile;
use crate::store::{Reading, StoreError};

/// The calendar whose clocks are shown where no case names one.
pub const DEFAULT_CALENDAR: &str = "england-and-wales";

/// Puts cases together; each definition and each calendar is read once in a run, whoever asks.
#[derive(Debug)]
pub struct CaseFiles {
    shelf: OwnShelf,
    /// The definitions that cases stood on so far.
    definitions: Known<Digest, Resolved>,
    /// The calendars that counted for them.
    calendars: Known<Id, Calendar>,
}

/// What was read so far.
#[derive(Debug)]
struct Known<K, V>(Mutex<BTreeMap<K, Arc<V>>>);

impl<K: Ord + Clone, V> Known<K, V> {
    fn none() -> Self {
        Self(Mutex::default())
    }

    /// What is known under a key, or else what is read.
    fn or_read<E>(&self, key: &K, read: impl FnOnce() -> Result<V, E>) -> Result<Arc<V>, E> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = known.get(key) {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(read()?);
        known.insert(key.clone(), Arc::clone(&value));
        Ok(value)
    }
}

impl CaseFiles {
    /// With the calendars of a shelf.
    pub(super) fn with(shelf: OwnShelf) -> Self {
        Self { shelf, definitions: Known::none(), calendars: Known::none() }
    }

    /// The case of some entries, with its definition and calendar.
    pub fn of(
        &self,
        store: &dyn Reading,
        reference: CaseRef,
        entries: Vec<Entry>,
    ) -> anyhow::Result<CaseFile> {
        let case = Case::fold(entries).map_err(StoreError::from)?;
        let case = case.ok_or_else(|| no_case(&reference.to_string()))?;
        let lacking = || StoreError::Damaged(format!("the definition of case {reference} is not in it"));
        let definition = self
            .definitions
            .or_read(&case.definition, || store.definition(case.definition)?.ok_or_else(lacking))?;
        let calendar = |id: &Id| self.calendars.or_read(id, || self.shelf.calendar(id));
        let (calendar, stands_in) = match calendar(&case.calendar) {
            Ok(calendar) => (calendar, false),
            // Its dates were given when they were recorded; only the clocks are needed to show them.
            Err(_) => (calendar(&DEFAULT_CALENDAR.parse()?)?, true),
        };
        Ok(CaseFile { case, definition, calendar, stands_in })
    }
}

/// The refusal of a case that there is not.
pub fn no_case(given: &str) -> Refusal {
    Refusal::unknown(format!("There is no case ‘{given}’."))
        .hint("a case is named 2026-0007, or 7; see them all: escalate list")
}
