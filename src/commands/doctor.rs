//! `doctor`: what is wrong with this installation.

use std::path::Path;

use clap::Args;

use super::Done;
use super::erase::finish;
use crate::cli::backup::folder_of;
use crate::cli::unlock::wrappings_beside;
use crate::cli::{Failure, Session, place};
use crate::protocol::Shelf;
use crate::store::sqlite::{SqliteLog, sweep};
use crate::store::{Note, Reading};
use crate::view::FindingOfDoctor;

/// How many days may pass without a backup before that is said.
const BACKUP_DAYS: i64 = 7;

/// What is wrong with this installation: where everything lies, who can read it, what unlocks it, the last
/// backup and the last receipt.
///
/// Finishes an erasure that was cut off, and removes what a killed run left beside the logbook or the
/// settings; otherwise it only looks. `escalate verify` checks what the logbook holds.
#[derive(Debug, Args)]
pub struct Doctor {}

/// What was looked at so far.
#[derive(Default)]
struct Findings(Vec<FindingOfDoctor>);

impl Findings {
    fn add(&mut self, what: &'static str, found: impl Into<String>, wrong: Option<String>) {
        self.0.push(FindingOfDoctor { what, found: found.into(), wrong });
    }
}

impl Doctor {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let Self {} = self;
        let mut findings = Findings::default();
        findings.add("version", format!("escalate {}", env!("CARGO_PKG_VERSION")), None);
        files(&mut findings, session);
        logbook(&mut findings, session);
        protocols(&mut findings, session);
        session.list(&findings.0)?;
        Ok(None)
    }
}

/// Where everything lies, and who can read it.
fn files(findings: &mut Findings, session: &Session<'_>) {
    let path = &session.places.logbook;
    let at = place::here(path);
    let size = std::fs::metadata(path)
        .map(|about| format!(", {} KiB", about.len().div_ceil(1024)))
        .unwrap_or_default();
    let missing = (!path.exists()).then(|| "there is no logbook: escalate init".to_owned());
    findings.add("logbook", format!("{}{size}", path.display()), missing.or_else(|| open_to_others(path)));
    findings.add(
        "folder",
        folder_of(path).display().to_string(),
        SqliteLog::check_place(path).err().map(wrong),
    );
    left_behind(findings, path, &session.places.config);
    findings.add("file system", at.kind.unwrap_or_else(|| "unknown".into()), at.unfit);
    findings.add(
        "settings",
        session.places.config.display().to_string(),
        open_to_others(&session.places.config),
    );
    for folder in ["protocols", "calendars"] {
        let own = session.places.own(folder);
        if own.exists() {
            findings.add(
                if folder == "protocols" { "protocols" } else { "calendars" },
                own.display().to_string(),
                None,
            );
        }
    }
}

/// What is wrong, and what to do about it.
fn wrong(error: impl Into<anyhow::Error>) -> String {
    let failure = Failure::of(&error.into());
    match failure.hint {
        Some(hint) => format!("{} {hint}", failure.message),
        None => failure.message,
    }
}

/// What killed runs left beside the logbook and the settings, which goes, and the copies that migrations made.
fn left_behind(findings: &mut Findings, path: &Path, config: &Path) {
    let mut swept = SqliteLog::sweep_beside(path).unwrap_or_default();
    // Where both lie in one folder, what was removed is found once.
    if folder_of(config) != folder_of(path) {
        swept.add(sweep(folder_of(config)).unwrap_or_default());
    }
    for gone in &swept.removed {
        findings.add("left behind", format!("{}, removed", gone.display()), None);
    }
    for held in &swept.in_use {
        findings.add("temporary", format!("{}, in use", held.display()), None);
    }
    for left in &swept.left {
        let wrong = "a killed run left it, and it cannot be removed: remove it yourself";
        findings.add("left behind", left.display().to_string(), Some(wrong.to_owned()));
    }
    for copy in SqliteLog::migration_copies(path) {
        findings.add("copy", format!("{}, as it was before a migration", copy.display()), None);
    }
}

/// Finishes an erasure that was cut off before its words were gone from the file.
fn erasures(findings: &mut Findings, store: &mut SqliteLog) {
    match finish(store) {
        Ok(false) => {}
        Ok(true) => findings.add("erasure", "was not yet compacted, and is now", None),
        Err(error) => {
            findings.add("erasure", "erased; not yet compacted", Some(wrong(error)));
        }
    }
}

/// That others than its owner can read a file.
fn open_to_others(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| format!("others can read it ({mode:o}): chmod 600 {}", path.display()))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// What unlocks the logbook, and what it says of itself.
fn logbook(findings: &mut Findings, session: &Session<'_>) {
    let path = &session.places.logbook;
    if !path.exists() {
        return;
    }
    match SqliteLog::is_encrypted(path) {
        Ok(true) => {
            let beside = wrappings_beside(path);
            let ways = session.wrappings().map(|wrappings| {
                let ways: Vec<&str> = wrappings.all.iter().map(|wrapping| wrapping.way.word()).collect();
                ways.join(", ")
            });
            match ways {
                Ok(ways) => findings.add("encrypted", format!("yes; unlocked by: {ways}"), open_to_others(&beside)),
                Err(error) => findings.add("encrypted", "yes", Some(Failure::of(&error).message)),
            }
        }
        Ok(false) => findings.add(
            "encrypted",
            "no",
            Some("whoever can read the file can read it: keep it on an encrypted disk, or make an encrypted one and import an export".into()),
        ),
        Err(error) => findings.add("encrypted", "unknown", Some(error.to_string())),
    }
    match session.logbook() {
        Err(error) => findings.add("opens", "no", Some(Failure::of(&error).message)),
        Ok(mut store) => {
            erasures(findings, &mut store);
            match store.head() {
                Ok(head) => findings.add("opens", format!("yes; its newest entry is {}", head.entry), None),
                Err(error) => findings.add("opens", "in part", Some(error.to_string())),
            }
            notes(findings, &store.notes().unwrap_or_default(), session);
        }
    }
}

/// The last backup, and the last receipt that was given out.
fn notes(findings: &mut Findings, notes: &[Note], session: &Session<'_>) {
    for (what, title, never) in [
        ("backup", "backup", "there is none that escalate made: escalate backup FILE"),
        ("receipt", "receipt", "none was given out: escalate receipt, and send it to somebody else"),
    ] {
        let Some(note) = notes.iter().find(|note| note.what == what) else {
            findings.add(title, "never", Some(never.to_owned()));
            continue;
        };
        let at = chrono::DateTime::parse_from_rfc3339(&note.at).ok();
        let days = at.map(|at| (session.now() - at.to_utc()).num_days());
        let old = days.filter(|days| what == "backup" && *days > BACKUP_DAYS);
        let wrong = old.map(|days| format!("that is {days} days ago: escalate backup FILE"));
        let day = note.at.get(..10).unwrap_or(&note.at);
        findings.add(title, format!("the last on {day}, up to entry {}", note.value), wrong);
    }
}

/// The definitions in the user's own folder, each of which must be sound.
fn protocols(findings: &mut Findings, session: &Session<'_>) {
    for id in session.shelf.ids() {
        if session.protocol(&id).is_err() {
            let wrong = format!("it cannot be used: escalate protocol check {id}");
            findings.add("protocol", id, Some(wrong));
        }
    }
}
