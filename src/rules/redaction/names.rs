//! The names of a case, as they are looked for in its texts.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use unicode_normalization::UnicodeNormalization;

use super::folding::{Folded, Gap, plain};
use super::vocabulary::{Tells, Vocabulary};

/// What stands in the place of a name that has no initial to stand for it.
pub(super) const NAME: &str = "[name]";

/// Words before a name that are no part of it; as the last word, they are one.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "reverend", "sgt",
    "sergeant", "inspector", "cllr", "councillor", "nurse", "sr", "fr", "hon", "judge",
];

/// Ranks, which are titles where they stand in capitals: “DI Lord”, and not “Di Lord”.
pub(super) const RANKS: &[&str] = &["pc", "ps", "ds", "di", "dc", "dci", "dsu", "dcs", "wpc", "pcso"];

/// Words that are no part of a name.
const DESCRIPTIONS: &[&str] = &[
    "and", "children", "erased", "family", "foetus", "of", "sibling", "siblings", "the", "triplet", "twin",
    "unborn", "unknown",
];

/// Words that say which child is meant, and are part of a name only after another: “Baby Smith”, but “Lee Child”.
const CHILDREN: &[&str] = &["baby", "boy", "child", "girl", "infant"];

/// Words between a first name and a family name that say nothing alone.
pub(super) const PARTICLES: &[&str] = &[
    "ab", "abu", "al", "ap", "ben", "bin", "bint", "binti", "da", "das", "de", "del", "della", "den", "der",
    "di", "do", "dos", "du", "el", "ferch", "fitz", "ibn", "la", "las", "le", "los", "mac", "mc", "ni", "o",
    "san", "st", "ter", "ul", "umm", "van", "von", "y", "zu",
];

/// How a pattern is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A word of a name.
    Word(Tells),
    /// Several words of a name written as one, or one and an initial: “annasmith”, “asmith”.
    Joined {
        /// Whether that is a word too, as “trust” is.
        ordinary: bool,
        /// Whether it is a name within a longer word too, as in “xannasmithx”.
        within: bool,
    },
    /// A word of a script that does not part words by spaces, or that joins others to a name.
    Within,
}

/// A form of a name that is looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    pub form: Form,
    /// What stands in its place.
    pub by: String,
    /// Whose it is, by number, in order.
    pub people: Vec<usize>,
}

/// Names that are to go.
#[derive(Debug, Default)]
pub(super) struct Names {
    patterns: BTreeMap<String, Pattern>,
    people: usize,
}

/// A word of a name as it was given.
#[derive(Debug, Clone)]
struct Part {
    /// Its letters; then as they are written where some are written out, “mueller”, or are not, “muller”.
    written: [String; 3],
    initial: String,
    /// Whether it has to go where it stands alone.
    own: bool,
    /// Whether a child may be referred to so without being named.
    reference: bool,
}

impl Part {
    fn new(text: &str, letters: &str) -> Self {
        let (mut out, mut short) = (letters.to_owned(), letters.to_owned());
        if !text.is_ascii() {
            let written = plain(&text.to_lowercase().nfc().flat_map(written_out).collect::<String>());
            written.trim_matches(|c: char| c.is_ascii_digit()).clone_into(&mut out);
        }
        if letters.len() > 4 {
            for (two, one) in [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a")] {
                short = short.replace(two, one);
            }
        }
        Self {
            written: [letters.to_owned(), out, short],
            initial: initial(text),
            own: !is_initial(letters),
            reference: is_reference(text),
        }
    }

    fn letters(&self) -> &str {
        let [letters, ..] = &self.written;
        letters
    }

    /// Its letters in each way in which they are written.
    fn spellings(&self) -> impl Iterator<Item = &String> {
        let [letters, others @ ..] = &self.written;
        std::iter::once(letters).chain(others.iter().filter(move |other| *other != letters))
    }

    fn first_letter(&self) -> Option<char> {
        self.letters().chars().next()
    }
}

/// The letters that stand for one that the English alphabet lacks.
fn written_out(c: char) -> std::vec::IntoIter<char> {
    match c {
        'ä' => vec!['a', 'e'],
        'ö' | 'ø' => vec!['o', 'e'],
        'ü' => vec!['u', 'e'],
        'å' => vec!['a', 'a'],
        _ => vec![c],
    }
    .into_iter()
}

impl Names {
    /// Adds every form of a name; one that is given by initials or a number alone has none.
    pub fn add(&mut self, name: &str, vocabulary: &Vocabulary) {
        let folded = Folded::new(name);
        let parts = parts(name, &folded);
        let own: Vec<&Part> = parts.iter().filter(|part| part.own).collect();
        if own.is_empty() {
            return;
        }
        self.people += 1;
        for part in &own {
            self.add_word(part, vocabulary);
        }
        for (first, last) in capitals_within(&folded) {
            let letters = folded.letters_of(first, last);
            self.add_word(&Part::new(letters, letters), vocabulary);
        }
        self.add_joined(&parts, vocabulary);
    }

    /// Adds every form of a name that somebody asked to have taken out, initials and numbers too.
    pub fn add_asked(&mut self, name: &str, vocabulary: &Vocabulary) {
        let before = self.people;
        self.add(name, vocabulary);
        let letters = plain(name);
        if self.people == before && letters.chars().count() > 1 {
            self.people += 1;
            self.insert(letters, Form::Word(Tells::WithCapital), NAME);
        }
    }

    /// The matcher, and its patterns in its order; none where there is no name.
    pub fn compile(self) -> Option<(AhoCorasick, Vec<Pattern>)> {
        if self.patterns.is_empty() {
            return None;
        }
        // Made for each case: what is quickly made is better than what searches fastest.
        let quickly_made = Some(AhoCorasickKind::NoncontiguousNFA);
        let matcher =
            AhoCorasick::builder().kind(quickly_made).prefilter(false).build(self.patterns.keys()).ok()?;
        Some((matcher, self.patterns.into_values().collect()))
    }

    fn add_word(&mut self, part: &Part, vocabulary: &Vocabulary) {
        if !part.letters().is_ascii() {
            self.insert(part.letters().to_owned(), Form::Within, NAME);
            return;
        }
        for spelling in part.spellings() {
            self.insert(spelling.clone(), Form::Word(vocabulary.tells(spelling)), &part.initial);
        }
    }

    /// The words of a name written as one, in the ways in which names of users and addresses are made.
    fn add_joined(&mut self, parts: &[Part], vocabulary: &Vocabulary) {
        // A name of more words than anybody has would have more forms than anybody writes.
        let parts = parts.get(..6).unwrap_or(parts);
        let own: Vec<&Part> = parts.iter().filter(|part| part.own).collect();
        let reversed: Vec<&Part> = own.iter().rev().copied().collect();
        for (at, one) in own.iter().enumerate() {
            for other in own.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| *other) {
                self.join(&[one, other], vocabulary);
                self.insert_initials(one, &[other], vocabulary);
            }
        }
        for from in 0..parts.len() {
            for to in from + 2..=parts.len() {
                let run: Vec<&Part> = parts.get(from..to).into_iter().flatten().collect();
                self.join(&run, vocabulary);
            }
        }
        self.join(&reversed, vocabulary);
        for from in 1..parts.len() {
            let rotated: Vec<&Part> = parts.iter().cycle().skip(from).take(parts.len()).collect();
            self.join(&rotated, vocabulary);
        }
        if let Some((last, before)) = parts.split_last() {
            self.insert_initials(last, &before.iter().collect::<Vec<_>>(), vocabulary);
        }
    }

    /// Some words as one.
    fn join(&mut self, parts: &[&Part], vocabulary: &Vocabulary) {
        if parts.len() < 2 || !parts.iter().any(|part| part.own) {
            return;
        }
        let initials: String = parts.iter().map(|part| part.initial.as_str()).collect();
        let several = parts.iter().filter(|part| part.own).count() > 1;
        for spelling in 0..3 {
            let written = |part: &&Part| part.written.get(spelling).cloned().unwrap_or_default();
            let letters: String = parts.iter().map(written).collect();
            if spelling > 0 && parts.iter().all(|part| written(part) == part.letters()) {
                continue;
            }
            let ordinary = letters.len() < 4 || vocabulary.has(&letters);
            let within = several && letters.len() > 5;
            self.insert(letters, Form::Joined { ordinary, within }, &initials);
        }
    }

    /// A word with the initials of others before it and after it.
    fn insert_initials(&mut self, word: &Part, others: &[&Part], vocabulary: &Vocabulary) {
        if !word.own || others.is_empty() {
            return;
        }
        let first: String = others.iter().filter_map(|part| part.first_letter()).collect();
        let initials: String = others.iter().map(|part| part.initial.as_str()).collect();
        for letters in word.spellings() {
            for (letters, by) in [
                (format!("{first}{letters}"), format!("{initials}{}", word.initial)),
                (format!("{letters}{first}"), format!("{}{initials}", word.initial)),
            ] {
                let ordinary = letters.len() < 4 || vocabulary.has(&letters);
                self.insert(letters, Form::Joined { ordinary, within: false }, &by);
            }
        }
    }

    /// Adds a pattern; where several names have it, the form holds that finds more.
    fn insert(&mut self, letters: String, form: Form, by: &str) {
        let person = self.people;
        let known = self.patterns.entry(letters).or_insert_with(|| Pattern {
            form,
            by: by.to_owned(),
            people: Vec::new(),
        });
        if known.people.last() != Some(&person) {
            known.people.push(person);
        }
        known.form = match (known.form, form) {
            (Form::Word(one), Form::Word(other)) => Form::Word(one.min(other)),
            (Form::Joined { .. }, Form::Word(tells)) | (Form::Word(tells), Form::Joined { .. }) => {
                Form::Word(tells)
            }
            (Form::Joined { ordinary, within }, Form::Joined { within: other, .. }) => {
                Form::Joined { ordinary, within: within || other }
            }
            _ => known.form,
        };
    }
}

/// The words of a name, without titles and descriptions.
fn parts(name: &str, folded: &Folded) -> Vec<Part> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < folded.units.len() {
        let end = folded.word_end(at, false);
        words.push((at, end));
        at = end;
    }
    let given = |(first, last): (usize, usize)| {
        let (start, end) = folded.place(first, last);
        name.get(start..end).unwrap_or_default()
    };
    let small = name.chars().any(char::is_lowercase);
    let mut parts = Vec::new();
    for (at, word) in words.iter().copied().enumerate() {
        let (text, letters) = (given(word), folded.letters_of(word.0, word.1));
        let (is_first, is_last) = (parts.is_empty(), at + 1 == words.len());
        let goes_on = words.get(at + 1).is_some_and(|next| folded.gap(next.0) != Gap::Far);
        let is_rank = RANKS.contains(&letters) && is_capitals(text) && small;
        let is_child = CHILDREN.contains(&letters)
            && (is_first && (goes_on || is_last)
                || at > 0 && folded.gap(word.0) == Gap::Far
                || text.starts_with(char::is_lowercase));
        let is_title = is_first && (is_rank || TITLES.contains(&letters)) && (!is_last || at == 0);
        let letters = letters.trim_matches(|c: char| c.is_ascii_digit());
        if is_child || is_title || DESCRIPTIONS.contains(&letters) || letters.is_empty() {
            continue;
        }
        let is_particle = PARTICLES.contains(&letters)
            && !is_first
            && !is_last
            && (!small || text.starts_with(char::is_lowercase));
        let part = Part::new(text, letters);
        parts.push(Part { own: part.own && !is_particle, ..part });
    }
    let mut own = parts.iter().filter(|part| part.own);
    if own.next().is_some_and(|only| only.reference) && own.next().is_none() {
        return Vec::new();
    }
    parts
}

/// The words that capitals part within a word of a name: “Mary” and “Ann” of `MaryAnn`, but not “Donald” of
/// `McDonald`.
fn capitals_within(folded: &Folded) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < folded.units.len() {
        let end = folded.word_end(at, true);
        let is_whole = folded.word_start(at, false) == at && folded.word_end(at, false) == end;
        let before = folded.word_start(at, false);
        let after_particle = before < at && PARTICLES.contains(&folded.letters_of(before, at));
        let letters = folded.letters_of(at, end);
        if !is_whole
            && !after_particle
            && letters.len() > 2
            && !PARTICLES.contains(&letters)
            && !folded.is_digit(at)
        {
            found.push((at, end));
        }
        at = end;
    }
    found
}

fn initial(word: &str) -> String {
    word.chars()
        .find(|c| c.is_alphabetic())
        .map(|first| format!("{}.", first.to_uppercase()))
        .unwrap_or_default()
}

/// One letter is an initial already; of a script without capitals, it is a name.
fn is_initial(letters: &str) -> bool {
    letters.len() == 1
}

fn is_capitals(word: &str) -> bool {
    word.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

/// Up to three capitals, perhaps with digits, are a reference and no name, unless they can be said: “JS”, not “AVA”.
fn is_reference(word: &str) -> bool {
    let short = word.chars().count() <= 3 && is_capitals(word);
    short && (word.contains(char::is_numeric) || !plain(word).contains(['a', 'e', 'i', 'o', 'u', 'y']))
}
