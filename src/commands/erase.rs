//! `erase`: take away what entries say, lawfully.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::args::{Common, label, text};
use crate::cli::{Failure, Session};
use crate::model::kinds::{Erased, Erasure};
use crate::model::{Case, EntryNumber, Event, Refusal};
use crate::rules::Draft;
use crate::store::{LogStore, Reading, Writing, rebuild};

/// Take away what a case or an entry says, lawfully: who decided it, why and by which authority stays.
///
/// The chain holds: what the entries did to the case stays, their words and names go. The corrections of an
/// entry go with it. Backups, exports and copies that were made before still hold everything.
#[derive(Debug, Args, Serialize)]
pub struct Erase {
    /// The case
    #[arg(value_name = "CASE")]
    case: String,
    /// One entry (default: the whole case)
    #[arg(value_name = "ENTRY")]
    entry: Option<u64>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    why: Option<String>,
    /// Under which authority: the rule, the order, the request
    #[arg(long, value_name = "TEXT", value_parser = text, allow_hyphen_values = true)]
    authority: Option<String>,
    /// The case's reference once more, to confirm; asked for at a terminal
    #[arg(long, value_name = "CASE", value_parser = label)]
    #[serde(skip)]
    confirm: Option<String>,
    #[command(flatten)]
    common: Common,
}

impl Erase {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        let mut needs = Needs::default();
        let authority = needs.text("--authority", self.authority.as_ref());
        let why = needs.text("--why", self.why.as_ref());
        self.confirm(session, &mut needs)?;
        let (why, authority) = needs.met(why.zip(authority))?;
        let recorded = session.record_and(
            "erase",
            &self.case,
            &self,
            &self.common,
            |session, loaded| {
                let happened = session.moment(&self.common, &loaded.calendar)?;
                let erases = self.named(&session.logbook()?, &loaded.case)?;
                Ok(Draft::new(Erasure { erases }, happened, session.author())
                    .text(&field("why"), Some(why))
                    .text(&field("authority"), Some(authority)))
            },
            take_away,
        )?;
        let mut store = session.logbook()?;
        store.compact()?;
        let recorded = crate::cli::Recorded {
            loaded: session.load(&store, recorded.loaded.case.reference)?,
            ..recorded
        };
        drop(store);
        session.report(&recorded)?;
        session.warn("Backups, exports, migrations' copies and printed papers that were made before still hold what was erased: find and destroy them, too.");
        Ok(None)
    }

    /// Asks for the reference once more, at a terminal; it is compared when the case is at hand.
    fn confirm(&mut self, session: &Session<'_>, needs: &mut Needs) -> anyhow::Result<()> {
        if self.confirm.is_none()
            && let Some(asker) = session.asker()
        {
            asker.say("What is erased is gone for good.")?;
            self.confirm = Some(asker.label("Type the case's reference to confirm", None)?);
        }
        needs.text("--confirm", self.confirm.as_ref());
        Ok(())
    }

    /// The entries whose words go.
    fn named(&self, store: &dyn Reading, case: &Case) -> anyhow::Result<Vec<Erased>> {
        if self.confirm.as_deref().is_none_or(|typed| typed.trim() != case.reference.to_string()) {
            return Err(Failure::arguments("The reference that was typed to confirm is another one.")
                .hint(format!("--confirm {}", case.reference))
                .into());
        }
        let wanted = self.entry.map(EntryNumber);
        if let Some(number) = wanted
            && case.entry(number).is_none()
        {
            return Err(Refusal::unknown(format!("Case {} has no entry {number}.", case.reference))
                .hint(format!("see the entries and their numbers: escalate show {}", case.reference))
                .into());
        }
        let goes = |number: EntryNumber, event: &Event| match (wanted, event) {
            // That something was erased, by whom and why, stays.
            (_, Event::Erasure(_)) => false,
            (None, _) => true,
            (Some(wanted), Event::Correction(correction)) => {
                correction.corrects == wanted || number == wanted
            }
            (Some(wanted), _) => number == wanted,
        };
        let mut erases = Vec::new();
        for raw in store.raw_entries_of(case.reference)?.into_iter().filter(|raw| raw.payload.is_some()) {
            if case.entry(raw.number).is_some_and(|entry| goes(raw.number, &entry.skeleton.event)) {
                erases.push(Erased { log: raw.log, entry: raw.number });
            }
        }
        if erases.is_empty() {
            return Err(Failure::arguments("Nothing of that is left to be erased.").into());
        }
        Ok(erases)
    }
}

/// Deletes what the erasure names, and makes anew what is derived from the rest.
fn take_away(writing: &mut dyn Writing, case: &Case) -> anyhow::Result<()> {
    if let Some(Event::Erasure(erasure)) = case.entries.last().map(|last| &last.skeleton.event) {
        writing.erase(&erasure.erases)?;
    }
    Ok(rebuild(writing)?)
}
