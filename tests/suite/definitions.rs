//! What an editor is told about a definition that is wrong: every finding at once, with its line.

use escalate::protocol::Code;

use crate::support::Office;

/// A sound definition that each bad one changes.
const SOUND: &str = r#"format = 1
id = "ours"
version = "1"
title = "Ours"
document = "Our protocol"
calendar = "england-and-wales"

[scope]
allows = "both"
says = "All."
source = "1"

[[category]]
id = "decision"
title = "A decision"
source = "1"

[[role]]
id = "manager"
title = "Manager"

[[outcome]]
id = "agreed"
title = "Agreed"

[[outcome]]
id = "decision-stands"
title = "Stands"

[[field]]
id = "impact"
title = "The impact"
source = "1"

[[pathway]]
id = "general"
title = "General"
source = "1"

[[pathway.stage]]
number = 1
title = "One"
what = "Talk."
holders = ["manager"]
limit = { kind = "working-days", amount = 1, from = "opened", source = "1" }
source = "1"
"#;

/// A bad definition for each code: what is replaced, and by what.
fn bad() -> Vec<(Code, String)> {
    let with = |from: &str, to: &str| {
        assert!(SOUND.contains(from), "{from}");
        SOUND.replacen(from, to, 1)
    };
    let more = |text: &str| format!("{SOUND}{text}");
    let stage = |number: u32, extra: &str| {
        format!(
            "\n[[pathway.stage]]\nnumber = {number}\ntitle = \"N\"\nwhat = \"x\"\nholders = [\"manager\"]\nlimit = {{ kind = \"unspecified\", source = \"1\" }}\nsource = \"1\"\n{extra}"
        )
    };
    vec![
        (Code::TooLarge, more(&format!("# {}", "x".repeat(256 * 1024)))),
        (Code::Syntax, with("title = \"Ours\"", "title = Ours\n= 3")),
        (Code::UnknownKey, with("calendar =", "calender =")),
        (Code::MissingKey, with("version = \"1\"\n", "")),
        (Code::WrongType, with("title = \"Ours\"", "title = 7")),
        (Code::BadValue, with("kind = \"working-days\"", "kind = \"working-day\"")),
        (Code::BadId, with("id = \"impact\"", "id = \"the impact\"")),
        (Code::DuplicateId, with("id = \"decision-stands\"", "id = \"agreed\"")),
        (
            Code::UnknownReference,
            more("[[pathway.stage.required]]\nfield = \"impct\"\nof = [\"challenge\"]\nsource = \"1\"\n"),
        ),
        (Code::UnknownRole, with("holders = [\"manager\"]", "holders = [\"manger\", \"chair\"]")),
        (Code::UnknownCalendar, with("england-and-wales", "england")),
        (Code::UnknownBase, with("version = \"1\"", "version = \"1\"\nextends = \"4lcsb\"")),
        (Code::Cycle, with("version = \"1\"", "version = \"1\"\nextends = \"ours\"")),
        (
            Code::UnknownRemoval,
            with("version = \"1\"", "version = \"1\"\nextends = \"set\"\nremove = [\"category.referal\"]"),
        ),
        (Code::UnreachableStage, more(&stage(3, ""))),
        (Code::LimitWithoutStart, with(", from = \"opened\"", "")),
        (Code::LimitWithoutAmount, with("amount = 1, ", "")),
        (Code::MissingOutcome, with("[[outcome]]\nid = \"agreed\"\ntitle = \"Agreed\"\n", "")),
        (
            Code::NoEffect,
            more("[[pathway.stage.duty]]\nid = \"d\"\nwhat = \"x\"\ncondition = \"If so\"\nsource = \"1\"\n"),
        ),
        (
            Code::NeverCreated,
            more("[[pathway.stage.duty]]\nid = \"d\"\nwhat = \"x\"\non-field = true\nsource = \"1\"\n"),
        ),
    ]
}

fn checked(text: &str) -> String {
    let office = Office::bare();
    let file = office.write("protocols/ours.toml", text);
    let outcome = office.run(&["protocol", "check", file.to_str().unwrap()]);
    assert_eq!(outcome.status, 2, "{outcome}");
    outcome.out.replace(&office.folder().display().to_string(), "…")
}

#[test]
fn the_sound_one_is_sound() {
    let office = Office::bare();
    let file = office.write("ours.toml", SOUND);
    office.ok(&["protocol", "check", file.to_str().unwrap()]).prints("no findings");
    assert_eq!(office.json(&["protocol", "check", file.to_str().unwrap()]), serde_json::json!([]));
}

#[test]
fn every_code_has_its_message() {
    let mut page = String::new();
    for code in Code::ALL.iter().filter(|code| **code != Code::BadDate) {
        let (_, text) =
            bad().into_iter().find(|(of, _)| of == code).unwrap_or_else(|| panic!("no bad file for {code}"));
        let said = checked(&text);
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
        page.push_str(&format!("## {code}: {}\n\n{said}\n", code.meaning()));
    }
    insta::assert_snapshot!(page);
}

#[test]
fn a_key_without_effect_is_found() {
    let duty = |table: &str, keys: &str| {
        format!("{SOUND}[[{table}]]\nid = \"d\"\nwhat = \"x\"\nsource = \"1\"\n{keys}\n")
    };
    let limit = "limit = { kind = \"working-days\", amount = 1, from = \"entered\", source = \"1\" }";
    for (text, said) in [
        (duty("pathway.stage.duty", "strength = \"should\"\ncondition = \"If so\""), "‘condition’"),
        (duty("pathway.stage.duty", &format!("strength = \"may\"\n{limit}")), "is never overdue"),
        (duty("pathway.stage.duty", "only-for = \"health\""), "‘only-for’"),
        (duty("pathway.at-opening", "stages = [1]"), "‘stages’"),
        (duty("pathway.at-resolution", "on-field = true"), "‘on-field’"),
        (
            duty("pathway.stage.duty", "met-by = { entry = \"decision\", mode = \"meeting\" }"),
            "‘between’ and ‘mode’",
        ),
        (
            format!(
                "{SOUND}[[pathway.stage.required]]\nfield = \"impact\"\nof = [\"advance\"]\nbetween = \"both-sides\"\nsource = \"1\"\n"
            ),
            "‘between’ has an effect on what is required of a discussion alone",
        ),
    ] {
        let found = checked(&text);
        assert!(found.contains("error[no-effect]") && found.contains(said), "{said}: {found}");
    }
}

#[test]
fn the_codes_are_stable() {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    insta::assert_snapshot!(codes.join("\n"));
}

#[test]
fn every_finding_is_told_at_once() {
    let text = SOUND
        .replace("calendar =", "calender =")
        .replace("[\"manager\"]", "[\"manger\"]")
        .replace("amount = 1", "amount = 0")
        .replace("title = \"One\"", "title = 1");
    let office = Office::bare();
    let file = office.write("ours.toml", &text);
    let outcome = office.run(&["--format", "json", "protocol", "check", file.to_str().unwrap()]);
    let found: Vec<(String, u64, u64)> = outcome
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["code"].as_str().unwrap().into(),
                one["line"].as_u64().unwrap(),
                one["column"].as_u64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("missing-key".into(), 1, 1),
            ("unknown-key".into(), 6, 1),
            ("wrong-type".into(), 42, 9),
            ("unknown-role".into(), 44, 12),
            ("limit-without-amount".into(), 45, 9),
        ]
    );
}

#[test]
fn a_finding_in_a_base_names_the_base() {
    let office = Office::bare();
    office.write(
        "protocols/base.toml",
        &SOUND.replace("id = \"ours\"", "id = \"base\"").replace("[\"manager\"]", "[\"manger\"]"),
    );
    let file = office.write("ours.toml", "format = 1\nid = \"ours\"\nversion = \"1\"\nextends = \"base\"\n");
    let outcome = office.run(&["--format", "json", "protocol", "check", file.to_str().unwrap()]);
    let finding = &outcome.json()[0];
    assert!(finding["file"].as_str().unwrap().ends_with("base.toml"), "{finding}");
    assert_eq!((&finding["code"], &finding["line"]), (&"unknown-role".into(), &44.into()));
}

#[test]
fn definitions_that_extend_each_other_are_a_circle() {
    let office = Office::bare();
    let extends =
        |id: &str, base: &str| format!("format = 1\nid = \"{id}\"\nversion = \"1\"\nextends = \"{base}\"\n");
    office.write("protocols/one.toml", &extends("one", "two"));
    office.write("protocols/two.toml", &extends("two", "three"));
    office.write("protocols/three.toml", &extends("three", "one"));
    let outcome = office.run(&["protocol", "check", "one"]);
    assert_eq!(outcome.status, 2);
    outcome.prints("one → two → three → one");
    office.fails(2, &["protocol", "show", "one"]).says("extend each other");
    let listed = office.json(&["protocol", "list"]);
    assert!(listed.as_array().unwrap().iter().any(|line| line["id"] == "one" && line["findings"] == 1));
}

#[test]
fn hostile_text_in_a_definition_cannot_drive_the_terminal() {
    let hostile = SOUND.replace("title = \"Ours\"", "title = \"\\u001b]0;x\\u0007\\u202e\"");
    let office = Office::bare();
    office.write("protocols/ours.toml", &hostile);
    let shown = office.ok(&["protocol", "show", "ours"]);
    assert!(!shown.out.chars().any(|c| c != '\n' && escalate::render::text::is_hidden(c)), "{shown}");
    // In a file that is not even well-formed, too.
    let said = checked(&SOUND.replace("title = \"Ours\"", "title = \u{1b}]0;x\u{7}\u{202e}"));
    assert!(!said.chars().any(|c| c != '\n' && escalate::render::text::is_hidden(c)), "{said:?}");
}

#[test]
fn a_huge_or_deep_definition_costs_little() {
    let began = std::time::Instant::now();
    let deep = format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000));
    checked(&deep);
    checked(&format!("{SOUND}{}", "[[pathway]]\nid = \"x\"\n".repeat(5000)));
    let stages: String = (2..=70)
        .map(|n| format!("\n[[pathway.stage]]\nnumber = {n}\ntitle = \"N\"\nwhat = \"x\"\nholders = [\"manager\"]\nlimit = {{ kind = \"unspecified\", source = \"1\" }}\nsource = \"1\"\n"))
        .collect();
    assert!(
        checked(&format!("{SOUND}{stages}")).contains("is no stage number")
            || checked(&format!("{SOUND}{stages}")).contains("64")
    );
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn a_finding_at_a_wide_character_is_shown() {
    let office = Office::bare();
    let file = office.write("wide.toml", "format = 1\nid = \"ours\"\nversion ⬙= = {ope\"\n");
    let outcome = office.run(&["protocol", "check", file.to_str().unwrap()]);
    assert_eq!(outcome.status, 2);
    outcome.prints("wide.toml:3");
}
