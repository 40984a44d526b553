//! What many cases come to.

use serde_json::Value;

use crate::support::{MANAGER, Office, TEACHER, WORKER};

/// Four cases: one resolved in time, two that go on and are alike, one withdrawn.
fn office() -> Office {
    let office = Office::with("set");
    office.at("2026-03-02 09:00");
    office.opens(&["--category", "referral"]);
    office.ok(&[
        "log",
        "1",
        "--with",
        WORKER,
        "--mode",
        "phone",
        "--summary",
        "No",
        "--at",
        "2026-03-01 10:00",
    ]);
    office.at("2026-03-05 09:00");
    office.ok(&[
        "resolve",
        "1",
        "--outcome",
        "decision-stands",
        "--summary",
        "It stands",
        "--field",
        "plan=None",
    ]);
    office.at("2026-04-01 10:00");
    office.opens(&["--category", "enquiry", "--by", "2026-04-03"]);
    office.opens(&["--category", "enquiry", "--by", "2026-04-30"]);
    office.opens(&["--category", "enquiry"]);
    office.ok(&["withdraw", "4", "--why", "A misunderstanding"]);
    office.at("2026-04-10 10:00");
    office
}

fn number(counts: &Value, id: &str) -> u64 {
    let count = counts.as_array().unwrap().iter().find(|count| count["id"] == id);
    count.unwrap_or_else(|| panic!("{id}: {counts}"))["number"].as_u64().unwrap()
}

fn sum(counts: &Value) -> u64 {
    counts.as_array().unwrap().iter().map(|count| count["number"].as_u64().unwrap()).sum()
}

#[test]
fn themes_tell_where_disagreements_arise_and_what_becomes_of_them() {
    let office = office();
    let themes = office.json(&["themes"]);
    assert_eq!(themes["cases"], 4);
    for groups in ["states", "categories", "pairs", "stages", "outcomes"] {
        assert_eq!(sum(&themes[groups]), 4, "{groups}: {themes}");
    }
    assert_eq!(number(&themes["categories"], "enquiry"), 3);
    assert_eq!(number(&themes["outcomes"], "decision-stands"), 1);
    assert_eq!(number(&themes["outcomes"], "withdrawn"), 1);
    assert_eq!(themes["pairs"][0]["from"], "Elm School");
    assert_eq!(themes["pairs"][0]["to"], "Children's Social Care");
    assert_eq!((themes["ended"].as_u64(), themes["longest_days"].as_i64()), (Some(2), Some(3)));
    assert_eq!(themes["limits"]["overdue"], 1);
    assert_eq!(themes["limits"]["running"], 1);
    assert_eq!(themes["recurring"][0]["number"], 3);
    assert_eq!(themes["recurring"][0]["cases"][0], "2026-0004");
    assert!(themes["lacking"].as_u64().unwrap() > 0);
    assert!(themes["required"].as_u64() >= themes["lacking"].as_u64());
    let said = themes.to_string();
    for name in ["J.S.", "Asha", "Patel", "Ben Cole"] {
        assert!(!said.contains(name), "{name}: {said}");
    }
}

#[test]
fn themes_are_of_the_cases_opened_between_two_times() {
    let office = office();
    let cases = |arguments: &[&str]| {
        let mut all = vec!["themes"];
        all.extend(arguments);
        office.json(&all)["cases"].as_u64().unwrap()
    };
    assert_eq!(cases(&["--since", "2026-04-01"]), 3);
    assert_eq!(cases(&["--until", "2026-03-02"]), 1, "the whole day");
    assert_eq!(cases(&["--until", "2026-03-02 08:59"]), 0);
    assert_eq!(cases(&["--since", "2026-04-01 10:00", "--until", "2026-04-01"]), 3);
    office
        .fails(2, &["themes", "--since", "2026-04-02", "--until", "2026-04-01"])
        .says("--until lies before");
    office.fails(2, &["themes", "--since", "when"]).says("--since");
}

#[test]
fn an_erased_record_is_counted_as_erased() {
    let office = office();
    office.ok(&[
        "erase",
        "2",
        "--why",
        "Asked for",
        "--authority",
        "The partnership",
        "--confirm",
        "2026-0002",
    ]);
    let themes = office.json(&["themes"]);
    assert_eq!(themes["cases"], 4);
    assert_eq!(themes["erased"], 1);
    assert!(themes["pairs"].to_string().contains("(erased)"));
}

#[test]
fn themes_read_well() {
    let office = office();
    office.ok(&["advance", "2", "--why", "Not answered", "--holder", MANAGER, "--agreed-with", TEACHER]);
    insta::assert_snapshot!(office.ok(&["themes"]).out);
    let rows = office.ok(&["themes", "--format", "csv"]).out;
    assert!(rows.starts_with("theme,protocol,what,number"), "{rows}");
    for width in ["60", "80", "120"] {
        let out = office.process(&["themes"]).env("COLUMNS", width).output().unwrap();
        let out = String::from_utf8(out.stdout).unwrap();
        let widest = out.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.parse().unwrap(), "{widest} at {width}: {out}");
    }
    let empty = Office::with("set").ok(&["themes"]).out;
    assert!(empty.contains("Themes of 0 cases"), "{empty}");
}
