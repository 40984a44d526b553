//! What a definition says: a partnership's protocol, read strictly from TOML, and the working-day calendars.
//!
//! Pure: texts go in; a [`Protocol`], a [`Calendar`] or everything that is wrong comes out.
//! `protocols/README.md` describes the files for the people who write them.

pub mod builtin;
pub mod calendar;
mod definition;
mod diff;
mod duty;
mod finding;
mod library;
mod limit;
mod origin;
mod read;
mod shape;
mod sound;
mod tree;

pub use calendar::{Calendar, OutOfRange};
pub use definition::{
    Alternative, Asked, Base, Category, Field, FieldKind, Jump, NamedGround, Of, Pathway, Pointer, Principle,
    Protocol, RecordRules, Required, Role, Scope, ScopeKind, Stage, Titled, When,
};
pub use diff::{Difference, differences};
pub use duty::{Act, ActMatch, Between, Duty, Lasts, MetBy, OwedBy, Strength};
pub use finding::{Code, Finding, Findings, Place, SourceFile, nearest};
pub use library::{Resolved, Shelf, Shelved, Unreadable, resolve};
pub use limit::{BadSpan, Group, Limit, LimitKind, Span, Start};
pub use origin::Origin;
pub use read::allows;
pub use sound::check_sound;
pub use tree::MOST_BYTES;
