//! The names of months, days and years in words.

use super::folding::plain;

#[rustfmt::skip]
const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
];

/// The same in other languages that are spoken here, in plain letters.
#[rustfmt::skip]
const FOREIGN: [&[&str]; 12] = [
    &["januar", "janvier", "enero", "gennaio", "janeiro", "stycznia", "styczen", "ianuarie", "ocak", "ionawr", "januari", "eanair"],
    &["februar", "fevrier", "febrero", "febbraio", "fevereiro", "lutego", "luty", "februarie", "subat", "chwefror", "februari", "feabhra"],
    &["marz", "maerz", "mars", "marzo", "marco", "marca", "marzec", "martie", "mart", "mawrth", "maart", "marta"],
    &["avril", "abril", "aprile", "kwietnia", "kwiecien", "aprilie", "nisan", "ebrill", "aibrean"],
    &["mai", "mayo", "maggio", "maio", "maja", "maj", "mayis", "mei", "bealtaine"],
    &["juni", "juin", "junio", "giugno", "junho", "czerwca", "czerwiec", "iunie", "haziran", "mehefin", "meitheamh"],
    &["juli", "juillet", "julio", "luglio", "julho", "lipca", "lipiec", "iulie", "temmuz", "gorffennaf", "iuil"],
    &["aout", "agosto", "sierpnia", "sierpien", "agustos", "awst", "augustus", "lunasa"],
    &["septembre", "septiembre", "settembre", "setembro", "wrzesnia", "wrzesien", "septembrie", "eylul", "medi"],
    &["oktober", "octobre", "octubre", "ottobre", "outubro", "pazdziernika", "pazdziernik", "octombrie", "ekim", "hydref"],
    &["novembre", "noviembre", "novembro", "listopada", "listopad", "noiembrie", "kasim", "tachwedd", "samhain"],
    &["dezember", "decembre", "diciembre", "dicembre", "dezembro", "grudnia", "grudzien", "decembrie", "aralik", "rhagfyr", "nollaig"],
];

const ROMAN: [&str; 12] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"];

#[rustfmt::skip]
const ORDINALS: [&str; 20] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
];

#[rustfmt::skip]
const CARDINALS: [&str; 20] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
];

const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// Words that join others of a number: “two thousand and fifteen”.
const JOINING: &[&str] = &["and", "thousand", "hundred"];

/// The number of a month by its English name, or by the beginning of it: “May”, “sept”.
pub(super) fn english(word: &str) -> Option<u32> {
    let begins = |name: &str| name.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    place(MONTHS.iter().map(|name| word.len() > 2 && begins(name)))
}

/// The same in Roman numerals or in another language.
pub(super) fn other(word: &str) -> Option<u32> {
    if word.chars().count() > 12 {
        return None;
    }
    let letters = plain(word);
    let roman = place(ROMAN.iter().map(|roman| *roman == letters));
    roman.or_else(|| place(FOREIGN.iter().map(|names| names.contains(&letters.as_str()))))
}

/// The number that some words say, and how many of them: “twenty-first”, “two thousand and fifteen”.
pub(super) fn number<'w>(words: impl Iterator<Item = &'w str>) -> Option<(u32, usize)> {
    let (mut parts, mut many): (Vec<u32>, usize) = (Vec::new(), 0);
    for (at, word) in words.enumerate().take(6) {
        let is = |other: &&str| other.eq_ignore_ascii_case(word);
        let unit = place(ORDINALS.iter().map(&is));
        let unit = unit.or_else(|| place(CARDINALS.iter().map(&is)));
        let ten = place(TENS.iter().map(&is)).map(|at| (at + 1) * 10);
        let ten = ten.or_else(|| word.eq_ignore_ascii_case("thirtieth").then_some(30));
        match (ten.or(unit), parts.last_mut()) {
            // “Twenty-one”, and not “twenty fifteen”.
            (Some(value), Some(last)) if value < 10 && *last >= 20 && *last % 10 == 0 => *last += value,
            (Some(value), _) => parts.push(value),
            (None, Some(_)) if JOINING.iter().any(&is) => continue,
            (None, _) => break,
        }
        many = at + 1;
        let ends = word.ends_with("th") || word.ends_with("st") || ["second", "third"].iter().any(is);
        if ends && word.len() > 2 {
            break;
        }
    }
    match parts[..] {
        [day] => Some((day, many)),
        [2, rest] => Some((2000 + rest, many)),
        [century @ (19 | 20), rest] => Some((century * 100 + rest, many)),
        _ => None,
    }
}

/// The number of the first that is so, from one on.
fn place(are: impl Iterator<Item = bool>) -> Option<u32> {
    (1..).zip(are).find(|(_, is)| *is).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_are_read() {
        for (words, value) in [
            ("twelfth of May", Some((12, 1))),
            ("twelve May", Some((12, 1))),
            ("twenty first of May", Some((21, 2))),
            ("thirty first", Some((31, 2))),
            ("thirtieth", Some((30, 1))),
            ("two thousand and fifteen", Some((2015, 4))),
            ("twenty fifteen", Some((2015, 2))),
            ("Nineteen Ninety Nine", Some((1999, 3))),
            ("two thousand and nine", Some((2009, 4))),
            ("people", None),
        ] {
            assert_eq!(number(words.split(' ')), value, "{words}");
        }
    }
}
