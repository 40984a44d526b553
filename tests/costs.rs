//! What commands cost, in what a busy machine does not change: system calls, pages, instructions.
//!
//! Bounds stand a little above what was counted, so that a command that comes to read the whole logbook,
//! or to parse what it does not need, is seen at once. `cargo test --test costs -- --nocapture` prints the
//! counts. Where strace or valgrind is not installed, that part is skipped.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test that goes wrong ends there, and says why"
)]

#[path = "../benches/speed/generate.rs"]
#[expect(dead_code, reason = "the bench uses the rest")]
mod generate;

use std::process::{Command, Stdio};

use generate::{Book, Engine, logbook, one_long_case};

/// What a command may cost.
struct Bound {
    command: &'static [&'static str],
    /// All system calls.
    calls: usize,
    /// Pages of the logbook and its journal that are read.
    reads: usize,
    /// Pages that are written.
    writes: usize,
    /// How often the disk is asked to be sure.
    syncs: usize,
    /// Instructions of the build for tests, in millions.
    instructions: u64,
}

const BOUNDS: [Bound; 4] = [
    Bound { command: &["due", "--overdue"], calls: 240, reads: 24, writes: 0, syncs: 0, instructions: 17 },
    Bound { command: &["show", "CLOSED"], calls: 255, reads: 32, writes: 0, syncs: 0, instructions: 19 },
    Bound { command: &["next", "CLOSED"], calls: 255, reads: 32, writes: 0, syncs: 0, instructions: 17 },
    Bound {
        command: &[
            "log",
            "OPEN",
            "--with",
            "Dee Roe, manager, Social Care",
            "--mode",
            "phone",
            "--summary",
            "x",
        ],
        calls: 390,
        reads: 62,
        writes: 80,
        syncs: 5,
        instructions: 23,
    },
];

/// A command on a copy of a logbook, run by another program.
fn run_by(words: &[&str], book: &Book, bound: &Bound) -> Option<std::process::Output> {
    let copy = book.copy("copy");
    let (program, options) = words.split_first()?;
    let arguments = bound.command.iter().map(|word| match *word {
        "OPEN" => &copy.open_case,
        "CLOSED" => &copy.closed_case,
        word => word,
    });
    let output = Command::new(program)
        .args(options)
        .arg(env!("CARGO_BIN_EXE_escalate"))
        .args(["--format", "json"])
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH")?)
        .env("ESCALATE_LOGBOOK", &copy.path)
        .env("ESCALATE_CONFIG", copy.path.with_file_name("no-config.toml"))
        .stdin(Stdio::null())
        .output()
        .ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(output)
}

/// What of a kind stands in a trace.
fn count(trace: &str, calls: &[&str]) -> usize {
    let is_one = |line: &&str| {
        let call = line.split_once('(').map_or("", |(before, _)| before);
        let name = call.rsplit(' ').next().unwrap_or_default();
        calls.is_empty() && !name.is_empty() && !line.contains("resumed>") || calls.contains(&name)
    };
    trace.lines().filter(is_one).count()
}

#[test]
fn a_command_reads_no_more_than_it_needs_at_any_size() {
    let folder = tempfile::tempdir().unwrap();
    for (entries, deeper) in [(1_000, 0), (20_000, 24)] {
        let book = logbook(folder.path(), entries, Engine::Plain);
        for bound in &BOUNDS {
            let Some(output) = run_by(&["strace", "-f"], &book, bound) else {
                eprintln!("strace is not installed: skipped");
                return;
            };
            let trace = String::from_utf8_lossy(&output.stderr);
            let counted = [
                ("calls", count(&trace, &[]), bound.calls + 2 * deeper),
                ("reads", count(&trace, &["pread64"]), bound.reads + deeper),
                ("writes", count(&trace, &["pwrite64"]), bound.writes + deeper),
                ("syncs", count(&trace, &["fsync", "fdatasync"]), bound.syncs),
            ];
            eprintln!("{entries} {:?}: {counted:?}", bound.command);
            for (what, found, most) in counted {
                assert!(
                    found <= most,
                    "{:?} at {entries} entries: {found} {what}, at most {most}",
                    bound.command
                );
            }
        }
    }
}

#[test]
fn a_command_needs_no_more_instructions_than_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let book = logbook(folder.path(), 1_000, Engine::Plain);
    let out = format!("--callgrind-out-file={}", folder.path().join("callgrind").display());
    for bound in &BOUNDS {
        let Some(output) = run_by(&["valgrind", "--tool=callgrind", &out], &book, bound) else {
            eprintln!("valgrind is not installed: skipped");
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr);
        let collected =
            said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse::<u64>().ok());
        let millions = collected.unwrap().div_ceil(1_000_000);
        eprintln!("{:?}: {millions} million instructions", bound.command);
        assert!(millions <= bound.instructions, "{:?}: {millions} million instructions", bound.command);
    }
}

/// Commands on one case, whose cost may double where its entries do, and no more.
const ON_ONE_CASE: [&[&str]; 6] = [
    &["show", "1"],
    &["log", "1", "--with", "Ben Cole, social worker, Social Care", "--mode", "phone", "--summary", "x"],
    &["next", "1"],
    &["account", "1", "--to-format", "txt"],
    &["export", "1", "--to", "json"],
    &["due"],
];

/// The instructions of a command on one case of so many entries.
fn instructions_on(folder: &std::path::Path, entries: u64, command: &[&str]) -> Option<u64> {
    let made = folder.join(format!("case-{entries}.db"));
    if !made.exists() {
        one_long_case(&made, entries);
    }
    let logbook = folder.join("copy.db");
    std::fs::copy(&made, &logbook).unwrap();
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", folder.join("callgrind").display()))
        .arg(env!("CARGO_BIN_EXE_escalate"))
        .args(command)
        .env_clear()
        .env("PATH", std::env::var_os("PATH")?)
        .env("ESCALATE_LOGBOOK", &logbook)
        .env("ESCALATE_CONFIG", folder.join("no-config.toml"))
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok())
}

#[test]
fn a_case_of_twice_the_entries_costs_twice_as_much() {
    let folder = tempfile::tempdir().unwrap();
    for command in ON_ONE_CASE {
        let counts: Option<Vec<u64>> =
            SIZES.iter().map(|entries| instructions_on(folder.path(), *entries, command)).collect();
        let Some(counts) = counts else {
            eprintln!("valgrind is not installed: skipped");
            return;
        };
        // What a command costs on any case does not count: the difference of one size to the next does.
        let (first, second) = (counts[1] - counts[0], counts[2] - counts[1]);
        eprintln!("{command:?}: {counts:?} instructions");
        assert!(second * 10 <= first * 23, "{command:?}: {counts:?} instructions at {SIZES:?} entries");
    }
}

/// The entries of the cases that are compared, each twice as many as the one before.
const SIZES: [u64; 3] = [400, 800, 1600];
