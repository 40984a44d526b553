//! A calendar's file, read strictly, and an agency's own additions to a built-in one.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, Weekday};

use super::{Calendar, HolidayRule, Nth, Observed, Zone};
use crate::model::Id;
use crate::protocol::finding::{Code, Finding, Findings, Place};
use crate::protocol::shape::{Placed, Shape};
use crate::protocol::tree::{Value, parse};

/// What a calendar's file says; what it leaves out is the built-in calendar's of the same id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarFile {
    id: Id,
    title: Option<String>,
    extends: Option<Id>,
    zone: Option<Zone>,
    weekend: Option<[bool; 7]>,
    opens: Option<NaiveTime>,
    closes: Option<NaiveTime>,
    published: Option<(i32, i32)>,
    holidays: BTreeMap<NaiveDate, String>,
    closures: BTreeMap<NaiveDate, String>,
    rules: Vec<HolidayRule>,
}

/// Reads a calendar's file, or finds everything that is wrong with it.
pub fn read(name: &str, text: &str) -> Result<CalendarFile, Findings> {
    let mut findings = Findings::default();
    let tree = parse(name, text, &mut findings);
    let Value::Table(table) = &tree.value else { return Err(findings) };
    let mut file = Shape::new(table, &tree.place, "the calendar");
    let read = read_file(&mut file, &mut findings);
    file.finish(&mut findings);
    match read {
        Some(read) if findings.list.is_empty() => Ok(read),
        _ => Err(findings),
    }
}

fn read_file(file: &mut Shape<'_>, findings: &mut Findings) -> Option<CalendarFile> {
    match file.number("format", u32::MAX, findings) {
        Some(Placed { value: 1, .. }) => {}
        Some(format) => {
            findings.add(Finding::new(Code::BadValue, &format.place, "this program reads format 1"));
        }
        None if !file.has("format") => file.missing("format", findings),
        None => {}
    }
    let id = file.need_id("id", findings);
    let extends = if file.has("extends") { file.need_id("extends", findings) } else { None };
    Some(CalendarFile {
        title: file.text("title", findings).map(|title| title.value),
        zone: zone(file, findings),
        weekend: weekend(file, findings),
        opens: hour(file, "opens", findings),
        closes: hour(file, "closes", findings),
        published: published(file, findings),
        rules: rules(file, findings),
        holidays: days(file, "holidays", findings),
        closures: days(file, "closures", findings),
        extends: extends.map(|id| id.value),
        id: id?.value,
    })
}

impl CalendarFile {
    /// The calendar that it makes on its own, where it leaves nothing out.
    pub fn whole(self) -> Option<Calendar> {
        Some(Calendar {
            id: self.id,
            title: self.title?,
            zone: self.zone?,
            weekend: self.weekend?,
            opens: self.opens?,
            closes: self.closes?,
            published: self.published?,
            holidays: self.holidays,
            closures: self.closures,
            rules: self.rules,
        })
    }

    /// The id of the calendar that it adds to: the one that it extends, or the one of its own id.
    pub fn base(&self) -> &Id {
        self.extends.as_ref().unwrap_or(&self.id)
    }

    /// The calendar that it makes of another one.
    ///
    /// Where it says which years it publishes, its holidays replace the other's of those years; elsewhere
    /// they are added. Closures are added.
    pub fn over(self, mut calendar: Calendar) -> Calendar {
        use chrono::Datelike;
        if let Some((from, to)) = self.published {
            calendar.holidays.retain(|day, _| !(from..=to).contains(&day.year()));
            let (known_from, known_to) = calendar.published;
            let touches = from <= known_to + 1 && to + 1 >= known_from;
            // Of the years between two tables nothing was published.
            if touches {
                calendar.published = (from.min(known_from), to.max(known_to));
            }
        }
        calendar.holidays.extend(self.holidays);
        calendar.closures.extend(self.closures);
        calendar.id = self.id;
        calendar.title = self.title.unwrap_or(calendar.title);
        calendar.zone = self.zone.unwrap_or(calendar.zone);
        calendar.weekend = self.weekend.unwrap_or(calendar.weekend);
        calendar.opens = self.opens.unwrap_or(calendar.opens);
        calendar.closes = self.closes.unwrap_or(calendar.closes);
        if !self.rules.is_empty() {
            calendar.rules = self.rules;
        }
        calendar
    }
}

fn bad(place: &Place, text: &str, expected: &str) -> Finding {
    Finding::new(Code::BadDate, place, format!("‘{text}’ is not {expected}"))
}

fn zone(file: &mut Shape<'_>, findings: &mut Findings) -> Option<Zone> {
    let text = file.text("time-zone", findings)?;
    let zone = text.value.parse().ok();
    if zone.is_none() {
        findings.add(bad(&text.place, &text.value, "a time zone").hint("for instance: Europe/London"));
    }
    zone
}

fn hour(file: &mut Shape<'_>, key: &'static str, findings: &mut Findings) -> Option<NaiveTime> {
    let text = file.text(key, findings)?;
    let hour = NaiveTime::parse_from_str(&text.value, "%H:%M").ok();
    if hour.is_none() {
        findings.add(bad(&text.place, &text.value, "an hour").hint("for instance: 17:00"));
    }
    hour
}

fn weekday(text: &Placed<String>, findings: &mut Findings) -> Option<Weekday> {
    let weekday = text.value.parse().ok();
    if weekday.is_none() {
        findings.add(bad(&text.place, &text.value, "a day of the week"));
    }
    weekday
}

fn weekend(file: &mut Shape<'_>, findings: &mut Findings) -> Option<[bool; 7]> {
    if !file.has("weekend") {
        return None;
    }
    let mut weekend = [false; 7];
    for text in file.texts("weekend", findings) {
        let index = weekday(&text, findings)?.num_days_from_monday() as usize;
        if let Some(day) = weekend.get_mut(index) {
            *day = true;
        }
    }
    if weekend.iter().all(|off| *off) {
        findings.add(Finding::new(Code::BadValue, file.place(), "the weekend leaves no working day"));
    }
    Some(weekend)
}

fn published(file: &mut Shape<'_>, findings: &mut Findings) -> Option<(i32, i32)> {
    let mut table = file.table("published", "‘published’", findings)?;
    for key in ["from", "to"] {
        if !table.has(key) {
            table.missing(key, findings);
        }
    }
    let from = table.number("from", 2199, findings);
    let to = table.number("to", 2199, findings);
    table.finish(findings);
    Some((i32::try_from(from?.value).ok()?, i32::try_from(to?.value).ok()?))
}

fn rules(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<HolidayRule> {
    let mut rules = Vec::new();
    for mut table in file.tables("rule", "a holiday's rule", findings) {
        let name = table.need_text("name", findings);
        table.what = format!("the rule ‘{name}’");
        match observed(&mut table, findings) {
            Some(observed) => rules.push(HolidayRule { name, observed }),
            None => findings.add(
                Finding::new(Code::BadDate, table.place(), format!("{} does not say when it is", table.what))
                    .hint("easter = -2, or day = \"12-25\", or month = 5, weekday = \"monday\", which = \"first\""),
            ),
        }
        table.finish(findings);
    }
    rules
}

fn observed(table: &mut Shape<'_>, findings: &mut Findings) -> Option<Observed> {
    if table.has("easter") {
        return table.signed("easter", findings).filter(|days| days.abs() <= 100).map(Observed::Easter);
    }
    if let Some(text) = table.text("day", findings) {
        let substitute = table.flag("substitute", findings);
        let (month, day) = text.value.split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        NaiveDate::from_ymd_opt(2024, month, day)?;
        return Some(Observed::Day { month, day, substitute });
    }
    let month = table.number("month", 12, findings)?.value;
    let text = table.text("weekday", findings)?;
    let weekday = weekday(&text, findings)?;
    let which = match table.text("which", findings)?.value.as_str() {
        "first" => Nth::From(1),
        "second" => Nth::From(2),
        "third" => Nth::From(3),
        "fourth" => Nth::From(4),
        "last" => Nth::Last,
        _ => return None,
    };
    (month > 0).then_some(Observed::Weekday { month, weekday, which })
}

/// The days of a table: a date, or the first and the last with two dots between, and a name.
fn days(file: &mut Shape<'_>, key: &'static str, findings: &mut Findings) -> BTreeMap<NaiveDate, String> {
    let mut days = BTreeMap::new();
    let Some(table) = file.table(key, &format!("‘{key}’"), findings) else { return days };
    for (text, place, name) in table.pairs(findings) {
        let Some((first, last)) = range(text) else {
            findings.add(
                bad(place, text, "a date, or the first and the last of several").hint(
                    "for instance: 2026-12-24 = \"Closed\", or \"2026-12-24..2027-01-01\" = \"Closed\"",
                ),
            );
            continue;
        };
        days.extend(first.iter_days().take_while(|day| *day <= last).map(|day| (day, name.to_owned())));
    }
    days
}

fn range(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let date = |text: &str| NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok();
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (date(first)?, date(last)?),
        None => (date(text)?, date(text)?),
    };
    (first <= last && (last - first).num_days() <= 366).then_some((first, last))
}
