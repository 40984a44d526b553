//! What connections to one file see of each other.

use std::thread;

use super::*;

fn notes(log: &SqliteLog) -> usize {
    log.notes().unwrap().len()
}

#[test]
fn a_connection_beside_another_sees_the_same_and_never_waits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logbook.db");
    let founding = Founding { log: LogId([1; 16]), founded_at: "2026-04-01T09:00:00.000000Z".into() };
    let writer = SqliteLog::found(&path, &founding, None).unwrap();
    let reader = SqliteLog::open(&path, None).unwrap();
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
