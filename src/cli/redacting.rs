//! What is taken out of a document before somebody else reads it.

use clap::Args;

use super::args::word;
use super::failure::{Failure, Status};
use super::session::Session;
use crate::rules::{Redact, Redaction};

/// What is taken out.
#[derive(Debug, Clone, Args)]
pub struct Redacting {
    /// What is taken out: none; family (child, family and third parties by initials); names (everybody); all (free text too)
    #[arg(long, value_name = "WHAT", value_parser = word::<Redact>(), default_value = "none", hide_possible_values = true)]
    redact: Redact,
    /// A further name to take out, that the case knows only from its texts
    #[arg(long, value_name = "NAME", num_args = 1..)]
    redact_also: Vec<String>,
}

/// How many replacements are listed one by one.
const LISTED: usize = 50;

impl Redacting {
    /// The redaction that was asked for.
    pub fn redaction(&self) -> Result<Redaction, Failure> {
        if self.redact == Redact::None && !self.redact_also.is_empty() {
            return Err(Failure::new(
                Status::Arguments,
                "--redact-also names somebody, and nothing is redacted.",
            )
            .hint("add --redact family, names or all"));
        }
        Ok(Redaction::new(self.redact, self.redact_also.clone()))
    }
}

impl Session<'_> {
    /// Lists what was replaced, so that whoever gives the document out can check it.
    pub fn tell_replaced(&mut self, redaction: &Redaction) {
        if redaction.level() == Redact::None {
            return;
        }
        let replaced = redaction.replaced();
        let listed: Vec<String> = replaced
            .iter()
            .take(LISTED)
            .map(|(word, replaced)| format!("{word} → {} ({})", replaced.by, replaced.times))
            .collect();
        let more = match replaced.len().saturating_sub(LISTED) {
            0 => String::new(),
            more => format!(", and {more} more words"),
        };
        let what = if listed.is_empty() {
            "no name was found".into()
        } else {
            format!("{}{more}", listed.join(", "))
        };
        self.tell(&format!("redacted ({}): {what}", redaction.level().meaning()));
        self.tell(
            "Read it before you give it out: a name that no field of the case holds is known only to you.",
        );
    }
}
