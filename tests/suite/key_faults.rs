//! A change of what unlocks a logbook, killed at a system call or on a disk that fails: one of the ways opens.
//!
//! Needs `strace`, which injects the faults.

#![cfg(target_os = "linux")]
#![expect(clippy::print_stderr, reason = "the counts are the result")]

use std::collections::HashMap;
use std::process::{Command, Output};

use crate::disaster::{left, machine};
use crate::support::Office;
use crate::unlocking::{key_file, locked_office, place};

/// Runs a command under strace, where it is there.
fn strace(office: &Office, options: &[&str], words: &[&str]) -> Output {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-qq"])
        .args(options)
        .arg(env!("CARGO_BIN_EXE_escalate"))
        .args(words)
        .current_dir(office.folder());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    for (name, value) in office.process(&[]).get_envs() {
        command.env(name, value.unwrap());
    }
    command.output().unwrap()
}

fn has_strace() -> bool {
    Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// The calls of a command: each name, and the how many-th of that name.
fn calls(office: &Office, words: &[&str], names: &[&str]) -> Vec<(String, usize)> {
    let log = place(office, "strace.log");
    strace(office, &["-o", &log], words);
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut calls = Vec::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let call = line.split_once(' ').map_or(line, |(_, call)| call.trim_start());
        let Some((name, _)) = call.split_once('(') else { continue };
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if is_name && name != "execve" && name != "exit_group" && (names.is_empty() || names.contains(&name))
        {
            let count = counts.entry(name.to_owned()).or_default();
            *count += 1;
            calls.push((name.to_owned(), *count));
        }
    }
    std::fs::remove_file(&log).unwrap();
    assert!(calls.len() > 1, "{calls:?}");
    calls
}

/// Calls that change what is on the disk.
const CHANGING: [&str; 12] = [
    "write",
    "pwrite64",
    "fsync",
    "fdatasync",
    "ftruncate",
    "unlink",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "mkdir",
    "openat",
];

/// Kills at every so many-th call, and errors at more of those that change the disk.
///
/// Each list of calls is of an office of its own, as a command finds it.
fn faults(begin: impl Fn() -> Office, words: &[&str], step: usize) -> Vec<String> {
    let kills = calls(&begin(), words, &[]);
    let changing = calls(&begin(), words, &CHANGING);
    let kill = |(name, count): &(String, usize)| format!("inject={name}:signal=SIGKILL:when={count}");
    let mut faults: Vec<String> = kills.iter().step_by(step).map(kill).collect();
    for (name, count) in changing.iter().step_by(step.div_ceil(4)) {
        faults.extend(["EIO", "ENOSPC"].map(|error| format!("inject={name}:error={error}:when={count}")));
    }
    faults
}

/// A change by key file, with a fault: the old way or the new one opens, as the exit status says.
fn one_change(inject: &str) -> Option<i32> {
    let (office, old) = locked_office();
    let new = key_file(&office, "new.key", 9);
    let output = strace(
        &office,
        &["-o", "/dev/null", "-e", inject],
        &["--key-file", &old, "key", "change", "--new-key-file", &new],
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let opens = |key: &str| office.run(&["--key-file", key, "list"]).status == 0;
    let (by_old, by_new) = (opens(&old), opens(&new));
    assert!(by_old != by_new, "{inject}: {by_old} {by_new}: {said}");
    assert!(!said.contains("panicked"), "{inject}: {said}");
    match output.status.code() {
        Some(0) => assert!(by_new, "{inject}: {said}"),
        Some(7) => assert!(
            !said.contains("Nothing was stored") && said.contains("escalate key show"),
            "{inject}: {said}"
        ),
        Some(_) => assert!(by_old, "{inject}: it said that nothing was stored: {said}"),
        None => {}
    }
    output.status.code()
}

fn changes(step: usize) {
    if !has_strace() {
        return;
    }
    let begin = || {
        let (office, _) = locked_office();
        key_file(&office, "new.key", 9);
        office
    };
    let words = ["--key-file", "owner.key", "key", "change", "--new-key-file", "new.key"];
    let faults = faults(begin, &words, step);
    let unknown = faults.iter().filter(|inject| one_change(inject) == Some(7)).count();
    eprintln!(
        "{} faults in key change: the old way or the new one opens; {unknown} said that it was unknown",
        faults.len()
    );
}

#[test]
fn a_change_that_is_cut_off_leaves_one_way_that_opens() {
    changes(19);
}

/// `cargo test --release --test suite -- --ignored --nocapture a_change_that_is_cut_off_anywhere`
#[test]
#[ignore = "minutes: every system call"]
fn a_change_that_is_cut_off_anywhere_leaves_one_way_that_opens() {
    changes(1);
}

#[test]
fn a_folder_that_cannot_be_made_durable_leaves_the_outcome_unknown() {
    if !has_strace() {
        return;
    }
    let (office, old) = locked_office();
    let new = key_file(&office, "new.key", 9);
    let words = ["--key-file", &old, "key", "change", "--new-key-file", &new, "--keep"];
    let fsyncs = calls(&office, &words, &["fsync"]);
    // The new file's, and then that of its folder.
    let (_, count) = fsyncs.last().unwrap();
    assert_eq!(one_change(&format!("inject=fsync:error=EIO:when={count}")), Some(7));
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

/// A restore by the recovery code, with a fault: nothing, or a logbook that the code opens.
fn restores(step: usize) {
    if !has_strace() {
        return;
    }
    let left = left();
    let words = ["restore", "backup.tar", "--recovery-file", "paper.txt", "--new-key-file", "new.key"];
    let begin = || {
        let (office, ..) = machine(&left);
        key_file(&office, "new.key", 21);
        office
    };
    let faults = faults(begin, &words, step);
    for inject in &faults {
        let office = begin();
        let output = strace(&office, &["-o", "/dev/null", "-e", inject], &words);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let status = output.status.code();
        let is_there = office.logbook().exists();
        assert!(
            !matches!(status, Some(1..=5)) || !is_there,
            "{inject}: it said that nothing was stored: {said}"
        );
        assert!(status != Some(0) || is_there, "{inject}: {said}");
        let (code, key) = (place(&office, "paper.txt"), place(&office, "new.key"));
        if is_there {
            office.ok(&["key", "recover", "--recovery-file", &code, "--new-key-file", &key]);
        } else {
            office.ok(&[
                "restore",
                &place(&office, "backup.tar"),
                "--recovery-file",
                &code,
                "--new-key-file",
                &key,
            ]);
        }
        office.ok(&["--key-file", &key, "verify", "--expect", &left.receipt]);
    }
    eprintln!(
        "{} faults in restore by the recovery code: nothing, or a logbook that the code opens",
        faults.len()
    );
}

#[test]
fn a_restore_by_the_recovery_code_that_is_cut_off_leaves_nothing_or_what_the_code_opens() {
    restores(67);
}

/// `cargo test --release --test suite -- --ignored --nocapture a_restore_by_the_recovery_code_that_is_cut_off_anywhere`
#[test]
#[ignore = "minutes: every system call"]
fn a_restore_by_the_recovery_code_that_is_cut_off_anywhere() {
    restores(1);
}
