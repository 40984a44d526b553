//! The supervision report as one page: what is overdue, what is due, every case against its limits.

use super::bars::bars;
use super::record::{due, origin, record, redacted};
use super::timeline::timeline;
use super::{About, Exported, Format, Out};
use crate::document::{Block, Document, Drawing, Table, Text, html};
use crate::render::{Tone, full};
use crate::rules::Themes;
use crate::view::{CaseView, CountView, OutstandingView, ThemesView};

/// The page, case by case.
#[derive(Default)]
pub(super) struct Page {
    cases: Vec<(CaseView, Drawing)>,
    records: Vec<Document>,
    themes: Themes,
    named: bool,
}

impl Format for Page {
    fn begin(&mut self, about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        self.named = about.named;
        Ok(())
    }

    fn case(&mut self, case: &Exported<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        self.themes.add(&case.loaded.case, &case.loaded.definition, case.now);
        self.cases.push((case.view(), timeline(&case.loaded.case, case.viewing())));
        if self.named {
            self.records.push(record(&case.loaded.case, case.viewing(), case.head));
        }
        Ok(())
    }

    fn end(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let mut document = Document::new(
            "Supervision report",
            format!("As of {}", crate::render::in_words(about.now)),
            about.now,
        );
        document.origin = origin(about.head, about.now);
        if let Some(said) = redacted(about.redact) {
            document.paragraph((said, Tone::Warn));
        }
        self.at_a_glance(&mut document);
        self.outstanding(&mut document);
        self.courses(&mut document);
        themes(&ThemesView::of(&self.themes, None, None, about.now), &mut document);
        self.quality(&mut document);
        for record in std::mem::take(&mut self.records) {
            append(record, &mut document);
        }
        out.write_all(html(&document).as_bytes())?;
        Ok(())
    }
}

/// A record becomes a part of the page.
fn append(record: Document, document: &mut Document) {
    document.push(Block::NextPage).heading(2, record.subject);
    for block in record.blocks {
        document.push(match block {
            Block::Heading(level, title) => Block::Heading(level + 1, title),
            other => other,
        });
    }
}

/// What the cases come to, as charts.
fn themes(themes: &ThemesView, document: &mut Document) {
    document.heading(2, "Themes");
    let titled = |counts: &[CountView]| -> Vec<(String, u64)> {
        counts.iter().map(|count| (count.title.clone(), count.number)).collect()
    };
    let pairs = themes.pairs.iter().map(|pair| {
        let to = if pair.within { "within the agency" } else { pair.to.as_str() };
        (format!("{} → {to}", pair.from), pair.number)
    });
    let charts = [
        ("Where disagreements arise", titled(&themes.categories)),
        ("Between whom", pairs.collect()),
        ("The stage that they have come to", titled(&themes.stages)),
        ("How they ended", titled(&themes.outcomes)),
        ("Fields that records lack", titled(&themes.missing)),
    ];
    for (title, counts) in charts {
        if !counts.is_empty() {
            document.heading(3, title).push(Block::Drawing(bars(title, &counts)));
        }
    }
    document.heading(3, "In numbers");
    document.facts(themes.numbers().into_iter().map(|(what, number)| (what, Text::from(number.to_string()))));
    let mut table = Table::new(
        "Disagreements that come back",
        &[("What", 4), ("Between", 4), ("Cases", 1), ("The newest", 3)],
    );
    for again in &themes.recurring {
        table.row([
            again.title.as_str().into(),
            format!("{} → {}", again.from, again.to).into(),
            again.number.to_string().into(),
            again.cases.join(", ").into(),
        ]);
    }
    if !table.rows.is_empty() {
        document.heading(3, "Disagreements that come back").table(table);
    }
}

/// What is to be done; a field that the record lacks says so.
fn named(item: &OutstandingView) -> String {
    if item.kind == "record" { format!("missing: {}", item.what) } else { item.what.clone() }
}

/// The clause that something comes from, with the mark of a definition that is not the shipped one.
fn clause(case: &CaseView, item: &OutstandingView) -> String {
    let source = item.source.as_deref().unwrap_or_default();
    if case.protocol_origin == "shipped" {
        return source.to_owned();
    }
    format!("{source}\n{}", case.protocol_marked)
}

impl Page {
    /// What is outstanding that is chosen, each with its case, the earliest first.
    fn items(&self, chosen: impl Fn(&OutstandingView) -> bool) -> Vec<(&CaseView, &OutstandingView)> {
        let items =
            self.cases.iter().flat_map(|(case, _)| case.outstanding.iter().map(move |item| (case, item)));
        let mut items: Vec<_> = items.filter(|(_, item)| chosen(item)).collect();
        items.sort_by_cached_key(|(_, item)| {
            let at = item.due_at.as_ref().unwrap_or(&item.since);
            chrono::DateTime::parse_from_rfc3339(at).ok()
        });
        items
    }

    fn at_a_glance(&self, document: &mut Document) {
        let count = |state: &str| self.cases.iter().filter(|(case, _)| case.state == state).count();
        let overdue = self.items(|item| item.overdue).len();
        let urgent = self.items(|item| item.urgent && !item.overdue).len();
        let alarm = |number: usize| {
            Text::toned(number.to_string(), if number > 0 { Tone::Alarm } else { Tone::Good })
        };
        document.heading(2, "At a glance").facts([
            ("Cases", Text::from(self.cases.len().to_string())),
            ("Open", count("open").to_string().into()),
            ("Overdue", alarm(overdue)),
            ("Without delay", alarm(urgent)),
            ("Outstanding in all", self.items(|_| true).len().to_string().into()),
            ("Resolved, not closed", count("resolved").to_string().into()),
            ("Closed", count("closed").to_string().into()),
            ("Withdrawn", count("withdrawn").to_string().into()),
        ]);
    }

    fn outstanding(&self, document: &mut Document) {
        let parts: [(&str, &str, Vec<_>); 4] = [
            ("Overdue", "Nothing is overdue.", self.items(|item| item.overdue)),
            ("To happen without delay", "", self.items(|item| item.urgent && !item.overdue)),
            ("Due", "", self.items(|item| !item.urgent && !item.overdue && item.due_at.is_some())),
            ("Without a known limit", "", self.items(|item| !item.urgent && item.due_at.is_none())),
        ];
        for (title, nothing, items) in parts {
            if items.is_empty() && nothing.is_empty() {
                continue;
            }
            document.heading(2, title);
            if items.is_empty() {
                document.paragraph((nothing, Tone::Good));
            }
            let columns = [("Case", 2), ("When", 3), ("What", 5), ("Who", 3), ("Clause", 2)];
            let mut table = Table::new(title, &columns);
            for (case, item) in items {
                table.row([
                    format!("{}\n{}", case.case, case.child).into(),
                    due(item.due_at.as_deref(), item.overdue, item.urgent),
                    named(item).into(),
                    item.owner.as_str().into(),
                    (clause(case, item), Tone::Faint).into(),
                ]);
            }
            document.table(table);
        }
    }

    fn courses(&self, document: &mut Document) {
        document.heading(2, "Cases against their limits");
        if self.cases.is_empty() {
            document.paragraph("The logbook has no cases.");
        } else {
            document.paragraph(
                "Each bar is a stage, from when it was entered to when it was left. The red mark is the end of its limit; \
                 what lies beyond it is red. The points below are the entries.",
            );
        }
        for (case, drawing) in &self.cases {
            let stage = if case.state == "open" { &case.stage_title } else { case.state };
            document.heading(3, format!("{} · {} · {stage}", case.case, case.child));
            if case.protocol_origin != "shipped" {
                document.paragraph((case.protocol_title.as_str(), Tone::Warn));
            }
            document.push(Block::Drawing(drawing.clone()));
        }
    }

    /// How complete the records are, and how soon they were written.
    fn quality(&self, document: &mut Document) {
        let columns = [
            ("Case", 2),
            ("Entries", 1),
            ("Written a day or more later", 2),
            ("Missing", 5),
            ("To approve or file", 2),
        ];
        let mut table = Table::new("Quality of the records", &columns);
        for (case, _) in &self.cases {
            let late = case
                .entries
                .iter()
                .filter(|entry| entry.recorded_after_minutes.is_some_and(|after| after >= 1440));
            let late = late.count();
            let open =
                case.outstanding.iter().filter(|item| ["approval", "filing"].contains(&item.kind)).count();
            let warn = |number: usize| {
                Text::toned(number.to_string(), if number > 0 { Tone::Warn } else { Tone::Plain })
            };
            table.row([
                case.case.as_str().into(),
                case.entries.len().to_string().into(),
                warn(late),
                (case.missing.join(", "), Tone::Warn).into(),
                warn(open),
            ]);
        }
        if !table.rows.is_empty() {
            document.heading(2, "Quality of the records").table(table);
        }
        let oldest =
            self.cases.iter().filter(|(case, _)| case.state == "open").map(|(case, _)| &case.opened_at).min();
        document.paragraph(
            oldest
                .map(|at| format!("The open case of longest standing was opened on {}.", full(at)))
                .unwrap_or_default(),
        );
    }
}
