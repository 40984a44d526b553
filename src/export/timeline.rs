//! The course of a case against its limits, drawn.

use chrono::Duration;
use maud::{Markup, html};

use crate::document::Drawing;
use crate::model::{Case, Instant};
use crate::render::text::line;
use crate::render::{short, when};
use crate::rules::ended;
use crate::view::Viewing;

/// The width of the drawing, of the titles at its left, and of its margin at the right.
const WIDTH: i64 = 900;
const LABELS: i64 = 330;
const MARGIN: i64 = 20;
/// The height of a stage, and of the axis.
const LANE: i64 = 34;
const AXIS: i64 = 26;
/// How much of a title has room.
const TITLE: usize = 46;

/// A stage as it is drawn.
struct Lane {
    title: String,
    entered: Instant,
    left: Instant,
    due: Option<Instant>,
    current: bool,
}

/// The course of a case against its limits: a bar for each stage, a mark where its limit ends.
pub fn timeline(case: &Case, viewing: Viewing<'_>) -> Drawing {
    let lanes = lanes(case, &viewing);
    let words = in_words(&lanes);
    let entries: Vec<Instant> = case
        .entries
        .iter()
        .filter_map(|entry| entry.record.as_ref().map(|record| record.happened.at))
        .collect();
    let svg = draw(&lanes, &entries, &words).into_string();
    Drawing { svg, words, lines: None }
}

fn lanes(case: &Case, viewing: &Viewing<'_>) -> Vec<Lane> {
    let local = |at: Instant| viewing.calendar.local(&at);
    let pathway = viewing.definition.protocol.pathway(&case.pathway);
    let end = ended(case).unwrap_or(viewing.now);
    let mut lanes = Vec::new();
    for (at, visit) in case.visits.iter().enumerate() {
        let next = case.visits.get(at + 1).map(|next| next.entered_at);
        let stage = pathway.and_then(|pathway| pathway.stage(visit.stage));
        lanes.push(Lane {
            title: stage.map_or_else(|| format!("Stage {}", visit.stage), |stage| stage.title.clone()),
            entered: local(visit.entered_at),
            left: local(next.unwrap_or(end).max(visit.entered_at)),
            due: visit.limit.due_at().map(local),
            current: next.is_none() && case.ending.is_none(),
        });
    }
    lanes
}

fn in_words(lanes: &[Lane]) -> String {
    let lane = |lane: &Lane| {
        let left = if lane.current { "goes on".to_owned() } else { format!("left {}", short(lane.left)) };
        let due = match lane.due {
            Some(due) if due < lane.left => format!("limit {}, passed", short(due)),
            Some(due) => format!("limit {}, kept", short(due)),
            None => "no limit known".to_owned(),
        };
        format!("{}: entered {}, {left}; {due}.", lane.title, short(lane.entered))
    };
    lanes.iter().map(lane).collect::<Vec<_>>().join("\n")
}

/// Where instants lie on the axis.
struct Axis {
    from: Instant,
    seconds: i64,
}

impl Axis {
    fn over(lanes: &[Lane]) -> Option<Self> {
        let from = lanes.iter().map(|lane| lane.entered).min()?;
        let until = lanes.iter().flat_map(|lane| [Some(lane.left), lane.due]).flatten().max()?;
        Some(Self { from, seconds: (until - from).num_seconds().max(3600) })
    }

    fn at(&self, instant: Instant) -> i64 {
        let room = WIDTH - LABELS - MARGIN;
        let seconds = (instant - self.from).num_seconds().clamp(0, self.seconds);
        // Rounded to whole units: the same everywhere.
        LABELS + i64::try_from(i128::from(seconds) * i128::from(room) / i128::from(self.seconds)).unwrap_or(0)
    }

    fn end(&self) -> Instant {
        self.from + Duration::seconds(self.seconds)
    }
}

fn draw(lanes: &[Lane], entries: &[Instant], words: &str) -> Markup {
    let Some(axis) = Axis::over(lanes) else { return html! {} };
    let height = i64::try_from(lanes.len()).unwrap_or(0) * LANE + AXIS + 10;
    let floor = height - AXIS;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="img" aria-label=(line(words)) {
            @for (at, lane) in (0_i64..).zip(lanes) { (draw_lane(lane, at * LANE + 6, &axis)) }
            line.edge x1=(LABELS) x2=(WIDTH - MARGIN) y1=(floor) y2=(floor) {}
            @for entry in entries {
                @if *entry >= axis.from && *entry <= axis.end() {
                    circle.point cx=(axis.at(*entry)) cy=(floor) r="4" {}
                }
            }
            text.quiet x=(LABELS) y=(height - 4) font-size="12" { (when::date(axis.from)) }
            text.quiet x=(WIDTH - MARGIN) y=(height - 4) font-size="12" text-anchor="end" { (when::date(axis.end())) }
        }
    }
}

fn draw_lane(lane: &Lane, top: i64, axis: &Axis) -> Markup {
    let (from, to) = (axis.at(lane.entered), axis.at(lane.left));
    let kept = lane.due.map_or(to, |due| axis.at(due).clamp(from, to));
    let shown = line(&lane.title);
    let title: String = if shown.chars().count() > TITLE {
        shown.chars().take(TITLE - 1).chain(['…']).collect()
    } else {
        shown
    };
    html! {
        text x="0" y=(top + 15) font-size="13" { (title) }
        @if let Some(due) = lane.due {
            @let end = axis.at(due);
            @if end > to { rect.room x=(to) y=(top + 6) width=(end - to) height="8" {} }
        }
        rect.shape x=(from) y=(top) width=((kept - from).max(3)) height="20" rx="2" {}
        @if to > kept { rect.over x=(kept) y=(top) width=(to - kept) height="20" rx="2" {} }
        @if let Some(due) = lane.due {
            line.limit x1=(axis.at(due)) x2=(axis.at(due)) y1=(top - 4) y2=(top + 24) stroke-width="3" {}
        }
    }
}
