//! Bad input: one clear sentence, the rule with its clause, what to type instead, and nothing stored.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{MANAGER, Office, TEACHER, WORKER};

fn opened() -> Office {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision", "--at", "2026-04-02 10:00"]);
    office
}

#[test]
fn what_does_not_exist_is_status_4() {
    let office = opened();
    office.fails(4, &["show", "99"]).says("There is no case ‘99’").says("escalate list");
    office.fails(4, &["log", "2026-0099", "--with", WORKER, "--mode", "phone", "--summary", "x"]);
    office
        .fails(4, &["correct", "1", "77", "--why", "x", "--summary", "y"])
        .says("Entry 77 is no entry of case 2026-0001")
        .says("escalate show 2026-0001");
    office.fails(4, &["answer", "1", "77", "--text", "x"]);
    office.fails(4, &["action", "1", "77", "--done", "x"]);
    office.fails(4, &["approve", "1", "77"]);
    office.fails(4, &["export", "99", "--to", "json"]);
    office.fails(4, &["account", "99"]);
    let open = |more: &[&'static str]| {
        [&["open", "--child", "J.S.", "--concern", "x", "--from", TEACHER, "--to", WORKER][..], more].concat()
    };
    office.fails(4, &open(&["--protocol", "4lcsb", "--category", "decision"])).says("did you mean ‘4lscb’?");
    office
        .fails(4, &open(&["--pathway", "mush", "--category", "decision"]))
        .says("did you mean --pathway mash?");
}

#[test]
fn wrong_arguments_are_status_2() {
    let office = opened();
    let open = |more: &[&'static str]| {
        [&["open", "--child", "J.S.", "--concern", "x", "--from", TEACHER, "--to", WORKER][..], more].concat()
    };
    office.fails(2, &open(&["--category", "decison"])).says("did you mean --category decision?");
    office
        .fails(2, &open(&["--category", "decision", "--pathway", "mash"]))
        .says("has no category ‘decision’");
    office
        .fails(2, &open(&["--category", "decision", "--stage", "9", "--why", "x", "--immediate-harm"]))
        .says("has no stage 9");
    office
        .fails(2, &open(&["--category", "decision", "--field", "impcat=x"]))
        .says("did you mean --field impact=…?");
    office
        .fails(2, &open(&["--category", "decision", "--field", "impact=x", "--impact", "y"]))
        .says("given twice");
    office
        .fails(2, &["resolve", "1", "--outcome", "agred", "--summary", "x"])
        .says("did you mean --outcome agreed?");
    office.fails(2, &["duty", "1", "writen-account", "--done", "x"]).says("did you mean ‘written-account’?");
    office
        .fails(2, &["log", "1", "--with", "Ben", "--mode", "phone", "--summary", "x"])
        .says("\"Name, role, agency\"");
    office
        .fails(2, &["log", "1", "--with", WORKER, "--mode", "telepathy", "--summary", "x"])
        .says("Invalid value 'telepathy'")
        .says("teleconference");
    office.fails(2, &["advance", "1", "--why", "x", "--to", "9"]).says("has no stage 9");
    office.fails(2, &["shwo", "1"]).says("'show'");
    office.fails(2, &["show", "1", "--fromat", "json"]).says("--format");
    office.fails(2, &["timescale", "1"]).says("--by");
    office.fails(2, &["correct", "1", "1", "--why", "x"]).says("Missing: what is right");
    office
        .fails(2, &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "@/no/such/file"])
        .says("cannot be read");
    office.fails(2, &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", " "]).says("--summary");
}

#[test]
fn times_that_cannot_be_are_status_2() {
    let office = opened();
    let log =
        |at: &'static str| ["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "x", "--at", at];
    office.fails(2, &log("next monday")).says("is no time that can be read").says("2026-04-02 16:00");
    office.fails(2, &log("2026-02-30")).says("no time");
    office
        .fails(2, &log("2026-03-29 01:30"))
        .says("does not exist")
        .says("2026-03-29T01:30:00+00:00 or 2026-03-29T01:30:00+01:00");
    office
        .fails(2, &log("2026-10-25 01:30"))
        .says("is there twice")
        .says("2026-10-25T01:30:00+01:00 or 2026-10-25T01:30:00+00:00");
    office.ok(&log("2026-10-25T01:30:00+00:00"));
    office.fails(2, &log("2026-11-21")).says("is in the future: it is now Friday 20 November 2026, 12:00");
    office
        .fails(2, &["decide", "1", "--who", MANAGER, "--decision", "x", "--at", "2026-04-02 09:59"])
        .says("lies before the opening of case 2026-0001, on Thursday 2 April 2026, 10:00");
    office.fails(2, &["timescale", "1", "--by", "2026-04-02 09:00", "--at", "2026-04-02 10:00"]).says("--by");
    office
        .fails(2, &["action", "1", "--what", "x", "--owner", MANAGER, "--by", "2026-11-01"])
        .says("lies before");
    // One that is past already is taken: it is what was agreed then.
    office.ok(&[
        "action",
        "1",
        "--what",
        "x",
        "--owner",
        MANAGER,
        "--by",
        "2026-04-09",
        "--at",
        "2026-04-08",
    ]);
    office.fails(2, &["due", "--as-of", "someday"]).says("--as-of");
}

#[test]
fn what_the_protocol_refuses_is_status_3_with_its_clause() {
    let office = opened();
    office
        .fails(3, &["timescale", "1", "--by", "2026-04-08", "--at", "2026-04-02 11:00"])
        .says("A stated limit of Wednesday 8 April 2026, 17:00")
        .says("[001 §3]")
        .says("2026-04-07 17:00");
    office
        .fails(3, &["timescale", "1", "--protect-by", "2026-04-08", "--at", "2026-04-02 11:00"])
        .says("A protective timescale");
    office
        .fails(3, &["advance", "1", "--why", "x", "--to", "3"])
        .says("cannot be reached past the stages before it");
    office
        .fails(
            3,
            &[
                "open",
                "--child",
                "J.S.",
                "--category",
                "decision",
                "--concern",
                "x",
                "--from",
                TEACHER,
                "--to",
                WORKER,
                "--stage",
                "2",
                "--why",
                "x",
                "--immediate-harm",
            ],
        )
        .says("names no ground for it")
        .says("--protect-by");
    office.ok(&["resolve", "1", "--outcome", "agreed", "--summary", "x"]);
    office
        .fails(3, &["resolve", "1", "--outcome", "agreed", "--summary", "x"])
        .says("is resolved and does not take a resolution")
        .says("escalate correct");
    office
        .fails(3, &["confirm", "1", "--party", "Nobody", "--by", "me"])
        .says("its parties are ‘Elm School’ and ‘Children's Social Care’");
}

#[test]
fn a_logbook_that_is_none_or_newer_is_status_5() {
    let office = Office::bare();
    office.fails(5, &["due"]).says("There is no logbook at").says("escalate init");
    for command in [
        &["show", "1"][..],
        &["receipt"],
        &["verify"],
        &["list"],
        &["next", "1"],
        &["open", "--protocol", "set"],
    ] {
        office.fails(5, command);
    }
    // The definitions and calendars need none.
    office.ok(&["protocol", "list"]);
    office.ok(&["calendar", "show"]);
    std::fs::write(office.logbook(), "This is a letter, not a logbook. ".repeat(200)).unwrap();
    office.fails(5, &["due"]).says("is not a logbook of this program");
    std::fs::write(office.logbook(), "").unwrap();
    office.fails(5, &["due"]).says("is not a logbook of this program");
    std::fs::remove_file(office.logbook()).unwrap();
    std::fs::create_dir(office.logbook()).unwrap();
    office.fails(5, &["due"]).says("is not a logbook of this program");
    std::fs::remove_dir(office.logbook()).unwrap();
    office.ok(&["init", "--plain"]);
    rusqlite::Connection::open(office.logbook()).unwrap().pragma_update(None, "user_version", 7).unwrap();
    office
        .fails(5, &["due"])
        .says("newer version of the program (format 7")
        .says("install the newer version");
}

#[test]
fn init_never_writes_over_anything() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    office.fails(1, &["init", "--plain"]).says("There is a file at").says("it is left as it is");
    let bare = Office::bare();
    bare.write("logbook.db", "precious");
    bare.fails(1, &["init", "--plain"]);
    assert_eq!(std::fs::read_to_string(bare.logbook()).unwrap(), "precious");
    let empty = Office::bare();
    empty.fails(4, &["init", "--plain", "--protocol", "sett"]).says("did you mean ‘set’?");
    assert!(!empty.logbook().exists());
}

#[test]
fn a_settings_file_that_is_wrong_says_where() {
    let office = opened();
    office.write("config.toml", "agency = 'Elm School'\nstrikt = true\n");
    office.fails(2, &["due"]).says("strikt").says("look at line 2");
    office.write("config.toml", "agency = ");
    office.fails(2, &["due"]).says("config.toml");
}

#[test]
fn a_text_of_a_mebibyte_is_refused_and_half_of_one_is_stored() {
    let office = opened();
    let file = office.write("long.txt", &"x".repeat(1024 * 1024));
    let at = format!("@{}", file.display());
    office
        .fails(2, &["log", "1", "--with", WORKER, "--mode", "letter", "--summary", &at])
        .says("longer than 512 KiB");
    std::fs::write(&file, "ä".repeat(256 * 1024)).unwrap();
    let logged = office.json(&["log", "1", "--with", WORKER, "--mode", "letter", "--summary", &at]);
    assert_eq!(logged["entries"][1]["fields"]["summary"].as_str().unwrap().chars().count(), 256 * 1024);
    office.verifies();
}

#[test]
fn control_characters_are_refused_in_names_and_kept_and_shown_in_texts() {
    let office = opened();
    for name in ["Eve\u{1b}[31m, teacher, Elm", "Eve, teacher, Elm\u{7}", "Eve, \u{9b}x, Elm"] {
        let refused = office.fails(2, &["log", "1", "--with", name, "--mode", "phone", "--summary", "x"]);
        refused.says("it holds control characters");
        assert!(!refused.err.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{refused}");
    }
    office.fails(
        2,
        &[
            "open",
            "--child",
            "J\nS",
            "--category",
            "decision",
            "--concern",
            "x",
            "--from",
            TEACHER,
            "--to",
            WORKER,
        ],
    );
    office
        .fails(2, &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "x", "--once", "a\u{1b}b"]);
    // A text is evidence: it is stored as typed, and each output makes what is hidden visible.
    let text = "\u{1b}]0;gone\u{7}\u{202e}desrever\u{9b}31m\r\nsecond line\ttab";
    office.ok(&["log", "1", "--with", WORKER, "--mode", "email", "--summary", text]);
    office.ok(&["action", "1", "--what", text, "--owner", MANAGER, "--by", "2026-12-01"]);
    assert_eq!(office.json(&["show", "1"])["entries"][1]["fields"]["summary"], text);
    for command in [
        &["show", "1"][..],
        &["due"],
        &["next", "1"],
        &["search", "desrever"],
        &["account", "1"],
        &["account", "1", "--to-format", "md"],
        &["export", "--to", "csv"],
        &["export", "--to", "json"],
        &["export", "--to", "jsonl"],
        &["resolve", "1", "--outcome", text, "--summary", "x"],
    ] {
        for format in ["table", "json", "jsonl", "csv"] {
            let outcome = office.run(&[&["--format", format], command].concat());
            for printed in [&outcome.out, &outcome.err] {
                let raw: Vec<char> =
                    printed.chars().filter(|c| *c != '\n' && escalate::render::text::is_hidden(*c)).collect();
                assert!(
                    raw.is_empty() || format == "csv" && raw.iter().all(|c| *c == '\r'),
                    "{raw:?} in {outcome}"
                );
            }
        }
    }
    office.ok(&["show", "1"]).prints("<U+001B>]0;gone<U+0007><U+202E>desrever<U+009B>31m");
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf_8_are_status_2() {
    use std::os::unix::ffi::OsStrExt;
    let office = opened();
    let bad = std::ffi::OsStr::from_bytes(&[b'x', 0xFF]);
    let output = office
        .process(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary"])
        .arg(bad)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("UTF-8") && said.contains("Nothing was stored."), "{said}");
    let file = office.folder().join("latin");
    std::fs::write(&file, [0xE9, 0xE8]).unwrap();
    office
        .fails(
            2,
            &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", &format!("@{}", file.display())],
        )
        .says("is not UTF-8 text");
}

#[test]
fn text_can_come_from_standard_input() {
    let office = opened();
    let mut child = office
        .process(&["--format", "json", "log", "1", "--with", WORKER, "--mode", "email", "--summary", "@-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("One\nTwo – three\n".as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(office.json(&["show", "1"])["entries"][1]["fields"]["summary"], "One\nTwo – three");
}

/// Runs the program under a shell that sets something up before.
#[cfg(unix)]
fn under(office: &Office, shell: &str, arguments: &[&str]) -> std::process::Output {
    let program = office.process(&[]);
    let mut command = Command::new("sh");
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
    for (name, value) in program.get_envs() {
        command.env(name, value.unwrap());
    }
    command
        .arg("-c")
        .arg(format!("{shell} exec \"$@\""))
        .arg("sh")
        .arg(program.get_program())
        .args(arguments);
    command.output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_stores_nothing_and_says_so() {
    let office = opened();
    let before = std::fs::read(office.logbook()).unwrap();
    let long = office.write("long.txt", &"word ".repeat(80_000));
    let summary = format!("@{}", long.display());
    // No file may grow past what the logbook has now: what a full disk does.
    let blocks = before.len() / 512 + 8;
    let arguments = ["log", "1", "--with", WORKER, "--mode", "letter", "--summary", &summary];
    let output = under(&office, &format!("trap '' XFSZ; ulimit -f {blocks};"), &arguments);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("Nothing was stored."), "{said}");
    office.verifies();
    assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 1);
    office.ok(&arguments);
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_stores_nothing_and_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let office = opened();
    let set =
        |mode| std::fs::set_permissions(office.folder(), std::fs::Permissions::from_mode(mode)).unwrap();
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n");
    // The superuser may write everywhere; another user shows it there.
    let shell = if root { "exec setpriv --reuid=65534 --clear-groups" } else { "" };
    for (path, mode) in [
        (office.folder().to_owned(), 0o777),
        (office.logbook(), 0o666),
        (office.folder().join("config.toml"), 0o644),
        (office.folder().join("logbooks.toml"), 0o644),
    ] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let program = office.process(&[]);
        let mut command = Command::new("sh");
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap());
        for (name, value) in program.get_envs() {
            command.env(name, value.unwrap());
        }
        command
            .arg("-c")
            .arg(format!("{shell} \"$@\""))
            .arg("sh")
            .arg(program.get_program())
            .args(arguments)
            .output()
            .unwrap()
    };
    if !run(&["--version"]).status.success() {
        return; // The other user cannot reach the program here.
    }
    set(0o555);
    let output = run(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "x"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot be written") && said.contains("Nothing was stored."), "{said}");
    let read = run(&["--format", "json", "show", "1"]);
    assert!(read.status.success(), "reading goes on: {}", String::from_utf8_lossy(&read.stderr));
    set(0o755);
    assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn a_reader_that_has_had_enough_is_no_failure() {
    let office = opened();
    let mut child = office
        .process(&["export", "--to", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::bare();
    let output = under(
        &office,
        "umask 000;",
        &[
            "--logbook",
            office.folder().join("deep/er/logbook.db").to_str().unwrap(),
            "init",
            "--plain",
            "--agency",
            "x",
        ],
    );
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mode =
        |path: &str| std::fs::metadata(office.folder().join(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(
        (mode("deep"), mode("deep/er"), mode("deep/er/logbook.db"), mode("config.toml")),
        (0o700, 0o700, 0o600, 0o600)
    );
}

#[test]
fn what_could_be_lost_or_doubled_is_refused() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral"]);
    office
        .fails(2, &["decide", &case, "--who", WORKER, "--decision", "@-", "--why", "@-"])
        .says("can be read once");
    office.fails(2, &["log", &case, "--summary", "@-", "--field", "x=@-"]).says("can be read once");
    office.fails(2, &["protect", &case, "--step", "s", "--field", "nosuch="]).says("says nothing");
    office.fails(2, &["protect", &case, "--step", "s", "--at", "2026-04-05T10:00:60+00:00"]).says("--at");
    office.fails(2, &["protocol", "new", "4lscb"]).says("--extends 4lscb");
    office
        .fails(
            2,
            &[
                "advance",
                &case,
                "--why",
                "x",
                "--ground",
                "similar-concerns",
                "--similar",
                &case,
                "--to",
                "4",
            ],
        )
        .says("similar to itself");
    // Every missing flag at once, the stated limit too.
    let office = Office::with("pan-sussex");
    let missing = office
        .fails(2, &["--format", "json", "open", "--category", "need-for-action", "--stage", "2"])
        .error()["missing"]
        .to_string();
    for flag in ["--child", "--concern", "--from", "--to", "--by", "--why"] {
        assert!(missing.contains(flag), "{missing}");
    }
    let case = office.opens(&["--category", "need-for-action", "--by", "2026-11-24"]);
    let missing = office.fails(2, &["--format", "json", "advance", &case]).error()["missing"].to_string();
    assert!(missing.contains("--why") && missing.contains("--by"), "{missing}");
}

#[test]
fn results_that_cannot_be_written_are_said_and_the_record_stands() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "contact-or-referral"]);
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    for format in ["table", "json", "csv"] {
        let output = office
            .process(&["--format", format, "protect", &case, "--step", "s"])
            .stdout(full())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(said.contains("The entry is stored") && said.contains("receipt     escalate-1-"), "{said}");
    }
    let output = office.process(&["due"]).stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("could not be written"), "{output:?}");
    assert_eq!(office.json(&["show", &case])["entries"].as_array().unwrap().len(), 4);
}
