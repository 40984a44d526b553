//! What is due, as a calendar with alarms: no names, and the same identities at every export.

use chrono::{DateTime, Duration, Utc};
use icalendar::{Alarm, Calendar, Component, Event, EventLike, EventStatus};

use super::{About, Exported, Format, Out};
use crate::model::{Case, Instant, Obligation, StageNumber};
use crate::protocol::Protocol;
use crate::render::text::line;
use crate::rules::{Item, ItemKind, agenda, duties};

/// What is due, each with its alarms.
#[derive(Default)]
pub(super) struct Appointments {
    calendar: Calendar,
    unlimited: usize,
}

/// Something with a time, as a calendar holds it.
struct Appointment {
    id: String,
    what: String,
    source: String,
    at: DateTime<Utc>,
    urgent: bool,
    done: bool,
}

impl Format for Appointments {
    fn begin(&mut self, _about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    fn case(&mut self, exported: &Exported<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        let case = &exported.loaded.case;
        let items = agenda(case, exported.loaded.protocol());
        let stamp = exported.now.to_utc();
        for item in &items {
            match appointment(item) {
                Some(appointment) => self.push(exported, &appointment, stamp),
                None => self.unlimited += 1,
            }
        }
        for done in past(case, exported.loaded.protocol()) {
            if !items.iter().any(|item| identity(item) == done.id) {
                self.push(exported, &done, stamp);
            }
        }
        Ok(())
    }

    fn end(&mut self, _about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        self.calendar.append_property(("PRODID", "-//escalate//escalate//EN"));
        self.calendar.name("Safeguarding: limits of professional disagreements");
        let left_out = match self.unlimited {
            0 => String::new(),
            number => format!(" Without a known limit, and so not in it: {number} (escalate due)."),
        };
        self.calendar.description(&format!("Every limit is a maximum.{left_out}"));
        write!(out, "{}", self.calendar)?;
        Ok(())
    }
}

impl Appointments {
    fn push(&mut self, exported: &Exported<'_>, appointment: &Appointment, stamp: DateTime<Utc>) {
        let case = exported.loaded.case.reference;
        // The log in which the case was opened: the same in every logbook that it was imported into.
        let log = exported.raw.first().map_or(exported.head.log, |raw| raw.log);
        let uid = format!("{log}-{case}-{}@escalate", appointment.id);
        let own = exported.loaded.definition.mark();
        let own = own.map(|mark| format!(" ({}: {mark})", exported.loaded.case.protocol)).unwrap_or_default();
        // A reference, and no name: a calendar is seen by whoever looks over a shoulder.
        let summary = line(&format!("{case}: {}", appointment.what));
        let mut event = Event::new();
        event
            .uid(&uid)
            .timestamp(stamp)
            .starts(appointment.at)
            .summary(&summary)
            .description(&line(&format!(
                "The latest time. See: escalate next {case} [{}]{own}",
                appointment.source
            )))
            .status(if appointment.done { EventStatus::Cancelled } else { EventStatus::Confirmed });
        if !appointment.done {
            let before = if appointment.urgent {
                vec![Duration::zero()]
            } else {
                vec![Duration::days(1), Duration::hours(2)]
            };
            for (number, before) in (1..).zip(before) {
                let alarm = Alarm::display(&summary, -before)
                    .add_property("UID", format!("{uid}-{number}"))
                    .add_property("DTSTAMP", stamp.format("%Y%m%dT%H%M%SZ").to_string())
                    .done();
                event.alarm(alarm);
            }
        }
        self.calendar.push(event.done());
    }
}

/// What tells an item from the others of its case, at every export.
fn identity(item: &Item) -> String {
    match item.kind {
        // A duty's name is its own within its stage alone.
        ItemKind::Duty => duty_identity(item.stage, &item.id, &item.whose),
        kind => format!("{kind}-{}", item.id),
    }
}

fn duty_identity(stage: StageNumber, duty: &str, whose: &str) -> String {
    let dash = if whose.is_empty() { "" } else { "-" };
    format!("duty-{stage}-{duty}{dash}{whose}")
}

fn appointment(item: &Item) -> Option<Appointment> {
    let at = item.due.or_else(|| item.urgent.then_some(item.since))?;
    // What a request or an action asks for may name somebody; the protocol's own words do not.
    let what = match item.kind {
        ItemKind::Harm | ItemKind::Stage | ItemKind::Overall | ItemKind::Duty | ItemKind::Record => {
            item.what.clone()
        }
        ItemKind::Request => format!("answer to the request of entry {}", item.id),
        ItemKind::Action => format!("action of entry {}", item.id),
        ItemKind::Confirmation => "written confirmation of the outcome".into(),
        ItemKind::Approval => "approval of the record".into(),
        ItemKind::Filing => "copy for the child's file".into(),
    };
    let urgent = item.urgent && item.due.is_none();
    let what = if urgent { format!("without delay: {what}") } else { what };
    let source = item.source.clone().unwrap_or_default();
    Some(Appointment { id: identity(item), what, source, at: at.to_utc(), urgent, done: false })
}

/// What a calendar may still hold of an earlier export, and is over.
fn past(case: &Case, protocol: &Protocol) -> Vec<Appointment> {
    let over = |id: String, limit: &Obligation| {
        let at: Instant = limit.due_at().or_else(|| limit.urgent.then_some(limit.since))?;
        Some(Appointment {
            id,
            what: "done".into(),
            source: "over".into(),
            at: at.to_utc(),
            urgent: false,
            done: true,
        })
    };
    let mut past: Vec<Appointment> = Vec::new();
    past.extend(case.visits.iter().filter_map(|visit| over(format!("stage-{}", visit.stage), &visit.limit)));
    past.extend(case.overall.iter().filter_map(|limit| over("overall-overall".into(), limit)));
    past.extend(duties(case, protocol).iter().filter_map(|status| {
        let whose = status.responsible.to_string();
        over(duty_identity(status.stage, status.duty.id.as_str(), &whose), status.limit)
    }));
    past.extend(case.requests.iter().filter_map(|owed| over(format!("request-{}", owed.entry), &owed.limit)));
    past.extend(case.actions.iter().filter_map(|owed| over(format!("action-{}", owed.entry), &owed.limit)));
    let mut seen = std::collections::BTreeSet::new();
    past.retain(|one| seen.insert(one.id.clone()));
    past
}
