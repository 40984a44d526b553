//! `sqlite3` in somebody's hand cannot change the log unseen.

use rusqlite::Connection;

use crate::exports::busy;
use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::locked_office;

fn hand(office: &Office) -> Connection {
    Connection::open(office.logbook()).unwrap()
}

/// The hand of somebody who knows how: triggers and references off, and as they were afterwards.
struct SkilledHand {
    connection: Connection,
    triggers: Vec<(String, String)>,
}

impl SkilledHand {
    fn at(office: &Office) -> Self {
        let connection = hand(office);
        let triggers: Vec<(String, String)> = connection
            .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            .unwrap()
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        for (name, _) in &triggers {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
        Self { connection, triggers }
    }

    /// Runs some SQL, and leaves no trace of having been there; the number of rows that were changed.
    fn does(self, sql: &str) -> rusqlite::Result<u64> {
        let before = self.connection.total_changes();
        self.connection.execute_batch(sql)?;
        let changed = self.connection.total_changes() - before;
        for (_, sql) in &self.triggers {
            self.connection.execute_batch(sql).unwrap();
        }
        Ok(changed)
    }
}

#[test]
fn triggers_refuse_changes_and_deletions() {
    let office = busy();
    let connection = hand(&office);
    connection.execute_batch("PRAGMA recursive_triggers = ON").unwrap();
    for sql in [
        "UPDATE entry SET kind = 'decision' WHERE number = 4",
        "DELETE FROM entry WHERE number = 4",
        "UPDATE payload SET bytes = '{}' WHERE number = 4",
        "DELETE FROM payload WHERE number = 4",
        "REPLACE INTO payload SELECT log, number, salt, '{}' FROM payload WHERE number = 4",
        "REPLACE INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal) SELECT log, number, recorded_at, 'x', skeleton, commitment, previous, seal FROM entry WHERE number = 4",
        "UPDATE definition SET bytes = '{}'",
        "DELETE FROM definition",
        "UPDATE log SET founded_at = 'x'",
        "DELETE FROM log",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
    office.verifies();
}

#[test]
fn every_column_of_every_protected_row_is_found_when_changed() {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    let tables: [(&str, &str, &[&str]); 8] = [
        (
            "entry",
            "log, number",
            &["log", "number", "recorded_at", "kind", "skeleton", "commitment", "previous", "seal"],
        ),
        ("payload", "log, number", &["log", "number", "salt", "bytes"]),
        ("definition", "digest", &["digest", "bytes"]),
        ("log", "alias", &["alias", "id", "founded_at"]),
        (
            "case_now",
            "year, serial",
            &[
                "year",
                "serial",
                "state",
                "child",
                "protocol",
                "version",
                "pathway",
                "category",
                "stage",
                "stage_title",
                "opened_at",
                "stage_entered_at",
                "due_at",
                "outcome",
                "agencies",
            ],
        ),
        (
            "agenda",
            "pressing, year, serial, position",
            &[
                "pressing", "year", "serial", "position", "kind", "id", "what", "owner", "due", "due_at",
                "urgent", "since", "stage", "source",
            ],
        ),
        ("party_now", "agency, year, serial", &["agency", "year", "serial"]),
        ("once", "key", &["key", "log", "number"]),
    ];
    let mut edits = 0;
    for (table, key, columns) in tables {
        let rows: i64 =
            hand(&office).query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap();
        for row in 0..rows {
            for column in columns {
                let place =
                    format!("({key}) = (SELECT {key} FROM {table} ORDER BY {key} LIMIT 1 OFFSET {row})");
                let edit = format!(
                    "UPDATE {table} SET {column} = CASE typeof({column})
                        WHEN 'integer' THEN {column} + 1
                        WHEN 'blob' THEN CAST(zeroblob(length({column})) AS BLOB)
                        WHEN 'null' THEN CASE WHEN '{column}' = 'due' THEN 1 ELSE '2026-01-01T00:00:00+00:00' END
                        ELSE {column} || ' ' END
                     WHERE {place}"
                );
                if SkilledHand::at(&office).does(&edit).is_ok_and(|changed| changed == 1) {
                    let outcome = office.run(&["verify"]);
                    assert_eq!(outcome.status, 5, "{table}.{column} of row {row}: {outcome}");
                    edits += 1;
                }
                std::fs::write(office.logbook(), &whole).unwrap();
            }
        }
    }
    assert!(edits > 450, "{edits}");
    office.verifies();
}

#[test]
fn an_added_a_removed_and_a_swapped_entry_are_found() {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    for (sql, said) in [
        (
            "DELETE FROM payload WHERE number = 7; DELETE FROM entry WHERE number = 7",
            "does not follow the one before it",
        ),
        (
            "INSERT INTO entry SELECT log, 99, recorded_at, kind, skeleton, commitment, previous, seal FROM (SELECT * FROM entry WHERE number = 4)",
            "",
        ),
        (
            "UPDATE entry SET number = 100 WHERE number = 4; UPDATE entry SET number = 4 WHERE number = 6; UPDATE entry SET number = 6 WHERE number = 100",
            "Entry 4",
        ),
        (
            "DELETE FROM payload WHERE number = 4; INSERT INTO payload SELECT log, 4, salt, bytes FROM payload WHERE number = 6",
            "does not say what was committed to",
        ),
        ("DELETE FROM agenda", "lists and the agenda"),
        ("DELETE FROM case_now WHERE serial = 2", "2026-0002"),
    ] {
        let sql = sql.replace("INSERT INTO entry SELECT log, 99", "INSERT INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal) SELECT log, 99");
        SkilledHand::at(&office).does(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let outcome = office.run(&["verify"]);
        assert_eq!(outcome.status, 5, "{sql}: {outcome}");
        outcome.says(said);
        std::fs::write(office.logbook(), &whole).unwrap();
    }
}

#[test]
fn a_cut_end_and_an_older_copy_are_found_with_a_receipt_and_only_so() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral"]);
    let older = std::fs::read(office.logbook()).unwrap();
    office.ok(&["protect", &case, "--step", "x"]);
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    std::fs::write(office.logbook(), older).unwrap();
    office.verifies();
    let outcome = office.run(&["verify", "--expect", &receipt]);
    assert_eq!(outcome.status, 5);
    outcome
        .says("the log ends before it")
        .says("entries were removed or replaced since, or it is an older copy");
    // Another end, of the same length.
    office.ok(&["withdraw", &case, "--why", "y"]);
    office.verifies();
    office.run(&["verify", "--expect", &receipt]).says("the entry has another seal");
}

#[test]
fn a_record_that_was_taken_away_is_not_taken_for_an_erasure() {
    let office = busy();
    SkilledHand::at(&office).does("DELETE FROM payload WHERE number = 6").unwrap();
    office.fails(5, &["verify"]).says("Entry 6").says("no erasure names it");
    office.run(&["verify", "--rebuild"]);
    office.fails(5, &["verify"]).says("no erasure names it");
}

#[test]
fn a_log_that_is_passed_off_as_imported_in_part_fits_no_receipt() {
    let office = busy();
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    SkilledHand::at(&office)
        .does(
            "UPDATE log SET imported_at = '2026-11-20T12:00:00.000000Z';
             INSERT INTO log (id, founded_at) VALUES (randomblob(16), '2026-11-20T12:00:00.000000Z');
             DELETE FROM payload WHERE number = 6; DELETE FROM entry WHERE number = 6",
        )
        .unwrap();
    office.fails(5, &["verify", "--rebuild"]).says("another entry of the case stood before it");
    // An export of one case is such a part, lawfully: its receipts prove no more than its entries.
    let office = busy();
    let part = office.write("part.json", &office.ok(&["export", "2", "--to", "json"]).out);
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    other.ok(&["import", part.to_str().unwrap()]).says("nothing tells what else its log held");
    other.ok(&["verify"]).prints("1 log was imported in part");
    other.run(&["verify", "--expect", &receipt]).says("does not fit");
}

#[test]
fn a_trigger_that_was_planted_is_found_and_nothing_is_written() {
    let office = busy();
    hand(&office)
        .execute_batch(
            "CREATE TRIGGER planted AFTER INSERT ON entry BEGIN UPDATE case_now SET child = 'x'; END",
        )
        .unwrap();
    office.fails(5, &["verify"]).says("its tables or triggers are not the ones");
    office.fails(5, &["protect", "1", "--step", "x"]).says("nothing is written");
    hand(&office).execute_batch("DROP TRIGGER planted; DROP TRIGGER payload_stays").unwrap();
    office.fails(5, &["protect", "1", "--step", "x"]).says("nothing is written");
}

#[test]
fn a_receipt_of_the_founding_is_compared_too() {
    let office = Office::with("set");
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    office.opens(&["--category", "referral"]);
    office.ok(&["verify", "--expect", &receipt]);
    let (log, seal) = receipt.split_at(receipt.len() - 8);
    let other = if seal == "00000000" { "00000001" } else { "00000000" };
    office.fails(5, &["verify", "--expect", &format!("{log}{other}")]).says("founded otherwise");
}

#[test]
fn a_reference_is_never_given_twice_whatever_lists_show() {
    let office = busy();
    hand(&office).execute_batch("DELETE FROM case_now WHERE serial > 1").unwrap();
    office
        .fails(
            5,
            &[
                "open",
                "--protocol",
                "set",
                "--child",
                "A",
                "--category",
                "referral",
                "--concern",
                "x",
                "--from",
                "me",
                "--to",
                "B, b, C",
            ],
        )
        .says("verify --rebuild");
    office.ok(&["verify", "--rebuild"]);
    office.verifies();
}

#[test]
fn what_is_derived_can_be_made_anew() {
    let office = busy();
    let due = office.due(&[]);
    hand(&office).execute_batch("DELETE FROM agenda; DELETE FROM case_now; DELETE FROM party_now; DELETE FROM once; INSERT INTO words (words) VALUES ('delete-all')").unwrap();
    assert_eq!(office.run(&["verify"]).status, 5);
    office.ok(&["verify", "--rebuild"]).says("made anew from the entries");
    assert_eq!(office.due(&[]), due);
    assert_eq!(office.json(&["search", "quotes"]).as_array().unwrap().len(), 3);
    office.verifies();
}

#[test]
fn what_another_version_derived_is_made_anew_when_the_logbook_is_opened() {
    let office = busy();
    let due = office.due(&[]);
    hand(&office)
        .execute_batch(
            "UPDATE agenda SET what = 'as an older version said it'; UPDATE derivation SET version = 0",
        )
        .unwrap();
    assert_eq!(office.due(&[]), due);
    office.verifies();
}

#[test]
fn an_entry_of_a_newer_kind_stays_and_blocks_its_case() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    office.opens(&["--category", "referral"]);
    crate::support::append_unknown_kind(&office, "2026-0001");
    let shown = office.json(&["show", "1"]);
    assert_eq!(
        (&shown["entries"][1]["kind"], &shown["entries"][1]["erased"]),
        (&"mediation".into(), &serde_json::Value::Null)
    );
    office.fails(3, &["withdraw", "1", "--why", "x"]).says("an entry ‘mediation’ that a newer version wrote");
    office.ok(&["withdraw", "2", "--why", "x"]);
    office.verifies();
}

/// An encrypted logbook of at least 64 pages, with its key.
fn many_pages() -> (Office, escalate::key::DataKey) {
    let (office, key) = locked_office();
    let with_key = |words: &[&str]| office.ok(&[&["--key-file", &key][..], words].concat());
    let long = "What was seen, who was told, what they said and what comes next. ".repeat(60);
    with_key(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "referral",
        "--concern",
        &long,
        "--from",
        TEACHER,
        "--to",
        WORKER,
    ]);
    while std::fs::metadata(office.logbook()).unwrap().len() < 64 * 4096 {
        with_key(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", &long]);
    }
    let code = std::fs::read_to_string(office.folder().join("recovery.txt")).unwrap();
    let words = code.lines().last().unwrap();
    (office, escalate::key::DataKey::from_recovery_code(words).unwrap())
}

/// Whether a logbook opens and checks whole.
fn is_whole(logbook: &std::path::Path, key: &escalate::key::DataKey) -> bool {
    use escalate::store::sqlite::SqliteLog;
    SqliteLog::open(logbook, Some(key))
        .is_ok_and(|store| escalate::store::verify(&store, &[], |_| {}).is_ok())
}

/// Flips one bit of every so many-th byte; how many bytes were flipped.
fn flip(step: usize) -> usize {
    use std::os::unix::fs::FileExt;
    let (office, key) = many_pages();
    let logbook = office.logbook();
    let whole = std::fs::read(&logbook).unwrap();
    assert!(is_whole(&logbook, &key));
    let mut flips = 0;
    for place in (0..whole.len()).step_by(step) {
        let file = std::fs::OpenOptions::new().write(true).open(&logbook).unwrap();
        file.write_all_at(&[whole[place] ^ (1 << (place % 8))], place as u64).unwrap();
        assert!(!is_whole(&logbook, &key), "byte {place} of {} was flipped unseen", whole.len());
        file.write_all_at(&[whole[place]], place as u64).unwrap();
        flips += 1;
    }
    assert!(is_whole(&logbook, &key));
    flips
}

#[test]
#[cfg(unix)]
fn a_flipped_byte_of_an_encrypted_logbook_is_refused_or_found() {
    assert!(flip(509) > 500);
}

/// `cargo test --release --test suite -- --ignored --nocapture every_flipped_byte`
#[test]
#[cfg(unix)]
#[ignore = "minutes: every byte"]
#[expect(clippy::print_stderr, reason = "the count is the result")]
fn every_flipped_byte_of_an_encrypted_logbook_is_refused_or_found() {
    eprintln!("{} of as many bytes: refused or found", flip(1));
}

#[test]
fn a_cut_or_shuffled_encrypted_logbook_is_refused_or_found() {
    let (office, key) = many_pages();
    let logbook = office.logbook();
    let whole = std::fs::read(&logbook).unwrap();
    let pages: Vec<&[u8]> = whole.chunks(4096).collect();
    let refused = |bytes: &[u8], what: &str| {
        std::fs::write(&logbook, bytes).unwrap();
        assert!(!is_whole(&logbook, &key), "{what}");
    };
    for length in [0, 1, 16, 4095, 4096, 4097, whole.len() / 2, whole.len() - 4096, whole.len() - 1] {
        refused(&whole[..length], &format!("cut to {length}"));
    }
    for (one, other) in [(1, 2), (3, 40), (10, 63)] {
        let mut swapped = pages.clone();
        swapped.swap(one, other);
        refused(&swapped.concat(), &format!("pages {one} and {other} swapped"));
        let mut repeated = pages.clone();
        repeated[one] = pages[other];
        refused(&repeated.concat(), &format!("page {other} in place of {one}"));
    }
    // A page of an older copy, which its own code still fits.
    std::fs::write(&logbook, &whole).unwrap();
    office.ok(&[
        "--key-file",
        office.folder().join("owner.key").to_str().unwrap(),
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "further",
    ]);
    let newer = std::fs::read(&logbook).unwrap();
    let changed: Vec<usize> =
        (0..pages.len()).filter(|page| newer[page * 4096..(page + 1) * 4096] != *pages[*page]).collect();
    assert!(changed.len() > 3);
    let reads = |office: &Office| {
        let key = office.folder().join("owner.key");
        let run =
            |words: &[&str]| office.ok(&[&["--key-file", key.to_str().unwrap()][..], words].concat()).out;
        (run(&["export", "--to", "json"]), run(&["due"]), run(&["list"]))
    };
    let expected = reads(&office);
    let mut found = 0;
    for page in changed {
        let mut mixed = newer.clone();
        mixed[page * 4096..(page + 1) * 4096].copy_from_slice(pages[page]);
        std::fs::write(&logbook, &mixed).unwrap();
        if is_whole(&logbook, &key) {
            // SQLite's own counters, or the index of words: nothing that anybody reads is other.
            assert!(reads(&office) == expected, "page {page} of an older copy");
        } else {
            found += 1;
        }
    }
    assert!(found > 3, "{found}");
}
