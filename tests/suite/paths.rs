//! The paths that somebody names: what is read is a file, and what is written is never the logbook.

#![cfg(unix)]

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::support::{Office, WORKER};

/// What a command came to; one that waits for ever ends the test.
fn ends(command: &mut std::process::Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = rustix::process::Pid::from_child(&child);
    let (ended, watched) = std::sync::mpsc::channel::<()>();
    let watch = std::thread::spawn(move || {
        if watched.recv_timeout(Duration::from_mins(1)).is_err() {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::KILL);
        }
    });
    let (mut out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let reads_out = std::thread::spawn(move || std::io::read_to_string(&mut out).unwrap());
    let stderr = std::io::read_to_string(&mut err).unwrap().into_bytes();
    let stdout = reads_out.join().unwrap().into_bytes();
    let status = child.wait().unwrap();
    let _ = ended.send(());
    watch.join().unwrap();
    Output { status, stdout, stderr }
}

fn fifo(path: &Path) {
    rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
}

/// Every path that is opened to be read, by name: what stands at PATH is a pipe or a device.
const READ: &[(&str, &[&str])] = &[
    ("logbook", &["--logbook", "PATH", "show", "1"]),
    ("logbook to write", &["--logbook", "PATH", "protect", "1", "--step", "s"]),
    ("key file", &["--logbook", "NEW", "--key-file", "PATH", "init"]),
    ("text", &["protect", "1", "--step", "@PATH"]),
    ("field", &["protect", "1", "--step", "s", "--field", "indicators=@PATH"]),
    ("receipt", &["verify", "--expect", "@PATH"]),
    ("arguments", &["protect", "1", "--from-file", "PATH"]),
    ("definition", &["protocol", "check", "PATH"]),
    ("definitions", &["protocol", "diff", "4lscb", "PATH"]),
    ("calendar", &["calendar", "import", "PATH"]),
    ("export", &["import", "PATH"]),
    ("backup", &["--logbook", "NEW", "restore", "PATH"]),
];

/// A key file that looks random.
const KEY: &str = "f31c5be0a97d42688e5f10c7b4d2936ae85b07c1d94f6a23";

#[test]
fn what_is_read_is_a_file_and_nothing_waits_for_ever() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let pipe = office.folder().join("pipe");
    fifo(&pipe);
    let link = office.folder().join("link");
    symlink(&pipe, &link).unwrap();
    let before = std::fs::read(office.logbook()).unwrap();
    for path in [pipe.as_path(), &link, Path::new("/dev/zero"), Path::new("/dev/tty"), office.folder()] {
        for (what, arguments) in READ {
            let new = office.folder().join("new.db").display().to_string();
            let arguments: Vec<String> = arguments
                .iter()
                .map(|one| one.replace("PATH", &path.display().to_string()).replace("NEW", &new))
                .collect();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = ends(&mut office.process(&arguments));
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                matches!(output.status.code(), Some(1 | 2 | 4 | 5)),
                "{what} {}: {output:?}",
                path.display()
            );
            assert!(said.contains("Nothing was stored."), "{what}: {said}");
            assert!(!office.folder().join("new.db").exists(), "{what}");
        }
    }
    assert_eq!(std::fs::read(office.logbook()).unwrap(), before);
    // What lies beside the logbook, and in the folder of the settings.
    for (name, arguments) in [
        ("logbook.db-journal", &["show", "1"][..]),
        ("logbook.db-wal", &["show", "1"]),
        ("config.toml", &["show", "1"]),
        ("protocols/own.toml", &["protocol", "show", "own"]),
        ("calendars/england-and-wales.toml", &["calendar", "show"]),
    ] {
        let path = office.folder().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let kept = std::fs::read(&path).ok();
        let _ = std::fs::remove_file(&path);
        fifo(&path);
        let output = ends(&mut office.process(arguments));
        assert!(!output.status.success(), "{name}: {output:?}");
        std::fs::remove_file(&path).unwrap();
        if let Some(kept) = kept {
            std::fs::write(&path, kept).unwrap();
        }
    }
    let encrypted = Office::bare();
    let key = encrypted.write("key", KEY);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let key = key.display().to_string();
    encrypted.ok(&["init", "--key-file", &key]);
    let wrappings = encrypted.folder().join("logbook.db.keys");
    std::fs::remove_file(&wrappings).unwrap();
    fifo(&wrappings);
    assert!(!ends(&mut encrypted.process(&["--key-file", &key, "due"])).status.success());
}

#[test]
fn what_a_shell_hands_over_is_read() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let program = office.process(&[]);
    for script in [
        "\"$0\" protect 1 --step @<(sleep 0.2; echo 'from a command')",
        "\"$0\" protect 1 --from-file <(sleep 0.2; echo 'step = \"from a command\"')",
        "echo 'from a command' | \"$0\" protect 1 --step @/dev/stdin",
        "\"$0\" protect 1 --step @/dev/fd/3 3<<<'from a command'",
    ] {
        let mut bash = std::process::Command::new("bash");
        bash.args(["-c", script]).arg(program.get_program()).env_clear();
        bash.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = ends(bash.env("PATH", std::env::var_os("PATH").unwrap()));
        assert!(output.status.success(), "{script}: {output:?}");
        let shown = office.json(&["show", "1"]);
        assert_eq!(shown["entries"].as_array().unwrap().last().unwrap()["fields"]["step"], "from a command");
    }
}

/// Every path that a command writes to, with what belongs to the logbook at PATH.
const WRITTEN: &[&[&str]] = &[
    &["export", "--to", "md", "--output", "PATH", "--force"],
    &["export", "--to", "json", "--output", "PATH"],
    &["account", "1", "--output", "PATH", "--force"],
    &["protocol", "guide", "4lscb", "--output", "PATH", "--force"],
    &["protocol", "diagram", "4lscb", "--output", "PATH", "--force"],
    &["protocol", "new", "ours", "--output", "PATH"],
    &["backup", "PATH"],
    &["key", "show", "--recovery-file", "PATH"],
];

/// An office with an encrypted logbook and its key.
fn encrypted() -> (Office, String) {
    let office = Office::bare();
    let key = office.write("my.key", KEY);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
    let key = key.display().to_string();
    let me = ["--me", "Asha Patel, teacher", "--agency", "Elm School", "--protocol", "4lscb"];
    office.ok(&[&["--key-file", &key, "init"], &me[..]].concat());
    office.ok(&[
        "--key-file",
        &key,
        "open",
        "--child",
        "J.S.",
        "--concern",
        "c",
        "--from",
        "A, b, C",
        "--to",
        "D, e, F",
        "--category",
        "decision",
    ]);
    (office, key)
}

#[test]
fn no_output_is_the_logbook_or_what_belongs_to_it() {
    let (office, key) = encrypted();
    let folder = office.folder();
    let names = ["logbook.db", "logbook.db.keys", "config.toml", "my.key"];
    let kept: Vec<Vec<u8>> = names.iter().map(|name| std::fs::read(folder.join(name)).unwrap()).collect();
    let other = tempfile::tempdir_in(folder).unwrap();
    let mut paths: Vec<PathBuf> = vec![folder.join("logbook.db-journal")];
    for name in names {
        let (hard, soft) =
            (other.path().join(format!("hard-{name}")), other.path().join(format!("soft-{name}")));
        std::fs::hard_link(folder.join(name), &hard).unwrap();
        symlink(folder.join(name), &soft).unwrap();
        paths.extend([hard, soft, folder.join(name), other.path().join("..").join(name)]);
    }
    for path in paths {
        for arguments in WRITTEN {
            let path = path.display().to_string();
            let arguments = arguments.iter().map(|one| one.replace("PATH", &path)).collect::<Vec<_>>();
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let refused = office.run(&[&["--key-file", &key], &arguments[..]].concat());
            // A logbook with a second name is refused before its output is looked at.
            assert!([2, 5].contains(&refused.status), "{refused}");
            for (name, kept) in names.iter().zip(&kept) {
                assert_eq!(&std::fs::read(folder.join(name)).unwrap(), kept, "{name} {arguments:?}");
            }
            assert!(!folder.join("logbook.db-journal").exists(), "{arguments:?}");
        }
    }
    // A folder in which the document would be given the name of the logbook.
    let logbook = folder.join("escalate-cases.md").display().to_string();
    std::fs::rename(folder.join("logbook.db"), &logbook).unwrap();
    std::fs::rename(folder.join("logbook.db.keys"), format!("{logbook}.keys")).unwrap();
    let output = folder.display().to_string();
    let named = ["--key-file", &key, "--logbook", &logbook];
    let refused =
        office.run(&[&named[..], &["export", "--to", "md", "--output", &output, "--force"]].concat());
    assert!([2, 5].contains(&refused.status), "{refused}");
    assert_eq!(std::fs::read(&logbook).unwrap(), kept[0]);
    let pages = folder.join("pages");
    std::fs::create_dir(&pages).unwrap();
    let page = pages.join("escalate-due.1").display().to_string();
    office.ok(&["--logbook", &page, "init", "--plain"]);
    office
        .fails(2, &["--logbook", &page, "man", "--output", &pages.display().to_string()])
        .says("is the logbook");
    assert_eq!(std::fs::read_dir(&pages).unwrap().count(), 1);
}

#[test]
fn the_recovery_code_does_not_take_the_place_of_a_new_logbook() {
    for name in ["logbook.db", "logbook.db.keys", "config.toml", "logbook.db-journal", "my.key"] {
        let office = Office::bare();
        let key = office.write("my.key", KEY);
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o600)).unwrap();
        let path = office.folder().join(name).display().to_string();
        let init =
            ["--key-file", &key.display().to_string(), "init", "--me", "A, b", "--recovery-file", &path];
        office.fails(2, &init).says("nothing else may be written");
        let left: Vec<_> =
            std::fs::read_dir(office.folder()).unwrap().map(|one| one.unwrap().file_name()).collect();
        assert_eq!(left, ["my.key"], "{name}");
    }
}

#[test]
fn a_device_or_a_pipe_is_never_replaced_by_an_output() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let pipe = office.folder().join("pipe");
    fifo(&pipe);
    let path = pipe.display().to_string();
    office.fails(2, &["export", "--to", "md", "--output", &path, "--force"]).says("not written over");
    assert!(!std::fs::metadata(&pipe).unwrap().is_file());
}

#[test]
fn a_file_that_may_not_grow_is_an_error_and_not_the_end() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let long = office.write("long.txt", &"word ".repeat(80_000)).display().to_string();
    let program = office.process(&[]);
    let backup = office.folder().join("backup").display().to_string();
    let export = office.folder().join("export").display().to_string();
    let blocks = std::fs::metadata(office.logbook()).unwrap().len() / 512;
    let summary = format!("@{long}");
    let log = ["log", "1", "--with", WORKER, "--mode", "letter", "--summary", &summary];
    for (blocks, arguments) in [
        (blocks + 8, &log[..]),
        (blocks / 2, &["backup", &backup]),
        (1, &["export", "--to", "json", "--output", &export]),
    ] {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &format!("ulimit -f {blocks}; exec \"$@\""), "sh"]).arg(program.get_program());
        shell.args(arguments).env_clear();
        shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = ends(&mut shell);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {output:?}");
        assert!(said.contains("Nothing was stored."), "{arguments:?}: {said}");
        office.verifies();
        assert!(!Path::new(&backup).exists() && !Path::new(&export).exists());
    }
    assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 1);
    office.ok(&log);
}

#[test]
fn a_clock_that_cannot_be_right_is_named_and_nothing_is_recorded() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    for years in [-1_i64, -3000, 9000] {
        office.at_instant(chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(365 * years));
        for arguments in [&["protect", "1", "--step", "s"][..], &["due"], &["export", "--to", "xlsx"]] {
            office.fails(1, arguments).says("clock says that it is the year").says("set the clock");
        }
    }
    office.at("2026-11-20 13:00").ok(&["protect", "1", "--step", "s"]);
    office.verifies();
}
