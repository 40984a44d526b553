//! What a logbook is made of: names, people, entries, and the case as the fold of its entries.
//!
//! Pure: no SQL, terminal, files, environment or clock. A value goes in, a value comes out.

pub mod bounds;
mod case;
pub mod chain;
mod entry;
mod ids;
mod index;
pub mod kinds;
mod moment;
mod obligation;
mod people;
mod record;
mod refusal;
mod side;
pub mod unique;
pub(crate) mod words;

pub use case::{
    BegunDuty, Case, Confirmed, Decided, Ending, ImmediateHarm, Owed, Party, Settled, StageResult, State,
    Visit,
};
pub use chain::Receipt;
pub use entry::{Entry, Joining, Settles, Skeleton, Standing};
pub(crate) use ids::as_text;
pub use ids::{BadName, CaseRef, Digest, EntryNumber, Id, LogId, StageNumber};
pub use kinds::{Event, Ground, Kind, Nonsense};
pub use moment::Moment;
pub use obligation::{Basis, Instant, Obligation, Skipped, Subject};
pub use people::{Agency, Capacity, Person, fold, same};
pub use record::Record;
pub use refusal::{Breach, Clause, Refusal};
pub use side::{AgencyType, Responsible, Side};
pub use words::{UnknownWord, Word};
