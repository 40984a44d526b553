//! A pathway as boxes for a terminal.

use textwrap::core::display_width;

use super::{Course, Step};
use crate::render::text::line;

/// The widest that boxes are drawn.
const WIDEST: usize = 88;

/// The drawing, so many columns wide.
pub fn text(course: &Course, width: usize) -> String {
    let width = width.clamp(40, WIDEST);
    let mut out: Vec<String> =
        textwrap::wrap(&line(&course.title), width).into_iter().map(Into::into).collect();
    if let Some(overall) = &course.overall {
        out.push(format!("The whole process: {overall}"));
    }
    let mut first = true;
    for group in &course.groups {
        for (at, step) in group.steps.iter().enumerate() {
            if !std::mem::take(&mut first) {
                out.push("        │ not resolved".into());
                out.push("        ▼".into());
            }
            // Stages that share a limit stand between the same two lines.
            let inside = group.shared.is_some();
            if let Some(shared) = group.shared.as_ref().filter(|_| at == 0) {
                out.extend(wrapped(&format!("┆ {shared}"), "┆ ", width));
            }
            let box_width = if inside { width - 2 } else { width };
            let prefix = if inside { "┆ " } else { "" };
            out.extend(boxed(step, box_width).into_iter().map(|line| format!("{prefix}{line}")));
        }
    }
    if let Some(afterwards) = &course.afterwards {
        out.push("        │ not resolved".into());
        out.push("        ▼".into());
        out.extend(wrapped(afterwards, "", width));
    }
    out.join("\n") + "\n"
}

fn wrapped(body: &str, indent: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width).subsequent_indent(indent);
    textwrap::wrap(&line(body), options).into_iter().map(Into::into).collect()
}

fn boxed(step: &Step, width: usize) -> Vec<String> {
    let room = width.saturating_sub(4);
    let mut lines = wrapped(&step.title, "", room);
    lines.extend(wrapped(&format!("Who: {}", step.who), "     ", room));
    lines.extend(step.limit.iter().flat_map(|limit| wrapped(&format!("Time: {limit}"), "      ", room)));
    lines.extend(wrapped(&step.what, "", room));
    if !step.record.is_empty() {
        lines.extend(wrapped(&format!("Record: {}", step.record.join("; ")), "        ", room));
    }
    lines.extend(step.duties.iter().flat_map(|duty| wrapped(&format!("• {duty}"), "  ", room)));
    lines.extend(step.jumps.iter().flat_map(|jump| wrapped(&format!("→ also at once: {jump}"), "  ", room)));
    lines.extend(step.condition.iter().flat_map(|only| wrapped(&format!("! only: {only}"), "  ", room)));
    if step.is_final {
        lines.push("■ final".into());
    }
    let rule = "─".repeat(width.saturating_sub(2));
    let mut out = vec![format!("┌{rule}┐")];
    for text in lines {
        let fill = " ".repeat(room.saturating_sub(display_width(&text)));
        out.push(format!("│ {text}{fill} │"));
    }
    out.push(format!("└{rule}┘"));
    out
}
