//! The command line: arguments, questions, output, exit status.

pub mod args;
pub mod backup;
mod case_files;
mod config;
mod destination;
mod failure;
pub mod files;
mod from_file;
pub mod keyring;
mod misread;
mod output;
pub mod place;
mod places;
mod progress;
pub mod prompt;
mod recording;
mod redacting;
mod session;
mod shelf;
mod surroundings;
mod under_way;
pub mod unlock;
mod when;

pub use case_files::{CaseFiles, DEFAULT_CALENDAR, no_case};
pub use config::{Config, Owner};
pub use destination::{Destination, Target};
pub use failure::{Failure, Status};
pub use from_file::extend;
pub use misread::of_clap;
pub use output::{Output, write_bytes};
pub use recording::{Once, Recorded};
pub use redacting::Redacting;
pub use session::{Session, bad_when};
pub use shelf::OwnShelf;
pub use surroundings::{Surroundings, Terminals};
pub use when::Clock;
