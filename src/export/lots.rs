//! How cases are read and written: lot by lot, and where they can, two lots at the same time.

use std::sync::mpsc::sync_channel;
use std::thread;

use super::{Exported, Format, Out};
use crate::model::{CaseRef, Entry, Instant, Receipt};
use crate::rules::{CaseFile, Redaction};
use crate::store::{RawEntry, Reading};

/// How many cases are looked up and written at a time.
const LOT: u32 = 64;

/// Gives the case of some entries with what it is shown by.
pub type Load<'a> = &'a (dyn Fn(&dyn Reading, CaseRef, Vec<Entry>) -> anyhow::Result<CaseFile> + Sync);

/// What every case is written with.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    pub load: Load<'a>,
    pub now: Instant,
    pub head: Receipt,
}

impl Writer<'_> {
    /// Writes some cases, and tells how many entries they have.
    fn write(
        &self,
        store: &dyn Reading,
        cases: &[CaseRef],
        mut redaction: Option<&mut Redaction>,
        format: &mut dyn Format,
        out: Out<'_>,
    ) -> anyhow::Result<u64> {
        let mut entries = 0;
        for reference in cases {
            let raw = store.raw_entries_of(*reference)?;
            let decoded = raw.iter().map(RawEntry::decode).collect::<Result<_, _>>()?;
            let mut loaded = (self.load)(store, *reference, decoded)?;
            if let Some(redaction) = &mut redaction {
                redaction.apply(&mut loaded.case, &loaded.definition.protocol);
            }
            format.case(&Exported { loaded: &loaded, raw: &raw, now: self.now, head: self.head }, out)?;
            entries += raw.len() as u64;
        }
        Ok(entries)
    }

    /// Writes the wanted cases, or all, one after the other.
    pub fn in_turn(
        &self,
        store: &dyn Reading,
        wanted: Option<&[CaseRef]>,
        redaction: &mut Redaction,
        format: &mut dyn Format,
        progress: &mut dyn FnMut(u64),
        out: Out<'_>,
    ) -> anyhow::Result<()> {
        if let Some(cases) = wanted {
            return self.write(store, cases, Some(redaction), format, out).map(progress);
        }
        let (mut after, mut written) = (None, 0);
        loop {
            let cases = store.references(after, LOT)?;
            let Some(last) = cases.last() else { return Ok(()) };
            after = Some(*last);
            written += self.write(store, &cases, Some(redaction), format, out)?;
            progress(written);
        }
    }

    /// Writes all cases as they are: of each two lots, the second is made ready by another thread.
    ///
    /// `beside` is another connection, which sees the same; `second` is the format, to go on with.
    pub fn two_at_a_time(
        &self,
        (store, beside): (&dyn Reading, Box<dyn Reading + Send>),
        (format, mut second): (&mut dyn Format, Box<dyn Format + Send>),
        progress: &mut dyn FnMut(u64),
        out: Out<'_>,
    ) -> anyhow::Result<()> {
        thread::scope(|scope| {
            let (ask, asked) = sync_channel::<Vec<CaseRef>>(1);
            let (give, given) = sync_channel(1);
            scope.spawn(move || {
                for cases in asked {
                    let mut bytes = Vec::new();
                    let written = self.write(&*beside, &cases, None, &mut *second, &mut bytes);
                    if give.send(written.map(|entries| (entries, bytes))).is_err() {
                        return;
                    }
                }
            });
            let (mut after, mut written) = (None, 0);
            loop {
                let here = store.references(after, LOT)?;
                let Some(last) = here.last().copied() else { return Ok(()) };
                let there = store.references(Some(last), LOT)?;
                after = there.last().copied().or(Some(last));
                ask.send(there)?;
                written += self.write(store, &here, None, format, out)?;
                let (entries, bytes) = given.recv()??;
                out.write_all(&bytes)?;
                written += entries;
                progress(written);
            }
        })
    }
}
