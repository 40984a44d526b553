//! Checking a whole logbook, and renewing what is derived from its entries.

use std::collections::{BTreeMap, BTreeSet};

use super::{AgendaFilter, CaseFilter, Counted, Log, RawEntry, Reading, Result, StoreError, Writing, Wrong};
use crate::model::kinds::{Challenge, Erased, Erasure};
use crate::model::{Case, CaseRef, Digest, Entry, EntryNumber, Event, Kind, LogId, Receipt, Skeleton, chain};
use crate::protocol::Resolved;
use crate::rules::{Item, Summary, summary};

/// A logbook that was checked and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The head of its own log.
    pub head: Receipt,
    /// How many entries were checked.
    pub entries: u64,
    /// How many of them were erased.
    pub erased: u64,
    /// How many cases were folded and compared.
    pub cases: usize,
    /// How many logs were imported in part, so that nothing tells what else they held.
    pub incomplete: usize,
}

/// Checks everything, and compares the log with receipts that were kept elsewhere.
///
/// `progress` is told how many entries were looked at; each is twice: in its chain, and in its case.
/// Without a receipt a log whose end was cut off, or that is an older copy, cannot be told from a whole one.
pub fn verify(
    store: &dyn Reading,
    receipts: &[Receipt],
    progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    store.check_medium()?;
    verify_entries(store, receipts, progress)
}

/// The same, with the medium checked beside the entries: through another connection, which sees the same
/// as long as the first holds still what it reads.
pub fn verify_beside(
    medium: impl Reading + Send,
    store: &dyn Reading,
    receipts: &[Receipt],
    progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    std::thread::scope(|scope| {
        let medium = scope.spawn(move || medium.check_medium());
        let verified = verify_entries(store, receipts, progress);
        // What is read from a damaged medium proves nothing: its damage is the first thing wrong.
        match medium.join() {
            Ok(sound) => sound?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        verified
    })
}

fn verify_entries(
    store: &dyn Reading,
    receipts: &[Receipt],
    mut progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    let mut check = Check { logs: logs(store)?, ..Check::default() };
    check.foundings(receipts)?;
    let mut wrong = None;
    let read = store.raw_entries(&mut |raw| {
        progress(check.entries);
        check.entry(&raw, receipts).map_err(|first| {
            wrong = Some(first);
            // Ends the reading; what is reported is `wrong`.
            StoreError::Damaged("the chain is broken".into())
        })
    });
    if let Some(wrong) = wrong {
        return Err(wrong);
    }
    read?;
    check.erasures()?;
    if let Some(unfound) = receipts.iter().find(|receipt| !check.is_found(receipt)) {
        let what = match check.logs.get(&unfound.log) {
            None => "this logbook has no such log",
            Some(tail) if tail.newest > unfound.entry => "the log has a gap where it stood",
            Some(_) => "the log ends before it",
        };
        return Err(Wrong::Receipt { receipt: *unfound, what });
    }
    let definitions = definitions(store, &check.definitions)?;
    let keyed = derived(store, &check.cases, &definitions, check.entries, &mut progress)?;
    let counted = Counted { entries: check.entries, records: check.entries - check.erased, keyed };
    if let Some(wrong) = store.check_index(counted)? {
        return Err(Wrong::Index(wrong));
    }
    Ok(Verified {
        head: store.head()?,
        entries: check.entries,
        erased: check.erased,
        cases: check.cases.len(),
        incomplete: check.logs.values().filter(|tail| tail.gap.is_some()).count(),
    })
}

/// What is said of an entry that is sealed, and that this version cannot read.
const UNREADABLE: &str = "cannot be read";

/// Where the check of one log stands.
struct Tail {
    newest: EntryNumber,
    seal: Digest,
    /// Whether entries may be left out: a log that was imported in part.
    imported: bool,
    /// The seal of the founding.
    genesis: Digest,
    /// The first entry that follows a gap.
    gap: Option<EntryNumber>,
}

fn logs(store: &dyn Reading) -> Result<BTreeMap<LogId, Tail>> {
    let tail = |log: Log| {
        let seal = chain::genesis(log.id, &log.founded_at);
        (
            log.id,
            Tail {
                newest: EntryNumber(0),
                seal,
                imported: log.imported_at.is_some(),
                genesis: seal,
                gap: None,
            },
        )
    };
    Ok(store.logs()?.into_iter().map(tail).collect())
}

#[derive(Default)]
struct Check {
    logs: BTreeMap<LogId, Tail>,
    entries: u64,
    erased: u64,
    cases: BTreeSet<CaseRef>,
    definitions: BTreeSet<Digest>,
    found: BTreeSet<(LogId, EntryNumber)>,
    /// The entries whose records are not there.
    without_record: BTreeSet<Erased>,
    /// The entries that erasures name.
    erasures: BTreeSet<Erased>,
}

impl Check {
    fn entry(&mut self, raw: &RawEntry, receipts: &[Receipt]) -> Result<(), Wrong> {
        let broken = |what| Wrong::Chain { log: raw.log, entry: raw.number, what };
        let tail = self.logs.get_mut(&raw.log).ok_or_else(|| broken("belongs to a log that is not there"))?;
        let is_first = tail.newest == EntryNumber(0);
        let follows = raw.previous == tail.seal && (is_first || raw.number.0 == tail.newest.0 + 1);
        let is_next = is_first || raw.number.0 == tail.newest.0 + 1;
        // Of an imported log some cases may be there and others not.
        let leaves_out = tail.imported && (is_first || !is_next) && raw.number > tail.newest;
        if !(leaves_out || is_next && raw.previous == tail.seal) {
            return Err(broken(
                "does not follow the one before it: one of them was added, removed or changed",
            ));
        }
        if !follows {
            tail.gap = tail.gap.or(Some(raw.number));
        }
        if raw.seal != raw.expected_seal() {
            return Err(broken("is not what was sealed"));
        }
        if !raw.keeps_commitment() {
            return Err(broken("does not say what was committed to"));
        }
        (tail.newest, tail.seal) = (raw.number, raw.seal);
        for receipt in receipts.iter().filter(|receipt| receipt.log == raw.log && receipt.entry == raw.number)
        {
            if receipt.seal != raw.seal {
                return Err(Wrong::Receipt { receipt: *receipt, what: "the entry has another seal" });
            }
            if tail.gap.is_some() {
                let what = "the entry is there, but the log was imported in part: what stood before it is not all there";
                return Err(Wrong::Receipt { receipt: *receipt, what });
            }
            self.found.insert((raw.log, raw.number));
        }
        // The rest of it is read with its case.
        self.cases.insert(Skeleton::case_in(&raw.skeleton).map_err(|_| broken(UNREADABLE))?);
        self.entries += 1;
        if [Challenge::NAME, Erasure::NAME].contains(&raw.kind.as_str()) {
            let skeleton = Skeleton::from_json(&raw.kind, &raw.skeleton).map_err(|_| broken(UNREADABLE))?;
            match &skeleton.event {
                Event::Challenge(challenge) => {
                    self.definitions.insert(challenge.definition);
                }
                Event::Erasure(erasure) => self.erasures.extend(&erasure.erases),
                _ => {}
            }
        }
        if raw.payload.is_none() {
            self.without_record.insert(Erased { log: raw.log, entry: raw.number });
            self.erased += 1;
        }
        Ok(())
    }

    /// Receipts of a founding name the log as it was founded.
    fn foundings(&self, receipts: &[Receipt]) -> Result<(), Wrong> {
        let is_other = |receipt: &&Receipt| {
            receipt.entry == EntryNumber(0)
                && self.logs.get(&receipt.log).is_some_and(|tail| tail.genesis != receipt.seal)
        };
        match receipts.iter().find(is_other) {
            Some(receipt) => Err(Wrong::Receipt { receipt: *receipt, what: "the log was founded otherwise" }),
            None => Ok(()),
        }
    }

    /// A record is missing exactly where an erasure took it away.
    fn erasures(&self) -> Result<(), Wrong> {
        let taken = self.without_record.difference(&self.erasures).next();
        let back = self.erasures.iter().find(|erased| {
            !self.without_record.contains(erased)
                && self
                    .logs
                    .get(&erased.log)
                    .is_some_and(|tail| tail.newest >= erased.entry && tail.gap.is_none())
        });
        let (erased, what) = match (taken, back) {
            (Some(erased), _) => (erased, "lost what it said, and no erasure names it"),
            (None, Some(erased)) => (erased, "was erased, and what it said is there again"),
            (None, None) => return Ok(()),
        };
        Err(Wrong::Chain { log: erased.log, entry: erased.entry, what })
    }

    /// Whether a receipt was met; the one of the founding is met by the log itself.
    fn is_found(&self, receipt: &Receipt) -> bool {
        self.found.contains(&(receipt.log, receipt.entry))
            || receipt.entry == EntryNumber(0) && self.logs.contains_key(&receipt.log)
    }
}

/// The definitions that cases stand on, each as it was stored.
fn definitions(store: &dyn Reading, used: &BTreeSet<Digest>) -> Result<BTreeMap<Digest, Resolved>, Wrong> {
    let mut definitions = BTreeMap::new();
    for digest in used {
        let stored = store.definition(*digest).map_err(|_| Wrong::Definition(*digest))?;
        let intact = stored.filter(|definition| definition.digest == *digest);
        definitions.insert(*digest, intact.ok_or(Wrong::Definition(*digest))?);
    }
    Ok(definitions)
}

/// Folds every case and compares what it comes to with what is written down.
///
/// Tells how many entries were stored with a key to repeat their command by.
fn derived(
    store: &dyn Reading,
    cases: &BTreeSet<CaseRef>,
    definitions: &BTreeMap<Digest, Resolved>,
    mut done: u64,
    progress: &mut impl FnMut(u64),
) -> Result<u64, Wrong> {
    let mut keyed = 0;
    let mut stored_cases: BTreeSet<CaseRef> = store.references(None, u32::MAX)?.into_iter().collect();
    let mut items = 0_u64;
    store.agenda(&AgendaFilter::default(), &mut |_| {
        items += 1;
        Ok(())
    })?;
    for reference in cases {
        let raw = store.raw_entries_of(*reference)?;
        for _ in &raw {
            done += 1;
            progress(done);
        }
        let stands = standing(*reference, &raw, definitions)?;
        keyed += stands.keyed;
        let (stored, stored_items) = written_down(store, *reference)?;
        if stored.as_ref() != Some(&stands.summary) || stored_items != stands.outstanding {
            return Err(Wrong::Derived(*reference));
        }
        stored_cases.remove(reference);
        items = items.saturating_sub(stands.outstanding.len() as u64);
    }
    match (stored_cases.first(), items, cases.first()) {
        (Some(stray), ..) => Err(Wrong::Derived(*stray)),
        (None, 1.., Some(any)) => Err(Wrong::Derived(*any)),
        _ => Ok(keyed),
    }
}

/// How a case stands, by its entries.
struct Stands {
    summary: Summary,
    outstanding: Vec<Item>,
    /// How many of them have a key to repeat their command by.
    keyed: u64,
}

fn standing(
    reference: CaseRef,
    raw: &[RawEntry],
    definitions: &BTreeMap<Digest, Resolved>,
) -> Result<Stands, Wrong> {
    let decoded = raw.iter().map(|raw| {
        let unreadable = |_| Wrong::Chain { log: raw.log, entry: raw.number, what: UNREADABLE };
        raw.decode().map_err(unreadable)
    });
    let entries = decoded.collect::<Result<Vec<Entry>, Wrong>>()?;
    let keyed = entries.iter().filter(|entry| entry.key().is_some()).count() as u64;
    let wrong = |what: String| Wrong::Case { case: reference, what };
    let case = Case::fold(entries).map_err(|nonsense| wrong(nonsense.to_string()))?;
    let case = case.ok_or_else(|| wrong("it has no entries".into()))?;
    let definition = definitions.get(&case.definition).ok_or(Wrong::Definition(case.definition))?;
    let (summary, outstanding) = summary(&case, &definition.protocol);
    Ok(Stands { summary, outstanding, keyed })
}

/// What is written down of a case: how it stands, and what is outstanding.
pub(super) fn written_down(store: &dyn Reading, reference: CaseRef) -> Result<(Option<Summary>, Vec<Item>)> {
    let mut summary = None;
    let of_case = CaseFilter { case: Some(reference), ..CaseFilter::default() };
    store.cases(&of_case, &mut |found| {
        summary = Some(found);
        Ok(())
    })?;
    let mut items = Vec::new();
    let of_case = AgendaFilter { case: Some(reference), ..AgendaFilter::default() };
    store.agenda(&of_case, &mut |row| {
        items.push(row.item);
        Ok(())
    })?;
    Ok((summary, items))
}

/// Makes everything that is derived anew from the entries.
pub fn rebuild(store: &mut dyn Writing) -> Result<(), Wrong> {
    store.renew_index()?;
    let (mut cases, mut used) = (BTreeSet::new(), BTreeSet::new());
    store.raw_entries(&mut |raw| {
        let skeleton = raw.decode()?.skeleton;
        cases.insert(skeleton.case);
        if let Event::Challenge(challenge) = &skeleton.event {
            used.insert(challenge.definition);
        }
        Ok(())
    })?;
    let definitions = definitions(&*store, &used)?;
    for reference in &cases {
        let stands = standing(*reference, &store.raw_entries_of(*reference)?, &definitions)?;
        store.set_standing(&stands.summary, &stands.outstanding)?;
    }
    Ok(())
}
