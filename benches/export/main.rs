//! How much memory an export needs, by the number of cases.
//!
//! cargo bench --bench export -- [--cases 1000,10000,100000]
//!
//! Each export is a process of its own; its peak is what the system says of it just before it ends.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench that goes wrong ends there, and prints its table"
)]

#[path = "../floor/generate.rs"]
mod generate;

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Peak memory in MiB and time in seconds of an export.
fn export(logbook: &std::path::Path, format: &str) -> (f64, f64) {
    let folder = logbook.parent().unwrap();
    let target = folder.join(format!("out.{format}"));
    let started = Instant::now();
    let mut program = Command::new(env!("CARGO_BIN_EXE_escalate"))
        .args(["--quiet", "export", "--to", format, "--force", "--output"])
        .arg(&target)
        .env("ESCALATE_LOGBOOK", logbook)
        .env("ESCALATE_CONFIG", folder.join("config.toml"))
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = 0;
    let status = format!("/proc/{}/status", program.id());
    loop {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let known = text
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next()?.parse().ok());
        peak = peak.max(known.unwrap_or(0_u32));
        if let Some(ended) = program.try_wait().unwrap() {
            assert!(ended.success());
            return (f64::from(peak) / 1024.0, started.elapsed().as_secs_f64());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments.iter().position(|argument| argument == "--cases");
    let cases = at.map_or("1000,10000,100000", |at| &arguments[at + 1]);
    println!("| cases | csv | json | jsonl | xlsx |\n|---|---|---|---|---|");
    for cases in cases.split(',').map(|cases| cases.parse::<u64>().unwrap()) {
        let folder = tempfile::tempdir().unwrap();
        let logbook = folder.path().join("logbook.db");
        generate::generate(&logbook, cases * generate::ENTRIES_A_CASE);
        let cells = ["csv", "json", "jsonl", "xlsx"].map(|format| {
            let (peak, seconds) = export(&logbook, format);
            format!("{peak:.1} MiB, {seconds:.1} s")
        });
        println!("| {cases} | {} |", cells.join(" | "));
    }
}
