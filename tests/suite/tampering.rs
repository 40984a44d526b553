//! `sqlite3` in somebody's hand cannot change the log unseen.

use rusqlite::Connection;

use crate::exports::busy;
use crate::support::Office;

fn hand(office: &Office) -> Connection {
    Connection::open(office.logbook()).unwrap()
}

/// The hand of somebody who knows how: triggers and references off.
fn skilled_hand(office: &Office) -> Connection {
    let connection = hand(office);
    let triggers: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        connection.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    connection.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON").unwrap();
    connection
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
                let connection = skilled_hand(&office);
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
                if connection.execute(&edit, []).is_ok_and(|changed| changed == 1) {
                    drop(connection);
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
        let connection = skilled_hand(&office);
        let sql = sql.replace("INSERT INTO entry SELECT log, 99", "INSERT INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal) SELECT log, 99");
        connection.execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        drop(connection);
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
