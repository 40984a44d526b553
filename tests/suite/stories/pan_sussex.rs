//! Pan Sussex: six stages, each with a stated timeframe.

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER, texts};

fn opened(office: &Office) -> String {
    office.opens(&[
        "--category",
        "referral-criteria",
        "--evidence",
        "Two incidents",
        "--impact",
        "He is not safe",
        "--by",
        "2026-04-16 12:00",
        "--agreed-with",
        TEACHER,
        "--agreed-with",
        WORKER,
        "--at",
        "2026-04-13 10:00",
    ])
}

#[test]
fn six_stages_from_open_to_closed() {
    let office = Office::with("pan-sussex");
    let case = opened(&office);
    let shown = office.json(&["show", &case]);
    assert_eq!(
        (&shown["due_at"], shown["missing"].as_array().unwrap().len()),
        (&"2026-04-16T12:00:00+01:00".into(), 0)
    );
    let logged = office.json(&[
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
        "2026-04-14 10:00",
    ]);
    assert_eq!(texts(&logged["missing"]), ["basis"]);
    office.ok(&["correct", &case, "2", "--why", "complete", "--field", "basis=Their reading of tier 3"]);

    // S4: every move states its timeframe.
    let needed = office.fails(
        2,
        &["--format", "json", "advance", &case, "--why", "Not resolved", "--at", "2026-04-16 13:00"],
    );
    assert_eq!(texts(&needed.error()["missing"]), ["--by"]);
    let moved = office.json(&[
        "advance",
        &case,
        "--why",
        "Not resolved",
        "--by",
        "2026-04-20",
        "--at",
        "2026-04-16 13:00",
    ]);
    assert_eq!(moved["due_at"], "2026-04-20T17:00:00+01:00", "a day alone is its close of business");
    assert_eq!(texts(&moved["missing"]), ["issue-raised", "action-taken", "child-outcome", "agreed-with"]);
    office.ok(&[
        "timescale",
        &case,
        "--by",
        "2026-04-20",
        "--agreed-with",
        HEAD,
        "--agreed-with",
        MANAGER,
        "--at",
        "2026-04-16 14:00",
    ]);
    office.ok(&[
        "log",
        &case,
        "--with",
        MANAGER,
        "--mode",
        "meeting",
        "--summary",
        "Managers met",
        "--result",
        "not-agreed",
        "--field",
        "issue-raised=Refusal",
        "--field",
        "action-taken=Met",
        "--field",
        "child-outcome=None yet",
        "--at",
        "2026-04-20 15:00",
    ]);
    assert_eq!(office.json(&["show", &case])["missing"].as_array().unwrap().len(), 0);
    office.ok(&["duty", &case, "safeguarding-lead-advice", "--done", "Asked", "--at", "2026-04-17 09:00"]);

    // S9: stage 3 is referred without delay, measured from the failed stage 2.
    let urgent = office.due(&[]).into_iter().find(|item| item["urgent"] == true).unwrap();
    assert_eq!(urgent["since"], "2026-04-20T15:00:00+01:00");
    office.ok(&[
        "advance",
        &case,
        "--why",
        "Not resolved",
        "--by",
        "2026-04-24 12:00",
        "--at",
        "2026-04-20 17:30",
    ]);
    let stage = office.due(&[]).into_iter().find(|item| item["kind"] == "stage").unwrap();
    assert_eq!(
        (&stage["urgent"], &stage["since"], &stage["due_at"]),
        (&true.into(), &"2026-04-20T15:00:00+01:00".into(), &"2026-04-24T12:00:00+01:00".into())
    );
    assert!(
        office.json(&["next", &case])["stage"]["holders"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one == "Detective inspector")
    );
    let logged = office.json(&[
        "log",
        &case,
        "--with",
        MANAGER,
        "--mode",
        "video",
        "--summary",
        "No",
        "--at",
        "2026-04-21 09:00",
    ]);
    assert!(texts(&logged["missing"]).contains(&"child-focus"));
    office.ok(&[
        "advance",
        &case,
        "--why",
        "Serious",
        "--ground",
        "serious-disagreement",
        "--by",
        "2026-04-29",
        "--at",
        "2026-04-24 12:00",
    ]);
    assert!(
        texts(&office.json(&["next", &case])["stage"]["holders"]).contains(&"Designated Doctor or Nurse")
    );
    office.ok(&["advance", &case, "--why", "Not resolved", "--by", "2026-05-08", "--at", "2026-04-29 12:00"]);
    let next = office.json(&["next", &case]);
    for field in ["partnership", "scrutineer-process"] {
        assert!(texts(&next["missing"]).contains(&field), "{field}");
    }
    office
        .fails(2, &["decide", &case, "--who", MANAGER, "--decision", "x", "--field", "partnership=LONDON"])
        .says("BHSCP");

    // S12: stage 6 only on the scrutineer's finding, with its text.
    let refused = office.fails(3, &["advance", &case, "--why", "Not resolved", "--at", "2026-05-08 12:00"]);
    refused.says("weak or malfunctioning").says("000 Stage 6");
    office.ok(&[
        "advance",
        &case,
        "--why",
        "The scrutineer finds the arrangements weak",
        "--ground",
        "scrutineer-finding",
        "--at",
        "2026-05-08 12:00",
    ]);
    assert!(office.json(&["next", &case])["then"].is_null());
    office.ok(&[
        "resolve",
        &case,
        "--outcome",
        "agreed",
        "--summary",
        "Done",
        "--child-outcome",
        "Safe",
        "--at",
        "2026-05-20 12:00",
        "--field",
        "partnership=WSSCP",
        "--field",
        "scrutineer-process=Mediation",
        "--field",
        "child-focus=Yes",
    ]);
    // Stages 2 to 4 ask each party for advice; this one sought it at stage 2. Each partner is told by itself.
    let owed = office.outstanding(&case, "duty");
    assert_eq!(owed.len(), 1 + 5 + 1 + 3, "{owed:#?}");
    office.ok(&["party", &case, "--keeps-record", "Children's Social Care", "--where", "Mosaic"]);
    for (party, stages) in [("Elm School", 2), ("Children's Social Care", 3)] {
        for _ in 0..stages {
            office.ok(&["duty", &case, "safeguarding-lead-advice", "--done", "Asked", "--party", party]);
        }
    }
    for duty in ["include-senior", "raise-with-local-authority", "raise-with-health", "raise-with-police"] {
        assert_eq!(office.json(&["show", &case])["state"], "resolved", "{duty} is owed");
        office.ok(&["duty", &case, duty, "--done", "By letter"]);
    }
    assert_eq!(
        office.json(&["show", &case])["state"],
        "closed",
        "nothing is left: {:#}",
        office.json(&["show", &case])["outstanding"]
    );
    office.verifies();
}

#[test]
fn within_an_agency_and_between_agencies_both_open() {
    let office = Office::with("pan-sussex");
    office.ok(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "timeliness",
        "--concern",
        "x",
        "--from",
        WORKER,
        "--to",
        MANAGER,
        "--by",
        "2026-12-01",
    ]);
    office.opens(&["--category", "timeliness", "--by", "2026-12-01"]);
    assert_eq!(office.json(&["protocol", "show", "pan-sussex"])["categories"].as_array().unwrap().len(), 7);
}

#[test]
fn immediate_harm_opens_at_a_later_stage_and_the_missing_limit_is_overdue() {
    let office = Office::with("pan-sussex");
    let opening = [
        "open",
        "--child",
        "J.S.",
        "--category",
        "need-for-action",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
        "--stage",
        "3",
    ];
    let with = |more: &[&'static str]| [&opening[..], more].concat();
    office.fails(2, &with(&["--by", "2026-12-01"])).says("--why");
    office
        .fails(3, &with(&["--by", "2026-12-01", "--why", "Quicker"]))
        .says("discretion should be used")
        .says("000 §1");
    let opened = office.json(&with(&["--why", "He may be hurt tonight", "--immediate-harm"]));
    assert_eq!((&opened["stage"], opened["due_at"].is_null()), (&3.into(), true));
    assert!(texts(&opened["missing"]).contains(&"by"));
    office.at("2026-11-20 12:05");
    let due = office.due(&["--overdue"]);
    assert_eq!((due.len(), &due[0]["kind"]), (1, &"record".into()));
    assert_eq!(office.run(&["due", "--check"]).status, 6);
    let case = opened["case"].as_str().unwrap();
    office.ok(&["timescale", case, "--by", "2026-11-20 18:00", "--agreed-with", WORKER]);
    assert!(!texts(&office.json(&["show", case])["missing"]).contains(&"by"));
    // Immediate harm stands until a protective step; stage 3 is urgent besides its limit.
    let urgent = |office: &Office| -> Vec<String> {
        let due = office.due(&[]).into_iter().filter(|item| item["urgent"] == true);
        due.map(|item| item["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(urgent(&office), ["immediate-harm", "stage"]);
    office.ok(&["protect", case, "--step", "A strategy discussion"]);
    assert_eq!(urgent(&office), ["stage"]);
}

#[test]
fn a_jump_on_no_ground_that_the_protocol_names_is_refused() {
    let office = Office::with("pan-sussex");
    let case = opened(&office);
    let advance = |to: &'static str, ground: &'static str| {
        vec!["advance", "1", "--why", "x", "--by", "2026-12-01", "--to", to, "--ground", ground]
    };
    office.fails(3, &advance("4", "unresolved")).says("policy-issue");
    office.fails(3, &advance("4", "similar-concerns"));
    office.fails(3, &advance("6", "immediate-harm")).says("scrutineer-finding");
    office.fails(3, &advance("6", "scrutineer-finding")).says("go through the stages before it");
    office.fails(3, &advance("3", "policy-issue"));
    office.ok(&advance("4", "policy-issue"));
    office.fails(3, &advance("4", "policy-issue")).says("cannot move back");
    office.ok(&advance("5", "similar-concerns"));
    assert_eq!(office.json(&["show", &case])["stage"], 5);
}

#[test]
fn similar_cases_are_found_and_can_be_named() {
    let office = Office::with("pan-sussex");
    let first = opened(&office);
    let second = office.run(&[
        "open",
        "--child",
        "K.T.",
        "--category",
        "referral-criteria",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
        "--by",
        "2026-12-01",
    ]);
    second.says(&format!("Similar cases are recorded: {first}"));
    let similar = office.json(&["similar", "2"]);
    assert_eq!(
        (&similar[0]["case"], &similar[0]["same_category"], &similar[0]["shared_parties"]),
        (&first.as_str().into(), &true.into(), &2.into())
    );
    office.fails(
        4,
        &[
            "advance",
            "2",
            "--why",
            "x",
            "--by",
            "2026-12-01",
            "--to",
            "5",
            "--ground",
            "similar-concerns",
            "--similar",
            "99",
        ],
    );
    let moved = office.json(&[
        "advance",
        "2",
        "--why",
        "It recurs",
        "--by",
        "2026-12-01",
        "--to",
        "5",
        "--ground",
        "similar-concerns",
        "--similar",
        "1",
    ]);
    assert_eq!(moved["entries"][1]["fields"]["similar"][0], first.as_str());
}

#[test]
fn other_procedures_are_named_and_not_invented() {
    let office = Office::with("pan-sussex");
    let shown = office.json(&["protocol", "show", "pan-sussex"]);
    let titles: Vec<&str> =
        shown["pointers"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles.len(), 6);
    assert_eq!(shown["pathways"].as_array().unwrap().len(), 1);
    office
        .ok(&["protocol", "show", "pan-sussex"])
        .prints("Complaints Procedure")
        .prints("Professional dissent at a Child Protection Conference");
}
