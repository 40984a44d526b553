//! The names of a case, as they are looked for in its texts.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::folding::{Folded, Gap, plain};
use super::spelling::{Spelling, spellings};
use super::vocabulary::{Tells, Vocabulary};

/// What stands in the place of a name that has no initial to stand for it.
pub(super) const NAME: &str = "[name]";

/// Titles that nobody is called by: no part of a name, wherever they stand in it.
const MISTER: &[&str] = &["mr", "mrs", "ms", "mx", "dr", "prof"];

/// Titles that are names too: of an adult, where another word follows; of a child, never.
#[rustfmt::skip]
pub(super) const TITLES: &[&str] = &[
    "miss", "professor", "sir", "dame", "rev", "reverend", "sgt", "sergeant", "inspector", "cllr", "councillor",
    "nurse", "sr", "fr", "judge",
];

/// Ranks, which are titles where they stand in capitals: “DI Lord”, and not “Di Lord”.
pub(super) const RANKS: &[&str] = &["pc", "ps", "ds", "di", "dc", "dci", "dsu", "dcs", "wpc", "pcso"];

/// Words that are no part of a name, spelt so.
const DESCRIPTIONS: &[&str] = &[
    "and", "children", "erased", "family", "foetus", "of", "sibling", "siblings", "the", "triplet", "twin",
    "unborn", "unknown",
];

/// Those of them that are a word of a name where they have a capital within it: “Nguyen The Anh”.
const JOINING: &[&str] = &["and", "of", "the"];

/// Words that say which child is meant, and are part of a name only after another: “Baby Smith”, but “Lee Child”.
const CHILDREN: &[&str] = &["baby", "boy", "child", "girl", "infant"];

/// Words between a first name and a family name that say nothing alone.
pub(super) const PARTICLES: &[&str] = &[
    "ab", "abu", "al", "ap", "ben", "bin", "bint", "binti", "d", "da", "das", "de", "del", "della", "den",
    "der", "di", "do", "dos", "du", "el", "ferch", "fitz", "ibn", "la", "las", "le", "los", "mac", "mc",
    "ni", "o", "san", "st", "ter", "ul", "umm", "van", "von", "y", "zu",
];

/// Particles that are names too: a word of a name that is all in capitals, or all in small letters.
const NAMES_TOO: &[&str] = &["al", "ben", "den", "do", "le", "mac", "ni", "san", "van"];

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
    /// Its letters in each way in which they are written, and how much each says; the plain ones first.
    spellings: Vec<Spelling>,
    initial: String,
    /// Whether it has to go where it stands alone.
    own: bool,
    /// Whether somebody may be referred to so without being named.
    reference: bool,
}

impl Part {
    fn new(text: &str, letters: &str) -> Self {
        Self {
            spellings: spellings(text, letters),
            initial: initial(text),
            own: !is_initial(letters),
            reference: is_reference(text),
        }
    }

    fn letters(&self) -> &str {
        self.spellings.first().map_or("", |spelling| &spelling.letters)
    }

    fn first_letter(&self) -> Option<char> {
        self.letters().chars().next()
    }
}

impl Names {
    /// Adds every form of a name; one that is given by initials or a number alone has none.
    pub fn add(&mut self, name: &str, vocabulary: &Vocabulary) {
        self.add_name(name, true, vocabulary);
    }

    /// The same of a child, who is no judge and no nurse, but may be called so.
    pub fn add_child(&mut self, name: &str, vocabulary: &Vocabulary) {
        self.add_name(name, false, vocabulary);
    }

    fn add_name(&mut self, name: &str, titled: bool, vocabulary: &Vocabulary) {
        let folded = Folded::new(name);
        let parts = parts(name, &folded, titled);
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
        for Spelling { letters, accented } in &part.spellings {
            let tells = if *accented { Tells::WithAccent } else { vocabulary.tells(letters) };
            self.insert(letters.clone(), Form::Word(tells), &part.initial);
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
        for letters in joined(parts) {
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
        for Spelling { letters, .. } in word.spellings.iter().filter(|spelling| !spelling.accented) {
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
            (joined @ Form::Joined { .. }, Form::Word(Tells::WithAccent))
            | (Form::Word(Tells::WithAccent), joined @ Form::Joined { .. }) => joined,
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

/// The words of some parts as one, in each way in which they are written.
fn joined(parts: &[&Part]) -> Vec<String> {
    /// More ways than anybody writes.
    const WAYS: usize = 16;
    let mut ways = vec![String::new()];
    for part in parts {
        let plain: Vec<&Spelling> = part.spellings.iter().filter(|spelling| !spelling.accented).collect();
        let several = ways.len() * plain.len() <= WAYS;
        let spellings = plain.iter().take(if several { plain.len() } else { 1 });
        ways = spellings
            .flat_map(|spelling| ways.iter().map(move |way| format!("{way}{}", spelling.letters)))
            .collect();
    }
    ways
}

/// The words of a name, without titles and descriptions; who has a title of an adult is one.
fn parts(name: &str, folded: &Folded, titled: bool) -> Vec<Part> {
    let mut words: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < folded.units.len() {
        let end = folded.word_end(at, false);
        words.push((at, end));
        at = end;
    }
    let mixed = name.chars().any(char::is_lowercase) && name.chars().any(char::is_uppercase);
    let mut parts = Vec::new();
    let mut has_title = false;
    for (at, (first, last)) in words.iter().copied().enumerate() {
        let (start, end) = folded.place(first, last);
        let (text, letters) = (name.get(start..end).unwrap_or_default(), folded.letters_of(first, last));
        let next = words.get(at + 1).map(|next| folded.gap(next.0));
        let goes_on = next.is_some_and(|gap| gap != Gap::Far);
        let (is_first, is_last) = (parts.is_empty(), next.is_none());
        let is_small = text.starts_with(char::is_lowercase);
        let is_rank = RANKS.contains(&letters) && is_capitals(text) && mixed;
        let is_child = CHILDREN.contains(&letters)
            && (is_first && (goes_on || is_last)
                || at > 0 && folded.gap(first) == Gap::Far
                || mixed && is_small);
        let is_title = MISTER.contains(&letters)
            || is_first && letters == "miss" && !is_last
            || is_first && goes_on && titled && (is_rank || TITLES.contains(&letters));
        has_title |= is_title;
        let digitless = letters.trim_matches(|c: char| c.is_ascii_digit());
        if is_child || is_title || is_description(text, mixed && !is_first) || digitless.is_empty() {
            continue;
        }
        let may_be_name = if mixed { !is_small } else { NAMES_TOO.contains(&letters) };
        let is_particle = PARTICLES.contains(&digitless) && !is_first && !is_last && !may_be_name;
        let part = Part::new(text, digitless);
        parts.push(Part { own: part.own && !is_particle, ..part });
    }
    let mut own = parts.iter().filter(|part| part.own);
    if own.next().is_some_and(|only| only.reference) && own.next().is_none() && !has_title {
        return Vec::new();
    }
    parts
}

/// Whether a word describes somebody: spelt so, for “Thế” and “Thé” are names.
fn is_description(text: &str, within: bool) -> bool {
    let text = text.trim_matches(|c: char| c.is_ascii_digit());
    let is_one = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    is_one(DESCRIPTIONS) && !(within && text.starts_with(char::is_uppercase) && is_one(JOINING))
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
