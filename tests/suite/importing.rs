//! Importing: an export of any size into an empty logbook, all of it or nothing.

use std::path::{Path, PathBuf};

use crate::generate::{Engine, one_long_case};
use crate::support::Office;
use crate::unlocking::locked_office;

/// Two thousand five hundred entries: more than SQLite holds in memory before it writes to the file.
const MANY: u64 = 2_500;

/// The export of a large logbook, and the office that it lies in.
fn large_export() -> (Office, PathBuf) {
    let office = Office::bare();
    // One case, so that every reference is of the year in which it was recorded.
    let book = office.folder().join("long.db");
    one_long_case(&book, MANY);
    let export = office.folder().join("export.jsonl");
    let (book, to) = (book.to_str().unwrap(), export.to_str().unwrap());
    office.ok(&["--logbook", book, "export", "--to", "jsonl", "--output", to]);
    (office, export)
}

/// Imports into a logbook of its own, encrypted or not.
fn imports(engine: Engine, export: &Path) -> (Office, Vec<String>) {
    let (office, options) = match engine {
        Engine::Plain => {
            let office = Office::bare();
            office.ok(&["init", "--plain"]);
            (office, Vec::new())
        }
        Engine::Encrypted => {
            let (office, key) = locked_office();
            (office, vec!["--key-file".to_owned(), key])
        }
    };
    let import = ["import".to_owned(), export.to_str().unwrap().to_owned()];
    (office, [options, import.to_vec()].concat())
}

/// What somebody does to an entry of an export.
type Change = fn(&mut serde_json::Value);

fn words(line: &[String]) -> Vec<&str> {
    line.iter().map(String::as_str).collect()
}

#[test]
fn an_import_of_thousands_of_entries_is_stored_whole() {
    let (from, export) = large_export();
    for engine in [Engine::Plain, Engine::Encrypted] {
        let (office, line) = imports(engine, &export);
        office.ok(&words(&line));
        let options = &line[..line.len() - 2];
        let run = |command: &[&str]| office.ok(&[&words(options)[..], command].concat()).out;
        assert!(run(&["--format", "json", "verify"]).contains("\"entries\": 2500"));
        assert_eq!(run(&["export", "--to", "jsonl"]), std::fs::read_to_string(&export).unwrap());
    }
    drop(from);
}

#[test]
fn an_edited_import_of_thousands_of_entries_stores_nothing() {
    let (from, export) = large_export();
    let whole = std::fs::read_to_string(&export).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let entry = |line: &str| line.contains("\"type\":\"entry\"");
    let middle = lines.iter().rposition(|line| entry(line)).unwrap() - 200;
    let edited = |change: Change| {
        let mut value: serde_json::Value = serde_json::from_str(lines[middle]).unwrap();
        change(&mut value);
        let mut lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        lines[middle] = value.to_string();
        from.write("edited.jsonl", &format!("{}\n", lines.join("\n")))
    };
    let changes: [(u8, Change); 3] = [
        // The seal shows it.
        (2, |entry| entry["sealed"]["payload"] = "{}".into()),
        (2, |entry| entry["sealed"]["recorded_at"] = "2020-01-01T09:00:00.000000Z".into()),
        // Only the check of the whole shows it: the words are gone, and no erasure names them.
        (5, |entry| {
            entry["sealed"]["payload"] = serde_json::Value::Null;
            entry["sealed"]["salt"] = serde_json::Value::Null;
        }),
    ];
    for (status, change) in changes {
        let export = edited(change);
        for engine in [Engine::Plain, Engine::Encrypted] {
            let (office, line) = imports(engine, &export);
            let outcome = office.run(&words(&line));
            assert_eq!(outcome.status, status, "{outcome}");
            outcome.says("Nothing was stored.");
            // What was written on the way is taken back; an encrypted page is then other bytes that say the same.
            let verify = [&words(&line[..line.len() - 2])[..], &["--format", "json", "verify"]].concat();
            assert_eq!(office.ok(&verify).json()["entries"], 0);
        }
    }
}

#[test]
fn a_salt_of_another_length_is_refused_with_its_entry() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let export = office.json(&["export", "--to", "json"]);
    for salt in ["", "00", &"0".repeat(66), "not hexadecimal"] {
        let mut edited = export.clone();
        edited["cases"][0]["entries"][0]["sealed"]["salt"] = salt.into();
        let file = office.write("edited.json", &edited.to_string());
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        other.fails(2, &["import", file.to_str().unwrap()]).says("the salt of entry 1 is not 32 bytes");
    }
}
