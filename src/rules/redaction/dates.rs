//! Dates in a text, however they are written: “12/05/2015”, “2015-05-12”, “12th of May 2015”, “May 12, 2015”.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

/// A date that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dated {
    /// Where it stands.
    pub place: Range<usize>,
    year: i32,
    day: u32,
    month: u32,
}

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];

/// What dates are made of.
#[derive(Debug, Clone, Copy)]
enum Piece<'t> {
    Number { value: u32, digits: usize },
    Word(&'t str),
}

impl Dated {
    /// Whether it may mean this day, whichever of day and month stands first.
    pub fn is(&self, date: NaiveDate) -> bool {
        let year = self.year == date.year() || self.year < 100 && self.year == date.year() % 100;
        let (day, month) = (date.day(), date.month());
        year && ((self.day, self.month) == (day, month) || (self.month, self.day) == (day, month))
    }

    /// The day, where its year is given in full.
    pub fn date(&self) -> Option<NaiveDate> {
        (self.year >= 100).then(|| NaiveDate::from_ymd_opt(self.year, self.month, self.day)).flatten()
    }
}

/// Every date in a text, in order.
pub(super) fn dates(text: &str) -> Vec<Dated> {
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let pieces = pieces(text);
    let mut found: Vec<Dated> = Vec::new();
    for (at, (place, _)) in pieces.iter().enumerate() {
        if found.last().is_some_and(|last| place.start < last.place.end) {
            continue;
        }
        let Some(rest) = pieces.get(at..) else { break };
        found.extend(in_numbers(text, rest).or_else(|| in_words(rest)));
    }
    found
}

/// The numbers and the words of a text, each with its place.
fn pieces(text: &str) -> Vec<(Range<usize>, Piece<'_>)> {
    let mut pieces: Vec<(Range<usize>, Piece<'_>)> = Vec::new();
    for (start, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric()) {
        let end = start + c.len_utf8();
        match (pieces.last_mut(), c.to_digit(10)) {
            (Some((place, Piece::Number { value, digits })), Some(digit)) if place.end == start => {
                *value = value.saturating_mul(10).saturating_add(digit);
                *digits += 1;
                place.end = end;
            }
            (Some((place, Piece::Word(word))), None) if place.end == start => {
                place.end = end;
                *word = text.get(place.clone()).unwrap_or_default();
            }
            (_, Some(digit)) => pieces.push((start..end, Piece::Number { value: digit, digits: 1 })),
            (_, None) => pieces.push((start..end, Piece::Word(text.get(start..end).unwrap_or_default()))),
        }
    }
    pieces
}

/// A date in three numbers.
fn in_numbers(text: &str, pieces: &[(Range<usize>, Piece<'_>)]) -> Option<Dated> {
    let [(one_at, one), (two_at, two), (three_at, three), ..] = pieces else { return None };
    let between = |one: &Range<usize>, other: &Range<usize>| text.get(one.end..other.start).map(str::trim);
    let marks = (between(one_at, two_at)?, between(two_at, three_at)?);
    if marks.0 != marks.1 || !["/", "-", ".", "", "\u{2010}", "\u{2011}", "\u{2013}"].contains(&marks.0) {
        return None;
    }
    let (first, second, third) = (number(one)?, number(two)?, number(three)?);
    let (year, month, day) = match (first.1, third.1) {
        (4, 1 | 2) => (first.0, second.0, third.0),
        (1 | 2, 4 | 2) if second.0 > 12 => (third.0, first.0, second.0),
        (1 | 2, 4 | 2) => (third.0, second.0, first.0),
        _ => return None,
    };
    dated(one_at.start..three_at.end, year, month, day)
}

/// A date with the month in words.
fn in_words(pieces: &[(Range<usize>, Piece<'_>)]) -> Option<Dated> {
    let start = pieces.first()?.0.start;
    let mut kept = pieces.iter().take(6).filter(|(_, piece)| !is_filler(piece));
    let (one, two, (last, three)) = (&kept.next()?.1, &kept.next()?.1, kept.next()?);
    let (month, day) = match (one, two) {
        (Piece::Number { value, digits: 1 | 2 }, Piece::Word(word))
        | (Piece::Word(word), Piece::Number { value, digits: 1 | 2 }) => (month(word)?, *value),
        _ => return None,
    };
    let (year, 4 | 2) = number(three)? else { return None };
    dated(start..last.end, year, month, day)
}

fn dated(place: Range<usize>, year: u32, month: u32, day: u32) -> Option<Dated> {
    let year = i32::try_from(year).ok()?;
    // Any year that both may stand for will do to see whether there is such a day.
    NaiveDate::from_ymd_opt(if year < 100 { 2000 + year } else { year }, month, day)?;
    Some(Dated { place, year, day, month })
}

fn number(piece: &Piece<'_>) -> Option<(u32, usize)> {
    match piece {
        Piece::Number { value, digits } => Some((*value, *digits)),
        Piece::Word(_) => None,
    }
}

fn is_filler(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Word(word) if ["st", "nd", "rd", "th", "of"].iter().any(|one| word.eq_ignore_ascii_case(one)))
}

/// The number of a month by its name, or by the beginning of it: “May”, “sept”.
fn month(word: &str) -> Option<u32> {
    let begins = |name: &&str| name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    (1..).zip(&MONTHS).filter(|_| word.len() > 2).find(|(_, name)| begins(name)).map(|(number, _)| number)
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
        ] {
            let found = dates(&format!("seen {text}, at 10"));
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert!(found[0].is(day), "{text}: {found:?}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["10:30", "01632 960 001", "32/13/2015", "May 2015", "1 2 3", "v1.2.3.4", "12 people in 2015"]
        {
            assert_eq!(dates(text), [], "{text}");
        }
    }
}
