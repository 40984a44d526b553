//! What unlocks a logbook, as people read it.

use super::{Line, Page, full};
use crate::view::WrappingView;

impl Line for WrappingView {
    const HEADER: &'static [&'static str] = &["way", "meaning", "made_at"];

    fn row(&self) -> Vec<String> {
        vec![self.way.to_owned(), self.meaning.to_owned(), self.made_at.clone().unwrap_or_default()]
    }

    fn list(lines: &[Self], page: &mut Page) {
        page.paragraph(if lines.is_empty() {
            "Nothing but the recovery code unlocks the logbook."
        } else {
            "Each of these unlocks the logbook:"
        });
        for line in lines {
            let since = line.made_at.as_deref().map_or_else(|| "an unknown time".into(), full);
            page.labelled(line.way, &format!("{}; since {since}", line.meaning));
        }
    }
}
