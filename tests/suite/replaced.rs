//! Whether a logbook is encrypted is never read from the file that somebody can replace.

use std::path::Path;

use escalate::key::{DataKey, Draw, Secret, Way, Wrapping, Wrappings};
use escalate::model::LogId;

use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::{key_file, locked_office, place};

/// What tells that the logbook was encrypted, besides its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trace {
    Wrappings,
    TypedFile,
    TypedCommand,
    Settings,
    Remembered,
}

const TRACES: [Trace; 5] =
    [Trace::Wrappings, Trace::TypedFile, Trace::TypedCommand, Trace::Settings, Trace::Remembered];

/// The bytes of a plain logbook with an entry.
fn plain() -> Vec<u8> {
    let other = Office::with("set");
    other.opens(&["--category", "referral"]);
    std::fs::read(other.logbook()).unwrap()
}

/// An office whose encrypted logbook was replaced by a plain one, with some traces left; what is typed there.
fn replaced(traces: &[Trace]) -> (Office, Vec<String>) {
    let (office, key) = locked_office();
    std::fs::write(office.logbook(), plain()).unwrap();
    let there = |trace| traces.contains(&trace);
    if !there(Trace::Wrappings) {
        std::fs::remove_file(office.folder().join("logbook.db.keys")).unwrap();
    }
    if !there(Trace::Remembered) {
        let _ = std::fs::remove_file(office.folder().join("logbooks.toml"));
    }
    if there(Trace::Settings) {
        let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
        office.write("config.toml", &format!("key-file = \"{key}\"\n{settings}"));
    }
    let mut typed = Vec::new();
    if there(Trace::TypedFile) {
        typed.extend(["--key-file".to_owned(), key]);
    } else if there(Trace::TypedCommand) {
        typed.extend(["--key-command".to_owned(), "printf hunter2".to_owned()]);
    }
    (office, typed)
}

#[test]
fn a_plain_file_in_the_place_of_an_encrypted_logbook_is_refused() {
    let open = [
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
    ];
    let commands: [&[&str]; 8] = [
        &["list"],
        &open,
        &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "x"],
        &["verify"],
        &["receipt"],
        &["export", "--to", "json"],
        &["key", "show"],
        &["key", "change", "--new-key-command", "printf hunter2"],
    ];
    for trace in TRACES {
        let (office, typed) = replaced(&[trace]);
        let typed: Vec<&str> = typed.iter().map(String::as_str).collect();
        for command in commands {
            let refused = office.fails(5, &[&typed[..], command].concat());
            refused
                .says("was encrypted")
                .says("is not")
                .says("may have replaced it")
                .says("escalate restore");
        }
        let recovery = place(&office, "recovery.txt");
        let recover = ["key", "recover", "--recovery-file", &recovery, "--new-key-command", "printf hunter2"];
        office.fails(5, &[&typed[..], &recover].concat()).says("may have replaced it");
        let backup = place(&office, "backup.tar");
        office.fails(5, &[&typed[..], &["backup", &backup]].concat()).says("may have replaced it");
        assert!(!Path::new(&backup).exists());
        office.ok(&[&typed[..], &["doctor"]].concat()).prints("may have replaced it");
    }
}

#[test]
fn a_key_that_the_environment_names_tells_it_too() {
    let (office, _) = replaced(&[]);
    let key = place(&office, "owner.key");
    for (name, value) in [("ESCALATE_KEY_FILE", key.as_str()), ("ESCALATE_KEY_COMMAND", "printf hunter2")] {
        let output = office.process(&["list"]).env(name, value).output().unwrap();
        assert_eq!(output.status.code(), Some(5), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("may have replaced it"), "{name}");
    }
    // With no trace left, nothing tells: only a receipt does.
    office.ok(&["list"]);
    office.ok(&["verify"]);
}

#[test]
fn a_plain_logbook_that_was_made_plain_opens_beside_encrypted_ones() {
    let (office, key) = locked_office();
    let other = place(&office, "other.db");
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
    office.write("config.toml", &format!("key-file = \"{key}\"\n{settings}"));
    office.ok(&["--logbook", &other, "init", "--plain"]);
    office.ok(&["--logbook", &other, "list"]);
    office.ok(&["list"]);
    // What is typed is meant for this logbook.
    office.fails(5, &["--logbook", &other, "--key-file", &key, "list"]).says("leave --key-file");
    office.fails(2, &["--logbook", &place(&office, "third.db"), "--key-file", &key, "init", "--plain"]);
    // A plain one is made where an encrypted one was: its wrappings are set aside, and the settings say so.
    std::fs::remove_file(office.logbook()).unwrap();
    office.ok(&["init", "--plain"]).says("kept as");
    office.ok(&["list"]);
}

#[test]
fn a_logbook_is_remembered_by_whatever_way_its_place_is_named() {
    let (office, _) = replaced(&[Trace::Remembered]);
    let away = place(&office, "away");
    for name in [place(&office, "./logbook.db"), place(&office, "sub/../logbook.db")] {
        std::fs::create_dir_all(office.folder().join("sub")).unwrap();
        office.fails(5, &["--logbook", &name, "list"]).says("may have replaced it");
    }
    // A symbolic link in its place is its place.
    std::fs::rename(office.logbook(), &away).unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&away, office.logbook()).unwrap();
        let refused = office.run(&["list"]);
        assert_eq!(refused.status, 5, "{refused}");
    }
}

#[test]
fn of_logbooks_that_are_made_at_once_each_is_remembered() {
    let office = Office::bare();
    let names: Vec<String> = (0..6).map(|number| place(&office, &format!("{number}.db"))).collect();
    let children: Vec<_> = names
        .iter()
        .map(|name| office.process(&["--quiet", "--logbook", name, "init", "--plain"]).spawn().unwrap())
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let remembered = std::fs::read_to_string(office.folder().join("logbooks.toml")).unwrap();
    assert!(names.iter().all(|name| remembered.contains(name)), "{remembered}");
}

/// Wrappings of a data key that belong to another log, and open by a key file.
fn of_another_log(office: &Office, key: &str) -> String {
    let code = std::fs::read_to_string(office.folder().join("recovery.txt")).unwrap();
    let data = DataKey::from_recovery_code(code.lines().last().unwrap()).unwrap();
    let bytes = std::fs::read(key).unwrap();
    let secret = Secret { way: Way::KeyFile, bytes: bytes.into(), item: None };
    let log = LogId([9; 16]);
    let draw = Draw { salt: [1; 16], nonce: [2; 24] };
    let wrapping = Wrapping::seal(&data, &secret, log, "2026-11-20T12:00:00Z", draw).unwrap();
    Wrappings { log, all: vec![wrapping] }.to_text().unwrap()
}

#[test]
fn wrappings_of_another_log_are_refused() {
    let (office, key) = locked_office();
    std::fs::write(office.folder().join("logbook.db.keys"), of_another_log(&office, &key)).unwrap();
    for command in [&["list"][..], &["verify"], &["key", "change", "--new-key-command", "printf hunter2"]] {
        office.fails(5, &[&["--key-file", &key], command].concat()).says("belongs to another logbook");
    }
}

/// A tar of some members.
pub fn tar_of(office: &Office, name: &str, members: &[(&str, &[u8])]) -> String {
    let path = office.folder().join(name);
    let mut archive = tar::Builder::new(std::fs::File::create(&path).unwrap());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o600);
        header.set_size(bytes.len() as u64);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn a_backup_is_restored_only_where_all_of_it_belongs_together() {
    let (office, key) = locked_office();
    let with_key = |words: &[&str]| office.ok(&[&["--key-file", &key][..], words].concat());
    let receipt = |json: &str| {
        serde_json::from_str::<serde_json::Value>(json).unwrap()["receipt"].as_str().unwrap().to_owned()
    };
    let before = receipt(&with_key(&["--format", "json", "receipt"]).out);
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
    let good = receipt(&with_key(&["--format", "json", "receipt"]).out);
    let locked = std::fs::read(office.logbook()).unwrap();
    let keys = std::fs::read(office.folder().join("logbook.db.keys")).unwrap();
    let other_keys = of_another_log(&office, &key).into_bytes();

    let elsewhere = Office::with("set");
    elsewhere.opens(&["--category", "referral"]);
    let plain = std::fs::read(elsewhere.logbook()).unwrap();
    let of_plain = elsewhere.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();

    let there = place(&office, "there/logbook.db");
    let refused = |members: &[(&str, &[u8])], typed: &[&str], why: &str| {
        let backup = tar_of(&office, "forged.tar", members);
        let outcome = office.fails(5, &[&["--logbook", &there][..], typed, &["restore", &backup]].concat());
        outcome.says(why);
        assert!(!outcome.err.contains("found whole"), "{outcome}");
        assert!(!Path::new(&there).exists() && !Path::new(&format!("{there}.keys")).exists(), "{outcome}");
    };
    let (db, keys_name, receipt_name) = ("logbook.db", "logbook.db.keys", "receipt.txt");
    let typed = ["--key-file", &key];
    // A plain logbook in the clothes of an encrypted one.
    refused(&[(keys_name, &keys), (db, &plain)], &[], "no receipt");
    refused(&[(receipt_name, of_plain.as_bytes()), (keys_name, &keys), (db, &plain)], &[], "not encrypted");
    refused(&[(receipt_name, of_plain.as_bytes()), (db, &plain)], &typed, "not encrypted");
    // No receipt, none that can be read, another log's, an older one.
    refused(&[(db, &plain)], &[], "no receipt");
    refused(&[(receipt_name, b"a receipt"), (db, &plain)], &[], "receipt");
    refused(&[(receipt_name, good.as_bytes()), (db, &plain)], &[], "receipt");
    refused(&[(receipt_name, before.as_bytes()), (keys_name, &keys), (db, &locked)], &typed, "receipt");
    refused(&[(receipt_name, of_plain.as_bytes()), (keys_name, &keys), (db, &locked)], &typed, "receipt");
    // Another log's wrappings, or none.
    refused(
        &[(receipt_name, good.as_bytes()), (keys_name, &other_keys), (db, &locked)],
        &typed,
        "another logbook",
    );
    refused(&[(receipt_name, good.as_bytes()), (db, &locked)], &typed, "what unlocks it");
    // Where the settings remember an encrypted logbook, a plain one does not take its place.
    std::fs::remove_file(office.logbook()).unwrap();
    std::fs::remove_file(office.folder().join("logbook.db.keys")).unwrap();
    let backup = tar_of(&office, "forged.tar", &[(receipt_name, of_plain.as_bytes()), (db, &plain)]);
    office.fails(5, &["restore", &backup]).says("was encrypted");
    // Put together again, it is restored.
    let whole: [(&str, &[u8]); 3] = [(receipt_name, good.as_bytes()), (keys_name, &keys), (db, &locked)];
    let backup = tar_of(&office, "whole.tar", &whole);
    office.ok(&["--key-file", &key, "restore", &backup]).says("found whole");
    // A plain one too, elsewhere, and it opens there.
    let backup = tar_of(&office, "plain.tar", &[(receipt_name, of_plain.as_bytes()), (db, &plain)]);
    office.ok(&["--logbook", &there, "restore", &backup]).says("found whole");
    office.ok(&["--logbook", &there, "list"]);
}

#[test]
fn a_restored_logbook_is_remembered_as_it_is() {
    let (office, key) = locked_office();
    let backup = place(&office, "backup.tar");
    office.ok(&["--key-file", &key, "backup", &backup]);
    let other = Office::bare();
    let key = key_file(&other, "owner.key", 7);
    other.ok(&["--key-file", &key, "restore", &backup]);
    std::fs::remove_file(other.folder().join("logbook.db.keys")).unwrap();
    std::fs::write(other.logbook(), plain()).unwrap();
    other.fails(5, &["list"]).says("may have replaced it");
}
