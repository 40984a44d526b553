//! The tracker: cases, entries and what is outstanding as the sheets of a workbook.
//!
//! Each sheet goes to an unnamed file of its own while it is written, so that a long one needs no memory.

use chrono::NaiveDateTime;
use rust_xlsxwriter::{
    ConditionalFormatFormula, DocProperties, ExcelDateTime, Format as Look, FormatAlign, Workbook, Worksheet,
};

use super::{About, Exported, Format, Out};
use crate::model::Instant;
use crate::render::text::lines;
use crate::render::{Show, in_words, said_in_lines};
use crate::rules::{Redact, Themes};
use crate::view::{CaseView, OutstandingView, ThemesView};

/// The rows that a sheet has room for.
const ROWS: u32 = 1_048_576;
/// The characters that a cell has room for, counted as Excel counts, with room for a mark.
const CELL: usize = 32_700;

/// The lines that the highest row shows: Excel allows 409 points.
const HIGHEST: u32 = 27;

/// The rows whose height is set: each is kept in memory until the end. Excel finds the others' by itself.
const HEIGHTS: u32 = 2_000;

/// The titles of columns, with their widths in characters.
type Columns = &'static [(&'static str, u16)];

const CASES: Columns = &[
    ("Case", 11),
    ("Child", 16),
    ("State", 11),
    ("Protocol", 13),
    ("Pathway", 20),
    ("Category", 26),
    ("Stage", 7),
    ("Stage title", 34),
    ("Opened", 17),
    ("Stage entered", 17),
    ("Stage due", 17),
    ("Overdue", 10),
    ("Outstanding", 12),
    ("Missing", 24),
    ("Outcome", 18),
    ("Parties", 40),
];
const ENTRIES: Columns = &[
    ("Case", 11),
    ("Entry", 8),
    ("Kind", 14),
    ("Stage", 7),
    ("Happened", 17),
    ("Recorded", 17),
    ("Minutes later", 13),
    ("Recorded by", 34),
    ("Corrects", 9),
    ("Part", 7),
    ("Text", 90),
];
const DUE: Columns = &[
    ("Case", 11),
    ("Child", 16),
    ("Protocol", 13),
    ("Stage", 7),
    ("Kind", 13),
    ("What", 60),
    ("Who", 40),
    ("Due", 17),
    ("Overdue", 16),
    ("Since", 17),
    ("Clause", 14),
];

const THEMES: Columns = &[("Theme", 14), ("Protocol", 13), ("What", 80), ("Number", 10)];

/// A cell's value.
enum Value {
    Text(String),
    Number(f64),
    Time(Option<Instant>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::Text(text.unwrap_or_default())
    }
}

/// A time of the contract.
fn time(text: Option<&String>) -> Value {
    Value::Time(text.and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok()))
}

fn number(number: impl Into<f64>) -> Value {
    Value::Number(number.into())
}

/// A table that goes on over as many sheets as it needs.
struct Sheet {
    name: &'static str,
    columns: Columns,
    /// The column that says whether a row is overdue.
    overdue: Option<&'static str>,
    /// The rows that a sheet has room for.
    room: u32,
    /// The sheet that is being written, and its next row.
    index: usize,
    row: u32,
    sheets: u32,
}

/// The looks of cells.
struct Looks {
    head: Look,
    text: Look,
    time: Look,
    alarm: Look,
}

/// The workbook.
pub(super) struct Tracker {
    workbook: Workbook,
    looks: Looks,
    cases: Sheet,
    entries: Sheet,
    due: Sheet,
    sums: Sheet,
    themes: Themes,
}

impl Tracker {
    /// An empty workbook.
    pub(super) fn new() -> anyhow::Result<Self> {
        let mut workbook = Workbook::new();
        let top = || Look::new().set_align(FormatAlign::Top);
        let looks = Looks {
            head: Look::new().set_bold().set_background_color("#E8EDF5").set_text_wrap(),
            text: top().set_text_wrap(),
            time: top().set_num_format("yyyy-mm-dd hh:mm"),
            alarm: Look::new().set_background_color("#FAD7D7").set_font_color("#8B0018"),
        };
        let mut sheet = |name, columns, overdue| Sheet::begin(name, columns, overdue, &mut workbook, &looks);
        let cases = sheet("Cases", CASES, Some("L"))?;
        let due = sheet("Due", DUE, Some("I"))?;
        let entries = sheet("Entries", ENTRIES, None)?;
        let sums = sheet("Themes", THEMES, None)?;
        Ok(Self { workbook, looks, cases, entries, due, sums, themes: Themes::default() })
    }
}

impl Sheet {
    fn begin(
        name: &'static str,
        columns: Columns,
        overdue: Option<&'static str>,
        workbook: &mut Workbook,
        looks: &Looks,
    ) -> anyhow::Result<Self> {
        let index = workbook.worksheets().len();
        let mut sheet = Self { name, columns, overdue, room: ROWS, index, row: 0, sheets: 0 };
        sheet.next(workbook, looks)?;
        Ok(sheet)
    }

    /// Begins the next sheet of the table.
    fn next(&mut self, workbook: &mut Workbook, looks: &Looks) -> anyhow::Result<()> {
        self.sheets += 1;
        self.index = workbook.worksheets().len();
        let name =
            if self.sheets == 1 { self.name.to_owned() } else { format!("{} {}", self.name, self.sheets) };
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?.set_freeze_panes(1, 1)?.set_landscape().set_repeat_rows(0, 0)?;
        sheet.set_print_fit_to_pages(1, 0);
        for (column, (title, width)) in (0..).zip(self.columns) {
            sheet.set_column_width(column, f64::from(*width))?;
            sheet.write_string_with_format(0, column, *title, &looks.head)?;
        }
        self.row = 1;
        Ok(())
    }

    /// What is set once a sheet's last row is known: its filter, and the colour of what is overdue.
    fn finish(&self, sheet: &mut Worksheet, looks: &Looks) -> anyhow::Result<()> {
        let last = u16::try_from(self.columns.len().saturating_sub(1))?;
        sheet.autofilter(0, 0, self.row.saturating_sub(1), last)?;
        if let Some(overdue) = self.overdue.filter(|_| self.row > 1) {
            let rule = ConditionalFormatFormula::new()
                .set_rule(format!("=ISNUMBER(SEARCH(\"overdue\",${overdue}2))").as_str())
                .set_format(&looks.alarm);
            sheet.add_conditional_format(1, 0, self.row - 1, last, &rule)?;
        }
        Ok(())
    }

    /// The height of a row, in points: some programs show wrapped text only where there is room for it.
    fn height(&self, values: &[Value]) -> f64 {
        let needed = |(value, (_, width)): (&Value, &(&str, u16))| match value {
            Value::Text(text) => {
                let rows = text.lines().map(|line| line.chars().count() / usize::from(*width) + 1);
                u32::try_from(rows.sum::<usize>()).unwrap_or(u32::MAX)
            }
            _ => 1,
        };
        let lines = values.iter().zip(self.columns).map(needed).max().unwrap_or(1);
        f64::from(lines.clamp(1, HIGHEST)) * 15.0
    }

    fn push(&mut self, values: &[Value], workbook: &mut Workbook, looks: &Looks) -> anyhow::Result<()> {
        if self.row >= self.room {
            self.finish(workbook.worksheet_from_index(self.index)?, looks)?;
            self.next(workbook, looks)?;
        }
        let sheet = workbook.worksheet_from_index(self.index)?;
        if self.row < HEIGHTS {
            sheet.set_row_height(self.row, self.height(values))?;
        }
        for (column, value) in (0..).zip(values) {
            match value {
                Value::Text(text) if text.is_empty() => {}
                Value::Text(text) => {
                    sheet.write_string_with_format(self.row, column, text, &looks.text)?;
                }
                Value::Number(number) => {
                    sheet.write_number_with_format(self.row, column, *number, &looks.text)?;
                }
                // A sheet has no time zones: the calendar's own clocks.
                Value::Time(Some(at)) => {
                    let local: NaiveDateTime = at.naive_local();
                    sheet.write_datetime_with_format(self.row, column, local, &looks.time)?;
                }
                Value::Time(None) => {}
            }
        }
        self.row += 1;
        Ok(())
    }
}

impl Format for Tracker {
    fn begin(&mut self, about: &About<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        let made = ExcelDateTime::from_timestamp(about.now.timestamp())?;
        let mut said = format!("As of {}. {}", in_words(about.now), about.head);
        if about.redact != Redact::None {
            said = format!("{said}. Redacted: {}", about.redact.meaning());
        }
        let properties = DocProperties::new()
            .set_title("Tracker of professional disagreements")
            .set_comment(lines(&said).into_owned())
            .set_creation_datetime(&made);
        self.workbook.set_properties(&properties);
        Ok(())
    }

    fn case(&mut self, exported: &Exported<'_>, _out: Out<'_>) -> anyhow::Result<()> {
        self.themes.add(&exported.loaded.case, &exported.loaded.definition, exported.now);
        let view = exported.view();
        let overdue = |overdue: bool| if overdue { "overdue" } else { "" };
        let parties: Vec<&str> =
            view.parties.iter().map(|party| party.agency.as_deref().unwrap_or("(erased)")).collect();
        let row = [
            view.case.as_str().into(),
            cut(&view.child).into(),
            view.state.into(),
            cut(&view.protocol_marked).into(),
            view.pathway_title.as_str().into(),
            lines(&view.category_title).into_owned().into(),
            number(view.stage),
            lines(&view.stage_title).into_owned().into(),
            time(Some(&view.opened_at)),
            time(Some(&view.stage_entered_at)),
            time(view.due_at.as_ref()),
            overdue(view.overdue || view.outstanding.iter().any(|item| item.overdue)).into(),
            number(u32::try_from(view.outstanding.len())?),
            view.missing.join(", ").into(),
            view.outcome.clone().into(),
            cut(&parties.join("; ")).into(),
        ];
        self.cases.push(&row, &mut self.workbook, &self.looks)?;
        for item in &view.outstanding {
            let row = due(&view, item);
            self.due.push(&row, &mut self.workbook, &self.looks)?;
        }
        self.entries_of(exported)
    }

    fn end(&mut self, about: &About<'_>, out: Out<'_>) -> anyhow::Result<()> {
        let (_, rows) = ThemesView::of(&self.themes, None, None, about.now).rows();
        for row in rows {
            let values: Vec<Value> = row
                .iter()
                .enumerate()
                .map(|(at, text)| match text.parse::<u32>() {
                    Ok(amount) if at == 3 => number(amount),
                    _ => cut(text).into(),
                })
                .collect();
            self.sums.push(&values, &mut self.workbook, &self.looks)?;
        }
        for sheet in [&self.cases, &self.due, &self.entries, &self.sums] {
            sheet.finish(self.workbook.worksheet_from_index(sheet.index)?, &self.looks)?;
        }
        self.workbook.save_to_writer(out)?;
        Ok(())
    }
}

impl Tracker {
    fn entries_of(&mut self, exported: &Exported<'_>) -> anyhow::Result<()> {
        let case = exported.loaded.case.reference.to_string();
        for (view, _) in exported.entries() {
            let parts = parts(&lines(&said_in_lines(&view)));
            let several = parts.len() > 1;
            for (part, text) in (1_u32..).zip(parts) {
                let row = [
                    case.as_str().into(),
                    Value::Number(u32::try_from(view.entry).map_or(f64::MAX, f64::from)),
                    view.kind.as_str().into(),
                    view.stage.map_or(Value::Time(None), number),
                    time(view.happened_at.as_ref()),
                    time(Some(&view.recorded_at)),
                    view.recorded_after_minutes
                        .and_then(|minutes| i32::try_from(minutes).ok())
                        .map_or(Value::Time(None), number),
                    cut(view.recorded_by.as_deref().unwrap_or("(erased)")).into(),
                    view.corrects
                        .and_then(|entry| u32::try_from(entry).ok())
                        .map_or(Value::Time(None), number),
                    if several { number(part) } else { Value::Time(None) },
                    text.into(),
                ];
                self.entries.push(&row, &mut self.workbook, &self.looks)?;
            }
        }
        Ok(())
    }
}

fn due(case: &CaseView, item: &OutstandingView) -> [Value; 11] {
    let state = match (item.overdue, item.urgent, &item.due_at) {
        (true, _, _) => "overdue",
        (_, true, _) => "without delay",
        (_, _, None) => "no limit known",
        _ => "",
    };
    [
        case.case.as_str().into(),
        cut(&case.child).into(),
        cut(&case.protocol_marked).into(),
        number(case.stage),
        item.kind.into(),
        cut(&item.what).into(),
        cut(&item.owner).into(),
        time(item.due_at.as_ref()),
        state.into(),
        time(Some(&item.since)),
        item.source.clone().into(),
    ]
}

/// A text in the parts that cells have room for; no character is torn.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut units) = (Vec::new(), String::new(), 0);
    for c in text.chars() {
        if units + c.len_utf16() > CELL {
            parts.push(std::mem::take(&mut part));
            units = 0;
        }
        units += c.len_utf16();
        part.push(c);
    }
    parts.push(part);
    parts
}

/// A text that is not worth a further row: what is too long for a cell stands in the sheet of entries.
fn cut(text: &str) -> String {
    let mut parts = parts(&lines(text));
    let first = if parts.is_empty() { String::new() } else { parts.swap_remove(0) };
    if parts.is_empty() { first } else { format!("{first}… (goes on)") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_over_the_limit_stand_on_further_sheets() {
        let mut tracker = Tracker::new().unwrap();
        tracker.sums.room = 4;
        for row in 0..7_u32 {
            let values = ["pair".into(), "set".into(), format!("row {row}").into(), number(row)];
            tracker.sums.push(&values, &mut tracker.workbook, &tracker.looks).unwrap();
        }
        let names: Vec<String> = tracker.workbook.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["Cases", "Due", "Entries", "Themes", "Themes 2", "Themes 3"]);
        assert_eq!(tracker.sums.row, 2, "the header, and the seventh row");
        tracker.sums.finish(tracker.workbook.worksheet_from_index(5).unwrap(), &tracker.looks).unwrap();
        assert!(tracker.workbook.save_to_buffer().unwrap().starts_with(b"PK"));
    }

    #[test]
    fn a_long_text_goes_on_and_no_character_is_torn() {
        let text = "😀".repeat(20_000);
        let parts = parts(&text);
        assert_eq!(parts.len(), 2);
        assert_eq!(parts.concat(), text);
        assert!(parts.iter().all(|part| part.encode_utf16().count() <= 32_767));
        assert!(cut(&text).encode_utf16().count() <= 32_767);
        assert_eq!(cut("short"), "short");
    }
}
