//! What is past its retention date, as people read it.

use super::{Line, Page, Tone};
use crate::view::RetentionView;

impl Line for RetentionView {
    const HEADER: &'static [&'static str] = &["case", "child", "keep_until", "past", "held"];

    fn row(&self) -> Vec<String> {
        vec![
            self.case.clone(),
            self.child.clone(),
            self.keep_until.clone().unwrap_or_default(),
            self.past.to_string(),
            self.held.to_string(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        for line in lines {
            let (says, tone) = match (&line.keep_until, line.held) {
                (_, true) => ("a legal hold stands".to_owned(), Tone::Plain),
                (Some(day), _) => {
                    (format!("was to be kept until {day}: escalate erase {}", line.case), Tone::Alarm)
                }
                (None, _) => (
                    format!(
                        "until when is not known: escalate correct {} … --field date-of-birth=…",
                        line.case
                    ),
                    Tone::Plain,
                ),
            };
            page.labelled_as(&line.case, &format!("{}: {says}", line.child), tone);
        }
        if lines.is_empty() {
            page.paragraph("No ended case is past its retention date.");
        }
    }
}
