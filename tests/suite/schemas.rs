//! What is printed as JSON is what the schemas say, and nothing else.

use serde_json::Value;

use crate::support::{MANAGER, Office, TEACHER, WORKER};

fn validator(name: &str) -> jsonschema::Validator {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/schemas/{name}.json"));
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn check(name: &str, value: &Value) {
    let wrong: Vec<String> = validator(name)
        .iter_errors(value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{value:#}");
}

/// An office in which everything has happened once.
fn office() -> Office {
    let office = Office::with("4lscb");
    office.at("2026-06-01 09:00");
    office.opens(&["--category", "contact-or-referral"]);
    office.opens(&["--category", "contact-or-referral"]);
    for arguments in [
        &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "No", "--result", "not-agreed"][..],
        &["party", "1", "--add", "Eva Moss, nurse, Health"],
        &["party", "1", "--keeps-record", "Elm School", "--where", "In the safe"],
        &["request", "1", "--from", TEACHER, "--to", WORKER, "--what", "The notes", "--by", "2026-06-03"],
        &["answer", "1", "6", "--text", "Here they are"],
        &["duty", "1", "written-account", "--done", "Sent"],
        &["advance", "1", "--why", "No agreement", "--risk", "Both", "--holder", MANAGER],
        &["protect", "1", "--step", "A strategy meeting"],
        &["timescale", "1", "--by", "2026-06-02 17:00"],
        &["decide", "1", "--who", MANAGER, "--decision", "A visit", "--result", "changed"],
        &["action", "1", "--what", "Visit", "--owner", MANAGER, "--by", "2026-06-09"],
        &["action", "1", "13", "--done", "Visited"],
        &["resolve", "1", "--outcome", "agreed", "--summary", "Agreed"],
        &["confirm", "1", "--party", "Elm School", "--by", TEACHER],
        &["approve", "1"],
        &["file", "1", "--where", "The child's file"],
        &["correct", "1", "3", "--why", "A slip", "--summary", "Not yet"],
        &["hold", "1", "--why", "A review"],
    ] {
        let mut all = arguments.to_vec();
        all.extend(["--format", "json"]);
        check("case", &office.ok(&all).json());
    }
    office.ok(&["withdraw", "2", "--why", "A misunderstanding"]);
    office
}

#[test]
fn everything_that_is_printed_keeps_to_its_schema() {
    let office = office();
    office.at("2026-06-20 09:00");
    for (schema, arguments) in [
        ("case", &["show", "1"][..]),
        ("due", &["due"]),
        ("next", &["next", "1"]),
        ("list", &["list"]),
        ("search", &["search", "visit"]),
        ("similar", &["similar", "1"]),
        ("themes", &["themes"]),
        ("protocol", &["protocol", "show", "london"]),
        ("protocols", &["protocol", "list"]),
        ("differences", &["protocol", "diff", "london", "set"]),
        ("findings", &["protocol", "check", "london"]),
        ("reckoned", &["calendar", "add", "2026-04-02", "1 working day"]),
        ("calendar", &["calendar", "show", "--calendar", "scotland"]),
        ("receipt", &["receipt"]),
        ("verified", &["verify"]),
        ("doctor", &["doctor"]),
    ] {
        let value = office.json(arguments);
        check(schema, &value);
    }
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
    office.write("config.toml", &format!("{settings}\n[retention]\nyears = 1\nfrom = \"ended\"\n"));
    office.at("2028-06-20 09:00");
    let kept = office.json(&["due", "--retention"]);
    assert!(!kept.as_array().unwrap().is_empty());
    check("retention", &kept);
    for redact in ["none", "names"] {
        check("export", &office.ok(&["export", "--to", "json", "--redact", redact]).json());
    }
    let findings = office.write("bad.toml", "title = 1");
    check(
        "findings",
        &office.run(&["protocol", "check", findings.to_str().unwrap(), "--format", "json"]).json(),
    );
    let error = office.run(&["open", "--format", "json"]);
    check("error", &serde_json::from_str(&error.err).unwrap());
    let error = office.run(&["show", "77", "--format", "json"]);
    check("error", &serde_json::from_str(&error.err).unwrap());
}

#[test]
fn how_a_logbook_is_unlocked_keeps_to_its_schema() {
    let office = Office::bare();
    let key = &crate::unlocking::key_file(&office, "key", 7);
    let code = office.folder().join("code");
    office.ok(&["init", "--key-file", key, "--recovery-file", code.to_str().unwrap()]);
    check("wrappings", &office.json(&["key", "show", "--key-file", key]));
}

#[test]
fn the_lines_of_an_export_are_parts_of_the_whole() {
    let office = office();
    let whole = office.ok(&["export", "--to", "json"]).json();
    for line in office.ok(&["export", "--to", "jsonl"]).out.lines() {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let kind = line.as_object_mut().unwrap().remove("type").unwrap();
        let mut whole = whole.clone();
        match kind.as_str().unwrap() {
            "export" => assert_eq!(line["form"], whole["form"]),
            "log" => whole["logs"] = Value::Array(vec![line]),
            "definition" => whole["definitions"] = Value::Array(vec![line]),
            "case" => {
                line["entries"] = Value::Array(Vec::new());
                whole["cases"] = Value::Array(vec![line]);
            }
            "entry" => whole["cases"][0]["entries"] = Value::Array(vec![line]),
            other => panic!("{other}"),
        }
        check("export", &whole);
    }
}

#[test]
fn a_schema_refuses_what_it_does_not_name() {
    let office = office();
    let mut shown = office.json(&["show", "1"]);
    shown["surprise"] = Value::Null;
    assert!(!validator("case").is_valid(&shown));
    let mut due = office.json(&["list"]);
    due[0].as_object_mut().unwrap().remove("child");
    assert!(!validator("list").is_valid(&due));
}
