//! Where a logbook may lie, and who else is at it.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use std::time::Duration;

use escalate::store::Reading;
use escalate::store::sqlite::SqliteLog;

use crate::support::{Office, WORKER};

const LOG: [&str; 8] = ["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "x"];

#[test]
fn a_logbook_with_two_names_is_refused_under_both() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let other = office.folder().join("other.db");
    std::fs::hard_link(office.logbook(), &other).unwrap();
    for command in [&["list"][..], &["verify"], &LOG, &["receipt"], &["export", "--to", "csv"]] {
        office.fails(5, command).says("has 2 names (hard links)");
        office.fails(5, &[&["--logbook", other.to_str().unwrap()][..], command].concat()).says("2 names");
    }
    office.ok(&["doctor"]).prints("2 names");
    std::fs::remove_file(&other).unwrap();
    office.ok(&LOG);
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_to_the_logbook_and_to_its_journal() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let folder = office.folder().join("links");
    std::fs::create_dir(&folder).unwrap();
    let link = folder.join("link.db");
    std::os::unix::fs::symlink(office.logbook(), &link).unwrap();
    let by_link = ["--logbook", link.to_str().unwrap()];
    office.ok(&[&by_link[..], &LOG].concat());
    office.ok(&[&by_link[..], &["doctor"]].concat());
    if crate::strace::is_installed() {
        // Killed when the journal is on the disk and the file half written.
        let words = [&by_link[..], &LOG].concat();
        let calls = crate::faults::calls(&office, &LOG);
        let last = calls.iter().rfind(|call| call.name == "pwrite64").unwrap();
        crate::faults::under_strace(&office, &last.kill(), &words);
        office.ok(&[&by_link[..], &["verify"]].concat());
    }
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "no journal lies beside the link");
    office.verifies();
}

#[cfg(unix)]
#[test]
fn a_folder_in_which_others_can_make_a_journal_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::bare();
    let folder = office.folder().join("shared");
    let place = folder.join("logbook.db");
    let with = |words: &[&'static str]| [&["--logbook", place.to_str().unwrap()][..], words].concat();
    let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    std::fs::create_dir(&folder).unwrap();
    mode(0o755);
    office.ok(&with(&["init", "--plain"]));
    let backup = office.folder().join("backup.tar").to_str().unwrap().to_owned();
    office.ok(&with(&["list"]));
    office.ok(&[&with(&["backup"])[..], &[&backup]].concat());
    let before = std::fs::read(&place).unwrap();
    // The sticky bit keeps others from removing files, not from making them.
    for open in [0o777, 0o1777, 0o757] {
        mode(open);
        // What another user could put there: SQLite would cut the logbook off by it.
        std::fs::write(folder.join("logbook.db-journal"), journal_that_truncates()).unwrap();
        for command in [&["list"][..], &["verify"], &["receipt"]] {
            office.fails(1, &with(command)).says("every user of this computer can write to it");
        }
        office.ok(&with(&["doctor"])).prints("every user of this computer can write to it");
        assert_eq!(std::fs::read(&place).unwrap(), before);
        let new = folder.join("new.db");
        let new = new.to_str().unwrap();
        office.fails(1, &["--logbook", new, "init", "--plain"]).says("chmod go-w");
        office.fails(1, &["--logbook", new, "restore", &backup]).says("is not safe in");
        assert!(!std::path::Path::new(new).exists());
    }
    std::fs::remove_file(folder.join("logbook.db-journal")).unwrap();
    mode(0o755);
    office.ok(&with(&["verify"]));
}

/// A rollback journal of no page, of a database that had none.
pub fn journal_that_truncates() -> Vec<u8> {
    let mut header = vec![0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    for field in [0_u32, 0, 0, 512, 4096] {
        header.extend(field.to_be_bytes());
    }
    header.resize(512, 0);
    header
}

#[test]
fn an_export_into_a_pipe_that_nobody_reads_holds_no_writer_off() {
    let office = Office::with("set");
    office.opens(&["--category", "referral", "--evidence", &"x".repeat(90_000)]);
    let mut export = office.process(&["export", "--to", "json"]).stdout(Stdio::piped()).spawn().unwrap();
    // Its first byte is written; the rest does not fit into the pipe.
    export.stdout.as_mut().unwrap().read_exact(&mut [0]).unwrap();
    let mut log = office.process(&LOG).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    assert!(log.wait().unwrap().success());
    let mut said = String::new();
    log.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!said.contains("Waiting"), "{said}");
    assert!(export.try_wait().unwrap().is_none(), "it still waits for its reader");
    let mut rest = Vec::new();
    export.stdout.take().unwrap().read_to_end(&mut rest).unwrap();
    assert!(export.wait().unwrap().success() && rest.ends_with(b"\n"));
}

#[test]
fn a_writer_that_waits_says_so_and_goes_on_when_it_can() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let reader = SqliteLog::open(&office.logbook(), None).unwrap();
    let still = reader.snapshot().unwrap();
    let head = reader.head().unwrap();
    let mut log = office.process(&LOG).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut told = BufReader::new(log.stderr.take().unwrap());
    let (mut first, start) = (String::new(), std::time::Instant::now());
    told.read_line(&mut first).unwrap();
    assert!(first.contains("Waiting: another process is reading or writing the logbook"), "{first}");
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(reader.head().unwrap(), head);
    drop(still);
    drop(reader);
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    assert!(log.wait().unwrap().success(), "{rest}");
    office.at_instant(chrono::Utc::now());
    office.verifies();
}
