//! `correct`: correct an entry; both stay readable.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::args::{Common, GivenPerson, label, person, text};
use crate::cli::{Failure, Session};
use crate::model::kinds::{Agreement, Correction, Verdict};
use crate::model::{Capacity, Case, EntryNumber, Event, Id, Moment, UnknownWord};
use crate::rules::Draft;

/// Correct an entry: both stay readable.
///
/// Also fills a gap: give the field that is missing. --at is when the corrected entry really
/// happened; the limits that start with it are reckoned again.
#[derive(Debug, Args, Serialize)]
pub struct Correct {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// The entry, by its number
    #[arg(value_name = "ENTRY")]
    entry: u64,
    /// Why it is corrected
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    #[command(flatten)]
    texts: Texts,
    /// How the child or the children are referred to
    #[arg(long, value_name = "REF", value_parser = label, allow_hyphen_values = true)]
    child: Vec<String>,
    /// Where the disagreement arises
    #[arg(long, value_name = "ID")]
    category: Option<Id>,
    /// Who raised the concern
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    from: Vec<GivenPerson>,
    /// To whom it was put
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    to: Vec<GivenPerson>,
    /// With whom a discussion was held
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    with: Vec<GivenPerson>,
    /// Who decided
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    who: Vec<GivenPerson>,
    /// Who owns an action
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    owner: Vec<GivenPerson>,
    /// Who agreed to an action or to a stated limit
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    agreed_with: Vec<GivenPerson>,
    /// Who joined the case
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    add: Vec<GivenPerson>,
    /// The right result of a discussion or a decision
    #[arg(long, value_name = "RESULT")]
    result: Option<String>,
    /// The right end of a request or an action
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Who confirmed or approved
    #[arg(long, value_name = "PERSON", value_parser = person, allow_hyphen_values = true)]
    by: Vec<GivenPerson>,
    #[command(flatten)]
    common: Common,
}

/// The texts that an entry can have, each with its right one.
#[derive(Debug, Args, Serialize)]
#[command(next_help_heading = "The right text")]
struct Texts {
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    concern: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    evidence: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    impact: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    summary: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    decision: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    risk: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    child_outcome: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    what: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    done: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    step: Option<String>,
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    text: Option<String>,
    #[arg(long = "where", value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    place: Option<String>,
}

impl Texts {
    fn each(&self) -> [(&'static str, &Option<String>); 12] {
        [
            ("concern", &self.concern),
            ("evidence", &self.evidence),
            ("impact", &self.impact),
            ("summary", &self.summary),
            ("decision", &self.decision),
            ("risk", &self.risk),
            ("child-outcome", &self.child_outcome),
            ("what", &self.what),
            ("done", &self.done),
            ("step", &self.step),
            ("text", &self.text),
            ("where", &self.place),
        ]
    }
}

impl Correct {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let why = needs.text("--why", self.why.as_ref());
        let why = needs.met(why)?;
        if !self.changes_anything() {
            return Err(Failure::missing(vec!["what is right".into()])
                .hint("give the right text, people, category or --at; for instance --summary TEXT or --field NAME=TEXT")
                .into());
        }
        let recorded = session.record("correct", &self.case, &self, &self.common, |session, loaded| {
            let moved = self
                .common
                .at
                .as_ref()
                .map(|_| session.moment(&self.common, &loaded.calendar))
                .transpose()?;
            let (agreement, verdict) = self.results(&loaded.case)?;
            let event = Correction {
                corrects: EntryNumber(self.entry),
                moved: moved.map(|moved| moved.at),
                day_only: moved.is_some_and(|moved| moved.day_only),
                agreement,
                verdict,
                by: session.end("--until", self.until.as_ref(), &loaded.calendar)?,
                leaves: Vec::new(),
                category: self.category.clone(),
            };
            let now = Moment::exact(session.clock(&loaded.calendar).now());
            let mut draft = Draft::new(event, now, session.author()).text(&field("why"), Some(why));
            for (name, text) in self.texts.each() {
                draft = draft.text(&field(name), text.clone());
            }
            for (capacity, people) in self.people() {
                draft = draft.people(capacity, session.people(people)?);
            }
            draft.record.children.clone_from(&self.child);
            Ok(draft)
        })?;
        session.report(&recorded)?;
        Ok(None)
    }

    /// The right result, in the words of what is corrected.
    fn results(&self, case: &Case) -> Result<(Option<Agreement>, Option<Verdict>), Failure> {
        let Some(word) = &self.result else { return Ok((None, None)) };
        let entry = case.entry(EntryNumber(self.entry)).map(|entry| &entry.skeleton.event);
        let unknown = |error: UnknownWord| Failure::arguments(format!("--result: {error}."));
        match entry {
            Some(Event::Decision(_)) => Ok((None, Some(word.parse().map_err(unknown)?))),
            _ => Ok((Some(word.parse().map_err(unknown)?), None)),
        }
    }

    fn people(&self) -> [(Capacity, &[GivenPerson]); 8] {
        [
            (Capacity::AgreedWith, &self.agreed_with),
            (Capacity::Joins, &self.add),
            (Capacity::From, &self.from),
            (Capacity::To, &self.to),
            (Capacity::With, &self.with),
            (Capacity::Who, &self.who),
            (Capacity::Owner, &self.owner),
            (Capacity::By, &self.by),
        ]
    }

    fn changes_anything(&self) -> bool {
        self.common.at.is_some()
            || !self.common.fields.is_empty()
            || !self.child.is_empty()
            || self.category.is_some()
            || self.result.is_some()
            || self.until.is_some()
            || self.texts.each().iter().any(|(_, text)| text.is_some())
            || self.people().iter().any(|(_, people)| !people.is_empty())
    }
}
