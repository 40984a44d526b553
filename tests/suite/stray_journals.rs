//! A journal that lies where a new logbook is put: SQLite would write it into that.

use crate::places::journal_that_truncates;
use crate::support::Office;
use crate::unlocking::{key_file, locked_office, place};

/// What SQLite looks for beside a database before it reads it.
const ENDINGS: [&str; 2] = ["-journal", "-wal"];

/// What lies in an office.
fn names(office: &Office) -> Vec<String> {
    let there = std::fs::read_dir(office.folder()).unwrap();
    let mut names: Vec<String> =
        there.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_is_not_restored_beside_the_journal_of_another_logbook() {
    let plain = {
        let office = Office::with("set");
        office.opens(&["--category", "referral"]);
        (office, Vec::new())
    };
    let encrypted = {
        let (office, key) = locked_office();
        (office, vec!["--key-file".to_owned(), key])
    };
    for (office, key) in [plain, encrypted] {
        let backup = place(&office, "backup.tar");
        let typed: Vec<&str> = key.iter().map(String::as_str).collect();
        office.ok(&[&typed[..], &["backup", &backup]].concat());
        let receipt =
            office.json(&[&typed[..], &["receipt"]].concat())["receipt"].as_str().unwrap().to_owned();
        std::fs::rename(office.logbook(), place(&office, "away.db")).unwrap();
        let restore = [&typed[..], &["restore", &backup]].concat();
        for ending in ENDINGS {
            let journal = place(&office, &format!("logbook.db{ending}"));
            std::fs::write(&journal, journal_that_truncates()).unwrap();
            let before = names(&office);
            let refused = office.fails(1, &restore);
            refused.says(&format!("logbook.db{ending}")).says("makes it whole again").says("move it away");
            assert_eq!(names(&office), before);
            assert_eq!(std::fs::read(&journal).unwrap(), journal_that_truncates());
            std::fs::remove_file(&journal).unwrap();
        }
        office.ok(&restore);
        office.ok(&[&typed[..], &["verify", "--expect", &receipt]].concat());
    }
}

#[test]
fn no_logbook_is_made_beside_the_journal_of_another_one() {
    for ending in ENDINGS {
        let office = Office::bare();
        let key = key_file(&office, "owner.key", 7);
        let journal = place(&office, &format!("logbook.db{ending}"));
        let code = place(&office, "code.txt");
        std::fs::write(&journal, journal_that_truncates()).unwrap();
        let before = names(&office);
        for words in [
            &["init", "--plain"][..],
            &["--key-file", &key, "init", "--recovery-file", &code, "--me", "A, b"],
        ] {
            office.fails(1, words).says(&format!("logbook.db{ending}")).says("makes it whole again");
            assert_eq!(names(&office), before);
        }
        assert_eq!(std::fs::read(&journal).unwrap(), journal_that_truncates());
        std::fs::remove_file(&journal).unwrap();
        office.ok(&["--key-file", &key, "init", "--recovery-file", &code]);
        office.ok(&["--key-file", &key, "verify"]);
    }
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_no_free_place() {
    let office = Office::bare();
    std::os::unix::fs::symlink(place(&office, "gone.db"), office.logbook()).unwrap();
    office.fails(1, &["init", "--plain"]).says("already");
    assert_eq!(names(&office), ["logbook.db"]);
}
