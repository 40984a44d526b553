//! A partnership writes its own definition: everything that other procedures do can be said.

use crate::support::{MANAGER, Office, TEACHER, WORKER, ids, texts};

/// What published procedures of other partnerships do, in one definition.
const WIDE: &str = r#"
format = 1
id = "wide"
version = "3"
title = "Wide"
document = "An invented procedure"
calendar = "england-and-wales"

[scope]
allows = "both"
says = "All."
source = "1"

[[category]]
id = "decision"
title = "A decision"
source = "1"

[[role]]
id = "practitioner"
title = "Practitioner"

[[ground]]
id = "unresolved"
title = "Unresolved"
source = "1"

[[outcome]]
id = "agreed"
title = "Agreed"

[[outcome]]
id = "decision-stands"
title = "Stands"

[[field]]
id = "decision-received"
title = "When the decision was received"
kind = "when"
source = "2.1"

[[duty]]
id = "tell-business-unit"
what = "Tell the partnership's business unit"
stages = [2, 3]
source = "2.9"

[[at-resolution]]
id = "tell-business-unit-again"
what = "Tell the business unit of the resolution"
limit = { kind = "working-days", amount = 1, from = "resolved", source = "2.9" }
source = "2.9"

[[pathway]]
id = "general"
title = "General"
overall = { kind = "working-days", amount = 20, from = "opened", source = "2" }
source = "2"

[[pathway.stage]]
number = 1
title = "Informal"
what = "Talk."
holders = ["practitioner"]
limit = { kind = "hours", amount = 48, from = "opened", source = "2.2" }
source = "2.2"

[[pathway.stage.duty]]
id = "raise"
what = "Raise it"
limit = { kind = "working-days", amount = 2, from = "field:decision-received", source = "2.1" }
source = "2.1"

[[pathway.stage.duty]]
id = "answer"
what = "Answer"
limit = { kind = "working-days", amount = 3, from = "duty:raise", source = "2.3" }
source = "2.3"

[[pathway.stage]]
number = 2
title = "Formal"
what = "Meet."
holders = ["practitioner"]
limit = { kind = "calendar-days", amount = 5, from = "entered", indicative = true, source = "2.4" }
source = "2.4"

[[pathway.stage.duty]]
id = "minutes"
what = "Send the minutes"
limit = { kind = "working-days", amount = 15, from = "meeting", source = "2.5" }
source = "2.5"

[[pathway.stage]]
number = 3
title = "Panel"
what = "Decide."
holders = ["practitioner"]
limit = { kind = "working-days", amount = 2, from = "field:decision-received", source = "2.6" }
source = "2.6"
"#;

fn wide() -> Office {
    let office = Office::bare();
    office.write("protocols/wide.toml", WIDE);
    office.ok(&[
        "init",
        "--plain",
        "--me",
        "Asha Patel, teacher",
        "--agency",
        "Elm School",
        "--protocol",
        "wide",
    ]);
    office
}

fn duty(office: &Office, id: &str) -> serde_json::Value {
    office
        .outstanding("1", "duty")
        .into_iter()
        .find(|duty| duty["id"] == id)
        .unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn hours_run_through_the_weekend_and_the_clock_change() {
    let office = wide();
    // Saturday 28 March 2026, 12:00; the clocks go forward that night.
    office.opens(&["--category", "decision", "--at", "2026-03-28 12:00"]);
    assert_eq!(office.due_at("1"), "2026-03-30T13:00:00+01:00");
}

#[test]
fn several_limits_within_a_stage_each_have_their_own_start() {
    let office = wide();
    office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    assert!(duty(&office, "raise")["due_at"].is_null(), "it waits for the receipt of the decision");
    // Received on Friday the 17th: Monday, Tuesday.
    office.ok(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "email",
        "--summary",
        "x",
        "--field",
        "decision-received=2026-04-17 15:00",
        "--at",
        "2026-04-20 11:00",
    ]);
    assert_eq!(duty(&office, "raise")["due_at"], "2026-04-21T17:00:00+01:00");
    assert!(duty(&office, "answer")["due_at"].is_null());
    office.ok(&["duty", "1", "raise", "--done", "Raised", "--at", "2026-04-21 09:00"]);
    assert_eq!(duty(&office, "answer")["due_at"], "2026-04-24T17:00:00+01:00");
    let wrong = office.fails(
        2,
        &[
            "log",
            "1",
            "--with",
            WORKER,
            "--mode",
            "email",
            "--summary",
            "x",
            "--field",
            "decision-received=soon",
        ],
    );
    wrong.says("‘soon’ is no time that can be read");
}

#[test]
fn minutes_are_due_after_the_meeting() {
    let office = wide();
    office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-22 10:00"]);
    assert!(duty(&office, "minutes")["due_at"].is_null());
    office.ok(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "x",
        "--at",
        "2026-04-22 11:00",
    ]);
    assert!(duty(&office, "minutes")["due_at"].is_null(), "a call is no meeting");
    office.ok(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "meeting",
        "--summary",
        "x",
        "--at",
        "2026-04-23 10:00",
    ]);
    // Fifteen working days from Thursday 23 April, past the Early May bank holiday: Friday 15 May.
    assert_eq!(duty(&office, "minutes")["due_at"], "2026-05-15T17:00:00+01:00");
}

#[test]
fn the_whole_process_has_a_cap_and_the_business_unit_is_told() {
    let office = wide();
    office.opens(&[
        "--category",
        "decision",
        "--field",
        "decision-received=2026-04-17",
        "--at",
        "2026-04-20 10:00",
    ]);
    let overall = &office.outstanding("1", "overall")[0];
    // Twenty working days from Monday 20 April, past 4 May: Tuesday 19 May.
    assert_eq!(overall["due_at"], "2026-05-19T17:00:00+01:00");
    assert!(office.outstanding("1", "duty").iter().all(|duty| duty["id"] != "tell-business-unit"));
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-22 10:00"]);
    duty(&office, "tell-business-unit");
    let moved = office.json(&["advance", "1", "--why", "x", "--at", "2026-04-23 10:00"]);
    assert_eq!(moved["due_at"], "2026-04-21T17:00:00+01:00", "from the receipt, which was known");
    let resolved =
        office.json(&["resolve", "1", "--outcome", "agreed", "--summary", "x", "--at", "2026-04-24 10:00"]);
    assert_eq!(resolved["state"], "resolved", "the business unit is to be told first");
    assert_eq!(
        ids(&resolved["outstanding"]),
        [
            "raise",
            "answer",
            "tell-business-unit",
            "minutes",
            "tell-business-unit",
            "tell-business-unit-again"
        ],
        "what stages left undone outlasts the resolution"
    );
    assert_eq!(resolved["outstanding"][5]["due_at"], "2026-04-27T17:00:00+01:00");
    for duty in ["raise", "answer", "tell-business-unit", "minutes", "tell-business-unit"] {
        let put_down = ["duty", "1", duty, "--not-done", "Overtaken", "--at", "2026-04-24 10:30"];
        assert_eq!(office.json(&put_down)["state"], "resolved");
    }
    let told =
        office.json(&["duty", "1", "tell-business-unit-again", "--done", "Told", "--at", "2026-04-24 11:00"]);
    assert_eq!(told["state"], "closed");
}

#[test]
fn a_stated_limit_may_exceed_an_indicative_one_with_a_warning() {
    let office = wide();
    office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    office
        .fails(3, &["timescale", "1", "--by", "2026-04-23 10:00", "--at", "2026-04-20 11:00"])
        .says("48 hours");
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-22 10:00"]);
    assert_eq!(office.due_at("1"), "2026-04-27T10:00:00+01:00");
    office
        .run(&["timescale", "1", "--by", "2026-04-29 10:00", "--at", "2026-04-22 11:00"])
        .says("exceeds the protocol's");
    assert_eq!(office.due_at("1"), "2026-04-29T10:00:00+01:00");
    office.fails(3, &["timescale", "1", "--protect-by", "2026-04-30 10:00", "--at", "2026-04-22 12:00"]);
}

#[test]
fn a_corrected_start_moves_the_limit_and_both_dates_stay_readable() {
    let office = wide();
    office.opens(&[
        "--category",
        "decision",
        "--field",
        "decision-received=2026-04-17 10:00",
        "--at",
        "2026-04-20 10:00",
    ]);
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-22 10:00"]);
    let moved =
        office.json(&["correct", "1", "1", "--why", "It was the Thursday", "--at", "2026-04-16 10:00"]);
    assert_eq!(moved["opened_at"], "2026-04-16T10:00:00+01:00");
    assert_eq!(office.outstanding("1", "overall")[0]["due_at"], "2026-05-15T17:00:00+01:00");
    assert_eq!(moved["entries"][0]["happened_at"], "2026-04-20T10:00:00+01:00", "the entry stays as it was");
    assert_eq!(moved["entries"][2]["fields"]["at"], "2026-04-16T10:00:00+01:00");
    assert_eq!(moved["due_at"], "2026-04-27T10:00:00+01:00", "stage 2 counts from its own start");
    office.ok(&["correct", "1", "2", "--why", "It was the Tuesday", "--at", "2026-04-21 10:00"]);
    assert_eq!(office.due_at("1"), "2026-04-26T10:00:00+01:00");
    // A time that a field gave.
    assert_eq!(duty(&office, "raise")["due_at"], "2026-04-21T17:00:00+01:00");
    office.ok(&[
        "correct",
        "1",
        "1",
        "--why",
        "Received later",
        "--field",
        "decision-received=2026-04-20 10:00",
    ]);
    assert_eq!(duty(&office, "raise")["due_at"], "2026-04-22T17:00:00+01:00");
    // The order of the stages holds.
    office
        .fails(2, &["correct", "1", "1", "--why", "x", "--at", "2026-04-23 10:00"])
        .says("the case was elsewhere");
    office.fails(2, &["correct", "1", "2", "--why", "x", "--at", "2027-04-23 10:00"]).says("in the future");
    office.verifies();
}

#[test]
fn dates_once_given_do_not_move_with_the_calendar_or_the_definition() {
    let office = wide();
    office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    let before = office.outstanding("1", "overall")[0]["due_at"].clone();
    office.write(
        "calendars/england-and-wales.toml",
        "format = 1\nid = 'england-and-wales'\n[closures]\n\"2026-04-20..2026-05-10\" = 'Closed'\n",
    );
    office.write(
        "protocols/wide.toml",
        &WIDE.replace("amount = 20", "amount = 5").replace("version = \"3\"", "version = \"4\""),
    );
    assert_eq!(office.outstanding("1", "overall")[0]["due_at"], before);
    office
        .run(&["next", "1"])
        .says("has changed since this case was opened (now version 4); the case stays on its own, version 3");
    // Limits that start later are reckoned with the calendar as it then is.
    office.ok(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "email",
        "--summary",
        "x",
        "--field",
        "decision-received=2026-04-20 10:00",
        "--at",
        "2026-04-20 11:00",
    ]);
    assert_eq!(duty(&office, "raise")["due_at"], "2026-05-12T17:00:00+01:00");
    let second = office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    assert_eq!(office.json(&["show", &second])["protocol_version"], "4");
    office.verifies();
}

#[test]
fn an_agency_extends_a_shipped_protocol_and_changes_only_what_differs() {
    let office = Office::bare();
    office.write(
        "protocols/regional-hospital.toml",
        r#"
format = 1
id = "regional-hospital"
version = "1"
extends = "london"
title = "The Regional Children's Hospital, after London PA4"

[[pathway]]
id = "general"

[[pathway.stage]]
number = 1
limit = { kind = "working-days", amount = 2, from = "opened", source = "our protocol, 2" }
"#,
    );
    office.ok(&["init", "--plain", "--protocol", "regional-hospital"]);
    office.ok(&["protocol", "check", "regional-hospital"]);
    let shown = office.json(&["protocol", "show", "regional-hospital"]);
    let london = office.json(&["protocol", "show", "london"]);
    assert_eq!(shown["pathways"][0]["stages"][0]["limit"]["amount"], 2);
    assert_eq!(shown["pathways"][0]["stages"][1], london["pathways"][0]["stages"][1]);
    assert_eq!(shown["categories"], london["categories"]);
    office.opens(&["--category", "referral-decision", "--at", "2026-04-20 10:00"]);
    assert_eq!(office.due_at("1"), "2026-04-22T17:00:00+01:00");
}

#[test]
fn an_agency_can_read_4lscb_with_two_days_for_each_stage() {
    let office = Office::bare();
    office.write(
        "protocols/two-each.toml",
        r#"
format = 1
id = "two-each"
version = "1"
extends = "4lscb"
[[pathway]]
id = "general"
remove = ["group.two-and-three"]
[[pathway.stage]]
number = 2
limit = { kind = "working-days", amount = 2, from = "entered", source = "001 §3, our reading" }
[[pathway.stage]]
number = 3
limit = { kind = "working-days", amount = 2, from = "entered", source = "001 §3, our reading" }
"#,
    );
    office.ok(&["init", "--plain", "--protocol", "two-each"]);
    office.opens(&["--category", "decision", "--at", "2026-04-20 10:00"]);
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-21 10:00"]);
    office.ok(&["advance", "1", "--why", "x", "--at", "2026-04-23 10:00"]);
    assert_eq!(office.due_at("1"), "2026-04-27T17:00:00+01:00");
}

#[test]
fn a_new_definition_to_start_from_is_sound() {
    let office = Office::bare();
    office.ok(&["protocol", "new", "ours"]);
    office.ok(&["protocol", "check", "ours"]).prints("no findings");
    office.ok(&["protocol", "new", "theirs", "--extends", "4lscb"]);
    office.ok(&["protocol", "check", "theirs"]).prints("no findings");
    let listed = office.json(&["protocol", "list"]);
    assert_eq!(ids(&listed), ["4lscb", "hips", "london", "ours", "pan-sussex", "set", "theirs"]);
    office.fails(1, &["protocol", "new", "ours"]).says("already");
    office.ok(&["init", "--plain", "--protocol", "ours"]);
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
        MANAGER,
        "--impact",
        "y",
    ]);
    assert_eq!(texts(&office.json(&["show", "1"])["missing"]), Vec::<&str>::new());
}

#[test]
fn stages_that_share_a_limit_count_it_from_what_it_says() {
    let office = Office::bare();
    let text = r#"format = 1
id = "ours"
version = "1"
extends = "set"
title = "Ours"

[[field]]
id = "received"
title = "When the decision was received"
kind = "when"
source = "§1"

[[pathway]]
id = "general"

[[pathway.group]]
id = "two-and-three"
stages = [2, 3]
limit = { kind = "working-days", amount = 5, from = "field:received", source = "§3" }

[[pathway.stage]]
number = 2
limit = { group = "two-and-three" }

[[pathway.stage]]
number = 3
limit = { group = "two-and-three" }
"#;
    let file = office.write("protocols/ours.toml", text);
    office.ok(&["protocol", "check", file.to_str().unwrap()]);
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
    let case = office.opens(&["--category", "referral", "--at", "2026-11-09 10:00"]);
    office.ok(&[
        "advance",
        &case,
        "--why",
        "x",
        "--at",
        "2026-11-16 10:00",
        "--field",
        "received=2026-11-10 09:00",
    ]);
    assert_eq!(office.due_at(&case), "2026-11-17T17:00:00+00:00");
    office.ok(&["advance", &case, "--why", "y", "--at", "2026-11-17 10:00"]);
    assert_eq!(office.due_at(&case), "2026-11-17T17:00:00+00:00");
    office.verifies();
}

#[test]
fn an_own_definition_that_cannot_be_read_is_refused_and_no_other_takes_its_place() {
    let office = Office::with("4lscb");
    let own = office.folder().join("protocols/4lscb.toml");
    std::fs::create_dir_all(own.parent().unwrap()).unwrap();
    let damages: [fn(&std::path::Path); 3] = [
        |own| std::fs::write(own, b"id = 'caf\xe9'").unwrap(),
        |own| std::fs::write(own, vec![b'#'; 5 << 20]).unwrap(),
        |own| std::fs::create_dir(own).unwrap(),
    ];
    for damage in damages {
        let _ = std::fs::remove_file(&own);
        damage(&own);
        let open = [
            "open",
            "--child",
            "A",
            "--category",
            "decision",
            "--concern",
            "x",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ];
        office.fails(2, &open).says("Your own definition of ‘4lscb’ cannot be used").says("4lscb.toml");
        for command in [&["protocol", "check", "4lscb"][..], &["protocol", "show", "4lscb"]] {
            office.fails(2, command).says("cannot be used");
        }
        let listed = office.run(&["--format", "json", "protocol", "list"]);
        let line =
            listed.json().as_array().unwrap().iter().find(|line| line["id"] == "4lscb").cloned().unwrap();
        assert_eq!((&line["title"], &line["findings"]), (&serde_json::Value::Null, &1.into()), "{listed}");
        listed.says("cannot be used");
        let extending =
            office.write("ours.toml", "format = 1\nid = 'ours'\nextends = '4lscb'\ntitle = 'Ours'\n");
        let checked = office.run(&["protocol", "check", extending.to_str().unwrap()]);
        assert_eq!(checked.status, 2, "{checked}");
        assert!(format!("{checked}").contains("cannot be read"), "{checked}");
        let doctor = office.run(&["doctor"]);
        assert!(doctor.out.contains("4lscb") && doctor.out.contains("cannot be used"), "{doctor}");
    }
}
