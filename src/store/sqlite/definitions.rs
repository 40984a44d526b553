//! The definition that a case stands on, for lists that read no entries.

use std::cell::Cell;
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use crate::model::{CaseRef, Digest};
use crate::protocol::builtin;
use crate::store::{Result, StoreError};

/// The definitions of a logbook by the ids of their protocols.
pub(super) struct Definitions<'c> {
    connection: &'c Connection,
    /// Those whose id no other definition of the logbook has.
    only: BTreeMap<String, Digest>,
    /// The case that was asked for last: its items come one after the other.
    last: Cell<Option<(CaseRef, Digest)>>,
}

impl<'c> Definitions<'c> {
    /// The definitions of a whole logbook: where an id has one alone, no entry is read for its cases.
    pub(super) fn of_all(connection: &'c Connection) -> Result<Self> {
        let mut found: BTreeMap<String, Vec<Digest>> = BTreeMap::new();
        let mut digests = connection.prepare_cached("SELECT digest FROM definition")?;
        let mut rows = digests.query([])?;
        while let Some(row) = rows.next()? {
            let digest = Digest(row.get(0)?);
            let id = match builtin::shipped(digest) {
                Some(id) => Some(id.to_owned()),
                None => connection
                    .prepare_cached("SELECT bytes ->> '$.id' FROM definition WHERE digest = ?1")?
                    .query_row([digest.0], |row| row.get(0))?,
            };
            found.entry(id.unwrap_or_default()).or_default().push(digest);
        }
        let alone = |(id, digests): (String, Vec<Digest>)| match digests[..] {
            [digest] => Some((id, digest)),
            _ => None,
        };
        Ok(Self { connection, only: found.into_iter().filter_map(alone).collect(), last: Cell::new(None) })
    }

    /// The definitions of single cases, each as its first entry names it.
    pub(super) fn of_each(connection: &'c Connection) -> Self {
        Self { connection, only: BTreeMap::new(), last: Cell::new(None) }
    }

    /// The digest of the definition that a case stands on.
    pub(super) fn of_case(&self, case: CaseRef, protocol: &str) -> Result<Digest> {
        if let Some(digest) = self.only.get(protocol) {
            return Ok(*digest);
        }
        if let Some((_, digest)) = self.last.get().filter(|(last, _)| *last == case) {
            return Ok(digest);
        }
        let digest = self.named_by(case)?;
        self.last.set(Some((case, digest)));
        Ok(digest)
    }

    /// The definition that the challenge of a case names.
    fn named_by(&self, case: CaseRef) -> Result<Digest> {
        let named: Option<Option<String>> = self
            .connection
            .prepare_cached(
                "SELECT skeleton ->> '$.does.definition' FROM entry
                 WHERE case_ref = ?1 AND kind = 'challenge' LIMIT 1",
            )?
            .query_row([case.to_string()], |row| row.get(0))
            .optional()?;
        let digest = named.flatten().and_then(|digest| digest.parse().ok());
        digest.ok_or_else(|| StoreError::Damaged(format!("case {case} names no definition")))
    }
}
