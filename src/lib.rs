//! A logbook for professional disagreements in safeguarding.
//!
//! The library behind the program `escalate`. [`run`] is the whole program; everything below it can
//! be used, and tested, by itself.
//!
//! # The way of one record
//!
//! ```text
//! terminal ─▶ commands/log.rs ─▶ rules::admit ─▶ store append ─▶ case = fold(entries) ─▶ view ─▶ render
//! arguments,   a draft            may it? what     sealed: number,   its state, never      stable   table,
//! prompts                         is missing?      time, hash        stored by hand        shapes   JSON, CSV
//! ```
//!
//! To follow one discussion through it, read in this order:
//!
//! 1. `commands/log.rs` turns the arguments into a [`rules::Draft`];
//! 2. `cli/recording.rs` takes the write lock, loads the case, and has the draft judged;
//! 3. [`rules::admit`] refuses it with its clause, or makes an entry of it that says which limits start;
//! 4. [`store::Writing::append`] seals the entry ([`model::chain`]) and stores it;
//! 5. [`model::Case::apply`] is what the entry does to the case, by its kind in [`model::kinds`];
//! 6. [`rules::agenda`] is what is outstanding now, which [`store::Writing::set_standing`] keeps for `due`;
//! 7. [`view`] puts the case into the shape that scripts rely on, and [`render`] prints it.
//!
//! # The terms
//!
//! | term | what it is |
//! |---|---|
//! | case | one disagreement between professionals about a child, from the concern to its end |
//! | entry | one thing that was recorded; entries are only ever added |
//! | record | what was said in an entry: people, text, when it happened; erasure can take it away |
//! | skeleton | what an entry does to its case: stage, limits, nothing personal; it stays |
//! | protocol, pathway, stage | what a partnership laid down: who talks to whom, in which order |
//! | limit | how long a stage, a duty or a request may take; its kind says which days count |
//! | duty | something that a stage asks for besides talking, such as a written account |
//! | gap | a field that the protocol requires of an entry and that is not there |
//! | agenda | all that is outstanding in a case: stage, duties, requests, actions, gaps, confirmations |
//! | seal, receipt | the hash that chains an entry to all before it, and the newest one, given away |
//!
//! # The layers
//!
//! [`model`], [`protocol`] and [`rules`] are pure: no SQL, terminal, files, environment or clock; time
//! comes in as a value. [`store`] holds entries and knows no terminal. [`document`] is what a document says,
//! apart from its form (Word, page, Markdown, text); [`export`] writes one file a format, from a case whose
//! names [`rules::Redaction`] has taken out where that was asked for. `tests/architecture.rs` reads the imports
//! and holds this.
//!
//! ```
//! use escalate::model::StageNumber;
//! use escalate::protocol::{Span, builtin::{self, BuiltIn}, resolve};
//!
//! let shelved = BuiltIn.definition("4lscb").unwrap();
//! let protocol = resolve(&shelved, &BuiltIn).unwrap().protocol;
//! let general = protocol.pathway(&"general".parse()?).unwrap();
//! let stage_two = general.stage(StageNumber(2)).unwrap();
//! assert!(stage_two.title.starts_with("Stage Two"));
//!
//! let calendar = builtin::calendar("england-and-wales").unwrap();
//! let thursday_before_easter = "2026-04-02T10:00:00+01:00".parse()?;
//! let limit = calendar.end_of(Span::WorkingDays(1), thursday_before_easter)?;
//! assert_eq!(limit.due.to_rfc3339(), "2026-04-07T17:00:00+01:00");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod choosing;
pub mod cli;
pub mod commands;
mod completing;
pub mod document;
mod editing;
pub mod export;
pub mod key;
pub mod model;
mod program;
pub mod protocol;
pub mod render;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;
pub mod view;

pub use program::run;
