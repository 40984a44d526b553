//! Faults in a command: it is run under strace, which kills it at a system call or lets one fail.

use std::collections::BTreeMap;
use std::process::{Command, Output};

use crate::support::Office;

pub fn has_strace() -> bool {
    Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success())
}

/// An office that holds the same files as another one.
pub fn copy_of(other: &Office) -> Office {
    let office = Office::bare();
    // Processes record by the system's clock.
    office.at_instant(chrono::Utc::now());
    for entry in std::fs::read_dir(other.folder()).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), office.folder().join(entry.file_name())).unwrap();
        }
    }
    office
}

/// A command of an office under strace, with a mask that would let others read whatever is not made private.
fn strace(office: &Office, options: &[&str], words: &[&str]) -> Command {
    let program = office.process(&[]);
    let mut command = Command::new("sh");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("TMPDIR", office.folder());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command.args(["-c", "umask 0; exec strace -f -qq \"$@\"", "sh"]);
    command.args(options).arg(program.get_program()).args(words);
    command.current_dir(office.folder()).stdin(std::process::Stdio::null());
    command
}

/// Runs a command of an office with a fault.
pub fn under_strace(office: &Office, inject: &str, words: &[&str]) -> Output {
    strace(office, &["-o", "/dev/null", "-e", inject], words).output().unwrap()
}

/// What strace writes down of a command of an office.
pub fn trace(office: &Office, options: &[&str], words: &[&str]) -> String {
    let log = tempfile::NamedTempFile::new().unwrap();
    let output = strace(office, &[options, &["-o", log.path().to_str().unwrap()]].concat(), words).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(log.path()).unwrap()
}

/// Every system call of a command, made in a copy of an office: its name, and the how many-th of that name it is.
pub fn calls(office: &Office, words: &[&str]) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in trace(&copy_of(office), &[], words).lines() {
        let call = line.trim_start_matches(|letter: char| letter.is_ascii_digit()).trim_start();
        let Some((name, _)) = call.split_once('(') else { continue };
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name || ["execve", "exit_group"].contains(&name) {
            continue;
        }
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        calls.push((name.to_owned(), *count));
    }
    calls
}
