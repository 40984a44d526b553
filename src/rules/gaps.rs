//! Fields that the record must have and does not: gaps, shown until they are filled.

use std::collections::{BTreeMap, BTreeSet};

use super::limits::agreement_missing;
use super::{Admitted, Desk, fields};
use crate::model::kinds::Correction;
use crate::model::{Capacity, Case, Entry, EntryNumber, Event, Id, Instant, Refusal, StageNumber};
use crate::protocol::{Between, LimitKind, Of, Pathway, Protocol, Required, Stage};

/// A field that the record must have and does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The field.
    pub field: Id,
    /// What it is, in the protocol's words.
    pub title: String,
    /// The entry that lacks it.
    pub entry: EntryNumber,
    /// The stage that asks for it.
    pub stage: StageNumber,
    /// Since when it is missing.
    pub since: Instant,
    /// Whether what is missing is the limit itself, which is overdue at once.
    pub overdue: bool,
    /// The kind of entry that is asked for it.
    pub of: Of,
    /// The clause that asks for it.
    pub source: String,
}

/// The fields that stand for a limit, in `missing`.
const BY: &str = "by";
const AGREED_WITH: &str = "agreed-with";

/// Every gap of a case, in the order of its entries.
pub fn gaps(case: &Case, protocol: &Protocol) -> Vec<Gap> {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return Vec::new() };
    let given = Given::of(case, Some(pathway));
    let mut gaps = Vec::new();
    for entry in &case.entries {
        if let Some(of) = asked_of(&entry.skeleton.event) {
            let stage = entry.skeleton.stage.unwrap_or(case.stage);
            gaps.extend(of_entry(entry, (of, stage), &given, case, protocol, pathway));
        }
        if matches!(entry.skeleton.event, Event::Action(_)) {
            gaps.extend(of_action(entry, case, protocol));
        }
        if let Some(visit) = case.visits.iter().find(|visit| visit.entry == entry.number) {
            gaps.extend(of_entry(entry, (Of::Stage, visit.stage), &given, case, protocol, pathway));
            gaps.extend(of_limit(visit, case, pathway));
        }
    }
    gaps
}

/// The kind of requirement that an entry of a kind comes under.
fn asked_of(event: &Event) -> Option<Of> {
    match event {
        Event::Challenge(_) => Some(Of::Challenge),
        Event::Discussion(discussion) if !discussion.earlier => Some(Of::Discussion),
        Event::Decision(_) => Some(Of::Decision),
        Event::Advance(_) => Some(Of::Advance),
        Event::Resolution(_) => Some(Of::Resolution),
        _ => None,
    }
}

fn of_entry<'a>(
    entry: &'a Entry,
    (of, stage): (Of, StageNumber),
    given: &'a Given<'a>,
    case: &'a Case,
    protocol: &'a Protocol,
    pathway: &'a Pathway,
) -> impl Iterator<Item = Gap> + 'a {
    let since = entry.record.as_ref().map_or(case.opened_at, |record| record.happened.at);
    asked(of, stage, given, case, pathway)
        .filter(move |required| is_between(required, &entry.skeleton.event))
        .filter(move |required| match of {
            Of::Stage => !given.since(&required.field, entry.number),
            _ => !given.for_entry(&required.field, entry.number),
        })
        .map(move |required| Gap {
            field: required.field.clone(),
            title: fields::title(protocol, &required.field),
            entry: entry.number,
            stage,
            since,
            overdue: false,
            of,
            source: required.source.clone(),
        })
}

/// Whether a field is asked of a discussion between these people; others have nobody between them.
fn is_between(required: &Required, event: &Event) -> bool {
    match (required.between, event) {
        (Some(Between::BothSides), Event::Discussion(discussion)) => discussion.between_sides,
        (Some(Between::WithinAgency), Event::Discussion(discussion)) => !discussion.between_sides,
        _ => true,
    }
}

/// What a kind of entry is asked for at a stage.
fn asked<'a>(
    of: Of,
    stage: StageNumber,
    given: &'a Given<'a>,
    case: &'a Case,
    pathway: &'a Pathway,
) -> impl Iterator<Item = &'a Required> {
    let required = asking_stage(pathway, of, stage).map_or(&[][..], |stage| &stage.required);
    required.iter().filter(move |required| required.of.contains(&of) && given.applies(required, case))
}

/// How many fields the record of a case is asked for, whether it has them or not.
pub fn required_fields(case: &Case, protocol: &Protocol) -> usize {
    let Some(pathway) = protocol.pathway(&case.pathway) else { return 0 };
    let given = Given::of(case, Some(pathway));
    let of_entries = case.entries.iter().filter_map(|entry| {
        let of = asked_of(&entry.skeleton.event)?;
        Some(asked(of, entry.skeleton.stage.unwrap_or(case.stage), &given, case, pathway).count())
    });
    let of_stages =
        case.visits.iter().map(|visit| asked(Of::Stage, visit.stage, &given, case, pathway).count());
    of_entries.chain(of_stages).sum()
}

/// The stage whose requirements hold: what is asked of the challenge is asked at whatever stage a case opens.
fn asking_stage(pathway: &Pathway, of: Of, stage: StageNumber) -> Option<&Stage> {
    if of == Of::Challenge { pathway.stages.first() } else { pathway.stage(stage) }
}

/// The fields that a case gives, by name: read once, however many entries ask for them.
struct Given<'c> {
    /// The newest entry that gives a field of its own.
    own: BTreeMap<&'c str, EntryNumber>,
    /// The newest entry that gives a field without being asked for it.
    unasked: BTreeMap<&'c str, EntryNumber>,
    /// The fields that entries give which are asked for them: each answers for itself alone.
    asked: BTreeSet<(&'c str, EntryNumber)>,
    /// The fields that corrections give, each with the entry that is corrected.
    corrected: BTreeSet<(&'c str, EntryNumber)>,
    /// What a field says that was given last.
    latest: BTreeMap<&'c str, &'c str>,
}

impl<'c> Given<'c> {
    fn of(case: &'c Case, pathway: Option<&Pathway>) -> Self {
        let mut given = Self {
            own: BTreeMap::new(),
            unasked: BTreeMap::new(),
            asked: BTreeSet::new(),
            corrected: BTreeSet::new(),
            latest: BTreeMap::new(),
        };
        // Whether an entry of an unknown kind answers for another, only a newer version can tell.
        let is_known = |entry: &&Entry| !matches!(entry.skeleton.event, Event::Unknown { .. });
        for entry in case.entries.iter().filter(is_known) {
            let of = asked_of(&entry.skeleton.event);
            let at = entry.skeleton.stage.unwrap_or(case.stage);
            let stage = of.and_then(|of| asking_stage(pathway?, of, at));
            let asks = |field: &Id| {
                let asking = stage.map_or(&[][..], |stage| &stage.required).iter();
                of.is_some_and(|of| asking.clone().any(|it| it.field == *field && it.of.contains(&of)))
            };
            given.add(entry, asks);
        }
        given
    }

    fn add(&mut self, entry: &'c Entry, asks: impl Fn(&Id) -> bool) {
        for said in &entry.skeleton.fields {
            let Event::Correction(correction) = &entry.skeleton.event else {
                self.own.insert(said.as_str(), entry.number);
                if asks(said) {
                    self.asked.insert((said.as_str(), entry.number));
                } else {
                    self.unasked.insert(said.as_str(), entry.number);
                }
                continue;
            };
            // Its own reason is not what the corrected entry lacks.
            if *said != "why" {
                self.corrected.insert((said.as_str(), correction.corrects));
            }
            if *said == Correction::WHY {
                self.corrected.insert(("why", correction.corrects));
            }
        }
        let record = entry.record.iter().flat_map(|record| &record.fields);
        self.latest.extend(record.map(|(field, text)| (field.as_str(), text.as_str())));
    }

    /// Whether a requirement holds for the case's category and for what was answered.
    fn applies(&self, required: &Required, case: &Case) -> bool {
        let category = required.categories.is_empty() || required.categories.contains(&case.category);
        let answered = required
            .when
            .as_ref()
            .is_none_or(|when| self.latest.get(when.field.as_str()).is_some_and(|text| when.is == **text));
        category && answered
    }

    /// A gap of an entry is filled by the entry itself, by its correction, or by a later entry that gives the
    /// field without being asked for it: one that is asked answers for itself.
    fn for_entry(&self, field: &Id, entry: EntryNumber) -> bool {
        let field = field.as_str();
        self.asked.contains(&(field, entry))
            || self.unasked.get(field).is_some_and(|newest| *newest >= entry)
            || self.corrected.contains(&(field, entry))
    }

    /// A stage has a field once any entry since it was entered has it, or the correction of one.
    fn since(&self, field: &Id, entered: EntryNumber) -> bool {
        let since = (field.as_str(), entered)..=(field.as_str(), EntryNumber(u64::MAX));
        self.own_since(field, entered) || self.corrected.range(since).next().is_some()
    }

    fn own_since(&self, field: &Id, since: EntryNumber) -> bool {
        self.own.get(field.as_str()).is_some_and(|newest| *newest >= since)
    }
}

/// A limit that must be stated and is not, or that nobody is said to have agreed to.
fn of_limit(visit: &crate::model::Visit, case: &Case, pathway: &Pathway) -> Option<Gap> {
    let stage = pathway.stage(visit.stage)?;
    let gap = |field: &str, title: &str, overdue| {
        Some(Gap {
            field: field.parse().ok()?,
            title: title.to_owned(),
            entry: visit.entry,
            stage: visit.stage,
            since: visit.entered_at,
            overdue,
            of: Of::Stage,
            source: stage.limit.source.clone(),
        })
    };
    let current = visit.stage == case.stage && case.ending.is_none();
    if stage.limit.kind == LimitKind::Stated && visit.limit.stated.is_none() {
        // Once the stage has passed, a limit for it can no longer be stated.
        return if current { gap(BY, "The timeframe for a resolution", true) } else { None };
    }
    let stated = visit.limit.stated.is_some();
    let unknown = current && agreement_missing(&stage.limit, stated, case, visit.entry);
    if unknown { gap(AGREED_WITH, "Who agreed to the stated timeframe", false) } else { None }
}

/// An action that nobody is said to have agreed to, where actions are agreed by all.
fn of_action(entry: &Entry, case: &Case, protocol: &Protocol) -> Option<Gap> {
    let asked = protocol.record.agree.as_ref()?;
    let record = case.as_corrected(entry)?;
    record.people_as(Capacity::AgreedWith).is_empty().then_some(Gap {
        field: AGREED_WITH.parse().ok()?,
        title: "Who agreed to the action".into(),
        entry: entry.number,
        stage: entry.skeleton.stage.unwrap_or(case.stage),
        since: record.happened.at,
        overdue: false,
        of: Of::Stage,
        source: asked.source.clone(),
    })
}

/// What an entry of the current stage will be asked for: the fields, and whether the case has them.
pub fn required_now<'a>(
    case: &'a Case,
    protocol: &'a Protocol,
) -> impl Iterator<Item = (&'a Required, String, bool)> + 'a {
    let pathway = protocol.pathway(&case.pathway);
    let stage = pathway.and_then(|pathway| pathway.stage(case.stage));
    let entered = case.visit().map_or(EntryNumber(0), |visit| visit.entry);
    let given = Given::of(case, pathway);
    let missing: BTreeSet<Id> = gaps(case, protocol).into_iter().map(|gap| gap.field).collect();
    stage.map_or(&[][..], |stage| &stage.required).iter().filter_map(move |required| {
        let since = if required.of.contains(&Of::Challenge) { EntryNumber(0) } else { entered };
        let is_given = given.since(&required.field, since) && !missing.contains(&required.field);
        let title = || fields::title(protocol, &required.field);
        given.applies(required, case).then(|| (required, title(), is_given))
    })
}

impl Gap {
    /// What to type to fill it.
    pub fn how(&self, case: &Case) -> String {
        let reference = case.reference;
        match self.field.as_str() {
            BY => format!("escalate timescale {reference} --by WHEN"),
            AGREED_WITH
                if case
                    .entry(self.entry)
                    .is_some_and(|entry| matches!(entry.skeleton.event, Event::Action(_))) =>
            {
                format!(
                    "escalate correct {reference} {} --why \"to complete it\" --agreed-with \"Name, role, agency\"",
                    self.entry
                )
            }
            AGREED_WITH => {
                format!("escalate timescale {reference} --by WHEN --agreed-with \"Name, role, agency\"")
            }
            field => format!(
                "escalate correct {reference} {} --why \"to complete it\" --field {field}=…",
                self.entry
            ),
        }
    }
}

/// The case with an entry that may be stored.
pub(super) fn with(admitted: &Admitted, case: Option<&Case>, desk: &Desk<'_>) -> Result<Case, Refusal> {
    let number = case
        .and_then(|case| case.entries.last())
        .map_or(EntryNumber(1), |last| EntryNumber(last.number.0 + 1));
    let entry = Entry {
        number,
        recorded_at: desk.now,
        clock_back: false,
        skeleton: admitted.skeleton.clone(),
        record: Some(admitted.record.clone()),
    };
    let nonsense = |error: crate::model::Nonsense| Refusal::protocol(error.to_string());
    let Some(before) = case else { return Case::open(entry).map_err(nonsense) };
    let mut case = before.clone();
    case.apply(entry).map_err(nonsense)?;
    Ok(case)
}

/// Refuses an entry that leaves a gap of its own; for a desk that is strict.
pub(super) fn refuse_any(admitted: &Admitted, case: Option<&Case>, desk: &Desk<'_>) -> Result<(), Refusal> {
    let kind = admitted.skeleton.event.kind();
    let case = with(admitted, case, desk)?;
    let Some(number) = case.entries.last().map(|entry| entry.number) else { return Ok(()) };
    // What a stage asks for comes with its work; what the entry itself must say is there or is refused.
    let own: Vec<Gap> = gaps(&case, desk.protocol)
        .into_iter()
        .filter(|gap| gap.entry == number && (gap.of != Of::Stage || gap.field == AGREED_WITH))
        .collect();
    let Some(first) = own.first() else { return Ok(()) };
    let flags: Vec<String> =
        own.iter()
            .map(|gap| {
                if gap.field == AGREED_WITH { "--agreed-with".into() } else { fields::flag(kind, &gap.field) }
            })
            .collect();
    Err(Refusal::protocol(format!("The record lacks what the protocol requires: {}.", flags.join(", ")))
        .by(first.title.clone(), first.source.clone())
        .hint("give them, or leave --strict out: a gap is then stored and shown until it is filled")
        .missing(flags))
}
