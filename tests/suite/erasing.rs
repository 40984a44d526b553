//! Erasing while something goes wrong: the state between the erasure and the compacted file is known, and ends.

use std::path::Path;

use crate::faults::{calls, copy_of, under_strace};
use crate::keeping::holds;
use crate::support::{Office, WORKER};

/// Stands in every text that is erased; long enough that no digest in hexadecimal digits holds it by chance.
const WORDS: &[u8] = b"7391zqx";

/// An office with a case that is to be erased, the first, and another one.
fn office() -> Office {
    let office = Office::with("set");
    office.at("2026-11-20 12:00");
    let case = office.opens(&["--category", "referral", "--evidence", "Zebra-7391zqx"]);
    assert_eq!(case, "2026-0001");
    let long = "Okapi-7391zqx ".repeat(2_000);
    // So many that SQLite has pages that it no longer uses, with words in them.
    let short = (0..30).map(|number| format!("Quagga-7391zqx {number}"));
    for summary in short.chain([long]) {
        office.ok(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", &summary]);
    }
    office.opens(&["--category", "referral"]);
    office
}

const ERASE: [&str; 8] = ["erase", "1", "--why", "x", "--authority", "y", "--confirm", "2026-0001"];

/// How many entries the case has that is erased.
const ERASED: u64 = 32;

/// How many entries are erased; the logbook checks.
fn erased(office: &Office) -> u64 {
    office.json(&["verify"])["erased"].as_u64().unwrap()
}

/// Marks an erasure as not yet compacted, as a kill between the two leaves it.
fn not_compacted() -> Office {
    let whole = office();
    for unlink in calls(&whole, &ERASE).iter().filter(|call| call.name == "unlink") {
        let office = copy_of(&whole);
        under_strace(&office, &unlink.kill(), &ERASE);
        // A kill arrives after the call: the first journal to go is the one of the erasure.
        if erased(&office) == ERASED {
            return office;
        }
    }
    panic!("no erasure is stored");
}

#[test]
fn an_erasure_that_is_not_compacted_is_told_and_finished_by_whatever_comes_next() {
    if !crate::strace::is_installed() {
        return;
    }
    let cut_off = not_compacted();
    assert!(holds(&cut_off.logbook(), WORDS), "that is what the row is for");
    let told = "Erased; not yet compacted";
    cut_off.ok(&["verify"]).says(told);
    cut_off.ok(&["show", "1"]).says(told);
    assert!(!cut_off.ok(&["show", "2"]).err.contains(told));
    let finishing: [&[&str]; 6] = [
        &["doctor"],
        &ERASE,
        &["log", "2", "--with", WORKER, "--mode", "phone", "--summary", "x"],
        &["verify", "--rebuild"],
        &["receipt"],
        &["backup", "backup.tar"],
    ];
    for command in finishing {
        let office = copy_of(&cut_off);
        let backup = office.folder().join("backup.tar");
        let command: Vec<&str> = command
            .iter()
            .map(|word| if *word == "backup.tar" { backup.to_str().unwrap() } else { word })
            .collect();
        office.ok(&command);
        assert!(!holds(office.folder(), WORDS), "{command:?}");
        assert_eq!(erased(&office), ERASED, "{command:?}");
        assert!(!office.ok(&["verify"]).err.contains(told));
        assert!(!office.ok(&["show", "1"]).err.contains(told));
        // Now a retry has nothing left to do.
        office.fails(2, &ERASE).says("Nothing of that is left");
    }
    // The retry gives the receipt of the erasure again.
    let again = copy_of(&cut_off).json(&ERASE);
    assert_eq!(again["receipt"]["entry"], ERASED + 2);
    assert_eq!(again["entries"].as_array().unwrap().last().unwrap()["kind"], "erasure");
}

#[test]
fn an_erasure_that_cannot_be_compacted_says_so_and_never_that_nothing_was_stored() {
    if !crate::strace::is_installed() {
        return;
    }
    let whole = office();
    let mut told = 0;
    let writes = calls(&whole, &ERASE).into_iter().filter(|call| call.name == "pwrite64");
    for write in writes.step_by(5) {
        let office = copy_of(&whole);
        // There is no room from then on.
        let inject = format!("{}+", write.error("ENOSPC"));
        let outcome = under_strace(&office, &inject, &ERASE);
        let err = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let status = outcome.status.code();
        match erased(&office) {
            // Where the disk refuses to take back what was written, it is not known until it is read again.
            0 if status == Some(7) => assert!(err.contains("it is unknown"), "{inject}: {err}"),
            0 => {
                assert_eq!(status, Some(1), "{inject}: {err}");
                assert!(err.contains("Nothing was stored."), "{inject}: {err}");
            }
            _ => {
                assert_eq!(status, Some(7), "{inject}: {err}");
                assert!(!err.contains("Nothing was stored."), "{inject}: {err}");
                let flat = err.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(flat.contains("Erased; not yet compacted: There is no room on the disk."), "{flat}");
                assert!(String::from_utf8_lossy(&outcome.stdout).contains("escalate-1-"), "its receipt");
                told += 1;
                // It says so as long as it is so, and ends when there is room.
                under_strace(&office, "inject=pwrite64:error=ENOSPC:when=1+", &["doctor"]);
                office.ok(&["show", "1"]).says("not yet compacted");
                office.ok(&ERASE);
                assert!(!holds(office.folder(), WORDS), "{inject}");
            }
        }
    }
    assert!(told > 0);
}

#[test]
fn erasing_makes_no_file_but_the_journal_beside_the_logbook() {
    if !crate::strace::is_installed() {
        return;
    }
    let office = office();
    let trace = crate::faults::trace(&office, &["-e", "trace=open,openat,creat"], &ERASE);
    let made: Vec<&str> = trace.lines().filter(|line| line.contains("O_CREAT")).collect();
    assert!(!made.is_empty());
    for line in made {
        assert!(line.contains("logbook.db-journal\""), "{line}");
    }
    assert!(!holds(office.folder(), WORDS));
}

/// Everything but the logbook, its journal, the settings and the backup itself.
fn strays(folder: &Path) -> Vec<std::path::PathBuf> {
    let known = ["logbook.db", "logbook.db-journal", "config.toml", "logbooks.toml", "backup.tar"];
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .filter(|entry| !known.contains(&entry.file_name().to_str().unwrap()))
        .map(|entry| entry.path())
        .collect()
}

/// What a killed `backup` of a plain logbook leaves is nobody else's to read, and is gone with the next command
/// that looks after the logbook.
#[cfg(unix)]
#[test]
fn a_killed_backup_leaves_nothing_that_stays_and_nothing_that_others_read() {
    use std::os::unix::fs::PermissionsExt;
    if !crate::strace::is_installed() {
        return;
    }
    let whole = office();
    let backup_of = |office: &Office| office.folder().join("backup.tar").to_str().unwrap().to_owned();
    let calls = calls(&whole, &["backup", &backup_of(&copy_of(&whole))]);
    let mut left = 0;
    for (round, call) in calls.iter().step_by(29).enumerate() {
        let (office, inject) = (copy_of(&whole), call.kill());
        under_strace(&office, &inject, &["backup", &backup_of(&office)]);
        for stray in strays(office.folder()) {
            let mode = std::fs::metadata(&stray).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o700, "{inject}: {}", stray.display());
            left += 1;
        }
        match round % 3 {
            0 => drop(office.ok(&["doctor"])),
            1 => drop(office.ok(&ERASE)),
            _ => drop(office.ok(&["backup", office.folder().join("second.tar").to_str().unwrap()])),
        }
        let mut strays = strays(office.folder());
        strays.retain(|stray| !stray.ends_with("second.tar"));
        assert!(strays.is_empty(), "{inject}: {strays:?}");
    }
    assert!(left > 0);
}
