//! Finds names in a text.

use aho_corasick::AhoCorasick;

use super::dates::{Dated, dates};
use super::folding::{Folded, Gap};
use super::names::{Form, NAME, Names, PARTICLES, Pattern};
use super::vocabulary::Tells;
use chrono::NaiveDate;

/// What stands in the place of a date of birth.
const BIRTH: &str = "[date of birth]";

/// Words after which a date is a date of birth.
const BIRTH_WORDS: &[&str] = &["dob", "d.o.b", "born", "birth", "birthday", "birthdate", "b"];

/// Words between those and the date.
const FILLERS: &[&str] = &["on", "is", "was", "the", "date", "of", "his", "her", "their"];

/// Titles, beside which every word is a name.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "pc", "ds", "dc", "cllr", "rev"];

/// Words after which “'s” is a verb.
const CONTRACTED: &[&str] = &["he", "how", "it", "one", "she", "that", "there", "what", "when", "who", "why"];

/// How many letters a word of a name has that is a name within a longer word too.
const LONG: usize = 8;

/// How many names on each side of one are looked at, to see whether it stands beside another word of the same.
const NEAR: usize = 8;

/// Finds the names of a case in its texts.
#[derive(Debug)]
pub(super) struct Finder {
    names: Option<(AhoCorasick, Vec<Pattern>)>,
    born: Vec<NaiveDate>,
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
    pub fn new(names: Names, born: Vec<NaiveDate>) -> Self {
        Self { names: names.compile(), born }
    }

    /// Every place of a text that is to go, in order; none overlaps another.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let (mut hits, mut births) = (Vec::new(), Vec::new());
        if let Some((matcher, patterns)) = &self.names {
            let folded = Folded::new(text);
            let matches: Vec<Match<'_>> = matcher
                .find_overlapping_iter(&folded.letters)
                .filter_map(|found| {
                    let (first, last) = folded.units_of(found.start(), found.end())?;
                    Some(Match { first, last, pattern: patterns.get(found.pattern().as_usize())? })
                })
                .collect();
            if !matches.is_empty() {
                hits = Search { text, folded: &folded, matches: &matches }.hits();
            }
        }
        let mut hits = merged(hits);
        for found in dates(text) {
            let before = hits.partition_point(|hit| hit.start < found.place.start).checked_sub(1);
            if self.is_birth(text, &found, before.and_then(|before| hits.get(before))) {
                births.push(Hit { start: found.place.start, end: found.place.end, by: BIRTH.to_owned() });
            }
        }
        if births.is_empty() {
            return hits;
        }
        hits.append(&mut births);
        merged(hits)
    }

    /// Whether a date is one of birth: it is known as one, or follows a name or a word that says so.
    fn is_birth(&self, text: &str, found: &Dated, name: Option<&Hit>) -> bool {
        let before = text.get(..found.place.start).unwrap_or_default();
        let follows_name = |hit: &Hit| {
            before
                .get(hit.end..)
                .is_some_and(|between| between.len() < 8 && !between.contains(char::is_alphanumeric))
        };
        let mut words = before
            .rsplit(|c: char| !(c.is_alphanumeric() || c == '.'))
            .map(|word| word.trim_matches('.').to_lowercase());
        let last = words
            .by_ref()
            .take(8)
            .filter(|word| !word.is_empty())
            .find(|word| !FILLERS.contains(&word.as_str()));
        self.born.iter().any(|date| found.is(*date))
            || name.is_some_and(follows_name)
            || last.is_some_and(|word| BIRTH_WORDS.contains(&word.as_str()))
    }
}

/// A place where the letters of a pattern stand, whether or not they are a word.
#[derive(Debug, Clone, Copy)]
struct Match<'n> {
    first: usize,
    last: usize,
    pattern: &'n Pattern,
}

/// One text in which names are looked for.
struct Search<'s> {
    text: &'s str,
    folded: &'s Folded,
    matches: &'s [Match<'s>],
}

impl<'s> Search<'s> {
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
        let longer = self.word(first, last);
        let longer_word = Candidate { first: longer.0, last: longer.1, pattern, sure: true, within: true };
        match pattern.form {
            Form::Within => Some(longer_word),
            Form::Word(Tells::Always) if whole.is_none() && joined && last - first >= LONG => {
                Some(longer_word)
            }
            Form::Joined { within: true, .. } if whole.is_none() && joined => Some(longer_word),
            Form::Joined { ordinary, .. } => {
                let has_seam = (first + 1..last).any(|unit| self.folded.gap(unit) == Gap::Seam);
                let sure =
                    !ordinary || has_seam && self.folded.is_upper(first) || self.is_marked(first, whole?);
                (joined && sure).then(|| as_word(whole?, true)).flatten()
            }
            Form::Word(tells) => {
                if !joined && !self.is_parted(first, last) {
                    return None;
                }
                let capital = self.folded.is_upper(first);
                let sure = match tells {
                    Tells::Always => true,
                    Tells::WithCapital => capital,
                    Tells::WithinSentence => {
                        capital && (!self.begins_sentence(first) || self.is_possessive(first, last))
                    }
                };
                let whole = whole?;
                as_word(
                    whole,
                    sure || self.is_marked(first, whole)
                        || self.follows_title(first)
                        || self.is_foreign(first, whole),
                )
            }
        }
    }

    /// Where a word that ends before a unit ends with its ending of the plural, if it does.
    fn end_of_word(&self, last: usize) -> Option<usize> {
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
    fn with_digits(&self, mut first: usize, mut last: usize) -> (usize, usize) {
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
        (self.folded.word_start(first, false), self.folded.word_end(last.saturating_sub(1), false))
    }

    /// Whether a name that is written in several pieces is meant as one: “Mc Donald”, “O'Brien”, “S-m-i-t-h”,
    /// and not “is a” for Isa.
    fn is_parted(&self, first: usize, last: usize) -> bool {
        let gap = |unit: usize| self.folded.gap(unit);
        let starts: Vec<usize> = std::iter::once(first)
            .chain((first + 1..last).filter(|unit| !matches!(gap(*unit), Gap::None | Gap::Seam)))
            .collect();
        if starts.iter().skip(1).any(|unit| gap(*unit) == Gap::Far) {
            return false;
        }
        let all_joints = starts.iter().skip(1).all(|unit| gap(*unit) == Gap::Joint);
        let capitals = starts.iter().all(|unit| self.folded.is_upper(*unit));
        let second = starts.get(1).copied().unwrap_or(last);
        let particle = PARTICLES.contains(&self.folded.letters_of(first, second));
        let single_letters = starts.len() == last - first && starts.len() > 2;
        all_joints && last - first > 4 || capitals || particle || single_letters
    }

    /// Whether digits or an underscore mark a word as a name of a user.
    fn is_marked(&self, first: usize, last: usize) -> bool {
        let (with_first, with_last) = self.with_digits(first, last);
        let (start, end) = self.folded.place(first, last);
        let before = self.text.get(..start).and_then(|text| text.chars().next_back());
        let after = self.text.get(end..).and_then(|text| text.chars().next());
        (with_first, with_last) != (first, last) || [before, after].contains(&Some('_'))
    }

    /// Whether a capital stands here because a sentence begins.
    fn begins_sentence(&self, first: usize) -> bool {
        let (start, _) = self.folded.place(first, first + 1);
        let before = self.text.get(..start).unwrap_or_default();
        let trimmed = before.trim_end_matches(|c: char| c.is_whitespace() || "\"'“‘(*-–—•".contains(c));
        trimmed.is_empty()
            || trimmed.ends_with(['.', '?', '!', ':', ';'])
            || before.get(trimmed.len()..).is_some_and(|between| between.contains('\n'))
    }

    /// Whether a title or an initial stands before a word: “mr page”, “j. page”, and not “a page”.
    fn follows_title(&self, first: usize) -> bool {
        let is_near = |unit: usize| matches!(self.folded.gap(unit), Gap::Space | Gap::Joint);
        let Some(last) = first.checked_sub(1).filter(|_| is_near(first)) else { return false };
        let start = self.folded.word_start(last, false);
        let before = self.folded.letters_of(start, first);
        let is_initial =
            start == last && self.folded.gap(start) != Gap::Joint && !"aio0123456789".contains(before);
        is_initial || TITLES.contains(&before)
    }

    /// Whether a word has an accent or a letter that no English word has.
    fn is_foreign(&self, first: usize, last: usize) -> bool {
        let (start, end) = self.folded.place(first, last);
        self.text.get(start..end).is_some_and(|word| !word.is_ascii())
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

    /// Whether an s after an apostrophe follows, and it is no “he's” or “that's”.
    fn is_possessive(&self, first: usize, last: usize) -> bool {
        let has_s = self.folded.gap(last) == Gap::Joint
            && self.folded.letters_of(last, self.folded.word_end(last, false)) == "s";
        let (_, end) = self.folded.place(first, last);
        let apostrophe =
            self.text.get(end..).is_some_and(|after| after.starts_with(['\'', '’', 'ʼ', '‘', '`', '´']));
        has_s && apostrophe && !CONTRACTED.contains(&self.folded.letters_of(first, last))
    }

    /// The parts of e-mail addresses, and the names of users, that hold a name: each goes as a whole.
    fn addresses(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        let is_in = |c: char| c.is_alphanumeric() || super::folding::is_invisible(c) || "._%+-'’".contains(c);
        for (at, _) in self.text.match_indices(['@', '＠']) {
            let (before, after) = self.text.split_at(at);
            let mark = after.chars().next().map_or(0, char::len_utf8);
            let after = after.get(mark..).unwrap_or_default();
            let local = before.len()
                - before.chars().rev().take_while(|c| is_in(*c)).map(char::len_utf8).sum::<usize>();
            if self.has_name(local, at, 3) {
                hits.push(Hit { start: local, end: at, by: NAME.to_owned() });
            }
            let mut start = at + mark;
            for label in after.split(|c: char| !is_in(c)).next().unwrap_or_default().split('.') {
                let end = start + label.len();
                if self.has_name(start, end, if local == at { 3 } else { 5 }) {
                    hits.push(Hit { start, end, by: NAME.to_owned() });
                }
                start = end + 1;
            }
        }
        hits
    }

    /// Whether a name stands between two places of the text: as a word, or with at least so many letters.
    fn has_name(&self, start: usize, end: usize, least: usize) -> bool {
        let unit_at = |place: usize| self.folded.units.partition_point(|unit| unit.start < place);
        let (first, last) = (unit_at(start), unit_at(end));
        // Matches come in the order of their ends.
        let from = self.matches.partition_point(|found| found.last <= first);
        let mut within = self.matches.iter().skip(from).take_while(|found| found.last <= last);
        within.any(|found| {
            let whole = self.folded.gap(found.first) != Gap::None && self.end_of_word(found.last).is_some();
            first <= found.first && (whole || found.last - found.first >= least)
        })
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
                    NAME.clone_into(&mut last.by);
                }
            }
            _ => merged.push(hit),
        }
    }
    merged
}
