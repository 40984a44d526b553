//! What a fault leaves behind: the program killed at any system call, and a disk that fails at any write.
//!
//! ```text
//! cargo test --locked --test faults                                     a sample of the points
//! cargo test --release --locked --test faults -- --ignored --nocapture  every point, with the figures
//! ```
//!
//! With `TMPDIR=/dev/shm` it does not wait for the disk; `kill` or `failing` names one of the two campaigns.
//!
//! Needs `strace`, which injects the faults, and `script`, which gives the editor a terminal. A kill keeps what
//! the system has cached, so these are no tests of a power cut.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that goes wrong ends there, and says where"
)]
#![expect(clippy::print_stderr, reason = "the counts are the result")]
#![cfg(target_os = "linux")]

mod after;
mod office;
mod scenarios;
#[path = "../support/strace.rs"]
mod strace;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use after::Interrupted;
use office::{Office, before};
use scenarios::{ALL, Scenario};
use strace::{Call, calls_in};

/// How many scenarios run side by side: most of their time they wait for the disk.
const SIDE_BY_SIDE: usize = 4;

/// The calls that may change what is on the disk: each fails once with each error.
const CHANGING: [&str; 16] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "mkdir",
    "rmdir",
    "openat",
];

/// A scenario, with what it begins with and what it does without a fault.
struct Campaign<'a> {
    scenario: &'a Scenario,
    start: Office,
    calls: Vec<Call>,
    /// The names of what lies in the office before and after.
    names: BTreeSet<String>,
}

/// What came of the faults.
#[derive(Default)]
struct Counts {
    faults: usize,
    failed: usize,
    took_effect: usize,
    unknown: usize,
}

impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { took_effect, unknown, failed, .. } = self;
        write!(
            f,
            "{took_effect} had taken effect, {unknown} said that it was unknown, {failed} checks failed"
        )
    }
}

impl<'a> Campaign<'a> {
    fn new(scenario: &'a Scenario) -> Self {
        let start = before(scenario.before);
        let (office, trace) = (Office::like(&start), tempfile::NamedTempFile::new().unwrap());
        let output = office.strace(&["-o", trace.path().to_str().unwrap()], &scenario.line());
        assert!(output.status.success(), "{}: {output:?}", scenario.name);
        let calls = calls_in(&std::fs::read_to_string(trace.path()).unwrap());
        assert!(calls.len() > 50, "{}: {}", scenario.name, calls.len());
        let names = start.names().into_iter().chain(office.names()).collect();
        Self { scenario, start, calls, names }
    }

    /// Runs the command with a fault at a call, and checks what it left behind.
    fn inject(&self, call: &Call, fault: &str, counts: &mut Counts) {
        let Self { scenario, start, .. } = self;
        let office = Office::like(start);
        let output = office.strace(&["-o", "/dev/null", "-e", fault], &scenario.line());
        let it = Interrupted { scenario, start, office, output, call, fault };
        counts.faults += 1;
        counts.unknown += usize::from(it.status() == Some(7));
        // A check that fails has said so: the others go on.
        let checked = catch_unwind(AssertUnwindSafe(|| {
            it.check_at_once();
            let took_effect = (scenario.check)(&it);
            it.check_strays(&self.names);
            took_effect
        }));
        match checked {
            Ok(took_effect) => counts.took_effect += usize::from(took_effect),
            Err(_) => counts.failed += 1,
        }
    }
}

/// Runs every scenario, some side by side: none of the checks may fail.
fn run_all(inject: impl Fn(&Campaign<'_>, &mut Counts) -> String + Sync) {
    let (scenarios, failed) = (Mutex::new(ALL.iter()), AtomicUsize::new(0));
    let work = || {
        loop {
            let Some(scenario) = scenarios.lock().unwrap().next() else { return };
            let mut counts = Counts::default();
            let what = inject(&Campaign::new(scenario), &mut counts);
            eprintln!("{}: {what}; {counts}", scenario.name);
            failed.fetch_add(counts.failed, Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..SIDE_BY_SIDE {
            scope.spawn(work);
        }
    });
    assert_eq!(failed.into_inner(), 0, "checks failed");
}

/// Kills the program at every so many-th system call of every scenario.
fn kills(step: usize) {
    run_all(|campaign, counts| {
        for call in campaign.calls.iter().step_by(step) {
            campaign.inject(call, &call.kill(), counts);
        }
        format!("killed at {} of {} system calls", counts.faults, campaign.calls.len())
    });
}

/// Lets every so many-th call that may change the disk fail, in every scenario.
fn errors(step: usize) {
    run_all(|campaign, counts| {
        let changing: Vec<&Call> =
            campaign.calls.iter().filter(|call| CHANGING.contains(&call.name.as_str())).collect();
        for call in changing.iter().step_by(step) {
            for error in ["ENOSPC", "EIO"] {
                campaign.inject(call, &call.error(error), counts);
            }
        }
        format!("{} faults (ENOSPC, EIO) in {} calls", counts.faults, changing.len())
    });
}

#[test]
fn a_kill_at_some_system_calls_leaves_all_or_nothing() {
    if strace::is_installed() {
        kills(97);
    }
}

#[test]
fn a_failing_disk_at_some_writes_leaves_all_or_nothing() {
    if strace::is_installed() {
        errors(41);
    }
}

#[test]
#[ignore = "minutes: every system call"]
fn a_kill_at_every_system_call_leaves_all_or_nothing() {
    kills(1);
}

#[test]
#[ignore = "minutes: every write"]
fn a_failing_disk_at_every_write_leaves_all_or_nothing() {
    errors(1);
}
