//! The operations that are measured, and what each is compared with.

use std::process::{Command, Stdio};

use crate::generate::Book;
use crate::measure::{Contestant, bare, escalate};

/// Something that somebody does with a logbook.
pub struct Operation {
    pub name: &'static str,
    /// The arguments of escalate; OPEN and CLOSED stand for a case, OUT for a file.
    words: &'static [&'static str],
    /// Whether it takes longer the more there is.
    pub is_long: bool,
    /// Whether it adds an entry, so that each contestant has a copy of the logbook.
    writes: bool,
    /// Whether it has a floor; what has none is measured only where it is asked for.
    pub has_floor: bool,
}

const fn short(name: &'static str, words: &'static [&'static str]) -> Operation {
    Operation { name, words, is_long: false, writes: false, has_floor: true }
}

const fn long(name: &'static str, words: &'static [&'static str]) -> Operation {
    Operation { name, words, is_long: true, writes: false, has_floor: true }
}

pub const OPERATIONS: [Operation; 10] = [
    short("due", &["--format", "json", "due", "--overdue"]),
    short("next", &["--format", "json", "next", "CLOSED"]),
    short("show", &["--format", "json", "show", "CLOSED"]),
    Operation {
        name: "log",
        words: &[
            "--format",
            "json",
            "log",
            "OPEN",
            "--with",
            "Dee Roe, manager, Social Care 1",
            "--mode",
            "phone",
            "--summary",
            "One further discussion, as long as such summaries are.",
        ],
        is_long: false,
        writes: true,
        has_floor: true,
    },
    short("search", &["--format", "json", "search", "discussion"]),
    long("csv", &["export", "--to", "csv", "--output", "-"]),
    long("json", &["export", "--to", "json", "--output", "-"]),
    long("jsonl", &["export", "--to", "jsonl", "--output", "-"]),
    long("verify", &["verify"]),
    Operation { has_floor: false, ..long("xlsx", &["export", "--to", "xlsx", "--force", "--output", "OUT"]) },
];

impl Operation {
    /// escalate alone, on a logbook, by another name.
    pub fn ours(&self, name: &'static str, book: &Book) -> Contestant {
        let book = if self.writes { book.copy(name) } else { book.clone() };
        Contestant::new(name, &self.command(&book))
    }

    /// escalate and its floor, on a logbook.
    pub fn contestants(&self, book: &Book) -> Vec<Contestant> {
        let other = if self.writes { book.copy("bare").path } else { book.path.clone() };
        let mut contestants = vec![self.ours("escalate", book)];
        if self.has_floor {
            contestants.push(Contestant::new("floor", &bare(self.name, book, &other)));
        }
        contestants
    }

    fn command(&self, book: &Book) -> Command {
        let out = book.path.with_file_name("out").display().to_string();
        let words: Vec<&str> = self
            .words
            .iter()
            .map(|word| match *word {
                "OPEN" => &book.open_case,
                "CLOSED" => &book.closed_case,
                "OUT" => &out,
                word => word,
            })
            .collect();
        escalate(&words, Some(book))
    }
}

/// How often `log` asks the disk to be sure, counted by strace where it is installed.
pub fn syncs(book: &Book) -> String {
    let count = |command: &Command| -> Option<usize> {
        let mut traced = Command::new("strace");
        traced
            .args(["-f", "-e", "trace=fsync,fdatasync"])
            .arg(command.get_program())
            .args(command.get_args());
        for (name, value) in command.get_envs() {
            traced.envs(value.map(|value| (name, value)));
        }
        let output = traced.stdin(Stdio::null()).stdout(Stdio::null()).output().ok()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        Some(text.lines().filter(|line| line.contains("sync(")).count())
    };
    let log = OPERATIONS.iter().find(|operation| operation.writes);
    let counts = log.map(|log| {
        let copy = book.copy("syncs");
        (count(&log.command(&copy)), count(&bare(log.name, book, &copy.path)))
    });
    match counts {
        Some((Some(ours), Some(bare))) => {
            format!("log asks the disk to be sure {ours} times, the floor {bare}.")
        }
        _ => "Syncs were not counted: strace is not installed.".into(),
    }
}
