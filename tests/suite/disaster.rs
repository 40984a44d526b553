//! All is lost but a backup and the recovery code on paper.

use std::path::Path;

use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::{key_file, locked_office, place};

/// What is left of an office: a backup, the recovery code, and a receipt that somebody else kept.
pub struct Left {
    pub backup: Vec<u8>,
    pub code: Vec<u8>,
    pub receipt: String,
}

pub fn left() -> Left {
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
    let receipt = with_key(&["--format", "json", "receipt"]).json()["receipt"].as_str().unwrap().to_owned();
    let backup = place(&office, "backup.tar");
    with_key(&["backup", &backup]);
    let read = |path: &Path| std::fs::read(path).unwrap();
    Left { backup: read(Path::new(&backup)), code: read(&office.folder().join("recovery.txt")), receipt }
}

/// Another machine, with what is left: the paths of the backup and of the code.
pub fn machine(left: &Left) -> (Office, String, String) {
    let office = Office::bare();
    let (backup, code) = (place(&office, "backup.tar"), place(&office, "paper.txt"));
    std::fs::write(&backup, &left.backup).unwrap();
    std::fs::write(&code, &left.code).unwrap();
    (office, backup, code)
}

#[test]
fn a_backup_and_the_recovery_code_are_enough() {
    let left = left();
    let (office, backup, code) = machine(&left);
    let new = key_file(&office, "new.key", 21);
    office.fails(5, &["restore", &backup]).says("--recovery-file");
    office
        .fails(5, &["key", "recover", "--recovery-file", &code, "--new-key-file", &new])
        .says("escalate restore");
    office.fails(2, &["restore", &backup, "--recovery-file", &code]).says("--new-key-file");
    let restore = ["restore", &backup, "--recovery-file", &code, "--new-key-file", &new];
    office.ok(&restore).says("found whole");

    office.fails(5, &["list"]).says("nothing was given to unlock it with");
    let with_key = |words: &[&str]| office.ok(&[&["--key-file", &new][..], words].concat());
    with_key(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "after the fire"]);
    with_key(&["verify", "--expect", &left.receipt]).prints("2 entries");
    with_key(&["key", "show"]).prints("key-file");
    // The code is still the code.
    let other = key_file(&office, "other.key", 22);
    office.ok(&["key", "recover", "--recovery-file", &code, "--new-key-file", &other]);
    office.ok(&["--key-file", &other, "verify"]);
    office.fails(1, &restore).says("already");
}

#[test]
fn a_backup_without_sound_wrappings_is_restored_by_its_code_too() {
    let left = left();
    let (office, backup, code) = machine(&left);
    let new = key_file(&office, "new.key", 21);
    let mut members = Vec::new();
    for member in tar::Archive::new(&left.backup[..]).entries().unwrap() {
        let mut member = member.unwrap();
        let name = member.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut member, &mut bytes).unwrap();
        if name == "logbook.db.keys" {
            bytes.truncate(200);
        }
        members.push((name, bytes));
    }
    let members: Vec<(&str, &[u8])> =
        members.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    let damaged = crate::replaced::tar_of(&office, "damaged.tar", &members);
    office.fails(5, &["restore", &damaged]).says("damaged");
    office.ok(&["restore", &damaged, "--recovery-file", &code, "--new-key-file", &new]);
    office.ok(&["--key-file", &new, "verify", "--expect", &left.receipt]);
    // Another logbook's code opens nothing.
    let (other, _) = locked_office();
    let of_other = place(&other, "recovery.txt");
    let there = place(&office, "there.db");
    office
        .fails(
            5,
            &["--logbook", &there, "restore", &backup, "--recovery-file", &of_other, "--new-key-file", &new],
        )
        .says("belongs to another logbook");
    assert!(!Path::new(&there).exists() && !Path::new(&format!("{there}.keys")).exists());
}

#[test]
fn a_restored_logbook_is_unlocked_by_something_new_where_that_is_named() {
    let left = left();
    for keep in [false, true] {
        let (office, backup, _) = machine(&left);
        let (old, new) = (key_file(&office, "owner.key", 7), key_file(&office, "new.key", 21));
        let mut restore = vec!["--key-file", &old, "restore", &backup, "--new-key-file", &new];
        if keep {
            restore.push("--keep");
        }
        office.ok(&restore);
        office.ok(&["--key-file", &new, "verify", "--expect", &left.receipt]);
        assert_eq!(office.run(&["--key-file", &old, "list"]).status, if keep { 0 } else { 5 });
    }
    // A plain backup has nothing to unlock.
    let plain = Office::with("set");
    let backup = place(&plain, "backup.tar");
    plain.ok(&["backup", &backup]);
    let (new, there) = (key_file(&plain, "new.key", 21), place(&plain, "there.db"));
    plain.fails(5, &["--logbook", &there, "restore", &backup, "--new-key-file", &new]).says("not encrypted");
}
