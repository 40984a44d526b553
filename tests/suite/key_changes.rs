//! What unlocks a logbook is changed, and something goes wrong meanwhile: one of the ways opens, always.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use crate::support::{Office, TEACHER, WORKER};
use crate::unlocking::{key_file, locked_office, place, private};

/// What a change leaves behind where it stops: the keyring's items, and the file beside the logbook.
type Step = (HashMap<String, Vec<u8>>, Vec<u8>);

/// An office whose keyring unlocks its logbook.
fn office_with_a_keyring() -> (Office, String) {
    let office = Office::bare();
    *office.keyring.silent.borrow_mut() = None;
    let recovery = place(&office, "recovery.txt");
    office.ok(&["init", "--recovery-file", &recovery]);
    (office, recovery)
}

#[test]
fn whenever_the_change_of_a_keyring_stops_the_keyring_opens_the_logbook() {
    let (office, recovery) = office_with_a_keyring();
    let changes: [&[&str]; 3] = [
        &["key", "change", "--new-keyring"],
        &["key", "change", "--new-keyring", "--keep"],
        &["key", "recover", "--recovery-file", &recovery, "--new-keyring"],
    ];
    for change in changes {
        let steps: Rc<RefCell<Vec<Step>>> = Rc::default();
        let (seen, held, keys) =
            (Rc::clone(&steps), Rc::clone(&office.keyring.held), office.folder().join("logbook.db.keys"));
        *office.keyring.watched.borrow_mut() = Some(Box::new(move |_| {
            seen.borrow_mut().push((held.borrow().clone(), std::fs::read(&keys).unwrap()));
        }));
        office.ok(change);
        *office.keyring.watched.borrow_mut() = None;
        let steps = steps.borrow();
        assert_eq!(steps.len(), 4, "a new item is kept, the old one is removed");
        for (items, keys) in steps.iter() {
            let after = (
                office.keyring.held.borrow().clone(),
                std::fs::read(office.folder().join("logbook.db.keys")).unwrap(),
            );
            office.keyring.held.borrow_mut().clone_from(items);
            std::fs::write(office.folder().join("logbook.db.keys"), keys).unwrap();
            office.ok(&["list"]);
            *office.keyring.held.borrow_mut() = after.0;
            std::fs::write(office.folder().join("logbook.db.keys"), after.1).unwrap();
        }
        office.ok(&["list"]);
        assert_eq!(office.keyring.held.borrow().len(), 1, "nothing is left of the old secret");
    }
    // Something else takes its place: the keyring holds nothing any more.
    let key = key_file(&office, "new.key", 9);
    office.ok(&["key", "change", "--new-key-file", &key]);
    assert!(office.keyring.held.borrow().is_empty());
    office.ok(&["--key-file", &key, "list"]);
}

#[test]
fn where_the_new_wrappings_cannot_be_written_the_old_way_opens() {
    let (office, _) = office_with_a_keyring();
    let before = office.keyring.held.borrow().clone();
    // The folder is gone once the new secret is kept, as on a disk that fails.
    let (folder, away) = (office.folder().to_owned(), office.folder().with_extension("away"));
    let (from, to) = (folder.clone(), away.clone());
    *office.keyring.watched.borrow_mut() = Some(Box::new(move |what| {
        if what == "after keep" {
            std::fs::rename(&from, &to).unwrap();
            std::fs::write(&from, "").unwrap();
        }
    }));
    let outcome = office.run(&["key", "change", "--new-keyring"]);
    *office.keyring.watched.borrow_mut() = None;
    std::fs::remove_file(&folder).unwrap();
    std::fs::rename(&away, &folder).unwrap();
    assert!((1..=5).contains(&outcome.status), "{outcome}");
    assert_eq!(*office.keyring.held.borrow(), before, "the new secret is taken back");
    office.ok(&["list"]);
}

/// Six changes at once, each to a key file of its own: those that were reported, and what the others said.
fn six_at_once(keep: bool) -> (Office, Vec<String>, Vec<String>) {
    let (office, old) = locked_office();
    let new: Vec<String> =
        (0..6).map(|number| key_file(&office, &format!("new-{number}.key"), 100 + number)).collect();
    let children: Vec<_> = new
        .iter()
        .map(|key| {
            let mut words = vec!["--key-file", &old, "key", "change", "--new-key-file", key];
            words.extend(keep.then_some("--keep"));
            let mut command = office.process(&words);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let (mut reported, mut refused) = (Vec::new(), Vec::new());
    for (child, key) in children.into_iter().zip(new) {
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            reported.push(key);
        } else {
            refused.push(String::from_utf8_lossy(&output.stderr).into_owned());
        }
    }
    (office, reported, refused)
}

#[test]
fn of_changes_at_once_each_that_is_reported_opens() {
    for keep in [true, false] {
        let (office, reported, refused) = six_at_once(keep);
        assert_eq!(reported.len(), if keep { 6 } else { 1 }, "{refused:?}");
        for key in &reported {
            office.ok(&["--key-file", key, "list"]);
        }
        for said in refused {
            let is_told = said.contains("Somebody else was first") || said.contains("not the key-file");
            assert!(is_told, "{said}");
        }
    }
}

#[test]
fn a_command_that_prints_something_else_each_time_is_refused() {
    let (office, key) = locked_office();
    let keys = std::fs::read(office.folder().join("logbook.db.keys")).unwrap();
    for command in ["date +%N", "date", "head -c 32 /dev/urandom", "echo $$"] {
        office
            .fails(2, &["--key-file", &key, "key", "change", "--new-key-command", command])
            .says("something else the second time");
        let other = place(&office, "other.db");
        office.fails(2, &["--logbook", &other, "--key-command", command, "init"]).says("the second time");
        assert!(!Path::new(&other).exists());
    }
    office.fails(5, &["--key-file", &key, "key", "change", "--new-key-command", "true"]).says("0 bytes");
    assert_eq!(std::fs::read(office.folder().join("logbook.db.keys")).unwrap(), keys);
    office.ok(&["--key-file", &key, "list"]);
}

#[test]
fn a_new_key_file_is_of_random_bytes() {
    let (office, key) = locked_office();
    for (bytes, why) in [
        (vec![0; 32], "repeat"),
        (vec![b'k'; 64], "repeat"),
        (b"0123456789abcdef".repeat(16), "repeat"),
        ((0..=255).collect(), "follow a rule"),
        (b"correct horse battery staple and some more".to_vec(), "a passphrase"),
    ] {
        let weak = office.folder().join("weak.key");
        std::fs::write(&weak, bytes).unwrap();
        private(&weak);
        let weak = weak.to_str().unwrap();
        office
            .fails(5, &["--key-file", &key, "key", "change", "--new-key-file", weak])
            .says(why)
            .says("/dev/urandom");
        let other = place(&office, "other.db");
        office.fails(5, &["--logbook", &other, "--key-file", weak, "init"]).says(why);
        assert!(!Path::new(&other).exists() && !Path::new(&format!("{other}.keys")).exists());
    }
}

#[test]
fn a_weak_key_file_that_unlocks_a_logbook_already_still_does() {
    use escalate::key::{DataKey, Draw, Secret, Way, Wrapping, Wrappings};
    let (office, _) = locked_office();
    let code = std::fs::read_to_string(office.folder().join("recovery.txt")).unwrap();
    let data = DataKey::from_recovery_code(code.lines().last().unwrap()).unwrap();
    let keys = office.folder().join("logbook.db.keys");
    let log = Wrappings::parse(&std::fs::read_to_string(&keys).unwrap()).unwrap().log;
    let weak = office.folder().join("weak.key");
    std::fs::write(&weak, [0; 32]).unwrap();
    private(&weak);
    let secret = Secret { way: Way::KeyFile, bytes: vec![0; 32].into(), item: None };
    let draw = Draw { salt: [1; 16], nonce: [2; 24] };
    let wrapping = Wrapping::seal(&data, &secret, log, "2026-11-20T12:00:00Z", draw).unwrap();
    std::fs::write(&keys, Wrappings { log, all: vec![wrapping] }.to_text().unwrap()).unwrap();
    let weak = weak.to_str().unwrap();
    let open = [
        "open",
        "--child",
        "J.S.",
        "--category",
        "referral",
        "--concern",
        "x",
        "--from",
        TEACHER,
        "--to",
        WORKER,
    ];
    office.ok(&[&["--key-file", weak][..], &open].concat());
}
