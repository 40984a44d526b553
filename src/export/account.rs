//! The written account, as plain text and as Markdown.

use std::fmt::Write;

use super::AccountFormat;
use crate::render::{brief, day, full, text};
use crate::view::{AccountView, Said, Step};

/// The written account in a format.
pub fn account(account: &AccountView, format: AccountFormat) -> String {
    let mut out = match format {
        AccountFormat::Txt => Pen { out: String::new(), markdown: false },
        AccountFormat::Md => Pen { out: String::new(), markdown: true },
    };
    write_account(account, &mut out);
    out.out
}

/// Writes plain text or Markdown; everything that comes in is made safe for it.
struct Pen {
    out: String,
    markdown: bool,
}

impl Pen {
    fn safe(&self, given: &str) -> String {
        let shown = text::lines(given);
        if !self.markdown {
            return shown;
        }
        let mut escaped = String::with_capacity(shown.len());
        for c in shown.chars() {
            if matches!(
                c,
                '\\' | '`'
                    | '*'
                    | '_'
                    | '{'
                    | '}'
                    | '['
                    | ']'
                    | '<'
                    | '>'
                    | '#'
                    | '+'
                    | '-'
                    | '!'
                    | '|'
                    | '&'
                    | '~'
                    | '='
            ) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        escaped
    }

    fn push(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn heading(&mut self, level: usize, title: &str) {
        let title = self.safe(&text::line(title));
        if self.markdown {
            self.push(&format!("\n{} {title}\n", "#".repeat(level)).replace("\n\n\n", "\n\n"));
        } else {
            let rule = if level == 1 { "=" } else { "-" };
            self.push(&format!("\n{title}\n{}", rule.repeat(title.chars().count().min(100))));
        }
    }

    fn labelled(&mut self, label: &str, body: &str) {
        let (label, body) = (self.safe(label), self.safe(body));
        let body = body.replace('\n', if self.markdown { "  \n  " } else { "\n  " });
        self.push(&if self.markdown { format!("- **{label}:** {body}") } else { format!("{label}: {body}") });
    }

    fn said(&mut self, said: &Said) {
        self.labelled(&said.title, &said.text);
    }

    fn step(&mut self, step: &Step) {
        let line = self.safe(&format!(
            "{} (entry {}): {}",
            moment(&step.happened_at, step.day_only, brief),
            step.entry,
            step.what
        ));
        self.push(&if self.markdown { format!("\n**{line}**\n") } else { format!("\n* {line}") });
        for said in &step.said {
            let (title, body) = (self.safe(&said.title), self.safe(&said.text));
            if self.markdown {
                self.push(&format!("> {title}: {}\n", body.replace('\n', "  \n> ")));
            } else {
                let mut line = String::new();
                // Writing to a string does not fail.
                let _ = write!(line, "    {title}: {}", body.replace('\n', "\n    "));
                self.push(&line);
            }
        }
    }
}

/// A moment in words; a day alone without an hour that nobody gave.
fn moment(at: &str, day_only: bool, words: fn(&str) -> String) -> String {
    if day_only { day(at) } else { words(at) }
}

fn write_account(account: &AccountView, pen: &mut Pen) {
    pen.heading(1, "Written account of a professional disagreement");
    pen.labelled("Case", &account.case);
    pen.labelled("Child", &account.child);
    pen.labelled("To", &account.to);
    pen.labelled("Under", &account.document);
    pen.labelled("Pathway", &account.pathway);
    pen.labelled("Category", &account.category);
    pen.labelled("Raised by", &account.from.join("; "));
    pen.labelled("Raised with", &account.against.join("; "));
    pen.labelled("Raised on", &moment(&account.opened_at, account.opened_day_only, full));
    pen.heading(2, "The dispute");
    for said in &account.dispute {
        pen.said(said);
    }
    pen.heading(2, "The attempts made to resolve it");
    for stage in &account.stages {
        pen.heading(3, &stage.title);
        let due =
            stage.due_at.as_ref().map(|due| format!("; to be resolved by {}", full(due))).unwrap_or_default();
        pen.labelled("Entered", &format!("{}{due}", moment(&stage.entered_at, stage.day_only, full)));
        for step in &stage.steps {
            pen.step(step);
        }
    }
    if let Some(outcome) = &account.outcome {
        pen.heading(2, "How it ended");
        pen.labelled("Outcome", outcome);
    }
    if !account.outstanding.is_empty() {
        pen.heading(2, "Outstanding");
        for item in &account.outstanding {
            let item = pen.safe(item);
            pen.push(&format!("- {item}"));
        }
    }
    if !account.not_done.is_empty() {
        pen.heading(2, "Not done when it ended");
        for item in &account.not_done {
            let item = pen.safe(item);
            pen.push(&format!("- {item}"));
        }
    }
    pen.heading(2, "Signed");
    for label in ["Name", "Role and agency", "Date", "Signature"] {
        pen.labelled(label, if pen.markdown { "……………………………" } else { "______________________________" });
    }
    pen.push("");
    pen.labelled("Written on", &full(&account.written_at));
    pen.labelled("Receipt of the logbook", &account.receipt);
}
