//! HIPS: four stages without a number of days, on the base of 4LSCB.

use crate::support::{MANAGER, Office, TEACHER, WORKER, ids};

#[test]
fn four_stages_from_open_to_closed_over_a_clock_change() {
    let office = Office::with("hips");
    // Saturday 28 March 2026, the night before the clocks go forward.
    let case = office.opens(&[
        "--category",
        "service-provision",
        "--impact",
        "x",
        "--field",
        "indicators=y",
        "--at",
        "2026-03-28 10:00",
    ]);
    assert!(office.due_at(&case).is_null(), "no limit is invented");
    let due = office.due(&[]);
    assert_eq!((&due[0]["kind"], due[0]["due_at"].is_null()), (&"stage".into(), true));
    office.ok(&["due"]).prints("To review");
    office.ok(&["timescale", &case, "--by", "2026-03-30", "--at", "2026-03-28 11:00"]);
    assert_eq!(office.due_at(&case), "2026-03-30T17:00:00+01:00");
    office
        .fails(3, &["timescale", &case, "--by", "2026-04-30", "--at", "2026-03-28 12:00"])
        .says("never lengthen");
    for stage in 2..=4 {
        office.ok(&["advance", &case, "--why", "Not resolved", "--at", &format!("2026-03-30 1{stage}:00")]);
    }
    office.fails(3, &["advance", &case, "--why", "Further"]);
    office.ok(&[
        "resolve",
        &case,
        "--outcome",
        "decision-stands",
        "--summary",
        "It stands",
        "--at",
        "2026-03-31 10:00",
    ]);
    let record = ["party", &case, "--keeps-record", "Children's Social Care", "--where", "Mosaic"];
    office.ok(&[&record[..], &["--at", "2026-03-31 10:00"]].concat());
    office.ok(&["confirm", &case, "--party", "Elm School", "--by", TEACHER, "--at", "2026-03-31 10:00"]);
    let closed = office.json(&[
        "confirm",
        &case,
        "--party",
        "Children's Social Care",
        "--by",
        MANAGER,
        "--at",
        "2026-03-31 11:00",
    ]);
    assert_eq!((&closed["state"], &closed["outcome"]), (&"closed".into(), &"decision-stands".into()));
    office.verifies();
}

#[test]
fn hips_takes_from_its_base_only_what_the_guide_says() {
    let office = Office::with("hips");
    let hips = office.json(&["protocol", "show", "hips"]);
    assert_eq!((&hips["extends"], &hips["scope"]), (&"4lscb".into(), &"between-agencies".into()));
    assert_eq!(ids(&hips["pathways"]), ["general"]);
    assert_eq!(
        ids(&hips["categories"]),
        [
            "referral-criteria",
            "assessment-outcomes",
            "roles-and-responsibilities",
            "service-provision",
            "information-sharing"
        ]
    );
    let stages = hips["pathways"][0]["stages"].as_array().unwrap();
    assert_eq!(stages.len(), 4);
    for stage in stages {
        assert_eq!(stage["limit"]["kind"], "unspecified", "{stage:#}");
        assert!(stage["source"].as_str().unwrap().starts_with("003"), "{stage:#}");
        for part in stage["required"].as_array().unwrap().iter().chain(stage["duties"].as_array().unwrap()) {
            assert!(part["source"].as_str().unwrap().starts_with("003"), "{part:#}");
        }
    }
    for list in ["principles", "pointers", "categories", "grounds", "fields"] {
        for one in hips[list].as_array().unwrap() {
            assert!(one["source"].as_str().unwrap().starts_with("003"), "{list}: {one}");
        }
    }
    assert!(hips["record"]["confirm"]["source"].as_str().unwrap().starts_with("003"));
}

#[test]
fn hips_is_between_agencies_only() {
    let office = Office::with("hips");
    let refused = office.fails(
        3,
        &[
            "open",
            "--child",
            "J.S.",
            "--category",
            "service-provision",
            "--concern",
            "x",
            "--from",
            WORKER,
            "--to",
            MANAGER,
        ],
    );
    refused.says("in-house procedures should be followed").says("003 Purpose, NB");
}
