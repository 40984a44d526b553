//! What is read from outside never panics, whatever it is.
//!
//! ```text
//! cargo test --release --test fuzz                                       20,000 of each
//! FUZZ=10000000 cargo test --release --test fuzz -- --nocapture           ten million of each
//! ```
//!
//! Each input is a sound one that was changed a few times: bits flipped, pieces doubled, cut out, put in from
//! another or from a list of words that matter there. What is still read joins the sound ones. It runs on the
//! stable toolchain, and so has no guidance by coverage.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that goes wrong ends there, and says where"
)]
#![expect(clippy::print_stderr, reason = "the counts are the result")]

use std::path::Path;

use chrono::Utc;
use escalate::cli::{Clock, args};
use escalate::export::read_export;
use escalate::key::{DataKey, Wrappings};
use escalate::model::Receipt;
use escalate::protocol::builtin::{self, BuiltIn};
use escalate::protocol::calendar::{import_ics, import_published, read_calendar};
use escalate::protocol::{Calendar, Shelved, Span, resolve};
use fastrand::Rng;

/// How many inputs join the sound ones.
const POOL: usize = 400;

/// How many inputs each target gets.
fn executions() -> u64 {
    std::env::var("FUZZ").ok().and_then(|number| number.parse().ok()).unwrap_or(20_000)
}

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A place between two characters.
fn place(text: &str, rng: &mut Rng) -> usize {
    let mut place = rng.usize(0..=text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// A piece of a text, of up to so many bytes.
fn piece<'t>(text: &'t str, most: usize, rng: &mut Rng) -> &'t str {
    let from = place(text, rng);
    let mut to = (from + rng.usize(0..=most)).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to.max(from)).unwrap_or_default()
}

/// One change.
fn change(text: &str, pool: &[String], words: &[&str], rng: &mut Rng) -> String {
    let at = place(text, rng);
    let (before, after) = text.split_at(at);
    let skip = piece(after, 40, rng).len();
    let rest = if after.is_char_boundary(skip) { after.split_at(skip).1 } else { after };
    match rng.u8(0..8) {
        0 => {
            let mut bytes = text.as_bytes().to_vec();
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.u8(0..8);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => format!("{before}{rest}"),
        2 => format!("{before}{}{after}", piece(text, 60, rng)),
        3 => format!("{before}{}{rest}", piece(&pool[rng.usize(0..pool.len())], 200, rng)),
        4 => format!("{before}{}{after}", words[rng.usize(0..words.len())]),
        5 => format!("{before}{}{rest}", words[rng.usize(0..words.len())]),
        6 => format!("{before}{}{after}", char::from_u32(rng.u32(0..0x3000)).unwrap_or('\u{202E}')),
        _ => format!("{before}{}{rest}", rng.u64(..) >> rng.u32(0..64)),
    }
}

/// Reads as many changed inputs as are wanted; a panic names the input.
fn fuzz(name: &str, sound: &[String], words: &[&str], longest: usize, read: impl Fn(&str) -> bool) {
    let mut rng = Rng::with_seed(name.bytes().map(u64::from).sum());
    let mut pool: Vec<String> = sound.to_vec();
    for text in sound {
        assert!(read(text), "{name}: a sound input is not read: {text}");
    }
    let (wanted, mut read_still) = (executions(), 0_u64);
    for _ in 0..wanted {
        let mut text = pool[rng.usize(0..pool.len())].clone();
        for _ in 0..rng.u8(1..6) {
            text = change(&text, &pool, words, &mut rng);
        }
        if text.len() > longest {
            continue;
        }
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(&text)));
        let is_read = outcome.unwrap_or_else(|_| panic!("{name} panicked at: {text:?}"));
        if is_read {
            read_still += 1;
            if pool.len() < POOL {
                pool.push(text);
            } else if rng.u8(0..16) == 0 {
                let at = rng.usize(sound.len()..pool.len());
                pool[at] = text;
            }
        }
    }
    eprintln!("{name}: {wanted} executions, {read_still} of them read; no panic");
}

fn calendar() -> Calendar {
    builtin::calendar("england-and-wales").unwrap()
}

const TOML: [&str; 24] = [
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
];

#[test]
fn definitions() {
    let smallest = file("src/commands/protocol/new-protocol.toml").replace("@ID@", "ours");
    let mut sound = vec![smallest];
    sound.push("format = 1\nid = \"ours\"\nversion = \"1\"\nextends = \"hips\"\ntitle = \"Ours\"\n".into());
    sound.push(file("protocols/set.toml"));
    fuzz("definition", &sound, &TOML, 64 * 1024, |text| {
        let shelved = Shelved { name: "fuzz.toml".into(), text: text.to_owned(), built_in: false };
        match resolve(&shelved, &BuiltIn) {
            Ok(_) => true,
            Err(findings) => {
                // Showing what is wrong is reading, too.
                assert!(!escalate::render::findings(&findings, Some(80), false).is_empty());
                false
            }
        }
    });
}

#[test]
fn calendars() {
    let sound = [file("protocols/calendars/scotland.toml"), "format = 1\nid = \"mine\"\nextends = \"scotland\"\ncloses = \"16:30\"\n[closures]\n\"2026-12-29..2026-12-31\" = \"Closed\"\n".into()];
    let words = [
        "[[rule]]\n",
        "easter = -2\n",
        "day = \"12-25\"\n",
        "substitute = true\n",
        "..",
        "2199-12-31",
        "0000-00-00",
        "time-zone = \"",
        "which = \"last\"\n",
    ];
    fuzz("calendar", &sound, &words, 64 * 1024, |text| read_calendar("fuzz.toml", text).is_ok());
}

#[test]
fn imported_calendars() {
    let json = r#"{"england-and-wales":{"division":"england-and-wales","events":[{"title":"New Year’s Day","date":"2029-01-01","notes":"","bunting":true}]}}"#;
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260601\r\nDTEND;VALUE=DATE:20260603\r\nSUMMARY:Closed\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let words = [
        "DTSTART:",
        "DTEND:",
        "RRULE:FREQ=DAILY",
        "BEGIN:VEVENT\r\n",
        "END:VEVENT\r\n",
        "99991231",
        "\"date\":\"9999-12-31\"",
        "TZID=",
        "\r\n ",
    ];
    fuzz("calendar import", &[json.to_owned(), ics.to_owned()], &words, 16 * 1024, |text| {
        let id = "england-and-wales".parse().unwrap();
        import_published(text).or_else(|_| import_ics(text, &id)).is_ok_and(|imported| {
            for days in &imported {
                let _ = days.merged_into(None, &calendar());
            }
            true
        })
    });
}

#[test]
fn moments() {
    let (calendar, now) = (calendar(), "2026-04-02T16:30:00Z".parse::<chrono::DateTime<Utc>>().unwrap());
    let sound = [
        "2026-04-02 16:00",
        "2026-04-02",
        "16:00",
        "yesterday 16:00",
        "2 hours ago",
        "now",
        "2026-04-02T16:00:00+01:00",
        "3 weeks ago",
    ];
    let words =
        ["ago", "tomorrow", "days", "-", "+", "99999999", "24:00", "29 February", "Z", "T", "２", "٣"];
    fuzz("when", &sound.map(String::from), &words, 200, |text| {
        let clock = Clock { calendar: &calendar, now };
        let read = clock.moment(text);
        if let Err(bad) = &read {
            let _ = (bad.to_string(), bad.hint());
        }
        let _ = clock.end(text);
        read.is_ok()
    });
}

#[test]
fn limits() {
    let calendar = calendar();
    let start = chrono::DateTime::parse_from_rfc3339("2026-10-24T16:30:00+01:00").unwrap();
    let sound = [
        "2 working days",
        "1 working week",
        "48 hours",
        "15 calendar days",
        "same working day",
        "0 working days",
    ];
    let words = ["working", "days", "hours", "4294967295", "-1", "  ", "1.5", "week"];
    fuzz("limit", &sound.map(String::from), &words, 200, |text| {
        let Ok(span) = text.parse::<Span>() else { return false };
        let _ = calendar.end_of(span, start);
        true
    });
}

#[test]
fn people() {
    let sound = ["Asha Patel, teacher, Elm School", "Siân Llŷr, gweithiwr cymdeithasol, Cyngor, Gwynedd"];
    fuzz(
        "person",
        &sound.map(String::from),
        &[",", ", ", "\u{1b}", "\u{202e}", "\n", "--", "me", "👨‍👩‍👧"],
        2000,
        |text| args::person(text).is_ok_and(|given| given.complete(None).is_ok()),
    );
}

#[test]
fn exports() {
    let export = file("tests/fixtures/format-2/export.json");
    let whole: serde_json::Value = serde_json::from_str(&export).unwrap();
    // One case, so that an input is short.
    let mut small = whole.clone();
    small["cases"].as_array_mut().unwrap().truncate(1);
    let small = small.to_string();
    let words = [
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
    ];
    fuzz("export", &[export], &words, 1 << 20, |text| {
        read_export(text, "2026-11-20T12:00:00.000000Z").is_ok()
    });
    assert!(read_export(&small, "2026-11-20T12:00:00.000000Z").is_err(), "a part is told from the whole");
}

#[test]
fn receipts() {
    let sound = [
        file("tests/fixtures/format-1/receipt.txt").trim().to_owned(),
        file("tests/fixtures/format-2/receipt.txt").trim().to_owned(),
    ];
    fuzz(
        "receipt",
        &sound,
        &["-", "escalate", "escalate-1-", "18446744073709551616", "é", "f", " "],
        400,
        |text| text.parse::<Receipt>().is_ok(),
    );
}

#[test]
fn wrappings() {
    let sound = ["format = 1\nlog = \"6c58cd6b0e9e44c4c144bfababec205f\"\n".to_owned()];
    let words = [
        "[[wrapping]]\n",
        "way = \"key-file\"\n",
        "way = \"passphrase\"\n",
        "stretching = { memory = 4294967295, passes = 4294967295 }\n",
        "salt = \"\"\n",
        "check = \"\"\n",
        "format = 2\n",
    ];
    fuzz("wrappings", &sound, &words, 8 * 1024, |text| Wrappings::parse(text).is_ok());
}

#[test]
fn recovery_codes() {
    let sound = [
        DataKey::new([7; 32]).recovery_code().to_string(),
        DataKey::new([1; 32]).recovery_code().to_string(),
    ];
    fuzz("recovery code", &sound, &["zoo", "abandon", "1.", "24)", "é", "\t", "art"], 1000, |text| {
        DataKey::from_recovery_code(text).is_ok()
    });
}
