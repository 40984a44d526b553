//! Findings in a file, each with its line underlined.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::text;
use crate::protocol::{Finding, Findings};

/// Every finding, with the file, line and column, the line itself underlined, the code and the hint.
pub fn findings(all: &Findings, width: Option<u16>, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width.unwrap_or(140).into());
    let shown: Vec<String> = all.list.iter().map(|finding| one(finding, all, &renderer)).collect();
    format!("{}\n", shown.join("\n\n"))
}

fn one(finding: &Finding, all: &Findings, renderer: &Renderer) -> String {
    let message = text::line(&finding.message);
    let hint = finding.hint.as_deref().map(text::line);
    let title = Level::ERROR.primary_title(message).id(finding.code.word());
    let mut group = annotate_snippets::Group::with_title(title);
    if let Some(file) = all.files.get(finding.place.file) {
        // The line is shown as it may be printed; the span is moved to what is shown of it.
        let (line, column) = file.line_and_column(finding.place.span.start);
        let source = file.line(line);
        let before: String = source.chars().take(column - 1).collect();
        let length = file
            .text
            .get(finding.place.span.clone())
            .map_or(0, |marked| text::line(marked.lines().next().unwrap_or_default()).len());
        let shown = text::line(source);
        let start = text::line(&before).len().min(shown.len());
        let marked = (start + length.max(1)).min(shown.len().max(start + 1));
        // A mark ends between two characters; beyond the line it stands for its end.
        let end =
            (marked..shown.len()).find(|end| shown.is_char_boundary(*end)).unwrap_or(marked.max(shown.len()));
        let snippet = Snippet::source(shown)
            .line_start(line)
            .path(text::line(&file.name))
            .annotation(AnnotationKind::Primary.span(start..end));
        group = group.element(snippet);
    }
    if let Some(hint) = hint {
        group = group.element(Level::HELP.message(hint));
    }
    renderer.render(&[group])
}
