//! What is outstanding: of one case, and over all cases.

use serde::Serialize;

use super::time;
use crate::model::Instant;
use crate::protocol::{Calendar, Origin};
use crate::rules::Item;
use crate::store::AgendaRow;

/// Something outstanding in a case.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OutstandingView {
    /// Of which kind.
    pub kind: &'static str,
    /// Which one.
    pub id: String,
    /// What is to be done.
    pub what: String,
    /// Who is to do it.
    pub owner: String,
    /// Until when; null where no limit is known.
    pub due_at: Option<String>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Whether it is to happen without delay.
    pub urgent: bool,
    /// Since when.
    pub since: String,
    /// How many working days it has been outstanding, where no limit is known.
    pub age_working_days: Option<u32>,
    /// The clause that it comes from.
    pub source: Option<String>,
}

impl OutstandingView {
    /// What is outstanding at some time, by the days of a calendar.
    pub fn list(items: &[Item], now: Instant, calendar: &Calendar) -> Vec<Self> {
        let arisen = items.iter().filter(|item| !item.lies_ahead(now));
        arisen.map(|item| Self::of(item, now, calendar)).collect()
    }

    fn of(item: &Item, now: Instant, calendar: &Calendar) -> Self {
        Self {
            kind: item.kind.word(),
            id: item.id.clone(),
            what: item.what.clone(),
            owner: item.owner.clone(),
            due_at: item.due.map(time),
            overdue: item.due.is_some_and(|due| due < now),
            urgent: item.is_urgent(now),
            since: time(item.since),
            age_working_days: item.due.is_none().then(|| calendar.working_days_since(item.since, now)),
            source: item.source.clone(),
        }
    }
}

/// Something outstanding, over all cases: one element of what `due` prints.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DueView {
    /// The case.
    pub case: String,
    /// How its child or children are referred to.
    pub child: String,
    /// Its protocol.
    pub protocol: String,
    /// The digest of the definition that the case was opened under.
    pub protocol_digest: String,
    /// `shipped`, or `own` where the definition is not one that escalate ships.
    pub protocol_origin: &'static str,
    /// Its pathway.
    pub pathway: String,
    /// The stage that it belongs to.
    pub stage: u8,
    /// Of which kind.
    pub kind: &'static str,
    /// What is to be done.
    pub what: String,
    /// Who is to do it.
    pub owner: String,
    /// Until when; null where no limit is known.
    pub due_at: Option<String>,
    /// Whether that has passed.
    pub overdue: bool,
    /// Whether it is to happen without delay.
    pub urgent: bool,
    /// Since when.
    pub since: String,
    /// How many working days it has been outstanding, where no limit is known.
    pub age_working_days: Option<u32>,
    /// Whether it is past the logbook's own review interval; no limit is known for it.
    pub to_review: bool,
    /// The clause that it comes from.
    pub source: Option<String>,
    /// The protocol as people are shown it, where its definition is not the shipped one.
    #[serde(skip)]
    pub own_protocol: Option<String>,
    /// How far away that is, for people.
    #[serde(skip)]
    pub away: String,
}

/// How far away a limit is, by the days of its calendar.
fn away(due: Instant, now: Instant) -> String {
    let days = (due.date_naive() - now.with_timezone(due.offset()).date_naive()).num_days();
    let counted = |days: i64| if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    match (due < now, days) {
        (true, 0) => "overdue since today".into(),
        (true, days) => format!("{} overdue", counted(-days)),
        (false, 0) => "today".into(),
        (false, days) => format!("within {}", counted(days)),
    }
}

impl DueView {
    /// What a row of the agenda is at some time.
    ///
    /// What has no limit is to be reviewed after so many working days.
    pub fn of(row: AgendaRow, now: Instant, calendar: &Calendar, review_after: u32) -> Self {
        let age = row.item.due.is_none().then(|| calendar.working_days_since(row.item.since, now));
        let AgendaRow { case, child, protocol, definition, pathway, item } = row;
        let origin = Origin::of(definition);
        Self {
            case: case.to_string(),
            child,
            protocol_digest: definition.to_string(),
            protocol_origin: origin.word(),
            own_protocol: origin.own_digest().map(|_| origin.beside(&protocol)),
            protocol,
            pathway,
            stage: item.stage.0,
            kind: item.kind.word(),
            due_at: item.due.map(time),
            overdue: item.due.is_some_and(|due| due < now),
            away: item.due.map(|due| away(due, now)).unwrap_or_default(),
            urgent: item.is_urgent(now),
            since: time(item.since),
            age_working_days: age,
            to_review: !item.urgent && age.is_some_and(|age| age >= review_after),
            what: item.what,
            owner: item.owner,
            source: item.source,
        }
    }
}
