//! Whose a calendar is, and whether a limit was counted by other days than the shipped calendar's.
//!
//! Told by the days and hours themselves, never by the id.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::Calendar;
use crate::model::chain::definition_digest;
use crate::model::words::words;
use crate::model::{Basis, Digest, Obligation, Skipped};
use crate::protocol::builtin;
use crate::protocol::limit::Span;

words! {
    /// Whose a calendar is.
    pub enum CalendarOrigin {
        Shipped = "shipped", "the shipped calendar";
        Closures = "closures", "with this agency’s closure days";
        Changed = "changed", "changed by this agency";
        Own = "own", "this agency’s own calendar";
    }
}

/// The days that are named where a limit was counted by others than the shipped calendar's.
const NAMED: usize = 5;

impl Calendar {
    /// Whose the calendar is.
    pub fn origin(&self) -> CalendarOrigin {
        let Some(shipped) = builtin::calendar(self.id.as_str()) else { return CalendarOrigin::Own };
        if *self == shipped {
            return CalendarOrigin::Shipped;
        }
        let without_closures = Self { closures: shipped.closures.clone(), ..self.clone() };
        let keeps_all = shipped.closures.iter().all(|(day, name)| self.closures.get(day) == Some(name));
        if keeps_all && without_closures == shipped {
            CalendarOrigin::Closures
        } else {
            CalendarOrigin::Changed
        }
    }

    /// The digest of everything that the calendar says.
    pub fn digest(&self) -> Digest {
        definition_digest(&serde_json::to_vec(self).unwrap_or_default())
    }

    /// What is to stand beside the name of a calendar that is not the shipped one.
    pub fn mark(&self) -> Option<String> {
        let origin = self.origin();
        (origin != CalendarOrigin::Shipped)
            .then(|| format!("{}, {}", origin.meaning(), self.digest().short()))
    }

    /// A name of the calendar, with the mark of one that is not the shipped one.
    pub fn marked(&self, name: &str) -> String {
        match self.mark() {
            None => name.to_owned(),
            Some(mark) => format!("{name} ({mark})"),
        }
    }

    /// The title, with the mark of a calendar that is not the shipped one.
    pub fn title_with_origin(&self) -> String {
        self.marked(&self.title)
    }
}

/// Whose calendar counted a limit, by the days that it passed over and its end; with a sentence where that
/// was not the shipped one.
pub fn counted_by(limit: &Obligation) -> Option<(CalendarOrigin, String)> {
    let basis = limit.basis.as_ref()?;
    let span: Span = basis.rule.parse().ok()?;
    let Some(shipped) = builtin::calendar(basis.calendar.as_str()) else {
        return Some((CalendarOrigin::Own, CalendarOrigin::Own.meaning().to_owned()));
    };
    let Ok(expected) = shipped.end_of(span, basis.start) else {
        return Some((CalendarOrigin::Changed, CalendarOrigin::Changed.meaning().to_owned()));
    };
    let by_shipped: BTreeSet<NaiveDate> = expected.skipped.iter().map(|day| day.date).collect();
    let by_basis: BTreeSet<NaiveDate> = basis.skipped.iter().map(|day| day.date).collect();
    if limit.due == Some(expected.due) && by_shipped == by_basis {
        return Some((CalendarOrigin::Shipped, String::new()));
    }
    Some(difference(limit, basis, &shipped, (&expected.skipped, &by_basis)))
}

/// How the days of a limit differ from the shipped calendar's.
fn difference(
    limit: &Obligation,
    basis: &Basis,
    shipped: &Calendar,
    (expected, by_basis): (&[Skipped], &BTreeSet<NaiveDate>),
) -> (CalendarOrigin, String) {
    let end = limit.due.map(|due| due.date_naive());
    let worked =
        expected.iter().filter(|day| end.is_none_or(|end| day.date <= end) && !by_basis.contains(&day.date));
    let worked: Vec<&Skipped> = worked.collect();
    let closed: Vec<&Skipped> =
        basis.skipped.iter().filter(|day| shipped.day_off(day.date).is_none()).collect();
    let mut said = Vec::new();
    if !worked.is_empty() {
        said.push(format!("{}: counts {} as worked", CalendarOrigin::Changed.meaning(), named(&worked)));
    }
    if !closed.is_empty() {
        said.push(format!("{} {}", CalendarOrigin::Closures.meaning(), named(&closed)));
    }
    if said.is_empty() {
        said.push(format!("{}: other hours, or another time zone", CalendarOrigin::Changed.meaning()));
    }
    let only_closed = worked.is_empty() && !closed.is_empty();
    let origin = if only_closed { CalendarOrigin::Closures } else { CalendarOrigin::Changed };
    (origin, said.join("; "))
}

/// The first of some days, with their names.
fn named(days: &[&Skipped]) -> String {
    let mut said: Vec<String> =
        days.iter().take(NAMED).map(|day| format!("{} {}", day.date, day.name)).collect();
    if days.len() > NAMED {
        said.push(format!("{} more", days.len() - NAMED));
    }
    said.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Instant, StageNumber, Subject};

    fn shipped() -> Calendar {
        builtin::calendar("england-and-wales").unwrap()
    }

    /// A limit of one working day from Thursday 2 April 2026, before Good Friday, by a calendar.
    fn limit(calendar: &Calendar) -> Obligation {
        let start: Instant = "2026-04-02T10:00:00+01:00".parse().unwrap();
        let reckoning = calendar.end_of(Span::WorkingDays(1), start).unwrap();
        let mut limit = Obligation::since(Subject::Stage(StageNumber(1)), start);
        limit.due = Some(reckoning.due);
        limit.basis = Some(Basis {
            rule: "1 working day".into(),
            from: "opened".into(),
            start,
            calendar: calendar.id.clone(),
            skipped: reckoning.skipped,
        });
        limit
    }

    #[test]
    fn the_shipped_calendar_has_no_mark() {
        assert_eq!(shipped().origin(), CalendarOrigin::Shipped);
        assert_eq!(shipped().title_with_origin(), "England and Wales");
        assert_eq!(counted_by(&limit(&shipped())), Some((CalendarOrigin::Shipped, String::new())));
    }

    #[test]
    fn closure_days_of_an_agency_are_no_change_of_the_calendar() {
        let mut calendar = shipped();
        calendar.closures.insert("2026-04-07".parse().unwrap(), "INSET day".into());
        assert_eq!(calendar.origin(), CalendarOrigin::Closures);
        let digest = calendar.digest().short();
        assert_eq!(
            calendar.title_with_origin(),
            format!("England and Wales (with this agency’s closure days, {digest})")
        );
        let (origin, said) = counted_by(&limit(&calendar)).unwrap();
        assert_eq!(origin, CalendarOrigin::Closures);
        assert_eq!(said, "with this agency’s closure days 2026-04-07 INSET day");
    }

    type Change = fn(&mut Calendar);

    #[test]
    fn everything_else_is_a_change() {
        let holidays = |calendar: &mut Calendar| calendar.holidays.clear();
        let hours = |calendar: &mut Calendar| calendar.closes = "22:00:00".parse().unwrap();
        let weekend = |calendar: &mut Calendar| calendar.weekend = [false; 7];
        let zone = |calendar: &mut Calendar| calendar.zone = "Asia/Tokyo".parse().unwrap();
        let changes: [(Change, &str); 4] = [
            (holidays, "counts 2026-04-03 Good Friday as worked"),
            (hours, "other hours, or another time zone"),
            (weekend, ""),
            (zone, "other hours, or another time zone"),
        ];
        for (change, expected) in changes {
            let mut calendar = shipped();
            change(&mut calendar);
            assert_eq!(calendar.origin(), CalendarOrigin::Changed, "{expected}");
            assert!(calendar.title_with_origin().starts_with("England and Wales (changed by this agency, "));
            let (origin, said) = counted_by(&limit(&calendar)).unwrap();
            if !expected.is_empty() {
                assert_eq!(origin, CalendarOrigin::Changed, "{expected}");
                assert!(said.contains(expected), "{said}");
            }
        }
        let mut renamed = shipped();
        renamed.title = "Holidays".into();
        assert_eq!(renamed.origin(), CalendarOrigin::Changed);
    }

    #[test]
    fn a_calendar_of_another_id_is_an_agencys_own() {
        let mut calendar = shipped();
        calendar.id = "elm".parse().unwrap();
        assert_eq!(calendar.origin(), CalendarOrigin::Own);
        let said = counted_by(&limit(&calendar)).unwrap();
        assert_eq!(said, (CalendarOrigin::Own, "this agency’s own calendar".into()));
    }
}
