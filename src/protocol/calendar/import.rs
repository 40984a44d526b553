//! Holidays from elsewhere: the government's published table, and calendar files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use icalendar::{CalendarComponent, Component};
use serde::Deserialize;
use toml_edit::{DocumentMut, InlineTable, Item, Table, value};

use super::{Calendar, read_calendar};
use crate::model::Id;

/// Days that were read for a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    calendar: Id,
    days: BTreeMap<NaiveDate, String>,
    /// Whether they are the whole of the published holidays of their years, or closure days.
    published: bool,
}

/// The most days that one event may have.
const MOST_DAYS: i64 = 366;

#[derive(Deserialize)]
struct Division {
    events: Vec<BankHoliday>,
}

#[derive(Deserialize)]
struct BankHoliday {
    title: String,
    date: NaiveDate,
    #[serde(default)]
    notes: String,
}

/// Reads the government's JSON of bank holidays: one calendar a division.
pub fn import_published(json: &str) -> Result<Vec<Imported>, String> {
    let divisions: BTreeMap<String, Division> = serde_json::from_str(json)
        .map_err(|error| format!("it is not the published JSON of bank holidays ({error})"))?;
    let mut imported = Vec::new();
    for (division, Division { events }) in divisions {
        let calendar = division.parse().map_err(|_| format!("‘{division}’ is no calendar's id"))?;
        let days = events.into_iter().map(|event| {
            let note = event.notes.trim().to_lowercase();
            let name = if note.is_empty() { event.title } else { format!("{} ({note})", event.title) };
            (event.date, name)
        });
        imported.push(Imported { calendar, days: days.collect(), published: true });
    }
    Ok(imported)
}

/// Reads an .ics file: the days of its events are closure days of a calendar.
pub fn import_ics(ics: &str, calendar: &Id) -> Result<Vec<Imported>, String> {
    check_nesting(ics)?;
    let parsed: icalendar::Calendar =
        ics.parse().map_err(|_| "it is neither the published JSON nor an .ics file".to_owned())?;
    let mut days = BTreeMap::new();
    for component in &parsed.components {
        let CalendarComponent::Event(event) = component else { continue };
        let name = event.get_summary().unwrap_or("Closed").to_owned();
        if event.property_value("RRULE").is_some() {
            return Err(format!("‘{name}’ repeats by a rule; export its days one by one"));
        }
        let first = event.get_start().ok_or_else(|| format!("‘{name}’ has no date"))?.date_naive();
        // The end of an event of whole days is the day after the last.
        let after = event.get_end().map_or(first, |end| end.date_naive());
        let last = if after > first { after.checked_sub_days(Days::new(1)).unwrap_or(first) } else { first };
        if (last - first).num_days() > MOST_DAYS {
            return Err(format!("‘{name}’ is longer than a year"));
        }
        days.extend(first.iter_days().take_while(|day| *day <= last).map(|day| (day, name.clone())));
    }
    if days.is_empty() {
        return Err("it has no events".into());
    }
    Ok(vec![Imported { calendar: calendar.clone(), days, published: false }])
}

/// How deep the components of a calendar file may lie in each other; an alarm in an event lies three deep.
const MOST_NESTED: usize = 16;

/// Refuses components that lie too deep in each other: the parser calls itself as often.
fn check_nesting(ics: &str) -> Result<(), String> {
    let unfolded = icalendar::parser::unfold(ics);
    let mut open: Vec<&str> = Vec::new();
    for line in unfolded.split(['\r', '\n']).map(str::trim) {
        // Whatever the parser may take for a beginning counts; an end counts where it ends what was begun last.
        if line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("BEGIN")) {
            open.push(line.get(6..).unwrap_or_default());
        } else if line.strip_prefix("END:").is_some_and(|name| open.last() == Some(&name)) {
            open.pop();
        }
        if open.len() > MOST_NESTED {
            return Err(format!("its components lie more than {MOST_NESTED} deep in each other"));
        }
    }
    Ok(())
}

impl Imported {
    /// The calendar that the days are for.
    pub fn calendar(&self) -> &Id {
        &self.calendar
    }

    /// The user's own calendar file with these days, given the file as it is and the calendar as it holds.
    ///
    /// A holiday of the same name in the same year moves; one that the table does not name is kept, since
    /// one-off holidays are proclaimed and not always in it.
    pub fn merged_into(&self, own: Option<&str>, holds: &Calendar) -> Result<String, String> {
        let mut document: DocumentMut = own
            .unwrap_or("# Written by `escalate calendar import`; what you add to it stays.\n")
            .parse()
            .map_err(|error| format!("your own calendar cannot be read: {error}"))?;
        if own.is_none() {
            document.insert("format", value(1));
            document.insert("id", value(self.calendar.as_str()));
        }
        if self.published {
            self.merge_published(&mut document, holds)?;
        } else {
            set_days(&mut document, "closures", &self.days, false);
        }
        let text = document.to_string();
        read_calendar("the calendar", &text)
            .map_err(|findings| format!("the days cannot be added: {findings}"))?;
        Ok(text)
    }

    fn merge_published(&self, document: &mut DocumentMut, holds: &Calendar) -> Result<(), String> {
        let years: BTreeSet<i32> = self.days.keys().map(Datelike::year).collect();
        let (Some(from), Some(to)) = (years.first().copied(), years.last().copied()) else { return Ok(()) };
        let (known_from, known_to) = holds.published;
        let is_known = |year: &i32| years.contains(year) || (known_from..=known_to).contains(year);
        if let Some(gap) = (from.min(known_from)..=to.max(known_to)).find(|year| !is_known(year)) {
            return Err(format!("it says nothing of {gap}, whose holidays are not published otherwise"));
        }
        // The file then speaks for all years from the first that it, or the calendar, has published.
        let (from, to) = (from.min(holds.published.0), to.max(holds.published.1));
        let mut all: BTreeMap<NaiveDate, String> = BTreeMap::new();
        for (day, name) in &holds.holidays {
            let is_moved = self
                .days
                .iter()
                .any(|(other, named)| other.year() == day.year() && own_name(named) == own_name(name));
            let is_covered = self.days.keys().any(|other| other.year() == day.year());
            if !is_covered || !is_moved {
                all.insert(*day, name.clone());
            }
        }
        all.extend(self.days.iter().map(|(day, name)| (*day, name.clone())));
        let mut years = InlineTable::new();
        years.insert("from", i64::from(from).into());
        years.insert("to", i64::from(to).into());
        document.insert("published", value(years));
        set_days(document, "holidays", &all, true);
        Ok(())
    }
}

/// A holiday's name without what is noted about it.
fn own_name(name: &str) -> String {
    name.split(" (").next().unwrap_or(name).trim().to_lowercase()
}

/// Sets the days of a table of the document, in place of what is there or beside it.
fn set_days(document: &mut DocumentMut, name: &str, days: &BTreeMap<NaiveDate, String>, replace: bool) {
    let item = document.entry(name).or_insert(Item::Table(Table::new()));
    if !item.is_table_like() {
        *item = Item::Table(Table::new());
    }
    let Some(table) = item.as_table_like_mut() else { return };
    if replace {
        table.clear();
    }
    for (day, name) in days {
        table.insert(&day.to_string(), value(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::builtin;

    fn england() -> Calendar {
        builtin::calendar("england-and-wales").unwrap()
    }

    fn with(own: &str) -> Calendar {
        read_calendar("own", own).unwrap().over(england())
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_published_table_moves_days_and_keeps_what_it_does_not_name() {
        let json = r#"{"england-and-wales": {"division": "england-and-wales", "events": [
            {"title": "Early May bank holiday", "date": "2027-05-07", "notes": "", "bunting": true},
            {"title": "Good Friday", "date": "2029-03-30", "notes": "Extra", "bunting": false}]}}"#;
        let [imported] = &import_published(json).unwrap()[..] else { panic!("one division") };
        let calendar = with(&imported.merged_into(None, &england()).unwrap());
        assert_eq!(calendar.day_off(day("2027-05-07")).unwrap().name, "Early May bank holiday");
        assert_eq!(calendar.day_off(day("2027-05-03")), None, "moved to 7 May");
        assert!(calendar.day_off(day("2027-12-27")).is_some(), "not named, so kept");
        assert!(calendar.day_off(day("2020-05-08")).is_some(), "another year stays");
        assert_eq!(calendar.day_off(day("2029-03-30")).unwrap().name, "Good Friday (extra)");
        assert_eq!(calendar.published, (2012, 2029));
    }

    #[test]
    fn importing_twice_changes_nothing_and_keeps_closures() {
        let json = r#"{"england-and-wales": {"division": "x", "events": [{"title": "Good Friday", "date": "2026-04-03"}]}}"#;
        let [imported] = &import_published(json).unwrap()[..] else { panic!("one division") };
        let own = "format = 1\nid = 'england-and-wales'\n# ours\n[closures]\n2026-12-29 = 'Closed'\n";
        let once = imported.merged_into(Some(own), &with(own)).unwrap();
        assert!(once.contains("# ours") && once.contains("2026-12-29"), "{once}");
        assert_eq!(imported.merged_into(Some(&once), &with(&once)).unwrap(), once);
    }

    #[test]
    fn an_ics_file_gives_closure_days() {
        let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Half term\r\nDTSTART;VALUE=DATE:20261026\r\nDTEND;VALUE=DATE:20261031\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Training\r\nDTSTART;VALUE=DATE:20270104\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let calendar: Id = "england-and-wales".parse().unwrap();
        let [imported] = &import_ics(ics, &calendar).unwrap()[..] else { panic!("one calendar") };
        let calendar = with(&imported.merged_into(None, &england()).unwrap());
        for closed in ["2026-10-26", "2026-10-30", "2027-01-04"] {
            assert!(calendar.closures.contains_key(&day(closed)), "{closed}");
        }
        assert!(!calendar.closures.contains_key(&day("2026-10-31")));
    }

    #[test]
    fn components_that_lie_deep_in_each_other_are_refused_before_they_are_parsed() {
        let calendar: Id = "england-and-wales".parse().unwrap();
        let folded = "BEG\r\n IN:VEVENT\r\n".repeat(40_000);
        let ended_wrongly = "BEGIN:A\nEND:B\n".repeat(40_000);
        for deep in ["BEGIN:VCALENDAR\n".repeat(40_000), "begin:x\r\n".repeat(40_000), folded, ended_wrongly]
        {
            assert!(import_ics(&deep, &calendar).unwrap_err().contains("deep in each other"));
        }
        for deep in ["[", "{\"a\":"] {
            assert!(import_published(&deep.repeat(100_000)).is_err());
        }
        let toml = format!("a = {}", "[".repeat(100_000));
        assert!(read_calendar("deep", &toml).is_err());
        assert!(read_calendar("deep", &format!("{} = 1", "a.".repeat(100_000))).is_err());
        let alarm = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261026\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert!(import_ics(alarm, &calendar).is_ok());
    }

    #[test]
    fn what_cannot_be_imported_says_why() {
        let calendar: Id = "england-and-wales".parse().unwrap();
        assert!(import_published("{\"a\": 1}").is_err());
        assert!(import_ics("hello", &calendar).is_err());
        let repeating = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Weekly\r\nDTSTART;VALUE=DATE:20261026\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert!(import_ics(repeating, &calendar).unwrap_err().contains("repeats"));
    }
}
