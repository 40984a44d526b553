//! From a view to what people read and programs parse: pages, tables, JSON, CSV.
//!
//! Everything that a person reads goes through [`Page`], which makes control characters visible.

mod agenda;
mod calendar;
mod case;
mod csv;
mod doctor;
mod finding;
mod json;
mod key;
mod lists;
mod next;
mod page;
mod protocol;
mod receipt;
mod retention;
pub mod text;
mod themes;
pub mod when;

pub use self::csv::{guarded, write_rows};
pub use case::{delay, said as said_in, said_in_lines, stored};
pub use finding::findings;
pub use json::{to_json, write_json};
pub use page::{Cell, Page, Tone};
pub use protocol::ProtocolPage;
pub use themes::bar;
pub use when::{brief, day, full, in_words, short};

use serde::Serialize;

/// A number with what it counts: “1 entry”, “2 entries”.
fn counted<N: From<u8> + PartialEq + std::fmt::Display>(number: &N, one: &str, several: &str) -> String {
    format!("{number} {}", if *number == N::from(1) { one } else { several })
}

/// Something that is shown by itself.
pub trait Show: Serialize {
    /// Writes it on a page, for people.
    fn show(&self, page: &mut Page);

    /// Its header and its rows, for CSV.
    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>);
}

/// Something that is shown in a list.
pub trait Line: Serialize + Sized {
    /// The header, for CSV.
    const HEADER: &'static [&'static str];

    /// Its row, for CSV.
    fn row(&self) -> Vec<String>;

    /// Writes the list on a page, for people; an empty one says so.
    fn list(lines: &[Self], page: &mut Page);
}
