//! A pathway as a picture.

use maud::{Markup, PreEscaped, html};

use super::{Course, Step, text};
use crate::document::Drawing;
use crate::render::text::line;

/// The width of the drawing and of a box.
const WIDTH: usize = 760;
const LEFT: usize = 24;
/// How many letters have room on a line of a box.
const LETTERS: usize = 98;
/// The height of a line, and of what lies between two boxes.
const LINE: usize = 18;
const GAP: usize = 34;

/// A line of a box.
struct Row {
    text: String,
    strong: bool,
}

/// The drawing within a page, which has the styles; drawn with letters, so many columns wide.
pub fn svg(course: &Course, width: usize) -> Drawing {
    Drawing {
        svg: draw(course, false).into_string(),
        words: in_words(course),
        lines: Some(text(course, width)),
    }
}

/// The drawing as a file of its own.
pub fn standing_alone(course: &Course) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n", draw(course, true).into_string())
}

/// What the drawing shows, in a sentence for each stage.
fn in_words(course: &Course) -> String {
    let mut said = Vec::new();
    for group in &course.groups {
        for step in &group.steps {
            let limit = step.limit.as_ref().or(group.shared.as_ref()).map_or("", String::as_str);
            said.push(format!("{}: {}; {limit}.", step.title, step.who));
        }
    }
    format!(
        "{}, one after the other where the one before did not resolve it. {}",
        course.title,
        said.join(" ")
    )
}

fn rows(step: &Step) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |text: &str, indent: &str, strong: bool| {
        let letters = if strong { LETTERS * 9 / 10 } else { LETTERS };
        let options = textwrap::Options::new(letters).subsequent_indent(indent);
        rows.extend(
            textwrap::wrap(&line(text), options).into_iter().map(|text| Row { text: text.into(), strong }),
        );
    };
    add(&step.title, "", true);
    add(&format!("Who: {}", step.who), "", false);
    if let Some(limit) = &step.limit {
        add(&format!("Time: {limit}"), "", true);
    }
    add(&step.what, "", false);
    if !step.record.is_empty() {
        add(&format!("Record: {}", step.record.join("; ")), "\u{a0}\u{a0}", false);
    }
    for duty in &step.duties {
        add(&format!("• {duty}"), "\u{a0}\u{a0}", false);
    }
    for jump in &step.jumps {
        add(&format!("→ also at once: {jump}"), "\u{a0}\u{a0}", false);
    }
    if let Some(condition) = &step.condition {
        add(&format!("! only: {condition}"), "\u{a0}\u{a0}", false);
    }
    if step.is_final {
        add("■ final", "", true);
    }
    rows
}

/// Everything that is drawn, with the height that it comes to.
struct Canvas {
    parts: Vec<Markup>,
    y: usize,
}

impl Canvas {
    fn text(&mut self, x: usize, row: &Row) {
        self.y += LINE;
        let weight = row.strong.then_some("600");
        self.parts
            .push(html! { text x=(x) y=(self.y - 4) font-size="13" font-weight=[weight] { (row.text) } });
    }

    fn wrapped(&mut self, text: &str, strong: bool) {
        for part in textwrap::wrap(&line(text), LETTERS) {
            self.text(LEFT, &Row { text: part.into(), strong });
        }
    }

    fn arrow(&mut self) {
        let (x, from, to) = (LEFT + 60, self.y, self.y + GAP);
        self.parts.push(html! {
            line.edge x1=(x) x2=(x) y1=(from) y2=(to - 6) stroke-width="2" {}
            path.tip d={ "M " (x - 5) " " (to - 8) " L " (x + 5) " " (to - 8) " L " (x) " " (to) " Z" } {}
            text.quiet x=(x + 12) y=(from + GAP / 2 + 4) font-size="12" { "not resolved" }
        });
        self.y = to;
    }

    fn step(&mut self, step: &Step) {
        let rows = rows(step);
        let height = rows.len() * LINE + 14;
        self.parts.push(html! {
            rect.box x=(LEFT) y=(self.y) width=(WIDTH - 2 * LEFT) height=(height) rx="6" {}
        });
        self.y += 6;
        for row in &rows {
            self.text(LEFT + 12, row);
        }
        self.y += 8;
    }
}

fn draw(course: &Course, alone: bool) -> Markup {
    let mut canvas = Canvas { parts: Vec::new(), y: 4 };
    canvas.wrapped(&course.title, true);
    if let Some(overall) = &course.overall {
        canvas.wrapped(&format!("The whole process: {overall}"), false);
    }
    canvas.y += 8;
    let mut first = true;
    for group in &course.groups {
        let mut top = None;
        for (at, step) in group.steps.iter().enumerate() {
            if !std::mem::take(&mut first) {
                canvas.arrow();
            }
            if at == 0 {
                top = Some(canvas.y);
                if let Some(shared) = &group.shared {
                    canvas.wrapped(shared, true);
                    canvas.y += 6;
                }
            }
            canvas.step(step);
        }
        if let Some(top) = top.filter(|_| group.shared.is_some()) {
            let height = canvas.y + 8 - top;
            canvas.parts.push(html! {
                rect.edge x=(LEFT / 2) y=(top) width=(WIDTH - LEFT) height=(height) rx="8" stroke-dasharray="6 4" {}
            });
            canvas.y += 8;
        }
    }
    if let Some(afterwards) = &course.afterwards {
        canvas.arrow();
        canvas.wrapped(afterwards, false);
    }
    let height = canvas.y + 10;
    html! {
        svg xmlns=[alone.then_some("http://www.w3.org/2000/svg")] viewBox={ "0 0 " (WIDTH) " " (height) }
            width=(WIDTH) height=(height) role="img" aria-label=(line(&in_words(course))) {
            @if alone { style { (PreEscaped(STYLE)) } rect.paper width=(WIDTH) height=(height) {} }
            @for part in &canvas.parts { (part) }
        }
    }
}

/// The styles of a drawing that stands alone.
const STYLE: &str = "svg{font-family:system-ui,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif}\
.paper{fill:#fff}text{fill:#1a1a1a}.quiet{fill:#595959}.box{fill:#eef2f8;stroke:#1f3864}\
.edge{fill:none;stroke:#595959}.tip{fill:#595959}";
