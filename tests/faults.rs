//! What a fault leaves behind: the program killed at any system call, and a disk that fails at any write.
//!
//! ```text
//! cargo test --release --test faults -- --nocapture                   every 23rd point
//! cargo test --release --test faults -- --nocapture --include-ignored  every point
//! ```
//!
//! Needs `strace`, which injects the faults; without it the tests say that they were not run. A kill keeps
//! what the system has cached, so these are no tests of a power cut.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that goes wrong ends there, and says where"
)]
#![expect(clippy::print_stderr, reason = "the counts are the result")]
#![cfg(target_os = "linux")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What is done while something goes wrong.
struct Scenario {
    name: &'static str,
    /// The office before it, by name.
    before: &'static str,
    command: &'static [&'static str],
}

const SCENARIOS: [Scenario; 8] = [
    Scenario {
        name: "init",
        before: "empty",
        command: &["init", "--recovery-file", "recovery.txt", "--protocol", "set"],
    },
    Scenario {
        name: "open",
        before: "open",
        command: &[
            "open",
            "--once",
            "a",
            "--child",
            "J.S.",
            "--category",
            "referral",
            "--concern",
            "x",
            "--from",
            "A, teacher, Elm School",
            "--to",
            "B, social worker, Social Care",
        ],
    },
    Scenario {
        name: "log",
        before: "open",
        command: &[
            "log",
            "1",
            "--once",
            "a",
            "--with",
            "B, social worker, Social Care",
            "--mode",
            "phone",
            "--summary",
            "x",
        ],
    },
    Scenario {
        name: "advance",
        before: "open",
        command: &["advance", "1", "--once", "a", "--why", "x", "--risk", "y"],
    },
    Scenario {
        name: "resolve",
        before: "open",
        command: &["resolve", "1", "--once", "a", "--outcome", "agreed", "--summary", "x"],
    },
    Scenario { name: "backup", before: "open", command: &["backup", "backup.tar"] },
    Scenario { name: "restore", before: "backup", command: &["restore", "backup.tar"] },
    Scenario { name: "migration", before: "format-1", command: &["list"] },
];

/// Calls that may change what is on the disk: each fails once with each error.
const CHANGING: [&str; 13] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "unlink",
    "unlinkat",
    "rename",
    "renameat2",
    "linkat",
    "mkdir",
    "rmdir",
];

/// A folder in which a command runs.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A copy of what another one holds.
    fn like(other: &Self) -> Self {
        let office = Self::new();
        for entry in std::fs::read_dir(other.0.path()).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), office.path(entry.file_name().to_str().unwrap())).unwrap();
        }
        office
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("ESCALATE_LOGBOOK", self.path("logbook.db"))
            .env("ESCALATE_CONFIG", self.path("config.toml"))
            .env("TMPDIR", self.0.path())
            .stdin(Stdio::null());
        // Where a key is named, a plain logbook is refused.
        if self.path("owner.key").exists() {
            command.env("ESCALATE_KEY_FILE", self.path("owner.key"));
        }
    }

    fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_escalate"));
        self.prepare(&mut command);
        command.args(words).output().unwrap()
    }

    fn ok(&self, words: &[&str]) -> String {
        let output = self.run(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command under strace, with a fault.
    fn strace(&self, options: &[&str], words: &[&str]) -> Output {
        let mut command = Command::new("strace");
        self.prepare(&mut command);
        command.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_escalate")).args(words);
        command.output().unwrap()
    }

    /// How many entries the logbook has; it must check.
    fn entries(&self) -> u64 {
        let verified: serde_json::Value =
            serde_json::from_str(&self.ok(&["--format", "json", "verify"])).unwrap();
        verified["entries"].as_u64().unwrap()
    }
}

/// An office as a scenario finds it.
fn before(name: &str) -> Office {
    let office = Office::new();
    if name == "format-1" {
        let frozen = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/format-1/logbook.db");
        std::fs::copy(frozen, office.path("logbook.db")).unwrap();
        return office;
    }
    let mut bytes = [0; 64];
    fastrand::Rng::with_seed(7).fill(&mut bytes);
    std::fs::write(office.path("owner.key"), bytes).unwrap();
    let mut permissions = std::fs::metadata(office.path("owner.key")).unwrap().permissions();
    std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o600);
    std::fs::set_permissions(office.path("owner.key"), permissions).unwrap();
    if name != "empty" {
        office.ok(&["init", "--protocol", "set", "--me", "A, teacher", "--agency", "Elm School"]);
        office.ok(&[
            "open",
            "--child",
            "J.S.",
            "--category",
            "referral",
            "--concern",
            "x",
            "--from",
            "me",
            "--to",
            "B, social worker, Social Care",
        ]);
    }
    if name == "backup" {
        office.ok(&["backup", "backup.tar"]);
        std::fs::remove_file(office.path("logbook.db")).unwrap();
        std::fs::remove_file(office.path("logbook.db.keys")).unwrap();
    }
    office
}

/// Every system call of a command: its name, and the how many-th of that name it is.
fn calls(scenario: &Scenario, start: &Office) -> Vec<(String, usize)> {
    let office = Office::like(start);
    let log = office.path("strace.log");
    office.strace(&["-o", log.to_str().unwrap()], scenario.command);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut calls = Vec::new();
    for line in std::fs::read_to_string(&log).unwrap().lines() {
        let call = line.split_once(' ').map_or(line, |(first, rest)| {
            if first.parse::<u32>().is_ok() { rest.trim_start() } else { line }
        });
        let Some((name, _)) = call.split_once('(') else { continue };
        let is_name =
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if !is_name || name == "execve" || name == "exit_group" {
            continue;
        }
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        calls.push((name.to_owned(), *count));
    }
    calls
}

#[derive(Default)]
struct Counts {
    faults: usize,
    stored: usize,
    unknown: usize,
}

/// Runs a command with a fault, and looks at what it left behind.
fn one_fault(scenario: &Scenario, start: &Office, entries: u64, inject: &str, counts: &mut Counts) {
    let office = Office::like(start);
    let output = office.strace(&["-o", "/dev/null", "-e", inject], scenario.command);
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let status = output.status.code();
    let told =
        |what: &str| format!("{} with {inject}: {what}\nstatus {status:?}\n{out}\n{err}", scenario.name);
    assert!(!err.contains("panicked"), "{}", told("it panicked"));
    let acknowledged = out.contains("escalate-1-");
    counts.faults += 1;
    match scenario.name {
        "init" => {
            let again = office.run(scenario.command);
            let made = office.path("logbook.db").exists()
                && !String::from_utf8_lossy(&again.stderr).contains("A new logbook");
            if !made {
                // What was left of the recovery file is in the way by design: it is never written over.
                let _ = std::fs::remove_file(office.path("recovery.txt"));
                let _ = office.run(scenario.command);
            }
            assert!(!acknowledged || made, "{}", told("acknowledged and lost"));
            assert_eq!(office.entries(), 0, "{}", told("it is not empty"));
            counts.stored += usize::from(made);
        }
        "backup" => {
            let whole = office.path("backup.tar").exists();
            assert!(!acknowledged || whole, "{}", told("acknowledged and lost"));
            assert_eq!(office.entries(), entries, "{}", told("the logbook changed"));
            if whole {
                let place = office.path("elsewhere.db");
                office.ok(&["--logbook", place.to_str().unwrap(), "restore", "backup.tar"]);
            } else {
                office.ok(scenario.command);
            }
            counts.stored += usize::from(whole);
        }
        "restore" => {
            let whole = office.path("logbook.db").exists();
            assert!(!acknowledged || whole, "{}", told("acknowledged and lost"));
            if !whole {
                office.ok(scenario.command);
            }
            assert_eq!(office.entries(), entries, "{}", told("it is not what was backed up"));
            counts.stored += usize::from(whole);
        }
        "migration" => assert_eq!(office.entries(), entries, "{}", told("the logbook changed")),
        _ => {
            let now = office.entries();
            let stored = now == entries + 1;
            assert!(stored || now == entries, "{}", told("half an entry"));
            assert!(!acknowledged || stored, "{}", told("acknowledged and lost"));
            match status {
                Some(7) => counts.unknown += 1,
                Some(1..=5) => assert!(!stored, "{}", told("it said that nothing was stored")),
                Some(0) => assert!(stored, "{}", told("it said that it was stored")),
                _ => {}
            }
            office.ok(scenario.command);
            assert_eq!(office.entries(), entries + 1, "{}", told("stored twice, or never"));
            counts.stored += usize::from(stored);
        }
    }
}

/// How many entries the office has that the scenario begins with.
fn entries_of(scenario: &Scenario, start: &Office) -> u64 {
    match scenario.before {
        "empty" => 0,
        "backup" => 1,
        _ => Office::like(start).entries(),
    }
}

fn has_strace() -> bool {
    let there = Command::new("strace").arg("-V").output().is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("not run: strace is not installed");
    }
    there
}

/// Kills the program at every so many-th system call of every scenario.
fn kills(step: usize) {
    for scenario in &SCENARIOS {
        let start = before(scenario.before);
        let entries = entries_of(scenario, &start);
        let (mut counts, calls) = (Counts::default(), calls(scenario, &start));
        assert!(calls.len() > 50, "{}: {}", scenario.name, calls.len());
        for (name, count) in calls.iter().step_by(step) {
            let inject = format!("inject={name}:signal=SIGKILL:when={count}");
            one_fault(scenario, &start, entries, &inject, &mut counts);
        }
        eprintln!(
            "kill at {} of {} system calls of {}: none corrupt, none lost, none twice; {} had stored it",
            counts.faults,
            calls.len(),
            scenario.name,
            counts.stored
        );
    }
}

/// Lets every so many-th write, sync, truncate, unlink and rename of every scenario fail.
fn errors(step: usize) {
    for scenario in &SCENARIOS {
        let start = before(scenario.before);
        let entries = entries_of(scenario, &start);
        let calls = calls(scenario, &start);
        let changing: Vec<&(String, usize)> =
            calls.iter().filter(|(name, _)| CHANGING.contains(&name.as_str())).collect();
        let mut counts = Counts::default();
        for (name, count) in changing.iter().step_by(step) {
            for error in ["ENOSPC", "EIO"] {
                let inject = format!("inject={name}:error={error}:when={count}");
                one_fault(scenario, &start, entries, &inject, &mut counts);
            }
        }
        eprintln!(
            "ENOSPC and EIO, {} faults in {} writes, syncs, truncates, unlinks and renames of {}: none corrupt, none lost, none twice; {} had stored it, {} said that it was unknown",
            counts.faults,
            changing.len(),
            scenario.name,
            counts.stored,
            counts.unknown
        );
    }
}

#[test]
fn a_kill_at_some_system_calls_leaves_all_or_nothing() {
    if has_strace() {
        kills(23);
    }
}

#[test]
fn a_failing_disk_at_some_writes_leaves_all_or_nothing() {
    if has_strace() {
        errors(5);
    }
}

#[test]
#[ignore = "minutes: every system call"]
fn a_kill_at_every_system_call_leaves_all_or_nothing() {
    if has_strace() {
        kills(1);
    }
}

#[test]
#[ignore = "minutes: every write"]
fn a_failing_disk_at_every_write_leaves_all_or_nothing() {
    if has_strace() {
        errors(1);
    }
}
