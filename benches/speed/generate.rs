//! Makes logbooks of any size, through the library's own rules and store.
//!
//! Ten entries a case. Nearly all cases are closed; twenty are open and overdue whatever the size, so that
//! what is due stays the same while the logbook grows. The people are invented.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use escalate::key::{DataKey, Draw, Secret, Way, Wrapping, Wrappings};
use escalate::model::kinds::{
    Action, Agreement, Answer, Correction, Decision, Discussion, DutyMet, Mode, Request, Resolution, Verdict,
};
use escalate::model::{
    Agency, Capacity, Case, Entry, EntryNumber, Event, Id, LogId, Moment, Person, Responsible, StageNumber,
    chain,
};
use escalate::protocol::builtin::{self, BuiltIn};
use escalate::protocol::{Calendar, Resolved, resolve};
use escalate::rules::{Admitted, Desk, Draft, Opening, admit, open, summary};
use escalate::store::sqlite::{Founding, SqliteLog};
use escalate::store::{LogStore, Sealing, Writing};

/// How many entries each case has.
pub const ENTRIES_A_CASE: u64 = 10;
/// How many cases are open and overdue.
pub const OVERDUE: u64 = 20;
/// How many cases are stored in one transaction.
const CASES_A_TRANSACTION: u64 = 500;

/// What every entry is made with.
struct Office {
    definition: Resolved,
    calendar: Calendar,
    /// When the first case is opened.
    start: DateTime<Utc>,
    salt: u64,
}

/// The key of every encrypted logbook that is made here.
pub const DATA_KEY: [u8; 32] = [7; 32];
/// The identity of every logbook that is made here.
const LOG: LogId = LogId([7; 16]);

/// Whether a logbook is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Plain,
    Encrypted,
}

impl Engine {
    /// What the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Encrypted => "encrypted",
        }
    }

    /// The one of a name.
    pub fn named(name: &str) -> Self {
        if name == "encrypted" { Self::Encrypted } else { Self::Plain }
    }
}

/// A logbook, and cases in it to ask for.
#[derive(Debug, Clone)]
pub struct Book {
    pub path: PathBuf,
    pub entries: u64,
    /// What unlocks it.
    pub key_file: Option<PathBuf>,
    /// The case in its middle.
    pub closed_case: String,
    /// A case that a discussion can be added to.
    pub open_case: String,
}

impl Book {
    /// A copy of it, to write to.
    pub fn copy(&self, name: &str) -> Self {
        let path = self.path.with_file_name(format!("{name}.db"));
        std::fs::copy(&self.path, &path).unwrap();
        if self.key_file.is_some() {
            std::fs::copy(wrappings(&self.path), wrappings(&path)).unwrap();
        } else {
            // Those of the copy before; a plain logbook beside them would be refused.
            let _ = std::fs::remove_file(wrappings(&path));
        }
        Self { path, ..self.clone() }
    }
}

fn wrappings(logbook: &Path) -> PathBuf {
    let mut name = logbook.as_os_str().to_owned();
    name.push(".keys");
    name.into()
}

/// Where a logbook of so many entries lies in a folder.
pub fn place(folder: &Path, entries: u64, engine: Engine) -> PathBuf {
    folder.join(format!("{entries}-{}.db", engine.name()))
}

/// A logbook of so many entries in a folder, made where it is not there yet.
pub fn logbook(folder: &Path, entries: u64, engine: Engine) -> Book {
    let path = place(folder, entries, engine);
    let key_file = folder.join("owner.key");
    let is_encrypted = engine == Engine::Encrypted;
    if !path.exists() {
        if is_encrypted {
            lock(&path, &key_file);
        }
        generate(&path, entries, is_encrypted.then(|| DataKey::new(DATA_KEY)).as_ref());
    }
    let cases = (entries / ENTRIES_A_CASE).max(OVERDUE);
    let case = |number| {
        let year = year(number, cases);
        let before = (0..number).rev().take_while(|other| self::year(*other, cases) == year).count();
        format!("{year}-{:04}", before + 1)
    };
    // One in the middle that is not overdue; and the eighth of those that are.
    Book {
        path,
        entries,
        key_file: is_encrypted.then_some(key_file),
        closed_case: case(cases / 2 + 1),
        open_case: case(cases / OVERDUE * 7),
    }
}

/// Writes a key file, and what it unlocks beside the logbook.
fn lock(logbook: &Path, key_file: &Path) {
    let bytes = vec![9; 64];
    std::fs::write(key_file, &bytes).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(key_file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let secret = Secret { way: Way::KeyFile, bytes: bytes.into(), item: None };
    let draw = Draw { salt: [1; 16], nonce: [2; 24] };
    let wrapping =
        Wrapping::seal(&DataKey::new(DATA_KEY), &secret, LOG, "2016-01-04T09:00:00.000000Z", draw).unwrap();
    let text = Wrappings { log: LOG, all: vec![wrapping] }.to_text().unwrap();
    std::fs::write(wrappings(logbook), text).unwrap();
}

/// The year in which a case among so many was recorded, which its reference names.
fn year(number: u64, of: u64) -> u16 {
    let days = i64::try_from(number * 3650 / of).unwrap() + RECORDED_AFTER;
    let began: DateTime<Utc> = BEGAN.parse().unwrap();
    u16::try_from((began + TimeDelta::days(days)).year()).unwrap()
}

/// When the first case was opened.
const BEGAN: &str = "2016-01-04T09:00:00Z";

/// How many days after its opening a case was recorded.
const RECORDED_AFTER: i64 = 30;

/// Makes a logbook of so many entries, rounded to whole cases.
pub fn generate(path: &Path, entries: u64, key: Option<&DataKey>) {
    let founding = Founding { log: LOG, founded_at: "2016-01-04T09:00:00.000000Z".into() };
    let mut store = SqliteLog::found(path, &founding, key).unwrap();
    let mut office = Office::at_work();
    let cases = (entries / ENTRIES_A_CASE).max(OVERDUE);
    let mut case = 0;
    while case < cases {
        let mut writing = store.begin().unwrap();
        writing.keep_definition(&office.definition).unwrap();
        for _ in 0..CASES_A_TRANSACTION.min(cases - case) {
            // The overdue ones lie spread over the whole logbook.
            let overdue = case % (cases / OVERDUE) == 0 && case / (cases / OVERDUE) < OVERDUE;
            office.case(&mut *writing, case, cases, overdue);
            case += 1;
        }
        writing.commit().unwrap();
    }
}

/// Makes a logbook with one case of so many entries, of every kind that a case may have thousands of.
pub fn one_long_case(path: &Path, entries: u64) {
    let founding = Founding { log: LOG, founded_at: "2016-01-04T09:00:00.000000Z".into() };
    let mut store = SqliteLog::found(path, &founding, None).unwrap();
    let mut office = Office::at_work();
    let mut writing = store.begin().unwrap();
    writing.keep_definition(&office.definition).unwrap();
    office.long_case(&mut *writing, entries);
    writing.commit().unwrap();
}

fn person(name: &str, role: &str, agency: &str) -> Person {
    Person { name: name.into(), role: role.into(), agency: Agency::new(agency) }
}

fn id(text: &str) -> Id {
    text.parse().unwrap()
}

impl Office {
    fn at_work() -> Self {
        let shelved = BuiltIn.definition("set").unwrap();
        Self {
            definition: resolve(&shelved, &BuiltIn).unwrap(),
            calendar: builtin::calendar("england-and-wales").unwrap(),
            start: BEGAN.parse().unwrap(),
            salt: 0,
        }
    }

    /// A case that stays at its first stage: discussed, asked, answered, agreed, decided, corrected.
    fn long_case(&mut self, writing: &mut dyn Writing, entries: u64) {
        let teacher = person("Asha Patel", "teacher", "Elm School");
        let worker = person("Ben Cole", "social worker", "Social Care");
        let now = self.start + TimeDelta::days(3000);
        let at = |minutes: u64| {
            let after = TimeDelta::minutes(i64::try_from(minutes).unwrap());
            Moment::exact(self.calendar.local(&(self.start + after)))
        };
        let opening = Opening {
            reference: writing.next_reference(2024).unwrap(),
            definition: self.definition.digest,
            pathway: id("general"),
            category: id("referral"),
            stage: StageNumber(1),
            ground: None,
            children: vec!["C.1".into()],
            happened: at(0),
            recorded_by: teacher.clone(),
            by: Some(at(9).at),
            protect_by: None,
            immediate_harm: false,
            agency_types: Vec::new(),
        };
        let reference = opening.reference;
        let draft = opening
            .draft(&self.definition.protocol)
            .people(Capacity::From, vec![teacher.clone()])
            .people(Capacity::To, vec![worker.clone()])
            .text(&id("concern"), Some("The concern".into()));
        let desk = Desk {
            protocol: &self.definition.protocol,
            calendar: &self.calendar,
            now,
            strict: false,
            given: &[],
        };
        let admitted = open(reference, draft, &desk).unwrap();
        let mut case = Case::open(append(writing, admitted, now, &mut self.salt)).unwrap();
        let mut before = 0;
        for number in 1..entries {
            let new = |event: Event| Draft::new(event, at(number), teacher.clone());
            let text =
                |draft: Draft, field: &str| draft.text(&id(field), Some(format!("What {number} says")));
            let last = case.entries.last().unwrap().number;
            let draft = match number % 8 {
                1 => text(new(Request {}.into()), "what")
                    .people(Capacity::From, vec![worker.clone()])
                    .people(Capacity::To, vec![teacher.clone()]),
                2 => text(new(Answer { request: last }.into()), "text"),
                3 => text(new(Action {}.into()), "what")
                    .people(Capacity::Owner, vec![worker.clone()])
                    .limits(Some(at(number + 1).at), None),
                4 => {
                    let replaces = std::mem::replace(&mut before, last.0 + 1);
                    let replaces = (replaces > 0).then_some(EntryNumber(replaces));
                    let decision =
                        Decision { result: Some(Verdict::Stands), replaces, made: None, supported: false };
                    text(new(decision.into()), "decision").people(Capacity::Who, vec![worker.clone()])
                }
                6 => {
                    let correction = Correction {
                        corrects: last,
                        moved: None,
                        day_only: false,
                        agreement: None,
                        verdict: None,
                        by: None,
                        leaves: Vec::new(),
                        category: None,
                    };
                    text(text(new(correction.into()), "why"), "summary")
                }
                _ => text(new(Discussion::in_mode(Mode::Phone, Some(Agreement::Pending)).into()), "summary")
                    .people(Capacity::With, vec![worker.clone()]),
            };
            let admitted = admit(draft, &case, &desk).unwrap();
            case.apply(append(writing, admitted, now, &mut self.salt)).unwrap();
        }
        let (line, outstanding) = summary(&case, &self.definition.protocol);
        writing.set_standing(&line, &outstanding).unwrap();
    }

    /// One case: opened, discussed, decided, answered, resolved; or left open and overdue.
    fn case(&mut self, writing: &mut dyn Writing, number: u64, of: u64, overdue: bool) {
        let days = i64::try_from(number * 3650 / of).unwrap();
        let opened = self.start + TimeDelta::days(days);
        let at = |hours: i64| Moment::exact(self.calendar.local(&(opened + TimeDelta::hours(hours))));
        let teacher = person("Asha Patel", "teacher", &format!("School {}", number % 200));
        let worker = person("Ben Cole", "social worker", &format!("Social Care {}", number % 12));
        let text = |what: &str| {
            Some(format!(
                "{what} of case {number}: what was seen, who was told, what they said and what comes next."
            ))
        };

        let reference = writing.next_reference(year(number, of)).unwrap();
        let opening = Opening {
            reference,
            definition: self.definition.digest,
            pathway: id("general"),
            category: id(
                ["referral", "enquiry", "assessment-or-intervention"][usize::try_from(number % 3).unwrap()]
            ),
            stage: StageNumber(1),
            ground: None,
            children: vec![format!("C.{number}")],
            happened: at(0),
            recorded_by: teacher.clone(),
            by: overdue.then(|| at(48).at),
            protect_by: None,
            immediate_harm: false,
            agency_types: Vec::new(),
        };
        let draft = opening.draft(&self.definition.protocol);
        let draft = draft
            .people(Capacity::From, vec![teacher.clone()])
            .people(Capacity::To, vec![worker.clone()])
            .text(&id("concern"), text("The concern"))
            .text(&id("impact"), text("The effect"));
        let now = opened + TimeDelta::days(RECORDED_AFTER);
        let desk = Desk {
            protocol: &self.definition.protocol,
            calendar: &self.calendar,
            now,
            strict: false,
            given: &[],
        };
        let admitted = open(reference, draft, &desk).unwrap();
        let mut case = Case::open(append(writing, admitted, now, &mut self.salt)).unwrap();

        let with = |draft: Draft| draft.people(Capacity::With, vec![worker.clone()]);
        let talk = |hours, result| {
            let draft =
                Draft::new(Discussion::in_mode(Mode::Phone, Some(result)), at(hours), teacher.clone());
            with(draft).text(&id("summary"), text("The discussion"))
        };
        let advice = |hours: i64, party: u32| {
            let by = Some(Responsible::Party(party));
            let met = DutyMet::new(id("safeguarding-lead-advice"), by, false);
            Draft::new(met, at(hours), teacher.clone()).text(&id("done"), text("Advice"))
        };
        let mut drafts = vec![
            talk(2, Agreement::NotAgreed),
            advice(3, 1),
            advice(4, 2),
            talk(5, Agreement::NotAgreed),
            Draft::new(Request {}, at(6), teacher.clone())
                .people(Capacity::From, vec![worker.clone()])
                .people(Capacity::To, vec![teacher.clone()])
                .text(&id("what"), text("The request")),
        ];
        let request = EntryNumber(case.entries[0].number.0 + 5);
        drafts.extend([
            Draft::new(Answer { request }, at(7), teacher.clone()).text(&id("text"), text("The answer")),
            Draft::new(
                Decision { result: Some(Verdict::Changed), replaces: None, made: None, supported: false },
                at(8),
                teacher.clone(),
            )
            .people(Capacity::Who, vec![worker.clone()])
            .text(&id("decision"), text("The decision")),
            talk(9, Agreement::Agreed),
        ]);
        drafts.push(if overdue {
            talk(10, Agreement::Pending)
        } else {
            Draft::new(Resolution { outcome: id("agreed") }, at(10), teacher)
                .text(&id("summary"), text("The resolution"))
                .text(&id("plan"), text("The plan"))
        });
        for draft in drafts {
            let admitted = admit(draft, &case, &desk).unwrap();
            case.apply(append(writing, admitted, now, &mut self.salt)).unwrap();
        }
        let (line, outstanding) = summary(&case, &self.definition.protocol);
        writing.set_standing(&line, &outstanding).unwrap();
    }
}

/// Seals and appends an entry.
fn append(
    writing: &mut dyn Writing,
    admitted: Admitted,
    recorded_at: DateTime<Utc>,
    salt: &mut u64,
) -> Entry {
    *salt += 1;
    let mut bytes = [0; chain::SALT_LENGTH];
    bytes[..8].copy_from_slice(&salt.to_be_bytes());
    let Admitted { skeleton, record, .. } = admitted;
    let entry = Entry {
        number: writing.next_entry().unwrap(),
        recorded_at,
        clock_back: false,
        skeleton,
        record: Some(record),
    };
    let head = writing.head().unwrap();
    writing.append(&head, &Sealing::new(entry.clone(), bytes).unwrap()).unwrap();
    entry
}
