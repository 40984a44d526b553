//! A definition for practitioners: its guide, its drawing, and what changed in it.

use crate::support::Office;

const PROTOCOLS: [&str; 5] = ["pan-sussex", "4lscb", "london", "hips", "set"];

#[test]
fn a_guide_tells_every_stage_with_who_and_until_when() {
    let office = Office::bare();
    for id in PROTOCOLS {
        let shown = office.ok(&["protocol", "show", id, "--format", "json"]).json();
        let guide = office.ok(&["protocol", "guide", id, "--to-format", "md"]).out.replace('\\', "");
        let drawn = office.ok(&["protocol", "diagram", id]).out;
        assert!(guide.contains("Key principles") && guide.contains("How it can end"), "{id}");
        for pathway in shown["pathways"].as_array().unwrap() {
            for stage in pathway["stages"].as_array().unwrap() {
                let title = stage["title"].as_str().unwrap();
                assert!(guide.contains(title), "{id}: {title}");
                assert!(guide.contains(stage["source"].as_str().unwrap()), "{id}: {title}");
                let words: Vec<&str> = drawn.split_whitespace().collect();
                let first: Vec<&str> = title.split_whitespace().take(3).collect();
                assert!(words.windows(first.len()).any(|window| window == first), "{id}: {title}");
            }
        }
        for outcome in shown["outcomes"].as_array().unwrap() {
            assert!(guide.contains(outcome["title"].as_str().unwrap()), "{id}");
        }
    }
}

#[test]
fn the_drawing_shows_what_the_boxes_of_the_document_show() {
    let drawn = Office::bare().ok(&["protocol", "diagram", "4lscb", "--pathway", "general"]).out;
    let words = drawn.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    for said in [
        "within 1 working day",
        "If necessary: Seek support",
        "The impact on the child or children",
        "Communicate the concern in writing",
        "Respond to requests for further information",
        "Act promptly",
        "together within 2 working days",
        "within 5 working days",
        "LSCB representative",
        "Independent Chair",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_drawing_fits_its_terminal() {
    let office = Office::bare();
    for width in ["40", "60", "80", "120"] {
        for id in PROTOCOLS {
            let drawn = office.process(&["protocol", "diagram", id]).env("COLUMNS", width).output().unwrap();
            let drawn = String::from_utf8(drawn.stdout).unwrap();
            let widest = drawn.lines().map(|line| line.chars().count()).max().unwrap();
            assert!(widest <= width.parse().unwrap(), "{id} at {width}: {widest}");
        }
    }
}

/// What a hostile editor would write into a definition.
const HOSTILE: &str = "</text><script>alert(1)</script>\\\"];click s1 call x()&#x202e;";

#[test]
fn nothing_in_a_definition_is_markup() {
    let office = Office::bare();
    let text = office.ok(&["protocol", "new", "ours", "--output", "-"]).out;
    let title = text.lines().find(|line| line.starts_with("title = ")).unwrap().to_owned();
    let file = format!("title = \"{HOSTILE}\u{202e}\"");
    office.write("protocols/ours.toml", &text.replace(&title, &file));
    let pathway = text.split("[[pathway]]").nth(1).unwrap();
    let own = pathway.lines().find(|line| line.starts_with("title = ")).unwrap();
    office.write("protocols/ours.toml", &text.replacen(&title, &file, 1).replace(own, &file));
    office.ok(&["protocol", "check", "ours"]);
    for arguments in [
        ["guide", "--to-format", "html"],
        ["guide", "--to-format", "md"],
        ["diagram", "--to-format", "svg"],
        ["diagram", "--to-format", "mermaid"],
        ["diagram", "--to-format", "txt"],
    ] {
        let out = office.ok(&["protocol", arguments[0], "ours", arguments[1], arguments[2]]).out;
        assert!(!out.contains('\u{202e}'), "{arguments:?}");
        if arguments[2] != "txt" {
            assert!(!out.replace("\\<", "").contains("<script"), "{arguments:?}: {out}");
        }
        if arguments[2] == "mermaid" {
            assert!(!out.contains("\"];click"), "{out}");
        }
    }
    let word =
        office.process(&["protocol", "guide", "ours", "--to-format", "docx", "--output", "-"]).output();
    assert!(word.unwrap().stdout.starts_with(b"PK"));
}

#[test]
fn what_changed_is_told_by_its_place() {
    let office = Office::bare();
    assert!(office.ok(&["protocol", "diff", "4lscb", "4lscb"]).out.contains("are the same"));
    let text = office.ok(&["protocol", "new", "ours", "--extends", "london", "--output", "-"]).out;
    office.write("protocols/ours.toml", &text);
    let lines = office.ok(&["protocol", "diff", "london", "ours", "--format", "json"]).json();
    let places: Vec<String> =
        lines.as_array().unwrap().iter().map(|line| line["place"].to_string()).collect();
    assert!(places.contains(&"[\"id\"]".to_owned()), "{places:?}");
    assert!(!places.iter().any(|place| place.contains("stage 4")), "{places:?}");
    office.fails(4, &["protocol", "guide", "nobody"]);
    office.fails(4, &["protocol", "diagram", "london", "--pathway", "nowhere"]).says("its pathways");
    office.fails(1, &["protocol", "diff", "london", "no-such-file.toml"]);
}
