//! A case: the fold of its entries.

use std::collections::BTreeMap;

use super::index::{Index, owed_mut, place_of};
use super::kinds::{Challenge, Ground, Nonsense, Verdict};
use super::words::words;
use super::{
    Agency, AgencyType, CaseRef, Digest, Entry, EntryNumber, Event, Id, Instant, Obligation, Person, Record,
    Refusal, Responsible, Settles, Side, StageNumber, Standing, Subject,
};

words! {
    /// Where a case stands.
    pub enum State {
        Open = "open", "the disagreement goes on";
        Resolved = "resolved", "it has ended; something is still outstanding";
        Closed = "closed", "it has ended; nothing is outstanding";
        Withdrawn = "withdrawn", "the challenge was withdrawn";
    }
}

/// One professional disagreement about one decision or action.
///
/// It is never stored: it is what its entries make of it, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The reference that `open` printed.
    pub reference: CaseRef,
    /// The protocol.
    pub protocol: Id,
    /// The version of the protocol's definition that it was opened under.
    pub version: String,
    /// The digest of that definition.
    pub definition: Digest,
    /// The calendar that counts its working days.
    pub calendar: Id,
    /// The pathway.
    pub pathway: Id,
    /// Where the disagreement arises.
    pub category: Id,
    /// When the concern was put.
    pub opened_at: Instant,
    /// How the child or the children are referred to.
    pub children: Vec<String>,
    /// The stage that it is at.
    pub stage: StageNumber,
    /// The stages that it went through, in order.
    pub visits: Vec<Visit>,
    /// The cap on the whole process, where the protocol has one.
    pub overall: Option<Obligation>,
    /// Whether both sides are of one agency.
    pub within_agency: bool,
    /// The number of the agency whose logbook this is, where it is in the case.
    pub own_party: Option<u32>,
    /// The duties that began, in order.
    pub duties: Vec<BegunDuty>,
    /// The requests for information, in order.
    pub requests: Vec<Owed>,
    /// The agreed actions, in order.
    pub actions: Vec<Owed>,
    /// The decisions, in order.
    pub decisions: Vec<Decided>,
    /// The agencies, by their number less one.
    pub parties: Vec<Party>,
    /// How it ended, unless it is open.
    pub ending: Option<Ending>,
    /// What discussions and decisions of the current stage brought, in the order of their entries.
    pub results: Vec<StageResult>,
    /// The entries that were approved, and the latest entry that says so.
    pub approved: BTreeMap<EntryNumber, EntryNumber>,
    /// The entries that were filed, and the latest entry that says so.
    pub filed: BTreeMap<EntryNumber, EntryNumber>,
    /// That a child is at risk of immediate harm, until that is lifted.
    pub harm: Option<ImmediateHarm>,
    /// Whether a legal hold stands.
    pub held: bool,
    /// A kind of entry that this version does not know; it blocks further entries.
    pub unknown: Option<String>,
    /// Every entry, in order.
    pub entries: Vec<Entry>,
    /// Where entries stand among these.
    pub(super) index: Index,
}

/// A stage that a case went through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The stage.
    pub stage: StageNumber,
    /// When it was entered.
    pub entered_at: Instant,
    /// The entry that entered it.
    pub entry: EntryNumber,
    /// On what ground, where it was not the first.
    pub ground: Option<Ground>,
    /// Its limit.
    pub limit: Obligation,
}

/// Whether a discussion or a decision brought agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StageResult {
    /// The entry that says so.
    pub entry: EntryNumber,
    /// When that happened.
    pub at: Instant,
    /// Whether there was agreement; none where it was left open.
    pub agreed: Option<bool>,
}

/// An answer or an action that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The entry that began it.
    pub entry: EntryNumber,
    /// What it is, and until when.
    pub limit: Obligation,
    /// The entry that met it.
    pub met_by: Option<EntryNumber>,
}

/// A duty that has begun, and what became of it for each of those who are responsible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunDuty {
    /// The stage that has it.
    pub stage: StageNumber,
    /// Its id.
    pub id: Id,
    /// The entry that began it.
    pub entry: EntryNumber,
    /// Until when it is to be met.
    pub limit: Obligation,
    /// Whether a resolution began it.
    pub at_resolution: bool,
    /// For whom it is settled, and by which entry.
    pub settled: BTreeMap<Responsible, Settled>,
}

/// An entry that settled a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settled {
    /// The entry.
    pub entry: EntryNumber,
    /// Whether it says why the duty cannot be met any more, rather than that it was.
    pub not_done: bool,
}

impl BegunDuty {
    /// Whether it is this duty of this stage.
    pub fn is(&self, stage: StageNumber, duty: &Id) -> bool {
        self.stage == stage && self.id == *duty
    }

    /// The first entry that says that it was met.
    pub fn met_by(&self) -> Option<EntryNumber> {
        self.settled.values().filter(|settled| !settled.not_done).map(|settled| settled.entry).min()
    }
}

/// A decision, and whether it still stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// The entry that records it.
    pub entry: EntryNumber,
    /// What it means for the decision that was challenged.
    pub result: Option<Verdict>,
    /// Whether somebody supports the request that it decides.
    pub supported: bool,
    /// The decision that replaced it.
    pub replaced_by: Option<EntryNumber>,
}

/// An agency in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its name; none where the entry that named it was erased.
    pub agency: Option<Agency>,
    /// Whether it is a party or was consulted.
    pub standing: Standing,
    /// On which side of the disagreement it stands, where it is on one.
    pub side: Option<Side>,
    /// Of which type it is, where that is known.
    pub agency_type: Option<AgencyType>,
    /// Its people, in the order in which they appeared.
    pub people: Vec<Person>,
    /// The entry that says where it keeps its own record.
    pub keeps_record: Option<EntryNumber>,
    /// Its confirmation of the outcome.
    pub confirmed: Option<Confirmed>,
}

/// A confirmation of the outcome, or that it was declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed {
    /// The entry that records it.
    pub entry: EntryNumber,
    /// Whether the party declined.
    pub declined: bool,
}

/// That a child is at risk of immediate harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImmediateHarm {
    /// The entry that said so first.
    pub entry: EntryNumber,
    /// Since when.
    pub since: Instant,
    /// The latest protective step that was recorded since.
    pub step: Option<EntryNumber>,
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The disagreement was resolved.
    Resolved {
        /// The entry that records it.
        entry: EntryNumber,
        /// The outcome, as the protocol names it.
        outcome: Id,
    },
    /// The challenge was withdrawn.
    Withdrawn {
        /// The entry that records it.
        entry: EntryNumber,
    },
}

impl Case {
    /// The case that a sequence of entries makes; none where there are no entries.
    pub fn fold(entries: impl IntoIterator<Item = Entry>) -> Result<Option<Self>, Nonsense> {
        let mut entries = entries.into_iter();
        let Some(first) = entries.next() else { return Ok(None) };
        let mut case = Self::open(first)?;
        for entry in entries {
            case.apply(entry)?;
        }
        Ok(Some(case))
    }

    /// The case as its first entry leaves it.
    pub fn open(first: Entry) -> Result<Self, Nonsense> {
        let Event::Challenge(challenge) = &first.skeleton.event else {
            return Err(first.nonsense("a case begins with a challenge"));
        };
        let mut case = Self::before(first.skeleton.case, challenge.clone());
        case.enter(challenge.stage, challenge.opened, challenge.ground, &first);
        case.apply(first)?;
        Ok(case)
    }

    /// A case in which nothing has happened yet.
    fn before(reference: CaseRef, challenge: Challenge) -> Self {
        Self {
            reference,
            protocol: challenge.protocol,
            version: challenge.version,
            definition: challenge.definition,
            calendar: challenge.calendar,
            pathway: challenge.pathway,
            category: challenge.category,
            opened_at: challenge.opened,
            children: Vec::new(),
            stage: challenge.stage,
            visits: Vec::new(),
            overall: None,
            within_agency: challenge.within_agency,
            own_party: challenge.own_party,
            duties: Vec::new(),
            requests: Vec::new(),
            actions: Vec::new(),
            decisions: Vec::new(),
            parties: Vec::new(),
            ending: None,
            results: Vec::new(),
            approved: BTreeMap::new(),
            filed: BTreeMap::new(),
            harm: None,
            held: false,
            unknown: None,
            entries: Vec::new(),
            index: Index::default(),
        }
    }

    /// Takes one further entry into account.
    pub fn apply(&mut self, entry: Entry) -> Result<(), Nonsense> {
        if entry.skeleton.case != self.reference {
            return Err(entry.nonsense("it belongs to another case"));
        }
        let before = self.entries.last().map(|last| last.number);
        if entry.skeleton.after.is_some() && entry.skeleton.after != before {
            return Err(entry.nonsense("another entry of the case stood before it"));
        }
        // What a kind that this version does not know does to the case, only a newer one can tell.
        let is_known = !matches!(entry.skeleton.event, Event::Unknown { .. });
        if is_known {
            self.join(&entry);
        }
        if let Some(since) = entry.skeleton.immediate_harm {
            // Said again, it asks for a step anew.
            let known = self.harm.map_or((entry.number, since), |known| (known.entry, known.since));
            self.harm = Some(ImmediateHarm { entry: known.0, since: known.1, step: None });
        }
        entry.skeleton.event.clone().apply(&entry, self)?;
        for obligation in entry.skeleton.begins.iter().filter(|_| is_known) {
            self.begin(obligation, &entry)?;
        }
        for Settles { of, duty, by } in entry.skeleton.settles.iter().filter(|_| is_known) {
            self.settle(*of, duty, *by, Settled { entry: entry.number, not_done: false })
                .ok_or_else(|| entry.nonsense("it meets a duty that has not begun"))?;
        }
        self.index.add(&entry, self.entries.len());
        self.entries.push(entry);
        Ok(())
    }

    /// The stage is entered; its limit, if it has one, begins with the same entry.
    pub(crate) fn enter(&mut self, stage: StageNumber, at: Instant, ground: Option<Ground>, entry: &Entry) {
        self.stage = stage;
        self.results.clear();
        let limit = Obligation::since(Subject::Stage(stage), at);
        self.visits.push(Visit { stage, entered_at: at, entry: entry.number, ground, limit });
    }

    /// What an entry obliges somebody to, new or reckoned again.
    fn begin(&mut self, obligation: &Obligation, entry: &Entry) -> Result<(), Nonsense> {
        let mut obligation = obligation.clone();
        // Where nothing else is said, it counts from this entry, or from the one that this one corrects.
        let counted = match &entry.skeleton.event {
            Event::Correction(correction) => correction.corrects,
            _ => entry.number,
        };
        obligation.clock.get_or_insert(counted);
        let at_resolution = matches!(entry.skeleton.event, Event::Resolution(_));
        let owed = || Owed { entry: entry.number, limit: obligation.clone(), met_by: None };
        match &obligation.what {
            Subject::Stage(stage) => {
                let visit = self.visits.iter_mut().rev().find(|visit| visit.stage == *stage);
                visit
                    .ok_or_else(|| entry.nonsense("it begins the limit of a stage that was not entered"))?
                    .limit = obligation.clone();
            }
            Subject::Overall => self.overall = Some(obligation.clone()),
            Subject::Duty(stage, duty) => {
                let known = self.duties.iter_mut().rev().find(|known| known.is(*stage, duty));
                match known.filter(|_| !at_resolution) {
                    Some(known) => known.limit = obligation.clone(),
                    None => self.duties.push(BegunDuty {
                        stage: *stage,
                        id: duty.clone(),
                        entry: entry.number,
                        limit: obligation.clone(),
                        at_resolution,
                        settled: BTreeMap::new(),
                    }),
                }
            }
            Subject::Request => self.requests.push(owed()),
            Subject::Action => self.actions.push(owed()),
        }
        Ok(())
    }

    /// The agencies and people of an entry take their places.
    fn join(&mut self, entry: &Entry) {
        for joining in &entry.skeleton.joins {
            let agency =
                entry.record.as_ref().and_then(|record| record.agencies.get(&joining.agency)).cloned();
            if let Some(party) = self.party_mut(joining.agency) {
                party.standing = party.standing.max(joining.standing);
                party.side = joining.side.or(party.side);
                party.agency_type = joining.agency_type.or(party.agency_type);
            } else {
                self.parties.push(Party {
                    agency,
                    standing: joining.standing,
                    side: joining.side,
                    agency_type: joining.agency_type,
                    people: Vec::new(),
                    keeps_record: None,
                    confirmed: None,
                });
            }
        }
        let Some(record) = &entry.record else { return };
        if self.entries.is_empty() {
            self.children.clone_from(&record.children);
        }
        for person in record.everybody() {
            let of_agency =
                |party: &&mut Party| party.agency.as_ref().is_some_and(|agency| agency.is(&person.agency));
            if let Some(party) = self.parties.iter_mut().find(of_agency)
                && !party.people.iter().any(|known| known.is(person))
            {
                party.people.push(person.clone());
            }
        }
    }

    /// What an entry of the current stage brought; `sealed` is when, as what stays of the entry says.
    pub(crate) fn note_result(&mut self, entry: &Entry, sealed: Option<Instant>, agreed: Option<bool>) {
        let at = sealed.or_else(|| entry.record.as_ref().map(|record| record.happened.at));
        if entry.skeleton.stage == Some(self.stage)
            && let Some(at) = at
        {
            self.results.push(StageResult { entry: entry.number, at, agreed });
        }
    }

    /// What an entry brought is replaced by what another one brings.
    pub(crate) fn forget_result(&mut self, entry: EntryNumber) {
        if let Some(place) = place_of(&self.results, entry, |result| result.entry) {
            self.results.remove(place);
        }
    }

    /// What an entry brought was wrong.
    pub(crate) fn correct_result(&mut self, entry: EntryNumber, agreed: Option<bool>) {
        if let Some(result) = self.result_mut(entry) {
            result.agreed = agreed;
        }
    }

    /// When the current stage failed to bring agreement, and the entry that says so: the first failure since
    /// anything was agreed. Results that were left open do not count.
    pub fn failed(&self) -> Option<(Instant, EntryNumber)> {
        let mut decided: Vec<&StageResult> =
            self.results.iter().filter(|result| result.agreed.is_some()).collect();
        decided.sort_by_key(|result| (result.at, result.entry));
        let agreed = decided.iter().rposition(|result| result.agreed == Some(true));
        let first = decided.get(agreed.map_or(0, |agreed| agreed + 1))?;
        Some((first.at, first.entry))
    }

    /// Whether the latest result of the current stage that was not left open is agreement.
    pub fn agreed(&self) -> bool {
        let decided = self.results.iter().filter(|result| result.agreed.is_some());
        let latest = decided.max_by_key(|result| (result.at, result.entry));
        latest.is_some_and(|latest| latest.agreed == Some(true))
    }

    /// The end that was given for a request or an action was wrong.
    pub(crate) fn move_end(&mut self, entry: EntryNumber, by: Instant) {
        for given in [&mut self.requests, &mut self.actions] {
            if let Some(owed) = owed_mut(given, entry) {
                owed.limit.due = Some(by);
            }
        }
    }

    /// An entry's moment was wrong: what it entered was entered at another time.
    pub(crate) fn move_start(&mut self, entry: EntryNumber, moved: Instant) {
        if self.entries.first().is_some_and(|first| first.number == entry) {
            self.opened_at = moved;
        }
        if let Some(visit) = self.visits.iter_mut().find(|visit| visit.entry == entry) {
            visit.entered_at = moved;
        }
        if let Some(result) = self.result_mut(entry) {
            result.at = moved;
        }
    }

    /// Settles a duty for one of those who are responsible; none where it has not begun.
    ///
    /// Where it began more than once, the latest that is not settled for them.
    pub(crate) fn settle(
        &mut self,
        stage: StageNumber,
        duty: &Id,
        by: Responsible,
        settled: Settled,
    ) -> Option<()> {
        let is_open = |begun: &BegunDuty| begun.settled.get(&by).is_none_or(|earlier| earlier.not_done);
        let mut begun = self.duties.iter_mut().rev().filter(|begun| begun.is(stage, duty));
        begun.find(|begun| is_open(begun))?.settled.insert(by, settled);
        Some(())
    }

    pub(crate) fn party_mut(&mut self, number: u32) -> Option<&mut Party> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        self.parties.get_mut(index)
    }

    /// The visit that the case is at.
    pub fn visit(&self) -> Option<&Visit> {
        self.visits.last()
    }

    /// The stage that the case was at, at some moment; none before it was opened.
    pub fn stage_at(&self, moment: super::Moment) -> Option<StageNumber> {
        self.visits.iter().rev().find(|visit| !moment.is_before(visit.entered_at)).map(|visit| visit.stage)
    }

    /// The agency of this name, with its number.
    pub fn party(&self, agency: &Agency) -> Option<(u32, &Party)> {
        let named = |party: &Party| party.agency.as_ref().is_some_and(|known| known.is(agency));
        (1..).zip(&self.parties).find(|(_, party)| named(party))
    }

    /// What an entry says once its corrections are taken into account; none where it was erased.
    pub fn as_corrected(&self, entry: &Entry) -> Option<Record> {
        let mut record = entry.record.clone()?;
        for later in self.corrections_of(entry.number) {
            let Event::Correction(correction) = &later.skeleton.event else { continue };
            let Some(said) = &later.record else { continue };
            record.fields.extend(correction.replacements(said));
            record.people.extend(said.people.iter().map(|(capacity, people)| (*capacity, people.clone())));
            if !said.children.is_empty() {
                record.children.clone_from(&said.children);
            }
            if let Some(moved) = correction.moved {
                record.happened = super::Moment { at: moved, day_only: correction.day_only };
            }
        }
        Some(record)
    }

    /// The refusal of a number that is no such entry of this case.
    pub(crate) fn no_such(&self, number: EntryNumber, what: &str) -> Refusal {
        Refusal::unknown(format!("Entry {number} is no {what} of case {}.", self.reference))
            .hint(format!("see the entries and their numbers: escalate show {}", self.reference))
    }

    /// The refusal of an answer or of something done, where that is recorded already.
    pub(crate) fn still_open(&self, owed: &Owed, done: &str) -> Result<(), Refusal> {
        let Some(by) = owed.met_by else { return Ok(()) };
        Err(Refusal::protocol(format!("Entry {} was already {done}, by entry {by}.", owed.entry))
            .hint(format!("to change what it says: escalate correct {} {by} --why …", self.reference)))
    }

    /// The refusal of numbers that are not all entries of this case.
    pub(crate) fn has_all(&self, numbers: &[EntryNumber]) -> Result<(), Refusal> {
        match numbers.iter().find(|number| self.entry(**number).is_none()) {
            None => Ok(()),
            Some(unknown) => Err(self.no_such(*unknown, "entry")),
        }
    }
}
