//! A case as others may read it: whose names leave the logbook, and what stands in their place.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::words::words;
use crate::model::{Case, Person, Record, fold};
use crate::protocol::{FieldKind, Protocol};

words! {
    /// How much of a case is taken out before somebody else reads it.
    pub enum Redact {
        None = "none", "nothing";
        Family = "family", "child, family and third parties by initials; professionals are kept";
        Names = "names", "everybody by initials";
        All = "all", "roles and agencies only, free text left out";
    }
}

/// What stands where a text was left out.
const LEFT_OUT: &str = "(left out)";

/// The agencies that mark a person as family or a third party, not a professional.
const FAMILY: &[&str] =
    &["family", "the family", "parent", "parents", "carer", "carers", "third party", "public"];

/// The roles that do the same.
const RELATIVES: &[&str] = &[
    "mother",
    "father",
    "mum",
    "dad",
    "parent",
    "carer",
    "guardian",
    "stepmother",
    "stepfather",
    "step-mother",
    "step-father",
    "grandmother",
    "grandfather",
    "grandparent",
    "aunt",
    "uncle",
    "sister",
    "brother",
    "sibling",
    "child",
    "young person",
    "partner",
    "neighbour",
    "friend",
    "family member",
];

/// Words before or in a name that are no part of it.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "sir",
    "dame",
    "lord",
    "lady",
    "rev",
    "pc",
    "ps",
    "ds",
    "di",
    "dc",
    "dci",
    "sgt",
    "sergeant",
    "inspector",
    "cllr",
    "child",
    "children",
    "baby",
    "unborn",
    "infant",
    "sibling",
    "twin",
    "boy",
    "girl",
    "of",
    "the",
    "and",
    "unknown",
    "erased",
];

/// Words between a first name and a family name that say nothing alone.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "du", "del", "der", "den", "van", "von", "la", "le", "al", "el", "bin", "ibn", "ap",
    "ab",
];

/// Takes names out of cases, and remembers what it replaced.
#[derive(Debug, Clone)]
pub struct Redaction {
    level: Redact,
    also: Vec<String>,
    replaced: BTreeMap<String, Replaced>,
}

/// What stands in the place of a word, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// What stands there now.
    pub by: String,
    /// How often.
    pub times: u64,
}

/// How many different words are remembered: an export of many cases needs no more memory than of one.
const REMEMBERED: usize = 1000;

impl Redaction {
    /// Takes out this much, and further names besides those that the cases give.
    pub fn new(level: Redact, also: Vec<String>) -> Self {
        Self { level, also, replaced: BTreeMap::new() }
    }

    /// How much it takes out.
    pub fn level(&self) -> Redact {
        self.level
    }

    /// What it replaced so far: the word, what stands in its place, how often.
    pub fn replaced(&self) -> &BTreeMap<String, Replaced> {
        &self.replaced
    }

    /// Takes the names out of a case: wherever they stand, in free text too.
    pub fn apply(&mut self, case: &mut Case, protocol: &Protocol) {
        if self.level == Redact::None {
            return;
        }
        let names = self.names(case);
        for entry in &mut case.entries {
            if let Some(record) = &mut entry.record {
                self.record(record, &names, protocol);
            }
        }
        self.children(&mut case.children, &names);
        for party in &mut case.parties {
            for person in &mut party.people {
                self.person(person, &names);
            }
            if let Some(agency) = &mut party.agency {
                *agency = crate::model::Agency::new(&self.text(agency.name(), &names));
            }
        }
    }

    /// The words of every name that is to go, each with its initial.
    fn names(&self, case: &Case) -> Names {
        let mut names = Names::default();
        self.also.iter().for_each(|name| names.add(name));
        let records = || case.entries.iter().filter_map(|entry| entry.record.as_ref());
        let children = records().flat_map(|record| &record.children).chain(&case.children);
        children.for_each(|child| names.add(child));
        let party_people = case.parties.iter().flat_map(|party| &party.people);
        for person in
            records().flat_map(|record| record.everybody().chain([&record.recorded_by])).chain(party_people)
        {
            if self.level != Redact::Family || is_family(person) {
                names.add(&person.name);
            }
        }
        names
    }

    fn record(&mut self, record: &mut Record, names: &Names, protocol: &Protocol) {
        self.children(&mut record.children, names);
        self.person(&mut record.recorded_by, names);
        for person in record.people.values_mut().flatten() {
            self.person(person, names);
        }
        for agency in record.agencies.values_mut() {
            *agency = crate::model::Agency::new(&self.text(agency.name(), names));
        }
        for (field, text) in &mut record.fields {
            let known = protocol.field(field.as_str());
            if known.is_some_and(|known| {
                known.kind == FieldKind::When || known.choices.iter().any(|one| one.id == *text)
            }) {
                continue;
            }
            *text = if self.level == Redact::All { LEFT_OUT.to_owned() } else { self.text(text, names) };
        }
    }

    fn children(&mut self, children: &mut [String], names: &Names) {
        for child in children {
            *child = if self.level == Redact::All { LEFT_OUT.to_owned() } else { self.text(child, names) };
        }
    }

    fn person(&mut self, person: &mut Person, names: &Names) {
        person.name = if self.level == Redact::All { String::new() } else { self.text(&person.name, names) };
        person.role = self.text(&person.role, names);
        person.agency = crate::model::Agency::new(&self.text(person.agency.name(), names));
    }

    /// A text with every word of a name replaced by its initial.
    fn text(&mut self, text: &str, names: &Names) -> String {
        let mut out = String::with_capacity(text.len());
        let mut word = String::new();
        for c in text.chars() {
            if c.is_alphanumeric() || is_combining_mark(c) {
                word.push(c);
                continue;
            }
            self.word(&std::mem::take(&mut word), names, &mut out);
            out.push(c);
        }
        self.word(&word, names, &mut out);
        out
    }

    fn word(&mut self, word: &str, names: &Names, out: &mut String) {
        let Some(by) = names.instead_of(word) else {
            out.push_str(word);
            return;
        };
        out.push_str(by);
        let remembers = self.replaced.len() < REMEMBERED || self.replaced.contains_key(word);
        if remembers {
            let replaced = self.replaced.entry(word.to_owned());
            replaced.or_insert_with(|| Replaced { by: by.to_owned(), times: 0 }).times += 1;
        }
    }
}

/// Whether a person is of the family or a third party, as their agency or role says.
fn is_family(person: &Person) -> bool {
    FAMILY.contains(&fold(person.agency.name()).as_str()) || RELATIVES.contains(&fold(&person.role).as_str())
}

/// The words of names, as they are compared, each with what stands in its place.
#[derive(Debug, Default)]
struct Names {
    words: BTreeMap<String, String>,
    /// Words of scripts that do not part words by spaces, or that join others to a name.
    within: Vec<String>,
}

impl Names {
    /// Adds the words of a name; one that is given by initials alone has none.
    fn add(&mut self, name: &str) {
        let parts: Vec<&str> = name
            .split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c))
            .filter(|part| !part.is_empty())
            .collect();
        let own: Vec<&str> = parts
            .iter()
            .enumerate()
            .filter(|(at, part)| {
                let folded = bare(part);
                let is_particle = PARTICLES.contains(&folded.as_str()) && *at > 0 && *at + 1 < parts.len();
                !TITLES.contains(&folded.as_str())
                    && !is_particle
                    && !is_initials(part)
                    && part.chars().any(char::is_alphabetic)
            })
            .map(|(_, part)| *part)
            .collect();
        // “JS” alone is how a child is referred to; beside other words it is a name in capitals.
        let stays = parts.len() == 1 && own.iter().all(|part| is_reference(part));
        if stays || own.is_empty() {
            return;
        }
        for part in &own {
            self.add_word(part, &initial(part));
        }
        let together: String = own.concat();
        let initials: String = own.iter().map(|part| initial(part)).collect();
        self.add_word(&together, &initials);
    }

    fn add_word(&mut self, word: &str, by: &str) {
        let folded = bare(word);
        if word.chars().any(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase()) {
            self.within.push(folded);
            return;
        }
        self.words.entry(folded).or_insert_with(|| by.to_owned());
    }

    /// What stands in the place of a word, where it belongs to a name: in the plural too, as in “the Smiths”,
    /// and with numbers, as in an address.
    fn instead_of(&self, word: &str) -> Option<&str> {
        if word.is_empty() {
            return None;
        }
        let folded = bare(word);
        let alone = folded.trim_matches(char::is_numeric);
        let mut singular = ["", "s", "es"].iter().filter_map(|ending| alone.strip_suffix(ending));
        if let Some(by) = singular.find_map(|one| self.words.get(one)) {
            return Some(by);
        }
        self.within.iter().any(|name| folded.contains(name.as_str())).then_some("[name]")
    }
}

/// A word as names are compared: without accents, in one letter case.
fn bare(word: &str) -> String {
    let plain: String = word.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    fold(&plain)
}

fn initial(word: &str) -> String {
    word.chars().next().map(|first| format!("{}.", first.to_uppercase())).unwrap_or_default()
}

/// One letter is an initial already.
fn is_initials(word: &str) -> bool {
    let letter = word.chars().next().is_some_and(|c| c.is_lowercase() || c.is_uppercase() || c.is_numeric());
    word.nfc().count() == 1 && letter
}

/// Up to three capitals alone, perhaps with digits, are a reference and no name.
fn is_reference(word: &str) -> bool {
    word.chars().count() <= 3 && word.chars().all(|c| c.is_uppercase() || c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(names: &[&str], text: &str) -> String {
        let mut known = Names::default();
        for name in names {
            known.add(name);
        }
        Redaction::new(Redact::Names, Vec::new()).text(text, &known)
    }

    #[test]
    fn a_name_goes_wherever_it_stands() {
        let names = ["Siân Llŷr-Jones"];
        for (text, left) in [
            ("Siân Llŷr-Jones came", "S. L.-J. came"),
            ("SIAN LLYR-JONES, sian's; (llŷr)", "S. L.-J., S.'s; (L.)"),
            ("Mrs Jones and the Joneses", "Mrs J. and the J."),
            ("the Llyrs; sian.jones@school.example", "the L.; S..J.@school.example"),
            ("sianllyrjones99 sianllyrjones", "S.L.J. S.L.J."),
            ("Jonesy and Janes stay", "Jonesy and Janes stay"),
        ] {
            assert_eq!(redacted(&names, text), left, "{text}");
        }
    }

    #[test]
    fn a_reference_is_no_name() {
        for child in ["J.S.", "JS", "J S", "Child A", "Baby 1", "K7"] {
            assert_eq!(
                redacted(&[child], "the child JS, J.S. and baby K7"),
                "the child JS, J.S. and baby K7"
            );
        }
        assert_eq!(redacted(&["Baby Smith"], "baby Smith"), "baby S.");
        assert_eq!(redacted(&["LI WU"], "Li Wu"), "L. W.");
    }

    #[test]
    fn titles_and_particles_say_nothing_alone() {
        assert_eq!(redacted(&["Dr Ana de la Cruz"], "Dr A de la Cruz and la Ana"), "Dr A de la C. and la A.");
        assert_eq!(redacted(&["Al Khan"], "Al said"), "A. said");
    }

    #[test]
    fn names_of_scripts_without_capitals_go_from_within_words() {
        assert_eq!(redacted(&["李明"], "昨天李明来了。"), "[name]。");
        assert_eq!(redacted(&["נועה"], "לנועה יש"), "[name] יש");
    }
}
