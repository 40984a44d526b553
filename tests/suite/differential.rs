//! The independent verifier and the program judge every change of an export alike.

use std::path::{Path, PathBuf};
use std::process::Command;

use escalate::model::{EntryNumber, chain};
use serde_json::{Value, json};

use crate::exports::busy;
use crate::replay::{Forged, forge};
use crate::support::Office;

/// Stands for the name of a member that is there already.
const TWICE: &str = "\u{1}twice\u{1}";

/// What somebody changes of an export.
type Edit = (&'static str, fn(&mut Value));

/// Where a value stands in an export.
type Place = Vec<String>;

fn places(value: &Value, at: &mut Place, all: &mut Vec<Place>) {
    all.push(at.clone());
    let members: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), member)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(at, one)| (at.to_string(), one)).collect(),
        _ => Vec::new(),
    };
    for (name, member) in members {
        at.push(name);
        places(member, at, all);
        at.pop();
    }
}

fn at<'v>(export: &'v mut Value, place: &[String]) -> &'v mut Value {
    place.iter().fold(export, |value, name| match value {
        Value::Array(list) => &mut list[name.parse::<usize>().unwrap()],
        value => &mut value[name.as_str()],
    })
}

/// Changes one thing in an export: a letter, a member, an element, a type, an order, two values.
fn mutated(export: &str, random: &mut fastrand::Rng) -> String {
    if random.u8(..8) == 0 {
        return with_another_letter(export, random);
    }
    let mut value: Value = serde_json::from_str(export).unwrap();
    let mut all = Vec::new();
    places(&value, &mut Vec::new(), &mut all);
    let place = all[random.usize(1..all.len())].clone();
    let (name, parent) = place.split_last().unwrap();
    match random.u8(..6) {
        0 => remove(at(&mut value, parent), name),
        1 => duplicate(at(&mut value, parent), name),
        2 => reorder(at(&mut value, parent), random),
        3 => retype(at(&mut value, &place), random),
        4 => swap(&mut value, &place, &all, random),
        _ => alter(at(&mut value, &place), random),
    }
    let text = value.to_string();
    match place.last() {
        Some(name) => text.replace(&json!(TWICE).to_string(), &json!(name).to_string()),
        None => text,
    }
}

fn with_another_letter(export: &str, random: &mut fastrand::Rng) -> String {
    let mut letters: Vec<char> = export.chars().collect();
    let index = random.usize(..letters.len());
    match random.u8(..3) {
        0 => letters[index] = char::from(random.u8(b' '..=b'~')),
        1 => drop(letters.remove(index)),
        _ => letters.insert(index, letters[index]),
    }
    letters.into_iter().collect()
}

fn remove(parent: &mut Value, name: &str) {
    match parent {
        Value::Object(members) => drop(members.remove(name)),
        Value::Array(list) => drop(list.remove(name.parse().unwrap())),
        _ => {}
    }
}

fn duplicate(parent: &mut Value, name: &str) {
    match parent {
        Value::Object(members) => drop(members.insert(TWICE.into(), members[name].clone())),
        Value::Array(list) => {
            let one = list[name.parse::<usize>().unwrap()].clone();
            list.push(one);
        }
        _ => {}
    }
}

fn reorder(parent: &mut Value, random: &mut fastrand::Rng) {
    match parent {
        Value::Array(list) => {
            let (one, other) = (random.usize(..list.len()), random.usize(..list.len()));
            list.swap(one, other);
        }
        Value::Object(members) => drop(members.insert("surprise".into(), Value::Null)),
        _ => {}
    }
}

fn retype(value: &mut Value, random: &mut fastrand::Rng) {
    let others = [
        Value::Null,
        json!(true),
        json!(false),
        json!(0),
        json!(1),
        json!(1.0),
        json!(-1),
        json!(""),
        json!("1"),
        json!([]),
        json!({}),
        json!(u64::MAX),
    ];
    *value = random.choice(others).unwrap();
}

/// Puts a value that stands elsewhere under the same name in its place.
fn swap(export: &mut Value, place: &Place, all: &[Place], random: &mut fastrand::Rng) {
    let same: Vec<&Place> =
        all.iter().filter(|other| other.last() == place.last() && other.len() == place.len()).collect();
    let other = random.choice(same).unwrap().clone();
    let (one, two) = (at(export, place).clone(), at(export, &other).clone());
    *at(export, place) = two;
    *at(export, &other) = one;
}

fn alter(value: &mut Value, random: &mut fastrand::Rng) {
    match value {
        Value::Number(number) => {
            let number = number.as_i64().unwrap_or_default();
            *value = random
                .choice([json!(number + 1), json!(number - 1), json!(-number), json!(number.to_string())])
                .unwrap();
        }
        Value::String(text) => {
            let other = match random.u8(..4) {
                0 => format!("{text} "),
                1 => text.to_uppercase(),
                2 => text.replacen(['1', '2', '0'], "3", 1),
                _ => with_another_letter(&format!("{text}x"), random),
            };
            *value = json!(other);
        }
        Value::Bool(truth) => *truth = !*truth,
        Value::Null => *value = json!(1),
        Value::Array(list) => list.push(json!("x")),
        Value::Object(members) => drop(members.insert("x".into(), json!("x"))),
    }
}

/// What only the program can tell: whether an ended case is resolved or closed, and what escalate ships.
fn is_left_to_the_rules(export: &str, changed: &str) -> bool {
    let without = |text: &str| -> Option<Value> {
        let mut export: Value = serde_json::from_str(text).ok()?;
        for case in export["cases"].as_array_mut()? {
            let state = &mut case["state"];
            if *state == "resolved" || *state == "closed" {
                *state = json!("ended");
            }
            let origin = &mut case["protocol_origin"];
            if *origin == "shipped" || *origin == "own" {
                *origin = json!("known");
            }
        }
        Some(export)
    };
    without(changed).is_some_and(|changed| Some(changed) == without(export))
}

/// What the program and the verifier say of one export.
pub struct Judged {
    pub program: bool,
    pub verifier: bool,
    pub said: String,
}

/// Has exports judged by both.
pub fn judge(exports: &[String]) -> Vec<Judged> {
    let other = Office::bare();
    other.ok(&["init", "--plain"]);
    let empty = std::fs::read(other.logbook()).unwrap();
    let folder = other.folder().join("exports");
    std::fs::create_dir(&folder).unwrap();
    let path = |number: usize| folder.join(format!("{number:05}.json"));
    for (number, export) in exports.iter().enumerate() {
        std::fs::write(path(number), export).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge.py");
    let output =
        Command::new("python3").arg(script).arg("2026-11-20T12:00:00+00:00").arg(&folder).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), exports.len(), "{}", String::from_utf8_lossy(&output.stderr));
    let judged = said.into_iter().enumerate().map(|(number, said)| {
        let outcome = other.run(&["import", path(number).to_str().unwrap()]);
        std::fs::write(other.logbook(), &empty).unwrap();
        Judged {
            program: outcome.status == 0,
            verifier: said.starts_with("whole:"),
            said: format!("{said}\n{outcome}"),
        }
    });
    judged.collect()
}

/// An export of one log whose entries somebody changed and sealed anew.
pub fn resealed_export(export: &str, edit: impl Fn(&mut Forged)) -> String {
    let mut export: Value = serde_json::from_str(export).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let log = text(&export["logs"][0]["log"]).parse().unwrap();
    let mut previous = chain::genesis(log, &text(&export["logs"][0]["founded_at"]));
    let cases = export["cases"].as_array_mut().unwrap().iter_mut();
    let mut entries: Vec<&mut Value> =
        cases.flat_map(|case| case["entries"].as_array_mut().unwrap()).collect();
    entries.sort_by_key(|entry| entry["entry"].as_u64());
    let mut newest = 0;
    for entry in entries {
        let json = |value: &Value| serde_json::from_str(&text(value)).unwrap();
        let mut forged = Forged {
            number: entry["entry"].as_u64().unwrap(),
            kind: text(&entry["kind"]),
            recorded_at: text(&entry["sealed"]["recorded_at"]),
            skeleton: json(&entry["sealed"]["skeleton"]),
            payload: entry["sealed"]["payload"].is_string().then(|| json(&entry["sealed"]["payload"])),
        };
        edit(&mut forged);
        let salt = entry["sealed"]["salt"].as_str().map(|salt| hex::decode(salt).unwrap());
        let payload = salt.zip(forged.payload.map(|said| said.to_string()));
        let commitment = payload.as_ref().map_or_else(
            || text(&entry["sealed"]["commitment"]).parse().unwrap(),
            |(salt, bytes)| chain::commitment(salt, bytes.as_bytes()),
        );
        let skeleton = forged.skeleton.to_string();
        let sealed = chain::Sealed {
            log,
            number: EntryNumber(forged.number),
            recorded_at: &forged.recorded_at,
            kind: &forged.kind,
            skeleton: &skeleton,
            commitment,
        };
        let seal = sealed.seal(previous);
        (entry["entry"], entry["kind"]) = (json!(forged.number), json!(forged.kind));
        let sealed = &mut entry["sealed"];
        (sealed["recorded_at"], sealed["skeleton"]) = (json!(forged.recorded_at), json!(skeleton));
        if let Some((_, bytes)) = payload {
            sealed["payload"] = json!(bytes);
        }
        sealed["commitment"] = json!(commitment.to_string());
        (sealed["previous"], sealed["seal"]) = (json!(previous.to_string()), json!(seal.to_string()));
        (previous, newest) = (seal, forged.number);
    }
    export["logs"][0]["receipt"]["entry"] = json!(newest);
    export["logs"][0]["receipt"]["seal"] = json!(previous.to_string());
    export.to_string()
}

/// What a keyholder changes at random in what is sealed, seals anew and exports.
fn resealed(seed: u64, times: usize) -> Vec<String> {
    let office = busy();
    let whole = std::fs::read(office.logbook()).unwrap();
    let random = std::cell::RefCell::new(fastrand::Rng::with_seed(seed));
    let exports = (0..times).filter_map(|_| {
        std::fs::write(office.logbook(), &whole).unwrap();
        let number = random.borrow_mut().u64(1..=25);
        forge(&office, |entry| {
            if entry.number == number {
                let random = &mut *random.borrow_mut();
                let said = entry.payload.as_mut().filter(|_| random.bool());
                mutate(said.unwrap_or(&mut entry.skeleton), random);
            }
        });
        office.run(&["verify", "--rebuild"]);
        let export = office.run(&["export", "--to", "json"]);
        (export.status == 0).then_some(export.out)
    });
    exports.collect()
}

/// Changes one thing in a value, or adds what no version writes.
fn mutate(value: &mut Value, random: &mut fastrand::Rng) {
    let mut all = Vec::new();
    places(value, &mut Vec::new(), &mut all);
    if all.len() < 2 {
        return;
    }
    let place = all[random.usize(1..all.len())].clone();
    let (name, parent) = place.split_last().unwrap();
    match random.u8(..6) {
        0 => remove(at(value, parent), name),
        1 => reorder(at(value, parent), random),
        2 => retype(at(value, &place), random),
        3 => write_otherwise(at(value, &place), random),
        4 => add(at(value, parent), random),
        _ => alter(at(value, &place), random),
    }
}

/// Writes the same, or nearly, in another way: a time, a number, a name.
fn write_otherwise(value: &mut Value, random: &mut fastrand::Rng) {
    let Value::String(text) = value else { return };
    let others = [
        text.replace('T', "t"),
        text.replace('T', " "),
        text.replace('Z', "+00:00"),
        text.replace('Z', "-00:00"),
        text.replace("+01:00", "+0100"),
        text.replace("+01:00", " +01:00"),
        text.replace(":00+", ":60+"),
        text.replace(":00+", ":00.000+"),
        text.replace(":00+", ":00.5+"),
        text.replacen("2026", "+2026", 1),
        text.replacen("2026", "0000", 1),
        text.to_uppercase(),
        format!(" {text}"),
        String::new(),
        "\u{a0}".into(),
        format!("{text}\n"),
        text.repeat(400),
    ];
    *value = json!(random.choice(others).unwrap());
}

/// Adds members that nobody knows, and a deep one.
fn add(parent: &mut Value, random: &mut fastrand::Rng) {
    let Value::Object(members) = parent else { return };
    let deep = (0..random.usize(1..126)).fold(json!(1), |deep, _| json!([deep]));
    let others =
        [json!("hidden"), json!(1.5), json!(-0.0), json!(null), json!(false), json!([]), json!({}), deep];
    members.insert("note".into(), random.choice(others).unwrap());
}

#[test]
fn what_the_program_takes_though_it_was_sealed_anew_the_verifier_takes_too() {
    let exports = resealed(3, 300);
    let mut taken = 0;
    for (export, Judged { program, verifier, said }) in exports.iter().zip(judge(&exports)) {
        assert!(verifier || !program, "{}: {said}", kept(export).display());
        taken += usize::from(program);
    }
    assert!(taken < exports.len(), "{taken} of {}", exports.len());
}

/// Has so many changed exports judged by both; how many were refused.
fn judged_alike(seed: u64, times: usize) -> usize {
    let office = busy();
    let export = office.ok(&["export", "--to", "json"]).out;
    let mut random = fastrand::Rng::with_seed(seed);
    let mut changed = vec![export.clone()];
    changed.extend((1..times).map(|_| mutated(&export, &mut random)));
    let mut refused = 0;
    for (changed, Judged { program, verifier, said }) in changed.iter().zip(judge(&changed)) {
        let is_exempt = verifier && !program && is_left_to_the_rules(&export, changed);
        assert!(program == verifier || is_exempt, "{}: {said}", kept(changed).display());
        refused += usize::from(!program);
    }
    assert!(refused > times / 2 && refused < times, "{refused} of {times}");
    refused
}

/// The export that they do not agree on, kept to be looked at.
fn kept(export: &str) -> PathBuf {
    let kept = std::env::temp_dir().join("escalate-disagreement.json");
    std::fs::write(&kept, export).unwrap();
    kept
}

#[test]
fn what_was_once_taken_for_whole_is_refused_by_both() {
    let office = busy();
    let export = office.ok(&["export", "--to", "json"]).out;
    let edits: [Edit; 16] = [
        ("a text that people read", |it| it["cases"][0]["entries"][1]["fields"]["summary"] = json!("Agreed")),
        ("when it happened", |it| {
            it["cases"][0]["entries"][1]["happened_at"] = json!("2026-04-01T11:00:00+01:00");
        }),
        ("when it was recorded", |it| {
            it["cases"][0]["entries"][1]["recorded_at"] = json!("2026-11-19T12:00:00+00:00");
        }),
        ("who recorded it", |it| it["cases"][0]["entries"][1]["recorded_by"] = json!("Somebody else")),
        ("the stage", |it| it["cases"][0]["entries"][1]["stage"] = json!(2)),
        ("what it corrects", |it| it["cases"][0]["entries"][1]["corrects"] = json!(1)),
        ("the child", |it| it["cases"][0]["child"] = json!("A.B.")),
        ("how it ended", |it| it["cases"][0]["outcome"] = json!("decision-stands")),
        ("a log that is listed twice", |it| {
            let log = it["logs"][0].clone();
            it["logs"].as_array_mut().unwrap().push(log);
        }),
        ("another origin", |it| it["cases"][0]["protocol_origin"] = json!("rubbish")),
        ("no redaction that is none", |it| it["redacted"] = json!(false)),
        ("an offset that is none", |it| {
            let at =
                it["cases"][0]["entries"][0]["recorded_at"].as_str().unwrap().replace("+00:00", "-00:00");
            it["cases"][0]["entries"][0]["recorded_at"] = json!(at);
        }),
        ("a definition that nothing stands on", |it| {
            let bytes = "{\"a\":1}";
            let digest = chain::definition_digest(bytes.as_bytes()).to_string();
            it["definitions"].as_array_mut().unwrap().push(json!({"digest": digest, "bytes": bytes}));
        }),
        ("no log", |it| it["logs"] = json!([])),
        ("no cases", |it| it["cases"] = json!([])),
        ("a definition that is listed twice", |it| {
            let definition = it["definitions"][0].clone();
            it["definitions"].as_array_mut().unwrap().push(definition);
        }),
    ];
    let mut changed: Vec<String> = edits
        .iter()
        .map(|(_, edit)| {
            let mut value: Value = serde_json::from_str(&export).unwrap();
            edit(&mut value);
            value.to_string()
        })
        .collect();
    // A key that stands twice in an object: readers differ in which one they take.
    changed.push(export.replacen("\"child\":", "\"child\":\"A.B.\",\"child\":", 1));
    changed.push(export.replacen("\"form\":", "\"form\":\"other\",\"form\":", 1));
    for (number, Judged { program, verifier, said }) in judge(&changed).into_iter().enumerate() {
        let what = edits.get(number).map_or("a key twice", |(what, _)| what);
        assert!(!program && !verifier, "{what}: {said}");
    }
}

#[test]
fn the_independent_verifier_and_the_program_agree_on_every_change_of_an_export() {
    judged_alike(1, 1000);
}

/// `cargo test --test suite -- --ignored --nocapture many_changes`
#[test]
#[ignore = "minutes: ten thousand changes"]
#[expect(clippy::print_stderr, reason = "the count is the result")]
fn they_agree_on_many_changes_of_an_export() {
    eprintln!("{} of 10,000 changed exports: refused by both", judged_alike(2, 10_000));
}
