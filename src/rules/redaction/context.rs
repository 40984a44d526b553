//! What stands around a word that may be a name, and tells whether it is one.

use super::folding::{Gap, is_invisible};
use super::matching::{Hit, Search};
use super::names::{NAME, PARTICLES};
use super::vocabulary::Vocabulary;

/// Titles, beside which every word is a name.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "pc", "ds", "dc", "cllr", "rev"];

/// Words after which “'s” is a verb.
const CONTRACTED: &[&str] = &["he", "how", "it", "one", "she", "that", "there", "what", "when", "who", "why"];

/// Words that hold sentences together, and after which no sentence goes on with a verb: “Can was crying”.
#[rustfmt::skip]
const NO_SUBJECTS: &[&str] = &[
    "am", "an", "as", "at", "be", "by", "can", "do", "for", "him", "in", "me", "my", "of", "on", "so", "to", "up",
    "us",
];

/// Verbs as they stand after a name.
#[rustfmt::skip]
const VERBS: &[&str] = &[
    "arrived", "asked", "ate", "attended", "became", "began", "broke", "called", "came", "could", "cried", "did",
    "disclosed", "does", "drank", "fell", "felt", "gave", "goes", "got", "had", "has", "heard", "is", "knew",
    "knows", "lived", "lives", "looked", "looks", "made", "may", "might", "moved", "must", "needs", "ran",
    "refused", "replied", "said", "sat", "saw", "says", "screamed", "seemed", "seems", "should", "shouted",
    "slept", "spoke", "started", "stayed", "stopped", "stood", "talked", "tells", "thinks", "thought", "told",
    "took", "tried", "walked", "wanted", "wants", "was", "wept", "went", "were", "will", "woke", "would",
    "wrote",
];

/// How a name stands that is written in several pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parted {
    /// It can mean nothing else: “mary ann”, “so ren”.
    Surely,
    /// It says what it says in one piece: “Mc Donald”, “O'Brien”, “S-m-i-t-h”.
    AsOne,
    /// Each piece is a word too: “good man”; it is one beside another word of the name.
    Perhaps,
    /// It is none: “is a” for Isa.
    No,
}

impl Search<'_> {
    /// How a name in several pieces is meant.
    pub(super) fn parted(&self, first: usize, last: usize, vocabulary: &Vocabulary) -> Parted {
        let gap = |unit: usize| self.folded.gap(unit);
        let starts: Vec<usize> = std::iter::once(first)
            .chain((first + 1..last).filter(|unit| !matches!(gap(*unit), Gap::None | Gap::Seam)))
            .collect();
        if starts.iter().skip(1).any(|unit| gap(*unit) == Gap::Far && !self.is_joined_before(*unit)) {
            return Parted::No;
        }
        let all_joints = starts.iter().skip(1).all(|unit| gap(*unit) == Gap::Joint);
        let capitals = starts.iter().all(|unit| self.folded.is_upper(*unit));
        let ends = starts.iter().skip(1).copied().chain([last]);
        let pieces: Vec<&str> =
            starts.iter().zip(ends).map(|(start, end)| self.folded.letters_of(*start, end)).collect();
        let particle = pieces.first().is_some_and(|piece| PARTICLES.contains(piece));
        let single_letters = pieces.len() == last - first && pieces.len() > 2;
        if all_joints && last - first > 4 || capitals || particle || single_letters {
            return Parted::AsOne;
        }
        if last - first < 5 || pieces.iter().any(|piece| piece.len() < 2) {
            return Parted::No;
        }
        let binds = |piece: &&str| Vocabulary::is_function_word(piece);
        // “So ren”, and “rob in”, which may be Rob, in the hall.
        match (pieces.iter().all(|piece| vocabulary.has(piece)), pieces.iter().skip(1).any(binds)) {
            (true, _) if pieces.iter().any(binds) => Parted::No,
            (true, _) | (false, true) => Parted::Perhaps,
            (false, false) => Parted::Surely,
        }
    }

    /// Whether a hyphen or an apostrophe, with white space about it, stands before a unit: “Mary - Ann”, “D' Souza”.
    fn is_joined_before(&self, unit: usize) -> bool {
        let (_, end) = self.folded.place(unit.saturating_sub(1), unit);
        let (start, _) = self.folded.place(unit, unit + 1);
        let between = self.text.get(end..start).unwrap_or_default().trim();
        matches!(between, "-" | "\u{2010}" | "\u{2011}" | "'" | "’" | "‘" | "ʼ" | "`" | "´")
    }

    /// Whether digits or an underscore mark a word as a name of a user.
    pub(super) fn is_marked(&self, first: usize, last: usize) -> bool {
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

    /// Whether a capital tells that a word which holds sentences together is a name here.
    pub(super) fn is_name_by_capital(&self, first: usize, last: usize) -> bool {
        !self.begins_sentence(first) || self.is_possessive(first, last) || self.is_subject(first, last)
    }

    /// Whether a word at the beginning of a sentence is what the sentence is about: “Can was crying”.
    fn is_subject(&self, first: usize, last: usize) -> bool {
        let word = self.folded.letters_of(first, last);
        if !NO_SUBJECTS.contains(&word) {
            return false;
        }
        let next = self.folded.letters_of(last, self.folded.word_end(last, false));
        match self.folded.gap(last) {
            // “So, we went”; “In (and out)”.
            Gap::Far => {
                !["by", "for", "in", "on", "so", "to", "up"].contains(&word) || self.is_quoted(first, last)
            }
            // “An agreed plan” and “My loved ones”, but “Can cried”.
            _ => VERBS.contains(&next) || next.ends_with("ed") && ["can", "do", "him"].contains(&word),
        }
    }

    /// Whether a word alone stands between marks of quotation.
    fn is_quoted(&self, first: usize, last: usize) -> bool {
        let (start, end) = self.folded.place(first, last);
        let marks = ['"', '“', '”', '\'', '‘', '’', '„', '«', '»', '*', '_'];
        self.text.get(..start).is_some_and(|before| before.ends_with(marks))
            && self.text.get(end..).is_some_and(|after| after.starts_with(marks))
    }

    /// Whether a title or an initial stands before a word: “mr page”, “j. page”, and not “a page”.
    pub(super) fn follows_title(&self, first: usize) -> bool {
        let is_near = |unit: usize| matches!(self.folded.gap(unit), Gap::Space | Gap::Joint);
        let Some(last) = first.checked_sub(1).filter(|_| is_near(first)) else { return false };
        let start = self.folded.word_start(last, false);
        let before = self.folded.letters_of(start, first);
        let is_initial =
            start == last && self.folded.gap(start) != Gap::Joint && !"aio0123456789".contains(before);
        is_initial || TITLES.contains(&before)
    }

    /// Whether a word has an accent or a letter that no English word has.
    pub(super) fn is_foreign(&self, first: usize, last: usize) -> bool {
        let (start, end) = self.folded.place(first, last);
        self.text.get(start..end).is_some_and(|word| !word.is_ascii())
    }

    /// Whether an s after an apostrophe follows, and it is no “he's” or “that's”.
    pub(super) fn is_possessive(&self, first: usize, last: usize) -> bool {
        let has_s = self.folded.gap(last) == Gap::Joint
            && self.folded.letters_of(last, self.folded.word_end(last, false)) == "s";
        let (_, end) = self.folded.place(first, last);
        let apostrophe =
            self.text.get(end..).is_some_and(|after| after.starts_with(['\'', '’', 'ʼ', '‘', '`', '´']));
        has_s && apostrophe && !CONTRACTED.contains(&self.folded.letters_of(first, last))
    }

    /// The parts of e-mail addresses, and the names of users, that hold a name: each goes as a whole.
    pub(super) fn addresses(&self) -> Vec<Hit> {
        let mut hits = Vec::new();
        let is_in = |c: char| c.is_alphanumeric() || is_invisible(c) || "._%+-'’".contains(c);
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
