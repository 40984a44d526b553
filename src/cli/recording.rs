//! The way of one record, from a draft to the receipt.
//!
//! A draft is made before anything is locked, since making it may ask questions. Then, with other
//! writers held off: has it been stored before, may it be stored, append, write down how the case stands.

use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;

use super::args::Common;
use super::failure::{Failure, Status};
use super::session::{Session, bad_when};
use super::when::Clock;
use crate::model::kinds::Correction;
use crate::model::{Case, CaseRef, Digest, Entry, Id, Receipt, chain};
use crate::protocol::{Calendar, Protocol, Resolved};
use crate::render::{Show, stored};
use crate::rules::{self, Admitted, CaseFile, Desk, Draft, admit, summary};
use crate::store::{CLOCKS_DIFFER, LogStore, Reading, Sealing, StoreError, StoredOnce, Writing};
use crate::view::{CaseView, Viewing};

/// A key to repeat a command by, with the digest of the command's arguments.
#[derive(Debug, Clone)]
pub struct Once {
    key: String,
    arguments: Digest,
}

impl Once {
    /// The key of a command, if it was given one.
    ///
    /// The same record is the same however it was typed: the case by its number or its reference, the
    /// fields in any order.
    pub fn of(
        command: &str,
        arguments: &impl Serialize,
        case: Option<CaseRef>,
        common: &Common,
    ) -> anyhow::Result<Option<Self>> {
        let Some(key) = &common.once else { return Ok(None) };
        let mut arguments = serde_json::to_value(arguments)?;
        leave_out_nothing(&mut arguments);
        if let Value::Object(members) = &mut arguments {
            if let Some(case) = case {
                members.insert("case".into(), Value::String(case.to_string()));
            }
            if let Some(Value::Array(fields)) =
                members.get_mut("common").and_then(|common| common.get_mut("fields"))
            {
                fields.sort_by_key(Value::to_string);
            }
        }
        let arguments = serde_json::to_vec(&arguments)?;
        Ok(Some(Self { key: key.clone(), arguments: chain::arguments_digest(command, &arguments) }))
    }

    /// What is already stored with the key; refused where the arguments were others.
    fn already(&self, store: &dyn Reading) -> anyhow::Result<Option<StoredOnce>> {
        for log in store.logs()? {
            let Some(found) = store.stored_once(chain::once_digest(log.id, &self.key))? else { continue };
            if found.arguments == Some(self.arguments) {
                return Ok(Some(found));
            }
            let message = match found.arguments {
                Some(_) => format!(
                    "The key ‘{}’ was used before, with other arguments (entry {}).",
                    self.key, found.receipt.entry
                ),
                None => format!(
                    "The key ‘{}’ belongs to entry {}, which was erased.",
                    self.key, found.receipt.entry
                ),
            };
            return Err(Failure::arguments(message).hint("give another record another --once KEY").into());
        }
        Ok(None)
    }

    /// Marks an entry as stored with the key.
    fn mark(&self, admitted: &mut Admitted, log: crate::model::LogId) {
        admitted.record.once = Some(chain::once_digest(log, &self.key));
        admitted.record.arguments = Some(self.arguments);
    }
}

/// Leaves out what was not given, so that a later version, which takes more arguments, digests the same.
///
/// The names of the others are in their order already.
fn leave_out_nothing(value: &mut Value) {
    if let Value::Object(members) = value {
        members.values_mut().for_each(leave_out_nothing);
        members.retain(|_, value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::Array(list) => !list.is_empty(),
            Value::Object(members) => !members.is_empty(),
            _ => true,
        });
    }
}

/// What came of a record.
#[derive(Debug)]
pub struct Recorded {
    /// The case as it stands now.
    pub loaded: CaseFile,
    /// The receipt of the entry.
    pub receipt: Receipt,
    /// What the person should know.
    pub warnings: Vec<String>,
    /// Whether the entry was there already.
    pub again: bool,
}

impl Session<'_> {
    /// Stores a further entry of a case: the draft, made of the case as it stands, is admitted and appended.
    pub fn record<A: Serialize>(
        &mut self,
        command: &str,
        case: &str,
        arguments: &A,
        common: &Common,
        draft: impl FnOnce(&mut Self, &CaseFile) -> anyhow::Result<Draft>,
    ) -> anyhow::Result<Recorded> {
        self.record_and(command, case, arguments, common, draft, |_, _, _| Ok(()))
    }

    /// The same, with something that is done in the same transaction once the entry is appended, and may
    /// change how the case stands.
    pub fn record_and<A: Serialize>(
        &mut self,
        command: &str,
        case: &str,
        arguments: &A,
        common: &Common,
        draft: impl FnOnce(&mut Self, &CaseFile) -> anyhow::Result<Draft>,
        then: impl FnOnce(&Self, &mut dyn Writing, &mut CaseFile) -> anyhow::Result<()>,
    ) -> anyhow::Result<Recorded> {
        let mut store = self.logbook()?;
        let reference = self.reference(&store, case)?;
        let once = Once::of(command, arguments, Some(reference), common)?;
        if let Some(again) = self.stored_before(once.as_ref(), &store)? {
            return Ok(again);
        }
        let loaded = self.load(&store, reference)?;
        let draft = draft(self, &loaded)?;
        let draft = with_fields(draft, common, loaded.protocol(), &self.clock(&loaded.calendar))?;
        let mut writing = store.begin()?;
        // Another process may have stored it meanwhile, or changed the case.
        if let Some(again) = self.stored_before(once.as_ref(), &*writing)? {
            return Ok(again);
        }
        let mut loaded = self.load(&*writing, reference)?;
        if loaded.stands_in {
            // Without its working days no limit can be reckoned: this names what is missing.
            self.calendar(&loaded.case.calendar)?;
        }
        let desk = self.desk(&loaded.definition.protocol, &loaded.calendar, common);
        let mut admitted = admit(draft, &loaded.case, &desk)?;
        let mut warnings = std::mem::take(&mut admitted.warnings);
        warnings.extend(self.clock_back(&*writing)?);
        let receipt = self.append(
            &mut *writing,
            admitted,
            once.as_ref(),
            |entry| {
                loaded.case.apply(entry)?;
                Ok(&loaded.case)
            },
            &loaded.definition,
        )?;
        then(self, &mut *writing, &mut loaded)?;
        writing.commit()?;
        Ok(Recorded { loaded, receipt, warnings, again: false })
    }

    /// Stores the challenge that opens a case.
    pub fn open_case<A: Serialize>(
        &mut self,
        arguments: &A,
        common: &Common,
        definition: &Resolved,
        calendar: &Calendar,
        draft: impl FnOnce(&mut Self, CaseRef) -> anyhow::Result<Draft>,
    ) -> anyhow::Result<Recorded> {
        let once = Once::of("open", arguments, None, common)?;
        let mut store = self.logbook()?;
        if let Some(again) = self.stored_before(once.as_ref(), &store)? {
            return Ok(again);
        }
        let mut writing = store.begin()?;
        if let Some(again) = self.stored_before(once.as_ref(), &*writing)? {
            return Ok(again);
        }
        let reference = writing.next_reference(self.year(calendar)?)?;
        let draft = draft(self, reference)?;
        let draft = with_fields(draft, common, &definition.protocol, &self.clock(calendar))?;
        let desk = self.desk(&definition.protocol, calendar, common);
        let mut admitted = rules::open(reference, draft, &desk)?;
        let mut warnings = std::mem::take(&mut admitted.warnings);
        warnings.extend(self.clock_back(&*writing)?);
        writing.keep_definition(definition)?;
        let mut opened = None;
        let receipt = self.append(
            &mut *writing,
            admitted,
            once.as_ref(),
            |entry| Ok(&*opened.insert(Case::open(entry)?)),
            definition,
        )?;
        writing.commit()?;
        let case = opened.ok_or_else(|| anyhow::anyhow!("the case that was opened is not there"))?;
        let loaded = CaseFile {
            case,
            definition: Arc::new(definition.clone()),
            calendar: Arc::new(calendar.clone()),
            stands_in: false,
        };
        Ok(Recorded { loaded, receipt, warnings, again: false })
    }

    /// Seals and appends an entry, and writes down how its case stands then.
    fn append<'c>(
        &self,
        writing: &mut dyn Writing,
        mut admitted: Admitted,
        once: Option<&Once>,
        apply: impl FnOnce(Entry) -> Result<&'c Case, crate::model::Nonsense>,
        definition: &Resolved,
    ) -> anyhow::Result<Receipt> {
        let head = writing.head()?;
        if let Some(once) = once {
            once.mark(&mut admitted, head.log);
        }
        let Admitted { skeleton, record, .. } = admitted;
        let recorded_at = self.now();
        let entry = Entry {
            number: writing.next_entry()?,
            recorded_at,
            clock_back: chain::stamp(recorded_at) < writing.newest_at()?,
            skeleton,
            record: Some(record),
        };
        let sealing = Sealing::new(entry.clone(), self.random()?)?;
        let receipt = writing.append(&head, &sealing)?;
        let case = apply(entry).map_err(StoreError::from)?;
        let (line, outstanding) = summary(case, &definition.protocol);
        writing.set_standing(&line, &outstanding)?;
        Ok(receipt)
    }

    /// What is to be said where the computer's clock stands before the time of the newest entry.
    ///
    /// Refused where it stands long before the logbook was made: no check would take such an entry.
    fn clock_back(&self, store: &dyn Reading) -> anyhow::Result<Option<String>> {
        let (now, newest) = (self.now(), store.newest_at()?);
        if chain::stamp(now) >= newest {
            return Ok(None);
        }
        let calendar = self.default_calendar()?;
        let in_words = |stamp: &str| {
            let at = chrono::DateTime::parse_from_rfc3339(stamp);
            at.map_or_else(|_| stamp.to_owned(), |at| rules::in_words(calendar.local(&at)))
        };
        let stands = rules::in_words(calendar.local(&now));
        let own = store.logs()?.into_iter().rfind(|log| log.imported_at.is_none());
        match own.filter(|log| chain::stamp(now + CLOCKS_DIFFER) < log.founded_at) {
            Some(log) => Err(Failure::new(
                Status::Failed,
                format!(
                    "The computer's clock stands at {stands}, before this logbook was made, on {}.",
                    in_words(&log.founded_at)
                ),
            )
            .hint("set the clock, then type the same again")
            .into()),
            None => Ok(Some(format!(
                "The computer's clock stands at {stands}, before the time of the last entry, {}: check it. The entry keeps its place in the log, and is marked as recorded by a clock that stood before the entry before it.",
                in_words(&newest)
            ))),
        }
    }

    /// What is needed to judge a draft now.
    pub fn desk<'d>(&self, protocol: &'d Protocol, calendar: &'d Calendar, common: &Common) -> Desk<'d> {
        Desk { protocol, calendar, now: self.now(), strict: common.strict || self.config.strict, given: &[] }
    }

    fn stored_before(&self, once: Option<&Once>, store: &dyn Reading) -> anyhow::Result<Option<Recorded>> {
        let Some(once) = once else { return Ok(None) };
        let Some(found) = once.already(store)? else { return Ok(None) };
        let loaded = self.load(store, found.case)?;
        Ok(Some(Recorded { loaded, receipt: found.receipt, warnings: Vec::new(), again: true }))
    }

    /// Says what was stored, what is missing, who acts next and until when, and what to type.
    ///
    /// The entry is stored by now: whatever fails here is only said, and is no failure.
    pub fn report(&mut self, recorded: &Recorded) -> anyhow::Result<()> {
        let Recorded { loaded, receipt, warnings, again } = recorded;
        let now = loaded.calendar.local(&self.now());
        let viewing = Viewing { definition: &loaded.definition, calendar: &loaded.calendar, now };
        let view = CaseView::of(&loaded.case, viewing, Some(*receipt));
        let printed = if self.output.is_for_people() {
            let next = rules::next(&loaded.case, loaded.protocol());
            let mut commands = next.map(|next| next.commands(&loaded.case)).unwrap_or_default();
            commands.insert(0, format!("escalate next {}", loaded.case.reference));
            let mut page = self.output.page();
            stored(&view, *again, &commands, &mut page);
            self.output.print(page, self.around)
        } else {
            self.show(&view)
        };
        if !self.is_passed_on("The entry is stored", printed) {
            self.output.receipt(&receipt.to_string(), self.around);
        }
        for warning in warnings {
            self.warn(warning);
        }
        for unusual in &view.unusual {
            if unusual.entry == receipt.entry.0 {
                self.warn(&format!("This decision is unusual. {} [{}]", unusual.says, unusual.source));
            }
        }
        let gaps = rules::gaps(&loaded.case, loaded.protocol());
        let own: Vec<_> = gaps.iter().filter(|gap| gap.entry == receipt.entry).collect();
        for gap in &own {
            self.tell(&format!("missing: {} ({}) [{}]", gap.field, gap.title, gap.source));
        }
        if let Some(gap) = own.first() {
            self.note(&format!("What is missing can be given later: {}", gap.how(&loaded.case)));
        }
        Ok(())
    }
}

impl Session<'_> {
    /// Prints the result of what is stored by now: that it cannot be printed is only said, and is no failure.
    pub fn show_stored<T: Show>(&mut self, result: &T) {
        let printed = self.show(result);
        self.is_passed_on("It is done and stored", printed);
    }
}

/// The draft with the fields of `--field`, each given once; a time is read on the calendar's clocks.
fn with_fields(
    mut draft: Draft,
    common: &Common,
    protocol: &Protocol,
    clock: &Clock<'_>,
) -> anyhow::Result<Draft> {
    let is_correction = draft.event.kind() == <Correction as crate::model::Kind>::NAME;
    for (field, text) in &common.fields {
        let is_time = protocol
            .field(field.as_str())
            .is_some_and(|field| field.kind == crate::protocol::FieldKind::When);
        let read = if is_time {
            clock.instant(text).map_err(|bad| bad_when(&format!("--field {field}"), &bad))?.to_rfc3339()
        } else {
            text.clone()
        };
        let name =
            if is_correction && *field == "why" { Correction::WHY.parse::<Id>()? } else { field.clone() };
        if draft.record.fields.insert(name, read).is_some() {
            return Err(Failure::new(Status::Arguments, format!("The field ‘{field}’ is given twice."))
                .hint("leave one of them out")
                .into());
        }
    }
    if let Some((field, _)) = common.fields.iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Failure::arguments(format!("The field ‘{field}’ says nothing."))
            .hint("give it a text, or leave it out")
            .into());
    }
    draft.record.fields.retain(|_, text| !text.trim().is_empty());
    Ok(draft)
}
