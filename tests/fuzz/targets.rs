//! Everything that reads text from outside: how to read it, sound examples, and words that matter there.
//!
//! The stable tests and the coverage-guided targets under `fuzz/` share this list.

use std::path::Path;
use std::sync::LazyLock;

use chrono::{DateTime, FixedOffset, Utc};
use escalate::cli::{Clock, args};
use escalate::export::read_export;
use escalate::key::{DataKey, Wrappings};
use escalate::model::{Case, Entry, EntryNumber, Id, Receipt, Skeleton};
use escalate::protocol::builtin::{self, BuiltIn, Prepared};
use escalate::protocol::calendar::{import_ics, import_published, read_calendar};
use escalate::protocol::{Calendar, Protocol, Shelf, Shelved, Span, Unreadable, resolve};
use escalate::rules;

/// One reader of text from outside.
pub struct Target {
    /// Its name, and that of its corpus.
    pub name: &'static str,
    /// Inputs that are read without an error.
    pub seeds: fn() -> Vec<String>,
    /// Words that matter to it.
    pub words: &'static [&'static str],
    /// Longer inputs are not tried.
    pub longest: usize,
    /// Reads an input; returns true if it was accepted.
    pub read: fn(&str) -> bool,
}

/// Every target.
pub const ALL: [&Target; 11] = [
    &DEFINITIONS,
    &CALENDARS,
    &IMPORTED_CALENDARS,
    &TIMES,
    &LIMITS,
    &PEOPLE,
    &EXPORTS,
    &RECEIPTS,
    &WRAPPINGS,
    &RECOVERY_CODES,
    &SKELETONS,
];

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| builtin::calendar("england-and-wales").unwrap());
static NOW: LazyLock<DateTime<Utc>> = LazyLock::new(|| "2026-04-02T16:30:00Z".parse().unwrap());
static START: LazyLock<DateTime<FixedOffset>> =
    LazyLock::new(|| DateTime::parse_from_rfc3339("2026-10-24T16:30:00+01:00").unwrap());

fn file(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The coverage-guided targets are a package of their own, one folder down.
    let root = if root.ends_with("fuzz") { root.join("..") } else { root.to_owned() };
    std::fs::read_to_string(root.join(name)).unwrap()
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// Small definitions under the ids that can be extended: to read the shipped ones each time would take the
/// time of a hundred inputs.
struct SmallBases;

impl Shelf for SmallBases {
    fn definition(&self, id: &str) -> Result<Option<Shelved>, Unreadable> {
        static BASE: LazyLock<String> = LazyLock::new(|| file("src/commands/protocol/new-protocol.toml"));
        let text = match id {
            "4lscb" => BASE.replace("@ID@", id),
            "hips" => HIPS.to_owned(),
            _ => return Ok(None),
        };
        Ok(Some(Shelved { name: id.to_owned(), text, built_in: true }))
    }

    fn ids(&self) -> Vec<String> {
        texts(&["4lscb", "hips"])
    }

    fn calendars(&self) -> Vec<Id> {
        BuiltIn.calendars()
    }
}

const HIPS: &str = "format = 1\nid = \"hips\"\nversion = \"1\"\nextends = \"4lscb\"\ntitle = \"Theirs\"\n";

pub const DEFINITIONS: Target = Target {
    name: "definitions",
    seeds: || {
        vec![
            file("src/commands/protocol/new-protocol.toml").replace("@ID@", "ours"),
            "format = 1\nid = \"ours\"\nversion = \"1\"\nextends = \"hips\"\ntitle = \"Ours\"\n".into(),
            file("protocols/set.toml"),
        ]
    },
    words: &[
        "[[pathway.stage]]\n",
        "[[pathway.group]]\n",
        "remove = [\"",
        "extends = \"4lscb\"\n",
        "\"\"\"",
        "'''",
        "= {",
        "}",
        "]]",
        "number = 2\n",
        "limit = { kind = \"working-days\", amount = 1, from = \"opened\", source = \"1\" }\n",
        "from = \"duty:",
        "from = \"field:",
        "kind = \"when\"\n",
        "creates = \"",
        "like = \"general\"\n",
        "0x",
        "1e9",
        "1979-05-27",
        "\\u0000",
        "\u{FEFF}",
        "group = \"g\"",
        "-9223372036854775808",
        "[[required]]\n",
    ],
    longest: 64 * 1024,
    read: |text| {
        let shelved = Shelved { name: "fuzz.toml".into(), text: text.to_owned(), built_in: false };
        match resolve(&shelved, &SmallBases) {
            Ok(_) => true,
            Err(mut findings) => {
                // The display of a finding reads the text once more, and takes most of the time.
                findings.list.truncate(2);
                assert!(!escalate::render::findings(&findings, Some(80), false).is_empty());
                false
            }
        }
    },
};

pub const CALENDARS: Target = Target {
    name: "calendars",
    seeds: || {
        vec![
            file("protocols/calendars/scotland.toml"),
            "format = 1\nid = \"mine\"\nextends = \"scotland\"\ncloses = \"16:30\"\n[closures]\n\"2026-12-29..2026-12-31\" = \"Closed\"\n".into(),
        ]
    },
    words: &[
        "[[rule]]\n",
        "easter = -2\n",
        "day = \"12-25\"\n",
        "substitute = true\n",
        "..",
        "2199-12-31",
        "0000-00-00",
        "time-zone = \"",
        "which = \"last\"\n",
    ],
    longest: 64 * 1024,
    read: |text| read_calendar("fuzz.toml", text).is_ok(),
};

pub const IMPORTED_CALENDARS: Target = Target {
    name: "imported-calendars",
    seeds: || {
        texts(&[
            r#"{"england-and-wales":{"division":"england-and-wales","events":[{"title":"New Year’s Day","date":"2029-01-01","notes":"","bunting":true}]}}"#,
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260601\r\nDTEND;VALUE=DATE:20260603\r\nSUMMARY:Closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ])
    },
    words: &[
        "DTSTART:",
        "DTEND:",
        "RRULE:FREQ=DAILY",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "99991231",
        "\"date\":\"9999-12-31\"",
        "TZID=",
        "\r\n ",
    ],
    longest: 16 * 1024,
    read: |text| {
        let id = "england-and-wales".parse().unwrap();
        import_published(text).or_else(|_| import_ics(text, &id)).is_ok_and(|imported| {
            for days in &imported {
                let _ = days.merged_into(None, &CALENDAR);
            }
            true
        })
    },
};

pub const TIMES: Target = Target {
    name: "times",
    seeds: || {
        texts(&[
            "2026-04-02 16:00",
            "2026-04-02",
            "16:00",
            "yesterday 16:00",
            "2 hours ago",
            "now",
            "2026-04-02T16:00:00+01:00",
            "3 weeks ago",
        ])
    },
    words: &["ago", "tomorrow", "days", "-", "+", "99999999", "24:00", "29 February", "Z", "T", "２", "٣"],
    longest: 200,
    read: |text| {
        let clock = Clock { calendar: &CALENDAR, now: *NOW };
        let read = clock.moment(text);
        if let Err(bad) = &read {
            let _ = (bad.to_string(), bad.hint());
        }
        let _ = clock.end(text);
        read.is_ok()
    },
};

pub const LIMITS: Target = Target {
    name: "limits",
    seeds: || {
        texts(&[
            "2 working days",
            "1 working week",
            "48 hours",
            "15 calendar days",
            "same working day",
            "0 working days",
        ])
    },
    words: &["working", "days", "hours", "4294967295", "-1", "  ", "1.5", "week"],
    longest: 200,
    read: |text| {
        let Ok(span) = text.parse::<Span>() else { return false };
        let _ = CALENDAR.end_of(span, *START);
        true
    },
};

pub const PEOPLE: Target = Target {
    name: "people",
    seeds: || {
        texts(&["Asha Patel, teacher, Elm School", "Siân Llŷr, gweithiwr cymdeithasol, Cyngor, Gwynedd"])
    },
    words: &[",", ", ", "\u{1b}", "\u{202e}", "\n", "--", "me", "👨‍👩‍👧"],
    longest: 2000,
    read: |text| args::person(text).is_ok_and(|given| given.complete(None).is_ok()),
};

pub const EXPORTS: Target = Target {
    name: "exports",
    seeds: || vec![file("tests/fixtures/format-1/export.json")],
    words: &[
        "null",
        "\"payload\":null",
        "\"salt\":\"\"",
        "18446744073709551615",
        "\\ud800",
        "\"type\":\"entry\"",
        "[[[[",
        "\"log\":",
        "-1",
        "\"entries\":0",
    ],
    longest: 1 << 20,
    read: |text| read_export(text, "2026-11-20T12:00:00.000000Z").is_ok(),
};

pub const RECEIPTS: Target = Target {
    name: "receipts",
    seeds: || vec![file("tests/fixtures/format-1/receipt.txt").trim().to_owned()],
    words: &["-", "escalate", "escalate-1-", "18446744073709551616", "é", "f", " "],
    longest: 400,
    read: |text| text.parse::<Receipt>().is_ok(),
};

pub const WRAPPINGS: Target = Target {
    name: "wrappings",
    seeds: || texts(&["format = 1\nlog = \"6c58cd6b0e9e44c4c144bfababec205f\"\n"]),
    words: &[
        "[[wrapping]]\n",
        "way = \"key-file\"\n",
        "way = \"passphrase\"\n",
        "stretching = { memory = 4294967295, passes = 4294967295 }\n",
        "salt = \"\"\n",
        "check = \"\"\n",
        "format = 2\n",
    ],
    longest: 8 * 1024,
    read: |text| Wrappings::parse(text).is_ok(),
};

pub const RECOVERY_CODES: Target = Target {
    name: "recovery-codes",
    seeds: || [7, 1].map(|byte| DataKey::new([byte; DataKey::LENGTH]).recovery_code().to_string()).to_vec(),
    words: &["zoo", "abandon", "1.", "24)", "é", "\t", "art"],
    longest: 1000,
    read: |text| DataKey::from_recovery_code(text).is_ok(),
};

/// A case by the skeletons of its entries, one in a line after its number and kind, as somebody with the key could seal them.
pub const SKELETONS: Target = Target {
    name: "skeletons",
    seeds: || {
        let export: serde_json::Value =
            serde_json::from_str(&file("tests/fixtures/format-1/export.json")).unwrap();
        let line = |entry: &serde_json::Value| {
            Some(format!(
                "{} {} {}\n",
                entry.get("entry")?.as_u64()?,
                entry.get("kind")?.as_str()?,
                entry.pointer("/sealed/skeleton")?.as_str()?
            ))
        };
        let lines = |case: &serde_json::Value| -> Option<String> {
            case.get("entries")?.as_array()?.iter().map(line).collect()
        };
        export["cases"].as_array().unwrap().iter().map(|case| lines(case).unwrap()).collect()
    },
    words: &[
        "\n",
        "\"stage\":200",
        "\"stage\":0",
        "\"corrects\":99",
        "\"due\":\"2099-12-31T17:00:00+00:00\"",
        "null",
        "[]",
        "{}",
        "advance {",
        "erasure {",
        "\"pathway\":\"other\"",
        "\"replaces\":1",
    ],
    longest: 32 * 1024,
    read: |text| {
        let mut entries = Vec::new();
        for line in text.lines() {
            let Some((number, rest)) = line.split_once(' ') else { return false };
            let Some((kind, json)) = rest.split_once(' ') else { return false };
            let Ok(number) = number.parse() else { return false };
            let Ok(skeleton) = Skeleton::from_json(kind, json) else { return false };
            entries.push(Entry {
                number: EntryNumber(number),
                recorded_at: *NOW,
                clock_back: false,
                skeleton,
                record: None,
            });
        }
        let Ok(Some(case)) = Case::fold(entries) else { return false };
        for definition in &*DEFINITIONS_OF_CASES {
            let _ = rules::summary(&case, definition);
            let _ = rules::gaps(&case, definition);
            if let Some(next) = rules::next(&case, definition) {
                let _ = next.commands(&case);
            }
        }
        true
    },
};

static DEFINITIONS_OF_CASES: LazyLock<Vec<Protocol>> = LazyLock::new(|| {
    ["4lscb", "london", "set"].map(|id| Prepared::of(id).unwrap().resolved().unwrap().protocol).to_vec()
});
