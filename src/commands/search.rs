//! `search`: entries by their words.

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session};
use crate::store::{Reading, SearchOrder};
use crate::view::Found;

/// Search the entries: those that hold every word, the newest first.
///
/// A star at the end of a word stands for any ending.
#[derive(Debug, Args)]
pub struct Search {
    /// The words
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// How many at the most
    #[arg(long, value_name = "N", default_value_t = 20)]
    most: u32,
    /// Those first that the words weigh most in, instead of the newest
    #[arg(long)]
    rank: bool,
}

impl Search {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        if !self.words.iter().any(|word| word.chars().any(char::is_alphanumeric)) {
            return Err(Failure::arguments("There is no word to search for.")
                .hint("escalate search bruise")
                .into());
        }
        let words: Vec<String> =
            self.words.iter().flat_map(|word| word.split_whitespace()).map(ToOwned::to_owned).collect();
        let order = if self.rank { SearchOrder::Best } else { SearchOrder::Newest };
        let calendar = session.default_calendar()?;
        let found = session.logbook()?.search(&words, order, self.most)?;
        let lines: Vec<Found> = found.iter().map(|entry| Found::of(entry, &words, &calendar)).collect();
        session.list(&lines)?;
        Ok(None)
    }
}
