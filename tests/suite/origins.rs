//! What is not a shipped definition or calendar is never shown as one, whatever id and version it has.

use std::io::Read;

use escalate::export::diagram::DiagramFormat;
use escalate::export::guide::GuideFormat;
use escalate::export::{AccountFormat, ExportFormat};
use serde_json::Value;

use crate::support::{MANAGER, Office, WORKER};

/// The limit of the first stage in the shipped definition, and what an agency makes of it.
const SHIPPED_LIMIT: &str =
    r#"limit = { kind = "working-days", amount = 1, from = "opened", source = "001 §3" }"#;

/// England and Wales without a bank holiday.
const NO_HOLIDAYS: &str = "format = 1\nid = \"england-and-wales\"\n\n[published]\nfrom = 1900\nto = 2199\n\n[closures]\n\"2026-12-24\" = \"Closed\"\n";

const CHANGED: &str = "changed by this agency, not the shipped definition";

/// An office that works by the shipped definitions, or with thirty days for one and without bank holidays.
fn office(changed: bool) -> Office {
    let office = Office::bare();
    office.at("2026-04-02 10:00");
    if changed {
        change_definition(&office);
        office.write("calendars/england-and-wales.toml", NO_HOLIDAYS);
    }
    office.ok(&[
        "init",
        "--plain",
        "--me",
        "Asha Patel, teacher",
        "--agency",
        "Elm School",
        "--protocol",
        "4lscb",
    ]);
    office
}

fn change_definition(office: &Office) {
    let shipped = std::fs::read_to_string("protocols/4lscb.toml").unwrap();
    assert!(shipped.contains(SHIPPED_LIMIT));
    let changed = shipped.replacen(SHIPPED_LIMIT, &SHIPPED_LIMIT.replace("amount = 1", "amount = 30"), 1);
    office.write("protocols/4lscb.toml", &changed);
}

/// Every command that stores something in a case, each once.
const WRITES: &[&[&str]] = &[
    &[
        "open",
        "--child",
        "J.S.",
        "--concern",
        "Refused",
        "--category",
        "contact-or-referral",
        "--from",
        "Asha Patel, teacher, Elm School",
        "--to",
        WORKER,
    ],
    &["log", "1", "--with", WORKER, "--mode", "phone", "--summary", "No", "--result", "not-agreed"],
    &["timescale", "1", "--by", "2026-04-03 12:00"],
    &["party", "1", "--add", "Eva Moss, nurse, Health"],
    &["request", "1", "--from", "Asha Patel, teacher, Elm School", "--to", WORKER, "--what", "The notes"],
    &["answer", "1", "5", "--text", "Here"],
    &["action", "1", "--what", "Visit", "--owner", MANAGER, "--by", "2026-04-09"],
    &["action", "1", "7", "--done", "Visited"],
    &["protect", "1", "--step", "A strategy meeting"],
    &["duty", "1", "written-account", "--done", "Sent"],
    &["advance", "1", "--why", "No agreement", "--risk", "Both", "--holder", MANAGER],
    &["decide", "1", "--who", MANAGER, "--decision", "A visit", "--result", "changed"],
    &["correct", "1", "2", "--why", "A slip", "--summary", "Not yet"],
    &["resolve", "1", "--outcome", "agreed", "--summary", "Agreed"],
    &["confirm", "1", "--party", "Elm School", "--by", "Asha Patel, teacher, Elm School"],
    &["approve", "1"],
    &["file", "1", "--where", "The child's file"],
    &["erase", "1", "3", "--why", "Art. 17", "--authority", "The DPO", "--confirm", "2026-0001"],
    &["hold", "1", "--why", "A review"],
    &["reopen", "1", "--why", "It goes on"],
    &["withdraw", "1", "--why", "A misunderstanding"],
    &[
        "open",
        "--child",
        "K.T.",
        "--concern",
        "Refused",
        "--category",
        "contact-or-referral",
        "--from",
        "Asha Patel, teacher, Elm School",
        "--to",
        WORKER,
    ],
];

/// Every command that shows a protocol, in the forms of the terminal and of programs.
const READS: &[&[&str]] = &[
    &["show", "1"],
    &["show", "2"],
    &["next", "2"],
    &["list"],
    &["due"],
    &["similar", "1"],
    &["themes"],
    &["protocol", "list"],
    &["protocol", "show", "4lscb"],
    &["protocol", "diff", "4lscb", "london"],
    &["calendar", "show"],
    &["calendar", "add", "2026-04-02", "1 working day"],
];

const FORMATS: [&str; 4] = ["table", "json", "jsonl", "csv"];

/// Everything that the program says in which a protocol stands: what was typed, and what came of it.
fn walk(office: &Office) -> Vec<(String, String)> {
    let mut said = Vec::new();
    let mut take = |arguments: &[&str], text: String| said.push((arguments.join(" "), text));
    for (at, arguments) in WRITES.iter().enumerate() {
        // Each form in its turn: a command stores only once.
        let mut all = arguments.to_vec();
        all.extend(["--format", FORMATS[at % 4], "--once", "key"]);
        let key = format!("key {at}");
        *all.last_mut().unwrap() = &key;
        let out = office.ok(&all).out;
        take(&all, out);
        for format in FORMATS {
            let place = all.len() - 3;
            all[place] = format;
            let out = office.ok(&all).out;
            take(&all, out);
        }
    }
    for arguments in READS {
        for format in FORMATS {
            let mut all = arguments.to_vec();
            all.extend(["--format", format]);
            let out = office.ok(&all).out;
            take(&all, out);
        }
    }
    let mut documents: Vec<Vec<&str>> = Vec::new();
    for format in ExportFormat::ALL {
        documents.push(vec!["export", "--to", format.word()]);
        documents.push(vec!["export", "2", "--to", format.word(), "--redact", "names"]);
    }
    documents
        .extend(AccountFormat::ALL.iter().map(|format| vec!["account", "1", "--to-format", format.word()]));
    documents.push(vec!["protocol", "guide", "4lscb"]);
    let guide = |format: &GuideFormat| vec!["protocol", "guide", "4lscb", "--to-format", format.word()];
    documents.extend(GuideFormat::ALL.iter().map(guide));
    let diagram = |format: &DiagramFormat| vec!["protocol", "diagram", "4lscb", "--to-format", format.word()];
    documents.extend(DiagramFormat::ALL.iter().map(diagram));
    for arguments in &documents {
        let text = written(office, arguments);
        take(arguments, text);
    }
    said
}

/// What a command prints, or what the document says that it writes.
fn written(office: &Office, arguments: &[&str]) -> String {
    let binary = arguments.iter().any(|argument| ["docx", "xlsx"].contains(argument));
    if !binary {
        return office.ok(arguments).out;
    }
    let path = office.folder().join("document");
    let mut all = arguments.to_vec();
    all.extend(["--output", path.to_str().unwrap(), "--force"]);
    office.ok(&all);
    let mut archive = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let _ = file.read_to_string(&mut text);
    }
    assert!(!text.is_empty());
    text
}

/// A text as it reads: without line breaks, what tables are drawn with, and the signs of markup.
fn flat(text: &str) -> String {
    let mut out = String::new();
    let mut tag = false;
    // A calendar folds its lines in the middle of a word.
    for c in text.replace("\r\n ", "").chars() {
        match c {
            '<' => tag = true,
            '>' if tag => tag = false,
            _ if tag => {}
            '│' | '┆' | '\\' | '|' => out.push(' '),
            c => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What an output must say of a definition that is not the shipped one.
fn marks(command: &str, text: &str, digest: &str) -> bool {
    let of_programs = ["--format json", "--format jsonl", "--format csv", "--to csv", "--to json"];
    let calendar = command.starts_with("calendar");
    if calendar {
        return text.contains("changed");
    }
    if of_programs.iter().any(|format| command.contains(format)) {
        return text.contains("own") && text.contains(digest)
            || command.contains("themes") && text.contains(&digest[..12]);
    }
    // A narrow column breaks the words of the mark, and in a list the digest too.
    if command.starts_with("list") {
        return text.contains("(changed");
    }
    // Which cases are alike is told without a word of the protocol.
    if command.starts_with("similar") {
        return true;
    }
    text.contains("changed by") && text.contains(&digest[..12])
}

#[test]
fn a_definition_with_a_shipped_id_and_version_is_never_shown_as_the_shipped_one() {
    let office = office(true);
    let digest = office.json(&["protocol", "show", "4lscb"])["protocol_digest"].as_str().unwrap().to_owned();
    let said = walk(&office);
    let unmarked: Vec<&str> = said
        .iter()
        .filter(|(command, text)| !marks(command, &flat(text), &digest))
        .map(|(command, _)| command.as_str())
        .collect();
    assert!(unmarked.is_empty(), "{unmarked:#?}");
    let shown = office.json(&["show", "2"]);
    assert_eq!(shown["protocol_origin"], "own");
    assert!(shown["protocol_title"].as_str().unwrap().contains(CHANGED), "{shown}");
    assert_eq!(shown["protocol_version"], "1");
    office.verifies();
}

#[test]
fn a_shipped_definition_and_calendar_have_no_mark_anywhere() {
    let office = office(false);
    for (command, text) in walk(&office) {
        let text = flat(&text);
        for mark in [
            "by this agency",
            "this agency’s",
            "\"own\"",
            ",own,",
            "_origin\": \"changed",
            "_origin\":\"changed",
        ] {
            assert!(!text.contains(mark), "{command}: {mark}\n{text}");
        }
    }
    let shown = office.json(&["show", "2"]);
    assert_eq!(shown["protocol_origin"], "shipped");
    assert_eq!(shown["limit"]["calendar_origin"], "shipped");
    assert_eq!(shown["limit"]["calendar_mark"], Value::Null);
}

#[test]
fn a_case_keeps_the_origin_of_the_definition_that_it_was_opened_under() {
    let office = office(false);
    office.opens(&["--category", "contact-or-referral"]);
    change_definition(&office);
    office.opens(&["--category", "contact-or-referral"]);
    let changed = office.json(&["protocol", "show", "4lscb"])["protocol_digest"].clone();
    // Both have one id and one version: only the digest tells them apart.
    let list = office.json(&["list"]);
    assert_eq!((&list[0]["protocol_origin"], &list[0]["protocol_digest"]), (&"own".into(), &changed));
    assert_eq!(list[1]["protocol_origin"], "shipped");
    assert_ne!(list[1]["protocol_digest"], changed);
    for item in office.due(&[]) {
        let expected = if item["case"] == list[0]["case"] { "own" } else { "shipped" };
        assert_eq!(item["protocol_origin"], expected, "{item}");
    }
    let themes = office.json(&["themes"]);
    let categories = themes["categories"].as_array().unwrap();
    assert_eq!(categories.len(), 2, "cases under the two are not counted together: {categories:?}");
    std::fs::remove_file(office.folder().join("protocols/4lscb.toml")).unwrap();
    assert_eq!(office.json(&["show", "2"])["protocol_origin"], "own");
    assert_eq!(office.json(&["show", "1"])["protocol_origin"], "shipped");
}

#[test]
fn a_partnerships_own_protocol_says_so_and_what_it_extends() {
    let office = office(false);
    office.write(
        "protocols/elm.toml",
        "format = 1\nid = \"elm\"\nextends = \"4lscb\"\nversion = \"2\"\ntitle = \"Elm Partnership protocol\"\n",
    );
    let shown = office.ok(&["protocol", "show", "elm"]);
    shown.prints("Elm Partnership protocol (this agency’s own definition, which extends 4lscb, ");
    office.opens(&["--protocol", "elm", "--category", "contact-or-referral"]);
    let shown = office.ok(&["show", "1"]);
    shown.prints("Elm Partnership protocol (this agency’s own definition, which extends 4lscb, ");
    office.ok(&["list"]).prints(&office.json(&["list"])[0]["protocol_digest"].as_str().unwrap()[..12]);
    change_definition(&office);
    office.ok(&["protocol", "show", "elm"]).prints("which extends this agency’s own 4lscb");
    // What `new` writes is a definition's title, and no mark.
    let new = office.ok(&["protocol", "new", "oak", "--extends", "elm", "--output", "-"]);
    assert!(!new.out.contains("this agency’s"), "{new}");
}

#[test]
fn a_limit_says_by_whose_days_it_was_counted() {
    let office = office(false);
    let opened = |office: &Office| office.opens(&["--category", "contact-or-referral"]);
    let limit = |office: &Office, case: &str| office.json(&["show", case])["limit"].clone();
    office.write("calendars/england-and-wales.toml", NO_HOLIDAYS);
    let case = opened(&office);
    assert_eq!(office.due_at(&case), "2026-04-03T17:00:00+01:00", "Good Friday is worked");
    std::fs::remove_file(office.folder().join("calendars/england-and-wales.toml")).unwrap();
    // It was counted so, whatever calendar is in place now.
    let changed = limit(&office, &case);
    assert_eq!(changed["calendar_origin"], "changed", "{changed}");
    let mark = "(changed by this agency: other hours";
    for command in ["show", "next"] {
        let said = office.ok(&[command, &case]);
        assert!(!said.out.contains(mark), "{said}");
        said.prints("calendar england-and-wales (changed by this agency");
    }
    office.ok(&["export", &case, "--to", "md"]).prints("changed by this agency");
    let closures = "format = 1\nid = \"england-and-wales\"\n\n[closures]\n\"2026-04-07\" = \"INSET day\"\n";
    office.write("calendars/england-and-wales.toml", closures);
    let case = opened(&office);
    assert_eq!(limit(&office, &case)["calendar_origin"], "closures");
    office.ok(&["show", &case]).prints("with this agency’s closure days 2026-04-07 INSET day");
    office.ok(&["calendar", "show"]).prints("England and Wales (with this agency’s closure days, ");
}
