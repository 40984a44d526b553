//! Putting the cases of a logbook together, and replaying the rules that their entries were written by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{RawEntry, Wrong, written};
use crate::model::kinds::Erased;
use crate::model::{Case, CaseRef, Digest, EntryNumber, Event, Id, Skeleton};
use crate::protocol::{Calendar, Resolved};
use crate::rules::{Desk, Item, Replay, Summary, summary};

/// What a logbook is held to besides its seals: the rules that its entries were written by, and the time.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// When the check is made.
    pub now: DateTime<Utc>,
    /// The calendars as they are now, by their id.
    pub calendar: &'a dyn Fn(&Id) -> Option<Calendar>,
    /// Stands in for a calendar that is not there: its clocks, and not its working days.
    pub stand_in: &'a Calendar,
}

/// The cases of a logbook, with what they are replayed by.
pub(super) struct Cases<'a> {
    /// Their references.
    pub all: &'a BTreeSet<CaseRef>,
    definitions: &'a BTreeMap<Digest, Resolved>,
    rules: Option<Rules<'a>>,
    /// The calendars that were looked for.
    calendars: BTreeMap<Id, Calendar>,
    /// Whether cases may be missing: a log was imported in part.
    partial: bool,
    /// The entries of which a limit was reckoned with other working days than today's calendar has.
    pub other_days: Vec<EntryNumber>,
}

impl<'a> Cases<'a> {
    pub fn new(
        all: &'a BTreeSet<CaseRef>,
        definitions: &'a BTreeMap<Digest, Resolved>,
        rules: Option<Rules<'a>>,
        partial: bool,
    ) -> Self {
        Self { all, definitions, rules, calendars: BTreeMap::new(), partial, other_days: Vec::new() }
    }

    /// The calendar that a definition counts by; where it is not there, another's clocks under its name.
    fn look_for_calendar(&mut self, id: &Id) {
        if let Some(rules) = self.rules.filter(|_| !self.calendars.contains_key(id)) {
            let found = (rules.calendar)(id);
            let mut calendar = found.unwrap_or_else(|| rules.stand_in.clone());
            calendar.id.clone_from(id);
            self.calendars.insert(id.clone(), calendar);
        }
    }

    /// Puts a case together entry by entry, and replays each on the case as it stood before.
    pub fn standing(&mut self, reference: CaseRef, all_raw: &[RawEntry]) -> Result<Stands, Wrong> {
        let wrong = |what: String| Wrong::Case { case: reference, what };
        let lacking = || wrong("it has no entries".into());
        let definition = self.definition_of(all_raw.first().ok_or_else(lacking)?)?;
        self.look_for_calendar(&definition.protocol.calendar);
        let mut other_days = Vec::new();
        let mut replay = self.rules.and_then(|rules| {
            let calendar = self.calendars.get(&definition.protocol.calendar)?;
            let desk =
                Desk { protocol: &definition.protocol, calendar, now: rules.now, strict: false, given: &[] };
            Some(Replay::new(desk))
        });
        let (mut case, mut keyed): (Option<Case>, u64) = (None, 0);
        for (at, raw) in all_raw.iter().enumerate() {
            let entry = raw.decode().map_err(|_| unreadable(raw))?;
            keyed += u64::from(entry.key().is_some());
            if let Event::Erasure(erasure) = &entry.skeleton.event {
                check_erased(&erasure.erases, all_raw.get(..at).unwrap_or_default(), raw)?;
            }
            if let Some(replay) = &mut replay {
                let differs = |what: String| Wrong::Rules { log: raw.log, entry: raw.number, what };
                let replayed =
                    replay.entry(case.as_ref(), &entry).map_err(|mismatch| differs(mismatch.to_string()))?;
                written::check(raw, &entry).map_err(differs)?;
                other_days.extend(replayed.other_days.then_some(raw.number));
                if let Some(unknown) = self.unknown_similar(&entry.skeleton.event) {
                    return Err(differs(format!("it names case {unknown}, which is not there")));
                }
            }
            match &mut case {
                None => case = Some(Case::open(entry).map_err(|nonsense| wrong(nonsense.to_string()))?),
                Some(case) => case.apply(entry).map_err(|nonsense| wrong(nonsense.to_string()))?,
            }
        }
        let case = case.ok_or_else(lacking)?;
        let (summary, outstanding) = summary(&case, &definition.protocol);
        self.other_days.append(&mut other_days);
        Ok(Stands { summary, outstanding, keyed })
    }

    /// The definition that the challenge of a case names.
    fn definition_of(&self, first: &RawEntry) -> Result<&'a Resolved, Wrong> {
        let skeleton = Skeleton::from_json(&first.kind, &first.skeleton).map_err(|_| unreadable(first))?;
        let Event::Challenge(challenge) = skeleton.event else {
            let what = "a case begins with a challenge".into();
            return Err(Wrong::Case { case: skeleton.case, what });
        };
        self.definitions.get(&challenge.definition).ok_or(Wrong::Definition(challenge.definition))
    }

    /// A similar case that is named and is not in the logbook, where it should be.
    fn unknown_similar(&self, event: &Event) -> Option<CaseRef> {
        let Event::Advance(advance) = event else { return None };
        advance.similar.iter().find(|similar| !self.partial && !self.all.contains(similar)).copied()
    }
}

/// What an erasure names are entries of its case that stand before it, and what they said is gone.
fn check_erased(erased: &[Erased], before: &[RawEntry], erasure: &RawEntry) -> Result<(), Wrong> {
    for Erased { log, entry } in erased {
        let named = before.iter().find(|raw| raw.log == *log && raw.number == *entry);
        let Some(named) = named else {
            let what =
                format!("it erases entry {entry} of log {log}, which is no entry of the case before it");
            return Err(Wrong::Rules { log: erasure.log, entry: erasure.number, what });
        };
        if named.payload.is_some() {
            let what = "was erased, and what it said is there again";
            return Err(Wrong::Chain { log: *log, entry: *entry, what });
        }
    }
    Ok(())
}

/// What is said of an entry that is sealed, and that this version cannot read.
pub(super) const UNREADABLE: &str = "cannot be read";

fn unreadable(raw: &RawEntry) -> Wrong {
    Wrong::Chain { log: raw.log, entry: raw.number, what: UNREADABLE }
}

/// How a case stands, by its entries.
pub(super) struct Stands {
    pub summary: Summary,
    pub outstanding: Vec<Item>,
    /// How many of them have a key to repeat their command by.
    pub keyed: u64,
}
