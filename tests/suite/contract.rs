//! What scripts rely on: shapes, exit statuses, references, receipts, repetition.

use serde_json::Value;

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER, ids, texts};

fn opened() -> (Office, String) {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision", "--at", "2026-04-02 10:00"]);
    (office, case)
}

#[test]
fn a_case_prints_in_the_shape_of_the_contract() {
    let (office, case) = opened();
    let written = office.json(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2026-04-02 11:00",
    ]);
    for key in [
        "case",
        "state",
        "child",
        "protocol",
        "protocol_version",
        "pathway",
        "category",
        "stage",
        "stage_title",
        "opened_at",
        "stage_entered_at",
        "due_at",
        "parties",
        "missing",
        "receipt",
        "outstanding",
        "entries",
    ] {
        assert!(written.get(key).is_some(), "{key}");
    }
    assert_eq!(
        (&written["case"], &written["state"], &written["child"], &written["stage"]),
        (&"2026-0001".into(), &"open".into(), &"J.S.".into(), &1.into())
    );
    assert_eq!(written["parties"][0]["agency"], "Elm School");
    assert_eq!(written["parties"][0]["people"][0]["name"], "Asha Patel");
    assert_eq!(written["parties"][0]["people"][0]["role"], "teacher");
    let receipt = &written["receipt"];
    assert_eq!(
        (receipt["log"].as_str().unwrap().len(), &receipt["entry"], receipt["seal"].as_str().unwrap().len()),
        (32, &2.into(), 64)
    );
    let entry = &written["entries"][1];
    assert_eq!(
        (&entry["entry"], &entry["kind"], &entry["stage"], &entry["corrects"]),
        (&2.into(), &"discussion".into(), &1.into(), &Value::Null)
    );
    assert_eq!(
        (&entry["happened_at"], &entry["recorded_at"]),
        (&"2026-04-02T11:00:00+01:00".into(), &"2026-11-20T12:00:00+00:00".into())
    );
    assert_eq!(
        (&entry["recorded_by"], &entry["fields"]["summary"]),
        (&"Asha Patel, teacher, Elm School".into(), &"x".into())
    );
    let item = written["outstanding"].as_array().unwrap().iter().find(|item| item["kind"] == "duty").unwrap();
    for key in ["kind", "id", "what", "due_at", "overdue"] {
        assert!(item.get(key).is_some(), "{key}");
    }
    let shown = office.json(&["show", &case]);
    assert!(shown.get("receipt").is_none(), "nothing was stored");
    assert_eq!(shown["entries"], written["entries"]);
}

#[test]
fn what_is_due_prints_in_the_shape_and_order_of_the_contract() {
    let (office, case) = opened();
    office.ok(&["action", &case, "--what", "Later", "--owner", MANAGER, "--by", "2026-12-01"]);
    let due = office.due(&[]);
    for key in [
        "case", "child", "protocol", "pathway", "stage", "kind", "what", "owner", "due_at", "overdue",
        "urgent", "since", "source",
    ] {
        assert!(due[0].get(key).is_some(), "{key}");
    }
    let order: Vec<(&str, bool)> =
        due.iter().map(|item| (item["kind"].as_str().unwrap(), item["overdue"].as_bool().unwrap())).collect();
    assert_eq!(&order[..3], [("duty", true), ("stage", true), ("action", false)]);
    assert!(due[3..].iter().all(|item| item["due_at"].is_null()), "what has no limit comes last");
    assert_eq!(due[1]["due_at"], "2026-04-07T17:00:00+01:00");
    assert_eq!(
        (&due[1]["since"], &due[1]["source"]),
        (&"2026-04-02T10:00:00+01:00".into(), &"001 §3".into())
    );
    let overdue = office.due(&["--overdue"]);
    assert_eq!(overdue.len(), 2);
    let within = office.due(&["--within", "5 working days"]);
    assert!(within.iter().all(|item| item["kind"] != "action"), "1 December is further away");
    assert!(
        within.iter().any(|item| item["due_at"].is_null()),
        "without a limit it cannot be said to be later"
    );
    assert!(office.due(&["--within", "10 working days"]).iter().any(|item| item["kind"] == "action"));
    office.fails(2, &["due", "--within", "5 days"]).says("does not say which days");
    // --as-of moves only the clock.
    assert!(office.due(&["--as-of", "2026-04-02 11:00", "--overdue"]).is_empty());
    assert_eq!(
        office.due(&["--as-of", "2026-04-07 17:00", "--overdue"]).len(),
        1,
        "at the limit it is not yet overdue"
    );
    assert_eq!(
        office.due(&["--as-of", "2026-04-07 17:00:01", "--overdue"]).len(),
        2,
        "from the first instant after it is"
    );
}

#[test]
fn due_check_exits_with_6_where_something_is_overdue() {
    let (office, _) = opened();
    assert_eq!(office.run(&["due", "--check"]).status, 6);
    assert_eq!(office.run(&["due", "--check", "--as-of", "2026-04-02 10:30"]).status, 0);
}

#[test]
fn a_case_is_named_with_its_year_or_by_its_number() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    for name in ["2026-0001", "1", "0001", "2026-1"] {
        assert_eq!(office.json(&["show", name])["case"], "2026-0001", "{name}");
    }
    office.at("2027-01-04 09:00");
    assert_eq!(
        office.opens(&["--category", "referral", "--at", "2026-12-30"]),
        "2027-0001",
        "the year in which it was recorded"
    );
    office.fails(2, &["show", "1"]).says("2026-0001, 2027-0001");
    assert_eq!(office.json(&["show", "2027-0001"])["case"], "2027-0001");
    for unknown in ["2", "2026-0002", "x", "", "-1", "2026-"] {
        office.fails(4, &["show", "--", unknown]).says("There is no case");
    }
}

#[test]
fn every_missing_argument_is_named_at_once() {
    let office = Office::with("4lscb");
    let missing = |arguments: &[&str]| -> Vec<String> {
        let all = [&["--format", "json"], arguments].concat();
        let error = office.fails(2, &all).error();
        assert_eq!(error["code"], "arguments");
        texts(&error["missing"]).into_iter().map(ToOwned::to_owned).collect()
    };
    assert_eq!(missing(&["open"]), ["--child", "--category", "--concern", "--from", "--to"]);
    assert_eq!(missing(&["open", "--child", "J.S.", "--to", WORKER]), ["--category", "--concern", "--from"]);
    office.opens(&["--category", "decision"]);
    assert_eq!(missing(&["log", "1"]), ["--mode", "--with", "--summary"]);
    assert_eq!(missing(&["decide", "1"]), ["--who", "--decision"]);
    assert_eq!(missing(&["advance", "1"]), ["--why"]);
    assert_eq!(missing(&["request", "1"]), ["--from", "--to", "--what"]);
    assert_eq!(missing(&["action", "1"]), ["--what", "--owner", "--by"]);
    assert_eq!(missing(&["resolve", "1"]), ["--outcome", "--summary"]);
    assert_eq!(missing(&["confirm", "1"]), ["--party", "--by"]);
    assert_eq!(missing(&["log"]), ["<CASE>", "--mode", "--with", "--summary"]);
    assert_eq!(missing(&["show"]), ["<CASE>"]);
    let bare = Office::bare();
    bare.ok(&["init", "--plain"]);
    let all = bare.fails(2, &["--format", "json", "open"]).error();
    assert_eq!(texts(&all["missing"])[0], "--protocol");
}

#[test]
fn a_gap_is_stored_and_shown_and_strict_refuses_it() {
    let (office, case) = opened();
    let shown = office.json(&["show", &case]);
    assert_eq!(texts(&shown["missing"]), ["impact", "threshold", "evidence", "indicators"]);
    let said = office.run(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "decision",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
    ]);
    said.says("missing: impact (The impact on the child or children) [001 §3]");
    let refused = office.fails(
        3,
        &[
            "--format",
            "json",
            "open",
            "--strict",
            "--child",
            "J.S.",
            "--category",
            "decision",
            "--concern",
            "x",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ],
    );
    let error = refused.error();
    assert_eq!(error["code"], "refused");
    assert_eq!(
        texts(&error["missing"]),
        ["--impact", "--field threshold", "--evidence", "--field indicators"]
    );
    // Filled by a later entry with that field, or by a correction.
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--field",
        "impact=He is afraid",
    ]);
    office.ok(&["correct", &case, "1", "--why", "complete", "--evidence", "Photographs"]);
    assert_eq!(texts(&office.json(&["show", &case])["missing"]), ["threshold", "indicators"]);
    office.write("config.toml", "strict = true\n");
    office.fails(3, &["advance", &case, "--why", "x"]).says("--risk");
    office.ok(&["advance", &case, "--why", "x", "--risk", "y"]);
}

#[test]
fn once_stores_nothing_twice() {
    let (office, case) = opened();
    let log = [
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2 hours ago",
        "--once",
        "call-17",
    ];
    let first = office.json(&log);
    office.at("2026-11-21 09:00");
    let again = office.json(&log);
    assert_eq!(again["receipt"], first["receipt"]);
    assert_eq!(again["entries"].as_array().unwrap().len(), 2);
    // The case as it now stands.
    office.ok(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "y"]);
    assert_eq!(office.json(&log)["entries"].as_array().unwrap().len(), 3);
    let mut other = log;
    other[7] = "z";
    office.fails(2, &other).says("was used before, with other arguments (entry 2)");
    office.fails(2, &["withdraw", &case, "--why", "x", "--once", "call-17"]);
    let open = [
        "open",
        "--child",
        "K.T.",
        "--category",
        "decision",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
        "--once",
        "k",
    ];
    assert_eq!(office.json(&open)["receipt"], office.json(&open)["receipt"]);
    assert_eq!(office.json(&["list"]).as_array().unwrap().len(), 2);
    office.ok(&open).prints("Already stored: entry 4");
}

#[test]
fn results_and_everything_else_go_to_their_own_streams() {
    let (office, case) = opened();
    let written = office.ok(&[
        "--format",
        "json",
        "log",
        &case,
        "--with",
        "X, y, Elm Scool",
        "--mode",
        "phone",
        "--summary",
        "x",
    ]);
    written.json();
    written.says("much like ‘Elm School’");
    let quiet = office.ok(&[
        "--quiet",
        "--format",
        "json",
        "log",
        &case,
        "--with",
        "X, y, Elm Schol",
        "--mode",
        "phone",
        "--summary",
        "x",
    ]);
    assert_eq!(quiet.err, "");
    for format in ["table", "json", "jsonl", "csv"] {
        let empty = Office::with("set");
        let listed = empty.ok(&["--format", format, "list"]);
        assert_eq!(listed.err, "", "nothing pollutes a result, not even “no matches”");
        match format {
            "json" => assert_eq!(listed.out, "[]\n"),
            "jsonl" => assert_eq!(listed.out, ""),
            "csv" => assert!(listed.out.starts_with("case,state,") && listed.out.lines().count() == 1),
            _ => assert_eq!(listed.out, "No case.\n"),
        }
    }
}

#[test]
fn every_format_prints_every_result() {
    let (office, case) = opened();
    for command in [
        &["due"][..],
        &["list"],
        &["show", &case],
        &["next", &case],
        &["similar", &case],
        &["search", "referral"],
        &["receipt"],
        &["verify"],
        &["protocol", "list"],
        &["protocol", "show", "london"],
        &["calendar", "show"],
        &["calendar", "add", "2026-04-02", "1 working day"],
    ] {
        for format in ["table", "json", "jsonl", "csv"] {
            let printed = office.ok(&[&["--format", format], command].concat());
            match format {
                "json" => {
                    printed.json();
                }
                "jsonl" => {
                    printed.out.lines().for_each(|line| drop(serde_json::from_str::<Value>(line).unwrap()));
                }
                _ => {}
            }
        }
    }
}

#[test]
fn a_definition_prints_as_it_holds() {
    let office = Office::bare();
    let shown = office.json(&["protocol", "show", "4lscb"]);
    assert_eq!(
        (&shown["id"], &shown["calendar"], &shown["scope"]),
        (&"4lscb".into(), &"england-and-wales".into(), &"between-agencies".into())
    );
    let general = &shown["pathways"][0];
    assert_eq!((&general["id"], &general["stages"][0]["number"]), (&"general".into(), &1.into()));
    let limit = &general["stages"][0]["limit"];
    assert_eq!(
        (&limit["kind"], &limit["amount"], &limit["from"], &limit["indicative"]),
        (&"working-days".into(), &1.into(), &"opened".into(), &false.into())
    );
    let impact = general["stages"][0]["required"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "impact")
        .unwrap();
    assert_eq!(
        (&impact["title"], &impact["choices"]),
        (&"The impact on the child or children".into(), &Value::Null)
    );
    assert!(
        general["stages"][0]["duties"].as_array().unwrap().iter().any(|duty| duty["id"] == "written-account")
    );
    assert_eq!(
        (&general["stages"][0]["source"], &general["stages"][0]["final"]),
        (&"001 §3".into(), &false.into())
    );
    assert_eq!(general["stages"][2]["limit"]["stages"], serde_json::json!([2, 3]));
    for id in ["4lscb", "hips", "london", "pan-sussex", "set"] {
        let shown = office.json(&["protocol", "show", id]);
        for outcome in ["agreed", "decision-stands"] {
            assert!(ids(&shown["outcomes"]).contains(&outcome), "{id} {outcome}");
        }
        for pathway in shown["pathways"].as_array().unwrap() {
            for stage in pathway["stages"].as_array().unwrap() {
                for cited in [stage, &stage["limit"]]
                    .into_iter()
                    .chain(stage["duties"].as_array().unwrap())
                    .chain(stage["required"].as_array().unwrap())
                {
                    assert!(!cited["source"].as_str().unwrap().is_empty(), "{id}: {cited}");
                }
            }
        }
    }
    office.fails(4, &["protocol", "show", "londn"]).says("did you mean ‘london’?");
}

#[test]
fn a_limit_is_reckoned_from_the_command_line() {
    let office = Office::bare();
    let added =
        office.json(&["calendar", "add", "2026-04-02", "1 working day", "--calendar", "england-and-wales"]);
    assert_eq!(added["due_at"], "2026-04-07T17:00:00+01:00");
    assert_eq!(added["skipped"][0], serde_json::json!({"date": "2026-04-03", "name": "Good Friday"}));
    assert_eq!(
        office.json(&["calendar", "add", "2026-04-02", "1 working day", "--calendar", "scotland"])["due_at"],
        "2026-04-06T17:00:00+01:00"
    );
    assert_eq!(
        office.json(&["calendar", "add", "2026-06-12 10:00", "1 working day", "--calendar", "scotland"])["due_at"],
        "2026-06-16T17:00:00+01:00"
    );
    assert_eq!(
        office.json(&["calendar", "add", "2026-07-10", "1 working day", "--calendar", "northern-ireland"])["due_at"],
        "2026-07-14T17:00:00+01:00"
    );
    assert_eq!(
        office.json(&["calendar", "add", "2026-10-24 12:00", "24 hours"])["due_at"],
        "2026-10-25T11:00:00+00:00"
    );
    let far = office.json(&["calendar", "add", "2031-12-24 12:00", "1 working day"]);
    assert_eq!(
        (&far["due_at"], &far["skipped"][0]["computed"]),
        (&"2031-12-29T17:00:00+00:00".into(), &true.into())
    );
    office.ok(&["calendar", "add", "2031-12-24 12:00", "1 working day"]).prints("Christmas Day (computed)");
    office.fails(2, &["calendar", "add", "soon", "1 working day"]);
    office.fails(2, &["calendar", "add", "2026-04-02", "1 fortnight"]);
    office.fails(2, &["calendar", "show", "--calendar", "wales"]).says("england-and-wales");
}

#[test]
fn holidays_are_imported_and_used() {
    let office = Office::with("set");
    let file = office.write("new.json", r#"{"england-and-wales": {"division": "england-and-wales", "events": [{"title": "A coronation", "date": "2026-04-21", "notes": "", "bunting": true}]}}"#);
    office.ok(&["calendar", "import", file.to_str().unwrap()]).says("+ 2026-04-21 A coronation");
    assert_eq!(
        office.json(&["calendar", "add", "2026-04-20", "1 working day"])["due_at"],
        "2026-04-22T17:00:00+01:00"
    );
    let ics = office.write("closed.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Inset day\r\nDTSTART;VALUE=DATE:20260422\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
    office.ok(&["calendar", "import", ics.to_str().unwrap()]);
    let added = office.json(&["calendar", "add", "2026-04-20", "1 working day"]);
    assert_eq!(
        (&added["due_at"], &added["skipped"][1]["name"]),
        (&"2026-04-23T17:00:00+01:00".into(), &"Inset day".into())
    );
    office.ok(&["calendar", "import", file.to_str().unwrap()]).says("Nothing changes");
    assert_eq!(
        office.json(&["calendar", "add", "2026-04-20", "1 working day"])["due_at"],
        "2026-04-23T17:00:00+01:00",
        "closures stay"
    );
    office
        .fails(2, &["calendar", "import", office.write("bad", "hello").to_str().unwrap()])
        .says("cannot be imported");
}

#[test]
fn people_agencies_and_parties() {
    let (office, case) = opened();
    office.ok(&[
        "log",
        &case,
        "--with",
        "Ed Fox, detective, County Police",
        "--mode",
        "phone",
        "--summary",
        "x",
    ]);
    office.ok(&[
        "log",
        &case,
        "--with",
        "Ed Fox, detective,  COUNTY police ",
        "--mode",
        "phone",
        "--summary",
        "x",
    ]);
    let parties = office.json(&["show", &case])["parties"].clone();
    assert_eq!(parties.as_array().unwrap().len(), 3, "agencies compare trimmed and folded");
    assert_eq!(
        (&parties[2]["agency"], &parties[2]["standing"]),
        (&"County Police".into(), &"consulted".into())
    );
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    office
        .fails(3, &["confirm", &case, "--party", "County Police", "--by", "Ed Fox, detective, County Police"])
        .says("is no party");
    office
        .fails(3, &["confirm", &case, "--party", "Elm Scool", "--by", "me"])
        .says("did you mean ‘Elm School’?");
    office.ok(&[
        "confirm",
        &case,
        "--party",
        "Elm School",
        "--by",
        "me",
        "--declined",
        "--text",
        "We do not agree",
    ]);
    let owed = office.outstanding(&case, "confirmation");
    assert!(owed[0]["what"].as_str().unwrap().contains("does not confirm"), "{owed:?}");
    office.ok(&["confirm", &case, "--party", "Elm School", "--by", "Asha Patel"]);
    assert_eq!(office.outstanding(&case, "confirmation").len(), 1);
    let added = office.json(&["party", &case, "--add", "Ed Fox, detective, County Police"]);
    assert_eq!(added["parties"][2]["standing"], "party");
    assert_eq!(office.outstanding(&case, "confirmation").len(), 2);
    let parties =
        office.json(&["party", &case, "--keeps-record", "Elm School", "--where", "CPOMS"])["parties"].clone();
    assert_eq!(parties[0]["keeps_record"], "CPOMS");
    office.fails(3, &["party", &case, "--keeps-record", "Nobody", "--where", "x"]);
}

#[test]
fn states_follow_each_other() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    office.fails(3, &["reopen", &case, "--why", "x"]);
    office
        .fails(3, &["confirm", &case, "--party", "Elm School", "--by", "me"])
        .says("no outcome to confirm yet");
    office.ok(&["duty", &case, "safeguarding-lead-advice", "--done", "Asked"]);
    let resolved =
        office.json(&["resolve", &case, "--outcome", "agreed", "--summary", "x", "--field", "plan=y"]);
    assert_eq!(resolved["state"], "resolved", "the other party has not sought advice");
    let other = ["--party", "Children's Social Care"];
    let closed = office.json(
        &[&["duty", &case, "safeguarding-lead-advice", "--not-done", "They have no lead"], &other[..]]
            .concat(),
    );
    assert_eq!(closed["state"], "closed");
    for refused in [
        &["log", &case, "--with", WORKER, "--mode", "phone", "--summary", "x"][..],
        &["advance", &case, "--why", "x"],
        &["resolve", &case, "--outcome", "agreed", "--summary", "x"],
        &["withdraw", &case, "--why", "x"],
        &["timescale", &case, "--by", "2026-12-01"],
        &["action", &case, "--what", "x", "--owner", MANAGER, "--by", "2026-12-01"],
        &["request", &case, "--from", TEACHER, "--to", WORKER, "--what", "x"],
        &["party", &case, "--add", HEAD],
    ] {
        office.fails(3, refused).says("is closed and does not take").says("reopen");
    }
    for taken in [
        &["correct", &case, "1", "--why", "x", "--concern", "y"][..],
        &["approve", &case, "1"],
        &["file", &case, "1", "--where", "x"],
        &["confirm", &case, "--party", "Elm School", "--by", "me"],
        &["hold", &case, "--why", "A review"],
        &["protect", &case, "--step", "x"],
    ] {
        office.ok(taken);
    }
    let reopened = office.json(&["reopen", &case, "--why", "New information"]);
    assert_eq!((&reopened["state"], &reopened["stage"]), (&"open".into(), &1.into()));
    office.ok(&["withdraw", &case, "--why", "x"]);
    office.fails(3, &["withdraw", &case, "--why", "x"]);
    for state in ["open", "resolved", "closed"] {
        assert_eq!(office.json(&["list", "--state", state]), serde_json::json!([]));
    }
    assert_eq!(
        office
            .json(&[
                "list",
                "--state",
                "withdrawn",
                "--agency",
                "ELM school",
                "--category",
                "referral",
                "--stage",
                "1"
            ])
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(office.json(&["list", "--stage", "2"]), serde_json::json!([]));
    office.verifies();
}

#[test]
fn discussions_from_before_the_opening_are_kept_as_what_led_to_it() {
    let (office, case) = opened();
    let logged = office.json(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "First call",
        "--at",
        "2026-04-01 10:00",
    ]);
    let entry = &logged["entries"][1];
    assert_eq!((&entry["earlier"], &entry["stage"]), (&true.into(), &Value::Null));
    office
        .fails(2, &["decide", &case, "--who", MANAGER, "--decision", "x", "--at", "2026-04-01 10:00"])
        .says("before the opening");
    // A day alone is compared by day.
    office.ok(&["decide", &case, "--who", MANAGER, "--decision", "x", "--at", "2026-04-02"]);
    // A late record belongs to the stage at which it happened.
    office.ok(&["advance", &case, "--why", "x", "--at", "2026-04-07 15:00"]);
    let late = office.json(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2026-04-07 12:00",
    ]);
    assert_eq!(late["entries"][4]["stage"], 1);
    office
        .fails(2, &["advance", &case, "--why", "x", "--at", "2026-04-07 14:00"])
        .says("lies before the move to stage 2");
}

#[test]
fn search_finds_words_and_no_operators() {
    let office = Office::with("set");
    let case =
        office.opens(&["--category", "referral", "--evidence", "A bruise on the LEFT arm; Siân saw it"]);
    office.ok(&["log", &case, "--with", WORKER, "--mode", "phone", "--summary", "No bruising seen"]);
    let hits = |words: &[&str]| office.json(&[&["search"], words].concat()).as_array().unwrap().len();
    assert_eq!(
        (hits(&["bruise"]), hits(&["brui*"]), hits(&["left", "arm"]), hits(&["left", "leg"])),
        (1, 2, 1, 0)
    );
    assert_eq!((hits(&["sian"]), hits(&["NOT"]), hits(&["bruise OR x"]), hits(&["Ben Cole"])), (1, 0, 0, 2));
    assert_eq!(office.json(&["search", "bruis*", "--most", "1"])[0]["entry"], 2, "the newest first");
    office.fails(2, &["search", "\"*("]);
    let ranked = office.json(&["search", "bruis*", "--rank"]);
    assert_eq!(ranked.as_array().unwrap().len(), 2, "the same entries, in another order");
    let found = office.json(&["search", "left"]);
    assert!(found[0]["excerpt"].as_str().unwrap().contains("LEFT arm"));
}

#[test]
fn arguments_can_come_from_a_file() {
    let office = Office::with("4lscb");
    let toml = office.write("open.toml", &format!("child = ['J.S.', 'K.S.']\ncategory = 'decision'\nconcern = '@home'\nfrom = \"{TEACHER}\"\nto = [\"{WORKER}\"]\nat = '2026-04-02 10:00'\n[fields]\nthreshold = 'tier 4'\n"));
    let opened = office.json(&["open", "--from-file", toml.to_str().unwrap(), "--concern", "From the line"]);
    assert_eq!(
        (&opened["child"], &opened["entries"][0]["fields"]["concern"]),
        (&"J.S., K.S.".into(), &"From the line".into())
    );
    assert_eq!(opened["entries"][0]["fields"]["threshold"], "tier 4");
    let opened = office.json(&["open", "--from-file", toml.to_str().unwrap(), "--field", "threshold=tier 3"]);
    assert_eq!(
        (&opened["entries"][0]["fields"]["concern"], &opened["entries"][0]["fields"]["threshold"]),
        (&"@home".into(), &"tier 3".into())
    );
    let json = office.write(
        "log.json",
        &format!(
            r#"{{"with": ["{WORKER}"], "mode": "phone", "summary": "two\nlines", "at": "2026-04-02 11:00"}}"#
        ),
    );
    let logged = office.json(&["log", "1", "--from-file", json.to_str().unwrap()]);
    assert_eq!(logged["entries"][1]["fields"]["summary"], "two\nlines");
    let typo = office.write("typo.toml", "sumary = 'x'\n");
    office.fails(2, &["log", "1", "--from-file", typo.to_str().unwrap()]).says("did you mean ‘summary’?");
    office.fails(1, &["log", "1", "--from-file", "/no/such/file"]);
    let text = office.write("account.txt", "A long account\n");
    let logged = office.json(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "letter",
        "--summary",
        &format!("@{}", text.display()),
    ]);
    assert_eq!(logged["entries"][2]["fields"]["summary"], "A long account");
}

#[test]
fn receipts_tell_whether_the_log_still_holds() {
    let (office, case) = opened();
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    office.ok(&["withdraw", &case, "--why", "x"]);
    let verified = office.json(&["verify", "--expect", &receipt]);
    assert_eq!(
        (&verified["whole"], &verified["entries"], &verified["receipts"]),
        (&true.into(), &2.into(), &1.into())
    );
    let file = office.write("receipt.txt", &format!("{receipt}\n"));
    office.ok(&[
        "verify",
        "--expect",
        &format!("@{}", file.display()),
        "--expect",
        &office.json(&["receipt"]).to_string(),
    ]);
    let other = Office::with("set");
    other.opens(&["--category", "referral"]);
    office.fails(2, &["verify", "--expect", "escalate-1-x"]).says("is not a receipt");
    let forged = receipt.replace("-1-", "-9-").replacen("-9-", "-1-", 1);
    office.fails(5, &["verify", "--expect", &forged]).says("the log ends before it");
}

#[test]
fn hints_name_the_next_command() {
    let (office, case) = opened();
    office
        .ok(&["next", &case])
        .prints("escalate log 2026-0001")
        .prints("escalate advance 2026-0001")
        .prints("escalate duty 2026-0001 written-account");
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]).prints("escalate next 2026-0001");
    office.ok(&["next", &case]).prints("escalate confirm 2026-0001 --party \"Elm School\"");
    assert!(!office.ok(&["next", &case]).out.contains("not due yet"));
}

#[test]
fn a_repetition_is_the_same_record_however_it_is_typed() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral"]);
    let first = office.json(&[
        "correct",
        &case,
        "1",
        "--why",
        "x",
        "--field",
        "threshold=a",
        "--field",
        "indicators=b",
        "--once",
        "k",
    ]);
    let again = office.json(&[
        "correct",
        "1",
        "1",
        "--why",
        "x",
        "--field",
        "indicators=b",
        "--field",
        "threshold=a",
        "--once",
        "k",
    ]);
    assert_eq!(first["receipt"], again["receipt"]);
    office
        .fails(
            2,
            &[
                "correct",
                "1",
                "1",
                "--why",
                "x",
                "--field",
                "indicators=c",
                "--field",
                "threshold=a",
                "--once",
                "k",
            ],
        )
        .says("other arguments");
}

#[test]
fn nothing_overdue_is_not_nothing_outstanding() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "contact-or-referral"]);
    office.ok(&["due", "--overdue"]).prints("Nothing is overdue.");
    assert!(!office.ok(&["due"]).out.contains("Nothing"));
    assert!(office.ok(&["--format", "csv", "protect", "1", "--step", "s"]).out.contains("escalate-1-"));
    office
        .ok(&[
            "--quiet",
            "open",
            "--child",
            "X",
            "--category",
            "contact-or-referral",
            "--concern",
            "c",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ])
        .says("missing: impact");
}
