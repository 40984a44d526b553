//! Keeping a logbook: backups, and what is lawfully erased.

use std::path::Path;

use crate::exports::busy;
use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::locked_office;

/// Whether a file, or any in a folder, holds some bytes.
pub fn holds(place: &Path, bytes: &[u8]) -> bool {
    if place.is_dir() {
        return std::fs::read_dir(place).unwrap().any(|entry| holds(&entry.unwrap().path(), bytes));
    }
    std::fs::read(place).unwrap().windows(bytes.len()).any(|window| window == bytes)
}

#[test]
fn an_erased_case_leaves_no_word_and_the_chain_whole() {
    let office = Office::with("set");
    let case =
        office.opens(&["--category", "referral", "--evidence", "Zebra-7391zqx", "--at", "2026-11-09 10:00"]);
    office.ok(&[
        "log",
        &case,
        "--with",
        "Quagga-7391zqx, social worker, Kiang-7391zqx",
        "--mode",
        "phone",
        "--summary",
        "Okapi-7391zqx",
        "--once",
        "Tapir-7391zqx",
        "--at",
        "2026-11-10 10:00",
    ]);
    office.ok(&["correct", &case, "2", "--why", "a slip", "--summary", "Bongo-7391zqx"]);
    let other = office.opens(&["--category", "referral", "--evidence", "stays"]);
    assert!(holds(&office.logbook(), b"7391zqx"));
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();

    office.fails(2, &["erase", &case, "--why", "x"]).says("--authority").says("--confirm");
    office
        .fails(2, &["erase", &case, "--why", "x", "--authority", "y", "--confirm", "2026-0002"])
        .says("another one");
    office.ok(&["hold", &case, "--why", "an inquiry"]);
    let erase = [
        "erase",
        &case,
        "--why",
        "The retention period is over",
        "--authority",
        "Our policy, §4",
        "--confirm",
        &case,
    ];
    office.fails(3, &erase).says("A legal hold stands");
    office.ok(&["hold", &case, "--release", "--why", "it has ended"]);
    office.ok(&erase).says("that were made before still hold what was erased");

    assert!(!holds(office.folder(), b"7391zqx"), "no byte of it is left");
    office.ok(&["verify", "--expect", &receipt]).prints("5 erased");
    let shown = office.json(&["show", &case]);
    assert_eq!(shown["entries"][1]["erased"], true);
    assert_eq!(shown["entries"][5]["fields"]["authority"], "Our policy, §4");
    assert_eq!(office.json(&["search", "Okapi"]).as_array().unwrap().len(), 0);
    assert_eq!(office.json(&["show", &other])["entries"][0]["fields"]["evidence"], "stays");
    for read in [
        &["show", &case][..],
        &["next", &case],
        &["due"],
        &["list"],
        &["account", &case],
        &["export", "--to", "csv"],
    ] {
        office.ok(read);
    }
    let export = office.write("export.json", &office.ok(&["export", "--to", "json"]).out);
    let elsewhere = Office::bare();
    elsewhere.ok(&["init", "--plain"]);
    elsewhere.ok(&["import", export.to_str().unwrap()]);
    elsewhere.ok(&["verify", "--expect", &receipt]);
    // The case goes on, where it must.
    office.ok(&["withdraw", &case, "--why", "nothing is left of it"]);
    office
        .fails(2, &["erase", &case, "2", "--why", "x", "--authority", "y", "--confirm", &case])
        .says("Nothing of that is left");
    office.verifies();
}

#[test]
fn one_entry_is_erased_with_its_corrections() {
    let office = busy();
    let before = office.json(&["show", "1"]);
    let discussion = before["entries"]
        .as_array()
        .unwrap()
        .iter()
        .find(|entry| entry["kind"] == "discussion")
        .unwrap()["entry"]
        .to_string();
    let case = before["case"].as_str().unwrap();
    let corrections = before["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["corrects"] == serde_json::from_str::<serde_json::Value>(&discussion).unwrap())
        .count();
    office.ok(&["correct", case, &discussion, "--why", "x", "--summary", "Bongo-7391zqx"]);
    office.ok(&["hold", case, "--release", "--why", "it has ended"]);
    office.fails(4, &["erase", case, "999", "--why", "x", "--authority", "y", "--confirm", case]);
    office.ok(&["erase", case, &discussion, "--why", "x", "--authority", "y", "--confirm", case]);
    assert!(!holds(&office.logbook(), b"Bongo-7391zqx"));
    let after = office.json(&["show", case]);
    let erased: Vec<bool> =
        after["entries"].as_array().unwrap().iter().map(|entry| entry["erased"] == true).collect();
    assert_eq!(erased.iter().filter(|erased| **erased).count(), 2 + corrections);
    assert_eq!(after["due_at"], before["due_at"]);
    office.verifies();
}

#[test]
fn an_imported_case_can_be_erased_too() {
    let office = busy();
    let export = office.write("export.json", &office.ok(&["export", "--to", "json"]).out);
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    other.ok(&["import", export.to_str().unwrap()]);
    other.ok(&["erase", "2026-0002", "--why", "x", "--authority", "y", "--confirm", "2026-0002"]);
    other.ok(&["verify"]).prints("erased");
    assert_eq!(other.json(&["show", "2026-0002"])["entries"][0]["erased"], true);
}

#[test]
fn a_backup_is_restored_with_all_that_it_holds() {
    let (office, key) = locked_office();
    let with_key = |words: &[&str]| office.ok(&[&["--key-file", &key][..], words].concat());
    with_key(&[
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
        WORKER,
    ]);
    let backup = office.folder().join("backup.tar");
    let backup = backup.to_str().unwrap();
    with_key(&["backup", backup]).says("restored elsewhere and found whole");
    assert!(!holds(Path::new(backup), b"J.S."), "it is encrypted as the logbook is");
    let before = std::fs::read(backup).unwrap();
    office.fails(1, &["--key-file", &key, "backup", backup]).says("never written over");
    assert_eq!(std::fs::read(backup).unwrap(), before);
    let receipt = with_key(&["--format", "json", "receipt"]).json()["receipt"].as_str().unwrap().to_owned();
    office.fails(1, &["--key-file", &key, "restore", backup]).says("already");

    let place = office.folder().join("elsewhere/logbook.db");
    let there = ["--logbook", place.to_str().unwrap(), "--key-file", &key];
    office.ok(&[&there[..], &["restore", backup]].concat()).says("found whole");
    office.ok(&[&there[..], &["verify", "--expect", &receipt]].concat());
    office.fails(1, &[&there[..], &["restore", backup]].concat()).says("already");
    // Another key opens neither; a half of it is none.
    let other = office.folder().join("third/logbook.db");
    let other = other.to_str().unwrap();
    office.fails(5, &["--logbook", other, "restore", backup]).says("nothing was given to unlock it with");
    for cut in [10, before.len() / 2, before.len() - 3000] {
        let half = office.folder().join("half.tar");
        std::fs::write(&half, &before[..cut]).unwrap();
        office
            .fails(5, &["--logbook", other, "--key-file", &key, "restore", half.to_str().unwrap()])
            .says("no whole backup");
    }
    assert!(!Path::new(other).exists());
    let left: Vec<String> = std::fs::read_dir(office.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_backup_of_a_plain_logbook_is_restored_without_a_key() {
    let office = busy();
    let backup = office.folder().join("backup.tar");
    office.ok(&["backup", backup.to_str().unwrap()]);
    let place = office.folder().join("elsewhere.db");
    office.ok(&["--logbook", place.to_str().unwrap(), "restore", backup.to_str().unwrap()]);
    let export = office.ok(&["export", "--to", "json"]).out;
    assert_eq!(office.ok(&["--logbook", place.to_str().unwrap(), "export", "--to", "json"]).out, export);
}

#[test]
fn what_is_past_its_retention_date_is_shown() {
    let office = Office::with("set");
    office.fails(2, &["due", "--retention"]).says("do not say how long");
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
    let rule = |text: &str| office.write("config.toml", &format!("{settings}\n[retention]\n{text}\n"));
    rule("years = 25\nfrom = \"birth\"");
    office
        .fails(
            2,
            &[
                "open",
                "--child",
                "X",
                "--category",
                "referral",
                "--concern",
                "x",
                "--from",
                "me",
                "--to",
                WORKER,
                "--field",
                "date-of-birth=31/05/2001",
            ],
        )
        .says("no date of birth");
    let born =
        |day: &str| office.opens(&["--category", "referral", "--field", &format!("date-of-birth={day}")]);
    let (past, young, open) = (born("2001-05-31"), born("2014-05-31"), born("1999-05-31"));
    let unknown = office.opens(&["--category", "referral"]);
    let held = born("2000-01-01");
    for case in [&past, &young, &unknown, &held] {
        office.ok(&["withdraw", case, "--why", "x"]);
    }
    office.ok(&["hold", &held, "--why", "an inquiry"]);
    let told = office.json(&["due", "--retention"]);
    let told: Vec<(&str, bool, bool)> = told
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["case"].as_str().unwrap(), line["past"] == true, line["held"] == true))
        .collect();
    assert_eq!(
        told,
        [(past.as_str(), true, false), (unknown.as_str(), false, false), (held.as_str(), false, true)]
    );
    assert!(!told.iter().any(|(case, ..)| *case == open));
    office
        .ok(&["due", "--retention"])
        .prints("was to be kept until 2026-05-31")
        .prints("until when is not known");
    office.ok(&["correct", &unknown, "4", "--why", "to complete it", "--field", "date-of-birth=2012-01-01"]);
    office.ok(&["erase", &past, "--why", "x", "--authority", "y", "--confirm", &past]);
    assert_eq!(office.json(&["due", "--retention"]).as_array().unwrap().len(), 1);
    rule("years = 6\nfrom = \"ended\"");
    assert_eq!(office.json(&["due", "--retention"]).as_array().unwrap().len(), 1);
    office.at("2033-01-01 12:00");
    assert_eq!(office.json(&["due", "--retention"]).as_array().unwrap().len(), 3);
    rule("years = 6\nfrom = \"school\"");
    office.fails(2, &["due", "--retention"]);
}

#[test]
fn the_doctor_says_what_wants_attention() {
    let (office, key) = locked_office();
    let doctor = |office: &Office| {
        let found = office.json(&["--key-file", &key, "doctor"]);
        let wrong = |line: &serde_json::Value| {
            line["wrong"].as_str().map(|wrong| format!("{}: {wrong}", line["what"].as_str().unwrap()))
        };
        found.as_array().unwrap().iter().filter_map(wrong).collect::<Vec<_>>()
    };
    let first = doctor(&office);
    assert_eq!(first.len(), 2, "{first:?}");
    assert!(first[0].contains("escalate backup FILE") && first[1].contains("escalate receipt"), "{first:?}");
    office.ok(&["--key-file", &key, "receipt"]);
    office.ok(&["--key-file", &key, "backup", office.folder().join("b.tar").to_str().unwrap()]);
    assert!(doctor(&office).is_empty(), "{:?}", doctor(&office));
    office.ok(&["--key-file", &key, "doctor"]).prints("Nothing is wrong");
    office.at("2026-12-01 12:00");
    office.write("protocols/broken.toml", "format = 1");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(office.logbook(), std::fs::Permissions::from_mode(0o644)).unwrap();
    }
    let later = doctor(&office).join("; ");
    for said in ["that is 11 days ago", "escalate protocol check broken", "others can read it (644)"] {
        assert!(later.contains(said), "{later}");
    }
    // It speaks where nothing else can.
    office.ok(&["doctor"]).prints("nothing was given to unlock it with");
    office.ok(&["--logbook", "/no/such/logbook.db", "doctor"]).prints("there is no logbook");
}

#[test]
fn a_synchronised_folder_is_warned_about() {
    let office = Office::bare();
    let place = office.folder().join("Dropbox/logbook.db");
    office
        .ok(&["--logbook", place.to_str().unwrap(), "init", "--plain"])
        .says("which another program synchronises");
}

/// Makes random logbooks, backs each up, restores it elsewhere, and compares all that can be read.
fn restores(number: u64) {
    use fastrand::Rng;
    let mut rng = Rng::with_seed(7391);
    for round in 0..number {
        let (office, key) = if rng.bool() { locked_office() } else { (Office::with("set"), String::new()) };
        let opens: Vec<&str> = if key.is_empty() { Vec::new() } else { vec!["--key-file", &key] };
        let run = |words: &[&str]| office.ok(&[&opens[..], words].concat()).out;
        for _ in 0..rng.u8(1..4) {
            let length = rng.usize(1..3000);
            let text: String =
                std::iter::repeat_with(|| rng.char(..)).filter(|c| *c != '\0').take(length).collect();
            let text = format!("x{text}");
            run(&[
                "open",
                "--child",
                "J.S.",
                "--category",
                "referral",
                "--concern",
                &text,
                "--from",
                TEACHER,
                "--to",
                WORKER,
            ]);
            for _ in 0..rng.u8(0..4) {
                run(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", &text]);
            }
        }
        let (backup, place) = (office.folder().join("b.tar"), office.folder().join("there/logbook.db"));
        run(&["backup", backup.to_str().unwrap()]);
        let there = |words: &[&str]| {
            office.ok(&[&opens[..], &["--logbook", place.to_str().unwrap()], words].concat()).out
        };
        there(&["restore", backup.to_str().unwrap()]);
        assert_eq!(there(&["export", "--to", "jsonl"]), run(&["export", "--to", "jsonl"]), "round {round}");
        assert_eq!(there(&["due"]), run(&["due"]), "round {round}");
        there(&["verify"]);
    }
}

#[test]
fn random_logbooks_are_restored_as_they_were() {
    restores(8);
}

/// `cargo test --release --test suite -- --ignored a_thousand_random`
#[test]
#[ignore = "minutes: a thousand logbooks"]
fn a_thousand_random_logbooks_are_restored_as_they_were() {
    restores(1000);
}
