//! Documents: whose names are in them, what they do with hostile text, and that they are the same each time.

use std::io::Read;
use std::path::Path;

use crate::support::{Office, TEACHER};

const FORMATS: [&str; 8] = ["csv", "json", "jsonl", "xlsx", "docx", "html", "ics", "md"];

/// Names that are given somewhere in the case, and the words of them that must go at a level.
const FAMILY: [&str; 6] = ["Gwenllïan", "Pryce-Hughes", "Tomos", "Anwen", "Zebedee", "Quill"];
const PROFESSIONALS: [&str; 8] =
    ["Asha", "Patel", "Ifan", "Bowen", "Marged", "Cadwalladr", "Osian", "Rhydderch"];

/// A case through many kinds of entry, with names in every place.
fn office() -> Office {
    let office = Office::with("4lscb");
    let mother = "Anwen Pryce-Hughes, mother, Family";
    let worker = "Ifan Bowen, social worker, Children's Social Care";
    let manager = "Marged Cadwalladr, team manager, Children's Social Care";
    office.at("2026-06-01 09:00");
    office.ok(&[
        "open",
        "--child",
        "Gwenllïan Pryce-Hughes",
        "--child",
        "Tomos Pryce-Hughes",
        "--category",
        "contact-or-referral",
        "--concern",
        "GWENLLIAN's referral was closed; gwenllian.pryce-hughes@mail.example was not answered",
        "--evidence",
        "Tomos’s bruises. The Pryce-Hugheses say he fell. Zebedee Quill next door saw it",
        "--impact",
        "tomos is afraid of Mr Pryce Hughes",
        "--from",
        TEACHER,
        "--to",
        worker,
    ]);
    office.ok(&[
        "log",
        "1",
        "--with",
        worker,
        "--with",
        mother,
        "--mode",
        "meeting",
        "--summary",
        "Ifan told Asha that Anwen's account holds",
        "--result",
        "not-agreed",
    ]);
    office.ok(&["party", "1", "--add", "Osian Rhydderch, neighbour, Public"]);
    office.ok(&[
        "request",
        "1",
        "--from",
        TEACHER,
        "--to",
        worker,
        "--what",
        "Tomos's notes from Dr Rhydderch",
        "--by",
        "2026-06-04",
    ]);
    office.ok(&[
        "advance",
        "1",
        "--why",
        "Bowen would not see Gwenllian",
        "--holder",
        manager,
        "--risk",
        "Patel and Cadwalladr may fall out",
    ]);
    office.ok(&[
        "decide",
        "1",
        "--who",
        manager,
        "--decision",
        "A visit to the Pryce-Hughes home",
        "--why",
        "Zebedee's statement",
    ]);
    office.ok(&["action", "1", "--what", "Marged visits Anwen", "--owner", manager, "--by", "2026-06-10"]);
    office.ok(&["party", "1", "--keeps-record", "Elm School", "--where", "In Tomos Pryce-Hughes's folder"]);
    office.ok(&[
        "correct",
        "1",
        "2",
        "--why",
        "Ifan's wording",
        "--summary",
        "Ifan Bowen told us that Anwen agrees",
    ]);
    office
}

/// Everything that a reader finds in a document: of an archive, each of its parts.
fn text_of(document: &Path) -> String {
    let bytes = std::fs::read(document).unwrap();
    if !bytes.starts_with(b"PK") {
        return String::from_utf8(bytes).unwrap();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let before = text.len();
        part.read_to_string(&mut text).unwrap();
        let xml = text.split_off(before);
        assert!(well_formed(&xml), "{:?}: {xml}", part.name());
        text.push_str(&xml);
    }
    text
}

/// What a reader sees of a document's text: of XML, what stands between its marks.
fn seen(text: &str) -> String {
    if !text.contains("<w:") && !text.contains("<worksheet") {
        return text.to_owned();
    }
    let mut inside = false;
    text.chars()
        .filter(|c| {
            inside = *c == '<' || inside && *c != '>';
            !inside
        })
        .collect()
}

/// Whether a part of an archive is empty or XML that a parser reads.
fn well_formed(xml: &str) -> bool {
    xml.is_empty() || roxmltree::Document::parse(xml).is_ok()
}

/// Exports the case in each format, with these arguments.
fn exported(office: &Office, arguments: &[&str]) -> Vec<(String, String, String)> {
    let folder = office.folder().join("out");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir(&folder).unwrap();
    let folder_name = folder.to_str().unwrap();
    let mut documents = Vec::new();
    let mut write = |command: &[&str], flag: &str, format: &str| {
        let mut all = command.to_vec();
        all.extend([flag, format, "--as-of", "2026-06-20", "--output", folder_name, "--force"]);
        all.extend(arguments);
        let told = office.ok(&all).err;
        let newest = std::fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .find(|path| path.extension().is_some_and(|extension| extension == format));
        let path = newest.unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.'), "{name}");
        documents.push((format!("{command:?} {format}"), text_of(&path), told));
        std::fs::remove_file(path).unwrap();
    };
    for format in FORMATS {
        write(&["export", "1"], "--to", format);
        write(&["export"], "--to", format);
    }
    for format in ["txt", "md", "docx"] {
        write(&["account", "1"], "--to-format", format);
    }
    documents
}

/// A text as a reader would search it: in one letter case, without accents, without the breaks of lines.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n ", "").to_lowercase();
    text.replace('ï', "i").replace('’', "'")
}

/// Where a name stands as a word of its own, if it does.
fn found(text: &str, name: &str) -> Option<String> {
    let (text, name) = (plain(text), plain(name));
    let at = text.find(&name)?;
    Some(text.chars().skip(text[..at].chars().count().saturating_sub(40)).take(100).collect())
}

#[test]
fn no_name_that_is_to_go_survives() {
    let office = office();
    for (level, gone, kept) in [
        ("family", &FAMILY[..4], &PROFESSIONALS[..6]),
        ("names", &FAMILY[..4], &[][..]),
        ("all", &FAMILY[..], &[][..]),
    ] {
        let mut gone: Vec<&str> = gone.to_vec();
        if level == "family" {
            // The neighbour is a third party.
            gone.extend(["Osian", "Rhydderch"]);
        } else {
            gone.extend(PROFESSIONALS);
        }
        for (document, text, told) in exported(&office, &["--redact", level]) {
            let text = seen(&text);
            for name in &gone {
                for part in name.split('-') {
                    assert_eq!(found(&text, part), None, "{level}: {part} is in {document}");
                }
            }
            if document.contains("export") && !document.contains("ics") && document.contains('1') {
                for name in kept {
                    assert!(found(&text, name).is_some(), "{level}: {name} is not in {document}");
                }
            }
            assert!(told.contains("redacted") && told.contains("Read it before you give it out"), "{told}");
            assert!(told.contains("Tomos → T.") || level == "all", "{told}");
            assert!(!text.contains("\"sealed\""), "{document}");
        }
    }
    // A name that only texts hold is given by whoever knows it.
    for (document, text, _) in exported(&office, &["--redact", "family", "--redact-also", "Zebedee Quill"]) {
        for name in FAMILY {
            assert_eq!(found(&text, name), None, "{name} is in {document}");
        }
    }
    office.fails(2, &["export", "--to", "csv", "--redact-also", "Zebedee"]).says("nothing is redacted");
    let whole = office.ok(&["export", "--to", "md"]);
    assert!(whole.out.contains("Zebedee") && whole.err.is_empty(), "{whole}");
}

/// People of whom each is family or a third party, whatever the exact words are, and the word that must go.
const KIN: [(&str, &str); 22] = [
    ("Bronwen Pugh, maternal grandmother, Family", "Bronwen"),
    ("Casimir Łukaszewski, mother's partner, Family", "ukaszewski"),
    ("Delyth Quennell, foster carer, Fostering Team", "Quennell"),
    ("Emrys Ravenhill, nan, Elm School", "Ravenhill"),
    ("Ffion Sotheby, Parent/carer, -", "Sotheby"),
    ("Gethin Thorsby, witness, the public", "Thorsby"),
    ("Heulwen Uxbridge, builder, third-party", "Uxbridge"),
    ("Idris Vavasour, stepdad, birth family", "Vavasour"),
    ("Jestyn Wolstenholme, cousin, Family", "Wolstenholme"),
    ("Ludo Yarborough, Morfydd's uncle, Family", "Morfydd"),
    ("Nerys Zouche, aunt, Aberlour household", "Aberlour"),
    ("Oswin Tregarthen, GP, none", "Tregarthen"),
    ("Doris Quimby, MGM, same address", "Quimby"),
    ("Nina Ullathorne, alleged abuser, community", "Ullathorne"),
    ("Wayne Grubber, ex, self employed", "Grubber"),
    ("Pete Snodgrass, landlord, 12 High Street", "Snodgrass"),
    ("Bryn Ffoulkes, patient, Elm Surgery", "Ffoulkes"),
    ("Sunita Mukherjee, contact, Leigh Park", "Mukherjee"),
    ("MR NG, uncle, family", " Ng "),
    ("Lara Gallimore, Prudence's mother, family", "Prudence"),
    ("Rob Teach, Ottoline's mum and teacher, Elm School", "Ottoline"),
    ("Igor Stepanko, step dad, Elm Street", "Stepanko"),
];

#[test]
fn family_is_told_by_words_and_what_cannot_be_told_is_said() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    let mut log = vec!["log", "1", "--mode", "phone", "--summary"];
    let summary = KIN.map(|(person, _)| person.split(',').next().unwrap()).join(" and ");
    let summary = format!("{summary}; Mr Ng and Peregrine");
    log.push(&summary);
    let workers = [
        "Petroc Penhallow, family liaison officer, Police",
        "Quentin Trevelyan, parent support adviser, Elm School",
        "Ruth Kestleman, Peregrine's teacher, Elm School",
    ];
    for person in KIN.iter().map(|(person, _)| *person).chain(workers) {
        log.extend(["--with", person]);
    }
    office.ok(&log);
    for (document, text, told) in exported(&office, &["--redact", "family"]) {
        let text = seen(&text);
        for (person, gone) in KIN {
            assert_eq!(found(&text, gone), None, "{person} is in {document}");
        }
        if document.contains("jsonl") {
            assert_eq!(found(&text, "Peregrine"), None, "{document}");
            for kept in ["Penhallow", "Trevelyan", "Kestleman", "Ben Cole", "Elm School"] {
                assert!(found(&text, kept).is_some(), "{kept} is not in {document}");
            }
        }
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("Oswin Tregarthen, GP, none (no agency is given)"), "{told}");
        assert!(told.contains("Sunita Mukherjee, contact, Leigh Park (neither"), "{told}");
        assert!(told.contains("--professional NAME"), "{told}");
        assert!(!told.contains("Penhallow") && !told.contains("Bronwen Pugh,"), "{told}");
    }
    let kept = ["--redact", "family", "--professional", "oswin tregarthen"];
    for (document, text, told) in exported(&office, &kept) {
        assert!(found(&told, "Tregarthen").is_none(), "{told}");
        assert!(!document.contains("jsonl") || found(&text, "Oswin Tregarthen").is_some(), "{document}");
    }
    for level in ["none", "names", "all"] {
        let command = ["export", "--to", "csv", "--redact", level, "--professional", "Oswin Tregarthen"];
        office.fails(2, &command).says("which only --redact family does");
    }
}

#[test]
fn somebody_at_a_terminal_is_asked_who_is_family() {
    let office = Office::with("4lscb");
    office.opens(&["--category", "decision"]);
    office.ok(&["party", "1", "--add", "Oswin Tregarthen, GP, none"]);
    office.ok(&["party", "1", "--add", "Emrys Ravenhill, nan, Elm School"]);
    let target = office.folder().join("asked.md");
    let arguments = ["export", "1", "--to", "md", "--redact", "family", "--output", target.to_str().unwrap()];
    let mut command = office.process(&arguments);
    command.env("TERM", "xterm").env("NO_COLOR", "1").stdin(std::process::Stdio::inherit());
    let mut session = rexpect::session::spawn_command(command, Some(20_000)).unwrap();
    session
        .exp_string("Is Oswin Tregarthen, GP, none family or a third party (no agency is given)?")
        .unwrap();
    session.send_line("n").unwrap();
    session.exp_string("Read it before you give it out").unwrap();
    session.process().wait().unwrap();
    let text = std::fs::read_to_string(&target).unwrap();
    assert!(text.contains("Oswin Tregarthen") && !text.contains("Ravenhill"), "{text}");
}

/// Names, with disguises of them, and what must not be readable afterwards.
const DISGUISED: [(&str, &str, &[&str]); 9] = [
    (
        "Paweł Łukaszewski",
        "Pawel Lukaszewski pawel.lukaszewski@x.example PAWEŁ ŁUKASZEWSKI",
        &["ukaszewski", "pawe"],
    ),
    ("Seán O'Brien", "OBrien sobrien@x.example O’Brien's brien", &["brien"]),
    (
        "Inês da Silva",
        "dasilva DaSilva inessilva99@x.example Sil\u{ad}va Si\u{200b}lva",
        &["silva", "sil\u{ad}va", "si\u{200b}lva"],
    ),
    ("Di Lord", "Di said so to Di Lord, and Ms Lord", &["Di Lord", "Di said", "Ms Lord"]),
    ("AVA", "Ava and ava99 and Ava's", &["ava "]),
    ("Can Yilmazoglu", "Can was crying. Can we come? CAN CRIED", &["can was", "can cried"]),
    ("Maryann Prewitt", "mary ann, Mary ann", &["mary ann"]),
    ("Đorđe Đoković", "Djordje Djokovic, **Djo**kovic", &["djo", "kovic"]),
    ("Işık Yıldırım", "Isik Yildirim yildirimisik", &["isik", "yildirim"]),
];

#[test]
fn no_disguise_of_a_name_is_in_a_document() {
    let office = Office::with("4lscb");
    let texts = DISGUISED.map(|(_, text, _)| text).join(". ");
    let concern = format!("{texts}. DOB: 12/05/2015, seen 12 May 2015, ref 20150512 12052015");
    let mut open =
        vec!["open", "--category", "decision", "--concern", &concern, "--field", "date-of-birth=2015-05-12"];
    for (name, ..) in DISGUISED {
        open.extend(["--child", name]);
    }
    open.extend(["--from", TEACHER, "--to", "Ben Cole, social worker, Children's Social Care"]);
    office.ok(&open);
    for level in ["family", "names", "all"] {
        for (document, text, _) in exported(&office, &["--redact", level]) {
            let text = seen(&text);
            for gone in DISGUISED.iter().flat_map(|(_, _, gone)| *gone).chain(&[
                "12 May 2015",
                "12/05/2015",
                "2015-05-12",
                "20150512",
                "12052015",
            ]) {
                assert_eq!(found(&text, gone), None, "{level}: {gone} is in {document}");
            }
        }
    }
}

#[test]
fn a_redacted_export_is_no_logbook() {
    let office = office();
    for format in ["json", "jsonl"] {
        let text = office.ok(&["export", "--to", format, "--redact", "names"]).out;
        assert!(text.contains("\"redacted\":\"names\""), "{text}");
        let other = Office::bare();
        other.ok(&["init", "--plain"]);
        let file = other.write("redacted.json", &text);
        other.fails(2, &["import", file.to_str().unwrap()]).says("only an export without --redact");
    }
}

#[test]
fn the_same_logbook_gives_the_same_bytes() {
    let office = office();
    let write = |at: &str, as_of: &str, format: &str| {
        office.at(at);
        let target = office.folder().join("same");
        let path = target.to_str().unwrap();
        office.ok(&["export", "--to", format, "--as-of", as_of, "--output", path, "--force"]);
        std::fs::read(&target).unwrap()
    };
    for format in FORMATS {
        let first = write("2026-07-01 10:00", "2026-06-20 12:00", format);
        // In a process of its own, in which nothing was numbered before.
        let target = office.folder().join("other");
        let other = office
            .process(&["export", "--to", format, "--as-of", "2026-06-20 12:00", "--force", "--output"])
            .arg(&target)
            .output()
            .unwrap();
        assert!(other.status.success());
        let in_process = |bytes: &[u8]| format == "docx" && bytes.starts_with(b"PK");
        if !in_process(&first) {
            assert!(first == write("2027-01-05 18:30", "2026-06-20 12:00", format), "{format}");
            assert!(first == std::fs::read(&target).unwrap(), "{format}");
        }
        // Paragraphs are numbered through a process: each command is one of its own.
        let again = office.folder().join("again");
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let more = office
            .process(&["export", "--to", format, "--as-of", "2026-06-20 12:00", "--force", "--output"])
            .arg(&again)
            .output()
            .unwrap();
        assert!(more.status.success());
        assert!(std::fs::read(&target).unwrap() == std::fs::read(&again).unwrap(), "{format}");
    }
}

/// What tries to become a formula, a script, markup, or to turn the text around; and a long text.
const HOSTILE: &str = "=HYPERLINK(\"http://x\")\n+1\t@SUM(A1)\r\n</w:t><script>alert(1)</script><img src=x onerror=alert(1)>]]>&amp;&#x202e; \u{1b}[31m\u{7}\u{202e}abc\u{2066}\u{FFFE}\u{FFFF} 👨‍👩‍👧 Llŷr BEGIN:VEVENT | ``` # [x](javascript:alert(1)) {{7*7}} %x";

#[test]
fn hostile_text_stays_text() {
    let office = Office::with("4lscb");
    // A name or a reference takes no control characters.
    let hostile: String = HOSTILE.chars().filter(|c| !c.is_control()).collect();
    let long = format!("{HOSTILE}{}", "ŵ😀".repeat(32_768));
    let file = office.write("long.txt", &long);
    let person = format!("{0}, {0}, {0}", hostile.replace(',', ""));
    let other = "=Ben, =role, =cmd|' /C calc'!A0";
    office.ok(&[
        "open",
        "--child",
        &hostile,
        "--category",
        "decision",
        "--concern",
        &format!("@{}", file.display()),
        "--evidence",
        HOSTILE,
        "--impact",
        HOSTILE,
        "--from",
        &person,
        "--to",
        other,
    ]);
    office.ok(&[
        "log",
        "1",
        "--with",
        other,
        "--mode",
        "phone",
        "--summary",
        HOSTILE,
        "--field",
        &format!("threshold={HOSTILE}"),
    ]);
    office.ok(&["request", "1", "--from", &person, "--to", other, "--what", &hostile]);
    office.ok(&["decide", "1", "--who", other, "--decision", HOSTILE, "--why", HOSTILE]);
    office.ok(&["action", "1", "--what", &hostile, "--owner", other, "--by", "2026-12-01"]);
    office.ok(&["party", "1", "--keeps-record", "=cmd|' /C calc'!A0", "--where", &hostile]);
    for (document, text, _) in exported(&office, &[]) {
        if !document.contains("json") {
            let raw = |c: char| {
                c.is_control() && !matches!(c, '\n' | '\r' | '\t')
                    || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}')
            };
            assert!(!text.contains(raw), "{document}: {:?}", text.chars().find(|c| raw(*c)));
        }
        for active in ["<script", "<img", "onerror=alert", "<f>"] {
            let escaped = document.contains("md")
                || document.contains("csv")
                || document.contains("txt")
                || document.contains("json")
                || document.contains("ics");
            assert!(escaped || !text.contains(active) || active == "onerror=alert", "{document}: {active}");
        }
        if document.contains("\"md\"") || document.ends_with(" md") {
            assert!(!text.replace("\\<", "").contains("<script"), "{document}");
            assert!(!text.replace("\\[", "").contains("[x]"), "{document}");
        }
        if document.ends_with("ics") {
            assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), text.matches("END:VEVENT\r\n").count());
            assert!(!text.contains("alert"), "{document}");
        }
        if document.ends_with("xlsx") {
            // The long text goes on in marked rows.
            assert!(text.matches('😀').count() >= 32_768, "{document}");
        }
    }
}

#[test]
fn a_page_loads_nothing_and_runs_nothing() {
    let office = office();
    let page = office.ok(&["export", "1", "--to", "html"]).out;
    assert!(page.contains("default-src 'none'; style-src 'sha256-"), "{page}");
    for outside in ["http:", "https:", " src=", "url(", "<script", " style=", "<link", "<iframe", "@import"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("lang=\"en-GB\"") && page.contains("role=\"img\""));
}

#[test]
fn what_is_no_text_is_not_written_to_a_terminal() {
    let office = office();
    let piped = office.process(&["export", "--to", "xlsx"]).output().unwrap();
    assert!(piped.status.success() && piped.stdout.starts_with(b"PK"));
    let terminal = office.process(&["export", "--to", "docx"]);
    let mut session = rexpect::session::spawn_command(terminal, Some(20_000)).unwrap();
    session.exp_string("A terminal cannot show this format").unwrap();
}

#[cfg(unix)]
#[test]
fn a_document_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let office = office();
    for format in FORMATS {
        let target = office.folder().join(format!("own.{format}"));
        office.ok(&["export", "--to", format, "--output", target.to_str().unwrap()]);
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600, "{format}");
    }
    let before: Vec<_> =
        std::fs::read_dir(office.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    office.fails(
        1,
        &["export", "--to", "xlsx", "--output", office.folder().join("own.xlsx").to_str().unwrap()],
    );
    let after: Vec<_> =
        std::fs::read_dir(office.folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(before, after, "nothing is left behind");
}

/// A document that is under way has no name: nothing of it is left when the program is killed.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_of_a_document_when_the_program_is_killed() {
    if !crate::strace::is_installed() {
        return;
    }
    let office = office();
    let before = std::fs::read_dir(office.folder()).unwrap().count();
    for format in ["xlsx", "docx", "csv"] {
        let target = office.folder().join(format!("killed.{format}"));
        let words = ["export", "--to", format, "--output", target.to_str().unwrap()];
        let killed = crate::faults::under_strace(&office, "inject=fsync:signal=KILL:when=1", &words);
        assert!(!killed.status.success());
        assert_eq!(std::fs::read_dir(office.folder()).unwrap().count(), before, "{format}");
    }
}
