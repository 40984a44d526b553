//! A pathway as a Mermaid diagram.

use super::{Course, Step};
use crate::render::text::line;

/// The text of a Mermaid diagram; what it says is shown as it stands, and is no markup.
pub fn mermaid(course: &Course) -> String {
    let mut out = vec![format!("%% {}", quoted(&course.title)), "flowchart TD".to_owned()];
    let mut before: Option<u8> = None;
    for (at, group) in course.groups.iter().enumerate() {
        if let Some(shared) = &group.shared {
            out.push(format!("  subgraph g{at}[\"{}\"]", quoted(shared)));
        }
        out.extend(group.steps.iter().map(node));
        if group.shared.is_some() {
            out.push("  end".into());
        }
        for step in &group.steps {
            if let Some(before) = before {
                out.push(format!("  s{before} -->|not resolved| s{}", step.number));
            }
            before = Some(step.number);
        }
    }
    if let (Some(last), Some(afterwards)) = (before, &course.afterwards) {
        out.push(format!("  after[\"{}\"]", quoted(afterwards)));
        out.push(format!("  s{last} -.->|not resolved| after"));
    }
    for step in course.groups.iter().flat_map(|group| &group.steps) {
        for (at, jump) in step.jumps.iter().enumerate() {
            out.push(format!("  j{}x{at}([\"{}\"]) -.-> s{}", step.number, quoted(jump), step.number));
        }
    }
    // The title is a comment, which is not drawn.
    out.extend(course.mark.as_ref().map(|mark| format!("  origin[\"{}\"]", quoted(mark))));
    out.join("\n") + "\n"
}

fn node(step: &Step) -> String {
    let mut lines = vec![format!("<b>{}</b>", quoted(&step.title)), quoted(&step.who)];
    lines.extend(step.limit.as_ref().map(|limit| format!("<i>{}</i>", quoted(limit))));
    lines.extend(step.condition.as_ref().map(|condition| format!("only: {}", quoted(condition))));
    if step.is_final {
        lines.push("final".into());
    }
    format!("  s{}[\"{}\"]", step.number, lines.join("<br>"))
}

/// A text within quotes, its signs as Mermaid's own entities.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in line(text).chars() {
        if c.is_alphanumeric()
            || matches!(c, ' ' | ',' | '.' | ':' | '/' | '’' | '‘' | '-' | '(' | ')')
            || !c.is_ascii()
        {
            out.push(c);
        } else {
            out.push('#');
            out.push_str(&u32::from(c).to_string());
            out.push(';');
        }
    }
    out
}
