//! Where a logbook lies: what can be asked of it, and the one way in which it grows.
//!
//! [`LogStore`] is the narrow trait behind which a store of another kind can come; [`sqlite`] is the
//! local one. `FORMAT.md` beside this file is the written form of what is stored.

mod cases;
mod error;
pub mod sqlite;
mod verify;
mod written;
mod wrong;

use crate::model::kinds::Erased;
use crate::model::{CaseRef, Digest, Entry, EntryNumber, Instant, LogId, Receipt, Skeleton, State, chain};
use crate::protocol::Resolved;
use crate::rules::{Item, Summary};

pub use cases::Rules;
pub use error::StoreError;
pub use verify::{CLOCKS_DIFFER, Verified, rebuild, verify, verify_beside, verify_by, verify_entries};
pub use wrong::Wrong;

/// What a store answers.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// What can be read of a logbook.
pub trait Reading {
    /// The newest entry of the log that this logbook writes, and its seal.
    fn head(&self) -> Result<Receipt>;

    /// When the newest entry of that log was recorded, or the log founded, as it is stamped.
    fn newest_at(&self) -> Result<String>;

    /// The entries of a case, in order; none where there is no such case.
    fn entries_of(&self, case: CaseRef) -> Result<Vec<Entry>>;

    /// The entries of a case as they are stored, in order.
    fn raw_entries_of(&self, case: CaseRef) -> Result<Vec<RawEntry>>;

    /// The newest entry of every log that has one, and how many the log has.
    fn heads(&self) -> Result<Vec<(Receipt, u64)>>;

    /// The references of the cases after one, in order, at most so many.
    fn references(&self, after: Option<CaseRef>, most: u32) -> Result<Vec<CaseRef>>;

    /// The cases with a number, whatever their year.
    fn cases_numbered(&self, serial: u32) -> Result<Vec<CaseRef>>;

    /// A definition that was stored.
    fn definition(&self, digest: Digest) -> Result<Option<Resolved>>;

    /// The entry that was stored with a key to repeat it by.
    fn stored_once(&self, key: Digest) -> Result<Option<StoredOnce>>;

    /// What is outstanding in all cases, the most pressing first.
    fn agenda(&self, wanted: &AgendaFilter, each: &mut dyn FnMut(AgendaRow) -> Result<()>) -> Result<()>;

    /// The cases, the newest first.
    fn cases(&self, wanted: &CaseFilter, each: &mut dyn FnMut(Summary) -> Result<()>) -> Result<()>;

    /// The entries that hold every one of some words, the newest first.
    fn search(&self, words: &[String], order: SearchOrder, most: u32) -> Result<Vec<Entry>>;

    /// Every entry as it is stored, log by log, in order.
    fn raw_entries(&self, each: &mut dyn FnMut(RawEntry) -> Result<()>) -> Result<()>;

    /// Every log, in order: those that were imported, then the logbook's own.
    fn logs(&self) -> Result<Vec<Log>>;

    /// What was noted to look after the logbook: the last of each kind.
    fn notes(&self) -> Result<Vec<Note>>;

    /// Every definition that was stored.
    fn definitions(&self) -> Result<Vec<Resolved>>;

    /// The erasures that are stored, and whose words are not yet gone from the medium.
    fn to_compact(&self) -> Result<Vec<EntryNumber>> {
        let notes = self.notes()?;
        let noted = notes.iter().find(|note| note.what == Note::TO_COMPACT);
        let numbers = noted.map(|note| note.value.as_str()).unwrap_or_default().split_whitespace();
        // Something noted that cannot be read is still something to be done.
        Ok(numbers.map(|number| EntryNumber(number.parse().unwrap_or_default())).collect())
    }

    /// Whether the medium itself is sound: pages, types, indexes. Only what is committed can be checked.
    fn check_medium(&self) -> Result<()>;

    /// Whether what entries and cases are found by is what they say; what is wrong where it is not.
    fn check_index(&self, counted: Counted) -> Result<Option<String>>;
}

/// A logbook that grows.
pub trait LogStore: Reading {
    /// Begins to write: waits for other writers, then holds them off until it is committed or dropped.
    fn begin(&mut self) -> Result<Box<dyn Writing + '_>>;

    /// Notes something that helps to look after the logbook, in a transaction of its own.
    fn note(&mut self, note: &Note) -> Result<()> {
        let mut writing = self.begin()?;
        writing.note(note)?;
        writing.commit()
    }

    /// Leaves no byte behind of what was erased, and forgets that this was [to be done](Reading::to_compact).
    fn compact(&mut self) -> Result<()>;
}

/// A logbook that is being written.
pub trait Writing: Reading {
    /// The reference that the next case recorded in a year will have.
    fn next_reference(&self, year: u16) -> Result<CaseRef>;

    /// The number that the next entry will have.
    fn next_entry(&self) -> Result<EntryNumber>;

    /// Stores a definition, unless it is stored already.
    fn keep_definition(&mut self, definition: &Resolved) -> Result<()>;

    /// Stores a log and its entries that another logbook exported.
    fn import(&mut self, log: &Log, entries: &mut dyn Iterator<Item = Result<RawEntry>>) -> Result<()>;

    /// Appends an entry, where the head is still the one expected.
    fn append(&mut self, expected: &Receipt, entry: &Sealing) -> Result<Receipt>;

    /// Writes down how a case stands now, for what is read by index.
    fn set_standing(&mut self, summary: &Summary, outstanding: &[Item]) -> Result<()>;

    /// Forgets everything that is derived, and makes anew what entries are found by: keys and words.
    fn renew_index(&mut self) -> Result<()>;

    /// Deletes the records of entries that the newest entry, an erasure, names; what is derived is then to be made
    /// anew. Notes that the medium is [to be compacted](Reading::to_compact): that cannot be done in a transaction.
    fn erase(&mut self, erased: &[Erased]) -> Result<()>;

    /// Notes something that helps to look after the logbook, and proves nothing.
    fn note(&mut self, note: &Note) -> Result<()>;

    /// Makes everything since [`LogStore::begin`] durable.
    ///
    /// An error says whether nothing was stored, or that this is unknown.
    fn commit(self: Box<Self>) -> Result<()>;
}

/// An entry that is ready to be sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealing {
    /// The entry; its number is the one after the head's.
    pub entry: Entry,
    /// Its skeleton, as it is sealed and stored.
    pub skeleton: String,
    /// Its record, as it is committed to and stored.
    pub payload: String,
    /// What salts the commitment.
    pub salt: [u8; chain::SALT_LENGTH],
}

impl Sealing {
    /// An entry with the bytes that are sealed.
    pub fn new(entry: Entry, salt: [u8; chain::SALT_LENGTH]) -> serde_json::Result<Self> {
        let skeleton = entry.skeleton.to_json()?;
        let payload = serde_json::to_string(&entry.record)?;
        Ok(Self { entry, skeleton, payload, salt })
    }
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawEntry {
    /// Its log.
    pub log: LogId,
    /// Its number.
    pub number: EntryNumber,
    /// When it was recorded, as it was sealed.
    pub recorded_at: String,
    /// Whether that lies before the time of the entry before it in its log, or of the log's founding.
    pub clock_back: bool,
    /// Its kind.
    pub kind: String,
    /// Its skeleton.
    pub skeleton: String,
    /// The commitment to its payload.
    pub commitment: Digest,
    /// The seal before it.
    pub previous: Digest,
    /// Its seal.
    pub seal: Digest,
    /// Its payload and salt; none once it has been erased.
    pub payload: Option<Payload>,
}

/// What an erasure takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// What salts the commitment.
    pub salt: Vec<u8>,
    /// The record, as JSON.
    pub bytes: String,
}

impl RawEntry {
    /// The seal that its fields make.
    pub fn expected_seal(&self) -> Digest {
        let sealed = chain::Sealed {
            log: self.log,
            number: self.number,
            recorded_at: &self.recorded_at,
            kind: &self.kind,
            skeleton: &self.skeleton,
            commitment: self.commitment,
        };
        sealed.seal(self.previous)
    }

    /// Whether the payload is what was committed to; so is one that was erased.
    pub fn keeps_commitment(&self) -> bool {
        self.payload.as_ref().is_none_or(|payload| {
            chain::commitment(&payload.salt, payload.bytes.as_bytes()) == self.commitment
        })
    }

    /// The entry in it.
    pub fn decode(&self) -> serde_json::Result<Entry> {
        let recorded_at = chrono::DateTime::parse_from_rfc3339(&self.recorded_at)
            .map_err(serde::de::Error::custom)?
            .to_utc();
        let record = self.payload.as_ref().map(|payload| serde_json::from_str(&payload.bytes)).transpose()?;
        Ok(Entry {
            number: self.number,
            recorded_at,
            clock_back: self.clock_back,
            skeleton: Skeleton::from_json(&self.kind, &self.skeleton)?,
            record,
        })
    }
}

/// What was counted while every entry of every log was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// The entries.
    pub entries: u64,
    /// Those whose record is there.
    pub records: u64,
    /// Those that have a key to repeat their command by.
    pub keyed: u64,
}

/// What a search gives first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchOrder {
    /// The newest entries.
    Newest,
    /// Those that the words weigh most in: the whole of every entry that has them is looked at.
    Best,
}

/// A log: the one that a logbook writes, or one that was imported into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Its identity.
    pub id: LogId,
    /// When it was founded, as it is sealed.
    pub founded_at: String,
    /// When it was imported; none for the logbook's own.
    pub imported_at: Option<String>,
}

/// Something that helps to look after a logbook: its last backup, the last receipt that was given out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is of: `backup`, `receipt` or [`Note::TO_COMPACT`].
    pub what: String,
    /// When, by the system's clock, as entries are stamped.
    pub at: String,
    /// What is known of it.
    pub value: String,
}

impl Note {
    /// What notes the erasures whose words are not yet gone from the medium: their numbers.
    pub const TO_COMPACT: &str = "to-compact";
}

/// The entry that a key to repeat it by led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredOnce {
    /// Its case.
    pub case: CaseRef,
    /// Its receipt.
    pub receipt: Receipt,
    /// The digest of the command's arguments; none where the entry was erased.
    pub arguments: Option<Digest>,
}

/// Which of what is outstanding is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AgendaFilter {
    /// Only what was due before an instant.
    pub due_before: Option<Instant>,
    /// Only what is due up to an instant, to happen without delay, or without a known limit.
    pub due_within: Option<Instant>,
    /// Only one case's.
    pub case: Option<CaseRef>,
}

/// Something outstanding in some case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgendaRow {
    /// The case.
    pub case: CaseRef,
    /// How its child or children are referred to.
    pub child: String,
    /// Its protocol.
    pub protocol: String,
    /// The digest of the definition that it was opened under.
    pub definition: Digest,
    /// Its pathway.
    pub pathway: String,
    /// What is outstanding.
    pub item: Item,
}

/// Which cases are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CaseFilter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only with this agency, as agencies are compared.
    pub agency: Option<String>,
    /// Only of this category.
    pub category: Option<String>,
    /// Only at this stage.
    pub stage: Option<u8>,
    /// Only this case.
    pub case: Option<CaseRef>,
    /// Only so many of the newest.
    pub most: Option<u32>,
}
