//! The format on disk: a frozen logbook, an independent reader, and the file's own habits.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::exports::busy;
use crate::support::Office;

/// The formats that were ever released, each with a frozen logbook.
const FORMATS: [u32; 1] = [1];
/// The one that this version writes.
const NEWEST: u32 = 1;

fn fixture(format: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/format-{format}"))
}

/// Makes the frozen logbook. It was run once, and is kept so that its making can be read:
/// `cargo test --test suite -- --ignored freeze` would replace what every later version must open.
#[test]
#[ignore = "replaces the frozen logbook"]
fn freeze() {
    let office = busy();
    // A case of which something is erased, and a command that can be repeated.
    office.ok(&["protect", "2", "--step", "Further", "--once", "frozen"]);
    office.ok(&["erase", "2", "--why", "x", "--authority", "y", "--confirm", "2026-0002"]);
    let folder = fixture(NEWEST);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::copy(office.logbook(), folder.join("logbook.db")).unwrap();
    std::fs::write(folder.join("export.json"), office.ok(&["export", "--to", "json"]).out).unwrap();
    std::fs::write(folder.join("due.json"), office.ok(&["--format", "json", "due"]).out).unwrap();
    std::fs::write(folder.join("receipt.txt"), office.json(&["receipt"])["receipt"].as_str().unwrap())
        .unwrap();
}

/// An office with a copy of a frozen logbook.
fn thawed(format: u32) -> Office {
    let office = Office::bare();
    std::fs::copy(fixture(format).join("logbook.db"), office.logbook()).unwrap();
    office
}

fn frozen(format: u32, name: &str) -> String {
    std::fs::read_to_string(fixture(format).join(name)).unwrap()
}

#[test]
fn a_frozen_logbook_of_each_format_opens_checks_and_goes_on() {
    for format in FORMATS {
        let office = thawed(format);
        let receipt = frozen(format, "receipt.txt");
        office.ok(&["verify", "--expect", &receipt]);
        // The older one stays beside it as it was.
        let copy = office.folder().join(format!("logbook.db.format-{format}"));
        assert_eq!(copy.exists(), format != NEWEST);
        assert_eq!(office.due(&[]), serde_json::from_str::<Vec<Value>>(&frozen(format, "due.json")).unwrap());
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
        let export = frozen(format, "export.json");
        assert_eq!(sealed(&office.ok(&["export", "--to", "json"]).out), sealed(&export));
        office.ok(&["log", "1", "--with", "A, b, C", "--mode", "phone", "--summary", "Further"]);
        office.ok(&["verify", "--expect", &receipt]);
        // An export of that time can be imported still.
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        other.ok(&["import", fixture(format).join("export.json").to_str().unwrap()]);
        other.ok(&["verify", "--expect", &receipt]);
    }
}

/// Everything but rows: what a migration, and nothing else, may change.
fn schema(logbook: &Path) -> Vec<String> {
    let connection = rusqlite::Connection::open(logbook).unwrap();
    let sql =
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'words_%' ORDER BY type, name";
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn the_schema_is_frozen_and_migrations_lead_to_it() {
    let office = Office::bare();
    office.ok(&["init", "--plain"]);
    let now = schema(&office.logbook());
    for format in FORMATS {
        let older = thawed(format);
        older.ok(&["list"]);
        assert!(schema(&older.logbook()) == now, "a released schema is never edited: add a migration");
    }
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
    assert_eq!(names, ["config.toml", "logbook.db", "logbooks.toml"]);
}
