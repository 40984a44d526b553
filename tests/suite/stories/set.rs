//! SET: four stages "within the time scale".

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER, ids, texts};

#[test]
fn four_stages_from_open_to_closed() {
    let office = Office::with("set");
    let case = office.opens(&[
        "--category",
        "assessment-or-intervention",
        "--impact",
        "x",
        "--at",
        "2026-04-13 10:00",
    ]);
    assert!(office.due_at(&case).is_null(), "no limit is invented");
    office.ok(&["duty", &case, "safeguarding-lead-advice", "--done", "Asked", "--at", "2026-04-13 11:00"]);
    let moved = office.json(&["advance", &case, "--why", "Not resolved", "--at", "2026-04-14 10:00"]);
    assert_eq!(texts(&moved["missing"]), ["risk"], "T6: the risks of escalating and of not escalating");
    office.ok(&["correct", &case, "3", "--why", "complete", "--risk", "He stays; or trust suffers"]);
    assert_eq!(texts(&office.json(&["show", &case])["missing"]), Vec::<&str>::new());
    let next = office.json(&["next", &case]);
    for holder in ["First line manager", "Safeguarding supervisor", "Named Nurse"] {
        assert!(texts(&next["stage"]["holders"]).contains(&holder), "{holder}");
    }
    office.ok(&["advance", &case, "--why", "Not resolved", "--risk", "x", "--at", "2026-04-15 10:00"]);
    let next = office.json(&["next", &case]);
    let duty =
        |id: &str| next["duties"].as_array().unwrap().iter().find(|duty| duty["id"] == id).cloned().unwrap();
    assert_eq!(duty("joint-meeting")["optional"], true);
    assert_eq!(duty("designated-advice")["optional"], false);
    office.ok(&["duty", &case, "joint-meeting", "--done", "Held", "--at", "2026-04-15 11:00"]);
    assert!(
        office.json(&["next", &case])["duties"]
            .as_array()
            .unwrap()
            .iter()
            .any(|duty| duty["id"] == "joint-meeting" && duty["met"] == true)
    );
    office.ok(&["advance", &case, "--why", "Not resolved", "--risk", "x", "--at", "2026-04-16 10:00"]);
    assert!(office.outstanding(&case, "duty").iter().any(|duty| duty["id"] == "forward-account"));
    office.ok(&[
        "decide",
        &case,
        "--who",
        MANAGER,
        "--decision",
        "It stands",
        "--result",
        "stands",
        "--at",
        "2026-04-17 10:00",
    ]);
    office.ok(&[
        "decide",
        &case,
        "--who",
        MANAGER,
        "--decision",
        "New information: it changes",
        "--result",
        "changed",
        "--replaces",
        "8",
        "--at",
        "2026-04-18 10:00",
    ]);
    let resolved = office.json(&[
        "resolve",
        &case,
        "--outcome",
        "decision-changed",
        "--summary",
        "Changed",
        "--at",
        "2026-04-18 11:00",
    ]);
    assert_eq!((texts(&resolved["missing"]), &resolved["state"]), (vec!["plan"], &"resolved".into()));
    // What stages left undone is owed still: by each party, or by the side that raised the challenge.
    for party in ["Elm School", "Children's Social Care"] {
        for duty in ["safeguarding-lead-advice", "own-manager", "designated-advice"] {
            if (party, duty) != ("Elm School", "safeguarding-lead-advice") {
                office.ok(&["duty", &case, duty, "--done", "Done", "--party", party]);
            }
        }
    }
    office.ok(&["duty", &case, "liaise", "--not-done", "The head spoke with the manager herself"]);
    office.ok(&["duty", &case, "forward-account", "--done", "Sent"]);
    let closed =
        office.json(&["correct", &case, "10", "--why", "complete", "--field", "plan=A visit each week"]);
    assert_eq!(closed["state"], "closed", "closed by itself once the gap is filled");
    office.verifies();
}

#[test]
fn the_board_is_reached_at_once_on_policy_issues() {
    let office = Office::with("set");
    let case = office.opens(&["--category", "professional-practice", "--impact", "x"]);
    office.fails(3, &["advance", &case, "--why", "x", "--to", "4"]).says("significant policy issues");
    office
        .fails(3, &["advance", &case, "--why", "x", "--to", "3", "--ground", "policy-issue"])
        .says("names no ground for it");
    office.ok(&["advance", &case, "--why", "x", "--risk", "y", "--to", "4", "--ground", "policy-issue"]);
    let panel = office.json(&["protocol", "show", "set"]).to_string().to_lowercase().contains("panel");
    assert!(!panel, "the document has no panel");
}

#[test]
fn within_and_between_agencies_and_all_categories_open() {
    let office = Office::with("set");
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
        HEAD,
    ]);
    office.ok(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "enquiry",
        "--concern",
        "x",
        "--from",
        "Val Hay, volunteer, Youth Club",
        "--to",
        WORKER,
    ]);
    assert_eq!(
        ids(&office.json(&["protocol", "show", "set"])["categories"]),
        ["referral", "enquiry", "assessment-or-intervention", "professional-practice"]
    );
}
