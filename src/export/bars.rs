//! Numbers as bars.

use maud::html;

use crate::document::Drawing;
use crate::render::text::line;

/// The width of the drawing, and where its bars begin.
const WIDTH: u64 = 900;
const LABELS: u64 = 470;
/// The height of a bar with what is around it.
const LANE: u64 = 26;
/// How many letters of a title have room.
const TITLE: usize = 66;

/// Numbers as bars, each with its title.
pub(super) fn bars(title: &str, counts: &[(String, u64)]) -> Drawing {
    let largest = counts.iter().map(|(_, number)| *number).max().unwrap_or(0).max(1);
    let words =
        counts.iter().map(|(what, number)| format!("{what}: {number}")).collect::<Vec<_>>().join("\n");
    let height = LANE * u64::try_from(counts.len()).unwrap_or(0) + 4;
    let drawn = html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } width=(WIDTH) height=(height) role="img"
            aria-label={ (line(title)) ". " (line(&words)) } {
            @for (at, (what, number)) in (0_u64..).zip(counts) {
                @let top = at * LANE + 3;
                text x="0" y=(top + 15) font-size="13" { (short(what)) }
                rect.shape x=(LABELS) y=(top) width=((number * (WIDTH - LABELS - 60) / largest).max(2)) height="20" rx="2" {}
                text x=(LABELS + (number * (WIDTH - LABELS - 60) / largest).max(2) + 8) y=(top + 15) font-size="13" { (number) }
            }
        }
    };
    Drawing { svg: drawn.into_string(), words, lines: None }
}

/// As much of a title as has room.
fn short(title: &str) -> String {
    let shown = line(title);
    if shown.chars().count() <= TITLE {
        return shown;
    }
    shown.chars().take(TITLE - 1).chain(['…']).collect()
}
