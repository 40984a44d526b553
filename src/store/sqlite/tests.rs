//! What connections to one file see of each other.

use std::thread;

use super::*;

fn founded(folder: &Path) -> SqliteLog {
    let founding = Founding { log: LogId([1; 16]), founded_at: "2026-04-01T09:00:00.000000Z".into() };
    SqliteLog::found(&folder.join("logbook.db"), &founding, None).unwrap()
}

fn notes(log: &SqliteLog) -> usize {
    log.notes().unwrap().len()
}

#[test]
fn a_connection_beside_another_sees_the_same_and_never_waits() {
    let folder = tempfile::tempdir().unwrap();
    let writer = founded(folder.path());
    let reader = SqliteLog::open(writer.path(), None).unwrap();
    let still = reader.snapshot().unwrap();
    assert_eq!(notes(&reader), 0);
    let beside = reader.beside(None).unwrap().unwrap();
    let insert = "INSERT INTO bookkeeping (what, at, value) VALUES ('backup', 'now', 'here')";
    let waits = thread::spawn(move || writer.connection.execute(insert, []).unwrap());
    // Sooner or later the writer waits for both, and lets nobody else in.
    while reader.beside(None).unwrap().is_some() {}
    assert_eq!((notes(&reader), notes(&beside)), (0, 0));
    drop((beside, still));
    assert_eq!(waits.join().unwrap(), 1);
    assert_eq!(notes(&reader), 1);
}

#[test]
fn a_commit_gives_up_waiting_for_a_reader_and_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = founded(folder.path());
    writer.waiting.readers = std::time::Duration::from_millis(50);
    let reader = SqliteLog::open(writer.path(), None).unwrap();
    let note = Note { what: "backup".into(), at: "now".into(), value: "here".into() };
    {
        let _still = reader.snapshot().unwrap();
        assert_eq!(notes(&reader), 0);
        assert!(matches!(writer.note(&note), Err(StoreError::Busy)));
        // Others read on, and nothing was stored.
        assert_eq!(notes(&SqliteLog::open(writer.path(), None).unwrap()), 0);
    }
    assert_eq!(notes(&reader), 0);
    writer.note(&note).unwrap();
    assert_eq!(notes(&reader), 1);
}

#[test]
fn the_bytes_of_a_logbook_can_be_read_without_letting_writers_in() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer = founded(folder.path());
    writer.waiting.readers = std::time::Duration::from_millis(50);
    let reader = SqliteLog::open(writer.path(), None).unwrap();
    let still = reader.snapshot().unwrap();
    assert_eq!(notes(&reader), 0);
    assert!(reader.file().unwrap().metadata().unwrap().len() > 0);
    let note = Note { what: "backup".into(), at: "now".into(), value: "here".into() };
    assert!(writer.note(&note).is_err());
    drop(still);
    writer.note(&note).unwrap();
}
