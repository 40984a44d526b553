//! Names that stand in somebody's role or agency: “Zebedee's mother”, “Quill household”.

use super::family::{Side, is_organisation, is_profession, is_relative, singular};
use super::folding::{Folded, Gap};
use super::relations::{ADDRESSES, HOUSEHOLDS, KINDS_OF_FAMILY, ORGANISATIONS, PEOPLE, SHORT_RELATIONS};
use super::vocabulary::Vocabulary;
use crate::model::Person;

/// Words of a professional's role after which somebody may be named: “support worker for Zebedee”.
const FOR: &[&str] = &["for", "of", "to", "with"];

/// A word of a role or of an agency.
#[derive(Debug, Clone, Copy)]
struct Word<'f, 't> {
    text: &'t str,
    letters: &'f str,
    gap: Gap,
    capital: bool,
    /// Whether an s after an apostrophe follows.
    possessive: bool,
}

/// The words of somebody's role and agency that may be names.
pub(super) fn names<'p>(person: &'p Person, side: Side, vocabulary: &Vocabulary) -> Vec<&'p str> {
    let (role, agency) = (Folded::new(&person.role), Folded::new(person.agency.name()));
    let (role, agency) = (words(&person.role, &role), words(person.agency.name(), &agency));
    let is_organised = is_organisation(person.agency.name());
    let mut names = Vec::new();
    let mut named_before = false;
    for (at, word) in role.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| role.get(before));
        let after = role.get(at + 1);
        let of_agency = is_organised && agency.iter().any(|other| other.letters == word.letters);
        let is_known = of_agency || !is_one(word);
        let is_plain = is_known || vocabulary.has(word.letters);
        let of_saint = before.is_some_and(|before| ["st", "saint"].contains(&before.letters));
        let owner = word.possessive && !of_saint && !is_known;
        let first_of_owner =
            after.is_some_and(|after| after.possessive && after.gap == Gap::Space && is_one(after));
        let follows =
            named_before && word.gap == Gap::Space || before.is_some_and(|one| FOR.contains(&one.letters));
        let is_name = match side {
            Side::Professional => {
                owner || !is_plain && (first_of_owner || follows && !is_abbreviation(word.text))
            }
            Side::Family | Side::Unsure(_) => owner || !is_plain,
        };
        named_before = is_name;
        if is_name {
            names.push(word.text);
        }
    }
    if side != Side::Professional && !is_organised {
        names.extend(of_household(&agency, side, vocabulary));
    }
    names
}

/// The names of a private agency: “Quill household”, and not “Elm Street”.
fn of_household<'t>(agency: &[Word<'_, 't>], side: Side, vocabulary: &Vocabulary) -> Vec<&'t str> {
    let mut names = Vec::new();
    for phrase in agency.chunk_by(|_, next| next.gap != Gap::Far) {
        let says = |known: &[&str]| phrase.iter().any(|word| known.contains(&word.letters));
        let is_household = says(HOUSEHOLDS) || phrase.iter().any(|word| is_relative(word.letters));
        let has_number = phrase.iter().any(|word| word.letters.starts_with(|c: char| c.is_ascii_digit()));
        if !is_household && (side != Side::Family || says(ADDRESSES) || has_number) {
            continue;
        }
        for (at, word) in phrase.iter().enumerate() {
            let of_them =
                at.checked_sub(1).and_then(|at| phrase.get(at)).is_some_and(|it| it.letters == "the");
            if is_one(word) && (word.possessive || !vocabulary.has(word.letters)) {
                names.push(word.text);
                names.extend(word.text.strip_suffix('s').filter(|_| of_them));
            }
        }
    }
    names
}

/// Whether a word may be somebody's name.
fn is_one(word: &Word<'_, '_>) -> bool {
    let letters = word.letters;
    word.capital
        && letters.len() > 1
        && !is_relative(letters)
        && !is_profession(letters)
        && !ORGANISATIONS.contains(&singular(letters))
        && !KINDS_OF_FAMILY.contains(&letters)
        && !SHORT_RELATIONS.contains(&letters)
        && !PEOPLE.contains(&letters)
        && !HOUSEHOLDS.contains(&letters)
}

/// Whether a word stands for several: “SEND”, “EHC”.
fn is_abbreviation(word: &str) -> bool {
    word.chars().count() <= 5 && !word.contains(char::is_lowercase)
}

fn words<'f, 't>(text: &'t str, folded: &'f Folded) -> Vec<Word<'f, 't>> {
    let mut words: Vec<Word<'f, 't>> = Vec::new();
    let mut at = 0;
    while at < folded.units.len() {
        let end = folded.word_end(at, false);
        let (from, to) = folded.place(at, end);
        let letters = folded.letters_of(at, end);
        match words.last_mut() {
            Some(last) if letters == "s" && folded.gap(at) == Gap::Joint => last.possessive = true,
            _ => words.push(Word {
                text: text.get(from..to).unwrap_or_default(),
                letters,
                gap: folded.gap(at),
                capital: folded.is_upper(at),
                possessive: false,
            }),
        }
        at = end;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::family::side;
    use super::*;
    use crate::model::Agency;

    fn names_of(role: &str, agency: &str) -> Vec<String> {
        let person = Person { name: "Jo Doe".into(), role: role.into(), agency: Agency::new(agency) };
        let names = names(&person, side(&person), &Vocabulary::english());
        names.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn somebody_named_in_a_role_or_a_household_is_found() {
        for (role, agency, found) in [
            ("Zebedee's mother", "family", &["Zebedee"][..]),
            ("Zebedee's teacher", "Elm School", &["Zebedee"]),
            ("Zebedee Quill's key worker", "Elm School", &["Zebedee", "Quill"]),
            ("support worker for Zebedee Quill", "Elm School", &["Zebedee", "Quill"]),
            ("Zebedee’s mum and teacher", "Elm School", &["Zebedee"]),
            ("Zebedee's contact", "Leigh Park", &["Zebedee"]),
            ("Hope's mother", "family", &["Hope"]),
            ("Will's teacher", "Elm School", &["Will"]),
            ("Mother of Zebedee", "family", &["Zebedee"]),
            ("Quill's aunt", "Quill Road", &["Quill"]),
            ("aunt", "Quill household", &["Quill"]),
            ("dadi", "the Khans", &["Khans", "Khan"]),
            ("helper", "Khan household", &["Khan"]),
        ] {
            assert_eq!(names_of(role, agency), found, "{role}, {agency}");
        }
    }

    #[test]
    fn what_is_nobodys_name_stays() {
        for (role, agency) in [
            ("step dad", "Elm Street"),
            ("MGM", "12 Acacia Gardens"),
            ("uncle", "Leigh Park"),
            ("Children's Guardian", "Cafcass"),
            ("Women's Worker", "Refuge"),
            ("Girl's father", "family"),
            ("Teacher's husband", "family"),
            ("School's nurse", "NHS Trust"),
            ("Barnardo's worker", "Barnardo's"),
            ("Designated Safeguarding Lead", "Elm School"),
            ("Head of SEND", "Elm School"),
            ("Nurse at St Mary's", "St Mary's Hospital"),
            ("GP", "none"),
            ("builder", "Gosport"),
        ] {
            assert_eq!(names_of(role, agency), [""; 0], "{role}, {agency}");
        }
    }
}
