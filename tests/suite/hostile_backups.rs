//! Backups that somebody made to do harm when they are restored.

use std::io::{Seek, SeekFrom, Write};

use tar::{EntryType, Header};

use crate::replaced::tar_of;
use crate::support::Office;
use crate::unlocking::place;

/// Members of an archive: their names, and what they hold.
type Members<'a> = &'a [(&'a str, &'a [u8])];

/// An office with a good backup of a plain logbook: its receipt and its database.
fn parts() -> (Office, String, Vec<u8>) {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let receipt = office.json(&["receipt"])["receipt"].as_str().unwrap().to_owned();
    let database = std::fs::read(office.logbook()).unwrap();
    (office, receipt, database)
}

/// The backup is refused, and nothing of it is left.
fn refused(office: &Office, backup: &str, why: &str) {
    let folder = office.folder().join("there");
    let there = folder.join("logbook.db");
    office.fails(5, &["--logbook", there.to_str().unwrap(), "restore", backup]).says(why);
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{backup}");
}

fn header(kind: EntryType, name: &str, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_path(name).unwrap();
    header.set_mode(0o600);
    header.set_size(size);
    header.set_cksum();
    header
}

/// A tar of a receipt, a header and what follows it.
fn forged(office: &Office, receipt: &str, header: &Header, data: &[u8]) -> String {
    let path = tar_of(office, "forged.tar", &[("receipt.txt", receipt.as_bytes())]);
    let mut file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    // The two empty blocks at its end are written over.
    file.seek(SeekFrom::End(-1024)).unwrap();
    file.write_all(header.as_bytes()).unwrap();
    file.write_all(data).unwrap();
    file.write_all(&vec![0; data.len().next_multiple_of(512) - data.len() + 1024]).unwrap();
    path
}

#[test]
fn a_member_with_holes_is_refused() {
    let (office, receipt, database) = parts();
    let mut sparse = header(EntryType::GNUSparse, "logbook.db", 512);
    {
        let fields = sparse.as_gnu_mut().unwrap();
        fields.set_real_size(1 << 26);
        let field =
            |bytes: &mut [u8; 12], number: u64| bytes.copy_from_slice(format!("{number:011o}\0").as_bytes());
        field(&mut fields.sparse[0].offset, 0);
        field(&mut fields.sparse[0].numbytes, 512);
        field(&mut fields.sparse[1].offset, 1 << 26);
        field(&mut fields.sparse[1].numbytes, 0);
    }
    sparse.set_cksum();
    refused(&office, &forged(&office, &receipt, &sparse, &database[..512]), "not a plain file");

    // The form of POSIX: what follows is a map of what is there, and then that.
    let path = place(&office, "pax.tar");
    let mut archive = tar::Builder::new(std::fs::File::create(&path).unwrap());
    let whole: &[(&str, &[u8])] = &[
        ("GNU.sparse.major", b"1"),
        ("GNU.sparse.minor", b"0"),
        ("GNU.sparse.name", b"logbook.db"),
        ("GNU.sparse.realsize", b"1099511627776"),
    ];
    archive.append_pax_extensions(whole.iter().copied()).unwrap();
    let mut plain = header(EntryType::Regular, "logbook.db", database.len() as u64);
    archive.append_data(&mut plain, "logbook.db", &database[..]).unwrap();
    archive.into_inner().unwrap();
    refused(&office, &path, "not a plain file");
    // What extends a header is not read, however long it says that it is.
    for kind in [EntryType::XHeader, EntryType::XGlobalHeader, EntryType::GNULongName, EntryType::GNULongLink]
    {
        let long = header(kind, "logbook.db", 1 << 40);
        refused(&office, &forged(&office, &receipt, &long, &database), "not a plain file");
    }
}

#[test]
fn only_files_that_a_backup_has_are_taken_and_each_once() {
    let (office, receipt, database) = parts();
    let receipt = receipt.as_bytes();
    let members: [(Members<'_>, &str); 5] = [
        (&[("receipt.txt", receipt), ("logbook.db", &database), ("logbook.db", &database)], "twice"),
        (&[("receipt.txt", receipt), ("receipt.txt", receipt), ("logbook.db", &database)], "twice"),
        (&[("receipt.txt", receipt), ("notes.txt", b"x"), ("logbook.db", &database)], "notes.txt"),
        (
            &[("receipt.txt", receipt), ("logbook.db", &database), ("logbook.db-journal", b"x")],
            "logbook.db-journal",
        ),
        (&[("receipt.txt", receipt)], "no logbook"),
    ];
    for (members, why) in members {
        refused(&office, &tar_of(&office, "forged.tar", members), why);
    }
    let long = vec![b'x'; (1 << 20) + 1];
    refused(
        &office,
        &tar_of(&office, "forged.tar", &[("receipt.txt", &long), ("logbook.db", &database)]),
        "too long",
    );
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::Fifo, EntryType::Char]
    {
        let mut other = header(kind, "logbook.db", 0);
        if kind == EntryType::Symlink || kind == EntryType::Link {
            other.set_link_name("/etc/hostname").unwrap();
            other.set_cksum();
        }
        refused(
            &office,
            &forged(&office, std::str::from_utf8(receipt).unwrap(), &other, &[]),
            "not a plain file",
        );
    }
}

#[test]
fn a_member_that_is_larger_than_the_archive_is_refused() {
    let (office, receipt, database) = parts();
    for size in [database.len() as u64 + 4096, 1 << 40, u64::MAX >> 1] {
        let large = header(EntryType::Regular, "logbook.db", size);
        refused(&office, &forged(&office, &receipt, &large, &database), "cut off");
    }
}

#[test]
#[cfg(unix)]
fn a_backup_that_is_larger_than_the_disk_is_refused_before_it_is_copied() {
    let (office, receipt, database) = parts();
    // The archive itself has a hole: it is as long as it says, and holds nearly nothing.
    let size = 1_u64 << 42;
    let large = header(EntryType::Regular, "logbook.db", size);
    let path = forged(&office, &receipt, &large, &database);
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    if file.set_len(size + (1 << 20)).is_err() {
        return;
    }
    let there = office.folder().join("there/logbook.db");
    // No file may grow past 10 MiB: a copy that is begun all the same fills no disk.
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "ulimit -f 20480; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_escalate")]);
    command.args(["--logbook", there.to_str().unwrap(), "restore", &path]).env_clear();
    for (name, value) in office.process(&[]).get_envs() {
        command.env(name, value.unwrap());
    }
    let output = command.env("PATH", std::env::var_os("PATH").unwrap()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("no room") && said.contains("Nothing was stored."), "{said}");
    assert_eq!(std::fs::read_dir(office.folder().join("there")).unwrap().count(), 0);
}
