//! Laws that hold for any sequence of commands.

use proptest::prelude::*;
use serde_json::Value;

use crate::support::{HEAD, MANAGER, Office, TEACHER, WORKER};

/// One thing that somebody does, with whatever arguments: admitted or refused.
#[derive(Debug, Clone)]
struct Step {
    command: usize,
    /// Picks stages, entries, people, grounds.
    pick: usize,
    /// Minutes that pass before it.
    later: i64,
    /// Minutes that lie between what happened and its record.
    ago: i64,
    /// Minutes from then to the limits that are given.
    ahead: i64,
}

fn step() -> impl Strategy<Value = Step> {
    (0_usize..22, 0_usize..60, 0_i64..6000, 0_i64..9000, 0_i64..9000)
        .prop_map(|(command, pick, later, ago, ahead)| Step { command, pick, later, ago, ahead })
}

const PEOPLE: [&str; 4] = [TEACHER, WORKER, MANAGER, HEAD];
const GROUNDS: [&str; 7] = [
    "unresolved",
    "policy-issue",
    "similar-concerns",
    "immediate-harm",
    "chain-exhausted",
    "scrutineer-finding",
    "serious-disagreement",
];

/// The minutes since which a story goes on: midnight on 20 March 2026, before Easter and a clock change.
struct Time(i64);

impl Time {
    fn text(&self, offset: i64) -> String {
        let start = chrono::NaiveDate::from_ymd_opt(2026, 3, 20).unwrap().and_hms_opt(0, 0, 0).unwrap();
        let at = start + chrono::TimeDelta::minutes(self.0 + offset);
        // In UTC, so that no time is skipped or repeated.
        at.format("%Y-%m-%dT%H:%M:00+00:00").to_string()
    }
}

fn words<'a>(step: &'a Step, at: &'a str, by: &'a str, entry: &'a str) -> Vec<&'a str> {
    let person = PEOPLE[step.pick % 4];
    let stage = ["2", "3", "4", "5", "6"][step.pick % 5];
    let agency = person.rsplit(", ").next().unwrap();
    let mut words = match step.command {
        0..=3 => vec![
            "log",
            "1",
            "--with",
            person,
            "--mode",
            ["phone", "meeting"][step.pick % 2],
            "--summary",
            "x",
            "--result",
            ["not-agreed", "agreed", "pending"][step.pick % 3],
        ],
        4 => vec![
            "decide",
            "1",
            "--who",
            person,
            "--decision",
            "x",
            "--result",
            ["stands", "changed"][step.pick % 2],
        ],
        5 => vec!["decide", "1", "--who", person, "--decision", "x", "--replaces", entry],
        6 | 7 => vec!["advance", "1", "--why", "x", "--risk", "y", "--by", by],
        8 => {
            vec!["advance", "1", "--why", "x", "--to", stage, "--ground", GROUNDS[step.pick % 7], "--by", by]
        }
        9 => vec!["timescale", "1", "--protect-by", by],
        10 => vec!["timescale", "1", "--by", by],
        11 => vec![
            "duty",
            "1",
            [
                "written-account",
                "own-records",
                "safeguarding-lead-advice",
                "own-manager",
                "designated-advice",
            ][step.pick % 5],
            "--done",
            "x",
        ],
        12 => vec!["request", "1", "--from", person, "--to", WORKER, "--what", "x", "--by", by],
        13 => vec!["answer", "1", entry, "--text", "x"],
        14 => vec!["action", "1", "--what", "x", "--owner", person, "--by", by],
        15 => vec!["action", "1", entry, "--done", "x"],
        16 => {
            vec!["resolve", "1", "--outcome", ["agreed", "decision-stands"][step.pick % 2], "--summary", "x"]
        }
        17 => vec!["confirm", "1", "--party", agency, "--by", person],
        18 => vec![["withdraw", "reopen"][step.pick % 2], "1", "--why", "x"],
        19 => {
            return vec![
                ["approve", "file"][step.pick % 2],
                "1",
                if step.pick.is_multiple_of(2) { "--by" } else { "--where" },
                person,
            ];
        }
        20 => vec!["correct", "1", entry, "--why", "x", "--field", "impact=z"],
        _ => vec![
            "party",
            "1",
            "--add",
            ["Ed Fox, detective, County Police", "Nia Nye, nurse, Health Trust"][step.pick % 2],
        ],
    };
    words.extend(["--at", at]);
    words
}

/// Plays a story in a protocol; every command is admitted, or refused with nothing stored.
fn play(protocol: &str, steps: &[Step]) -> Office {
    let office = Office::with(protocol);
    let mut time = Time(12 * 60);
    let set = |time: &Time| {
        let at = chrono::DateTime::parse_from_rfc3339(&time.text(0)).unwrap();
        office.at_instant(at.to_utc());
    };
    set(&time);
    let category =
        office.json(&["protocol", "show", protocol])["categories"][0]["id"].as_str().unwrap().to_owned();
    office.opens(&["--category", &category, "--by", &time.text(2000), "--protocol", protocol]);
    let mut entries = 1;
    for step in steps {
        time.0 += step.later;
        set(&time);
        let (at, by) = (time.text(-step.ago), time.text(step.ahead - step.ago));
        let entry = (1 + step.pick as u64 % (entries + 1)).to_string();
        let before: Value = office.json(&["show", "1"]);
        let outcome = office.run(&words(step, &at, &by, &entry));
        assert!(matches!(outcome.status, 0 | 2 | 3 | 4), "{outcome}");
        entries += u64::from(outcome.status == 0);
        let after = office.json(&["show", "1"]);
        assert_eq!(
            after["entries"].as_array().unwrap().len() as u64,
            entries,
            "stored whole, or not at all: {outcome}"
        );
        check_law(step, &before, &after);
    }
    office
}

/// A protective timescale never lengthens, and no date moves but by an entry for that.
fn check_law(step: &Step, before: &Value, after: &Value) {
    let same_stage =
        before["stage"] == after["stage"] && before["state"] == "open" && after["state"] == "open";
    let instant = |case: &Value| chrono::DateTime::parse_from_rfc3339(case["due_at"].as_str()?).ok();
    if !same_stage {
        return;
    }
    match step.command {
        9 | 10 => {
            if let Some(earlier) = instant(before) {
                assert!(instant(after).is_some_and(|later| later <= earlier), "{before:#}\n{after:#}");
            }
        }
        // A corrected start moves what counts from it.
        20 => {}
        _ => assert_eq!(before["due_at"], after["due_at"], "{step:?}"),
    }
}

/// How many stories are played: `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_of_commands_folds_and_is_what_lists_show(
        protocol in prop::sample::select(vec!["4lscb", "london", "hips", "set", "pan-sussex"]),
        steps in prop::collection::vec(step(), 1..22),
    ) {
        let office = play(protocol, &steps);
        // Checks that every case folds, and that the derived tables equal what the entries say.
        office.verifies();
        let due = office.due(&[]);
        let shown = office.json(&["show", "1"]);
        prop_assert_eq!(due.len(), shown["outstanding"].as_array().unwrap().len());
        office.ok(&["verify", "--rebuild"]);
        prop_assert_eq!(office.due(&[]), due);
        for format in ["json", "jsonl"] {
            let exported = office.ok(&["export", "--to", format]).out;
            let other = Office::bare();
            other.ok(&["init", "--plain"]);
            let file = other.write("export", &exported);
            other.ok(&["import", file.to_str().unwrap()]);
            prop_assert_eq!(other.ok(&["export", "--to", format]).out, exported);
        }
    }
}
