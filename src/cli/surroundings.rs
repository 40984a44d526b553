//! What the program finds around it: variables, clock, streams, terminals. All of it comes in here.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write};

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
        let variables =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        Self {
            variables: variables.collect(),
            clock: Box::new(Utc::now),
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
