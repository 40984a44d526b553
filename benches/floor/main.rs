//! What each command costs, against the floor that SQLite and the operating system set.
//!
//! ```text
//! cargo bench --bench floor -- [--sizes 1000,10000,100000] [--runs 31] [--folder FOLDER]
//! ```
//!
//! The floor is a bare process on the same SQLite library, journal mode, sync level and data, that does
//! only the query or the one durable insert, and writes the bytes out. Both are run in turn, as whole
//! processes: on a shared machine only the ratio of medians means anything.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that goes wrong ends there, and says where"
)]

mod generate;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use generate::{ENTRIES_A_CASE, generate};

/// The operations, as arguments of escalate; CASE stands for a case in the middle of the logbook.
const OPERATIONS: [(&str, &[&str]); 4] = [
    ("due", &["--format", "json", "due", "--overdue"]),
    ("show", &["--format", "json", "show", "CASE"]),
    ("next", &["--format", "json", "next", "CASE"]),
    (
        "log",
        &[
            "--format",
            "json",
            "log",
            "CASE",
            "--with",
            "Dee Roe, manager, Social Care 1",
            "--mode",
            "phone",
            "--summary",
            "One further discussion, as long as such summaries are.",
        ],
    ),
];

struct Plan {
    sizes: Vec<u64>,
    runs: usize,
    folder: Option<PathBuf>,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [mode, operation, path, case] = &arguments[..]
        && mode == "--floor"
    {
        floor(operation, Path::new(path), case);
        return;
    }
    let plan = read(&arguments);
    let temporary = tempfile::tempdir().unwrap();
    let folder = plan.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    println!("| entries | operation | escalate, ms | floor, ms | ratio |");
    println!("|---|---|---|---|---|");
    let mut medians: Vec<Vec<Duration>> = vec![Vec::new(); OPERATIONS.len()];
    for size in &plan.sizes {
        let logbook = folder.join(format!("{size}.db"));
        if !logbook.exists() {
            eprintln!("making a logbook of {size} entries ...");
            generate(&logbook, *size);
        }
        for (index, (name, words)) in OPERATIONS.iter().enumerate() {
            let (ours, bare) = measure(name, words, &logbook, *size, &plan);
            println!(
                "| {size} | {name} | {:.2} | {:.2} | {:.2} |",
                ms(ours),
                ms(bare),
                ours.as_secs_f64() / bare.as_secs_f64()
            );
            medians[index].push(ours);
        }
    }
    println!();
    for ((name, _), medians) in OPERATIONS.iter().zip(&medians) {
        let (least, most) = (medians.iter().min().unwrap(), medians.iter().max().unwrap());
        println!(
            "{name}: the dearest size costs {:.2} times the cheapest",
            most.as_secs_f64() / least.as_secs_f64()
        );
    }
    if let Some(size) = plan.sizes.first() {
        syncs(&folder.join(format!("{size}.db")), *size);
    }
    encryption(plan.runs);
}

/// What `log` costs on an encrypted logbook with a key file, against a plain one.
fn encryption(runs: usize) {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("owner.key");
    std::fs::write(&key, [7; 64]).unwrap();
    #[cfg(unix)]
    std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let encrypted = [std::ffi::OsStr::new("--key-file"), key.as_os_str()];
    let person = "B, social worker, Social Care";
    let sides = [("plain", &[][..]), ("encrypted", &encrypted[..])];
    let command = |(name, opens): (&str, &[&std::ffi::OsStr]), words: &[&str]| {
        let mut command = escalate(words, &folder.path().join(format!("{name}.db")), "1");
        command.args(opens);
        command
    };
    for side in sides {
        let plain = if side.0 == "plain" { &["--plain"][..] } else { &[] };
        timed(&mut command(side, &[&["init", "--protocol", "set"][..], plain].concat()));
        timed(&mut command(
            side,
            &[
                "open",
                "--child",
                "J",
                "--category",
                "referral",
                "--concern",
                "x",
                "--from",
                "A, teacher, School",
                "--to",
                person,
            ],
        ));
    }
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..=runs {
        for (side, times) in sides.into_iter().zip(&mut times) {
            times.push(timed(&mut command(
                side,
                &["log", "CASE", "--with", person, "--mode", "phone", "--summary", "x"],
            )));
        }
    }
    let [plain, encrypted] = times.map(|mut times| median(&mut times).as_secs_f64());
    println!(
        "log on an encrypted logbook with a key file costs {:.2} times the same on a plain one",
        encrypted / plain
    );
}

fn read(arguments: &[String]) -> Plan {
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1)
    };
    let sizes = after("--sizes").map_or("1000,10000,100000", String::as_str);
    Plan {
        sizes: sizes.split(',').map(|size| size.parse().unwrap()).collect(),
        runs: after("--runs").map_or(31, |runs| runs.parse().unwrap()),
        folder: after("--folder").map(PathBuf::from),
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}

/// A case in the middle of the logbook: the newest of a year in the middle.
fn middle(logbook: &Path) -> String {
    let connection = Connection::open(logbook).unwrap();
    let sql = "SELECT year || '-' || printf('%04d', max(serial)) FROM case_now WHERE year = 2020 AND state = 'closed'";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// An open case: discussions can be added to it.
fn open_case(logbook: &Path) -> String {
    let connection = Connection::open(logbook).unwrap();
    let sql = "SELECT year || '-' || printf('%04d', serial) FROM case_now WHERE state = 'open' ORDER BY year, serial LIMIT 1 OFFSET 7";
    connection.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The medians of both, run in turn; what writes, writes to copies of the logbook.
fn measure(name: &str, words: &[&str], logbook: &Path, size: u64, plan: &Plan) -> (Duration, Duration) {
    assert!(size >= ENTRIES_A_CASE);
    let folder = tempfile::tempdir_in(logbook.parent().unwrap()).unwrap();
    let (ours, bare) = (folder.path().join("ours.db"), folder.path().join("bare.db"));
    let writes = name == "log";
    let case = if writes { open_case(logbook) } else { middle(logbook) };
    let (ours, bare) = if writes {
        std::fs::copy(logbook, &ours).unwrap();
        std::fs::copy(logbook, &bare).unwrap();
        (ours, bare)
    } else {
        (logbook.to_owned(), logbook.to_owned())
    };
    let mut times: (Vec<Duration>, Vec<Duration>) = (Vec::new(), Vec::new());
    // One run of each that does not count, then in turn.
    for run in 0..=plan.runs {
        let one = timed(&mut escalate(words, &ours, &case));
        let other = timed(&mut bare_process(name, &bare, &case));
        if run > 0 {
            times.0.push(one);
            times.1.push(other);
        }
    }
    (median(&mut times.0), median(&mut times.1))
}

fn escalate(words: &[&str], logbook: &Path, case: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalate"));
    command
        .args(words.iter().map(|word| if *word == "CASE" { case } else { word }))
        .env("ESCALATE_LOGBOOK", logbook)
        .env("ESCALATE_CONFIG", logbook.with_file_name("config.toml"));
    command
}

fn bare_process(name: &str, logbook: &Path, case: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.arg("--floor").arg(name).arg(logbook).arg(case);
    command
}

fn timed(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    let status = command.status().unwrap();
    let took = began.elapsed();
    assert!(status.success(), "{command:?}");
    took
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// The bare process: only the query or the one durable insert.
fn floor(operation: &str, path: &Path, case: &str) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).unwrap();
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;").unwrap();
    let mut out = std::io::BufWriter::new(std::io::stdout());
    match operation {
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
            copy_rows(&connection, sql, &[&case], &mut out);
        }
        _ => insert(&connection, case),
    }
    out.flush().unwrap();
}

fn copy_rows(connection: &Connection, sql: &str, parameters: &[&dyn rusqlite::ToSql], out: &mut dyn Write) {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows = statement.query(parameters).unwrap();
    while let Some(row) = rows.next().unwrap() {
        for column in 0..columns {
            match row.get_ref(column).unwrap() {
                rusqlite::types::ValueRef::Text(bytes) | rusqlite::types::ValueRef::Blob(bytes) => {
                    out.write_all(bytes).unwrap();
                }
                rusqlite::types::ValueRef::Integer(number) => write!(out, "{number}").unwrap(),
                _ => {}
            }
            out.write_all(b"\n").unwrap();
        }
    }
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
    let payload = "x".repeat(400);
    connection
        .execute(
            "INSERT INTO payload (log, number, salt, bytes) VALUES (1, ?1, zeroblob(32), ?2)",
            (newest + 1, payload),
        )
        .unwrap();
    connection.execute_batch("COMMIT").unwrap();
}

/// How often each asks the disk to be sure, counted by strace where it is installed.
fn syncs(logbook: &Path, size: u64) {
    let folder = tempfile::tempdir_in(logbook.parent().unwrap()).unwrap();
    let copy = folder.path().join("copy.db");
    let case = open_case(logbook);
    let count = |command: &Command| -> Option<usize> {
        std::fs::copy(logbook, &copy).unwrap();
        let mut traced = Command::new("strace");
        traced
            .args(["-f", "-e", "trace=fsync,fdatasync"])
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            traced.env(name, value.unwrap());
        }
        let output = traced.stdin(Stdio::null()).stdout(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        Some(text.lines().filter(|line| line.contains("sync(")).count())
    };
    let (_, words) = OPERATIONS[3];
    match (count(&escalate(words, &copy, &case)), count(&bare_process("log", &copy, &case))) {
        (Some(ours), Some(bare)) => println!("log at {size} entries: {ours} syncs, the floor {bare}"),
        _ => println!("syncs were not counted: strace is not installed"),
    }
}
