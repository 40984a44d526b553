//! Processes that write at once never lose or fork an entry.

use std::process::Stdio;

use crate::support::{Office, WORKER};

#[test]
fn sixteen_processes_of_fifty_entries_each_lose_none() {
    let office = Office::with("set");
    office.opens(&["--category", "referral", "--at", "2026-04-02"]);
    // Each shell writes fifty times, one after another; the sixteen run at once.
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let program = office.process(&[]);
            let mut shell = std::process::Command::new("sh");
            shell.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
            for (name, value) in program.get_envs() {
                shell.env(name, value.unwrap());
            }
            let script = "i=0; while [ $i -lt 50 ]; do \"$1\" --quiet log 1 --with \"$2\" --mode phone --summary \"writer $3 entry $i\" --at 2026-04-02 >/dev/null || exit 1; i=$((i+1)); done";
            shell.args(["-c", script, "sh"]).arg(program.get_program()).arg(WORKER).arg(writer.to_string());
            shell.stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for writer in writers {
        let output = writer.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    office.at_instant(chrono::Utc::now());
    let verified = office.json(&["verify"]);
    assert_eq!((&verified["entries"], &verified["whole"]), (&801.into(), &true.into()));
    let shown = office.json(&["show", "1"]);
    let mut said: Vec<&str> = shown["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|entry| entry["fields"]["summary"].as_str())
        .collect();
    said.sort_unstable();
    said.dedup();
    assert_eq!(said.len(), 800, "800 of 800");
}

#[test]
fn cases_opened_at_once_have_references_of_their_own() {
    let office = Office::with("set");
    let children: Vec<_> = (0..12)
        .map(|_| {
            office
                .process(&[
                    "--quiet",
                    "open",
                    "--child",
                    "J.S.",
                    "--category",
                    "referral",
                    "--concern",
                    "x",
                    "--from",
                    WORKER,
                    "--to",
                    "A, b, C",
                ])
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(office.json(&["list"]).as_array().unwrap().len(), 12);
    office.at_instant(chrono::Utc::now());
    office.verifies();
}
