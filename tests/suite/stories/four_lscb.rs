//! 4LSCB: a referral over Easter, the MASH over a clock change, conferences and plans.

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER, ids, texts};

const OTHER_MANAGER: &str = "Gil Hart, safeguarding lead, Elm School";

/// Thursday 2 April 2026, 10:00; Good Friday is the 3rd, Easter Monday the 6th.
fn opened_before_easter(office: &Office) -> String {
    office.opens(&[
        "--category",
        "contact-or-referral",
        "--evidence",
        "Bruises on two days",
        "--impact",
        "He is afraid to go home",
        "--field",
        "threshold=Physical harm, tier 4",
        "--field",
        "indicators=Unexplained injuries",
        "--field",
        "parental-agreement=risk-of-significant-harm",
        "--at",
        "2026-04-02 10:00",
    ])
}

/// Each party meets a duty for itself.
fn meet_for_each(office: &Office, case: &str, duty: &str, at: &str) {
    for party in ["Elm School", "Children's Social Care"] {
        office.ok(&["duty", case, duty, "--done", "Done", "--party", party, "--at", at]);
    }
}

/// The other party's own record; this logbook is the school's.
fn keep_own_record(office: &Office, case: &str, at: &str) {
    let other = ["--keeps-record", "Children's Social Care", "--where", "Mosaic", "--at", at];
    office.ok(&[&["party", case], &other[..]].concat());
}

#[test]
fn general_over_easter_from_open_to_closed() {
    let office = Office::with("4lscb");
    let case = opened_before_easter(&office);
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["missing"].as_array().unwrap().len(), 0, "{shown:#}");
    // One working day from Thursday: Tuesday, past Good Friday, the weekend and Easter Monday.
    assert_eq!(shown["due_at"], "2026-04-07T17:00:00+01:00");
    let skipped: Vec<&str> = shown["limit"]["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["name"].as_str().unwrap())
        .collect();
    assert_eq!(skipped, ["Good Friday", "Saturday", "Sunday", "Easter Monday"]);
    assert_eq!(shown["limit"]["source"], "001 §3");
    // H2: in writing the same working day.
    let written = &office.outstanding(&case, "duty")[0];
    assert_eq!(
        (&written["id"], &written["due_at"]),
        (&"written-account".into(), &"2026-04-02T17:00:00+01:00".into())
    );

    office.ok(&["duty", &case, "written-account", "--done", "Emailed", "--at", "2026-04-02 11:00"]);
    office.ok(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "No agreement",
        "--result",
        "not-agreed",
        "--at",
        "2026-04-07 12:00",
    ]);
    office.ok(&[
        "advance",
        &case,
        "--why",
        "The day is over",
        "--risk",
        "He stays where he is hurt",
        "--at",
        "2026-04-07 15:00",
    ]);
    // Stages two and three share two working days from the move to stage two.
    assert_eq!(office.due_at(&case), "2026-04-09T17:00:00+01:00");
    office.ok(&[
        "log",
        &case,
        "--with",
        MANAGER,
        "--mode",
        "video",
        "--summary",
        "Managers disagree",
        "--result",
        "not-agreed",
        "--field",
        "meets-threshold=We say tier 4, they say tier 2",
        "--at",
        "2026-04-08 10:00",
    ]);
    meet_for_each(&office, &case, "own-manager", "2026-04-08 09:00");
    office.ok(&[
        "advance",
        &case,
        "--why",
        "Managers disagree",
        "--risk",
        "As before",
        "--at",
        "2026-04-09 10:00",
    ]);
    assert_eq!(office.due_at(&case), "2026-04-09T17:00:00+01:00", "one shared clock");
    assert_eq!(office.json(&["next", &case])["stage"]["number"], 3);
    office.ok(&["duty", &case, "joint-meeting", "--done", "Held on the 9th", "--at", "2026-04-09 14:00"]);
    meet_for_each(&office, &case, "designated-advice", "2026-04-09 14:30");
    office.ok(&[
        "advance",
        &case,
        "--why",
        "Not resolved",
        "--risk",
        "As before",
        "--at",
        "2026-04-09 16:00",
        "--protect-by",
        "2026-04-14 12:00",
    ]);
    // Five working days from Thursday the 9th end on Thursday the 16th; what protects the child is earlier.
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["limit"]["protocol_due_at"], "2026-04-16T17:00:00+01:00");
    assert_eq!(shown["due_at"], "2026-04-14T12:00:00+01:00");
    assert_eq!(texts(&shown["missing"]), ["lscb-representative", "panel-members"]);
    // H8: stage four has five working days and is urgent; the written account goes without delay.
    let urgent: Vec<_> = office.due(&[]).into_iter().filter(|item| item["urgent"] == true).collect();
    let mut kinds: Vec<&str> = urgent.iter().map(|item| item["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["duty", "stage"]);
    let account = urgent.iter().find(|item| item["kind"] == "duty").unwrap();
    assert!(account["what"].as_str().unwrap().contains("written account"), "{urgent:?}");
    assert!(account["owner"].as_str().unwrap().contains("Elm School"), "the originating agency: {account}");
    office.ok(&["account", &case]).prints("The attempts made to resolve it").prints("Managers disagree");
    office.ok(&[
        "duty",
        &case,
        "forward-account",
        "--done",
        "Sent",
        "--at",
        "2026-04-09 16:30",
        "--field",
        "lscb-representative=Ola Orr, to the Independent Chair",
        "--field",
        "panel-members=Four members",
    ]);
    office.ok(&["duty", &case, "convene-panel", "--done", "Convened", "--at", "2026-04-10 09:00"]);
    office.ok(&[
        "decide",
        &case,
        "--who",
        "Ida Orr, LSCB Independent Chair, LSCB",
        "--decision",
        "Assess",
        "--result",
        "changed",
        "--at",
        "2026-04-13 11:00",
    ]);
    let action = office.json(&[
        "action",
        &case,
        "--what",
        "Start the assessment",
        "--owner",
        MANAGER,
        "--by",
        "2026-04-15",
        "--agreed-with",
        TEACHER,
        "--at",
        "2026-04-13 11:00",
    ]);
    let action = action["receipt"]["entry"].to_string();
    let resolved = office.json(&[
        "resolve",
        &case,
        "--outcome",
        "decision-changed",
        "--summary",
        "An assessment starts",
        "--child-outcome",
        "He is seen",
        "--field",
        "outstanding-issues=None",
        "--at",
        "2026-04-13 12:00",
    ]);
    assert_eq!(resolved["state"], "resolved");
    // H9: until each party confirms and each action is done, it is not closed.
    assert_eq!(office.outstanding(&case, "confirmation").len(), 2, "the LSCB was consulted and owes none");
    keep_own_record(&office, &case, "2026-04-13 13:00");
    office.ok(&["confirm", &case, "--party", "elm school ", "--by", HEAD, "--at", "2026-04-14 09:00"]);
    let half = office.json(&[
        "confirm",
        &case,
        "--party",
        "Children's Social Care",
        "--by",
        MANAGER,
        "--at",
        "2026-04-14 10:00",
    ]);
    assert_eq!(half["state"], "resolved", "the action is outstanding");
    let closed = office.json(&["action", &case, &action, "--done", "Started", "--at", "2026-04-15 09:00"]);
    assert_eq!(
        (&closed["state"], closed["outstanding"].as_array().unwrap().len()),
        (&"closed".into(), 0),
        "{closed:#}"
    );
    assert!(office.due(&[]).is_empty());
    office.verifies();
}

#[test]
fn general_opened_at_a_weekend_before_the_clocks_go_back() {
    let office = Office::with("4lscb");
    // Saturday 24 October 2026; the clocks go back on the 25th.
    let case = office.opens(&["--category", "decision", "--at", "2026-10-24 10:00"]);
    assert_eq!(office.due_at(&case), "2026-10-26T17:00:00+00:00");
    let written = &office.outstanding(&case, "duty")[0];
    assert_eq!(
        written["due_at"], "2026-10-26T17:00:00+00:00",
        "the next working day, since Saturday is none"
    );
}

#[test]
fn general_goes_to_the_lscb_on_policy_issues() {
    let office = Office::with("4lscb");
    let case = opened_before_easter(&office);
    let refused =
        office.fails(3, &["advance", &case, "--why", "Worse now", "--to", "4", "--at", "2026-04-02 12:00"]);
    refused.says("significant policy issues").says("001 §3");
    let moved = office.json(&[
        "advance",
        &case,
        "--why",
        "Thresholds differ",
        "--risk",
        "All children",
        "--ground",
        "policy-issue",
        "--to",
        "4",
        "--at",
        "2026-04-02 12:00",
    ]);
    assert_eq!((&moved["stage"], &moved["due_at"]), (&4.into(), &"2026-04-13T17:00:00+01:00".into()));
    office.fails(3, &["advance", &case, "--why", "Further"]).says("the last of the pathway");
}

#[test]
fn a_difference_within_one_agency_is_out_of_scope() {
    let office = Office::with("4lscb");
    let refused = office.fails(
        3,
        &[
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
            HEAD,
        ],
    );
    refused.says("in-house procedures should be followed").says("001 §1");
}

#[test]
fn a_manager_who_disagrees_with_their_own_employee_confirms_it() {
    let office = Office::with("4lscb");
    let case = opened_before_easter(&office);
    office.ok(&["advance", &case, "--why", "x", "--risk", "y", "--at", "2026-04-07 15:00"]);
    let confirmations = |office: &Office| {
        let duties = office.outstanding(&case, "duty");
        duties.iter().filter(|duty| duty["id"] == "confirm-to-other-party").count()
    };
    assert_eq!(confirmations(&office), 0);
    office.ok(&[
        "log",
        &case,
        "--with",
        OTHER_MANAGER,
        "--mode",
        "in-person",
        "--summary",
        "Our own manager sees it otherwise",
        "--field",
        "disagrees-with-own-employee=Not tier 4",
        "--at",
        "2026-04-07 16:00",
    ]);
    assert_eq!(confirmations(&office), 1);
    office.ok(&["duty", &case, "confirm-to-other-party", "--done", "Told them", "--at", "2026-04-08 09:00"]);
    assert_eq!(confirmations(&office), 0);
}

#[test]
fn an_exhausted_management_chain_is_recorded_with_differing_tiers() {
    let office = Office::with("4lscb");
    let case = opened_before_easter(&office);
    let moved = office.json(&[
        "advance",
        &case,
        "--why",
        "The head is the only manager",
        "--risk",
        "x",
        "--ground",
        "chain-exhausted",
        "--holder",
        "Femi Ade, senior manager, Elm School",
        "--holder",
        "Dee Roe, first line manager, Children's Social Care",
        "--at",
        "2026-04-07 15:00",
    ]);
    let entry = moved["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&entry["fields"]["ground"], &entry["tiers_differ"]),
        (&"chain-exhausted".into(), &true.into())
    );
    let due = office.due(&[]);
    let stage = due.iter().find(|item| item["kind"] == "stage").unwrap();
    assert!(stage["owner"].as_str().unwrap().contains("Femi Ade"), "{stage}");
}

#[test]
fn a_request_for_information_has_its_own_answer() {
    let office = Office::with("4lscb");
    let case = opened_before_easter(&office);
    let asked = office.json(&[
        "request",
        &case,
        "--from",
        WORKER,
        "--to",
        TEACHER,
        "--what",
        "The dates",
        "--by",
        "2026-04-07 12:00",
        "--at",
        "2026-04-02 12:00",
    ]);
    let entry = asked["receipt"]["entry"].to_string();
    let request = &office.outstanding(&case, "request")[0];
    assert_eq!(
        (&request["due_at"], request["overdue"].as_bool()),
        (&"2026-04-07T12:00:00+01:00".into(), Some(true))
    );
    office.ok(&["answer", &case, &entry, "--text", "1 and 8 March", "--at", "2026-04-02 13:00"]);
    assert!(office.outstanding(&case, "request").is_empty());
    office.fails(3, &["answer", &case, &entry, "--text", "again"]).says("already answered");
    office.fails(4, &["answer", &case, "1", "--text", "x"]).says("no request");
}

#[test]
fn parental_agreement_has_exactly_five_answers() {
    let office = Office::with("4lscb");
    let shown = office.json(&["protocol", "show", "4lscb"]);
    let general =
        &shown["pathways"].as_array().unwrap().iter().find(|one| one["id"] == "mash").unwrap()["stages"][0];
    let field = general["required"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "parental-agreement")
        .unwrap()
        .clone();
    assert_eq!(
        ids(&field["choices"]),
        ["agreed", "risk-of-significant-harm", "crime", "sought-or-refused", "fabricated-or-induced-illness"]
    );
    let refused = office.fails(
        2,
        &[
            "open",
            "--child",
            "J.S.",
            "--category",
            "contact-or-referral",
            "--concern",
            "x",
            "--from",
            TEACHER,
            "--to",
            WORKER,
            "--field",
            "parental-agreement=maybe",
        ],
    );
    refused.says("agreed (The parent or carer knows and agrees)").says("001 §2");
    // With agreement, also that the parents know what is shared and why; only for referrals.
    let case = office.opens(&["--category", "contact-or-referral", "--field", "parental-agreement=agreed"]);
    assert!(texts(&office.json(&["show", &case])["missing"]).contains(&"parents-know"));
    let case = office.opens(&["--category", "contact-or-referral", "--field", "parental-agreement=crime"]);
    assert!(!texts(&office.json(&["show", &case])["missing"]).contains(&"parents-know"));
    let case = office.opens(&["--category", "thresholds"]);
    assert!(!texts(&office.json(&["show", &case])["missing"]).contains(&"parental-agreement"));
}

#[test]
fn mash_starts_with_a_time_scale_that_both_accept() {
    let office = Office::with("4lscb");
    let needed = office.fails(
        2,
        &[
            "--format",
            "json",
            "open",
            "--child",
            "J.S.",
            "--category",
            "further-information",
            "--concern",
            "x",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ],
    );
    assert_eq!(texts(&needed.error()["missing"]), ["--by"]);
    let case = office.opens(&[
        "--category",
        "further-information",
        "--by",
        "2026-10-26",
        "--agreed-with",
        TEACHER,
        "--agreed-with",
        WORKER,
        "--field",
        "parental-agreement=agreed",
        "--field",
        "parents-know=Told on the 23rd",
        "--field",
        "tier-4-indicators=Neglect",
        "--impact",
        "x",
        "--at",
        "2026-10-23 15:00",
    ]);
    let shown = office.json(&["show", &case]);
    assert_eq!((&shown["pathway"], &shown["due_at"]), (&"mash".into(), &"2026-10-26T17:00:00+00:00".into()));
    assert_eq!(shown["missing"].as_array().unwrap().len(), 0, "{}", shown["missing"]);
    office.ok(&["next", &case]).prints("help me understand why you are worried?");
    let logged = office.json(&[
        "log",
        &case,
        "--with",
        WORKER,
        "--mode",
        "teleconference",
        "--summary",
        "They want more",
        "--result",
        "not-agreed",
        "--at",
        "2026-10-26 09:00",
    ]);
    assert_eq!(texts(&logged["missing"]), ["why-worried"]);
    office.ok(&["advance", &case, "--why", "No agreement", "--risk", "x", "--at", "2026-10-26 17:00"]);
    let shown = office.json(&["show", &case]);
    assert_eq!(
        (&shown["stage"], &shown["due_at"]),
        (&2.into(), &serde_json::Value::Null),
        "none is invented"
    );
    office
        .fails(3, &["advance", &case, "--why", "Further", "--risk", "x"])
        .says("open a case on the general pathway");
    office.ok(&["party", &case, "--keeps-record", "Elm School", "--where", "CPOMS"]);
    office.ok(&["party", &case, "--keeps-record", "Children's Social Care", "--where", "Mosaic"]);
    assert!(
        !office.outstanding(&case, "duty").iter().any(|duty| duty["id"] == "own-records"),
        "both keep their record"
    );
}

#[test]
fn mash_joint_response_ends_with_a_final_stage() {
    let office = Office::with("4lscb");
    let case = office.opens(&[
        "--pathway",
        "mash-joint-response",
        "--category",
        "joint-response",
        "--impact",
        "x",
        "--at",
        "2026-03-27 16:00",
    ]);
    office.ok(&["advance", &case, "--why", "No agreement", "--risk", "x", "--at", "2026-03-30 09:00"]);
    office.ok(&["advance", &case, "--why", "No agreement", "--risk", "x", "--at", "2026-03-30 12:00"]);
    let next = office.json(&["next", &case]);
    assert_eq!(next["stage"]["final"], true);
    assert!(texts(&next["stage"]["holders"]).contains(&"Chief Inspector"));
    assert_eq!(texts(&next["missing"]), ["outcome-and-actions"]);
    office.fails(3, &["advance", &case, "--why", "Further"]).says("the last of the pathway");
    office.ok(&[
        "duty",
        &case,
        "meeting-of-all-parties",
        "--done",
        "Held",
        "--field",
        "outcome-and-actions=A joint visit",
        "--at",
        "2026-03-31 09:00",
    ]);
    office.ok(&["duty", &case, "written-account", "--done", "Sent", "--at", "2026-03-27 16:30"]);
    office.ok(&[
        "resolve",
        &case,
        "--outcome",
        "agreed",
        "--summary",
        "Joint",
        "--field",
        "outstanding-issues=None",
        "--at",
        "2026-03-31 10:00",
    ]);
    keep_own_record(&office, &case, "2026-03-31 10:30");
    office.ok(&["confirm", &case, "--party", "Elm School", "--by", TEACHER, "--at", "2026-03-31 11:00"]);
    let closed = office.json(&[
        "confirm",
        &case,
        "--party",
        "Children's Social Care",
        "--by",
        WORKER,
        "--at",
        "2026-03-31 11:00",
    ]);
    assert_eq!(closed["state"], "closed");
}

#[test]
fn a_decision_against_a_supported_request_for_a_conference_is_unusual() {
    let office = Office::with("4lscb");
    let case = office.opens(&[
        "--pathway",
        "conference-request",
        "--category",
        "need-for-conference",
        "--impact",
        "x",
        "--field",
        "welfare-concern=Neglect",
        "--field",
        "requester=most-involved",
        "--at",
        "2026-04-14 09:00",
    ]);
    let decided = office.run(&[
        "decide",
        &case,
        "--who",
        MANAGER,
        "--decision",
        "No conference",
        "--result",
        "stands",
        "--supported-by",
        "Nia Nye, named doctor, Health Trust",
        "--at",
        "2026-04-15 09:00",
    ]);
    decided.says("should normally be agreed").says("001 §5");
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["unusual"][0]["entry"], 2);
    assert!(
        shown["parties"]
            .as_array()
            .unwrap()
            .iter()
            .any(|party| party["agency"] == "Health Trust" && party["standing"] == "consulted")
    );
    office.ok(&["advance", &case, "--why", "Differences remain", "--risk", "x", "--at", "2026-04-16 09:00"]);
    assert_eq!(texts(&office.json(&["next", &case])["missing"]), ["processes-followed"]);
    // Reconsidered in the light of new information: the new decision names the one that it replaces.
    office.ok(&[
        "decide",
        &case,
        "--who",
        MANAGER,
        "--decision",
        "A conference is called",
        "--result",
        "changed",
        "--replaces",
        "2",
        "--at",
        "2026-04-17 09:00",
    ]);
    assert_eq!(office.json(&["show", &case])["unusual"].as_array().unwrap().len(), 0);
    office
        .fails(3, &["decide", &case, "--who", MANAGER, "--decision", "x", "--replaces", "2"])
        .says("already replaced");
    office.ok(&["advance", &case, "--why", "To the LSCB", "--risk", "x", "--at", "2026-04-20 09:00"]);
    assert!(office.json(&["next", &case])["then"].is_null());
}

#[test]
fn conference_dissent_goes_from_the_chair_to_an_appeal() {
    let office = Office::with("4lscb");
    let case = office.opens(&[
        "--category",
        "conference-outcome",
        "--impact",
        "x",
        "--field",
        "chair-decision=No plan; our dissent was noted",
        "--field",
        "risk-of-significant-harm=Further injuries",
        "--at",
        "2026-04-14 09:00",
    ]);
    let stages: Vec<String> = (1..=5)
        .map(|stage| {
            if stage > 1 {
                office.ok(&[
                    "advance",
                    &case,
                    "--why",
                    "No resolution",
                    "--risk",
                    "x",
                    "--at",
                    &format!("2026-04-{} 09:00", 13 + stage),
                ]);
            }
            office.json(&["next", &case])["stage"]["holders"][0].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(
        stages,
        [
            "Conference Chair",
            "First line manager",
            "Children's Social Care senior manager",
            "Line management of each agency",
            "Local Safeguarding Children Board"
        ]
    );
    office.fails(3, &["advance", &case, "--why", "Further"]);
}

#[test]
fn without_delay_is_measured_from_the_failure_of_the_stage_before() {
    let office = Office::with("4lscb");
    let case = office.opens(&[
        "--category",
        "core-group-participation",
        "--impact",
        "x",
        "--at",
        "2026-04-14 09:00",
    ]);
    assert_eq!(office.json(&["show", &case])["pathway"], "plan-implementation");
    office.ok(&[
        "log",
        &case,
        "--with",
        MANAGER,
        "--mode",
        "meeting",
        "--summary",
        "No",
        "--result",
        "not-agreed",
        "--at",
        "2026-04-15 10:00",
    ]);
    // Before anybody has moved: the referral is to happen without delay, since the failure.
    let due = office.due(&[]);
    let referral = due.iter().find(|item| item["urgent"] == true).unwrap();
    assert_eq!(
        (&referral["since"], referral["due_at"].is_null()),
        (&"2026-04-15T10:00:00+01:00".into(), true)
    );
    office.ok(&["advance", &case, "--why", "No agreement", "--risk", "x", "--at", "2026-04-16 10:00"]);
    let due = office.due(&[]);
    let stage = due.iter().find(|item| item["kind"] == "stage").unwrap();
    assert_eq!(
        (&stage["urgent"], &stage["since"], stage["due_at"].is_null()),
        (&true.into(), &"2026-04-15T10:00:00+01:00".into(), true)
    );
    // H15: in health, input from the named professionals is a duty, the designated ones an option.
    let asked = |office: &Office| office.json(&["next", &case])["duties"].to_string();
    assert!(!asked(&office).contains("named-professional-input"), "no health service is a party");
    office.ok(&["party", &case, "--add", "Nia Nye, named nurse, Health Trust", "--at", "2026-04-16 10:30"]);
    let next = office.json(&["next", &case]);
    let duty =
        |id: &str| next["duties"].as_array().unwrap().iter().find(|duty| duty["id"] == id).unwrap().clone();
    assert_eq!(
        (
            duty("named-professional-input")["optional"].as_bool(),
            duty("designated-professional-support")["optional"].as_bool()
        ),
        (Some(false), Some(true))
    );
    office.ok(&[
        "duty",
        &case,
        "designated-professional-support",
        "--done",
        "They helped",
        "--at",
        "2026-04-16 11:00",
    ]);
    office.ok(&["advance", &case, "--why", "Back to the chair", "--risk", "x", "--at", "2026-04-17 10:00"]);
    assert_eq!(texts(&office.json(&["next", &case])["missing"]), ["review-conference"]);
    assert_eq!(office.json(&["next", &case])["stage"]["holders"][0], "Conference Chair");
}
