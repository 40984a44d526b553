//! Whole processes, run in turn.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::generate::Book;

/// One of those that are compared.
pub struct Contestant {
    pub name: &'static str,
    make: Box<dyn Fn() -> Command>,
}

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    pub name: &'static str,
    /// The median of its times.
    pub median: Duration,
    /// The most memory that it held, in MiB.
    pub peak: f64,
}

/// What takes longer than this once is run in three rounds only.
const LONG: Duration = Duration::from_millis(700);

impl Contestant {
    /// A command that is run as it is, each time.
    pub fn new(name: &'static str, command: &Command) -> Self {
        let (program, arguments) = (command.get_program().to_owned(), own(command.get_args()));
        let variables: Vec<_> = command
            .get_envs()
            .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
            .collect();
        let make = move || {
            let mut command = Command::new(&program);
            command.args(&arguments).envs(variables.iter().cloned());
            command
        };
        Self { name, make: Box::new(make) }
    }

    /// Runs it once.
    pub fn run(&self) -> (Duration, u64) {
        let mut command = (self.make)();
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let began = Instant::now();
        let ended = command.spawn().unwrap().wait4().unwrap();
        let took = began.elapsed();
        assert!(ended.status.success(), "{command:?}: {:?}", ended.status);
        (took, ended.rusage.maxrss)
    }
}

fn own<'a>(arguments: impl Iterator<Item = &'a std::ffi::OsStr>) -> Vec<std::ffi::OsString> {
    arguments.map(ToOwned::to_owned).collect()
}

/// Runs them in turn, so many rounds, after one that does not count.
pub fn in_turn(contestants: Vec<Contestant>, rounds: usize) -> Vec<Measured> {
    let mut all: Vec<(Contestant, bool, Vec<Duration>, u64)> = contestants
        .into_iter()
        .map(|contestant| {
            let (took, peak) = contestant.run();
            (contestant, took > LONG, Vec::new(), peak)
        })
        .collect();
    for round in 0..rounds {
        for (contestant, is_long, times, peak) in &mut all {
            if *is_long && round >= 3 {
                continue;
            }
            let (took, held) = contestant.run();
            times.push(took);
            *peak = held.max(*peak);
        }
    }
    all.into_iter()
        .map(|(contestant, _, mut times, peak)| {
            times.sort_unstable();
            #[expect(clippy::cast_precision_loss, reason = "a figure of a table")]
            let peak = peak as f64 / f64::from(1 << 20);
            Measured { name: contestant.name, median: times[times.len() / 2], peak }
        })
        .collect()
}

/// escalate with some arguments, on a logbook.
pub fn escalate(words: &[&str], book: Option<&Book>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_escalate"));
    command.args(words).env_remove("ESCALATE_KEY_FILE");
    if let Some(book) = book {
        command
            .env("ESCALATE_LOGBOOK", &book.path)
            .env("ESCALATE_CONFIG", book.path.with_file_name("no-config.toml"));
        if let Some(key) = &book.key_file {
            command.env("ESCALATE_KEY_FILE", key);
        }
    }
    command
}

/// The bare process for an operation.
pub fn bare(operation: &str, book: &Book, path: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--floor", operation]).arg(path).arg(&book.open_case).arg(&book.closed_case);
    if book.key_file.is_some() {
        command.arg("encrypted");
    }
    command
}
