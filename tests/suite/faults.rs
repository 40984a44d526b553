//! Faults in a command of an office.

use std::process::{Command, Output};

use crate::strace::{Call, calls_in, copy_files, strace};
use crate::support::Office;

/// An office that holds the same files as another one.
pub fn copy_of(other: &Office) -> Office {
    let office = Office::bare();
    // Processes record by the system's clock.
    office.at_instant(chrono::Utc::now());
    copy_files(other.folder(), office.folder());
    office
}

/// A command of an office under strace.
fn command(office: &Office, options: &[&str], words: &[&str]) -> Command {
    let program = office.process(words);
    let mut command = strace(options);
    command.arg(program.get_program()).args(program.get_args());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("TMPDIR", office.folder());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.current_dir(office.folder()).stdin(std::process::Stdio::null());
    command
}

/// Runs a command of an office with a fault.
pub fn under_strace(office: &Office, inject: &str, words: &[&str]) -> Output {
    command(office, &["-o", "/dev/null", "-e", inject], words).output().unwrap()
}

/// What strace writes down of a command of an office.
pub fn trace(office: &Office, options: &[&str], words: &[&str]) -> String {
    let log = tempfile::NamedTempFile::new().unwrap();
    let output = command(office, &[options, &["-o", log.path().to_str().unwrap()]].concat(), words).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(log.path()).unwrap()
}

/// Every system call of a command, made in a copy of an office.
pub fn calls(office: &Office, words: &[&str]) -> Vec<Call> {
    calls_in(&trace(&copy_of(office), &[], words))
}
