//! The format on disk: a frozen logbook, an independent reader, and the file's own habits.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::exports::busy;
use crate::support::Office;

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1")
}

/// Makes the frozen logbook. It was run once, and is kept so that its making can be read:
/// `cargo test --test suite -- --ignored freeze` would replace what every later version must open.
#[test]
#[ignore = "replaces the frozen logbook"]
fn freeze() {
    let office = busy();
    std::fs::create_dir_all(fixture()).unwrap();
    std::fs::copy(office.logbook(), fixture().join("logbook.db")).unwrap();
    std::fs::write(fixture().join("export.json"), office.ok(&["export", "--to", "json"]).out).unwrap();
    std::fs::write(fixture().join("due.json"), office.ok(&["--format", "json", "due"]).out).unwrap();
    std::fs::write(fixture().join("receipt.txt"), office.json(&["receipt"])["receipt"].as_str().unwrap())
        .unwrap();
}

/// An office with a copy of the frozen logbook.
fn thawed() -> Office {
    let office = Office::bare();
    std::fs::copy(fixture().join("logbook.db"), office.logbook()).unwrap();
    office
}

fn frozen(name: &str) -> String {
    std::fs::read_to_string(fixture().join(name)).unwrap()
}

#[test]
fn a_frozen_logbook_of_format_1_opens_checks_and_goes_on() {
    let office = thawed();
    office.ok(&["verify", "--expect", &frozen("receipt.txt")]);
    assert_eq!(office.due(&[]), serde_json::from_str::<Vec<Value>>(&frozen("due.json")).unwrap());
    // What is sealed is the same to the letter; what people read beside it may be said better.
    let sealed = |text: &str| -> Vec<Value> {
        let export: Value = serde_json::from_str(text).unwrap();
        let cases = export["cases"].as_array().unwrap().clone();
        cases
            .iter()
            .flat_map(|case| case["entries"].as_array().unwrap())
            .map(|entry| entry["sealed"].clone())
            .collect()
    };
    assert_eq!(sealed(&office.ok(&["export", "--to", "json"]).out), sealed(&frozen("export.json")));
    office.ok(&["log", "2", "--with", "A, b, C", "--mode", "phone", "--summary", "Further"]);
    office.ok(&["verify", "--expect", &frozen("receipt.txt")]);
    // An export of that time can be imported still.
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    other.ok(&["import", fixture().join("export.json").to_str().unwrap()]);
    other.ok(&["verify", "--expect", &frozen("receipt.txt")]);
}

#[test]
fn the_schema_is_frozen() {
    let connection = rusqlite::Connection::open(fixture().join("logbook.db")).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'words_%' ORDER BY rowid",
        )
        .unwrap();
    let then: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let office = Office::bare();
    office.ok(&["init", "--plain"]);
    let connection = rusqlite::Connection::open(office.logbook()).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'words_%' ORDER BY rowid",
        )
        .unwrap();
    let now: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(now, then, "a released schema is never edited: add a migration");
}

#[test]
#[expect(clippy::print_stderr, reason = "a test that could not be run says so")]
fn an_independent_verifier_agrees() {
    let Ok(version) = Command::new("python3").arg("--version").output() else {
        eprintln!("skipped: python3 is not installed");
        return;
    };
    assert!(version.status.success());
    let office = busy();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/verify.py");
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    let verify = |file: &Path, receipt: &str| {
        Command::new("python3").arg(&script).arg(file).arg(receipt).output().unwrap()
    };
    let whole = office.write("export.json", &office.ok(&["export", "--to", "json"]).out);
    let output = verify(&whole, &receipt);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "whole: 25 entries, 1 receipts, 0 entries not in the export\n"
    );
    let some = office.write("some.json", &office.ok(&["export", "2", "--to", "json"]).out);
    let said = String::from_utf8_lossy(
        &verify(
            &some,
            &office.ok(&["export", "2", "--to", "json"]).json()["logs"][0]["receipt"]["entry"].to_string(),
        )
        .stderr,
    )
    .into_owned();
    assert!(said.contains("wrong") || said.contains("Error"), "a number is no receipt: {said}");
    for (from, to) in [
        ("No agreement", "Agreement"),
        ("\\\"to\\\":2", "\\\"to\\\":3"),
        ("London Safeguarding", "Paris Safeguarding"),
    ] {
        let edited = office.write("edited.json", &std::fs::read_to_string(&whole).unwrap().replace(from, to));
        let output = verify(&edited, &receipt);
        assert!(
            !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("wrong:"),
            "{from}"
        );
    }
    let other = receipt.replace("-25-", "-24-");
    assert!(!verify(&whole, &other).status.success());
}

#[test]
fn one_file_at_rest() {
    let office = busy();
    let mut names: Vec<String> = std::fs::read_dir(office.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["config.toml", "logbook.db"]);
}
