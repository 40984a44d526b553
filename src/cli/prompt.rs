//! Questions at the terminal, in the protocol's words.

use console::Term;
use dialoguer::theme::{ColorfulTheme, SimpleTheme, Theme};
use dialoguer::{Confirm, FuzzySelect, Input, Password, Select};
use zeroize::Zeroizing;

use super::args::{self, GivenPerson};
use super::failure::{Failure, Status};
use super::texts;
use crate::render::text::line;

/// Somebody at a terminal who can be asked.
pub struct Asker {
    terminal: Term,
    theme: Box<dyn Theme>,
    #[cfg(unix)]
    broken_off: Option<signal_hook::SigId>,
}

#[cfg(unix)]
impl Drop for Asker {
    fn drop(&mut self) {
        if let Some(id) = self.broken_off {
            signal_hook::low_level::unregister(id);
        }
    }
}

impl std::fmt::Debug for Asker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asker").finish_non_exhaustive()
    }
}

impl Asker {
    /// Asks on standard error, so that results stay apart.
    pub fn new(color: bool) -> Self {
        let theme: Box<dyn Theme> =
            if color { Box::new(ColorfulTheme::default()) } else { Box::new(SimpleTheme) };
        // While somebody is asked, Ctrl-C ends the question and not the program, which says what became of it.
        #[cfg(unix)]
        let broken_off =
            signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::default()).ok();
        Self {
            terminal: Term::stderr(),
            theme,
            #[cfg(unix)]
            broken_off,
        }
    }

    /// An answer; or that the question was broken off.
    fn answered<T>(&self, answer: dialoguer::Result<T>) -> anyhow::Result<T> {
        answer.map_err(|error| {
            let dialoguer::Error::IO(io) = &error;
            if io.kind() != std::io::ErrorKind::Interrupted {
                return error.into();
            }
            // A list hides the cursor while it is shown.
            let _ = self.terminal.show_cursor();
            let _ = self.terminal.write_line("");
            Failure::new(Status::Arguments, "The questions were broken off.").into()
        })
    }

    /// Says something before a question.
    pub fn say(&self, message: &str) -> anyhow::Result<()> {
        let width = usize::from(self.terminal.size().1).saturating_sub(1).max(40);
        for text in message.lines() {
            for wrapped in textwrap::wrap(&line(text), width) {
                self.terminal.write_line(&wrapped)?;
            }
        }
        Ok(())
    }

    /// Asks for a text that must be given.
    pub fn text(&self, question: &str) -> anyhow::Result<String> {
        self.checked(question, None, false, texts::typed).map(Option::unwrap_or_default)
    }

    /// Asks for a text that may be left out.
    pub fn optional_text(&self, question: &str) -> anyhow::Result<Option<String>> {
        self.checked(&format!("{question} (Enter leaves it out)"), None, true, texts::typed)
    }

    /// Asks for a name or a reference.
    pub fn label(&self, question: &str, default: Option<&str>) -> anyhow::Result<String> {
        self.checked(question, default, false, args::label).map(Option::unwrap_or_default)
    }

    /// Asks for something until it can be read; none where it may be left out and is.
    pub fn checked<T>(
        &self,
        question: &str,
        default: Option<&str>,
        optional: bool,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<Option<T>> {
        let question = line(question);
        loop {
            let mut input =
                Input::<String>::with_theme(self.theme.as_ref()).with_prompt(&question).allow_empty(optional);
            if let Some(default) = default {
                input = input.default(default.to_owned());
            }
            let given = self.answered(input.interact_text_on(&self.terminal))?;
            if optional && given.trim().is_empty() {
                return Ok(None);
            }
            if given.trim().is_empty() {
                self.say("It cannot be left out.")?;
                continue;
            }
            match read(&given) {
                Ok(value) => return Ok(Some(value)),
                Err(reason) => self.say(&format!("That cannot be taken: {reason}"))?,
            }
        }
    }

    /// Asks for people, until none is added; at least one where it must be.
    pub fn people(&self, question: &str, needed: bool) -> anyhow::Result<Vec<GivenPerson>> {
        let mut people = Vec::new();
        loop {
            let first = people.is_empty();
            let form = if first { "\"Name, role, agency\"" } else { "another, or Enter" };
            let asked =
                self.checked(&format!("{question} ({form})"), None, !(first && needed), args::person)?;
            match asked {
                Some(person) => people.push(person),
                None => return Ok(people),
            }
        }
    }

    /// Asks to choose one of several; the number of the choice.
    pub fn choose(&self, question: &str, choices: &[String]) -> anyhow::Result<usize> {
        let choices: Vec<String> = choices.iter().map(|choice| line(choice)).collect();
        self.answered(
            Select::with_theme(self.theme.as_ref())
                .with_prompt(line(question))
                .items(&choices)
                .default(0)
                .interact_on(&self.terminal),
        )
    }

    /// Asks to find one of many by typing; the number of the choice.
    pub fn find(&self, question: &str, choices: &[String]) -> anyhow::Result<usize> {
        let choices: Vec<String> = choices.iter().map(|choice| line(choice)).collect();
        self.answered(
            FuzzySelect::with_theme(self.theme.as_ref())
                .with_prompt(line(question))
                .items(&choices)
                .default(0)
                .max_length(12)
                .interact_on(&self.terminal),
        )
    }

    /// Asks for a passphrase, which is not shown.
    pub fn passphrase(&self, question: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        let typed = self.answered(
            Password::with_theme(self.theme.as_ref()).with_prompt(line(question)).interact_on(&self.terminal),
        )?;
        Ok(Zeroizing::new(typed.into_bytes()))
    }

    /// Asks for a new passphrase, twice.
    pub fn new_passphrase(&self, question: &str) -> anyhow::Result<Zeroizing<Vec<u8>>> {
        let typed = self.answered(
            Password::with_theme(self.theme.as_ref())
                .with_prompt(line(question))
                .with_confirmation("Once more", "The two are not the same.")
                .validate_with(|typed: &String| {
                    if typed.chars().count() >= 12 { Ok(()) } else { Err("It has 12 characters at least.") }
                })
                .interact_on(&self.terminal),
        )?;
        Ok(Zeroizing::new(typed.into_bytes()))
    }

    /// Asks for yes or no.
    pub fn confirm(&self, question: &str) -> anyhow::Result<bool> {
        self.answered(
            Confirm::with_theme(self.theme.as_ref())
                .with_prompt(line(question))
                .default(true)
                .interact_on(&self.terminal),
        )
    }
}
