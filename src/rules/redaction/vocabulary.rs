//! Names that are words too: how much one says where it stands alone.

use std::collections::HashSet;
use std::sync::Arc;

use super::names::{PARTICLES, RANKS, TITLES};

/// Words that hold sentences together: where somebody is called so, a capital at the beginning of a sentence
/// says nothing.
const FUNCTION_WORDS: &[&str] = &[
    "a", "all", "am", "an", "and", "any", "are", "as", "at", "be", "but", "by", "can", "did", "do", "does",
    "for", "from", "had", "has", "have", "he", "her", "hers", "him", "his", "how", "if", "in", "is", "it",
    "its", "me", "my", "no", "nor", "not", "now", "of", "on", "one", "or", "our", "out", "she", "so", "that",
    "the", "their", "them", "then", "there", "they", "this", "to", "too", "up", "us", "was", "we", "were",
    "what", "when", "who", "why", "with", "yes", "you", "your",
];

/// How much a word of a name says where it stands alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tells {
    /// It is a name wherever it stands.
    Always,
    /// It is a word too: a name where it has a capital, or stands beside another word of the name.
    WithCapital,
    /// It holds sentences together: the same, and a capital at the beginning of a sentence says nothing.
    WithinSentence,
    /// It is another spelling: a name where a letter stands in it that English lacks.
    WithAccent,
}

/// The commonest words of the language.
#[derive(Debug, Clone, Default)]
pub(super) struct Vocabulary(Arc<HashSet<&'static str>>);

impl Vocabulary {
    /// The words of `ordinary_words.txt`.
    pub fn english() -> Self {
        let words = include_str!("ordinary_words.txt").lines().filter(|line| !line.starts_with('#'));
        Self(Arc::new(words.collect()))
    }

    /// Whether it is one of them.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Whether it holds sentences together.
    pub fn is_function_word(word: &str) -> bool {
        FUNCTION_WORDS.contains(&word) || word == "i"
    }

    /// How much a word of a name says alone.
    pub fn tells(&self, word: &str) -> Tells {
        match word {
            _ if FUNCTION_WORDS.contains(&word) => Tells::WithinSentence,
            _ if self.has(word)
                || PARTICLES.contains(&word)
                || RANKS.contains(&word)
                || TITLES.contains(&word) =>
            {
                Tells::WithCapital
            }
            _ => Tells::Always,
        }
    }
}
