//! What people read fits their terminal, with Welsh names and emoji, with and without colour.

use crate::support::Office;

/// A case of people whose names are wider or narrower than they are long.
fn office() -> Office {
    let office = Office::with("4lscb");
    office.at("2026-06-01 09:00");
    office.ok(&[
        "open",
        "--child",
        "Llŷr ap Gwenllïan 👨‍👩‍👧",
        "--category",
        "contact-or-referral",
        "--concern",
        "Gwrthodwyd yr atgyfeiriad 🏴󠁧󠁢󠁷󠁬󠁳󠁿: nid yw’r ysgol yn cytuno. 学校不同意。",
        "--evidence",
        "Cleisiau ar 23 a 31 Mawrth; Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch",
        "--from",
        "Siân Ŵyn, pennaeth, Ysgol y Tŷ Gwyn",
        "--to",
        "李明, gweithiwr cymdeithasol, Gwasanaethau Plant",
    ]);
    office.ok(&[
        "log",
        "1",
        "--with",
        "李明, gweithiwr cymdeithasol, Gwasanaethau Plant",
        "--mode",
        "phone",
        "--result",
        "not-agreed",
        "--summary",
        "Dim cytundeb 😞 eto. 没有达成一致。",
    ]);
    office
}

#[test]
fn everything_fits_its_terminal() {
    let office = office();
    for arguments in [
        &["show", "1"][..],
        &["due", "--as-of", "2026-06-20"],
        &["next", "1"],
        &["list"],
        &["themes"],
        &["search", "cytundeb"],
        &["protocol", "guide", "london"],
    ] {
        for width in [60, 80, 120] {
            for color in ["never", "always"] {
                let mut all = arguments.to_vec();
                all.extend(["--color", color]);
                let output = office.process(&all).env("COLUMNS", width.to_string()).output().unwrap();
                let out = String::from_utf8(output.stdout).unwrap();
                assert!(!out.is_empty(), "{arguments:?}");
                assert_eq!(out.contains('\u{1b}'), color == "always", "{arguments:?}");
                for line in out.lines() {
                    let wide = console::measure_text_width(line);
                    assert!(wide <= width, "{arguments:?} at {width}: {wide}: {line}");
                }
            }
        }
    }
}

#[test]
fn a_case_reads_well_in_a_narrow_terminal() {
    let office = office();
    let show =
        office.process(&["show", "1", "--as-of", "2026-06-01 10:00"]).env("COLUMNS", "60").output().unwrap();
    let show = String::from_utf8(show.stdout).unwrap();
    let due = office.process(&["due", "--as-of", "2026-06-03"]).env("COLUMNS", "80").output().unwrap();
    insta::assert_snapshot!(format!("{show}\n{}", String::from_utf8(due.stdout).unwrap()));
}
