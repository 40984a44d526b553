//! What leaves the logbook, and what comes back into another.

use serde_json::Value;

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER};

/// An office with cases of three protocols and entries of every kind.
pub fn busy() -> Office {
    let office = Office::with("4lscb");
    let open = |protocol: &str, category: &str, child: &str| {
        office.ok(&[
            "open",
            "--protocol",
            protocol,
            "--child",
            child,
            "--category",
            category,
            "--concern",
            "A ‘concern’, with \"quotes\"\nand lines",
            "--evidence",
            "=1+1",
            "--from",
            TEACHER,
            "--to",
            WORKER,
            "--at",
            "2026-04-02 10:00",
            "--once",
            &format!("open-{child}"),
        ]);
    };
    open("4lscb", "decision", "J.S.");
    open("london", "referral-decision", "Siân Llŷr 👧");
    open("set", "referral", "K.T.");
    for command in [
        &[
            "log",
            "1",
            "--with",
            WORKER,
            "--mode",
            "phone",
            "--summary",
            "-1 not a formula",
            "--result",
            "not-agreed",
            "--at",
            "2026-04-02 11:00",
        ][..],
        &["log", "2", "--with", MANAGER, "--mode", "video", "--summary", "Led to it", "--at", "2026-03-30"],
        &[
            "decide",
            "1",
            "--who",
            MANAGER,
            "--decision",
            "No",
            "--why",
            "x",
            "--result",
            "stands",
            "--supported-by",
            HEAD,
            "--at",
            "2026-04-02 12:00",
        ],
        &["duty", "1", "written-account", "--done", "Sent", "--at", "2026-04-02 12:00"],
        &[
            "advance",
            "1",
            "--why",
            "x",
            "--risk",
            "y",
            "--holder",
            HEAD,
            "--protect-by",
            "2026-04-08",
            "--at",
            "2026-04-07",
        ],
        &[
            "timescale",
            "1",
            "--protect-by",
            "2026-04-07 18:00",
            "--agreed-with",
            WORKER,
            "--at",
            "2026-04-07 12:00",
        ],
        &["protect", "1", "--step", "A strategy meeting", "--who", TEACHER, "--at", "2026-04-07 13:00"],
        &["party", "1", "--add", "Ed Fox, detective, County Police", "--at", "2026-04-07 13:00"],
        &["party", "1", "--keeps-record", "Elm School", "--where", "CPOMS", "--at", "2026-04-07 13:00"],
        &[
            "request",
            "1",
            "--from",
            WORKER,
            "--to",
            TEACHER,
            "--what",
            "Dates",
            "--by",
            "2026-04-08",
            "--at",
            "2026-04-07 13:00",
        ],
        &["answer", "1", "13", "--text", "1 March", "--at", "2026-04-07 14:00"],
        &[
            "action",
            "1",
            "--what",
            "Visit",
            "--owner",
            WORKER,
            "--by",
            "2026-04-09",
            "--agreed-with",
            TEACHER,
            "--at",
            "2026-04-07 14:00",
        ],
        &["action", "1", "15", "--done", "Visited", "--at", "2026-04-08 14:00"],
        &["correct", "1", "4", "--why", "A slip", "--summary", "No agreement", "--at", "2026-04-02 11:05"],
        &["hold", "1", "--why", "A review"],
        &["approve", "2", "5", "--by", MANAGER],
        &["file", "2", "--where", "File"],
        &["withdraw", "3", "--why", "Settled"],
        &["reopen", "3", "--why", "Not settled"],
        &[
            "resolve",
            "1",
            "--outcome",
            "agreed",
            "--summary",
            "x",
            "--child-outcome",
            "y",
            "--at",
            "2026-04-09",
        ],
        &["confirm", "1", "--party", "Elm School", "--by", HEAD, "--text", "Yes", "--at", "2026-04-10"],
        &[
            "confirm",
            "1",
            "--party",
            "County Police",
            "--by",
            "Ed Fox, detective, County Police",
            "--declined",
            "--at",
            "2026-04-10",
        ],
    ] {
        office.ok(command);
    }
    office
}

/// An empty logbook in another office.
fn elsewhere() -> Office {
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    other
}

#[test]
fn export_then_import_then_export_is_identical() {
    let office = busy();
    for format in ["json", "jsonl"] {
        let exported = office.ok(&["export", "--to", format]).out;
        let other = elsewhere();
        let file = other.write("export", &exported);
        other.ok(&["import", file.to_str().unwrap()]).says("marked as imported");
        assert_eq!(other.ok(&["export", "--to", format]).out, exported, "{format}");
        other.verifies();
        for case in ["1", "2", "3"] {
            assert_eq!(other.json(&["show", case]), office.json(&["show", case]));
            assert_eq!(other.json(&["next", case]), office.json(&["next", case]));
        }
        assert_eq!(other.due(&[]), office.due(&[]));
        assert_eq!(other.json(&["search", "quotes"]), office.json(&["search", "quotes"]));
        // A receipt of the first logbook still holds in the second.
        let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
        other.ok(&["verify", "--expect", &receipt]);
    }
}

#[test]
fn an_imported_case_goes_on_and_can_be_exported_again() {
    let office = busy();
    let first = elsewhere();
    let file = first.write("export.json", &office.ok(&["export", "--to", "json"]).out);
    first.ok(&["import", file.to_str().unwrap()]);
    let head = first.json(&["receipt"])["entry"].as_u64().unwrap();
    assert_eq!(head, 0, "the logbook's own log is empty");
    let logged = first.json(&["log", "2", "--with", WORKER, "--mode", "phone", "--summary", "Further"]);
    assert_eq!(logged["receipt"]["entry"], 26, "numbers go on after the imported ones");
    assert_eq!(first.opens(&["--protocol", "set", "--category", "referral"]), "2026-0004");
    // A repetition is known after an import.
    let again = first.json(&[
        "open",
        "--protocol",
        "set",
        "--child",
        "K.T.",
        "--category",
        "referral",
        "--concern",
        "A ‘concern’, with \"quotes\"\nand lines",
        "--evidence",
        "=1+1",
        "--from",
        TEACHER,
        "--to",
        WORKER,
        "--at",
        "2026-04-02 10:00",
        "--once",
        "open-K.T.",
    ]);
    assert_eq!(again["case"], "2026-0003");
    first.verifies();
    let second = elsewhere();
    let all = first.ok(&["export", "--to", "jsonl"]).out;
    let file = second.write("export.jsonl", &all);
    second.ok(&["import", file.to_str().unwrap()]).says("Imported 2 logs");
    assert_eq!(second.ok(&["export", "--to", "jsonl"]).out, all);
    second.verifies();
}

#[test]
fn some_cases_can_be_exported_and_imported() {
    let office = busy();
    let some = office.ok(&["export", "2", "2026-0003", "--to", "json"]).out;
    let other = elsewhere();
    let file = other.write("some.json", &some);
    other.ok(&["import", file.to_str().unwrap()]);
    other.verifies();
    assert_eq!(other.json(&["list"]).as_array().unwrap().len(), 2);
    assert_eq!(other.ok(&["export", "--to", "json"]).out, some);
    assert_eq!(other.json(&["show", "2"]), office.json(&["show", "2"]));
}

#[test]
fn many_cases_are_exported_in_their_order_and_as_each_is_by_itself() {
    let office = Office::with("set");
    // More than two lots, of which the second is made ready by another thread.
    for _ in 0..150 {
        office.opens(&["--category", "referral"]);
    }
    let all = office.ok(&["export", "--to", "jsonl", "--output", "-"]).out;
    let rows =
        |text: &str| -> Vec<Value> { text.lines().map(|row| serde_json::from_str(row).unwrap()).collect() };
    let of_cases: Vec<Value> = rows(&all).into_iter().filter(|row| row["case"].is_string()).collect();
    let of_type = of_cases.iter().filter(|row| row["type"] == "case");
    let cases: Vec<&str> = of_type.map(|row| row["case"].as_str().unwrap()).collect();
    assert_eq!(cases, (1..=150).map(|serial| format!("2026-{serial:04}")).collect::<Vec<_>>());
    for serial in ["2026-0001", "2026-0065", "2026-0150"] {
        let one = office.ok(&["export", serial, "--to", "jsonl", "--output", "-"]).out;
        let one: Vec<Value> = rows(&one).into_iter().filter(|row| row["case"].is_string()).collect();
        let among: Vec<&Value> = of_cases.iter().filter(|row| row["case"] == serial).collect();
        assert_eq!(one.iter().collect::<Vec<_>>(), among, "{serial}");
    }
    let json = office.json(&["export", "--to", "json", "--output", "-"]);
    assert_eq!(json["cases"].as_array().unwrap().len(), 150);
    let csv = office.ok(&["export", "--to", "csv", "--output", "-"]).out;
    assert_eq!(csv.matches("\n2026-").count(), 150);
    let file = office.write("all.jsonl", &all);
    elsewhere().ok(&["import", file.to_str().unwrap()]);
}

#[test]
fn an_empty_logbook_exports_and_imports_nothing() {
    let office = elsewhere();
    for format in ["json", "jsonl", "csv"] {
        let exported = office.ok(&["export", "--to", format]).out;
        if format != "csv" {
            let other = elsewhere();
            let file = other.write("export", &exported);
            other.ok(&["import", file.to_str().unwrap()]);
            assert_eq!(other.ok(&["export", "--to", format]).out, exported);
        }
    }
}

#[test]
fn an_export_that_was_edited_is_refused_and_nothing_is_stored() {
    let office = busy();
    let exported = office.ok(&["export", "--to", "json"]).out;
    let other = elsewhere();
    let refuse = |text: String, reason: &str| {
        let file = other.write("edited.json", &text);
        let outcome = other.run(&["import", file.to_str().unwrap()]);
        assert!(matches!(outcome.status, 2 | 5), "{outcome}");
        outcome.says(reason);
        assert_eq!(other.json(&["list"]), serde_json::json!([]));
    };
    refuse(exported.replace("No agreement", "Full agreement"), "is not what was sealed");
    refuse(
        exported.replace("\\\"outcome\\\":\\\"agreed\\\"", "\\\"outcome\\\":\\\"decision-stands\\\""),
        "is not what was sealed",
    );
    refuse(
        exported.replace("\"form\":\"escalate-export-1\"", "\"form\":\"escalate-export-9\""),
        "this version reads",
    );
    refuse(exported.replace("London Safeguarding", "Paris Safeguarding"), "is not what its digest says");
    refuse("{}".into(), "is no export of this program");
    refuse("hello".into(), "is no export of this program");
    refuse(exported[..exported.len() / 2].to_owned(), "is no export of this program");
    // One entry left out of the middle.
    let mut value: Value = serde_json::from_str(&exported).unwrap();
    value["cases"][0]["entries"].as_array_mut().unwrap().remove(0);
    refuse(value.to_string(), "some are missing");
    // The end cut off.
    let lines = office.ok(&["export", "--to", "jsonl"]).out;
    let cut: Vec<&str> = lines.lines().take(lines.lines().count() - 2).collect();
    refuse(cut.join("\n"), "some are missing");
    // What an entry said, taken away without an erasure.
    let mut value: Value = serde_json::from_str(&exported).unwrap();
    value["cases"][0]["entries"][1]["sealed"]["payload"] = Value::Null;
    value["cases"][0]["entries"][1]["sealed"]["salt"] = Value::Null;
    let file = other.write("edited.json", &value.to_string());
    other.fails(5, &["import", file.to_str().unwrap()]).says("no erasure names it");
    let file = other.write("whole.json", &exported);
    other.ok(&["import", file.to_str().unwrap()]);
    other.fails(1, &["import", file.to_str().unwrap()]).says("is not empty");
}

#[test]
fn csv_is_guarded_for_spreadsheets() {
    let office = busy();
    let exported = office.ok(&["export", "--to", "csv"]).out;
    let mut reader = csv::Reader::from_reader(exported.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 25);
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    assert!(rows.iter().any(|row| row.iter().any(|cell| cell.contains("with \"quotes\"\nand lines"))));
    assert_eq!(&rows[0][0], "2026-0001");
}

#[test]
fn an_export_never_writes_over_a_file() {
    let office = busy();
    let target = office.folder().join("out.csv");
    let path = target.to_str().unwrap();
    office.ok(&["export", "--to", "csv", "--output", path]);
    let written = std::fs::read(&target).unwrap();
    office.fails(1, &["export", "--to", "json", "--output", path]).says("already").says("--force");
    assert_eq!(std::fs::read(&target).unwrap(), written);
    office.ok(&["export", "--to", "json", "--output", path, "--force"]);
    assert_ne!(std::fs::read(&target).unwrap(), written);
    office.fails(1, &["export", "--to", "json", "--output", "/no/such/folder/x"]);
    office.fails(1, &["account", "1", "--output", path]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_account_is_produced_from_the_log() {
    let office = busy();
    let text = office.ok(&["account", "1"]).out;
    for said in [
        "Raised by: Asha Patel, teacher, Elm School",
        "To: Senior manager (Stage Three",
        "not agreed",
        "No agreement",
        "Moved to this stage",
        "Protective step called for",
        "Action agreed, owned by Ben Cole",
        "Signature:",
        "Receipt of the logbook: escalate-1-",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("-1 not a formula"), "what was corrected reads as corrected");
    let markdown = office.ok(&["account", "1", "--to-format", "md"]).out;
    assert!(markdown.contains("# Written account") && markdown.contains("\\=1+1"), "{markdown}");
    let before = office.ok(&["account", "2"]).out;
    assert!(before.contains("Before the opening"), "{before}");
}
