//! Standard input: one argument of a command may have it, and it is read once.

use std::cell::RefCell;
use std::io::Read;

use anyhow::Context;

use super::failure::Failure;

/// Standard input, which serves one argument.
pub struct StandardInput(RefCell<State>);

struct State {
    /// Gone once it was read.
    reader: Option<Box<dyn Read>>,
    /// The argument that it serves.
    serves: Option<String>,
}

impl StandardInput {
    /// Standard input that is read from here.
    pub fn new(reader: impl Read + 'static) -> Self {
        Self(RefCell::new(State { reader: Some(Box::new(reader)), serves: None }))
    }

    /// Keeps it for an argument; refused where it serves one already.
    pub fn claim(&self, argument: &str) -> Result<(), Failure> {
        match &mut self.0.borrow_mut().serves {
            Some(other) => Err(asked_for_twice(other, argument)),
            serves => {
                *serves = Some(argument.to_owned());
                Ok(())
            }
        }
    }

    /// Reads all of it for an argument; what is longer than `most` bytes is refused.
    pub fn read(&self, argument: &str, most: u64) -> anyhow::Result<Vec<u8>> {
        let mut state = self.0.borrow_mut();
        let serves = state.serves.get_or_insert_with(|| argument.to_owned()).clone();
        match state.reader.take() {
            Some(reader) if serves == argument => {
                read_up_to(reader, most).context("standard input cannot be read")
            }
            _ => Err(asked_for_twice(&serves, argument).into()),
        }
    }
}

impl std::fmt::Debug for StandardInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StandardInput").field("serves", &self.0.borrow().serves).finish_non_exhaustive()
    }
}

/// Reads to the end; what is longer than `most` bytes is an error.
pub(super) fn read_up_to(reader: impl Read, most: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than is taken shows that there is more.
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        anyhow::bail!("it is longer than {}", size(most));
    }
    Ok(bytes)
}

fn size(bytes: u64) -> String {
    match bytes {
        0..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}

fn asked_for_twice(one: &str, other: &str) -> Failure {
    let who = if one == other { format!("{one} asks twice") } else { format!("{one} and {other} both ask") };
    Failure::arguments(format!("Standard input can be read once, and {who} for it."))
        .hint("put the other text into a file, and name it: @FILE, or FILE in place of -")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_serves_one_argument_once() {
        let input = StandardInput::new(&b"one"[..]);
        input.claim("--why").unwrap();
        assert!(input.claim("--why").is_err());
        assert!(input.claim("--risk").unwrap_err().message.contains("--why and --risk both ask"));
        assert_eq!(input.read("--why", 3).unwrap(), b"one");
        assert!(input.read("--why", 3).unwrap_err().to_string().contains("--why asks twice"));
        let long = StandardInput::new(&b"four"[..]);
        assert!(format!("{:#}", long.read("-", 3).unwrap_err()).contains("longer than"));
    }
}
