//! Checking a whole logbook, and renewing what is derived from its entries.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, TimeDelta, Utc};

use super::cases::{Cases, Rules, UNREADABLE};
use super::{AgendaFilter, CaseFilter, Counted, Log, RawEntry, Reading, Result, StoreError, Writing, Wrong};
use crate::model::kinds::{Challenge, Erased, Erasure};
use crate::model::{CaseRef, Digest, EntryNumber, Event, Kind, LogId, Receipt, Skeleton, chain};
use crate::protocol::{Resolved, check_sound};
use crate::rules::{Item, Summary};

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
    /// The entries of which a limit was reckoned with other working days than today's calendar has.
    pub other_days: Vec<EntryNumber>,
    /// The entries that were recorded by a clock that stood before the entry before them.
    pub clock_back: Vec<EntryNumber>,
    /// The entries that were recorded later than this check, by less than a day: that clock was ahead.
    pub ahead: Vec<EntryNumber>,
}

/// By how much two clocks may differ before one of them is taken to be wrong.
pub const CLOCKS_DIFFER: TimeDelta = TimeDelta::days(1);

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
    verify_entries(store, receipts, None, progress)
}

/// The same, and replays the rules that every entry was written by.
pub fn verify_by(
    rules: Rules<'_>,
    store: &dyn Reading,
    receipts: &[Receipt],
    progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    store.check_medium()?;
    verify_entries(store, receipts, Some(rules), progress)
}

/// The same, with the medium checked beside the entries: through another connection, which sees the same
/// as long as the first holds still what it reads.
pub fn verify_beside(
    medium: impl Reading + Send,
    rules: Rules<'_>,
    store: &dyn Reading,
    receipts: &[Receipt],
    progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    std::thread::scope(|scope| {
        let medium = scope.spawn(move || medium.check_medium());
        let verified = verify_entries(store, receipts, Some(rules), progress);
        // What is read from a damaged medium proves nothing: its damage is the first thing wrong.
        match medium.join() {
            Ok(sound) => sound?,
            Err(panic) => std::panic::resume_unwind(panic),
        }
        verified
    })
}

/// The same without the medium: every chain, every record, and what is derived from them.
///
/// For what a transaction has written and not yet committed: the file does not hold those pages yet, and its
/// check would take them for damaged.
pub fn verify_entries(
    store: &dyn Reading,
    receipts: &[Receipt],
    rules: Option<Rules<'_>>,
    mut progress: impl FnMut(u64),
) -> Result<Verified, Wrong> {
    let mut check = Check { logs: logs(store)?, now: rules.map(|rules| rules.now), ..Check::default() };
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
    for (digest, definition) in definitions.iter().filter(|_| rules.is_some()) {
        check_sound(&definition.protocol).map_err(|what| Wrong::Unsound { digest: *digest, what })?;
    }
    let has_gap = check.logs.values().any(|tail| tail.gap.is_some());
    let mut cases = Cases::new(&check.cases, &definitions, rules, has_gap);
    let keyed = derived(store, &mut cases, check.entries, &mut progress)?;
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
        other_days: cases.other_days,
        clock_back: check.clock_back,
        ahead: check.ahead,
    })
}

/// Where the check of one log stands.
struct Tail {
    newest: EntryNumber,
    seal: Digest,
    founded_at: String,
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
                founded_at: log.founded_at,
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
    /// The entries that erasures name; each case tells whether they are its own, and gone.
    erasures: BTreeSet<Erased>,
    /// The time, where what was recorded is held to it.
    now: Option<DateTime<Utc>>,
    clock_back: Vec<EntryNumber>,
    ahead: Vec<EntryNumber>,
}

impl Check {
    fn entry(&mut self, raw: &RawEntry, receipts: &[Receipt]) -> Result<(), Wrong> {
        let broken = |what| Wrong::Chain { log: raw.log, entry: raw.number, what };
        let tail = self.logs.get_mut(&raw.log).ok_or_else(|| broken("belongs to a log that is not there"))?;
        let is_first = tail.newest == EntryNumber(0);
        let follows = raw.previous == tail.seal && (is_first || raw.number.0 == tail.newest.0 + 1);
        let is_next = is_first || raw.number.0 == tail.newest.0 + 1;
        // Of an imported log some cases may be there and others not.
        // The first number of all follows the founding.
        let can_follow_a_gap = raw.number > EntryNumber(1) && (is_first || !is_next);
        let leaves_out = tail.imported
            && can_follow_a_gap
            && raw.number > tail.newest
            && (is_first || raw.previous != tail.seal);
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
        if let Some(now) = self.now {
            let recorded = stamped(raw.log, raw.number, &raw.recorded_at, now)?;
            if stamped(raw.log, EntryNumber(0), &tail.founded_at, now)? - recorded > CLOCKS_DIFFER {
                let what = format!("that is before the log was founded, at {}", tail.founded_at);
                return Err(Wrong::Time { log: raw.log, entry: raw.number, what });
            }
            self.ahead.extend((recorded > now).then_some(raw.number));
        }
        self.clock_back.extend(raw.clock_back.then_some(raw.number));
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

    /// A record is missing only where an erasure took it away.
    fn erasures(&self) -> Result<(), Wrong> {
        match self.without_record.difference(&self.erasures).next() {
            None => Ok(()),
            Some(Erased { log, entry }) => Err(Wrong::Chain {
                log: *log,
                entry: *entry,
                what: "lost what it said, and no erasure names it",
            }),
        }
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

/// A time as the program stamps it, that is not far ahead.
fn stamped(log: LogId, entry: EntryNumber, stamp: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, Wrong> {
    let wrong = |what: String| Wrong::Time { log, entry, what };
    let at = DateTime::parse_from_rfc3339(stamp).map(|at| at.to_utc());
    let is_stamp = |at: &DateTime<Utc>| {
        chain::stamp(*at) == stamp && at.year() >= 1 && at.timestamp_subsec_nanos() < 1_000_000_000
    };
    let at = at.ok().filter(is_stamp);
    let at = at.ok_or_else(|| wrong(format!("‘{stamp}’ is no time of the system's clock")))?;
    if at - now > CLOCKS_DIFFER {
        return Err(wrong(format!("{stamp} is still to come")));
    }
    Ok(at)
}

/// Folds every case and compares what it comes to with what is written down.
///
/// Tells how many entries were stored with a key to repeat their command by.
fn derived(
    store: &dyn Reading,
    cases: &mut Cases<'_>,
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
    let all = cases.all;
    for reference in all {
        let raw = store.raw_entries_of(*reference)?;
        for _ in &raw {
            done += 1;
            progress(done);
        }
        let stands = cases.standing(*reference, &raw)?;
        keyed += stands.keyed;
        let (stored, stored_items) = written_down(store, *reference)?;
        if stored.as_ref() != Some(&stands.summary) || stored_items != stands.outstanding {
            return Err(Wrong::Derived(*reference));
        }
        stored_cases.remove(reference);
        items = items.saturating_sub(stands.outstanding.len() as u64);
    }
    match (stored_cases.first(), items, all.first()) {
        (Some(stray), ..) => Err(Wrong::Derived(*stray)),
        (None, 1.., Some(any)) => Err(Wrong::Derived(*any)),
        _ => Ok(keyed),
    }
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
    let mut folded = Cases::new(&cases, &definitions, None, true);
    for reference in &cases {
        let stands = folded.standing(*reference, &store.raw_entries_of(*reference)?)?;
        store.set_standing(&stands.summary, &stands.outstanding)?;
    }
    Ok(())
}
