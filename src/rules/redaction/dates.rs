//! Dates in a text, however they are written: “12/05/2015”, “20150512”, “12th of May 2015”, “May 12, 2015”.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use deunicode::deunicode_char;

use super::folding::is_invisible;
use super::months;

/// A date that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Where it stands.
    pub place: Range<usize>,
    /// Whether it is written as dates mostly are; if not, it may be something else.
    pub is_usual: bool,
    /// The years, months and days that it may mean.
    readings: Vec<(i32, u32, u32)>,
}

/// What dates are made of.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    Number { value: u32, digits: usize },
    Word(&'t str),
}

/// A day, a month or a year.
#[derive(Debug, Clone, Copy)]
enum Component {
    Number { value: u32, digits: usize },
    Month(u32),
    InWords(u32),
}

impl Dated {
    /// Whether it may mean this day, whichever of day and month stands first.
    pub fn is(&self, date: NaiveDate) -> bool {
        let (day, month) = (date.day(), date.month());
        self.readings.iter().any(|(year, its_month, its_day)| {
            (*year == date.year() || *year < 100 && *year == date.year() % 100)
                && [(day, month), (month, day)].contains(&(*its_day, *its_month))
        })
    }

    /// The day, where its year is given in full.
    fn date(&self) -> Option<NaiveDate> {
        let (year, month, day) = *self.readings.iter().find(|(year, ..)| *year >= 100)?;
        NaiveDate::from_ymd_opt(year, month, day)
    }
}

/// Whether a word is the name of a month.
pub(super) fn is_month_name(word: &str) -> bool {
    months::english(word).is_some()
}

/// The days that a text gives with their years in full, where none overlaps another.
pub(super) fn days(text: &str) -> Vec<NaiveDate> {
    let dates = dates(text);
    let has_usual = dates.iter().any(|found| found.is_usual);
    let mut days = Vec::new();
    let mut end = 0;
    for found in dates.iter().filter(|found| found.is_usual == has_usual && found.date().is_some()) {
        if found.place.start >= end {
            end = found.place.end;
            days.extend(found.date());
        }
    }
    days
}

/// Every date in a text, in order; one may begin within another.
pub(super) fn dates(text: &str) -> Vec<Dated> {
    let pieces = pieces(text);
    let from = |at: usize| pieces.get(at..).unwrap_or_default();
    (0..pieces.len()).filter_map(|at| unbroken(from(at)).or_else(|| in_components(text, from(at)))).collect()
}

/// The numbers and the words of a text, each with its place.
fn pieces(text: &str) -> Vec<(Range<usize>, Piece<'_>)> {
    let mut pieces: Vec<(Range<usize>, Piece<'_>)> = Vec::new();
    for (start, c) in text.char_indices() {
        let end = start + c.len_utf8();
        let last = pieces.last_mut().filter(|(place, _)| place.end == start);
        if is_invisible(c) {
            if let Some((place, _)) = last {
                place.end = end;
            }
            continue;
        }
        if !c.is_alphanumeric() {
            continue;
        }
        match (last, digit(c)) {
            (Some((place, Piece::Number { value, digits })), Some(digit)) => {
                *value = value.saturating_mul(10).saturating_add(digit);
                *digits += 1;
                place.end = end;
            }
            (Some((place, Piece::Word(word))), None) => {
                place.end = end;
                *word = text.get(place.clone()).unwrap_or_default();
            }
            (_, Some(digit)) => pieces.push((start..end, Piece::Number { value: digit, digits: 1 })),
            (_, None) => pieces.push((start..end, Piece::Word(text.get(start..end).unwrap_or_default()))),
        }
    }
    pieces
}

/// The digit that a character is, in any script.
fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let mut plain = deunicode_char(c).filter(|_| c.is_numeric())?.chars();
    plain.next().filter(|_| plain.next().is_none()).and_then(|c| c.to_digit(10))
}

/// A date in digits alone: “20150512”, “120515”.
fn unbroken(pieces: &[(Range<usize>, Piece<'_>)]) -> Option<Dated> {
    let (place, Piece::Number { value, digits: digits @ (6 | 8) }) = pieces.first()? else { return None };
    let (pairs, fours) = ([value / 10_000, value / 100 % 100, value % 100], (value / 10_000, value % 10_000));
    let is_year = |year: u32| (1900..=2100).contains(&year);
    let candidates = if *digits == 6 {
        let [one, two, three] = pairs;
        vec![(three, two, one), (three, one, two), (one, two, three)]
    } else {
        let split = |four: u32| (four / 100, four % 100);
        let ((one, two), (three, four)) = (split(fours.0), split(fours.1));
        let mut candidates = Vec::new();
        if is_year(fours.0) {
            candidates.extend([(fours.0, three, four), (fours.0, four, three)]);
        }
        if is_year(fours.1) {
            candidates.extend([(fours.1, two, one), (fours.1, one, two)]);
        }
        candidates
    };
    dated(place.clone(), false, candidates)
}

/// A date of a day, a month and a year that stand apart.
fn in_components(text: &str, pieces: &[(Range<usize>, Piece<'_>)]) -> Option<Dated> {
    let mut usual = true;
    let mut found: Vec<(Range<usize>, Component)> = Vec::new();
    let mut at = 0;
    while found.len() < 3 {
        let rest = pieces.get(at..).filter(|_| at < 12)?;
        let (place, piece) = rest.first()?;
        if let Piece::Word(word) = piece
            && !found.is_empty()
            && let Some(is_usual) = filler(word)
        {
            usual &= is_usual;
            at += 1;
            continue;
        }
        let (component, many, is_usual) = component(rest)?;
        usual &= is_usual;
        at += many;
        let end = pieces.get(at - 1).map_or(place.end, |(place, _)| place.end);
        found.push((place.start..end, component));
    }
    let [(one_at, one), (two_at, two), (three_at, three)] = found.as_slice() else { return None };
    let between = |one: &Range<usize>, other: &Range<usize>| text.get(one.end..other.start).map(str::trim);
    let marks = (between(one_at, two_at)?, between(two_at, three_at)?);
    let is_month = |component: &Component| matches!(component, Component::Month(_));
    let four = |component: &Component| matches!(component, Component::Number { digits: 4, .. });
    if [one, two, three].into_iter().any(is_month) {
        usual &= is_month(one) || is_month(two) && !four(one);
    } else {
        if !(parts_numbers(marks.0) && parts_numbers(marks.1)) {
            return None;
        }
        usual &=
            marks.0 == marks.1 && ["/", "-", ".", "", "\u{2010}", "\u{2011}", "\u{2013}"].contains(&marks.0);
    }
    let candidates = [(three, two, one), (three, one, two), (one, two, three), (one, three, two)];
    let candidates = candidates
        .into_iter()
        .filter_map(|(year, month, day)| Some((as_year(year)?, as_month(month)?, as_day(day)?)));
    let suffix = pieces.get(at).filter(|(place, piece)| {
        place.start == three_at.end && matches!(piece, Piece::Word(word) if is_ordinal(word))
    });
    let end = suffix.map_or(three_at.end, |(place, _)| place.end);
    dated(one_at.start..end, usual, candidates.collect())
}

/// The day, month or year that some pieces begin with, how many pieces it has, and whether it is usual.
fn component(pieces: &[(Range<usize>, Piece<'_>)]) -> Option<(Component, usize, bool)> {
    let word = match pieces.first()?.1 {
        Piece::Number { value, digits: digits @ (1 | 2 | 4) } => {
            return Some((Component::Number { value, digits }, 1, true));
        }
        Piece::Number { .. } => return None,
        Piece::Word(word) => word,
    };
    // “12thMay”.
    let stripped = word.get(..2).filter(|begin| is_ordinal(begin)).and_then(|_| word.get(2..));
    if let Some(month) = months::english(word).or_else(|| stripped.and_then(months::english)) {
        return Some((Component::Month(month), 1, true));
    }
    let words = pieces.iter().map_while(|(_, piece)| match piece {
        Piece::Word(word) => Some(*word),
        Piece::Number { .. } => None,
    });
    if let Some((value, many)) = months::number(words) {
        return Some((Component::InWords(value), many, false));
    }
    months::other(word).map(|month| (Component::Month(month), 1, false))
}

fn as_year(component: &Component) -> Option<u32> {
    match component {
        Component::Number { value, digits: 2 | 4 } => Some(*value),
        Component::InWords(value) => Some(*value).filter(|value| *value > 1000),
        _ => None,
    }
}

fn as_month(component: &Component) -> Option<u32> {
    match component {
        Component::Number { value, digits: 1 | 2 } | Component::Month(value) => Some(*value),
        _ => None,
    }
}

fn as_day(component: &Component) -> Option<u32> {
    match component {
        Component::Number { value, digits: 1 | 2 } | Component::InWords(value) => Some(*value),
        _ => None,
    }
}

/// Whether what stands between two numbers may stand within a date.
fn parts_numbers(between: &str) -> bool {
    const MARKS: &str = "/\\-.,_:'’‘ʼ`´|*~\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2212}⁄∕";
    between.chars().take(6).count() < 6
        && between.chars().all(|c| c.is_whitespace() || is_invisible(c) || MARKS.contains(c))
}

/// A date at a place, where one of these years, months and days is one.
fn dated(place: Range<usize>, is_usual: bool, candidates: Vec<(u32, u32, u32)>) -> Option<Dated> {
    let mut readings = Vec::new();
    for (year, month, day) in candidates {
        let year = i32::try_from(year).ok()?;
        // Any year that both may stand for will do to see whether there is such a day.
        let in_full = if year < 100 { 2000 + year } else { year };
        if NaiveDate::from_ymd_opt(in_full, month, day).is_some() && !readings.contains(&(year, month, day)) {
            readings.push((year, month, day));
        }
    }
    (!readings.is_empty()).then_some(Dated { place, is_usual, readings })
}

/// Whether a word may stand between the parts of a date, and whether it usually does.
fn filler(word: &str) -> Option<bool> {
    let is_one = |words: &[&str]| words.iter().any(|one| word.eq_ignore_ascii_case(one));
    if is_ordinal(word) || is_one(&["of"]) {
        return Some(true);
    }
    is_one(&["the", "day", "in", "year", "de", "del", "o", "a", "e"]).then_some(false)
}

fn is_ordinal(word: &str) -> bool {
    ["st", "nd", "rd", "th"].iter().any(|one| word.eq_ignore_ascii_case(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_found_however_it_is_written() {
        let day = NaiveDate::from_ymd_opt(2015, 5, 12).unwrap();
        for text in [
            "12/05/2015",
            "12.5.15",
            "12-05-2015",
            "2015-05-12",
            "05/12/2015",
            "12 05 2015",
            "12 May 2015",
            "12th May 2015",
            "the 12th of May, 2015",
            "May 12, 2015",
            "May 12th 2015",
            "12May15",
            "12 / 05 / 2015",
            "20150512",
            "12052015",
            "05122015",
            "120515",
            "150512",
            "12-5/2015",
            "12/05-2015",
            "2015 May 12",
            "2015-May-12",
            "2015 May 12th",
            "12\\05\\2015",
            "12_05_2015",
            "12,05,2015",
            "12:05:2015",
            "12/05/'15",
            "12/5/’15",
            "15-05-12",
            "May the 12th 2015",
            "12 - 05 / 2015",
            "12-V-2015",
            "12.v.2015",
            "12th day of May 2015",
            "12thMay 2015",
            "twelfth of May 2015",
            "the twelfth day of May, in the year 2015",
            "Twelve May two thousand and fifteen",
            "May twelfth twenty fifteen",
            "12 Mai 2015",
            "12 maja 2015",
            "12 de mayo de 2015",
            "12\u{200B}/05/20\u{AD}15",
            "１２/０５/２０１５",
            "١٢/٠٥/٢٠١٥",
        ] {
            let sentence = format!("seen {text}, at 10");
            let found: Vec<Dated> = dates(&sentence).into_iter().filter(|found| found.is(day)).collect();
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            let mut left = sentence.clone();
            left.replace_range(found[0].place.clone(), "");
            assert!(["seen , at 10", "seen the , at 10"].contains(&left.as_str()), "{text}: {left}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "10:30",
            "01632 960 001",
            "32/13/2015",
            "May 2015",
            "1 2 3",
            "v1.2.3.4",
            "12 people in 2015",
            "20159912",
        ] {
            assert_eq!(dates(text), [], "{text}");
        }
    }
}
