//! What the shipped definitions say, read against the documents.

use serde_json::Value;

use crate::support::{Office, TEACHER, WORKER, ids, texts};

fn protocol(id: &str) -> Value {
    Office::bare().json(&["protocol", "show", id])
}

fn pathway<'p>(protocol: &'p Value, id: &str) -> &'p Value {
    protocol["pathways"].as_array().unwrap().iter().find(|pathway| pathway["id"] == id).unwrap()
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect()
}

fn stage(pathway: &Value, number: usize) -> &Value {
    &pathway["stages"][number - 1]
}

fn duty<'s>(stage: &'s Value, id: &str) -> &'s Value {
    stage["duties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|duty| duty["id"] == id)
        .unwrap_or_else(|| panic!("no {id}: {stage}"))
}

fn required<'s>(stage: &'s Value, id: &str) -> &'s Value {
    stage["required"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("no {id}: {stage}"))
}

fn principles(protocol: &Value) -> String {
    protocol["principles"].to_string()
}

#[test]
fn sussex_names_seven_areas_and_six_stages_with_their_roles() {
    let sussex = protocol("pan-sussex");
    assert_eq!(
        titles(&sussex["categories"]),
        [
            "Criteria for referrals and levels of need",
            "Outcomes of assessments",
            "The need for action",
            "Roles and responsibilities of workers",
            "Service provision",
            "Timeliness of interventions",
            "Information sharing and communication",
        ]
    );
    let general = pathway(&sussex, "general");
    let held = |number| texts(&stage(general, number)["holders"]).join(" / ");
    assert_eq!(general["stages"].as_array().unwrap().len(), 6);
    assert_eq!(held(1), "Practitioner / Line manager");
    assert_eq!(
        held(3),
        "Head of Service / Detective inspector (police) / Head teacher (school) / Named Doctor or Nurse (health)"
    );
    assert_eq!(
        held(4),
        "Professional lead for safeguarding and child protection / Senior child protection manager / Designated Doctor or Nurse (health)"
    );
    assert!(held(5).contains("Independent Scrutineer") && held(5).contains("three Safeguarding Partners"));
    assert_eq!(held(6), "Secretary of State");
}

#[test]
fn sussex_asks_for_a_stated_and_agreed_limit_at_each_stage() {
    let sussex = protocol("pan-sussex");
    let general = pathway(&sussex, "general");
    assert_eq!(stage(general, 6)["limit"]["kind"], "unspecified", "the last stage has no next one");
    for stage in general["stages"].as_array().unwrap().iter().take(5) {
        assert_eq!(
            (&stage["limit"]["kind"], &stage["limit"]["agreed"]),
            (&"stated".into(), &true.into()),
            "{}",
            stage["number"]
        );
    }
}

#[test]
fn sussex_managers_seek_advice_at_every_stage_that_they_hold() {
    let sussex = protocol("pan-sussex");
    let general = pathway(&sussex, "general");
    assert_eq!(
        duty(stage(general, 1), "safeguarding-lead-advice")["optional"],
        true,
        "practitioners and/or line managers"
    );
    for number in 2..=4 {
        let advice = duty(stage(general, number), "safeguarding-lead-advice");
        assert_eq!((&advice["optional"], &advice["source"]), (&false.into(), &"000 note 1".into()));
    }
}

#[test]
fn sussex_records_say_what_the_stages_ask() {
    let sussex = protocol("pan-sussex");
    let general = pathway(&sussex, "general");
    for field in ["concern", "evidence", "impact"] {
        assert_eq!(required(stage(general, 1), field)["of"], serde_json::json!(["challenge"]), "{field}");
    }
    assert_eq!(required(stage(general, 1), "basis")["of"], serde_json::json!(["discussion"]));
    for field in ["issue-raised", "action-taken", "child-outcome"] {
        assert_eq!(required(stage(general, 2), field)["of"], serde_json::json!(["stage"]), "{field}");
    }
    assert_eq!(ids(&required(stage(general, 5), "partnership")["choices"]), ["BHSCP", "ESSCP", "WSSCP"]);
    assert_eq!(duty(stage(general, 1), "own-records")["source"], "000 Stage 1");
}

#[test]
fn protective_steps_are_called_for_without_delay() {
    for id in ["pan-sussex", "london"] {
        assert!(principles(&protocol(id)).contains("act without delay to safeguard the child"), "{id}");
        let office = Office::with(id);
        let category = protocol(id)["categories"][0]["id"].as_str().unwrap().to_owned();
        office.opens(&["--category", &category, "--by", "2026-11-26"]);
        for step in ["Allocate the case", "A strategy meeting", "A core group meeting", "A conference"] {
            office.ok(&["protect", "1", "--step", step, "--who", TEACHER]);
        }
        assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 5);
    }
}

#[test]
fn sussex_names_who_agreed_to_a_limit() {
    let office = Office::with("pan-sussex");
    let opened = office.json(&[
        "open",
        "--child",
        "J.S.",
        "--category",
        "timeliness",
        "--concern",
        "x",
        "--evidence",
        "y",
        "--impact",
        "z",
        "--from",
        TEACHER,
        "--to",
        WORKER,
        "--by",
        "2026-12-01",
    ]);
    assert_eq!(texts(&opened["missing"]), ["agreed-with"]);
    let agreed = office.json(&["timescale", "1", "--by", "2026-12-01", "--agreed-with", WORKER]);
    assert_eq!(
        (agreed["missing"].as_array().unwrap().len(), &agreed["entries"][1]["fields"]["agreed-with"][0]),
        (0, &WORKER.into())
    );
}

#[test]
fn pointers_are_shown() {
    for (id, title) in [
        ("pan-sussex", "Dispute Resolution and Escalation Protocol"),
        ("pan-sussex", "Dissent with the decision to call a Child Protection Conference"),
        ("london", "The protocol of a specialist regional facility"),
        ("hips", "HIPS Joint Working Protocol"),
        ("4lscb", "fabricated or induced illness"),
    ] {
        Office::bare().ok(&["protocol", "show", id]).prints(title);
    }
}

#[test]
fn lscb_general_asks_for_thresholds_and_records() {
    let lscb = protocol("4lscb");
    let general = pathway(&lscb, "general");
    for field in ["impact", "threshold", "evidence", "indicators"] {
        assert_eq!(required(stage(general, 1), field)["of"], serde_json::json!(["challenge"]), "{field}");
    }
    assert!(lscb["fields"].as_array().unwrap().iter().any(|field| field["id"] == "toolkits"));
    assert_eq!(required(stage(general, 2), "meets-threshold")["of"], serde_json::json!(["discussion"]));
    let written = duty(stage(general, 1), "written-account");
    assert_eq!(
        (&written["limit"]["kind"], &written["source"]),
        (&"same-working-day".into(), &"001 §2".into())
    );
    assert_eq!(duty(stage(general, 1), "own-records")["source"], "001 §3");
    assert_eq!(lscb["record"]["confirm"]["source"], "001 §3");
}

#[test]
fn lscb_limits_are_one_two_and_five_working_days() {
    let lscb = protocol("4lscb");
    let general = pathway(&lscb, "general");
    let limit = |number| &stage(general, number)["limit"];
    assert_eq!((&limit(1)["amount"], &limit(1)["kind"]), (&1.into(), &"working-days".into()));
    for number in [2, 3] {
        assert_eq!(
            (&limit(number)["amount"], &limit(number)["from"], &limit(number)["stages"]),
            (&2.into(), &"group".into(), &serde_json::json!([2, 3]))
        );
    }
    assert!(limit(2)["says"].as_str().unwrap().starts_with("A reading"));
    assert_eq!((&limit(4)["amount"], &limit(4)["from"]), (&5.into(), &"entered".into()));
    assert_eq!(lscb["calendar"], "england-and-wales");
}

#[test]
fn lscb_stages_three_and_four_have_their_meetings_and_account() {
    let lscb = protocol("4lscb");
    let general = pathway(&lscb, "general");
    for id in ["joint-meeting", "designated-advice"] {
        assert_eq!(duty(stage(general, 3), id)["optional"], false);
    }
    let account = duty(stage(general, 4), "forward-account");
    assert_eq!(account["limit"]["kind"], "without-delay");
    assert_eq!(duty(stage(general, 4), "convene-panel")["source"], "001 §3");
    assert_eq!(stage(general, 4)["jumps"][0]["ground"], "policy-issue");
    let holders = texts(&stage(general, 4)["holders"]).join(" / ");
    assert!(
        holders.contains("LSCB representative")
            && holders.contains("Independent Chair")
            && holders.contains("statutory and voluntary"),
        "{holders}"
    );
    for field in ["panel-members", "lscb-representative"] {
        required(stage(general, 4), field);
    }
}

#[test]
fn lscb_mash_names_five_disagreements_and_the_tier_4_indicators() {
    let lscb = protocol("4lscb");
    let of_mash = lscb["categories"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["pathways"].to_string().contains("\"mash\""))
        .count();
    assert_eq!(of_mash, 5);
    let mash = pathway(&lscb, "mash");
    assert!(stage(mash, 1)["what"].as_str().unwrap().contains("help me understand why you are worried?"));
    assert_eq!(required(stage(mash, 1), "tier-4-indicators")["source"], "001 §4");
    assert_eq!(texts(&stage(mash, 2)["holders"]), ["Manager or supervisor"]);
    assert_eq!(
        (&stage(mash, 1)["limit"]["kind"], &stage(mash, 1)["limit"]["agreed"]),
        (&"stated".into(), &true.into())
    );
}

#[test]
fn lscb_pathways_follow_their_sections() {
    let lscb = protocol("4lscb");
    assert_eq!(
        ids(&lscb["pathways"]),
        [
            "general",
            "mash",
            "mash-joint-response",
            "conference-request",
            "conference-dissent",
            "plan-implementation"
        ]
    );
    let joint = pathway(&lscb, "mash-joint-response");
    assert_eq!(
        joint["stages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|stage| stage["final"].as_bool().unwrap())
            .collect::<Vec<_>>(),
        [false, false, true]
    );
    duty(stage(joint, 3), "meeting-of-all-parties");
    for (id, number) in [("mash-joint-response", 3), ("conference-dissent", 4)] {
        required(stage(pathway(&lscb, id), number), "outcome-and-actions");
        duty(stage(pathway(&lscb, id), 1), "own-records");
    }
    let request = pathway(&lscb, "conference-request");
    assert_eq!(texts(&stage(request, 1)["holders"]), ["Children's Social Care, who decide (social care)"]);
    assert!(request["supported_request"]["says"].as_str().unwrap().contains("should normally be agreed"));
    assert_eq!(ids(&required(stage(request, 1), "requester")["choices"]), ["most-involved", "section-47"]);
    let plan = pathway(&lscb, "plan-implementation");
    assert_eq!(stage(plan, 2)["limit"]["kind"], "without-delay");
    assert!(lscb["categories"].to_string().contains("Participation in Core Group meetings"));
}

#[test]
fn the_risks_of_escalating_and_of_not_are_asked_for_on_every_advance() {
    for id in ["4lscb", "set"] {
        for pathway in protocol(id)["pathways"].as_array().unwrap() {
            for stage in pathway["stages"].as_array().unwrap() {
                assert_eq!(
                    required(stage, "risk")["of"],
                    serde_json::json!(["advance"]),
                    "{id} {}",
                    pathway["id"]
                );
            }
        }
    }
}

#[test]
fn principles_stand_in_the_definitions() {
    for (id, words) in [
        ("4lscb", "respectful of each other at all times"),
        ("4lscb", "open mind"),
        ("4lscb", "due consideration to the risks"),
        ("4lscb", "lowest possible level"),
        ("4lscb", "amended protocols"),
        ("hips", "right and duty to challenge"),
        ("hips", "Swift timeframes"),
        ("hips", "may not necessarily change the outcome"),
        ("hips", "Thresholds Documents"),
        ("set", "open mind"),
        ("set", "paid or voluntary"),
        ("set", "by doing so or not doing so"),
        ("pan-sussex", "line managers"),
    ] {
        assert!(principles(&protocol(id)).contains(words), "{id}: {words}");
        Office::bare().ok(&["protocol", "show", id]).prints(words);
    }
}

#[test]
fn what_is_needed_to_learn_from_disagreements_is_kept() {
    let office = Office::with("set");
    office.opens(&["--category", "referral", "--at", "2026-04-13 10:00"]);
    office.ok(&["advance", "1", "--why", "x", "--risk", "y", "--at", "2026-04-14 10:00"]);
    office.ok(&[
        "resolve",
        "1",
        "--outcome",
        "decision-stands",
        "--summary",
        "x",
        "--at",
        "2026-04-15 10:00",
    ]);
    let line = office.json(&["list"])[0].clone();
    assert_eq!(
        (&line["category"], &line["stage"], &line["outcome"]),
        (&"referral".into(), &2.into(), &"decision-stands".into())
    );
    assert_eq!(
        (&line["opened_at"], line["parties"].as_array().unwrap().len()),
        (&"2026-04-13T10:00:00+01:00".into(), 2)
    );
}

#[test]
fn london_stages_limits_and_holders_follow_the_paragraphs() {
    let london = protocol("london");
    let general = pathway(&london, "general");
    let limit = |number| {
        (stage(general, number)["limit"]["kind"].clone(), stage(general, number)["limit"]["from"].clone())
    };
    assert_eq!(limit(1), ("working-weeks".into(), "opened".into()));
    assert_eq!(limit(2), ("working-weeks".into(), "entered".into()));
    // “Without delay” is the referral's: what stage three itself may take, the document does not say.
    for number in [3, 4] {
        assert_eq!(limit(number).0, "unspecified");
    }
    assert_eq!(limit(5).0, "without-delay");
    let second = texts(&stage(general, 2)["holders"]).join(" / ");
    for holder in [
        "social care manager",
        "Detective sergeant (police)",
        "health professional (health)",
        "Designated safeguarding lead (school)",
    ] {
        assert!(second.contains(holder), "{holder}: {second}");
    }
    let third = texts(&stage(general, 3)["holders"]).join(" / ");
    for holder in ["Service manager", "Detective inspector", "Head teacher", "senior professional"] {
        assert!(third.contains(holder), "{holder}: {third}");
    }
    assert_eq!(duty(stage(general, 2), "designated-advice")["source"], "002 1.6");
    for number in [2, 3] {
        let alternative = &stage(general, number)["alternatives"][0];
        assert!(alternative["holders"][0].as_str().unwrap().contains("doctor or nurse"));
        assert_eq!(alternative["source"], "002 1.8");
    }
    assert_eq!(stage(general, 5)["jumps"][0]["ground"], "policy-issue");
}

#[test]
fn london_categories_follow_its_two_sections() {
    let london = protocol("london");
    let of = |pathway: &str| -> Vec<String> {
        let with = |one: &&Value| one["pathways"][0] == pathway;
        london["categories"]
            .as_array()
            .unwrap()
            .iter()
            .filter(with)
            .map(|one| one["title"].as_str().unwrap().to_owned())
            .collect()
    };
    let general = of("general").join(" / ");
    for word in ["referral", "assessment", "enquiry", "decision", "action", "lack of action"] {
        assert!(general.contains(word), "{word}");
    }
    let plan = of("plan-implementation").join(" / ");
    for word in ["timing", "quoracy", "decision-making", "progress", "practice"] {
        assert!(plan.contains(word), "{word}");
    }
    assert_eq!(london["record"]["approve"]["kinds"], serde_json::json!(["discussion"]));
    assert_eq!(london["record"]["file"]["source"], "002 1.9");
}

#[test]
fn the_hips_guide_shows_principles_scenarios_and_four_stages() {
    let shown = Office::bare().ok(&["protocol", "show", "hips"]);
    for said in [
        "Principles",
        "Criteria for referrals",
        "Information sharing and communication",
        "1. Stage 1",
        "4. Stage 4",
        "a picture that the guide lacks",
    ] {
        shown.prints(said);
    }
}

#[test]
fn set_stages_follow_the_chapter() {
    let set = protocol("set");
    let general = pathway(&set, "general");
    assert_eq!(general["stages"].as_array().unwrap().len(), 4);
    for stage in general["stages"].as_array().unwrap() {
        assert_eq!(stage["limit"]["kind"], "unspecified");
    }
    assert_eq!(duty(stage(general, 1), "safeguarding-lead-advice")["optional"], false);
    assert_eq!(duty(stage(general, 3), "joint-meeting")["optional"], true);
    assert_eq!(duty(stage(general, 4), "meeting")["optional"], true);
    assert_eq!(duty(stage(general, 4), "forward-account")["optional"], false);
    assert_eq!(required(stage(general, 1), "plan")["of"], serde_json::json!(["resolution"]));
    assert_eq!(stage(general, 4)["jumps"][0]["ground"], "policy-issue");
    assert!(ids(&set["categories"]).contains(&"professional-practice"));
}
