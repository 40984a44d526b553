//! Each protocol by prompts alone: somebody who has never seen it opens, logs, decides, advances and resolves.

use rexpect::session::{PtySession, spawn_command};

use crate::support::{MANAGER, Office, TEACHER, WORKER};

/// Somebody at a terminal who answers whatever is asked, until the program ends.
fn answers(office: &Office, arguments: &[&str], answer: &dyn Fn(&str) -> Option<&'static str>) -> String {
    let mut command = office.process(arguments);
    command
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "200")
        .stdin(std::process::Stdio::inherit());
    let mut session: PtySession = spawn_command(command, Some(90_000)).unwrap();
    let mut seen = String::new();
    let question = r"\[Y/n\]|: $|> [^\n]*\n";
    for _ in 0..120 {
        let (before, asked) = match session.exp_regex(question) {
            Ok(found) => found,
            Err(end) => return format!("{seen}{end}"),
        };
        seen.push_str(&before);
        seen.push_str(&asked);
        // A line that was cleared repeats what was answered.
        let last = seen.rsplit('\n').next().unwrap_or_default().to_owned();
        if last.contains("\u{1b}[2K") && asked == ": " {
            continue;
        }
        // The question stands there a moment before the answer is listened for.
        std::thread::sleep(std::time::Duration::from_millis(80));
        if asked.starts_with("> ") {
            session.send("\r").unwrap();
        } else if asked.contains("[Y/n]") {
            session.send("y").unwrap();
        } else if let Some(text) = answer(&last) {
            session.send_line(text).unwrap();
        } else {
            continue;
        }
        session.flush().unwrap();
    }
    panic!("{arguments:?} asks without end: {seen}");
}

fn person(question: &str) -> Option<&'static str> {
    if !question.trim_end().ends_with(':') {
        return None;
    }
    Some(match question {
        text if text.contains("another, or Enter") => "",
        text if text.contains("referred to") => "J.S.",
        text if text.contains("Who raises the concern") => TEACHER,
        text if text.contains("Who decided") => MANAGER,
        text if text.contains("\"Name, role, agency\"") => WORKER,
        text if text.contains("Until when") => "2099-01-05",
        _ => "As it was said",
    })
}

#[test]
fn every_protocol_is_gone_through_by_prompts_alone() {
    for protocol in ["pan-sussex", "4lscb", "london", "hips", "set"] {
        let office = Office::bare();
        office.at_instant(chrono::Utc::now());
        office.ok(&[
            "init",
            "--plain",
            "--me",
            "Asha Patel, teacher",
            "--agency",
            "Elm School",
            "--protocol",
            protocol,
        ]);
        for (command, stored) in [
            ("open", "Stored: entry 1"),
            ("log", "Stored: entry 2"),
            ("decide", "Stored: entry 3"),
            ("advance", "Stored: entry 4"),
            ("resolve", "Stored: entry 5"),
        ] {
            let seen = answers(&office, &[command], &person);
            assert!(seen.contains(stored), "{protocol} {command}: {seen}");
            assert_eq!(seen.contains("Which case"), command != "open", "{protocol} {command}: {seen}");
        }
        let shown = office.process(&["show", "1", "--format", "json"]).output().unwrap();
        let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
        let kinds: Vec<&str> = shown["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, ["challenge", "discussion", "decision", "advance", "resolution"], "{protocol}");
        assert_eq!(shown["stage"], 2, "{protocol}");
    }
}

/// An editor that puts a text into the file: a script.
#[cfg(unix)]
fn editor(office: &Office, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = office.write("editor.sh", &format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    format!("'{}' --wait", path.display())
}

#[cfg(unix)]
fn edits(office: &Office, arguments: &[&str], editor: &str, memory: &std::path::Path) -> PtySession {
    let mut command = office.process(arguments);
    command.env("TERM", "xterm").env("NO_COLOR", "1").env("EDITOR", editor).env("XDG_RUNTIME_DIR", memory);
    command.env("PATH", std::env::var("PATH").unwrap()).stdin(std::process::Stdio::inherit());
    spawn_command(command, Some(90_000)).unwrap()
}

#[cfg(unix)]
#[test]
fn a_record_is_written_in_an_editor() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let memory = tempfile::tempdir().unwrap();
    let seen = office.folder().join("seen");
    let script = format!(
        "cp \"$2\" '{}'; stat -c %a \"$2\" >> '{0}'; cat > \"$2\" <<'END'\nwith = [\"{WORKER}\"]\nsummary = \"\"\"\nTwo\nlines = [of] \\\"text\\\"\n\"\"\"\nEND",
        seen.display()
    );
    let editor = editor(&office, &script);
    let mut session = edits(&office, &["log", "1", "--mode", "phone", "--edit"], &editor, memory.path());
    session.exp_string("Stored: entry 2").unwrap();
    session.exp_eof().unwrap();
    let template = std::fs::read_to_string(&seen).unwrap();
    for said in ["summary = \"\"\"", "with = [\"\"]", "# mode: given on the command line: phone", "600"] {
        assert!(template.contains(said), "{said}: {template}");
    }
    let shown = office.json(&["show", "1"]);
    assert_eq!(shown["entries"][1]["fields"]["summary"], "Two\nlines = [of] \"text\"");
    assert_eq!(std::fs::read_dir(memory.path()).unwrap().count(), 0, "wiped and removed");
}

#[cfg(unix)]
#[test]
fn what_was_typed_is_never_lost() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let memory = tempfile::tempdir().unwrap();
    // First not TOML, then no such mode, then right.
    let script = "n=$(cat count 2>/dev/null || echo 0); n=$((n+1)); echo $n > count
case $n in
1) printf 'with = [\"A, b, C\"]\\nsummary = Important words\\n' > \"$2\" ;;
2) grep -q 'Important words' \"$2\" && printf 'mode = \"pigeon\"\\nwith = [\"A, b, C\"]\\nsummary = \"Important words\"\\n' > \"$2\" ;;
3) grep -q '^# ! ' \"$2\" && printf 'mode = \"phone\"\\nwith = [\"A, b, C\"]\\nsummary = \"Important words\"\\n' > \"$2\" ;;
esac";
    let editor = editor(&office, &format!("cd '{}'\n{script}", office.folder().display()));
    let mut session = edits(&office, &["log", "1", "--edit"], &editor, memory.path());
    for _ in 0..2 {
        session.exp_string("Go on writing").unwrap();
        session.send("y").unwrap();
        session.flush().unwrap();
    }
    session.exp_string("Stored: entry 2").unwrap();
    session.exp_eof().unwrap();
    // Refused by the protocol: the text is kept, in private, and named.
    let wrong = "printf 'with = [\"A, b, C\"]\\nmode = \"phone\"\\nsummary = \"Kept words\"\\nat = \"2099-01-01\"\\n' > \"$2\"";
    let editor = self::editor(&office, wrong);
    let mut session = edits(&office, &["log", "1", "--edit"], &editor, memory.path());
    session.exp_string("What was written is kept in").unwrap();
    session.exp_eof().unwrap();
    let kept = std::fs::read_dir(memory.path()).unwrap().next().unwrap().unwrap().path();
    assert!(std::fs::read_to_string(kept.join("log.toml")).unwrap().contains("Kept words"));
    // Nothing was written: nothing is stored.
    let editor = self::editor(&office, "true");
    let mut session = edits(&office, &["log", "1", "--edit"], &editor, memory.path());
    session.exp_string("Nothing was written").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 2);
    office.fails(2, &["log", "1", "--edit"]).says("needs a terminal");
}

/// The folder is private from its first moment: an editor that saves by renaming chooses its own modes.
#[cfg(unix)]
#[test]
fn what_an_editor_leaves_can_be_reached_by_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let memory = tempfile::tempdir().unwrap();
    let modes = office.folder().join("modes");
    let save = format!(
        "stat -c %a \"$(dirname \"$2\")\" >> '{}'; umask 0; printf 'with = [\"A, b, C\"]\\nmode = \"phone\"\\nsummary = \"Words\"\\nat = \"AT\"\\n' > \"$2.new\"; chmod 644 \"$2.new\"; mv \"$2.new\" \"$2\"",
        modes.display()
    );
    for (at, says) in [("now", "Stored: entry 2"), ("2099-01-01", "What was written is kept in")] {
        let editor = editor(&office, &save.replace("AT", at));
        let program = office.process(&[]);
        let mut command = std::process::Command::new("sh");
        command.args(["-c", "umask 0; exec \"$@\"", "sh"]).arg(program.get_program());
        command.args(["log", "1", "--edit"]).env_clear();
        command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.env("TERM", "xterm").env("NO_COLOR", "1").env("EDITOR", editor);
        command.env("XDG_RUNTIME_DIR", memory.path()).env("PATH", std::env::var("PATH").unwrap());
        let mut session = spawn_command(command, Some(90_000)).unwrap();
        session.exp_string(says).unwrap();
        session.exp_eof().unwrap();
    }
    let there =
        || std::fs::read_dir(office.folder()).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let written = std::fs::read_to_string(&modes).unwrap_or_else(|error| panic!("{error}: {:?}", there()));
    assert_eq!(written, "700\n700\n");
    let kept = std::fs::read_dir(memory.path()).unwrap().next().unwrap().unwrap();
    assert_eq!(kept.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    let file = kept.path().join("log.toml").metadata().unwrap();
    assert_eq!(
        file.permissions().mode() & 0o777,
        0o644,
        "the editor wrote it so, and the folder protects it"
    );
}

/// What an editor leaves beside the file is wiped, and nothing that a link leads to.
#[cfg(unix)]
#[test]
fn what_an_editor_links_to_is_left_alone() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let memory = tempfile::tempdir().unwrap();
    let other = office.write("other", "Somebody else's words").display().to_string();
    let script = format!(
        "cd \"$(dirname \"$2\")\"; ln -s '{other}' link; mkfifo pipe; printf 'step = \"Words\"\\n' > \"$2\""
    );
    let editor = editor(&office, &script);
    let mut session = edits(&office, &["protect", "1", "--edit"], &editor, memory.path());
    session.exp_string("Stored: entry 2").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(std::fs::read_to_string(other).unwrap(), "Somebody else's words");
    assert_eq!(std::fs::read_dir(memory.path()).unwrap().count(), 0);
}

/// Texts of the command line and of the editor are both stored, and none is read twice.
#[cfg(unix)]
#[test]
fn a_text_beside_the_editor_is_read_from_its_file() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let memory = tempfile::tempdir().unwrap();
    let text = office.write("text", "@from\na file\n").display().to_string();
    let editor = editor(&office, "printf '[field]\\nindicators = \"@-\"\\n' > \"$2\"");
    let arguments = ["protect", "1", "--step", &format!("@{text}"), "--edit"];
    let mut session = edits(&office, &arguments, &editor, memory.path());
    session.exp_string("Stored: entry 2").unwrap();
    session.exp_eof().unwrap();
    let said = office.json(&["show", "1"])["entries"][1]["fields"].clone();
    assert_eq!((&said["step"], &said["indicators"]), (&"@from\na file".into(), &"@-".into()));
}

/// Whoever gives up is told where the words lie; and an editor that fails takes none of them.
#[cfg(unix)]
#[test]
fn what_is_given_up_is_kept_and_named() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    for (script, gives_up) in [
        ("printf 'summary = Words to keep' > \"$2\"", true),
        ("printf 'summary = \"Words to keep\"' > \"$2\"; exit 3", false),
        ("printf 'Words to keep \\377' > \"$2\"", false),
    ] {
        let memory = tempfile::tempdir().unwrap();
        let editor = editor(&office, script);
        let mut session = edits(&office, &["log", "1", "--edit"], &editor, memory.path());
        if gives_up {
            session.exp_string("What was written lies in").unwrap();
            session.exp_string("Go on writing").unwrap();
            session.send("n").unwrap();
            session.flush().unwrap();
        }
        session.exp_string("What was written is kept in").unwrap();
        session.exp_eof().unwrap();
        let kept = std::fs::read_dir(memory.path()).unwrap().next().unwrap().unwrap().path().join("log.toml");
        assert!(std::fs::read(kept).unwrap().windows(13).any(|words| words == b"Words to keep"), "{script}");
    }
}

#[test]
fn questions_that_are_broken_off_store_nothing_and_say_so() {
    let office = Office::with("4lscb");
    for down in ["Where does the disagreement arise", "Which pathway"] {
        let mut command = office.process(&["open"]);
        command.env("TERM", "xterm").env("NO_COLOR", "1").stdin(std::process::Stdio::inherit());
        let mut session = spawn_command(command, Some(60_000)).unwrap();
        session.exp_string("Which pathway").unwrap();
        session.exp_string("> ").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
        if down != "Which pathway" {
            session.send("\r").unwrap();
            session.flush().unwrap();
            session.exp_string(down).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        session.send_control('c').unwrap();
        session.exp_string("The questions were broken off").unwrap();
        session.exp_string("Nothing was stored").unwrap();
        session.exp_eof().unwrap();
    }
    assert!(office.json(&["list"]).as_array().unwrap().is_empty());
}
