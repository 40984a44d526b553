//! The floor: a bare process that does only the query, the one durable insert, or the decoding and writing.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use escalate::model::{Record, Skeleton};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::generate::DATA_KEY;

/// Runs `--floor OPERATION FILE OPEN CLOSED [encrypted]`.
pub fn run(arguments: &[String]) {
    let (case, rest) = arguments.split_at(4);
    let [operation, path, open, closed] = case.first_chunk().unwrap();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    if !rest.is_empty() {
        let key = format!("x'{}'", hex::encode(DATA_KEY));
        connection.pragma_update(None, "key", key).unwrap();
    }
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;").unwrap();
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout());
    match operation.as_str() {
        "due" => {
            let sql = "SELECT agenda.year, agenda.serial, child, protocol, pathway, kind, what, owner, agenda.due_at, since, source
                 FROM agenda CROSS JOIN case_now USING (year, serial)
                 WHERE pressing < ?1 AND agenda.due < ?1 ORDER BY pressing, year, serial, position";
            let now = chrono::Utc::now().timestamp_micros();
            copy_rows(&connection, sql, &[&now], &mut out);
        }
        "show" | "next" => {
            let sql = "SELECT number, recorded_at, kind, skeleton, bytes
                 FROM entry JOIN payload USING (log, number) WHERE case_ref = ?1 ORDER BY number";
            copy_rows(&connection, sql, &[&closed], &mut out);
        }
        "search" => {
            let sql = "SELECT number, recorded_at, kind, skeleton, bytes FROM entry JOIN payload USING (log, number)
                 WHERE log = 1 AND number IN (
                     SELECT rowid & 1099511627775 FROM words WHERE words MATCH 'discussion' ORDER BY rowid DESC LIMIT 20)
                 ORDER BY number DESC";
            copy_rows(&connection, sql, &[], &mut out);
        }
        "csv" => csv(&connection, &mut out),
        "json" | "jsonl" => json(&connection, &mut out),
        "verify" => verify(&connection, !rest.is_empty()),
        _ => insert(&connection, open),
    }
    out.flush().unwrap();
}

/// Everything that a case is, in the order of its entries.
const ENTRIES: &str = "SELECT number, recorded_at, kind, skeleton, commitment, previous, seal, salt, bytes, state, child, protocol, pathway,
        category, stage, due_at, outcome
     FROM case_now
     JOIN entry INDEXED BY entry_of_case ON case_ref = printf('%d-%04d', year, serial)
     JOIN payload USING (log, number)
     ORDER BY year, serial, number";

/// An entry, decoded, and as it is stored: what an export holds of it.
#[derive(Serialize)]
struct Out<'r> {
    number: i64,
    recorded_at: &'r str,
    kind: &'r str,
    case: String,
    stage: Option<u8>,
    record: Record,
    skeleton: &'r str,
    payload: &'r str,
    salt: String,
    commitment: String,
    previous: String,
    seal: String,
}

/// Decodes every entry and writes it as JSON: the same members as the export.
fn json(connection: &Connection, out: &mut dyn Write) {
    let mut statement = connection.prepare(ENTRIES).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let text = |column: usize| row.get_ref(column).unwrap().as_str().unwrap();
        let blob = |column: usize| hex::encode(row.get_ref(column).unwrap().as_blob().unwrap());
        let skeleton = Skeleton::from_json(text(2), text(3)).unwrap();
        let entry = Out {
            number: row.get(0).unwrap(),
            recorded_at: text(1),
            kind: text(2),
            case: skeleton.case.to_string(),
            stage: skeleton.stage.map(|stage| stage.0),
            record: serde_json::from_str(text(8)).unwrap(),
            skeleton: text(3),
            payload: text(8),
            salt: blob(7),
            commitment: blob(4),
            previous: blob(5),
            seal: blob(6),
        };
        serde_json::to_writer(&mut *out, &entry).unwrap();
        out.write_all(b"\n").unwrap();
    }
}

/// Decodes every entry and writes it as CSV: the same columns as the export.
fn csv(connection: &Connection, out: &mut dyn Write) {
    let mut statement = connection.prepare(ENTRIES).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut writer = csv::Writer::from_writer(out);
    while let Some(row) = rows.next().unwrap() {
        let text = |column: usize| row.get_ref(column).unwrap().as_str_or_null().unwrap().unwrap_or_default();
        let skeleton = Skeleton::from_json(text(2), text(3)).unwrap();
        let record: Record = serde_json::from_str(text(8)).unwrap();
        let mut said = String::new();
        for (field, value) in &record.fields {
            said.push_str(field.as_str());
            said.push_str(": ");
            said.push_str(value);
            said.push('\n');
        }
        let people: Vec<String> = record.everybody().map(ToString::to_string).collect();
        let case = skeleton.case.to_string();
        let (number, stage): (i64, i64) = (row.get(0).unwrap(), row.get(14).unwrap());
        let (number, stage) = (number.to_string(), stage.to_string());
        let (happened, by) = (record.happened.at.to_rfc3339(), record.recorded_by.to_string());
        let known = [&case, text(10), text(9), text(11), text(12), text(13), &stage, text(15), text(16)];
        let own = [&number, text(2), &happened, text(1), &by, &people.join("; "), &said];
        writer.write_record(known.iter().chain(&own)).unwrap();
    }
    writer.flush().unwrap();
}

/// The parts of a check: the pages, SQLite's own check, the decoding of every entry, and its digests.
fn verify(connection: &Connection, is_encrypted: bool) {
    if is_encrypted {
        connection.query_row("PRAGMA cipher_integrity_check", [], |_| Ok(())).unwrap_or_default();
    }
    connection.query_row("PRAGMA integrity_check", [], |_| Ok(())).unwrap();
    let mut statement = connection.prepare(ENTRIES).unwrap();
    let mut rows = statement.query([]).unwrap();
    let mut digest = [0_u8; 32];
    while let Some(row) = rows.next().unwrap() {
        let text = |column: usize| row.get_ref(column).unwrap().as_str().unwrap();
        let skeleton = Skeleton::from_json(text(2), text(3)).unwrap();
        let record: Record = serde_json::from_str(text(8)).unwrap();
        std::hint::black_box((&skeleton, &record));
        let commitment = Sha256::new().chain_update(text(3)).chain_update(text(8)).finalize();
        digest = Sha256::new().chain_update(digest).chain_update(commitment).finalize().into();
    }
    assert_ne!(digest, [0; 32]);
}

fn copy_rows(connection: &Connection, sql: &str, parameters: &[&dyn rusqlite::ToSql], out: &mut dyn Write) {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query(parameters).unwrap();
    let mut found = 0;
    while let Some(row) = rows.next().unwrap() {
        found += 1;
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.write_all(bytes).unwrap(),
                ValueRef::Integer(number) => write!(out, "{number}").unwrap(),
                _ => {}
            }
            out.write_all(b"\n").unwrap();
        }
    }
    assert!(found > 0, "{sql}");
}

/// One entry and its payload, of the usual size, made durable.
fn insert(connection: &Connection, case: &str) {
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let newest: i64 =
        connection.query_row("SELECT max(number) FROM entry WHERE log = 1", [], |row| row.get(0)).unwrap();
    let skeleton = format!(
        "{{\"case\":\"{case}\",\"stage\":1,\"fields\":[\"summary\"],\"does\":{{\"mode\":\"phone\"}}}}"
    );
    connection
        .execute(
            "INSERT INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal)
             VALUES (1, ?1, '2026-04-02T09:00:00.000000Z', 'discussion', ?2, zeroblob(32), zeroblob(32), zeroblob(32))",
            (newest + 1, skeleton),
        )
        .unwrap();
    connection
        .execute(
            "INSERT INTO payload (log, number, salt, bytes) VALUES (1, ?1, zeroblob(32), ?2)",
            (newest + 1, "x".repeat(400)),
        )
        .unwrap();
    connection.execute_batch("COMMIT").unwrap();
}

/// A program that does nothing, built where there is a compiler.
pub fn empty_program(folder: &Path) -> Option<PathBuf> {
    let source = folder.join("empty.rs");
    let program = folder.join("empty");
    std::fs::write(&source, "fn main() {}").unwrap();
    let built = Command::new("rustc").arg("-O").arg("-o").arg(&program).arg(&source).status().ok()?;
    built.success().then_some(program)
}
