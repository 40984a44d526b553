//! Obligations: whose each is, how strongly it is asked for, and until when it is owed.

use serde_json::Value;

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER, texts};

const OTHER: &str = "Children's Social Care";

/// The agencies and people who owe a duty.
fn owners(office: &Office, case: &str, duty: &str) -> Vec<String> {
    let items = office.outstanding(case, "duty");
    let of = items.iter().filter(|item| item["id"] == duty);
    of.map(|item| item["owner"].as_str().unwrap().to_owned()).collect()
}

fn urgent(office: &Office) -> Vec<Value> {
    office.due(&[]).into_iter().filter(|item| item["urgent"] == true).collect()
}

#[test]
fn no_agency_confirms_for_another() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision", "--impact", "x"]);
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    office
        .fails(3, &["confirm", &case, "--party", OTHER, "--by", HEAD])
        .says("Femi Ade is of ‘Elm School’ and cannot confirm for ‘Children's Social Care’");
    office.ok(&["confirm", &case, "--party", OTHER, "--by", MANAGER]);
    assert_eq!(office.outstanding(&case, "confirmation").len(), 1);
}

#[test]
fn no_agency_meets_a_duty_for_another() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    let advice = "safeguarding-lead-advice";
    assert_eq!(owners(&office, &case, advice), ["Elm School", OTHER]);
    office.ok(&["duty", &case, advice, "--done", "Asked"]);
    assert_eq!(owners(&office, &case, advice), [OTHER], "the recorder's own is met");
    office.fails(3, &["duty", &case, advice, "--done", "Asked", "--party", "Elm School"]).says("already");
    office
        .fails(3, &["duty", &case, advice, "--done", "Asked", "--party", "County Police"])
        .says("‘County Police’ does not owe the duty");
    // A talk with one's own manager meets one's own duty, and not the other party's.
    office.ok(&["advance", &case, "--why", "x", "--risk", "y"]);
    office.ok(&["log", &case, "--with", HEAD, "--mode", "in-person", "--summary", "We spoke"]);
    assert_eq!(owners(&office, &case, "own-manager"), [OTHER]);
    assert_eq!(owners(&office, &case, "liaise").len(), 1, "nobody spoke with the other side");
    office.ok(&["log", &case, "--with", MANAGER, "--mode", "phone", "--summary", "We spoke"]);
    assert!(owners(&office, &case, "liaise").is_empty());
    assert_eq!(owners(&office, &case, "own-manager"), [OTHER]);
    office.verifies();
}

#[test]
fn the_logbook_is_its_owners_own_record_alone() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision", "--impact", "x"]);
    assert_eq!(owners(&office, &case, "own-records"), [OTHER]);
    office.ok(&["party", &case, "--keeps-record", OTHER, "--where", "Mosaic"]);
    assert!(owners(&office, &case, "own-records").is_empty());
}

#[test]
fn the_duty_of_health_is_not_asked_of_a_school() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "core-group-participation", "--impact", "x"]);
    office.ok(&["advance", &case, "--why", "x", "--risk", "y"]);
    let input = "named-professional-input";
    assert!(owners(&office, &case, input).is_empty());
    office.fails(3, &["duty", &case, input, "--done", "x", "--party", "Elm School"]);
    office.ok(&["party", &case, "--add", "Mo May, matron, Riverside", "--agency-type", "Riverside=health"]);
    assert_eq!(owners(&office, &case, input), ["Riverside"]);
}

#[test]
fn what_must_be_done_outlasts_the_resolution_until_it_is_put_down() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    let resolved =
        office.json(&["resolve", &case, "--outcome", "agreed", "--summary", "x", "--field", "plan=y"]);
    assert_eq!(resolved["state"], "resolved");
    let due = office.due(&[]);
    assert_eq!(due.len(), 2, "{due:#?}");
    office.ok(&["duty", &case, "safeguarding-lead-advice", "--done", "Asked"]);
    let advice = ["duty", &case, "safeguarding-lead-advice", "--party", OTHER];
    office.fails(2, &advice).says("--done");
    let closed = office.json(&[&advice[..], &["--not-done", "They closed"]].concat());
    assert_eq!(closed["state"], "closed");
    office.ok(&["show", &case]).prints("Not done when it ended").prints("They closed");
    office.verifies();
}

#[test]
fn what_may_be_done_is_offered_and_never_owed() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    for _ in 2..=3 {
        office.ok(&["advance", &case, "--why", "x", "--risk", "y"]);
    }
    assert!(owners(&office, &case, "joint-meeting").is_empty());
    office.at("2027-11-20 12:00");
    assert!(!office.json(&["due"]).to_string().contains("joint-meeting"));
    office.ok(&["next", &case]).prints("If necessary: Call a joint meeting");
    office.ok(&["duty", &case, "joint-meeting", "--done", "Held"]);
    let next = office.json(&["next", &case]);
    let mut duties = next["duties"].as_array().unwrap().iter();
    assert!(duties.any(|duty| duty["id"] == "joint-meeting" && duty["met"] == true));
}

#[test]
fn a_later_move_does_not_fill_the_gap_of_an_earlier_one() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    office.ok(&["advance", &case, "--why", "x"]);
    let moved = office.json(&["advance", &case, "--why", "x", "--risk", "Trust suffers"]);
    assert_eq!(texts(&moved["missing"]), ["risk"]);
    let corrected = office.json(&["correct", &case, "2", "--why", "complete", "--risk", "He stays"]);
    assert_eq!(texts(&corrected["missing"]), Vec::<&str>::new());
}

#[test]
fn the_no_of_ones_own_manager_does_not_fail_the_stage() {
    let office = Office::with("london");
    let case = office.opens(&["--category", "referral-decision", "--impact", "x"]);
    office.ok(&["advance", &case, "--why", "x"]);
    let log = |with: &str| {
        let talk = ["log", &case, "--with", with, "--mode", "phone", "--summary", "x"];
        office.ok(&[&talk[..], &["--result", "not-agreed"]].concat());
    };
    log(HEAD);
    assert!(urgent(&office).is_empty(), "it was within one agency");
    log("Dee Roe, local authority children's social care manager, Children's Social Care");
    assert!(urgent(&office)[0]["what"].as_str().unwrap().starts_with("Refer to “Service manager"));
    // Whoever held it: two people of the other agency are not the two sides.
    let office = Office::with("london");
    let case = office.opens(&["--category", "referral-decision", "--impact", "x"]);
    let talk = ["log", &case, "--held-by", WORKER, "--with", MANAGER, "--mode", "phone", "--summary", "x"];
    office.ok(&[&talk[..], &["--result", "not-agreed"]].concat());
    assert_eq!(office.json(&["show", &case])["entries"][1]["fields"]["held-by"][0], WORKER);
}

#[test]
fn londons_referral_arises_when_the_limit_passes_though_nobody_logged() {
    let office = Office::with("london");
    let case =
        office.opens(&["--category", "referral-decision", "--impact", "x", "--at", "2026-11-09 09:00"]);
    office.ok(&["advance", &case, "--why", "x", "--at", "2026-11-10 09:00"]);
    // A working week from Tuesday the 10th ends on Tuesday the 17th.
    office.at("2026-11-17 16:59");
    assert!(urgent(&office).is_empty());
    assert!(!office.ok(&["due"]).out.contains("Refer to"), "it lies ahead");
    office.at("2026-11-17 17:01");
    let referral = &urgent(&office)[0];
    assert!(referral["what"].as_str().unwrap().starts_with("Refer to “Service manager"), "{referral}");
    assert_eq!(referral["since"], "2026-11-17T17:00:00+00:00");
    assert!(referral["owner"].as_str().unwrap().contains("Elm School"), "the raising side: {referral}");
    office.ok(&["advance", &case, "--why", "x"]);
    assert!(urgent(&office).is_empty(), "it is referred");
}

#[test]
fn a_limit_that_passes_after_agreement_asks_for_no_referral() {
    let office = Office::with("london");
    let case =
        office.opens(&["--category", "referral-decision", "--impact", "x", "--at", "2026-11-09 09:00"]);
    office.ok(&["advance", &case, "--why", "x", "--at", "2026-11-10 09:00"]);
    let talk = ["log", &case, "--with", WORKER, "--mode", "phone", "--summary", "x", "--result", "agreed"];
    office.ok(&[&talk[..], &["--at", "2026-11-11 09:00"]].concat());
    assert!(urgent(&office).is_empty());
}

#[test]
fn what_is_urgent_counts_for_a_check() {
    let office = Office::with("london");
    office.opens(&["--category", "referral-decision", "--impact", "x"]);
    assert_eq!(office.run(&["due", "--check"]).status, 0);
    office.ok(&["advance", "1", "--why", "x", "--to", "5", "--ground", "policy-issue"]);
    assert_eq!(office.run(&["due", "--check"]).status, 6);
    assert_eq!(office.run(&["due", "--overdue", "--check"]).status, 6, "whatever is listed");
}

#[test]
fn what_has_no_limit_is_reviewed_after_an_interval() {
    let office = Office::with("set");
    office.opens(&["--category", "referral", "--impact", "x", "--at", "2026-11-20 09:00"]);
    assert_eq!(office.run(&["due", "--check"]).status, 0);
    // Five working days from Friday the 20th.
    office.at("2026-11-26 12:00");
    assert_eq!(office.run(&["due", "--check"]).status, 0);
    office.at("2026-11-27 08:00");
    let due = office.due(&[]);
    assert!(due.iter().all(|item| item["to_review"] == true && item["age_working_days"] == 5), "{due:#?}");
    assert_eq!(office.run(&["due", "--check"]).status, 6);
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
    office.write("config.toml", &format!("review-after = 6\n{settings}"));
    assert_eq!(office.run(&["due", "--check"]).status, 0);
}

#[test]
fn immediate_harm_stands_until_a_step_or_a_reason() {
    let office = Office::with("london");
    let case = office.opens(&["--category", "referral-decision", "--impact", "x", "--immediate-harm"]);
    assert_eq!(urgent(&office)[0]["kind"], "immediate-harm");
    // Every view begins with it.
    for view in [&["show", &case][..], &["next", &case]] {
        let said = office.ok(view).out;
        assert!(said.starts_with("A child is thought to be at risk of immediate harm"), "{said}");
    }
    assert!(office.ok(&["due"]).out.starts_with("1 immediate harm · "));
    assert_eq!(office.run(&["due", "--check"]).status, 6);
    office.ok(&["protect", &case, "--step", "A strategy meeting"]);
    assert!(urgent(&office).is_empty());
    // Said again, it asks for a step anew.
    let talk = ["log", &case, "--with", WORKER, "--mode", "phone", "--summary", "x", "--immediate-harm"];
    office.ok(&talk);
    assert_eq!(urgent(&office).len(), 1);
    office.ok(&["protect", &case, "--lift", "He is with his aunt"]);
    assert!(urgent(&office).is_empty());
    office.fails(3, &["protect", &case, "--lift", "again"]);
    office.verifies();
}

#[test]
fn a_move_that_is_refused_leaves_the_flag_and_says_so() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "referral", "--impact", "x"]);
    let refused = office.run(&["advance", &case, "--why", "x", "--to", "3", "--immediate-harm"]);
    assert_eq!(refused.status, 3, "{refused}");
    refused.says("The move was not stored. That a child is at risk of immediate harm was.");
    refused.says("follow your safeguarding procedures now");
    assert!(!refused.err.contains("Nothing was stored"), "{refused}");
    assert_eq!(office.json(&["show", &case])["stage"], 1);
    assert_eq!(urgent(&office)[0]["kind"], "immediate-harm");
    office.verifies();
}

#[test]
fn next_names_whose_duty_each_command_meets() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision", "--impact", "x"]);
    office.ok(&["advance", &case, "--why", "x", "--risk", "y"]);
    office.ok(&["resolve", &case, "--outcome", "agreed", "--summary", "x"]);
    let next = office.json(&["next", &case]);
    let commands = texts(&next["commands"]);
    for said in [
        "escalate party 2026-0001 --keeps-record \"Children's Social Care\" --where …",
        "escalate duty 2026-0001 own-manager --party \"Elm School\" --done …",
        "escalate duty 2026-0001 own-manager --party \"Children's Social Care\" --done …",
        "escalate duty 2026-0001 liaise --done …",
    ] {
        assert!(commands.contains(&said), "{said}: {commands:?}");
    }
}

#[test]
fn within_an_agency_each_side_meets_its_own() {
    let office = Office::with("set");
    let opened = office.json(&[
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
        HEAD,
    ]);
    let case = opened["case"].as_str().unwrap();
    let advice = "safeguarding-lead-advice";
    assert_eq!(owners(&office, case, advice), ["Asha Patel, Elm School", "Femi Ade, Elm School"]);
    office.ok(&["duty", case, advice, "--done", "Asked"]);
    assert_eq!(owners(&office, case, advice), ["Femi Ade, Elm School"]);
    office.ok(&["duty", case, advice, "--done", "Asked", "--party", "receiving"]);
    assert!(owners(&office, case, advice).is_empty());
    office.verifies();
}
