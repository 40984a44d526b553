//! A change of what unlocks a logbook on a disk that fails, and results that cannot be printed.

#![cfg(target_os = "linux")]

use crate::faults::{calls, under_strace};
use crate::unlocking::{key_file, locked_office, place};

#[test]
fn a_folder_that_cannot_be_made_durable_leaves_the_outcome_unknown() {
    if !crate::strace::is_installed() {
        return;
    }
    let (office, old) = locked_office();
    let new = key_file(&office, "new.key", 9);
    let words = ["--key-file", &old, "key", "change", "--new-key-file", &new];
    // The new file's, and then that of its folder.
    let calls = calls(&office, &words);
    let last = calls.iter().rfind(|call| call.name == "fsync").unwrap();
    let outcome = under_strace(&office, &last.error("EIO"), &words);
    let said = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(outcome.status.code(), Some(7), "{said}");
    assert!(!said.contains("Nothing was stored") && said.contains("escalate key show"), "{said}");
    office.fails(5, &["--key-file", &old, "list"]);
    office.ok(&["--key-file", &new, "list"]);
}

#[test]
fn what_is_done_and_cannot_be_printed_is_not_said_to_have_failed() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let (office, old) = locked_office();
    let new = key_file(&office, "new.key", 9);
    let (there, other, backup) =
        (place(&office, "there.db"), place(&office, "other.db"), place(&office, "backup.tar"));
    let commands: [&[&str]; 5] = [
        &["--key-file", &old, "key", "change", "--new-key-file", &new],
        &["--key-file", &new, "verify", "--rebuild"],
        &["--key-file", &new, "backup", &backup],
        &["--key-file", &new, "--logbook", &there, "restore", &backup],
        &["--key-file", &new, "--logbook", &other, "init"],
    ];
    for command in commands {
        let output = office.process(command).stdout(full()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.contains("could not be printed"), "{command:?}: {said}");
    }
    office.ok(&["--key-file", &new, "list"]);
    office.ok(&["--key-file", &new, "--logbook", &there, "list"]);
}
