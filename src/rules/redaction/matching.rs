//! Finds names in a text.

use aho_corasick::AhoCorasick;

use super::context::Parted;
use super::dates::{Dated, dates, is_month_name};
use super::folding::{Folded, Gap};
use super::names::{Form, NAME, Names, Pattern};
use super::vocabulary::{Tells, Vocabulary};
use chrono::NaiveDate;

/// What stands in the place of a date of birth.
const BIRTH: &str = "[date of birth]";

/// Words after which a date is a date of birth.
const BIRTH_WORDS: &[&str] = &["dob", "d.o.b", "born", "birth", "birthday", "birthdate", "b"];

/// Words between those and the date.
const FILLERS: &[&str] = &["on", "is", "was", "the", "date", "of", "his", "her", "their"];

/// Within how many characters before a date such a word is looked for.
const BIRTH_WORD_WITHIN: usize = 60;

/// How many letters a word of a name has that is a name within a longer word too.
const LONG: usize = 8;

/// How many names on each side of one are looked at, to see whether it stands beside another word of the same.
const NEAR: usize = 8;

/// Finds the names of a case in its texts.
#[derive(Debug)]
pub(super) struct Finder {
    names: Option<(AhoCorasick, Vec<Pattern>)>,
    born: Vec<NaiveDate>,
    vocabulary: Vocabulary,
}

/// A place in a text whose words are to go, and what stands there instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hit {
    pub start: usize,
    pub end: usize,
    pub by: String,
}

/// A place where a pattern stands.
#[derive(Debug, Clone, Copy)]
struct Candidate<'n> {
    /// The first unit, and the one after the last.
    first: usize,
    last: usize,
    pattern: &'n Pattern,
    /// Whether it is a name whatever stands beside it.
    sure: bool,
    /// Whether it is a longer word that holds a name.
    within: bool,
}

impl Finder {
    /// Looks for these names and these dates of birth.
    pub fn new(names: Names, born: Vec<NaiveDate>, vocabulary: Vocabulary) -> Self {
        Self { names: names.compile(), born, vocabulary }
    }

    /// Every place of a text that is to go, in order; none overlaps another.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let dates = dates(text);
        let mut hits = merged(self.names(text));
        hits.retain(|hit| !is_month(text, hit, &dates));
        let births: Vec<&Dated> = dates
            .iter()
            .filter(|found| {
                let before = hits.partition_point(|hit| hit.start < found.place.start).checked_sub(1);
                self.is_birth(text, found, before.and_then(|before| hits.get(before)))
            })
            .collect();
        if births.is_empty() {
            return hits;
        }
        // The end of a date and the beginning of the next are none: “12 May 2015, 12/05/15”.
        let overlap = |one: &Dated, other: &Dated| {
            one.place.start < other.place.end && other.place.start < one.place.end
        };
        for (at, found) in births.iter().enumerate() {
            let near = births.get(at.saturating_sub(NEAR)..births.len().min(at + NEAR)).unwrap_or_default();
            if found.is_usual || !near.iter().any(|other| other.is_usual && overlap(found, other)) {
                hits.push(Hit { start: found.place.start, end: found.place.end, by: BIRTH.to_owned() });
            }
        }
        merged(hits)
    }

    /// The names of a text.
    fn names(&self, text: &str) -> Vec<Hit> {
        let Some((matcher, patterns)) = &self.names else { return Vec::new() };
        let folded = Folded::new(text);
        let matches: Vec<Match<'_>> = matcher
            .find_overlapping_iter(&folded.letters)
            .filter_map(|found| {
                let (first, last) = folded.units_of(found.start(), found.end())?;
                Some(Match { first, last, pattern: patterns.get(found.pattern().as_usize())? })
            })
            .collect();
        if matches.is_empty() {
            return Vec::new();
        }
        Search::new(text, &folded, &matches, &self.vocabulary).hits()
    }

    /// Whether a date is one of birth: it is known as one, or follows a name or a word that says so.
    fn is_birth(&self, text: &str, found: &Dated, name: Option<&Hit>) -> bool {
        if self.born.iter().any(|date| found.is(*date)) {
            return true;
        }
        let before = text.get(..found.place.start).unwrap_or_default();
        let follows_name = |hit: &Hit| {
            before
                .get(hit.end..)
                .is_some_and(|between| between.len() < 8 && !between.contains(char::is_alphanumeric))
        };
        if found.is_usual && name.is_some_and(follows_name) {
            return true;
        }
        let near = before.char_indices().rev().nth(BIRTH_WORD_WITHIN).map_or(0, |(at, _)| at);
        let last = before
            .get(near..)
            .unwrap_or_default()
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '.'))
            .map(|word| word.trim_matches('.').to_lowercase())
            .filter(|word| !word.is_empty())
            .find(|word| !FILLERS.contains(&word.as_str()));
        last.is_some_and(|word| BIRTH_WORDS.contains(&word.as_str()))
    }
}

/// Whether what was taken for a name is the month of a date: “12 May 2015”, “May 2026”.
fn is_month(text: &str, hit: &Hit, dates: &[Dated]) -> bool {
    if !text.get(hit.start..hit.end).is_some_and(is_month_name) {
        return false;
    }
    let near = dates.partition_point(|found| found.place.start <= hit.start);
    let in_date = dates.get(near.saturating_sub(3)..near).unwrap_or_default().iter();
    let mut in_date = in_date.filter(|found| found.is_usual && hit.end <= found.place.end);
    let after = text.get(hit.end..).unwrap_or_default();
    let year = after.strip_prefix(' ').unwrap_or_default();
    let before_year = (year.starts_with("19") || year.starts_with("20"))
        && year.chars().take_while(char::is_ascii_digit).count() == 4;
    in_date.next().is_some() || before_year
}

/// A place where the letters of a pattern stand, whether or not they are a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Match<'n> {
    pub first: usize,
    pub last: usize,
    pattern: &'n Pattern,
}

/// One text in which names are looked for.
pub(super) struct Search<'s> {
    pub text: &'s str,
    pub folded: &'s Folded,
    pub matches: &'s [Match<'s>],
    vocabulary: &'s Vocabulary,
    /// The unit that each word begins with, in order: a long word may hold many names.
    words: Vec<usize>,
}

impl<'s> Search<'s> {
    fn new(text: &'s str, folded: &'s Folded, matches: &'s [Match<'s>], vocabulary: &'s Vocabulary) -> Self {
        let begins = |unit: &usize| !matches!(folded.gap(*unit), Gap::None | Gap::Seam);
        let words = (0..folded.units.len()).filter(begins).collect();
        Self { text, folded, matches, vocabulary, words }
    }

    fn hits(&self) -> Vec<Hit> {
        let mut candidates: Vec<Candidate<'s>> =
            self.matches.iter().filter_map(|found| self.candidate(found)).collect();
        // What stands first takes the place of another with the same end: initials before “[name]”.
        candidates.sort_by_key(|candidate| (candidate.first, candidate.within));
        let mut hits = self.addresses();
        for (at, candidate) in candidates.iter().enumerate() {
            let near =
                candidates.get(at.saturating_sub(NEAR)..candidates.len().min(at + NEAR)).unwrap_or_default();
            if candidate.sure || near.iter().any(|other| self.are_one_name(candidate, other)) {
                let (start, end) = self.folded.place(candidate.first, candidate.last);
                let by = if candidate.within { NAME } else { &candidate.pattern.by };
                hits.push(Hit { start, end, by: by.to_owned() });
            }
        }
        hits
    }

    /// A match as a name, where it begins and ends as words do.
    fn candidate(&self, found: &Match<'s>) -> Option<Candidate<'s>> {
        let Match { first, last, pattern } = *found;
        let whole = self.end_of_word(last).filter(|_| self.folded.gap(first) != Gap::None);
        let joined = (first + 1..last).all(|unit| matches!(self.folded.gap(unit), Gap::None | Gap::Seam));
        let as_word = |end: usize, sure: bool| {
            let (first, last) = self.with_digits(first, end);
            Some(Candidate { first, last, pattern, sure, within: false })
        };
        let longer_word = || {
            let (first, last) = self.word(first, last);
            Some(Candidate { first, last, pattern, sure: true, within: true })
        };
        match pattern.form {
            Form::Within => longer_word(),
            Form::Word(Tells::Always) if whole.is_none() && joined && last - first >= LONG => longer_word(),
            Form::Joined { within: true, .. } if whole.is_none() && joined => longer_word(),
            Form::Joined { ordinary, .. } => {
                let has_seam = (first + 1..last).any(|unit| self.folded.gap(unit) == Gap::Seam);
                let sure =
                    !ordinary || has_seam && self.folded.is_upper(first) || self.is_marked(first, whole?);
                (joined && sure).then(|| as_word(whole?, true)).flatten()
            }
            Form::Word(tells) => {
                let parted = if joined { Parted::AsOne } else { self.parted(first, last, self.vocabulary) };
                let foreign = self.is_foreign(first, last);
                if tells == Tells::WithAccent && !foreign {
                    return None;
                }
                let sure = match (tells, parted) {
                    (_, Parted::No) => return None,
                    (_, Parted::Perhaps) => false,
                    (_, Parted::Surely) | (Tells::Always | Tells::WithAccent, _) => true,
                    (Tells::WithCapital, _) => self.folded.is_upper(first),
                    (Tells::WithinSentence, _) => {
                        self.folded.is_upper(first) && self.is_name_by_capital(first, last)
                    }
                };
                let whole = whole?;
                as_word(whole, sure || foreign || self.is_marked(first, whole) || self.follows_title(first))
            }
        }
    }

    /// Where a word that ends before a unit ends with its ending of the plural, if it does.
    pub(super) fn end_of_word(&self, last: usize) -> Option<usize> {
        let ends = |unit: usize| self.folded.gap(unit) != Gap::None;
        let plural = |ending: &str| {
            let end = last + ending.len();
            let is_it =
                self.folded.letters_of(last, end) == ending && (last + 1..end).all(|unit| !ends(unit));
            (end <= self.folded.units.len() && is_it && ends(end)).then_some(end)
        };
        let seam_of_plural = self.folded.gap(last) == Gap::Seam && !self.folded.is_digit(last);
        if ends(last) && !seam_of_plural {
            return Some(last);
        }
        plural("s").or_else(|| plural("es")).or_else(|| ends(last).then_some(last))
    }

    /// Some units with the digits beside them.
    pub(super) fn with_digits(&self, mut first: usize, mut last: usize) -> (usize, usize) {
        while first > 0 && self.folded.gap(first) == Gap::Seam && self.folded.is_digit(first - 1)
            || first > 0 && self.folded.is_digit(first) && self.folded.gap(first) == Gap::None
        {
            first -= 1;
        }
        while matches!(self.folded.gap(last), Gap::None | Gap::Seam) && self.folded.is_digit(last) {
            last += 1;
        }
        (first, last)
    }

    /// The words that some units are in, whole.
    fn word(&self, first: usize, last: usize) -> (usize, usize) {
        let starts_before = self.words.partition_point(|start| *start <= first);
        let start = starts_before.checked_sub(1).and_then(|at| self.words.get(at)).copied();
        let end = self.words.get(self.words.partition_point(|start| *start < last)).copied();
        (start.unwrap_or(0), end.unwrap_or(self.folded.units.len()))
    }

    /// Whether two places hold words of the same person's name, side by side or with a short word between.
    fn are_one_name(&self, one: &Candidate<'_>, other: &Candidate<'_>) -> bool {
        let (first, second) = if one.first < other.first { (one, other) } else { (other, one) };
        let Some(between) = second.first.checked_sub(first.last) else { return false };
        let (_, end) = self.folded.place(first.first, first.last);
        let (start, _) = self.folded.place(second.first, second.last);
        let family_name_first = self.text.get(end..start).is_some_and(|between| between.trim_end() == ",");
        let near = between < 4 && (first.last..=second.first).all(|unit| self.folded.gap(unit) != Gap::Far);
        let twice = std::ptr::eq(one.pattern, other.pattern);
        (near || family_name_first)
            && (!twice || between == 0 && self.folded.gap(second.first) == Gap::Joint)
            && one.pattern.people.iter().any(|person| other.pattern.people.contains(person))
    }
}

/// Hits in order; those that overlap are one.
fn merged(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)));
    let mut merged: Vec<Hit> = Vec::new();
    for hit in hits {
        match merged.last_mut() {
            Some(last) if hit.start < last.end => {
                if hit.end > last.end {
                    last.end = hit.end;
                    if last.by == BIRTH && hit.by == BIRTH {
                        continue;
                    }
                    NAME.clone_into(&mut last.by);
                }
            }
            _ => merged.push(hit),
        }
    }
    merged
}
