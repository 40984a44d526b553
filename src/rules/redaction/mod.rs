//! A case as others may read it: whose names leave the logbook, and what stands in their place.

mod context;
mod dates;
#[cfg(test)]
mod disguises;
mod family;
mod folding;
mod matching;
mod mentions;
mod months;
mod names;
mod relations;
mod spelling;
#[cfg(test)]
mod survivors;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::model::words::words;
use crate::model::{Agency, Case, Person, Record, fold};
use crate::protocol::{FieldKind, Protocol};

use family::Side;
use matching::Finder;
use names::Names;
use vocabulary::Vocabulary;

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

/// Takes names out of cases, and remembers what it replaced.
#[derive(Debug, Clone)]
pub struct Redaction {
    level: Redact,
    also: Vec<String>,
    /// Who is family and who is not, by name, where somebody said so.
    told: BTreeMap<String, bool>,
    vocabulary: Vocabulary,
    replaced: BTreeMap<String, Replaced>,
    unsure: BTreeMap<String, Unsure>,
}

/// What stands in the place of a word, and how often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// What stands there now.
    pub by: String,
    /// How often.
    pub times: u64,
}

/// Somebody of whom the case does not tell whether they are of the family; they count as family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsure {
    /// Who it is.
    pub person: Person,
    /// Why it cannot be told.
    pub why: &'static str,
}

/// How many different words, and people, are remembered: an export of many cases needs no more memory than of one.
const REMEMBERED: usize = 1000;

impl Redaction {
    /// Takes out this much.
    pub fn new(level: Redact) -> Self {
        Self {
            level,
            also: Vec::new(),
            told: BTreeMap::new(),
            vocabulary: if level == Redact::None { Vocabulary::default() } else { Vocabulary::english() },
            replaced: BTreeMap::new(),
            unsure: BTreeMap::new(),
        }
    }

    /// Takes out further names besides those that the cases give.
    pub fn also(&mut self, names: Vec<String>) {
        self.also.extend(names);
    }

    /// Takes somebody for family or for a professional, whatever their role and agency say.
    pub fn tell(&mut self, name: &str, is_family: bool) {
        self.told.insert(fold(name), is_family);
    }

    /// How much it takes out.
    pub fn level(&self) -> Redact {
        self.level
    }

    /// What it replaced so far: the word, what stands in its place, how often.
    pub fn replaced(&self) -> &BTreeMap<String, Replaced> {
        &self.replaced
    }

    /// Who counted as family so far without the case telling so.
    pub fn unsure(&self) -> impl ExactSizeIterator<Item = &Unsure> {
        self.unsure.values()
    }

    /// Who of a case counts as family without the case telling so.
    pub fn unsure_of(&self, case: &Case) -> Vec<Unsure> {
        let mut unsure: Vec<Unsure> = Vec::new();
        if self.level != Redact::Family {
            return unsure;
        }
        for person in people(case) {
            if let Side::Unsure(why) = self.side(person)
                && !unsure.iter().any(|known| known.person == *person)
            {
                unsure.push(Unsure { person: person.clone(), why });
            }
        }
        unsure
    }

    /// Takes the names out of a case: wherever they stand, in free text too.
    pub fn apply(&mut self, case: &mut Case, protocol: &Protocol) {
        if self.level == Redact::None {
            return;
        }
        for unsure in self.unsure_of(case) {
            if self.unsure.len() < REMEMBERED {
                self.unsure.insert(unsure.person.to_string(), unsure);
            }
        }
        let finder = Finder::new(self.names(case), births(case), self.vocabulary.clone());
        for entry in &mut case.entries {
            if let Some(record) = &mut entry.record {
                self.record(record, &finder, protocol);
            }
        }
        self.children(&mut case.children, &finder);
        for party in &mut case.parties {
            for person in &mut party.people {
                self.person(person, &finder);
            }
            if let Some(agency) = &mut party.agency {
                *agency = Agency::new(&self.text(agency.name(), &finder));
            }
        }
    }

    /// The names that are to go.
    fn names(&self, case: &Case) -> Names {
        let children = records(case).flat_map(|record| &record.children).chain(&case.children);
        let children: BTreeSet<&str> = children.map(String::as_str).collect();
        let mut given: BTreeSet<&str> = BTreeSet::new();
        let people = people(case).into_iter().map(|person| (person, self.side(person)));
        // Whoever keeps a logbook is a professional, unless their role says otherwise.
        let recorders = each_once(records(case).map(|record| &record.recorded_by).collect());
        let recorders = recorders.into_iter().map(|recorder| match self.side(recorder) {
            Side::Unsure(_) => (recorder, Side::Professional),
            side => (recorder, side),
        });
        for (person, side) in people.chain(recorders) {
            if self.level != Redact::Family || side != Side::Professional {
                given.insert(&person.name);
            }
            given.extend(mentions::names(person, side, &self.vocabulary));
        }
        let mut names = Names::default();
        for child in children {
            names.add_child(child, &self.vocabulary);
        }
        for name in given {
            names.add(name, &self.vocabulary);
        }
        for name in &self.also {
            names.add_asked(name, &self.vocabulary);
        }
        names
    }

    /// On which side somebody stands, as was said or as their role and agency tell.
    fn side(&self, person: &Person) -> Side {
        match self.told.get(&fold(&person.name)) {
            Some(true) => Side::Family,
            Some(false) => Side::Professional,
            None => family::side(person),
        }
    }

    fn record(&mut self, record: &mut Record, finder: &Finder, protocol: &Protocol) {
        self.children(&mut record.children, finder);
        self.person(&mut record.recorded_by, finder);
        for person in record.people.values_mut().flatten() {
            self.person(person, finder);
        }
        for agency in record.agencies.values_mut() {
            *agency = Agency::new(&self.text(agency.name(), finder));
        }
        for (field, text) in &mut record.fields {
            let is_birth = field.as_str() == super::BORN;
            let known = protocol.field(field.as_str()).filter(|_| !is_birth);
            if known.is_some_and(|known| {
                known.kind == FieldKind::When || known.choices.iter().any(|one| one.id == *text)
            }) {
                continue;
            }
            let goes = is_birth || self.level == Redact::All;
            *text = if goes { LEFT_OUT.to_owned() } else { self.text(text, finder) };
        }
    }

    fn children(&mut self, children: &mut [String], finder: &Finder) {
        for child in children {
            *child = if self.level == Redact::All { LEFT_OUT.to_owned() } else { self.text(child, finder) };
        }
    }

    fn person(&mut self, person: &mut Person, finder: &Finder) {
        person.name = if self.level == Redact::All { String::new() } else { self.text(&person.name, finder) };
        person.role = self.text(&person.role, finder);
        person.agency = Agency::new(&self.text(person.agency.name(), finder));
    }

    /// A text with every name in it replaced.
    fn text(&mut self, text: &str, finder: &Finder) -> String {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for hit in finder.find(text) {
            let word = text.get(hit.start..hit.end).unwrap_or_default();
            out.push_str(text.get(done..hit.start).unwrap_or_default());
            out.push_str(&hit.by);
            done = hit.end;
            if self.replaced.len() < REMEMBERED || self.replaced.contains_key(word) {
                let replaced = self.replaced.entry(word.to_owned());
                replaced.or_insert_with(|| Replaced { by: hit.by, times: 0 }).times += 1;
            }
        }
        out.push_str(text.get(done..).unwrap_or_default());
        out
    }
}

/// What the entries of a case say.
fn records(case: &Case) -> impl Iterator<Item = &Record> {
    case.entries.iter().filter_map(|entry| entry.record.as_ref())
}

/// Everybody who takes part in a case, each once.
fn people(case: &Case) -> Vec<&Person> {
    let parties = case.parties.iter().flat_map(|party| &party.people);
    each_once(records(case).flat_map(Record::everybody).chain(parties).collect())
}

fn each_once(mut people: Vec<&Person>) -> Vec<&Person> {
    let key = |person: &&Person| (person.name.clone(), person.role.clone(), person.agency.name().to_owned());
    people.sort_by_cached_key(key);
    people.dedup();
    people
}

/// The dates of birth that the fields of a case hold.
fn births(case: &Case) -> Vec<NaiveDate> {
    let fields = records(case).flat_map(|record| {
        record.text(super::BORN).into_iter().chain(record.children.iter().map(String::as_str))
    });
    let mut births: Vec<NaiveDate> = fields.flat_map(dates::days).collect();
    births.sort_unstable();
    births.dedup();
    births
}
