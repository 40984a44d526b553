//! What many cases come to, as people read it.

use super::{Cell, Page, Show, Tone, day};
use crate::view::{CountView, ThemesView};

/// The width of the longest bar, in characters.
const BAR: u64 = 20;

/// A bar as long as a number is of the largest, never empty for something.
pub fn bar(number: u64, largest: u64) -> String {
    let length = (number * BAR).checked_div(largest).unwrap_or(0).max(u64::from(number > 0));
    "█".repeat(usize::try_from(length).unwrap_or(0))
}

fn counts(title: &str, counts: &[CountView], page: &mut Page) {
    if counts.is_empty() {
        return;
    }
    let largest = counts.iter().map(|count| count.number).max().unwrap_or(0);
    let rows = counts.iter().map(|count| {
        vec![
            Cell::from(count.title.as_str()),
            Cell::toned(count.protocol_marked.as_str(), Tone::Faint),
            Cell::from(count.number.to_string()),
            Cell::from(bar(count.number, largest)),
        ]
    });
    page.blank().heading(title).table(&["what", "protocol", "cases", ""], rows.collect());
}

impl Show for ThemesView {
    fn show(&self, page: &mut Page) {
        let between = match (&self.since, &self.until) {
            (None, None) => String::new(),
            (Some(since), None) => format!(", opened since {}", day(since)),
            (None, Some(until)) => format!(", opened until {}", day(until)),
            (Some(since), Some(until)) => format!(", opened from {} to {}", day(since), day(until)),
        };
        page.heading(&format!("Themes of {} cases{between}", self.cases));
        for count in &self.states {
            page.labelled(&count.title, &count.number.to_string());
        }
        counts("Where disagreements arise", &self.categories, page);
        let largest = self.pairs.iter().map(|pair| pair.number).max().unwrap_or(0);
        let pairs = self.pairs.iter().map(|pair| {
            let to = if pair.within { "within the agency" } else { pair.to.as_str() };
            vec![
                Cell::from(pair.from.as_str()),
                Cell::from(to),
                Cell::from(pair.number.to_string()),
                Cell::from(bar(pair.number, largest)),
            ]
        });
        if !self.pairs.is_empty() {
            page.blank().heading("Between whom").table(&["raised by", "with", "cases", ""], pairs.collect());
        }
        counts("The stage that they have come to", &self.stages, page);
        counts("How they ended", &self.outcomes, page);
        self.times(page);
        self.records(page);
        let recurring = self.recurring.iter().map(|again| {
            vec![
                Cell::from(again.title.as_str()),
                Cell::from(format!("{} → {}", again.from, again.to)),
                Cell::from(again.number.to_string()),
                Cell::from(again.cases.join(", ")),
            ]
        });
        if !self.recurring.is_empty() {
            page.blank()
                .heading("Disagreements that come back")
                .table(&["what", "between", "cases", "the newest"], recurring.collect());
        }
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = |theme: &str, protocol: &str, what: String, number: u64| {
            vec![theme.to_owned(), protocol.to_owned(), what, number.to_string()]
        };
        let mut rows = Vec::new();
        let counted = [
            ("state", &self.states),
            ("category", &self.categories),
            ("stage", &self.stages),
            ("outcome", &self.outcomes),
            ("missing", &self.missing),
        ];
        for (theme, counts) in counted {
            for count in counts {
                rows.push(row(theme, &count.protocol_marked, count.title.clone(), count.number));
            }
        }
        for pair in &self.pairs {
            rows.push(row("pair", "", format!("{} → {}", pair.from, pair.to), pair.number));
        }
        for (what, number) in self.numbers() {
            rows.push(row("number", "", what.to_owned(), number));
        }
        for again in &self.recurring {
            let what = format!("{}: {} → {}: {}", again.title, again.from, again.to, again.cases.join(", "));
            rows.push(row("recurring", &again.protocol_marked, what, again.number));
        }
        (vec!["theme", "protocol", "what", "number"], rows)
    }
}

impl ThemesView {
    /// The numbers that stand alone, each with what it counts.
    pub fn numbers(&self) -> Vec<(&'static str, u64)> {
        let mut numbers = vec![
            ("cases that have ended", self.ended),
            ("stages that ended within their limit", self.limits.kept),
            ("stages that ended after it", self.limits.passed),
            ("stages without a known limit", self.limits.unknown),
            ("stages going on within their limit", self.limits.running),
            ("stages going on after it", self.limits.overdue),
            ("fields that the records must have", u64::try_from(self.required).unwrap_or(u64::MAX)),
            ("fields that they lack", self.lacking),
            ("entries recorded within an hour", self.lateness.hour),
            ("entries recorded within a day", self.lateness.day),
            ("entries recorded within a week", self.lateness.week),
            ("entries recorded later", self.lateness.later),
            ("entries lawfully erased", self.erased),
        ];
        let more = [
            ("days from the concern to the end, median", self.median_days),
            ("days from the concern to the end, longest", self.longest_days),
            ("hours to the record, median", self.lateness.median_hours),
        ];
        numbers
            .extend(more.into_iter().filter_map(|(what, number)| Some((what, u64::try_from(number?).ok()?))));
        numbers
    }

    fn times(&self, page: &mut Page) {
        page.blank().heading("Time against the limits");
        if let (Some(median), Some(longest)) = (self.median_days, self.longest_days) {
            page.labelled(
                "to the end",
                &format!("{} ended: median {median} days, longest {longest} days", self.ended),
            );
        }
        let limits = &self.limits;
        page.labelled("stages", &format!("{} within their limit, {} after it", limits.kept, limits.passed));
        let tone = if limits.overdue > 0 { Tone::Alarm } else { Tone::Plain };
        page.labelled_as(
            "going on",
            &format!("{} within their limit, {} after it", limits.running, limits.overdue),
            tone,
        );
        page.labelled("no limit", &format!("{} stages without a known limit", limits.unknown));
    }

    fn records(&self, page: &mut Page) {
        page.blank().heading("The records");
        page.labelled("complete", &format!("{} of {} fields are missing", self.lacking, self.required));
        let late = &self.lateness;
        page.labelled(
            "written",
            &format!(
                "{} within an hour, {} within a day, {} within a week, {} later",
                late.hour, late.day, late.week, late.later
            ),
        );
        if self.erased > 0 {
            page.labelled("erased", &format!("{} entries, which count no more", self.erased));
        }
        for count in self.missing.iter().take(10) {
            page.point(
                "○",
                &format!("{} ({}): lacking in {} records", count.title, count.id, count.number),
                Tone::Plain,
            );
        }
    }
}
