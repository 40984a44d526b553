//! Faults in a command: in a copy of its folder, strace kills it at a system call, or lets a call fail.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// A system call that a command makes.
#[derive(Debug, Clone)]
pub struct Call {
    pub name: String,
    /// The how many-th of that name it is.
    pub count: usize,
}

impl Call {
    /// The option of strace that kills the command at this call.
    pub fn kill(&self) -> String {
        format!("inject={}:signal=SIGKILL:when={}", self.name, self.count)
    }

    /// The option of strace that lets this call fail.
    pub fn error(&self, error: &str) -> String {
        format!("inject={}:error={error}:when={}", self.name, self.count)
    }
}

/// Returns true if strace is installed; otherwise says that the test was skipped.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub fn is_installed() -> bool {
    let found = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: strace is not installed");
    }
    found
}

/// strace with its options, to which the command and its arguments are added.
///
/// The mask of the command would let others read whatever is not made private.
pub fn strace(options: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 0; exec strace -f -qq \"$@\"", "sh"]).args(options);
    command
}

/// The system calls of a command, but not of the processes that it started, in a trace of `strace -f -o`.
pub fn calls_in(trace: &str) -> Vec<Call> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    let command = trace.split(' ').next().unwrap_or_default();
    for line in trace.lines() {
        let Some((process, call)) = line.split_once(' ') else { continue };
        let Some((name, _)) = call.trim_start().split_once('(') else { continue };
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name || process != command || ["execve", "exit_group"].contains(&name) {
            continue;
        }
        let count = counts.entry(name).or_default();
        *count += 1;
        calls.push(Call { name: name.to_owned(), count: *count });
    }
    calls
}

/// Copies the files of a folder in which the program runs, but no folders in it.
pub fn copy_files(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
    // Logbooks are remembered by their places.
    let remembered = to.join("logbooks.toml");
    if let Ok(text) = std::fs::read_to_string(&remembered) {
        let there = text.replace(from.to_str().unwrap(), to.to_str().unwrap());
        std::fs::write(&remembered, there).unwrap();
    }
}
