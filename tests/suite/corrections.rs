//! What a correction moves, and what it leaves alone.

use serde_json::Value;

use crate::support::{Office, TEACHER, WORKER};

/// A protocol of its own, with limits that start late.
fn office_of_our_own() -> Office {
    let office = Office::bare();
    office.write(
        "protocols/ours.toml",
        r#"format = 1
id = "ours"
version = "1"
extends = "set"
title = "Ours"

[[field]]
id = "received"
title = "When the decision was received"
kind = "when"
source = "§1"

[[at-resolution]]
id = "tell-the-unit"
what = "Tell the business unit"
source = "§9"

[[pathway]]
id = "general"

[[pathway.stage]]
number = 1

[[pathway.stage.duty]]
id = "minutes"
what = "Circulate the minutes"
limit = { kind = "calendar-days", amount = 15, from = "meeting", source = "§2" }
source = "§2"

[[pathway.stage.duty]]
id = "reply"
what = "Reply to the decision"
limit = { kind = "calendar-days", amount = 5, from = "field:received", source = "§3" }
source = "§3"
"#,
    );
    office.ok(&[
        "init",
        "--plain",
        "--me",
        "Asha Patel, teacher",
        "--agency",
        "Elm School",
        "--protocol",
        "ours",
    ]);
    office
}

fn due_of(office: &Office, case: &str, id: &str) -> Value {
    let items = office.outstanding(case, "duty");
    items.iter().find(|item| item["id"] == id).unwrap_or_else(|| panic!("{id}: {items:?}"))["due_at"].clone()
}

#[test]
fn a_limit_that_started_late_follows_the_entry_that_started_it() {
    let office = office_of_our_own();
    let case = office.opens(&["--category", "referral", "--at", "2026-11-04 10:00"]);
    assert_eq!(due_of(&office, &case, "minutes"), Value::Null);
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "meeting",
        "--summary",
        "x",
        "--at",
        "2026-11-06 14:00",
    ]);
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2026-11-07 09:00",
        "--field",
        "received=2026-11-05 09:00",
    ]);
    assert_eq!(due_of(&office, &case, "minutes"), "2026-11-21T14:00:00+00:00");
    assert_eq!(due_of(&office, &case, "reply"), "2026-11-10T09:00:00+00:00");
    office.ok(&["correct", &case, "2", "--why", "it was later", "--at", "2026-11-09 14:00"]);
    assert_eq!(due_of(&office, &case, "minutes"), "2026-11-24T14:00:00+00:00");
    // The opening is not what either of them counts from.
    office.ok(&["correct", &case, "1", "--why", "it was earlier", "--at", "2026-11-03 10:00"]);
    assert_eq!(due_of(&office, &case, "minutes"), "2026-11-24T14:00:00+00:00");
    office.ok(&["correct", &case, "3", "--why", "the post was late", "--field", "received=2026-11-06 09:00"]);
    assert_eq!(due_of(&office, &case, "reply"), "2026-11-11T09:00:00+00:00");
    office.verifies();
}

#[test]
fn a_time_that_came_with_a_correction_can_be_corrected_again() {
    let office = office_of_our_own();
    let case = office.opens(&["--category", "referral", "--at", "2026-11-04 10:00"]);
    office.ok(&["correct", &case, "1", "--why", "to complete it", "--field", "received=2026-11-05 09:00"]);
    assert_eq!(due_of(&office, &case, "reply"), "2026-11-10T09:00:00+00:00");
    office.ok(&["correct", &case, "1", "--why", "again", "--field", "received=2026-11-06 09:00"]);
    assert_eq!(due_of(&office, &case, "reply"), "2026-11-11T09:00:00+00:00");
    office.verifies();
}

#[test]
fn what_a_resolution_asks_for_is_asked_again_after_a_reopening() {
    let office = office_of_our_own();
    let case = office.opens(&["--category", "referral", "--at", "2026-11-04 10:00"]);
    let asked = |office: &Office| {
        let items = office.outstanding(&case, "duty");
        items.iter().filter(|item| item["id"] == "tell-the-unit").count()
    };
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    assert_eq!(asked(&office), 1);
    office.ok(&["reopen", &case, "--why", "y"]);
    assert_eq!(asked(&office), 0, "nothing is resolved");
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    assert_eq!(asked(&office), 1);
    office.ok(&["duty", &case, "tell-the-unit", "--done", "told"]);
    assert_eq!(asked(&office), 0);
    office.verifies();
}

#[test]
fn a_failure_is_what_the_latest_result_says() {
    // In London the next stage is to be reached without delay once a stage has failed.
    let office = Office::with("london");
    // The working week of stage two ends at 17:00.
    office.at("2026-11-17 12:00");
    let case = office.opens(&["--category", "core-group-timing", "--at", "2026-11-09 09:00"]);
    office.ok(&["advance", &case, "--why", "x", "--at", "2026-11-10 09:00"]);
    let referral = |office: &Office| {
        let items = office.outstanding(&case, "stage");
        items
            .iter()
            .find(|item| item["id"].as_str().unwrap().ends_with("-referral"))
            .map(|item| item["since"].clone())
    };
    assert_eq!(referral(&office), None);
    let log = |result: &str, at: &str| {
        office.ok(&[
            "log",
            &case,
            "--with",
            WORKER,
            "--mode",
            "phone",
            "--summary",
            "x",
            "--result",
            result,
            "--at",
            at,
        ]);
    };
    log("not-agreed", "2026-11-13 09:00");
    assert!(referral(&office).is_some(), "{}", office.ok(&["next", &case]));
    office.ok(&["correct", &case, "3", "--why", "it was later", "--at", "2026-11-13 15:00"]);
    assert_eq!(referral(&office).unwrap(), "2026-11-13T15:00:00+00:00");
    office.ok(&["correct", &case, "3", "--why", "a slip", "--result", "pending"]);
    assert_eq!(referral(&office), None);
    log("not-agreed", "2026-11-16 09:00");
    assert!(referral(&office).is_some());
    log("agreed", "2026-11-17 09:00");
    assert_eq!(referral(&office), None, "they agreed after all");
    office.fails(2, &["correct", &case, "1", "--why", "x", "--result", "agreed"]).says("which has no result");
    office.fails(2, &["correct", &case, "3", "--why", "x", "--result", "stands"]).says("--result");
    office.verifies();
}

#[test]
fn a_mistyped_agency_is_corrected_and_owes_nothing() {
    let office = Office::with("set");
    let typed = "Ben Cole, social worker, Childrens Socail Care";
    office.ok(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "referral",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        typed,
        "--at",
        "2026-11-09 09:00",
    ]);
    office.ok(&["correct", "1", "1", "--why", "a slip", "--to", WORKER]);
    let shown = office.json(&["show", "1"]);
    let parties: Vec<(&str, &str)> = shown["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|party| (party["agency"].as_str().unwrap(), party["standing"].as_str().unwrap()))
        .collect();
    assert_eq!(
        parties,
        [
            ("Elm School", "party"),
            ("Childrens Socail Care", "consulted"),
            ("Children's Social Care", "party")
        ]
    );
    office.ok(&["resolve", "1", "--outcome", "agreed", "--summary", "x", "--at", "2026-11-10 09:00"]);
    office.ok(&["confirm", "1", "--party", "Children's Social Care", "--by", WORKER]);
    office.fails(3, &["confirm", "1", "--party", "Childrens Socail Care", "--by", typed]).says("is no party");
    office.verifies();

    // The sides that are named in the end are in the protocol's scope.
    let between = Office::with("4lscb");
    let case = between.opens(&["--category", "contact-or-referral"]);
    between
        .fails(3, &["correct", &case, "1", "--why", "x", "--to", "Ola Orr, head, Elm School"])
        .says("Both sides are of one agency");
}

#[test]
fn a_correction_fills_the_gaps_of_the_entry_that_it_corrects() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--at", "2026-11-09 09:00"]);
    office.ok(&["advance", &case, "--why", "x", "--risk", "y", "--at", "2026-11-10 09:00"]);
    office.ok(&[
        "decide",
        &case,
        "--who",
        "Dee Roe, manager, Children's Social Care",
        "--decision",
        "z",
        "--at",
        "2026-11-11 09:00",
    ]);
    let missing = |office: &Office| office.json(&["show", &case])["missing"].clone();
    let before = missing(&office);
    if before.as_array().unwrap().iter().any(|field| field == "why") {
        office.ok(&["correct", &case, "3", "--why", "a typo", "--decision", "zz"]);
        assert_eq!(missing(&office), before, "the reason of the correction is not the decision's");
        office.ok(&["correct", &case, "3", "--why", "to complete it", "--field", "why=because"]);
        assert!(!missing(&office).as_array().unwrap().iter().any(|field| field == "why"));
    }
    office.verifies();
}

#[test]
fn a_day_alone_keeps_its_place_in_the_order() {
    let office = Office::with("pan-sussex");
    let case =
        office.opens(&["--category", "need-for-action", "--by", "2026-11-12", "--at", "2026-11-09 10:00"]);
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2026-11-10 09:00",
    ]);
    office.ok(&["protect", &case, "--step", "x", "--at", "2026-11-10 10:00"]);
    office.ok(&["correct", &case, "3", "--why", "the day before", "--at", "2026-11-09"]);
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["entries"][2]["kind"], "protective-step");
    office
        .fails(2, &["correct", &case, "3", "--why", "x", "--at", "2026-11-08"])
        .says("cannot have happened");
    office.verifies();
}

#[test]
fn the_end_of_an_action_can_be_corrected() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--at", "2026-11-09 10:00"]);
    office.ok(&[
        "action",
        &case,
        "--what",
        "x",
        "--owner",
        WORKER,
        "--by",
        "2026-11-16",
        "--at",
        "2026-11-10 10:00",
    ]);
    office.ok(&["correct", &case, "2", "--why", "a slip", "--until", "2026-11-17"]);
    assert_eq!(office.outstanding(&case, "action")[0]["due_at"], "2026-11-17T17:00:00+00:00");
    office
        .fails(2, &["correct", &case, "1", "--why", "x", "--until", "2026-11-17"])
        .says("no end of its own");
    office.verifies();
}

#[test]
fn an_action_under_agreed_timescales_says_who_agreed() {
    let office = Office::with("hips");
    let case = office.opens(&["--category", "assessment-outcomes", "--at", "2026-11-09 10:00"]);
    office.ok(&[
        "action",
        &case,
        "--what",
        "x",
        "--owner",
        WORKER,
        "--by",
        "2026-11-16",
        "--at",
        "2026-11-10 10:00",
    ]);
    let missing = |office: &Office| office.json(&["show", &case])["missing"].to_string();
    assert!(missing(&office).contains("agreed-with"), "{}", missing(&office));
    office.ok(&[
        "correct",
        &case,
        "2",
        "--why",
        "to complete it",
        "--agreed-with",
        TEACHER,
        "--agreed-with",
        WORKER,
    ]);
    assert!(!missing(&office).contains("agreed-with"), "{}", missing(&office));
    office.verifies();
}

#[test]
fn a_case_can_be_read_without_its_calendar() {
    let office = Office::bare();
    office.write("calendars/mine.toml", "format = 1\nid = \"mine\"\nextends = \"england-and-wales\"\n");
    office.write(
        "protocols/ours.toml",
        "format = 1\nid = \"ours\"\nversion = \"1\"\nextends = \"set\"\ntitle = \"Ours\"\ncalendar = \"mine\"\n",
    );
    office.ok(&[
        "init",
        "--plain",
        "--me",
        "Asha Patel, teacher",
        "--agency",
        "Elm School",
        "--protocol",
        "ours",
    ]);
    let case = office.opens(&["--category", "referral"]);
    std::fs::remove_file(office.folder().join("calendars/mine.toml")).unwrap();
    office.ok(&["show", &case]).says("calendar ‘mine’ of this case is not there");
    office.ok(&["export", "--to", "json"]);
    office.fails(2, &["protect", &case, "--step", "x"]).says("mine");
}

#[test]
fn to_correct_a_correction_is_to_correct_what_it_corrects() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral", "--at", "2026-04-02 10:00"]);
    office.ok(&["advance", &case, "--why", "x", "--risk", "r", "--at", "2026-04-08 10:00"]);
    office.ok(&["correct", &case, "2", "--why", "1", "--at", "2026-04-07 10:00"]);
    assert_eq!(office.due_at(&case), "2026-04-09T17:00:00+01:00");
    office.ok(&["correct", &case, "3", "--why", "wrong", "--at", "2026-04-09 10:00"]);
    assert_eq!(office.due_at(&case), "2026-04-13T17:00:00+01:00");
    assert_eq!(office.json(&["show", &case])["entries"][3]["corrects"], 2);
    office.verifies();
}

#[test]
fn only_what_an_entry_says_can_be_corrected_in_it() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral", "--at", "2026-04-02 10:00"]);
    office.ok(&[
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
    for (entry, wrong) in [
        ("2", &["--category", "thresholds"][..]),
        ("2", &["--child", "ZZ"]),
        ("2", &["--owner", WORKER]),
        ("1", &["--step", "s"]),
        ("1", &["--with", WORKER]),
    ] {
        office.fails(2, &[&["correct", &case, entry, "--why", "x"][..], wrong].concat());
    }
    office.ok(&["correct", &case, "1", "--why", "x", "--category", "thresholds", "--child", "ZZ"]);
    assert_eq!(office.json(&["show", &case])["child"], "ZZ");
    office.verifies();
}

#[test]
fn an_entry_is_not_moved_past_the_limit_that_it_states() {
    let office = Office::with("pan-sussex");
    let case =
        office.opens(&["--category", "need-for-action", "--by", "2026-04-09", "--at", "2026-04-01 10:00"]);
    office
        .fails(2, &["correct", &case, "1", "--why", "x", "--at", "2026-04-20"])
        .says("the limit stated in it ended before");
}

#[test]
fn an_answer_does_not_lie_before_its_question() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral", "--at", "2026-04-02 10:00"]);
    office.ok(&[
        "request",
        &case,
        "--from",
        WORKER,
        "--to",
        TEACHER,
        "--what",
        "x",
        "--at",
        "2026-04-07 10:00",
    ]);
    office
        .fails(2, &["answer", &case, "2", "--text", "y", "--at", "2026-04-03 10:00"])
        .says("lies before the request, entry 2");
    office.ok(&[
        "action",
        &case,
        "--what",
        "x",
        "--owner",
        WORKER,
        "--by",
        "2026-04-16",
        "--at",
        "2026-04-07 10:00",
    ]);
    office
        .fails(2, &["action", &case, "3", "--done", "y", "--at", "2026-04-03 10:00"])
        .says("lies before the action");
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x", "--at", "2026-04-13 10:00"]);
    let confirm = ["confirm", &case, "--party", "Elm School", "--by", WORKER];
    office.fails(2, &[&confirm[..], &["--at", "2026-04-02"]].concat()).says("lies before the resolution");
    office.fails(3, &confirm).says("is of ‘Children's Social Care’ and cannot confirm for ‘Elm School’");
    office.ok(&["confirm", &case, "--party", "Elm School", "--by", TEACHER]);
    office
        .fails(2, &["reopen", &case, "--why", "x", "--at", "2026-04-12 10:00"])
        .says("lies before the resolution");
}

#[test]
fn what_was_not_done_when_a_case_ended_stays_readable() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--at", "2026-11-09 10:00"]);
    assert!(office.json(&["show", &case])["not_done"].is_null());
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    assert!(office.json(&["show", &case])["not_done"].is_null(), "it is owed still");
    office.ok(&["duty", &case, "safeguarding-lead-advice", "--not-done", "Nobody to ask"]);
    let not_done = office.json(&["show", &case])["not_done"].to_string();
    assert!(not_done.contains("safeguarding"), "{not_done}");
    office.ok(&["show", &case]).prints("Not done when it ended");
    office.ok(&["account", &case]).prints("Not done when it ended");
}
