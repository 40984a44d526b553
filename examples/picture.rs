//! Draws the picture of a terminal session that the README shows, from the real program.
//!
//! ```text
//! cargo run --example picture
//! ```
//!
//! Writes `examples/session.svg`. A test draws it again and compares.

#![expect(clippy::unwrap_used, reason = "a picture that goes wrong is not drawn")]

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What is shown: each command as it is typed, at a time that does not move.
const SHOWN: [&[&str]; 2] =
    [&["due", "--as-of", "2026-04-08 09:00"], &["next", "1", "--as-of", "2026-04-08 09:00"]];

/// What was recorded before.
const BEFORE: [&[&str]; 5] = [
    &["init", "--plain", "--me", "Asha Patel, teacher", "--agency", "Elm School", "--protocol", "4lscb"],
    &[
        "open",
        "--child",
        "J.S.",
        "--category",
        "contact-or-referral",
        "--at",
        "2026-04-02 10:00",
        "--concern",
        "The referral of 1 April was not accepted",
        "--evidence",
        "Bruises on 23 and 31 March",
        "--impact",
        "He is afraid to go home",
        "--from",
        "me",
        "--to",
        "Ben Cole, social worker, Children's Social Care",
        "--field",
        "threshold=Physical harm, tier 4",
        "--field",
        "indicators=Unexplained injuries",
        "--field",
        "parental-agreement=risk-of-significant-harm",
    ],
    &["duty", "1", "written-account", "--done", "Emailed", "--at", "2026-04-02 11:30"],
    &[
        "party",
        "1",
        "--keeps-record",
        "Children's Social Care",
        "--where",
        "Mosaic",
        "--at",
        "2026-04-02 11:30",
    ],
    &["advance", "1", "--why", "No agreement", "--at", "2026-04-07 15:00"],
];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap().parent().unwrap().join("../escalate");
    let picture = draw(&program, folder.path());
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/session.svg"), picture).unwrap();
}

/// The session as SVG.
pub(crate) fn draw(program: &Path, folder: &Path) -> String {
    let run = |words: &[&str]| -> String {
        let output = Command::new(program)
            .env("ESCALATE_LOGBOOK", folder.join("logbook.db"))
            .env("ESCALATE_CONFIG", folder.join("config.toml"))
            .env("COLUMNS", "96")
            .args(["--color", "always", "--no-input"])
            .args(words)
            .output()
            .unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    for words in BEFORE {
        run(words);
    }
    let mut session = String::new();
    for words in SHOWN {
        let typed: Vec<String> = words
            .iter()
            .map(|word| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() })
            .collect();
        writeln!(session, "\u{1b}[32m$\u{1b}[0m escalate {}\n{}", typed.join(" "), run(words)).unwrap();
    }
    anstyle_svg::Term::new().render_svg(session.trim_end())
}
