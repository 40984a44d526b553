//! What is taken out of a document before somebody else reads it.

use clap::Args;

use super::args::word;
use super::failure::{Failure, Status};
use super::session::Session;
use crate::model::Case;
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
    /// Somebody who is a professional, where the role and the agency do not tell: the name stays
    #[arg(long, value_name = "NAME", num_args = 1..)]
    professional: Vec<String>,
}

/// How many replacements, or people, are listed one by one.
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
        if self.redact != Redact::Family && !self.professional.is_empty() {
            return Err(Failure::new(
                Status::Arguments,
                "--professional keeps somebody's name, which only --redact family does.",
            )
            .hint("add --redact family, or leave out --professional"));
        }
        let mut redaction = Redaction::new(self.redact);
        redaction.also(self.redact_also.clone());
        self.professional.iter().for_each(|name| redaction.tell(name, false));
        Ok(redaction)
    }
}

impl Session<'_> {
    /// Asks about the people of a case of whom it does not tell whether they are family.
    pub fn ask_who_is_family(&self, redaction: &mut Redaction, case: &Case) -> anyhow::Result<()> {
        let Some(asker) = self.asker() else { return Ok(()) };
        while let Some(unsure) = redaction.unsure_of(case).first() {
            let question = format!("Is {} family or a third party ({})?", unsure.person, unsure.why);
            redaction.tell(&unsure.person.name, asker.confirm(&question)?);
        }
        Ok(())
    }

    /// Lists what was replaced, so that whoever gives the document out can check it.
    pub fn tell_replaced(&mut self, redaction: &Redaction) {
        if redaction.level() == Redact::None {
            return;
        }
        let replaced = redaction.replaced();
        let listed =
            replaced.iter().map(|(word, replaced)| format!("{word} → {} ({})", replaced.by, replaced.times));
        let what = if replaced.is_empty() { "no name was found".into() } else { list(listed, "words") };
        self.tell(&format!("redacted ({}): {what}", redaction.level().meaning()));
        let unsure = redaction.unsure().map(|unsure| format!("{} ({})", unsure.person, unsure.why));
        if unsure.len() > 0 {
            let who = list(unsure, "people");
            self.warn(&format!(
                "Treated as family or third parties, because the case does not tell: {who}. To keep a professional's name: --professional NAME"
            ));
        }
        self.tell(
            "Read it before you give it out: a name that no field of the case holds is known only to you.",
        );
    }
}

/// The first of some things, and how many more there are.
fn list(things: impl ExactSizeIterator<Item = String>, what: &str) -> String {
    let more = things.len().saturating_sub(LISTED);
    let listed: Vec<String> = things.take(LISTED).collect();
    match more {
        0 => listed.join("; "),
        more => format!("{}; and {more} more {what}", listed.join("; ")),
    }
}
