//! Working days as people read them.

use super::{Cell, Page, Show, Tone, full};
use crate::view::{CalendarView, ReckonedView};

impl Show for ReckonedView {
    fn show(&self, page: &mut Page) {
        page.toned(&full(&self.due_at), Tone::Strong);
        page.labelled("limit", &format!("{} from {}", self.limit, full(&self.start)));
        page.labelled("calendar", &self.calendar_marked);
        if !self.skipped.is_empty() {
            let days: Vec<String> = self
                .skipped
                .iter()
                .map(|day| {
                    format!("{} {}{}", day.date, day.name, if day.computed { " (computed)" } else { "" })
                })
                .collect();
            page.labelled("not counted", &days.join("\n"));
        }
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let skipped: Vec<String> =
            self.skipped.iter().map(|day| format!("{} {}", day.date, day.name)).collect();
        let row = vec![
            self.start.clone(),
            self.limit.clone(),
            self.calendar.clone(),
            self.due_at.clone(),
            skipped.join("; "),
            self.calendar_origin.to_owned(),
            self.calendar_digest.clone(),
        ];
        (
            vec!["start", "limit", "calendar", "due_at", "skipped", "calendar_origin", "calendar_digest"],
            vec![row],
        )
    }
}

impl Show for CalendarView {
    fn show(&self, page: &mut Page) {
        page.heading(&format!("{} · {} ({})", self.id, self.title, self.year));
        page.labelled("hours", &format!("{} to {}, {}", self.opens, self.closes, self.time_zone));
        let [from, to] = self.published;
        page.labelled("published", &format!("{from} to {to}; other years are computed from rules"));
        let rows = self
            .days
            .iter()
            .map(|day| {
                let tone = if day.origin == "computed" { Tone::Warn } else { Tone::Plain };
                vec![
                    Cell::from(day.date.as_str()),
                    Cell::from(day.weekday.as_str()),
                    Cell::from(day.name.as_str()),
                    Cell::toned(day.origin, tone),
                ]
            })
            .collect();
        page.table(&["date", "weekday", "name", "origin"], rows);
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let row = |day: &crate::view::DayView| {
            vec![
                self.id.clone(),
                day.date.clone(),
                day.weekday.clone(),
                day.name.clone(),
                day.origin.to_owned(),
                self.origin.to_owned(),
                self.digest.clone(),
            ]
        };
        (
            vec!["calendar", "date", "weekday", "name", "origin", "calendar_origin", "calendar_digest"],
            self.days.iter().map(row).collect(),
        )
    }
}
