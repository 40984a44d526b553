//! What is found about an installation, as people read it.

use super::{Line, Page, Tone};
use crate::view::FindingOfDoctor;

impl Line for FindingOfDoctor {
    const HEADER: &'static [&'static str] = &["what", "found", "wrong"];

    fn row(&self) -> Vec<String> {
        vec![self.what.to_owned(), self.found.clone(), self.wrong.clone().unwrap_or_default()]
    }

    fn list(lines: &[Self], page: &mut Page) {
        for line in lines {
            page.labelled(line.what, &line.found);
            if let Some(wrong) = &line.wrong {
                page.labelled_as("", &format!("! {wrong}"), Tone::Alarm);
            }
        }
        let wrong = lines.iter().filter(|line| line.wrong.is_some()).count();
        page.paragraph(&match wrong {
            0 => "Nothing is wrong.".to_owned(),
            1 => "One thing wants attention.".to_owned(),
            several => format!("{several} things want attention."),
        });
    }
}
