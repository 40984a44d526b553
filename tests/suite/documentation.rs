//! What is written about the program is true: examples run, tables are complete, pictures are current.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::Office;

#[path = "../../examples/picture.rs"]
#[expect(dead_code, reason = "the picture is drawn here, and not written")]
mod picture;

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The fenced blocks of a language in a Markdown file.
fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let fence = format!("```{language}\n");
    markdown.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// Runs a shell script as somebody with an empty home would, the program on their path.
fn shell(home: &Path, arguments: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_escalate"));
    let path = std::env::join_paths(
        std::iter::once(program.parent().unwrap().to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let output = Command::new("sh")
        .args(arguments)
        .env_clear()
        .env("PATH", path.unwrap())
        .env("HOME", home)
        .env("PLACE", home)
        .env("ESCALATE", program)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{arguments:?}: {}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

#[test]
fn the_readme_can_be_typed_as_it_stands() {
    let home = tempfile::tempdir().unwrap();
    let typed = blocks(&read("README.md"), "sh").concat();
    assert!(typed.lines().count() >= 20, "{typed}");
    // In the home: the documents that it writes go with it.
    let output = shell(home.path(), &["-euc", &format!("cd \"$HOME\"\n{typed}")]);
    let out = String::from_utf8(output.stdout).unwrap();
    for written in
        ["account-2026-0001.docx", "escalate-cases.xlsx", "escalate-cases.html", "guide-4lscb.html"]
    {
        assert!(home.path().join(written).is_file(), "{written}");
    }
    assert!(out.contains("Decision changed") || out.contains("decision-changed"), "{out}");
    if cfg!(target_os = "linux") {
        assert!(home.path().join(".local/share/escalate/logbook.db").is_file());
        assert!(home.path().join(".config/escalate/config.toml").is_file());
    }
}

#[test]
fn the_settings_of_the_readme_are_read() {
    let office = Office::bare();
    let settings = blocks(&read("README.md"), "toml").concat();
    office.write("config.toml", &settings);
    office.ok(&["protocol", "list"]);
}

#[test]
fn each_worked_case_runs() {
    let mut cases = 0;
    for entry in std::fs::read_dir(root().join("examples/cases")).unwrap() {
        let script = entry.unwrap().path();
        if script.ends_with("begin.sh") {
            continue;
        }
        let home = tempfile::tempdir().unwrap();
        shell(home.path(), &[script.to_str().unwrap()]);
        cases += 1;
    }
    assert_eq!(cases, 5, "one for each protocol");
}

#[test]
fn the_first_case_says_where_its_logbook_lies() {
    let home = tempfile::tempdir().unwrap();
    let script = read("examples/first-case.sh");
    let (build, rest) = script.split_once("cargo build").unwrap();
    assert!(build.contains("for tool in cargo cc perl make"), "{build}");
    // The program is built already, and lies where this test's own program lies.
    let rest =
        rest.lines().skip(1).filter(|line| !line.starts_with("PLACE=") && !line.starts_with("ESCALATE="));
    let output = shell(home.path(), &["-euc", &rest.collect::<Vec<_>>().join("\n")]);
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.contains(&format!("The logbook lies at {}/logbook.db", home.path().display())), "{out}");
    assert!(home.path().join("logbook.db").is_file());
}

#[test]
fn the_supervision_script_writes_what_it_says() {
    let home = tempfile::tempdir().unwrap();
    let script = format!(
        "sh examples/cases/4lscb.sh; ESCALATE_LOGBOOK=$PLACE/logbook.db sh examples/supervision.sh {}/out",
        home.path().display()
    );
    shell(home.path(), &["-euc", &script]);
    for (file, begins) in [
        ("overdue.csv", "case,"),
        ("due.csv", "case,"),
        ("open-cases.csv", "case,"),
        ("entries.csv", "case,"),
        ("receipt.txt", "receipt"),
    ] {
        let text = std::fs::read_to_string(home.path().join("out").join(file)).unwrap();
        assert!(text.starts_with(begins), "{file}: {text}");
    }
}

#[test]
fn the_picture_is_what_the_program_prints() {
    let folder = tempfile::tempdir().unwrap();
    let drawn = picture::draw(Path::new(env!("CARGO_BIN_EXE_escalate")), folder.path());
    assert!(drawn == read("examples/session.svg"), "draw it anew: cargo run --example picture");
}

#[test]
fn the_protocols_of_the_guide_are_sound() {
    let guide = read("protocols/README.md");
    let complete: Vec<String> =
        blocks(&guide, "toml").into_iter().filter(|block| block.starts_with("format = 1")).collect();
    assert_eq!(complete.len(), 3, "the smallest protocol, one that extends, a calendar");
    let office = Office::bare();
    for (number, block) in complete.iter().enumerate() {
        if block.contains("[closures]") {
            office.write("calendars/england-and-wales.toml", block);
            office.ok(&["calendar", "show", "--calendar", "england-and-wales"]);
            let ends = office.ok(&["calendar", "add", "2026-12-24 10:00", "1 working day"]);
            ends.prints("Wednesday 30 December 2026, 16:30").prints("School closed");
        } else {
            let file = office.write(&format!("{number}.toml"), block);
            office.ok(&["protocol", "check", file.to_str().unwrap()]);
        }
    }
}

#[test]
fn the_guide_names_every_key_that_is_read() {
    let guide = read("protocols/README.md");
    let source: String = [
        "src/protocol/read/mod.rs",
        "src/protocol/read/limit.rs",
        "src/protocol/read/duty.rs",
        "src/protocol/read/pathway.rs",
        "src/protocol/read/terms.rs",
        "src/protocol/calendar/read.rs",
    ]
    .map(read)
    .concat();
    let mut keys = BTreeSet::new();
    for method in [
        "text",
        "need_text",
        "word",
        "number",
        "signed",
        "flag",
        "texts",
        "numbers",
        "id",
        "need_id",
        "ids",
        "table",
        "tables",
    ] {
        for (at, opening) in source.match_indices(&format!(".{method}(\"")) {
            keys.insert(source[at + opening.len()..].split('"').next().unwrap().to_owned());
        }
    }
    assert!(keys.len() > 50, "{keys:?}");
    let words: BTreeSet<&str> = guide.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').collect();
    let unnamed: Vec<&String> = keys.iter().filter(|key| !words.contains(key.as_str())).collect();
    assert!(unnamed.is_empty(), "protocols/README.md does not name {unnamed:?}");
}

#[test]
fn the_help_of_every_command() {
    let office = Office::bare();
    let mut help = office.ok(&["--help"]).out;
    let commands: Vec<String> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect();
    for command in commands {
        help += &format!("\n================ escalate {command} --help\n\n");
        help += &office.ok(&[&command, "--help"]).out;
    }
    insta::assert_snapshot!(help);
}

#[test]
fn the_table_of_dependencies_is_the_manifest() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let mut used: BTreeSet<String> = manifest["dependencies"].as_table().unwrap().keys().cloned().collect();
    for (_, target) in manifest["target"].as_table().unwrap() {
        let names = target["dependencies"].as_table().unwrap().keys();
        used.extend(names.filter(|name| !name.ends_with("-keyring-store")).cloned());
    }
    let readme = read("README.md");
    let table = readme.split("| dependency |").nth(1).unwrap().split("\n\n").next().unwrap();
    let told: BTreeSet<String> = table
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next().map(str::to_owned))
        .collect();
    assert_eq!(told, used);
    for line in table.lines().filter(|line| line.starts_with("| `")) {
        assert_eq!(line.matches(" | ").count(), 2, "what for, and why this one: {line}");
    }
    for name in manifest["dev-dependencies"].as_table().unwrap().keys() {
        assert!(readme.contains(&format!("`{name}`")), "{name}");
    }
}

/// The command of a line that a scheduler runs, run by `sh` with as little around as cron gives.
fn scheduled(office: &Office, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_escalate"));
    let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
    Command::new("sh")
        .args(["-c", line])
        .env_clear()
        .env("PATH", path)
        .env("HOME", office.folder())
        .env("ESCALATE_LOGBOOK", office.logbook())
        .env("ESCALATE_CONFIG", office.folder().join("config.toml"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn schedulers_say_what_is_overdue_and_nothing_else() {
    let cron = read("examples/schedule/crontab");
    let cron = cron.lines().find_map(|line| line.strip_prefix("0 8 * * 1-5 ")).unwrap().to_owned();
    let service = read("examples/schedule/escalate-due.service");
    let service =
        service.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/bin/env ")).unwrap().to_owned();
    let office = Office::with("4lscb");
    let said = |line: &str| {
        let output = scheduled(&office, line);
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (status, out) = said(&cron);
    assert_eq!((status, out.as_str()), (0, ""), "cron mails whatever is printed");
    assert_eq!(said(&service).0, 0);
    office.at("2026-01-05 10:00");
    office.opens(&["--category", "decision"]);
    let (_, out) = said(&cron);
    assert!(out.contains("2026-0001"), "{out}");
    assert_eq!(said(&service).0, 6);
    assert!(read("examples/schedule/escalate-due.service").contains("SuccessExitStatus=6"));
    // Where systemd is at hand, it reads both files.
    let files = ["examples/schedule/escalate-due.service", "examples/schedule/escalate-due.timer"];
    if let Ok(checked) =
        Command::new("systemd-analyze").arg("verify").args(files).current_dir(root()).output()
    {
        let wrong = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert!(!wrong.contains("Unknown") && !wrong.contains("Failed to parse"), "{wrong}");
    }
}

#[test]
fn the_office_of_the_pictures_can_be_built() {
    let home = tempfile::tempdir().unwrap();
    shell(home.path(), &["examples/office.sh"]);
}
