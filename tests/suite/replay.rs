//! A check replays the rules: whoever can seal entries cannot seal what the rules would not have written.

use escalate::model::{Digest, EntryNumber, LogId, chain};
use escalate::store::{Payload, RawEntry};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::differential::{Judged, judge};
use crate::exports::busy;
use crate::support::{Office, TEACHER, WORKER};

/// An entry with its parts as JSON, to be changed and sealed anew.
pub struct Forged {
    pub number: u64,
    pub kind: String,
    pub recorded_at: String,
    pub skeleton: Value,
    pub payload: Option<Value>,
}

/// Changes entries and seals them all anew, as somebody would who has the key and this program's source.
pub fn forge(office: &Office, edit: impl Fn(&mut Forged)) {
    office.forged.set(true);
    let connection = Connection::open(office.logbook()).unwrap();
    let triggers: Vec<(String, String)> = connection
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    let logs: Vec<(i64, [u8; 16], String)> = connection
        .prepare("SELECT alias, id, founded_at FROM log")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (alias, id, founded_at) in logs {
        let mut previous = chain::genesis(LogId(id), &founded_at);
        for mut raw in entries_of(&connection, alias, LogId(id)) {
            let mut forged = Forged {
                number: raw.number.0,
                kind: raw.kind,
                recorded_at: raw.recorded_at,
                skeleton: serde_json::from_str(&raw.skeleton).unwrap(),
                payload: raw.payload.as_ref().map(|payload| serde_json::from_str(&payload.bytes).unwrap()),
            };
            edit(&mut forged);
            (raw.kind, raw.recorded_at) = (forged.kind, forged.recorded_at);
            raw.skeleton = forged.skeleton.to_string();
            if let (Some(payload), Some(said)) = (&mut raw.payload, forged.payload) {
                payload.bytes = said.to_string();
                raw.commitment = chain::commitment(&payload.salt, payload.bytes.as_bytes());
            }
            raw.previous = previous;
            raw.seal = raw.expected_seal();
            previous = raw.seal;
            write(&connection, alias, &raw);
        }
    }
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

fn entries_of(connection: &Connection, alias: i64, log: LogId) -> Vec<RawEntry> {
    let sql = "SELECT number, recorded_at, kind, skeleton, commitment, previous, seal, salt, bytes
               FROM entry LEFT JOIN payload USING (log, number) WHERE log = ?1 ORDER BY number";
    let raw = |row: &rusqlite::Row<'_>| {
        let salt: Option<Vec<u8>> = row.get(7)?;
        let bytes: Option<String> = row.get(8)?;
        Ok(RawEntry {
            log,
            number: EntryNumber(row.get::<_, i64>(0)?.unsigned_abs()),
            recorded_at: row.get(1)?,
            clock_back: false,
            kind: row.get(2)?,
            skeleton: row.get(3)?,
            commitment: Digest(row.get(4)?),
            previous: Digest(row.get(5)?),
            seal: Digest(row.get(6)?),
            payload: salt.zip(bytes).map(|(salt, bytes)| Payload { salt, bytes }),
        })
    };
    let mut statement = connection.prepare(sql).unwrap();
    statement.query_map([alias], raw).unwrap().map(Result::unwrap).collect()
}

fn write(connection: &Connection, alias: i64, raw: &RawEntry) {
    let number = i64::try_from(raw.number.0).unwrap();
    connection
        .execute(
            "UPDATE entry SET recorded_at = ?3, kind = ?4, skeleton = ?5, commitment = ?6, previous = ?7, seal = ?8
             WHERE log = ?1 AND number = ?2",
            (
                alias,
                number,
                &raw.recorded_at,
                &raw.kind,
                &raw.skeleton,
                raw.commitment.0,
                raw.previous.0,
                raw.seal.0,
            ),
        )
        .unwrap();
    if let Some(payload) = &raw.payload {
        connection
            .execute(
                "UPDATE payload SET bytes = ?3 WHERE log = ?1 AND number = ?2",
                (alias, number, &payload.bytes),
            )
            .unwrap();
    }
}

/// What a keyholder changes of one entry, and what is said of it.
type Attack = (&'static str, u64, fn(&mut Forged), &'static str);

/// What somebody changes of a definition.
type Edit = (&'static str, fn(&mut Value));

/// Each breaks one rule, in the office that [`busy`] makes.
const ATTACKS: &[Attack] = &[
    (
        "a date of 2099",
        1,
        |it| it.skeleton["begins"][0]["due"] = json!("2099-04-08T17:00:00+01:00"),
        "by its rule it is",
    ),
    ("no limits", 1, |it| it.skeleton["begins"] = json!([]), "does not begin the limit of stage 1"),
    ("one limit less", 8, |it| drop_last(&mut it.skeleton["begins"]), "does not begin"),
    (
        "a limit more",
        8,
        |it| {
            push(
                &mut it.skeleton["begins"],
                json!({"what": "overall", "since": "2026-04-07T00:00:00+01:00"}),
            );
        },
        "which nothing asks for",
    ),
    (
        "another rule",
        1,
        |it| it.skeleton["begins"][0]["basis"]["rule"] = json!("30 working days"),
        "the rule of the limit of stage 1",
    ),
    (
        "a day that is passed over for no reason",
        1,
        |it| {
            push(
                &mut it.skeleton["begins"][0]["basis"]["skipped"],
                json!({"date": "2026-04-08", "name": "Closed"}),
            );
        },
        "",
    ),
    ("a Saturday that is none", 8, |it| rename(&mut it.skeleton["begins"], "Saturday"), ""),
    (
        "stage 200",
        1,
        |it| (it.skeleton["stage"], it.skeleton["does"]["stage"]) = (json!(200), json!(200)),
        "has no stage 200",
    ),
    (
        "another stage",
        4,
        |it| it.skeleton["stage"] = json!(2),
        "it stands at stage 2, and belongs to stage 1",
    ),
    ("an unknown pathway", 1, |it| it.skeleton["does"]["pathway"] = json!("nowhere"), "no pathway ‘nowhere’"),
    (
        "an unknown category",
        1,
        |it| it.skeleton["does"]["category"] = json!("nothing"),
        "no category ‘nothing’",
    ),
    (
        "another protocol",
        1,
        |it| it.skeleton["does"]["protocol"] = json!("london"),
        "it names the protocol ‘london’",
    ),
    ("another version", 1, |it| it.skeleton["does"]["version"] = json!("9"), "of version 9"),
    (
        "another calendar",
        1,
        |it| it.skeleton["does"]["calendar"] = json!("scotland"),
        "the calendar ‘scotland’",
    ),
    (
        "opened at another time than it happened",
        1,
        |it| it.skeleton["does"]["opened"] = json!("2026-04-01T10:00:00+01:00"),
        "at another time than it happened",
    ),
    (
        "fields that are not there",
        1,
        |it| push(&mut it.skeleton["fields"], json!("impact")),
        "other fields than it answers",
    ),
    (
        "a field that nobody asked for",
        4,
        |it| it.payload.as_mut().unwrap()["fields"]["nonsense"] = json!("x"),
        "no field ‘nonsense’",
    ),
    (
        "parties that only were consulted",
        1,
        |it| it.skeleton["joins"][0]["standing"] = json!("consulted"),
        "other agencies",
    ),
    (
        "agencies by other names",
        1,
        |it| it.payload.as_mut().unwrap()["agencies"]["1"] = json!("Another School"),
        "other agencies",
    ),
    (
        "a move to stage 4",
        8,
        |it| (it.skeleton["does"]["to"], it.skeleton["stage"]) = (json!(4), json!(4)),
        "",
    ),
    (
        "a protective date that lengthens",
        9,
        |it| it.skeleton["does"]["protective"] = json!("2099-04-08T17:00:00+01:00"),
        "never lengthen",
    ),
    (
        "a similar case that is not there",
        8,
        |it| it.skeleton["does"]["similar"] = json!(["2026-0099"]),
        "names case 2026-0099",
    ),
    (
        "its own case as a similar one",
        8,
        |it| it.skeleton["does"]["similar"] = json!(["2026-0001"]),
        "its own case",
    ),
    ("a duty that nobody has", 7, |it| it.skeleton["does"]["duty"] = json!("nothing"), "no duty ‘nothing’"),
    (
        "an answer to what is no request",
        14,
        |it| it.skeleton["does"]["request"] = json!(4),
        "no request for information",
    ),
    (
        "an action done that was not agreed",
        16,
        |it| it.skeleton["does"]["action"] = json!(4),
        "no agreed action",
    ),
    (
        "a correction of nothing",
        17,
        |it| it.skeleton["does"]["corrects"] = json!(999),
        "Entry 999 is no entry",
    ),
    (
        "a correction of another case",
        17,
        |it| it.skeleton["does"]["corrects"] = json!(2),
        "Entry 2 is no entry",
    ),
    (
        "an approval of nothing",
        19,
        |it| it.skeleton["does"]["entries"] = json!([999]),
        "Entry 999 is no entry",
    ),
    ("a filing of nothing", 20, |it| it.skeleton["does"]["entries"] = json!([999]), "Entry 999 is no entry"),
    (
        "an unknown outcome",
        23,
        |it| it.skeleton["does"]["outcome"] = json!("nothing"),
        "no outcome ‘nothing’",
    ),
    ("a confirmation by agency 9", 24, |it| it.skeleton["does"]["party"] = json!(9), "agency 9 is no party"),
    ("a confirmation for another party", 24, |it| it.skeleton["does"]["party"] = json!(2), "counts for"),
    ("a result that was not sealed", 4, |it| remove(&mut it.skeleton["does"], "held"), "is not what it says"),
    (
        "something that had not happened yet",
        4,
        |it| it.payload.as_mut().unwrap()["happened"]["at"] = json!("2026-12-01T10:00:00+00:00"),
        "in the future",
    ),
    (
        "people whom such an entry does not have",
        4,
        |it| it.payload.as_mut().unwrap()["people"]["owner"] = json!([{"name": "x", "agency": "y"}]),
        "names nobody as ‘owner’",
    ),
    (
        "recorded in 1999",
        4,
        |it| it.recorded_at = "1999-01-01T00:00:00.000000Z".into(),
        "before the log was founded",
    ),
    ("recorded in 2199", 25, |it| it.recorded_at = "2199-01-01T00:00:00.000000Z".into(), "is still to come"),
    ("recorded at no time", 25, |it| it.recorded_at = "yesterday".into(), ""),
    (
        "recorded at a time that is written otherwise",
        25,
        |it| it.recorded_at = "2026-11-20T12:00:00Z".into(),
        "no time of the system's clock",
    ),
];

/// What no command records, and what this program would have written otherwise: found without the protocol.
const FORMS: &[Attack] = &[
    ("a decision by nobody", 6, |it| remove(&mut said(it)["people"], "who"), "names nobody as ‘who’"),
    ("a confirmation by nobody", 24, |it| remove(said(it), "people"), "names nobody as ‘by’"),
    ("a discussion with nobody", 4, |it| remove(said(it), "people"), "names nobody as ‘with’"),
    ("two who decide", 6, |it| push_again(&mut said(it)["people"]["who"]), "names 2 people as ‘who’"),
    ("an advance without a reason", 8, |it| unsay(it, "why"), "does not say ‘why’"),
    ("a correction without a reason", 17, |it| unsay(it, "why"), "does not say ‘why’"),
    ("a resolution that says nothing", 23, |it| unsay(it, "summary"), "does not say ‘summary’"),
    ("a challenge without a concern", 1, |it| unsay(it, "concern"), "does not say ‘concern’"),
    ("no child", 1, |it| remove(said(it), "children"), "about no child"),
    ("a child without a name", 1, |it| said(it)["children"] = json!([" "]), "no reference to a child"),
    ("a child in a discussion", 4, |it| said(it)["children"] = json!(["X.Y."]), "names no child"),
    ("recorded by nobody", 4, |it| said(it)["recorded-by"]["name"] = json!(""), "who recorded it"),
    ("a role of two lines", 4, |it| said(it)["recorded-by"]["role"] = json!("a\nb"), "control characters"),
    (
        "a name that is too long",
        4,
        |it| said(it)["people"]["with"][0]["name"] = json!("x".repeat(301)),
        "longer than 300 characters",
    ),
    ("an empty text", 4, |it| said(it)["fields"]["summary"] = json!(""), "is empty"),
    ("a blank text", 4, |it| said(it)["fields"]["summary"] = json!(" \u{a0}\n"), "is empty"),
    (
        "a text that is too long",
        4,
        |it| said(it)["fields"]["summary"] = json!("x".repeat(512 * 1024 + 1)),
        "is longer than 512 KiB",
    ),
    ("a day alone with an hour", 4, |it| said(it)["happened"]["day-only"] = json!(true), "it has an hour"),
    ("an approval of no entry", 19, |it| it.skeleton["does"]["entries"] = json!([]), "approves no entry"),
    ("a filing of no entry", 20, |it| it.skeleton["does"]["entries"] = json!([]), "files no entry"),
    ("a timescale that states nothing", 9, |it| it.skeleton["does"] = json!({}), "states no limit"),
    ("an agency that does not come in", 4, |it| said(it)["agencies"] = json!({"9": "A ghost"}), "agency 9"),
    ("a member of the skeleton", 4, |it| it.skeleton["note"] = json!("hidden"), "does not know"),
    ("a member of what it does", 4, |it| it.skeleton["does"]["note"] = json!("hidden"), "does not know"),
    ("a member of the payload", 4, |it| said(it)["note"] = json!("hidden"), "does not know"),
    ("a member of a person", 4, |it| said(it)["recorded-by"]["note"] = json!("hidden"), "does not know"),
    ("a member of a moment", 4, |it| said(it)["happened"]["note"] = json!("hidden"), "does not know"),
    ("a member of a limit", 1, |it| it.skeleton["begins"][0]["note"] = json!("hidden"), "does not know"),
    ("a member of a basis", 1, |it| it.skeleton["begins"][0]["basis"]["note"] = json!(1), "does not know"),
    ("a member of an agency that joins", 1, |it| it.skeleton["joins"][0]["note"] = json!(1), "does not know"),
    ("a member that says nothing", 4, |it| said(it)["children"] = json!([]), "leaves out"),
    ("a time in small letters", 4, |it| respell(it, "T", "t"), "is not how"),
    ("a time with a space", 4, |it| respell(it, "T", " "), "is not how"),
    ("an offset without its colon", 4, |it| respell(it, "+01:00", "+0100"), ""),
    ("a fraction of nothing", 4, |it| respell(it, "+01:00", ".000+01:00"), "is not how"),
    ("a leap second", 4, |it| respell(it, ":00+01:00", ":60+01:00"), ""),
    (
        "an unknown kind that begins a limit and brings a party",
        25,
        |it| {
            it.kind = "note".into();
            it.skeleton["does"] = json!({});
            it.skeleton["begins"] = json!([{"what": {"stage": 1}, "since": "2026-04-02T10:00:00+01:00"}]);
            it.skeleton["joins"] = json!([{"agency": 9, "standing": "party"}]);
        },
        "begins limits or brings agencies",
    ),
];

/// What an entry says.
fn said(entry: &mut Forged) -> &mut Value {
    entry.payload.as_mut().unwrap()
}

/// Takes a text away, and its name from the skeleton.
fn unsay(entry: &mut Forged, field: &str) {
    remove(&mut said(entry)["fields"], field);
    entry.skeleton["fields"].as_array_mut().unwrap().retain(|name| name != field);
}

fn push_again(list: &mut Value) {
    let again = list[0].clone();
    push(list, again);
}

/// Writes the time at which an entry happened in another way.
fn respell(entry: &mut Forged, from: &str, to: &str) {
    let at = said(entry)["happened"]["at"].as_str().unwrap().replacen(from, to, 1);
    said(entry)["happened"]["at"] = json!(at);
}

#[test]
fn what_no_command_records_is_refused_by_the_program_and_by_the_verifier() {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    let (mut exports, mut named) = (Vec::new(), Vec::new());
    for (what, number, attack, said) in FORMS {
        std::fs::write(office.logbook(), &whole).unwrap();
        forge(&office, |entry| {
            if entry.number == *number {
                attack(entry);
            }
        });
        office.run(&["verify", "--rebuild"]);
        let outcome = office.run(&["verify"]);
        assert_eq!(outcome.status, 5, "{what}: {outcome}");
        outcome.says(said);
        let export = office.run(&["export", "--to", "json"]);
        if export.status == 0 {
            exports.push(export.out);
            named.push(what);
        }
    }
    assert!(exports.len() > FORMS.len() / 2, "{}", exports.len());
    for (what, judged) in named.iter().zip(judge(&exports)) {
        assert!(!judged.program && !judged.verifier, "{what}: {}", judged.said);
    }
}

#[test]
fn an_unknown_kind_does_nothing_to_its_case_and_is_shown_as_such() {
    let office = busy();
    let before = office.json(&["show", "3"]);
    crate::support::append_unknown_kind(&office, "2026-0003");
    let shown = office.json(&["show", "3"]);
    assert_eq!((&shown["due_at"], &shown["parties"]), (&before["due_at"], &before["parties"]));
    office.ok(&["show", "3"]).prints("of a kind that this version does not know");
    office.ok(&["export", "3", "--to", "md"]).prints("of a kind that this version does not know");
    office.forged.set(true);
}

#[test]
fn after_an_erased_entry_only_what_can_begin_a_limit_begins_one() {
    let office = busy();
    office.ok(&["hold", "1", "--release", "--why", "x"]);
    office.ok(&["erase", "1", "4", "--why", "x", "--authority", "y", "--confirm", "2026-0001"]);
    office.ok(&["hold", "1", "--why", "x"]);
    office.verifies();
    let whole = std::fs::read(office.logbook()).unwrap();
    let begun = std::cell::RefCell::new(Value::Null);
    forge(&office, |entry| {
        if entry.number == 8 {
            *begun.borrow_mut() = entry.skeleton["begins"][0].clone();
        }
    });
    let newest = office.json(&["show", "1"])["entries"].as_array().unwrap().last().unwrap()["entry"].clone();
    std::fs::write(office.logbook(), &whole).unwrap();
    forge(&office, |entry| {
        if newest == entry.number {
            entry.skeleton["begins"] = json!([*begun.borrow()]);
        }
    });
    office.run(&["verify", "--rebuild"]);
    office.fails(5, &["verify"]).says("a legal hold does not begin the limit of stage 2");
    std::fs::write(office.logbook(), &whole).unwrap();
    forge(&office, |entry| {
        if entry.number == 8 {
            let begins = &mut entry.skeleton["begins"][0];
            begins["since"] = json!("2031-01-06T10:00:00Z");
            begins["basis"]["start"] = json!("2031-01-06T10:00:00Z");
            begins["basis"]["skipped"] = json!([]);
            begins["due"] = json!("2031-01-08T17:00:00Z");
        }
    });
    office.run(&["verify", "--rebuild"]);
    office.fails(5, &["verify"]);
}

#[test]
fn erased_words_that_are_put_back_into_an_export_of_one_case_are_found() {
    let office = Office::with("set");
    for _ in 0..2 {
        office.opens(&["--category", "referral"]);
    }
    office.ok(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "SECRET"]);
    let before = office.json(&["export", "1", "--to", "json"]);
    office.ok(&["erase", "1", "3", "--why", "x", "--authority", "y", "--confirm", "2026-0001"]);
    let mut export = office.json(&["export", "1", "--to", "json"]);
    export["cases"][0]["entries"][1] = before["cases"][0]["entries"][1].clone();
    for Judged { program, verifier, said } in judge(&[export.to_string()]) {
        assert!(!program && !verifier, "{said}");
        assert!(said.contains("what it said is there again"), "{said}");
    }
}

#[test]
fn an_erasure_of_another_log_is_found() {
    let office = busy();
    office.ok(&["hold", "1", "--release", "--why", "x"]);
    office.ok(&["erase", "1", "4", "--why", "x", "--authority", "y", "--confirm", "2026-0001"]);
    forge(&office, |entry| {
        if entry.kind == "erasure" {
            let another = json!({"log": "00".repeat(16), "entry": 6});
            push(&mut entry.skeleton["does"]["erases"], another);
        }
    });
    office.run(&["verify", "--rebuild"]);
    office.fails(5, &["verify"]).says("which is no entry of the case before it");
    let export = office.json(&["export", "--to", "json"]);
    for Judged { program, verifier, said } in judge(&[export.to_string()]) {
        assert!(!program && !verifier, "{said}");
    }
}

#[test]
fn a_key_of_once_in_two_entries_is_refused_in_words() {
    let office = busy();
    let export = office.ok(&["export", "--to", "json"]).out;
    let twice = crate::differential::resealed_export(&export, |entry| {
        if let Some(said) = entry.payload.as_mut().filter(|_| [4, 5].contains(&entry.number)) {
            (said["once"], said["arguments"]) = (json!("ab".repeat(32)), json!("cd".repeat(32)));
        }
    });
    for Judged { program, verifier, said } in judge(&[twice]) {
        assert!(!program && !verifier && said.contains("the key of --once"), "{said}");
    }
}

#[test]
fn an_entry_that_follows_another_by_its_seal_follows_it_by_its_number() {
    let office = Office::with("set");
    for _ in 0..2 {
        office.opens(&["--category", "referral"]);
    }
    let export = office.ok(&["export", "--to", "json"]).out;
    let renumbered = crate::differential::resealed_export(&export, |entry| {
        if entry.number == 2 {
            entry.number = 500;
        }
    });
    for Judged { program, verifier, said } in judge(&[renumbered]) {
        assert!(!program && !verifier, "{said}");
    }
}

fn drop_last(list: &mut Value) {
    list.as_array_mut().unwrap().pop().unwrap();
}

fn push(list: &mut Value, one: Value) {
    match list {
        Value::Array(list) => list.push(one),
        absent => *absent = json!([one]),
    }
}

fn remove(object: &mut Value, member: &str) {
    object.as_object_mut().unwrap().remove(member).unwrap();
}

/// Gives a day that is no day of the week a weekday's name.
fn rename(begins: &mut Value, name: &str) {
    for begun in begins.as_array_mut().unwrap() {
        push(&mut begun["basis"]["skipped"], json!({"date": "2026-04-08", "name": name}));
    }
}

#[test]
fn what_the_rules_would_not_have_written_is_found_though_it_is_sealed() {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    forge(&office, |_| {});
    office.verifies();
    for (what, number, attack, said) in ATTACKS {
        std::fs::write(office.logbook(), &whole).unwrap();
        forge(&office, |entry| {
            if entry.number == *number {
                attack(entry);
            }
        });
        // What is derived is made anew, so that nothing else gives it away.
        office.run(&["verify", "--rebuild"]);
        let outcome = office.run(&["verify"]);
        assert_eq!(outcome.status, 5, "{what}: {outcome}");
        outcome.says(said);
    }
}

#[test]
fn an_import_refuses_what_a_check_would_find() {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    let mut refused = 0;
    for (what, number, attack, said) in ATTACKS {
        std::fs::write(office.logbook(), &whole).unwrap();
        forge(&office, |entry| {
            if entry.number == *number {
                attack(entry);
            }
        });
        office.run(&["verify", "--rebuild"]);
        let export = office.run(&["export", "--to", "json"]);
        if export.status != 0 {
            continue;
        }
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        let file = other.write("export.json", &export.out);
        let before = std::fs::read(other.logbook()).unwrap();
        let outcome = other.run(&["import", file.to_str().unwrap()]);
        assert!(matches!(outcome.status, 2 | 5), "{what}: {outcome}");
        outcome.says(said).says("Nothing was stored.");
        assert_eq!(std::fs::read(other.logbook()).unwrap(), before, "{what}");
        refused += 1;
    }
    assert!(refused > 25, "{refused}");
}

#[test]
fn a_reference_of_another_year_and_one_at_the_end_of_its_range_are_found() {
    for reference in ["2031-0001", "2026-999999999999", "2026-4294967295", "2026-0000"] {
        let office = Office::with("set");
        office.opens(&["--category", "referral"]);
        forge(&office, |entry| entry.skeleton["case"] = json!(reference));
        office.run(&["verify", "--rebuild"]);
        let outcome = office.run(&["verify"]);
        assert_eq!(outcome.status, 5, "{reference}: {outcome}");
    }
}

#[test]
fn what_is_left_of_erased_entries_is_held_to_the_definition() {
    let office = busy();
    office.ok(&["hold", "1", "--release", "--why", "x"]);
    office.ok(&["erase", "1", "--why", "x", "--authority", "y", "--confirm", "2026-0001"]);
    office.verifies();
    let whole = std::fs::read(office.logbook()).unwrap();
    let skeletons = [
        "a date of 2099",
        "no limits",
        "one limit less",
        "another rule",
        "stage 200",
        "an unknown pathway",
        "an unknown category",
        "another version",
        "another calendar",
        "a duty that nobody has",
        "an answer to what is no request",
        "a correction of nothing",
        "an unknown outcome",
        "a confirmation by agency 9",
        "recorded in 1999",
    ];
    for (what, number, attack, _) in ATTACKS.iter().filter(|(what, ..)| skeletons.contains(what)) {
        std::fs::write(office.logbook(), &whole).unwrap();
        forge(&office, |entry| {
            if entry.number == *number {
                attack(entry);
            }
        });
        office.run(&["verify", "--rebuild"]);
        let outcome = office.run(&["verify"]);
        assert_eq!(outcome.status, 5, "{what}: {outcome}");
    }
}

#[test]
fn an_erasure_of_what_is_not_there_is_found() {
    let office = busy();
    office.ok(&["hold", "1", "--release", "--why", "x"]);
    office.ok(&["erase", "1", "4", "--why", "x", "--authority", "y", "--confirm", "2026-0001"]);
    office.verifies();
    forge(&office, |entry| {
        if entry.kind == "erasure" {
            let mut another = entry.skeleton["does"]["erases"][0].clone();
            another["entry"] = json!(999);
            push(&mut entry.skeleton["does"]["erases"], another);
        }
    });
    office.run(&["verify", "--rebuild"]);
    office.fails(5, &["verify"]);
}

#[test]
fn closure_days_that_came_later_are_noted_and_no_fault() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision"]);
    let due = office.due_at(&case);
    office.ok(&["verify"]).prints("Whole:");
    assert_eq!(office.json(&["verify"])["other_working_days"], json!([]));
    office.write(
        "calendars/england-and-wales.toml",
        "format = 1\nid = 'england-and-wales'\n[closures]\n\"2026-11-23\" = 'Training day'\n",
    );
    let verified = office.json(&["verify"]);
    assert_eq!(verified["other_working_days"], json!([1]), "{verified}");
    office.ok(&["verify"]).prints("the date that was given stays");
    assert_eq!(office.due_at(&case), due);
    // What is recorded from now on counts by the new days, and both are whole.
    office.ok(&["log", &case, "--with", WORKER, "--mode", "phone", "--summary", "x"]);
    office.opens(&["--category", "decision"]);
    assert_eq!(office.json(&["verify"])["other_working_days"], json!([1]));
}

#[test]
fn a_definition_that_no_file_could_say_is_not_imported() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let exported = office.ok(&["export", "--to", "json"]).out;
    let edits: [Edit; 4] = [
        ("another stage", |it| it["pathways"][0]["stages"][0]["number"] = json!(200)),
        ("no stages", |it| it["pathways"][0]["stages"] = json!([])),
        ("no outcomes", |it| it["outcomes"] = json!([])),
        ("a member that is unknown", |it| it["surprise"] = json!(1)),
    ];
    for (what, edit) in edits {
        let mut export: Value = serde_json::from_str(&exported).unwrap();
        let mut definition: Value =
            serde_json::from_str(export["definitions"][0]["bytes"].as_str().unwrap()).unwrap();
        edit(&mut definition);
        let bytes = definition.to_string();
        let digest = chain::definition_digest(bytes.as_bytes()).to_string();
        push(&mut export["definitions"], json!({"digest": digest, "bytes": bytes}));
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        let file = other.write("export.json", &export.to_string());
        other.fails(2, &["import", file.to_str().unwrap()]).says("definition");
        assert_eq!(other.json(&["list"]), json!([]), "{what}");
    }
}

#[test]
fn an_entry_that_claims_an_earlier_time_than_the_one_before_it_is_marked() {
    let office = Office::with("set");
    let first = office.opens(&["--category", "referral"]);
    office.at("2026-11-20 18:00");
    let second = office.opens(&["--category", "referral"]);
    office.at("2026-11-20 13:00");
    // The entry before it in the log is of another case.
    let logged = ["log", &first, "--with", WORKER, "--mode", "phone", "--summary", "We spoke"];
    office.ok(&logged).says("keeps its place in the log");
    office.at("2026-11-20 18:30");
    office.ok(&["protect", &second, "--step", "A meeting"]);
    let shown = office.json(&["show", &first]);
    let marks: Vec<&Value> =
        shown["entries"].as_array().unwrap().iter().map(|entry| &entry["clock_back"]).collect();
    assert_eq!(marks, [&Value::Null, &json!(true)]);
    assert_eq!(shown["entries"][1]["recorded_after_minutes"], Value::Null);
    let said = "by a clock that stood before the entry before it";
    let text = office.ok(&["show", &first]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(said) && text.matches("at once").count() == 1, "{text}");
    let record = office.ok(&["export", &first, "--to", "md"]).out;
    assert!(record.contains(said), "{record}");
    assert!(office.ok(&["account", &first]).out.contains("recorded by a clock that stood before"));
    let verified = office.json(&["verify"]);
    assert_eq!(verified["clock_back"], json!([3]));
    office.ok(&["verify"]).prints("was recorded by a clock that stood before the entry before it");
    // It is so in another logbook too.
    let other = Office::bare();
    other.at("2026-11-20 19:00").ok(&["init", "--plain"]);
    let file = other.write("export.json", &office.ok(&["export", "--to", "json"]).out);
    other.ok(&["import", file.to_str().unwrap()]);
    assert_eq!(other.json(&["show", &first])["entries"], shown["entries"]);
    assert_eq!(other.json(&["verify"])["clock_back"], json!([3]));
}

#[test]
fn nothing_is_recorded_by_a_clock_from_before_the_logbook() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    office.at("2019-01-01 09:00");
    office
        .fails(
            1,
            &[
                "open",
                "--child",
                "A",
                "--category",
                "referral",
                "--concern",
                "x",
                "--from",
                TEACHER,
                "--to",
                WORKER,
            ],
        )
        .says("before this logbook was made")
        .says("set the clock");
}

#[test]
fn a_clock_that_was_ahead_is_noted_within_a_day_and_found_beyond() {
    let office = Office::with("set");
    office.at("2026-11-20 13:00");
    office.opens(&["--category", "referral"]);
    office.at("2026-11-20 12:00");
    assert_eq!(office.json(&["verify"])["clock_ahead"], json!([1]));
    office.ok(&["verify"]).prints("recorded later than this check");
    office.at("2026-11-23 12:00");
    office.opens(&["--category", "referral"]);
    office.at("2026-11-20 12:00");
    office.fails(5, &["verify"]).says("is still to come");
}

/// An export of one case whose only entry has another number, sealed so.
fn numbered(export: &str, number: u64) -> String {
    let mut export: Value = serde_json::from_str(export).unwrap();
    let sealed = export["cases"][0]["entries"][0]["sealed"].clone();
    let text = |member: &str| sealed[member].as_str().unwrap().to_owned();
    let raw = RawEntry {
        log: text("log").parse().unwrap(),
        number: EntryNumber(number),
        recorded_at: text("recorded_at"),
        clock_back: false,
        kind: "challenge".into(),
        skeleton: text("skeleton"),
        commitment: text("commitment").parse().unwrap(),
        previous: text("previous").parse().unwrap(),
        seal: text("seal").parse().unwrap(),
        payload: None,
    };
    let seal = json!(raw.expected_seal().to_string());
    export["cases"][0]["entries"][0]["entry"] = json!(number);
    export["cases"][0]["entries"][0]["sealed"]["seal"] = seal.clone();
    export["logs"][0]["receipt"]["entry"] = json!(number);
    export["logs"][0]["receipt"]["seal"] = seal;
    export.to_string()
}

#[test]
fn a_number_that_leaves_no_room_for_further_entries_is_not_imported() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let export = office.ok(&["export", "--to", "json"]).out;
    for number in [(1 << 40) - 1, (1 << 39) + 1, 1 << 40, u64::MAX] {
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        let file = other.write("export.json", &numbered(&export, number));
        other.fails(2, &["import", file.to_str().unwrap()]).says("leaves no room for further entries");
    }
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    let file = other.write("export.json", &numbered(&export, 1 << 39));
    other.ok(&["import", file.to_str().unwrap()]);
    other.ok(&["withdraw", "1", "--why", "x"]).says("");
    other.verifies();
}
