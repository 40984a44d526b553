//! The way in: no text that was given is dropped or changed, whatever the command and the way.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{MANAGER, Office, Outcome, TEACHER, WORKER};

/// How far a case has come before a command is tried.
#[derive(Debug, Clone, Copy)]
enum Before {
    Opened,
    Full,
    Resolved,
}

/// Every command that records: what comes before, its arguments, and those that take a text.
///
/// `field` stands for `--field indicators=TEXT`.
const COMMANDS: &[(Before, &[&str], &[&str])] = {
    use Before::{Full, Opened, Resolved};
    &[
        (
            Opened,
            &["open", "--child", "A.B.", "--category", "decision", "--from", TEACHER, "--to", WORKER],
            &["concern", "evidence", "impact", "why", "field"],
        ),
        (Opened, &["log", "1", "--with", WORKER, "--mode", "phone"], &["summary", "field"]),
        (Opened, &["decide", "1", "--who", MANAGER], &["decision", "why", "field"]),
        (Opened, &["advance", "1"], &["why", "risk", "field"]),
        (Opened, &["timescale", "1", "--by", "2026-11-20 16:00"], &["field"]),
        (Opened, &["duty", "1", "written-account"], &["done", "field"]),
        (Opened, &["protect", "1"], &["step", "field"]),
        (Opened, &["party", "1", "--keeps-record", "Elm School"], &["where", "field"]),
        (Opened, &["request", "1", "--from", TEACHER, "--to", WORKER], &["what", "field"]),
        (Full, &["answer", "1", "11"], &["text", "field"]),
        (Opened, &["action", "1", "--owner", MANAGER, "--by", "2026-11-30"], &["what", "field"]),
        (Full, &["action", "1", "6"], &["done", "field"]),
        (Opened, &["resolve", "1", "--outcome", "agreed"], &["summary", "child-outcome", "field"]),
        (Resolved, &["confirm", "1", "--party", "Elm School", "--by", TEACHER], &["text", "field"]),
        (Opened, &["withdraw", "1"], &["why", "field"]),
        (Resolved, &["reopen", "1"], &["why", "field"]),
        (Full, &["approve", "1", "2", "--by", TEACHER], &["field"]),
        (Full, &["file", "1", "2"], &["where", "field"]),
        (Opened, &["hold", "1"], &["why", "field"]),
        (Full, &["erase", "1", "2", "--confirm", "2026-0001"], &["why", "authority", "field"]),
        (Full, &["correct", "1", "1"], &["why", "concern", "evidence", "impact", "field"]),
        (Full, &["correct", "1", "2"], &["why", "summary"]),
        (Full, &["correct", "1", "3"], &["why", "decision"]),
        (Full, &["correct", "1", "4"], &["why", "what"]),
        (Full, &["correct", "1", "5"], &["why", "text"]),
        (Full, &["correct", "1", "8"], &["why", "done"]),
        (Full, &["correct", "1", "9"], &["why", "step"]),
        (Full, &["correct", "1", "10"], &["why", "where"]),
        (Full, &["correct", "1", "12"], &["why", "risk"]),
        (Resolved, &["correct", "1", "13"], &["why", "summary", "child-outcome"]),
    ]
};

/// An office whose case has come so far.
fn office(before: Before) -> Office {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision", "--evidence", "seen"]);
    if matches!(before, Before::Opened) {
        return office;
    }
    let steps: &[&[&str]] = &[
        &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "s"],
        &["decide", "1", "--who", MANAGER, "--decision", "d"],
        &["request", "1", "--from", TEACHER, "--to", WORKER, "--what", "w"],
        &["answer", "1", "4", "--text", "t"],
        &["action", "1", "--what", "w", "--owner", MANAGER, "--by", "2026-11-30"],
        &["action", "1", "--what", "w", "--owner", MANAGER, "--by", "2026-11-30"],
        &["action", "1", "7", "--done", "d"],
        &["protect", "1", "--step", "s"],
        &["party", "1", "--keeps-record", "Elm School", "--where", "w"],
        &["request", "1", "--from", TEACHER, "--to", WORKER, "--what", "w"],
        &["advance", "1", "--why", "w", "--risk", "r"],
        &["resolve", "1", "--outcome", "agreed", "--summary", "s"],
    ];
    let last = if matches!(before, Before::Full) { steps.len() - 1 } else { steps.len() };
    for step in &steps[..last] {
        office.ok(step);
    }
    office
}

/// Texts that were lost or changed, or might be.
const TEXTS: &[&str] = &[
    "  spaces before and after  ",
    "\n\nlines\n\n between \n\n",
    "2026-04-02T16:00:00+01:00",
    "@home",
    "@@twice",
    "@-",
    "-",
    "--",
    "-q",
    "--summary=x",
    "--why",
    "a=b=c",
    "=",
    "true",
    "5",
    "\"\"\" ''' \\n \\ \" [field]",
    "tab\t, escape \u{1b}[31m, override \u{202e}, crlf \r\n",
    "Siân, Sia\u{302}n, 李, 👨‍👩‍👧, \u{feff}",
];

/// The ways in which a text is given.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    Argument,
    File,
    Input,
    Toml,
    Json,
    TomlInput,
    JsonInput,
}

const WAYS: [Way; 7] =
    [Way::Argument, Way::File, Way::Input, Way::Toml, Way::Json, Way::TomlInput, Way::JsonInput];

/// The arguments that give a text, and what is on standard input; none where it cannot be given so.
fn given(office: &Office, way: Way, flag: &str, text: &str) -> Option<(Vec<String>, Vec<u8>)> {
    let value = |value: &str| match flag {
        "field" => vec!["--field".to_owned(), format!("indicators={value}")],
        flag => vec![format!("--{flag}"), value.to_owned()],
    };
    let table = if flag == "field" { json!({"field": {"indicators": text}}) } else { json!({flag: text}) };
    let toml = || toml::to_string(&toml::Table::try_from(&table).unwrap()).unwrap();
    let from_file = |file: &str| vec!["--from-file".to_owned(), file.to_owned()];
    let path = |name: &str, text: &str| office.write(name, text).display().to_string();
    Some(match way {
        // The name of an argument in the place of a value means that the value was forgotten.
        Way::Argument if text == "--why" || text == "--" => return None,
        Way::Argument if text.starts_with('@') => (value(&format!("@{text}")), Vec::new()),
        Way::Argument => (value(text), Vec::new()),
        Way::File => (value(&format!("@{}", path("text", &format!("{text}\n")))), Vec::new()),
        Way::Input => (value("@-"), format!("{text}\n").into_bytes()),
        Way::Toml => (from_file(&path("f.toml", &toml())), Vec::new()),
        Way::Json => (from_file(&path("f.json", &table.to_string())), Vec::new()),
        Way::TomlInput => (from_file("-"), toml().into_bytes()),
        Way::JsonInput => (from_file("-"), table.to_string().into_bytes()),
    })
}

/// The arguments with a filler for each further text that the command takes.
fn with_fillers(base: &[&str], flags: &[&str], but: &[&str]) -> Vec<String> {
    let mut arguments: Vec<String> = base.iter().map(ToString::to_string).collect();
    for flag in flags.iter().filter(|flag| !but.contains(flag) && **flag != "field") {
        arguments.extend([format!("--{flag}"), "filler".to_owned()]);
    }
    arguments
}

fn run(office: &Office, input: &[u8], arguments: &[String]) -> Outcome {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    office.run_with(input, &[&["--format", "json"], &arguments[..]].concat())
}

/// What the entry that was just stored says, as `show` tells it.
fn said(office: &Office, outcome: &Outcome) -> Value {
    assert_eq!(outcome.status, 0, "{outcome}");
    let stored = outcome.json();
    let shown = office.json(&["show", stored["case"].as_str().unwrap()]);
    let entries = shown["entries"].as_array().unwrap().clone();
    entries.into_iter().find(|entry| entry["entry"] == stored["receipt"]["entry"]).unwrap()["fields"].take()
}

/// Tries each way for each text of each command, from a logbook that is put back before each try.
fn for_each_try(mut attempt: impl FnMut(&Office, &[&str], &[&str], &str)) {
    for before in [Before::Opened, Before::Full, Before::Resolved] {
        let office = office(before);
        let logbook = std::fs::read(office.logbook()).unwrap();
        for (at, base, flags) in COMMANDS {
            if std::mem::discriminant(at) != std::mem::discriminant(&before) {
                continue;
            }
            for flag in *flags {
                std::fs::write(office.logbook(), &logbook).unwrap();
                attempt(&office, base, flags, flag);
            }
        }
    }
}

#[test]
fn every_text_of_every_command_is_among_those_that_are_tried() {
    let office = Office::bare();
    let help = office.ok(&["--help"]).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names =
        commands.take_while(|line| !line.is_empty()).filter_map(|line| line.get(2..)?.split(' ').next());
    for name in names.filter(|name| !name.is_empty()) {
        let help = office.ok(&[name, "--help"]).out;
        if !help.contains("--from-file") {
            assert!(!help.contains("TEXT>"), "{name} takes a text, and records nothing");
            continue;
        }
        let taken: BTreeSet<&str> = help
            .lines()
            .filter_map(|line| line.trim().strip_prefix("--")?.split_once(" <")?.0.into())
            .filter(|flag| help.contains(&format!("--{flag} <TEXT>")))
            .collect();
        let of_command = COMMANDS.iter().filter(|(_, base, _)| base[0] == name);
        let tried: BTreeSet<&str> =
            of_command.flat_map(|(.., flags)| *flags).copied().filter(|flag| *flag != "field").collect();
        assert_eq!(tried, taken, "{name}");
        assert!(
            COMMANDS.iter().any(|(_, base, flags)| base[0] == name && flags.contains(&"field")),
            "{name}"
        );
    }
}

#[test]
fn every_text_is_stored_as_it_was_given() {
    let mut turn = 0;
    let long = "long ".repeat(100_000);
    let mut tried = 0;
    for_each_try(|office, base, flags, flag| {
        let logbook = std::fs::read(office.logbook()).unwrap();
        for way in WAYS {
            // Each takes its turn, so that every text meets every way.
            for text in [TEXTS[turn % TEXTS.len()], TEXTS[(turn * 7 + 3) % TEXTS.len()], &long] {
                if text.len() > 1000 && turn % 11 != 0 || text.len() > 100_000 && way == Way::Argument {
                    continue;
                }
                let Some((own, input)) = given(office, way, flag, text) else { continue };
                std::fs::write(office.logbook(), &logbook).unwrap();
                let arguments = [with_fillers(base, flags, &[flag]), own].concat();
                let fields = said(office, &run(office, &input, &arguments));
                let name = if flag == "field" { "indicators" } else { flag };
                assert_eq!(fields[name], text, "{way:?} {arguments:?}");
                tried += 1;
            }
            turn += 1;
        }
    });
    assert!(tried > 700, "{tried}");
}

#[test]
fn texts_that_are_given_in_several_ways_are_all_stored() {
    for_each_try(|office, base, flags, flag| {
        let Some(other) = flags.iter().find(|other| **other != flag) else { return };
        let logbook = std::fs::read(office.logbook()).unwrap();
        let name = |flag: &str| if flag == "field" { "indicators".to_owned() } else { flag.to_owned() };
        for way in WAYS {
            for other_way in [Way::Input, Way::File, Way::Toml] {
                let one_file = |way| matches!(way, Way::Toml | Way::Json | Way::TomlInput | Way::JsonInput);
                let one_input = |way| matches!(way, Way::Input | Way::TomlInput | Way::JsonInput);
                if one_file(way) && one_file(other_way) || way == Way::File && other_way == Way::File {
                    continue;
                }
                std::fs::write(office.logbook(), &logbook).unwrap();
                let (own, input) = given(office, way, flag, "@one\nof two").unwrap();
                let (others, other_input) = given(office, other_way, other, " another ").unwrap();
                let arguments = [with_fillers(base, flags, &[flag, other]), own, others].concat();
                if one_input(way) && one_input(other_way) {
                    let refused = run(office, &input, &arguments);
                    assert_eq!(refused.status, 2, "{refused}");
                    refused.says("can be read once").says("@FILE");
                    assert_eq!(std::fs::read(office.logbook()).unwrap(), logbook, "{refused}");
                    continue;
                }
                let input = if input.is_empty() { other_input } else { input };
                let fields = said(office, &run(office, &input, &arguments));
                assert_eq!(fields[name(flag)], "@one\nof two", "{way:?} {other_way:?} {arguments:?}");
                assert_eq!(fields[name(other)], " another ", "{way:?} {other_way:?} {arguments:?}");
            }
        }
    });
}

#[test]
fn what_cannot_be_read_or_says_nothing_is_refused() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision"]);
    let protect = ["protect", &case, "--step", "s", "--field"];
    let empty = office.write("empty", " \n\n");
    let empty = format!("indicators=@{}", empty.display());
    office.fails(2, &[&protect[..], &[&empty]].concat()).says("--field indicators").says("holds no text");
    // Nothing is on standard input: what is stored would lack the text that was meant.
    office.fails(2, &[&protect[..], &["indicators=@-"]].concat()).says("standard input holds no text");
    office.fails(2, &[&protect[..], &["indicators=@/no/such"]].concat()).says("cannot be read").says("@@");
    let big = office.write("big", &"x".repeat(513 * 1024));
    let big = format!("indicators=@{}", big.display());
    office.fails(2, &[&protect[..], &[&big]].concat()).says("longer than 512 KiB");
    // What a file of arguments says is never changed into something else.
    for (file, says) in [
        (r#"{"step": "one", "step": "two"}"#, "‘step’ is given twice"),
        (r#"{"step": "s", "field": {"indicators": "one", "indicators": "two"}}"#, "given twice"),
        (r#"{"step": {"a": "b"}}"#, "is a table"),
        (r#"{"step": "s", "strict": "maybe"}"#, "either true or false"),
    ] {
        let file = office.write("f.json", file).display().to_string();
        office.fails(2, &["protect", &case, "--from-file", &file]).says(says);
    }
    let long = office.write("f.toml", &format!("step = \"s\"\n{}\n", "# comment\n".repeat(1 << 20)));
    office
        .fails(1, &["protect", &case, "--from-file", &long.display().to_string()])
        .says("longer than 8 MiB");
    let own = office.write("own.json", r#"{"step": true, "field": ["indicators=@/etc/hostname"]}"#);
    office.ok(&["protect", &case, "--from-file", &own.display().to_string()]);
    let said = office.json(&["show", &case])["entries"][1]["fields"].clone();
    assert_eq!(said, json!({"step": "true", "indicators": "@/etc/hostname"}));
}

#[test]
fn every_argument_that_reads_standard_input_reads_the_same() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let exported = office.ok(&["export", "--to", "json"]).out;
    let other = Office::with("4lscb");
    let imported = other.run_with(exported.as_bytes(), &["import", "-"]);
    assert_eq!(imported.status, 0, "{imported}");
    let definition = office.ok(&["protocol", "new", "ours", "--output", "-"]).out;
    let checked = office.run_with(definition.as_bytes(), &["protocol", "check", "-"]);
    assert_eq!(checked.status, 0, "{checked}");
    let refused = office.run_with(definition.as_bytes(), &["protocol", "diff", "-", "-"]);
    assert_eq!(refused.status, 2, "{refused}");
    refused.says("can be read once");
    let receipt = office.ok(&["receipt"]).out.split_whitespace().last().unwrap().to_owned();
    let verified = office.run_with(format!("{receipt}\n").as_bytes(), &["verify", "--expect", "@-"]);
    assert_eq!(verified.status, 0, "{verified}");
    office.fails(2, &["verify", "--expect", "@-", "--expect", "@-"]).says("can be read once");
}

#[test]
fn a_text_that_reads_like_a_time_is_shown_as_it_was_given() {
    let office = Office::bare();
    office.write(
        "protocols/ours.toml",
        "format = 1\nid = \"ours\"\nversion = \"1\"\nextends = \"set\"\ntitle = \"Ours\"\n
         [[field]]\nid = \"received\"\ntitle = \"Received\"\nkind = \"when\"\nsource = \"1\"\n",
    );
    office.ok(&["init", "--plain", "--protocol", "ours"]);
    let time = "2026-04-02T16:00:00+01:00";
    office.opens(&["--category", "referral", "--field", &format!("received={time}")]);
    office.ok(&["log", "1", "--with", WORKER, "--mode", "phone", "--summary", time]);
    office.ok(&["correct", "1", "2", "--why", time, "--at", "2026-11-19 10:00"]);
    for shown in [
        office.ok(&["show", "1"]).out,
        office.ok(&["show", "1", "--format", "csv"]).out,
        office.ok(&["export", "1", "--to", "csv"]).out,
        office.ok(&["export", "1", "--to", "md"]).out,
        office.ok(&["export", "1", "--to", "html"]).out,
    ] {
        let shown = shown.replace("\\+", "+").replace("\\-", "-");
        assert!(shown.matches(time).count() >= 2, "{shown}");
        assert!(shown.contains("Thursday 2 April 2026, 16:00 BST"), "the field that is a time: {shown}");
        assert!(shown.contains("Thursday 19 November 2026, 10:00 GMT"), "{shown}");
    }
}

#[test]
fn a_field_of_the_protocol_stands_beside_the_member_of_its_name() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    office.ok(&[
        "decide",
        "1",
        "--who",
        MANAGER,
        "--decision",
        "d",
        "--supported-by",
        WORKER,
        "--field",
        "supported-by=Both of her teachers",
    ]);
    let said = office.json(&["show", "1"])["entries"][1]["fields"].clone();
    assert_eq!(said["supported-by"], "Both of her teachers");
    assert_eq!(said["supported-by-people"], json!([WORKER]));
}

#[test]
fn a_record_is_stored_whatever_the_variable_for_completions_says() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    for (number, shell) in ["x", "", "bash", "zsh", "fish", "log", "0", "/bin/bash"].iter().enumerate() {
        for arguments in [
            &["protect", "1", "--step", "s"][..],
            &["protect", "--step", "s", "--", "1"],
            &["--", "protect", "1", "--step", "s"],
        ] {
            let before = office.json(&["show", "1"])["entries"].as_array().unwrap().len();
            let output = office.process(arguments).env("ESCALATE_COMPLETE", shell).output().unwrap();
            let after = office.json(&["show", "1"])["entries"].as_array().unwrap().len();
            let stored = output.status.success() && after == before + 1;
            // A line that begins with the separator is no command, with the variable or without.
            let asked = arguments[0] == "--" && ["bash", "zsh", "fish"].contains(shell);
            let refused = output.status.code() == Some(2) && after == before;
            assert!(
                stored || refused || asked && after == before,
                "{number} {shell} {arguments:?}: {output:?}"
            );
            assert_eq!(stored, arguments[0] != "--", "{shell} {arguments:?}: {output:?}");
        }
    }
    assert_eq!(office.run(&["--", "protect", "1", "--step", "s"]).status, 2);
}

#[test]
fn what_is_no_text_in_a_file_is_refused_and_never_made_into_one() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision"]);
    let long = "9".repeat(40);
    let values = ["1.10", "1e3", "-0", "12", &long, "null", "[1]", "[[null]]", "{\"a\": 1}"];
    let mut files: Vec<(&str, String)> = Vec::new();
    for value in values {
        files.push(("f.json", format!(r#"{{"step": {value}}}"#)));
        files.push(("f.json", format!(r#"{{"step": "x", "field": {{"impact": {value}}}}}"#)));
    }
    for value in
        ["0x1F", "1_000", "1.10", "nan", "-inf", "2026-04-02", "2026-04-02 16:00:00", "12:00:00.500", "[1]"]
    {
        files.push(("f.toml", format!("step = {value}\n")));
        files.push(("f.toml", format!("step = 'x'\n[field]\nimpact = {value}\n")));
    }
    files.push(("f.json", r#"{"step": "x", "field": {"impact=x": "abc"}}"#.into()));
    files.push(("f.json", r#"{"step": "x", "field": {"impact": ["abc"]}}"#.into()));
    files.push(("f.json", r#"{"step": "x", "field": [{"impact": "a", "impact": "b"}]}"#.into()));
    files.push(("f.json", r#"{"step": "x", "at": null}"#.into()));
    files.push(("f.json", r#"{"step": "x", "who": 5}"#.into()));
    for (name, file) in files {
        let path = office.write(name, &file).display().to_string();
        let outcome = office.run(&["protect", &case, "--from-file", &path]);
        assert_eq!(outcome.status, 2, "{file}: {outcome}");
        outcome.says("Nothing was stored.");
    }
    let quoted = office.write("f.json", r#"{"step": 1.10}"#).display().to_string();
    office.fails(2, &["protect", &case, "--from-file", &quoted]).says("put it in quotes");
}

#[test]
fn numbers_and_times_in_a_file_are_taken_where_the_argument_is_one() {
    let office = Office::with("4lscb");
    let case = office.opens(&["--category", "decision", "--at", "2026-11-16 09:00"]);
    let file = office.write("f.toml", "why = 'x'\nto = 2\nat = 2026-11-17 10:00:00\n").display().to_string();
    let moved = office.json(&["advance", &case, "--from-file", &file]);
    assert_eq!(moved["stage"], 2);
    assert_eq!(moved["stage_entered_at"], "2026-11-17T10:00:00+00:00");
    let file = office.write("f.json", r#"{"why": "x", "to": 3}"#).display().to_string();
    assert_eq!(office.json(&["advance", &case, "--from-file", &file])["stage"], 3);
}
