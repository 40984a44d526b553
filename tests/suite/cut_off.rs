//! What a command that was killed, or whose disk failed, leaves of a recovery code or of settings.

#![cfg(target_os = "linux")]

use std::path::Path;

use escalate::store::sqlite::temporary_name;

use crate::faults::{calls, under_strace};
use crate::strace::{self, Call};
use crate::support::Office;
use crate::unlocking::{key_file, locked_office, place};

/// How a recovery code begins, in a file.
const CODE: &[u8] = b"The recovery code of an escalate logbook";

fn holds_code(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(CODE.len()).any(|window| window == CODE))
}

/// The files of an office that hold a recovery code.
fn codes(office: &Office) -> Vec<String> {
    let there = std::fs::read_dir(office.folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut codes: Vec<String> = there
        .filter(|path| holds_code(path))
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

/// The calls of a command that write, from the last so many on.
fn last_writes(office: &Office, words: &[&str], last: usize) -> Vec<Call> {
    let writing = ["write", "fsync", "linkat", "rename", "renameat", "renameat2", "unlink", "openat"];
    let mut calls = calls(office, words);
    calls.retain(|call| writing.contains(&call.name.as_str()));
    calls.split_off(calls.len().saturating_sub(last))
}

#[test]
fn a_kill_leaves_the_recovery_code_under_its_own_name_or_nowhere() {
    if !strace::is_installed() {
        return;
    }
    let begin = || {
        let (office, key) = locked_office();
        std::fs::remove_file(place(&office, "recovery.txt")).unwrap();
        (office, key)
    };
    let words = ["--key-file", "owner.key", "key", "show", "--recovery-file", "code.txt"];
    for call in last_writes(&begin().0, &words, 12) {
        let (office, key) = begin();
        under_strace(&office, &call.kill(), &words);
        let left = codes(&office);
        assert!(left.is_empty() || left == ["code.txt"], "{call:?}: {left:?}");
        if left.is_empty() {
            office.ok(&["--key-file", &key, "key", "show", "--recovery-file", &place(&office, "code.txt")]);
        }
        let code = place(&office, "code.txt");
        office.ok(&["key", "recover", "--recovery-file", &code, "--new-key-file", &key]);
    }
}

/// A making of a logbook that was cut off is typed again.
fn init_again(inject: &str) {
    let office = Office::bare();
    let key = key_file(&office, "owner.key", 7);
    let words = ["--key-file", "owner.key", "init", "--recovery-file", "code.txt", "--me", "A, b"];
    let output = under_strace(&office, inject, &words);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let (is_made, code) = (office.logbook().exists(), place(&office, "code.txt"));
    assert!(is_made || codes(&office).is_empty(), "{inject}: the code of no logbook: {said}");
    assert!(!matches!(output.status.code(), Some(1..=5)) || !is_made, "{inject}: {said}");
    let again = ["--key-file", &key, "init", "--recovery-file", &code, "--me", "A, b"];
    if is_made {
        office.fails(1, &again).says("escalate key show --recovery-file");
        if !Path::new(&code).exists() {
            office.ok(&["--key-file", &key, "key", "show", "--recovery-file", &code]);
        }
    } else {
        office.ok(&again);
    }
    assert_eq!(codes(&office), ["code.txt"], "{inject}");
    office.ok(&["key", "recover", "--recovery-file", &code, "--new-key-file", &key]);
}

/// Faults in the making of a logbook, at every so many-th call.
fn inits(step: usize) {
    if !strace::is_installed() {
        return;
    }
    let office = Office::bare();
    key_file(&office, "owner.key", 7);
    let words = ["--key-file", "owner.key", "init", "--recovery-file", "code.txt", "--me", "A, b"];
    for call in last_writes(&office, &words, 60).iter().step_by(step) {
        init_again(&call.kill());
        if call.name != "openat" {
            init_again(&call.error("EIO"));
        }
    }
}

#[test]
fn a_making_that_was_cut_off_is_typed_again() {
    inits(4);
}

/// `cargo test --release --test suite -- --ignored a_making_that_was_cut_off_anywhere`
#[test]
#[ignore = "minutes: every call that writes"]
fn a_making_that_was_cut_off_anywhere_is_typed_again() {
    inits(1);
}

#[test]
fn a_recovery_code_that_lies_there_is_left_alone() {
    let (office, key) = locked_office();
    let code = place(&office, "recovery.txt");
    let before = std::fs::read(&code).unwrap();
    let other = place(&office, "other.db");
    let words = ["--logbook", &other, "--key-file", &key, "init", "--recovery-file", &code];
    office.fails(1, &words).says("already").says("another logbook");
    assert!(!Path::new(&other).exists() && !Path::new(&format!("{other}.keys")).exists());
    assert_eq!(std::fs::read(&code).unwrap(), before);
}

#[test]
fn what_a_kill_left_of_settings_or_an_output_goes_where_the_next_one_is_written() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let left = |folder: &str| {
        std::fs::create_dir_all(office.folder().join(folder)).unwrap();
        let path = office.folder().join(folder).join(temporary_name().unwrap());
        std::fs::write(&path, "words").unwrap();
        path
    };
    let (beside_settings, beside_output) = (left("settings"), left("out"));
    let doctor = office
        .process(&["doctor"])
        .env("ESCALATE_CONFIG", office.folder().join("settings/config.toml"))
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("left behind"), "{doctor:?}");
    assert!(!beside_settings.exists() && beside_output.exists());
    office.ok(&["export", "--to", "json", "--output", &place(&office, "out/export.json")]);
    assert!(!beside_output.exists());
}

#[test]
fn a_disk_that_does_not_give_the_first_page_is_not_a_wrong_key() {
    if !strace::is_installed() {
        return;
    }
    let (office, _) = locked_office();
    let words = ["--key-file", "owner.key", "receipt"];
    let reads = calls(&office, &words).into_iter().filter(|call| call.name == "pread64").count();
    for count in 1..=reads {
        let output = under_strace(&office, &format!("inject=pread64:error=EIO:when={count}"), &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!said.contains("does not open with the key"), "{count}: {said}");
    }
    // A wrong key is still told as one.
    let wrong = key_file(&office, "wrong.key", 8);
    office.fails(5, &["--key-file", &wrong, "list"]).says("key-file");
}
