//! No output takes the place of a logbook, of what opens it, or of what remembers it; not even with `--force`.

#![cfg(unix)]

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::{key_file, locked_office, place};

const FORCED: [&[&str]; 3] = [
    &["export", "--to", "json", "--output", "PATH", "--force"],
    &["account", "1", "--output", "PATH", "--force"],
    &["protocol", "guide", "set", "--output", "PATH", "--force"],
];

/// Every command that writes over what lies at a path is refused, and what lies there stays.
fn refused(office: &Office, typed: &[&str], path: &str, what: &str) {
    let before = std::fs::read(path).ok();
    for words in FORCED {
        let words: Vec<&str> = words.iter().map(|word| if *word == "PATH" { path } else { word }).collect();
        office.fails(2, &[typed, &words[..]].concat()).says("nothing else may be written there").says(what);
        assert_eq!(std::fs::read(path).ok(), before, "{path}");
    }
}

/// An encrypted office with a case.
fn office() -> (Office, String) {
    let (office, key) = locked_office();
    office.ok(&[
        "--key-file",
        &key,
        "open",
        "--child",
        "J.S.",
        "--category",
        "referral",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
    ]);
    (office, key)
}

#[test]
fn every_key_file_that_is_named_anywhere_is_protected() {
    let (office, key) = office();
    let (set, copy) = (place(&office, "set.key"), place(&office, "copy.key"));
    std::fs::copy(&key, &copy).unwrap();
    std::fs::copy(&key, &set).unwrap();
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap();
    office.write("config.toml", &format!("key-file = \"{set}\"\n{settings}"));
    // The one that is typed is in use; the one of the settings opens the logbook for every other command.
    for path in [&set, &copy] {
        refused(&office, &["--key-file", &copy], path, "your key file");
    }
    let command = ["--key-command", "cat copy.key"];
    let words = ["protocol", "guide", "set", "--force", "--output", &set];
    office.fails(2, &[&command[..], &words].concat()).says("your key file");
    let of_the_environment = place(&office, "environment.key");
    std::fs::copy(&key, &of_the_environment).unwrap();
    let output = office
        .process(&["--key-file", &copy, "export", "--to", "json", "--force", "--output", &of_the_environment])
        .env("ESCALATE_KEY_FILE", &of_the_environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    office.ok(&["list"]);
}

#[test]
fn what_remembers_encrypted_logbooks_is_protected() {
    let (office, key) = office();
    refused(&office, &["--key-file", &key], &place(&office, "logbooks.toml"), "remembers");
}

#[test]
fn the_files_of_a_logbook_behind_a_symbolic_link_are_protected() {
    let (office, key) = office();
    std::fs::create_dir(office.folder().join("links")).unwrap();
    let link = place(&office, "links/link.db");
    symlink(office.logbook(), &link).unwrap();
    symlink(place(&office, "logbook.db.keys"), place(&office, "links/link.db.keys")).unwrap();
    office.write("logbook.db.format-1", "a copy");
    office.write("logbook.db.keys.2", "wrappings");
    let typed = ["--logbook", &link, "--key-file", &key];
    office.ok(&[&typed[..], &["list"]].concat());
    for (name, what) in [
        ("logbook.db", "the logbook"),
        ("logbook.db-journal", "journal"),
        ("logbook.db-wal", "journal"),
        ("links/link.db-journal", "journal"),
        ("logbook.db.keys", "unlocks the logbook"),
        ("logbook.db.keys.1", "unlocks a logbook"),
        ("logbook.db.keys.2", "unlocks a logbook"),
        ("logbook.db.format-1", "a migration made"),
    ] {
        refused(&office, &typed, &place(&office, name), what);
    }
    for name in ["logbook.db-journal", "logbook.db-wal", "links/link.db-journal", "logbook.db.keys.1"] {
        assert!(!Path::new(&place(&office, name)).exists(), "{name}");
    }
    // What only has a name like theirs is no file of theirs.
    for name in ["logbook.db.json", "logbook.db.keysmith", "other.db-journal"] {
        let path = place(&office, name);
        let words = ["export", "--to", "json", "--output", &path];
        office.ok(&[&typed[..], &words].concat());
        office.ok(&[&typed[..], &words, &["--force"]].concat());
    }
}

#[test]
fn another_logbook_and_what_opens_it_are_protected() {
    let (office, key) = office();
    let typed = ["--key-file", &key];
    let (plain, encrypted) = (place(&office, "plain.db"), place(&office, "encrypted.db"));
    office.ok(&["--logbook", &plain, "init", "--plain"]);
    office.ok(&["--logbook", &encrypted, "--key-file", &key, "init"]);
    office.write("plain.db-journal", "");
    for (path, what) in [
        (plain.clone(), "is a logbook"),
        (encrypted.clone(), "is a logbook"),
        (format!("{encrypted}.keys"), "unlocks a logbook"),
        (format!("{encrypted}-journal"), "a logbook's journal"),
        (format!("{plain}-journal"), "a logbook's journal"),
    ] {
        refused(&office, &typed, &path, what);
    }
    // Of another computer: nothing remembers it.
    std::fs::remove_file(office.folder().join("logbooks.toml")).unwrap();
    std::fs::rename(format!("{encrypted}.keys"), place(&office, "copy of keys")).unwrap();
    refused(&office, &typed, &plain, "is a logbook");
    refused(&office, &typed, &place(&office, "copy of keys"), "unlocks a logbook");
}

/// Runs a command of an office with its folder mounted a second time; none where no user may mount.
fn with_second_mount(office: &Office, second: &str, words: &[&str]) -> Option<std::process::Output> {
    let program = office.process(&[]);
    let mut shell = std::process::Command::new("unshare");
    shell.args(["-rm", "sh", "-c", "mount --bind \"$1\" \"$2\" || exit 99; shift 2; exec \"$@\"", "sh"]);
    shell.arg(office.folder().join("data")).arg(second).arg(program.get_program()).args(words).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = shell.env("PATH", std::env::var_os("PATH")?).output().ok()?;
    let refused = String::from_utf8_lossy(&output.stderr).contains("unshare:");
    (output.status.code() != Some(99) && !refused).then_some(output)
}

#[test]
fn a_second_mount_of_the_folder_is_the_same_folder() {
    let office = Office::bare();
    for folder in ["data", "second"] {
        std::fs::create_dir(office.folder().join(folder)).unwrap();
    }
    let key = key_file(&office, "owner.key", 7);
    let (logbook, second) = (place(&office, "data/logbook.db"), place(&office, "second"));
    let typed = ["--logbook", &logbook, "--key-file", &key];
    office.ok(&[&typed[..], &["init"]].concat());
    for name in ["logbook.db-journal", "logbook.db-wal", "logbook.db.keys.1", "logbook.db", "logbook.db.keys"]
    {
        let output = format!("{second}/{name}");
        let words = ["export", "--to", "json", "--force", "--output", &output];
        let Some(output) = with_second_mount(&office, &second, &[&typed[..], &words].concat()) else {
            return;
        };
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{name}: {said}");
    }
    // A plain logbook in the place of the encrypted one, by the other mount.
    let other = Office::with("set");
    std::fs::copy(other.logbook(), &logbook).unwrap();
    std::fs::remove_file(format!("{logbook}.keys")).unwrap();
    let by_second = ["--logbook", &format!("{second}/logbook.db"), "list"];
    let output = with_second_mount(&office, &second, &by_second).unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(5) && said.contains("may have replaced it"), "{said}");
}

#[test]
fn places_that_are_the_same_are_refused_before_anything_is_written() {
    for (logbook, config, key) in [
        ("lb", "lb.keys", "k"),
        ("lb", "lb", "k"),
        ("lb", "lb-journal", "k"),
        ("lb", "logbooks.toml", "k"),
        ("k", "config.toml", "k"),
        ("lb", "k", "k"),
        ("lb", "config.toml", "lb.keys"),
        ("lb", "config.toml", "lb-wal"),
    ] {
        let office = Office::bare();
        let key = key_file(&office, key, 7);
        let before = std::fs::read(&key).unwrap();
        for words in [&["init", "--me", "A, b"][..], &["restore", "backup.tar"]] {
            let output = office
                .process(&[&["--key-file", &key], words].concat())
                .env("ESCALATE_LOGBOOK", office.folder().join(logbook))
                .env("ESCALATE_CONFIG", office.folder().join(config))
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(matches!(output.status.code(), Some(1 | 2)), "{logbook} {config}: {said}");
            assert!(said.contains("Nothing was stored."), "{logbook} {config}: {said}");
            assert_eq!(std::fs::read_dir(office.folder()).unwrap().count(), 1, "{logbook} {config}: {said}");
        }
        assert_eq!(std::fs::read(&key).unwrap(), before);
    }
}

#[test]
fn nothing_of_the_logbook_becomes_its_key_file() {
    let (office, key) = office();
    for name in ["logbook.db", "logbook.db.keys", "config.toml", "logbooks.toml"] {
        let path = place(&office, name);
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
        let before = std::fs::read(&path).unwrap();
        let words = ["--key-file", &key, "key", "change", "--new-key-file", &path];
        office.fails(2, &words).says("nothing else may be written there");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[test]
fn nothing_is_named_as_the_program_names_its_temporary_files() {
    let temporary = escalate::store::sqlite::temporary_name().unwrap();
    let (office, key) = office();
    let path = place(&office, &temporary);
    let typed = ["--key-file", &key];
    for words in
        FORCED.into_iter().chain([&["backup", "PATH"][..], &["key", "show", "--recovery-file", "PATH"]])
    {
        let words: Vec<&str> = words.iter().map(|word| if *word == "PATH" { &*path } else { word }).collect();
        office.fails(2, &[&typed[..], &words].concat()).says("temporary files").says("another name");
    }
    for words in [&["init", "--plain"][..], &["restore", "x"], &["list"]] {
        let refused = office.run(&[&["--logbook", &path], words].concat());
        assert!(refused.status == 1 && refused.err.contains("temporary files"), "{refused}");
    }
    let new = place(&office, "new.db");
    std::fs::copy(&key, &path).unwrap();
    let words = ["--logbook", &new, "--key-file", &path, "init"];
    office.fails(5, &words).says("temporary files");
    std::fs::remove_file(&path).unwrap();
    // A logbook of such a name is told of, and is not removed.
    std::fs::copy(office.logbook(), &path).unwrap();
    office.ok(&["--logbook", &path, "doctor"]).prints("temporary files");
    assert!(Path::new(&path).exists());
    // Names that only begin so are names like others.
    let hidden = place(&office, ".escalate-logbook.db");
    office.ok(&["--logbook", &hidden, "init", "--plain"]);
    let (monday, tuesday) = (place(&office, ".escalate-monday.tar"), place(&office, ".escalate-tuesday.tar"));
    for backup in [&monday, &tuesday] {
        office.ok(&["--logbook", &hidden, "backup", backup]);
    }
    office.ok(&["--logbook", &hidden, "doctor"]);
    assert!([&hidden, &monday, &tuesday].iter().all(|path| Path::new(path).exists()));
}
