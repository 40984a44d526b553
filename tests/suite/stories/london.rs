//! London: a working week over Christmas, and one over Easter and a clock change.

use crate::support::{MANAGER, Office, TEACHER, WORKER};

#[test]
fn general_over_christmas_from_open_to_closed() {
    let office = Office::with("london");
    office.at("2027-02-01 09:00");
    // Friday 18 December 2026. Working days: 21, 22, 23, 24; the 25th is Christmas Day, the 28th stands for
    // Boxing Day; the fifth is Tuesday the 29th.
    let case =
        office.opens(&["--category", "referral-decision", "--impact", "x", "--at", "2026-12-18 14:00"]);
    assert_eq!(office.due_at(&case), "2026-12-29T17:00:00+00:00");
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "No",
        "--result",
        "not-agreed",
        "--at",
        "2026-12-22 10:00",
    ]);
    // A further working week from the move: 30, 31; the 1st is New Year's Day; 4, 5, 6 January.
    office.ok(&["advance", &case, "--why", "Not resolved", "--at", "2026-12-29 12:00"]);
    assert_eq!(office.due_at(&case), "2027-01-06T17:00:00+00:00");
    for party in ["Elm School", "Children's Social Care"] {
        let duty = ["duty", &case, "designated-advice", "--done", "Asked", "--party", party];
        office.ok(&[&duty[..], &["--at", "2026-12-30 12:00"]].concat());
    }
    // A timescale that protects the child is less.
    office.ok(&["timescale", &case, "--protect-by", "2026-12-31 12:00", "--at", "2026-12-30 12:00"]);
    assert_eq!(office.due_at(&case), "2026-12-31T12:00:00+00:00");
    office
        .fails(3, &["timescale", &case, "--protect-by", "2027-01-05 12:00", "--at", "2026-12-30 13:00"])
        .says("never lengthen");
    office.ok(&[
        "log",
        &case,
        "--with",
        MANAGER,
        "--mode",
        "video",
        "--summary",
        "No",
        "--result",
        "not-agreed",
        "--at",
        "2026-12-31 11:00",
    ]);
    let referral = office.due(&[]).into_iter().find(|item| item["urgent"] == true).unwrap();
    assert_eq!(
        (&referral["urgent"], &referral["since"]),
        (&true.into(), &"2026-12-31T11:00:00+00:00".into()),
        "since the discussion that failed"
    );
    assert!(referral["owner"].as_str().unwrap().contains("Asha Patel"), "who raised it: {referral}");
    office.ok(&["advance", &case, "--why", "Not resolved", "--at", "2026-12-31 11:30"]);
    let shown = office.json(&["show", &case]);
    assert_eq!((&shown["urgent"], shown["due_at"].is_null()), (&false.into(), true), "it was referred");
    office.ok(&["next", &case]).prints("in preference to the use of line management");
    office.ok(&[
        "protect",
        &case,
        "--step",
        "A strategy meeting",
        "--who",
        TEACHER,
        "--at",
        "2026-12-31 12:00",
    ]);
    office.ok(&["advance", &case, "--why", "Differences remain", "--at", "2027-01-04 09:00"]);
    assert_eq!(
        office.json(&["next", &case])["stage"]["holders"][0],
        "Head of service of each agency involved"
    );
    assert!(office.due_at(&case).is_null(), "no limit is invented for the heads of service");
    office.ok(&["advance", &case, "--why", "Differences remain", "--at", "2027-01-05 09:00"]);
    assert_eq!(office.json(&["show", &case])["urgent"], true);
    office.ok(&[
        "resolve",
        &case,
        "--outcome",
        "decision-stands",
        "--summary",
        "It stands",
        "--at",
        "2027-01-06 09:00",
    ]);
    // L5: each discussion is approved and dated, and a copy placed on the child's file.
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["state"], "resolved");
    let due = office.due(&[]);
    let kinds: Vec<&str> = due.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["approval", "filing"]);
    office.ok(&["approve", &case, "--by", MANAGER]);
    let closed = office.json(&["file", &case, "--where", "The child's file, section 4"]);
    assert_eq!(closed["state"], "closed");
    office.verifies();
}

#[test]
fn how_late_an_entry_was_written_is_measured() {
    let office = Office::with("london");
    let case = office.opens(&["--category", "enquiry-action", "--impact", "x", "--at", "2026-11-17 12:00"]);
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
        "2026-11-17 14:00",
    ]);
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["entries"][1]["recorded_after_minutes"], (2 * 24 + 22) * 60);
    office.ok(&["show", &case]).prints("2 days later");
    // A correction takes an approval back: what was approved is no longer what the log says.
    office.ok(&["approve", &case, "2", "--by", MANAGER]);
    assert!(office.outstanding(&case, "approval").is_empty());
    office.ok(&["correct", &case, "2", "--why", "A slip", "--summary", "y"]);
    assert_eq!(office.outstanding(&case, "approval").len(), 1);
}

#[test]
fn plan_implementation_takes_the_same_route_over_a_clock_change() {
    let office = Office::with("london");
    // Friday 27 March 2026; the clocks go forward on the 29th; Easter is 3 to 6 April.
    // Working days: 30, 31 March, 1, 2 April; the fifth is Tuesday 7 April.
    let case =
        office.opens(&["--category", "core-group-quoracy", "--impact", "x", "--at", "2026-03-27 15:00"]);
    let shown = office.json(&["show", &case]);
    assert_eq!(
        (&shown["pathway"], &shown["due_at"]),
        (&"plan-implementation".into(), &"2026-04-07T17:00:00+01:00".into())
    );
    let protocol = office.json(&["protocol", "show", "london"]);
    assert_eq!(protocol["pathways"][0]["stages"], protocol["pathways"][1]["stages"]);
    office.ok(&[
        "advance",
        &case,
        "--why",
        "On policy",
        "--ground",
        "policy-issue",
        "--to",
        "5",
        "--at",
        "2026-03-30 09:00",
    ]);
    assert_eq!(office.json(&["show", &case])["urgent"], true);
    office.ok(&["withdraw", &case, "--why", "Settled between us", "--at", "2026-03-31 09:00"]);
    assert_eq!(office.json(&["show", &case])["state"], "withdrawn");
    assert!(office.due(&[]).is_empty());
}

#[test]
fn a_third_agency_joins_and_confirms_nothing_that_london_does_not_ask() {
    let office = Office::with("london");
    let case = office.opens(&["--category", "assessment-decision", "--impact", "x"]);
    office.ok(&["party", &case, "--add", "Mo May, matron, Regional Children's Hospital"]);
    let shown = office.json(&["show", &case]);
    let hospital = shown["parties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|party| party["agency"] == "Regional Children's Hospital")
        .unwrap();
    assert_eq!(hospital["standing"], "party");
    assert!(office.outstanding(&case, "confirmation").is_empty());
}

#[test]
fn both_scopes_open() {
    let office = Office::with("london");
    office.ok(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "referral-decision",
        "--concern",
        "x",
        "--impact",
        "y",
        "--from",
        WORKER,
        "--to",
        MANAGER,
    ]);
    office.opens(&["--category", "referral-decision"]);
}
