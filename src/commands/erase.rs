//! `erase`: take away what entries say, lawfully.

use clap::Args;
use serde::Serialize;

use super::{Done, Needs, field};
use crate::cli::args::{Common, label, text};
use crate::cli::{Failure, Recorded, Session, Status};
use crate::model::kinds::{Erased, Erasure};
use crate::model::{Case, EntryNumber, Event, Receipt, Refusal};
use crate::rules::{CaseFile, Draft};
use crate::store::sqlite::SqliteLog;
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
        let recorded = match self.recorded_before(session)? {
            Some(recorded) => recorded,
            None => session.record_and(
                "erase",
                &self.case,
                &self,
                &self.common,
                |session, loaded| {
                    let happened = session.moment(&self.common, &loaded.calendar)?;
                    let erases = self.named(&session.logbook()?, &loaded.case)?;
                    if erases.is_empty() {
                        return Err(Failure::arguments("Nothing of that is left to be erased.").into());
                    }
                    Ok(Draft::new(Erasure { erases }, happened, session.author())
                        .text(&field("why"), Some(why))
                        .text(&field("authority"), Some(authority)))
                },
                take_away,
            )?,
        };
        // The erasure is stored: what fails from here on says so.
        let compacted = session.logbook().and_then(|mut store| Ok(store.compact()?));
        session.report(&recorded)?;
        warn_of_copies(session);
        match compacted {
            Ok(()) => Ok(None),
            Err(error) => Err(not_yet_compacted(&error).into()),
        }
    }

    /// The erasure of the same words that is stored and not yet compacted: this command is then a retry of it.
    fn recorded_before(&self, session: &Session<'_>) -> anyhow::Result<Option<Recorded>> {
        let store = session.logbook()?;
        let pending = store.to_compact()?;
        if pending.is_empty() || self.common.once.is_some() {
            return Ok(None);
        }
        let loaded = session.case(&store, &self.case)?;
        if !self.named(&store, &loaded.case)?.is_empty() {
            return Ok(None);
        }
        let raw = store.raw_entries_of(loaded.case.reference)?;
        let stored = raw.into_iter().rfind(|raw| pending.contains(&raw.number));
        Ok(stored.map(|raw| Recorded {
            loaded,
            receipt: Receipt { log: raw.log, entry: raw.number, seal: raw.seal },
            warnings: Vec::new(),
            again: true,
        }))
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
        Ok(erases)
    }
}

/// Deletes what the erasure names, makes anew what is derived from the rest, and reads the case back.
fn take_away(session: &Session<'_>, writing: &mut dyn Writing, loaded: &mut CaseFile) -> anyhow::Result<()> {
    if let Some(Event::Erasure(erasure)) = loaded.case.entries.last().map(|last| &last.skeleton.event) {
        writing.erase(&erasure.erases)?;
    }
    rebuild(writing)?;
    *loaded = session.load(writing, loaded.case.reference)?;
    Ok(())
}

/// Compacts a logbook where an erasure was cut off before; true where there was one.
pub(super) fn finish(store: &mut SqliteLog) -> anyhow::Result<bool> {
    let is_pending = !store.to_compact()?.is_empty();
    if is_pending {
        store.compact()?;
    }
    Ok(is_pending)
}

/// What is said of erasures whose words may still stand in the file.
pub(super) const NOT_YET_COMPACTED: &str = "Erased; not yet compacted: the erasure is stored, and what was erased may still stand in the logbook's file. Finish it with: escalate doctor";

/// The failure of an erasure that is stored, and whose words could not yet be taken out of the file.
///
/// The status is neither that of what is done nor one on which nothing was stored.
fn not_yet_compacted(error: &anyhow::Error) -> Failure {
    let why = Failure::of(error);
    let message = format!(
        "Erased; not yet compacted: {} The erasure is stored, and what was erased may still stand in the logbook's file.",
        why.message
    );
    let first = why.hint.unwrap_or_else(|| "remove the cause, then type the same again".into());
    Failure::new(Status::OutcomeUnknown, message)
        .hint(format!("{first}; that it is finished, this tells: escalate doctor"))
}

/// Names the copies that hold what was erased, and removes what killed runs left of others.
fn warn_of_copies(session: &mut Session<'_>) {
    let path = session.places.logbook.clone();
    let swept = SqliteLog::sweep_beside(&path).unwrap_or_default();
    for left in swept.in_use.iter().chain(&swept.left) {
        session.tell(&format!("A temporary copy may hold what was erased: {}", left.display()));
    }
    for copy in SqliteLog::migration_copies(&path) {
        session.tell(&format!(
            "The copy that a migration made holds what was erased: {}; remove it.",
            copy.display()
        ));
    }
    session.warn("Backups, exports, migrations' copies and printed papers that were made before still hold what was erased: find and destroy them, too.");
}
