//! What the program finds around it: variables, clock, streams, terminals. All of it comes in here.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::time::SystemTime;

use chrono::{DateTime, Utc};

use super::input::StandardInput;
use super::keyring::{Keyring, SystemKeyring};

/// Fills bytes at random, or says why it cannot.
pub type Random = Box<dyn Fn(&mut [u8]) -> anyhow::Result<()>>;

/// What the program finds around it.
pub struct Surroundings {
    /// The environment's variables.
    pub variables: HashMap<String, OsString>,
    /// The system's clock.
    pub clock: Box<dyn Fn() -> DateTime<Utc>>,
    /// Fills bytes at random.
    pub random: Random,
    /// The system's keyring.
    pub keyring: Box<dyn Keyring>,
    /// Standard input, which serves one argument.
    pub input: StandardInput,
    /// Standard output.
    pub output: Box<dyn Write + Send>,
    /// Standard error.
    pub error: Box<dyn Write + Send>,
    /// Whether standard input, output and error are terminals.
    pub terminals: Terminals,
}

/// Which of the standard streams are terminals, and how wide they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminals {
    /// Standard input.
    pub input: bool,
    /// Standard output.
    pub output: bool,
    /// Standard error.
    pub error: bool,
    /// The width of the terminal, in columns.
    pub width: Option<u16>,
}

impl Surroundings {
    /// The ones of this process.
    pub fn of_process() -> Self {
        crate::store::sqlite::when_waiting(|| {
            // There is nowhere left to report that standard error is gone.
            let _ = writeln!(
                std::io::stderr(),
                "Waiting: another process is reading or writing the logbook (an export into a pager, say)."
            );
        });
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Self {
            variables: variables.collect(),
            clock: Box::new(|| utc(SystemTime::now())),
            random: Box::new(|bytes| {
                getrandom::fill(bytes)
                    .map_err(|error| anyhow::anyhow!("the system gives no random bytes: {error}"))
            }),
            keyring: Box::new(SystemKeyring),
            input: StandardInput::new(std::io::stdin()),
            output: Box::new(std::io::BufWriter::new(std::io::stdout())),
            error: Box::new(std::io::stderr()),
            terminals: Terminals {
                input: std::io::stdin().is_terminal(),
                output: std::io::stdout().is_terminal(),
                error: std::io::stderr().is_terminal(),
                width: console::Term::stdout().size_checked().map(|(_, columns)| columns),
            },
        }
    }

    /// Keeps what this process has in memory from being written down when it crashes.
    #[cfg(unix)]
    pub fn forbid_core_dumps() {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // A system that does not know the limit has no such files.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        #[cfg(target_os = "linux")]
        let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    }

    /// Keeps what this process has in memory from being written down when it crashes.
    #[cfg(not(unix))]
    pub fn forbid_core_dumps() {}

    /// Lets a file that may not grow further be an error of the write, which is said, and not the end.
    #[cfg(unix)]
    pub fn outlive_file_size_limit() {
        // A handler that does nothing, which programs that are started do not inherit.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
    }

    /// Lets a file that may not grow further be an error of the write, which is said, and not the end.
    #[cfg(not(unix))]
    pub fn outlive_file_size_limit() {}

    /// A variable, where it is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&OsString> {
        self.variables.get(name).filter(|value| !value.is_empty())
    }
}

impl std::fmt::Debug for Surroundings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Variables may hold secrets.
        f.debug_struct("Surroundings").field("terminals", &self.terminals).finish_non_exhaustive()
    }
}

/// The time of the system's clock, also where that stands before 1970 or beyond every calendar.
fn utc(at: SystemTime) -> DateTime<Utc> {
    let offset = |duration| chrono::Duration::from_std(duration).unwrap_or(chrono::Duration::MAX);
    match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => {
            DateTime::UNIX_EPOCH.checked_add_signed(offset(since)).unwrap_or(DateTime::<Utc>::MAX_UTC)
        }
        Err(before) => DateTime::UNIX_EPOCH
            .checked_sub_signed(offset(before.duration()))
            .unwrap_or(DateTime::<Utc>::MIN_UTC),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_wrong_is_read_all_the_same() {
        let epoch = SystemTime::UNIX_EPOCH;
        let years = |years: u64| Duration::from_secs(years * 365 * 86_400);
        assert_eq!(utc(epoch + Duration::from_millis(1)).to_rfc3339(), "1970-01-01T00:00:00.001+00:00");
        assert_eq!(utc(epoch - Duration::from_millis(1)).to_rfc3339(), "1969-12-31T23:59:59.999+00:00");
        assert!(utc(epoch - years(400)) < utc(epoch));
        for far in [epoch.checked_add(years(1 << 33)), epoch.checked_sub(years(1 << 33))] {
            let _ = far.map(utc);
        }
    }
}
