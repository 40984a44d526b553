//! An office to test in: a folder of its own, a clock of its own, a logbook.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Europe::London;
use escalate::cli::keyring::{Keyring, NoSecret};
use escalate::cli::{StandardInput, Surroundings, Terminals};
use escalate::run;
use serde_json::Value;
use tempfile::TempDir;
use zeroize::Zeroizing;

pub const TEACHER: &str = "Asha Patel, teacher, Elm School";
pub const WORKER: &str = "Ben Cole, social worker, Children's Social Care";
pub const MANAGER: &str = "Dee Roe, team manager, Children's Social Care";
pub const HEAD: &str = "Femi Ade, head teacher, Elm School";

/// An office with a folder, a clock and a logbook.
pub struct Office {
    folder: TempDir,
    now: Rc<Cell<DateTime<Utc>>>,
    draws: Rc<Cell<u64>>,
    /// Whether entries were sealed anew that this program did not write.
    pub forged: Cell<bool>,
    /// The keyring of the office's computer.
    pub keyring: OfficeKeyring,
}

/// What a command came to.
#[derive(Debug)]
pub struct Outcome {
    pub status: u8,
    pub out: String,
    pub err: String,
    said: Vec<String>,
}

impl Office {
    /// An office without a logbook, at noon on Friday 20 November 2026.
    pub fn bare() -> Self {
        let office = Self {
            folder: TempDir::new().unwrap(),
            now: Rc::default(),
            draws: Rc::new(Cell::new(first_draw())),
            forged: Cell::new(false),
            keyring: OfficeKeyring::default(),
        };
        office.at("2026-11-20 12:00");
        office
    }

    /// An office with a plain logbook and a default protocol.
    pub fn with(protocol: &str) -> Self {
        let office = Self::bare();
        // Long before anything that a test records: no logbook is younger than its entries.
        office.at("2020-01-01 09:00");
        office.ok(&[
            "init",
            "--plain",
            "--me",
            "Asha Patel, teacher",
            "--agency",
            "Elm School",
            "--protocol",
            protocol,
        ]);
        office.at("2026-11-20 12:00");
        office
    }

    /// Sets the clock: a local time in London.
    pub fn at(&self, local: &str) -> &Self {
        let naive = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
        self.now.set(London.from_local_datetime(&naive).single().unwrap().to_utc());
        self
    }

    /// Sets the clock.
    pub fn at_instant(&self, instant: DateTime<Utc>) {
        self.now.set(instant);
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn logbook(&self) -> PathBuf {
        self.folder().join("logbook.db")
    }

    /// A file in the office.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn variables(&self) -> HashMap<String, OsString> {
        HashMap::from([
            ("ESCALATE_LOGBOOK".into(), self.logbook().into()),
            ("ESCALATE_CONFIG".into(), self.folder().join("config.toml").into()),
            ("HOME".into(), self.folder().into()),
            ("USER".into(), "tester".into()),
        ])
    }

    /// Runs a command in this process, at the office's time.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(b"", arguments)
    }

    /// The same, with something on standard input.
    pub fn run_with(&self, input: &[u8], arguments: &[&str]) -> Outcome {
        let (out, err) = (Shared::default(), Shared::default());
        let (now, draws) = (Rc::clone(&self.now), Rc::clone(&self.draws));
        let mut around = Surroundings {
            variables: self.variables(),
            clock: Box::new(move || now.get()),
            // Different at each draw, the same in each run: so that results can be compared.
            random: Box::new(move |bytes| {
                draws.set(draws.get() + 1);
                for (place, byte) in bytes.iter_mut().zip(draws.get().to_be_bytes().iter().cycle()) {
                    *place = *byte;
                }
                Ok(())
            }),
            keyring: Box::new(self.keyring.clone()),
            input: StandardInput::new(std::io::Cursor::new(input.to_vec())),
            output: Box::new(out.clone()),
            error: Box::new(err.clone()),
            terminals: Terminals::default(),
        };
        let mut line: Vec<OsString> = vec!["escalate".into()];
        line.extend(arguments.iter().map(OsString::from));
        let status = run(&line, &mut around);
        let said = arguments.iter().map(ToString::to_string).collect();
        Outcome { status, out: out.text(), err: err.text(), said }
    }

    /// Runs a command that must succeed.
    pub fn ok(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.status, 0, "{outcome}");
        outcome
    }

    /// Runs a command that must succeed, and reads what it prints as JSON.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let mut all = vec!["--format", "json"];
        all.extend(arguments);
        self.ok(&all).json()
    }

    /// Runs a command that must fail with a status, and have left the logbook as it was.
    pub fn fails(&self, status: u8, arguments: &[&str]) -> Outcome {
        let before = std::fs::read(self.logbook()).ok();
        let outcome = self.run(arguments);
        assert_eq!(outcome.status, status, "{outcome}");
        assert_eq!(outcome.out, "", "a failure prints no result: {outcome}");
        assert!(outcome.err.contains("Nothing was stored.") || outcome.err.starts_with('{'), "{outcome}");
        assert_eq!(std::fs::read(self.logbook()).ok(), before, "the logbook changed: {outcome}");
        outcome
    }

    /// The same command in a process of its own, at the system's time.
    pub fn process(&self, arguments: &[&str]) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_escalate"));
        command.env_clear().envs(self.variables()).args(arguments).stdin(std::process::Stdio::null());
        command
    }

    /// Opens a case and gives its reference.
    pub fn opens(&self, arguments: &[&str]) -> String {
        let mut all = vec![
            "open",
            "--child",
            "J.S.",
            "--concern",
            "The referral was refused",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ];
        all.extend(arguments);
        self.json(&all)["case"].as_str().unwrap().to_owned()
    }

    /// What is due, as JSON.
    pub fn due(&self, arguments: &[&str]) -> Vec<Value> {
        let mut all = vec!["due"];
        all.extend(arguments);
        self.json(&all).as_array().unwrap().clone()
    }

    /// What is outstanding of a kind in a case.
    pub fn outstanding(&self, case: &str, kind: &str) -> Vec<Value> {
        let shown = self.json(&["show", case]);
        shown["outstanding"].as_array().unwrap().iter().filter(|item| item["kind"] == kind).cloned().collect()
    }

    /// The limit of the stage that a case is at.
    pub fn due_at(&self, case: &str) -> Value {
        self.json(&["show", case])["due_at"].clone()
    }

    /// The whole logbook checks.
    pub fn verifies(&self) {
        self.ok(&["verify"]);
    }
}

impl Drop for Office {
    /// Whatever a test did: what was recorded is what the rules make of it when they are run again.
    fn drop(&mut self) {
        if self.forged.get() || std::thread::panicking() || !self.logbook().is_file() {
            return;
        }
        let outcome = self.run(&["--no-input", "verify"]);
        assert!(!outcome.err.contains("is not what the rules make of it"), "{outcome}");
    }
}

impl Outcome {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self}"))
    }

    /// The error as JSON.
    pub fn error(&self) -> Value {
        serde_json::from_str::<Value>(&self.err).unwrap_or_else(|error| panic!("{error}: {self}"))["error"]
            .clone()
    }

    /// Says something on standard error.
    pub fn says(&self, text: &str) -> &Self {
        let flat = self.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(text), "‘{text}’ is not said: {self}");
        self
    }

    /// Prints something on standard output.
    pub fn prints(&self, text: &str) -> &Self {
        let flat = self.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(text), "‘{text}’ is not printed: {self}");
        self
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "escalate {:?}\nstatus {}\n--- out\n{}--- err\n{}",
            self.said, self.status, self.out, self.err
        )
    }
}

/// A keyring: what it holds, and why it gives nothing where it does not answer.
#[derive(Clone)]
pub struct OfficeKeyring {
    pub silent: Rc<RefCell<Option<NoSecret>>>,
    pub held: Rc<RefCell<HashMap<String, Vec<u8>>>>,
    /// What is done after each change of the keyring.
    pub watched: Rc<RefCell<Option<Watcher>>>,
}

/// Sees what a keyring was told to do.
pub type Watcher = Box<dyn FnMut(&str)>;

impl Default for OfficeKeyring {
    fn default() -> Self {
        let none = NoSecret::NoKeyring("no session".into());
        Self { silent: Rc::new(RefCell::new(Some(none))), held: Rc::default(), watched: Rc::default() }
    }
}

impl OfficeKeyring {
    fn answers(&self) -> Result<(), NoSecret> {
        self.silent.borrow().clone().map_or(Ok(()), Err)
    }

    fn told(&self, what: &str) {
        if let Some(watcher) = &mut *self.watched.borrow_mut() {
            watcher(what);
        }
    }
}

impl Keyring for OfficeKeyring {
    fn secret(&self, item: &str) -> Result<Zeroizing<Vec<u8>>, NoSecret> {
        self.answers()?;
        self.held.borrow().get(item).cloned().map(Zeroizing::new).ok_or(NoSecret::Unknown)
    }

    fn keep(&self, item: &str, secret: &[u8]) -> Result<(), NoSecret> {
        self.answers()?;
        self.told("before keep");
        self.held.borrow_mut().insert(item.to_owned(), secret.to_vec());
        self.told("after keep");
        Ok(())
    }

    fn remove(&self, item: &str) -> Result<(), NoSecret> {
        self.answers()?;
        self.told("before remove");
        let removed = self.held.borrow_mut().remove(item);
        self.told("after remove");
        removed.map(drop).ok_or(NoSecret::Unknown)
    }
}

/// A number from which no other office draws.
fn first_draw() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static OFFICES: AtomicU64 = AtomicU64::new(1);
    OFFICES.fetch_add(1, Ordering::Relaxed) << 32
}

/// A stream that can be read afterwards.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The ids of a list of JSON objects.
pub fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

/// A JSON list of texts.
pub fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect()
}

/// Appends an entry of a kind that this version does not know, sealed as a newer version would.
pub fn append_unknown_kind(office: &Office, case: &str) {
    use escalate::model::{Agency, Entry, Event, Moment, Person, Record, Skeleton, StageNumber};
    use escalate::store::sqlite::SqliteLog;
    use escalate::store::{LogStore, Sealing};
    let mut store = SqliteLog::open(&office.logbook(), None).unwrap();
    let mut writing = store.begin().unwrap();
    let head = writing.head().unwrap();
    let recorded_at = office.now.get();
    let by =
        Person { name: "A newer version".into(), role: String::new(), agency: Agency::new("Elm School") };
    let entry = Entry {
        number: writing.next_entry().unwrap(),
        recorded_at,
        clock_back: false,
        skeleton: Skeleton {
            case: case.parse().unwrap(),
            after: None,
            stage: Some(StageNumber(1)),
            fields: Vec::new(),
            joins: Vec::new(),
            begins: Vec::new(),
            settles: Vec::new(),
            immediate_harm: None,
            once: None,
            event: Event::Unknown { kind: "mediation".into(), data: r#"{"mediator":"x"}"#.into() },
        },
        record: Some(Record::new(Moment::exact(recorded_at.into()), by)),
    };
    writing.append(&head, &Sealing::new(entry, [3; 32]).unwrap()).unwrap();
    writing.commit().unwrap();
}
