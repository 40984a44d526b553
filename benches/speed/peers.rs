//! What somebody would use instead, where it is installed: sqlite3, taskwarrior, hledger, jrnl.
//!
//! Each has as many records as the logbook has entries, of which twenty are overdue.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::generate::Book;
use crate::measure::Contestant;
use crate::operations::Operation;

/// Larger than this, those who read all that they have at each start are not asked.
const MOST: u64 = 100_000;
/// How many records are overdue.
const OVERDUE: u64 = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    Sqlite,
    Task,
    Hledger,
    Jrnl,
}

/// The ones that are installed; says which are not.
pub fn installed() -> Vec<Peer> {
    [Peer::Sqlite, Peer::Task, Peer::Hledger, Peer::Jrnl]
        .into_iter()
        .filter(|peer| {
            let asked = Command::new(peer.name()).arg("--version").stdin(Stdio::null()).output();
            let version = asked.ok().filter(|output| output.status.success());
            match &version {
                Some(output) => {
                    let text = String::from_utf8_lossy(&output.stdout).into_owned();
                    eprintln!("{} {}", peer.name(), text.lines().next().unwrap_or_default());
                }
                None => eprintln!("{} is not installed: skipped", peer.name()),
            }
            version.is_some()
        })
        .collect()
}

impl Peer {
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite3",
            Self::Task => "task",
            Self::Hledger => "hledger",
            Self::Jrnl => "jrnl",
        }
    }

    /// The same operation, as this program has it; none where it has none, or would take too long.
    pub fn contestant(self, operation: &Operation, book: &Book) -> Option<Contestant> {
        if self != Self::Sqlite && book.entries > MOST {
            return None;
        }
        let command = match self {
            Self::Sqlite => sqlite(operation.name, book)?,
            Self::Task => task(operation.name, book)?,
            Self::Hledger => hledger(operation.name, book)?,
            Self::Jrnl => jrnl(operation.name, book)?,
        };
        Some(Contestant::new(self.name(), &command))
    }
}

/// The command of SQLite on the logbook itself.
fn sqlite(operation: &str, book: &Book) -> Option<Command> {
    let entries = "SELECT number, recorded_at, kind, case_ref, skeleton, hex(commitment), hex(previous), hex(seal), hex(salt), bytes
        FROM entry JOIN payload USING (log, number) ORDER BY number";
    let (mode, sql) = match operation {
        "due" => (
            None,
            "SELECT agenda.year, agenda.serial, child, protocol, pathway, kind, what, owner, agenda.due_at, since, source
             FROM agenda CROSS JOIN case_now USING (year, serial)
             WHERE pressing < unixepoch() * 1000000 AND agenda.due < unixepoch() * 1000000
             ORDER BY pressing, year, serial, position"
                .to_owned(),
        ),
        "show" => (
            None,
            format!(
                "SELECT number, recorded_at, kind, skeleton, bytes FROM entry JOIN payload USING (log, number)
                 WHERE case_ref = '{}' ORDER BY number",
                book.closed_case
            ),
        ),
        "log" => (
            None,
            format!(
                "BEGIN IMMEDIATE;
                 INSERT INTO entry (log, number, recorded_at, kind, skeleton, commitment, previous, seal)
                 SELECT 1, max(number) + 1, '2026-04-02T09:00:00.000000Z', 'discussion', '{{\"case\":\"{}\"}}',
                     zeroblob(32), zeroblob(32), zeroblob(32) FROM entry WHERE log = 1;
                 INSERT INTO payload (log, number, salt, bytes)
                 SELECT 1, max(number), zeroblob(32), '{}' FROM entry WHERE log = 1;
                 COMMIT;",
                book.open_case,
                "x".repeat(400)
            ),
        ),
        "csv" => (Some("-csv"), entries.to_owned()),
        "json" => (Some("-json"), entries.to_owned()),
        _ => return None,
    };
    let path = if operation == "log" { book.copy("sqlite3").path } else { book.path.clone() };
    let mut command = Command::new("sqlite3");
    command.args(mode).arg(path).arg(sql);
    Some(command)
}

/// A folder of a peer's records, filled where it is new.
fn records(name: &str, book: &Book, fill: impl FnOnce(&Path)) -> PathBuf {
    let folder = book.path.with_file_name(format!("{name}-{}", book.entries));
    if !folder.exists() {
        fs::create_dir(&folder).unwrap();
        fill(&folder);
    }
    folder
}

/// Whether a record is overdue: twenty, spread over all.
fn is_overdue(number: u64, of: u64) -> bool {
    number.is_multiple_of(of / OVERDUE) && number / (of / OVERDUE) < OVERDUE
}

fn text_of(number: u64) -> String {
    format!(
        "The discussion of case {number}: what was seen, who was told, what they said and what comes next."
    )
}

fn task(operation: &str, book: &Book) -> Option<Command> {
    let uuid = |number: u64| format!("00000000-0000-4000-8000-{number:012}");
    let folder = records("task", book, |folder| {
        let mut tasks = String::new();
        for number in 0..book.entries {
            // The last second of 2015, or of 2037.
            let due = if is_overdue(number, book.entries) { 1_451_606_399 } else { 2_145_916_799 };
            let _ = writeln!(
                tasks,
                "[description:\"{}\" due:\"{due}\" entry:\"1420070400\" modified:\"1420070400\" status:\"pending\" uuid:\"{}\"]",
                text_of(number),
                uuid(number)
            );
        }
        fs::write(folder.join("pending.data"), tasks).unwrap();
        let settings = format!("data.location={}\nconfirmation=off\nnews.version=2.6.0\n", folder.display());
        fs::write(folder.join("taskrc"), settings).unwrap();
    });
    let mut command = Command::new("task");
    command.env("TASKRC", folder.join("taskrc"));
    match operation {
        "due" => command.args(["status:pending", "due.before:now", "export"]),
        "show" => command.args([&uuid(book.entries / 2), "export"]),
        "log" => command.args(["add", "One further discussion, as long as such summaries are."]),
        "json" => command.arg("export"),
        _ => return None,
    };
    Some(command)
}

fn hledger(operation: &str, book: &Book) -> Option<Command> {
    let folder = records("hledger", book, |folder| {
        let mut journal = String::new();
        for number in 0..book.entries {
            let tag = if is_overdue(number, book.entries) { "  ; overdue:" } else { "" };
            let _ = writeln!(
                journal,
                "2016-01-04 * {}{tag}\n    school:{}  1\n    care:{}\n",
                text_of(number),
                number % 200,
                number % 12
            );
        }
        fs::write(folder.join("journal"), journal).unwrap();
    });
    let mut command = Command::new("hledger");
    command.arg("-f").arg(folder.join("journal"));
    match operation {
        "due" => command.args(["print", "tag:overdue"]),
        "csv" => command.args(["print", "-O", "csv"]),
        _ => return None,
    };
    Some(command)
}

fn jrnl(operation: &str, book: &Book) -> Option<Command> {
    let folder = records("jrnl", book, |folder| {
        let mut journal = String::new();
        for number in 0..book.entries {
            let tag = if is_overdue(number, book.entries) { " @overdue" } else { "" };
            let _ = writeln!(journal, "[2016-01-04 09:00] Case {number}{tag}\n{}\n", text_of(number));
        }
        let file = folder.join("journal.txt");
        fs::write(&file, journal).unwrap();
        let settings = format!(
            "colors:\n  body: none\n  date: none\n  tags: none\n  title: none\ndefault_hour: 9\ndefault_minute: 0\neditor: ''\nencrypt: false\nhighlight: false\nindent_character: '|'\njournals:\n  default:\n    journal: {}\nlinewrap: 79\ntagsymbols: '@'\ntemplate: false\ntimeformat: '%F %H:%M'\nversion: v4.2\n",
            file.display()
        );
        fs::write(folder.join("settings.yaml"), settings).unwrap();
    });
    let mut command = Command::new("jrnl");
    command.arg("--config-file").arg(folder.join("settings.yaml"));
    match operation {
        "due" => command.arg("@overdue"),
        "log" => command.arg("One further discussion, as long as such summaries are."),
        "json" => command.args(["--format", "json"]),
        _ => return None,
    };
    Some(command)
}
