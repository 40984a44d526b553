//! A text as names are looked for in it: its letters alone, in plain lower case, each with its place.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The letters and digits of a text, and where each stands.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// Letters and digits, without accents, in lower case, without what stands between them.
    pub letters: String,
    /// One for each character that gave letters.
    pub units: Vec<Unit>,
    /// For each byte of `letters`, its unit.
    unit_of: Vec<usize>,
}

/// A character of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    /// Where its letters begin in [`Folded::letters`].
    pub at: usize,
    /// Where it begins in the text.
    pub start: usize,
    /// Where it ends, with the marks and the invisible characters that follow it.
    pub end: usize,
    /// What stands before it.
    pub gap: Gap,
    /// Whether it is a capital.
    pub upper: bool,
}

/// What stands between two letters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing: both are of one word.
    None,
    /// Nothing, but a capital after a small letter, or a digit beside a letter.
    Seam,
    /// An apostrophe, a hyphen, a dot: one character.
    Joint,
    /// White space, perhaps after a dot.
    Space,
    /// More than that.
    Far,
}

impl Folded {
    /// The letters of a text.
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        folded.letters.reserve(text.len());
        folded.unit_of.reserve(text.len());
        let mut gap_start = 0;
        for (start, c) in text.char_indices() {
            let end = start + c.len_utf8();
            let at = folded.letters.len();
            if c.is_ascii_alphanumeric() {
                folded.letters.push(c.to_ascii_lowercase());
            } else if c.is_ascii() {
                continue;
            } else if is_invisible(c) {
                if let Some(last) = folded.units.last_mut().filter(|last| last.end == start) {
                    last.end = end;
                }
                continue;
            } else {
                push_plain(c, &mut folded.letters);
            }
            if folded.letters.len() == at {
                continue;
            }
            let between = text.get(gap_start..start).unwrap_or_default();
            let gap = if folded.units.is_empty() { Gap::Far } else { gap_of(between) };
            folded.unit_of.resize(folded.letters.len(), folded.units.len());
            folded.units.push(Unit { at, start, end, gap, upper: c.is_uppercase() });
            gap_start = end;
        }
        folded.mark_seams();
        folded
    }

    /// Marks where a capital begins a word within a word, and where digits adjoin letters.
    fn mark_seams(&mut self) {
        let is_digit = |unit: &Unit| self.letters.as_bytes().get(unit.at).is_some_and(u8::is_ascii_digit);
        let seams: Vec<bool> = (0..self.units.len())
            .map(|at| {
                let before = at.checked_sub(1).and_then(|before| self.units.get(before));
                let (Some(before), Some(unit)) = (before, self.units.get(at)) else { return false };
                let next_is_small = self
                    .units
                    .get(at + 1)
                    .is_some_and(|next| next.gap == Gap::None && !next.upper && !is_digit(next));
                is_digit(before) != is_digit(unit) || unit.upper && (!before.upper || next_is_small)
            })
            .collect();
        for (unit, seam) in self.units.iter_mut().zip(seams) {
            if seam && unit.gap == Gap::None {
                unit.gap = Gap::Seam;
            }
        }
    }

    /// The units of some bytes of the letters: none where they do not begin and end with one.
    pub fn units_of(&self, from: usize, to: usize) -> Option<(usize, usize)> {
        let first = *self.unit_of.get(from)?;
        let last = self.unit_of.get(to).copied().unwrap_or(self.units.len());
        let begins = self.units.get(first)?.at == from;
        let ends = self.units.get(last).is_none_or(|unit| unit.at == to);
        (begins && ends).then_some((first, last))
    }

    /// What stands before a unit; before the first and after the last, all is far.
    pub fn gap(&self, unit: usize) -> Gap {
        self.units.get(unit).map_or(Gap::Far, |unit| unit.gap)
    }

    /// Whether a unit is a capital.
    pub fn is_upper(&self, unit: usize) -> bool {
        self.units.get(unit).is_some_and(|unit| unit.upper)
    }

    /// Whether a unit is a digit.
    pub fn is_digit(&self, unit: usize) -> bool {
        self.letters_of(unit, unit + 1).starts_with(|c: char| c.is_ascii_digit())
    }

    /// The letters of some units.
    pub fn letters_of(&self, first: usize, last: usize) -> &str {
        let end = self.units.get(last).map_or(self.letters.len(), |unit| unit.at);
        self.units.get(first).and_then(|unit| self.letters.get(unit.at..end)).unwrap_or_default()
    }

    /// Where some units stand in the text.
    pub fn place(&self, first: usize, last: usize) -> (usize, usize) {
        let start = self.units.get(first).map_or(0, |unit| unit.start);
        let end = last.checked_sub(1).and_then(|last| self.units.get(last)).map_or(start, |unit| unit.end);
        (start, end)
    }

    /// The first unit of the word that a unit is in, where seams part words too or do not.
    pub fn word_start(&self, mut unit: usize, seams: bool) -> usize {
        while unit > 0 && !self.parts(unit, seams) {
            unit -= 1;
        }
        unit
    }

    /// The unit after the word that a unit is in.
    pub fn word_end(&self, unit: usize, seams: bool) -> usize {
        let mut end = unit + 1;
        while end < self.units.len() && !self.parts(end, seams) {
            end += 1;
        }
        end.min(self.units.len())
    }

    fn parts(&self, unit: usize, seams: bool) -> bool {
        match self.gap(unit) {
            Gap::None => false,
            Gap::Seam => seams,
            Gap::Joint | Gap::Space | Gap::Far => true,
        }
    }
}

/// What a stretch between two letters is.
fn gap_of(between: &str) -> Gap {
    match between {
        "" => return Gap::None,
        " " => return Gap::Space,
        _ => {}
    }
    let mut seen = between.chars().filter(|c| !is_invisible(*c));
    let (first, second) = (seen.next(), seen.next());
    let rest_is_space = || between.chars().skip(1).filter(|c| !is_invisible(*c)).all(char::is_whitespace);
    let is_mark_up = || between.chars().all(|c| "*_~`".contains(c) || is_invisible(c));
    match (first, second) {
        (None, _) => Gap::None,
        // What a text is marked up with: “**Quill**feather”.
        (Some(_), Some(_)) if is_mark_up() => Gap::Joint,
        (Some(one), None) if !one.is_whitespace() => Gap::Joint,
        // A word that is parted at the end of a line.
        (Some('-' | '\u{2010}'), _) if rest_is_space() && between.contains('\n') => Gap::Joint,
        (Some(one), _) if (one.is_whitespace() || one == '.') && rest_is_space() => {
            if between.matches('\n').count() > 1 { Gap::Far } else { Gap::Space }
        }
        _ => Gap::Far,
    }
}

/// Whether a character shows nothing of its own: a mark, a soft hyphen, what has no width.
pub(super) fn is_invisible(c: char) -> bool {
    is_combining_mark(c)
        || matches!(c,
            '\u{AD}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFF8}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Appends the plain letters of a character: of scripts with capitals, those of the English alphabet.
fn push_plain(c: char, letters: &mut String) {
    for c in c.nfkd().filter(|c| !is_invisible(*c)) {
        let has_case = c.is_lowercase() || c.is_uppercase() || c.is_numeric();
        if c.is_ascii() || has_case || (c.is_alphabetic() && c < '\u{370}') {
            let plain = deunicode_char(c).unwrap_or_default();
            letters.extend(plain.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
        } else if c.is_alphanumeric() {
            letters.push(c);
        }
    }
}

/// The plain letters of a word.
pub(super) fn plain(word: &str) -> String {
    Folded::new(word).letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_every_alphabet_with_capitals_become_plain() {
        for (word, letters) in [
            ("Łukaszewski", "lukaszewski"),
            ("Søren Ærø Ðóra Þór Œuvre", "sorenaerodorathoroeuvre"),
            ("Işık İSTANBUL ışık", "isikistanbulisik"),
            ("Đặng Nguyễn", "dangnguyen"),
            ("Groß GROẞ", "grossgross"),
            ("Żółć ŻÓŁĆ", "zolczolc"),
            ("Z\u{307}o\u{301}łc\u{301}", "zolc"),
            ("An\u{AD}na A\u{200B}n\u{200D}n\u{2060}a\u{FEFF}", "annaanna"),
            ("Ａｎｎａ 𝐀𝐧𝐧𝐚 ᴀɴɴᴀ Ⓐⓝⓝⓐ", "annaannaannaanna"),
            ("O’Brien OʼBrien Oʻahu", "obrienobrienoahu"),
            ("Анна Άννα", "annaanna"),
            ("李明 נועה", "李明נועה"),
            ("Ọlábísí Ṣadé", "olabisisade"),
        ] {
            assert_eq!(plain(word), letters, "{word}");
        }
    }

    #[test]
    fn every_letter_knows_its_place() {
        let text = "é-Łæ\u{AD}x ÞÓR";
        let folded = Folded::new(text);
        assert_eq!(folded.letters, "elaexthor");
        let at = |letters: &str| {
            let from = folded.letters.find(letters).unwrap();
            let (first, last) = folded.units_of(from, from + letters.len())?;
            let (start, end) = folded.place(first, last);
            text.get(start..end)
        };
        assert_eq!(at("lae"), Some("Łæ\u{AD}"));
        assert_eq!(at("thor"), Some("ÞÓR"));
        assert_eq!((at("hor"), at("la")), (None, None));
    }

    #[test]
    fn what_stands_between_letters_is_told_apart() {
        let gaps = |text: &str| -> Vec<Gap> {
            Folded::new(text).units.iter().skip(1).map(|unit| unit.gap).collect()
        };
        assert_eq!(gaps("aB"), [Gap::Seam]);
        assert_eq!(gaps("ABc"), [Gap::Seam, Gap::None]);
        assert_eq!(gaps("AB1"), [Gap::None, Gap::Seam]);
        assert_eq!(gaps("a'b-c_d.e"), [Gap::Joint; 4]);
        assert_eq!(gaps("**a**b__c~~`d"), [Gap::Joint; 3]);
        assert_eq!(gaps("a b"), [Gap::Space]);
        assert_eq!(gaps("a. b"), [Gap::Space]);
        assert_eq!(gaps("a-\n b"), [Gap::Joint]);
        assert_eq!(gaps("a, b"), [Gap::Far]);
        assert_eq!(gaps("a\n\nb"), [Gap::Far]);
        assert_eq!(gaps("a\u{AD}b"), [Gap::None]);
    }
}
