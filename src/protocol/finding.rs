//! What is wrong with a file that an editor wrote: where, which rule, and what to do.

use std::ops::Range;

use crate::model::words::words;

words! {
    /// The stable codes of findings.
    pub enum Code {
        TooLarge = "too-large", "the file, or what it defines, is larger than a definition may be";
        Syntax = "syntax", "the file is not well-formed TOML";
        UnknownKey = "unknown-key", "a key that definitions do not have";
        MissingKey = "missing-key", "a key that must be there is not";
        WrongType = "wrong-type", "a value of the wrong type";
        BadValue = "bad-value", "a value that the key does not take";
        BadId = "bad-id", "an id that is not letters, digits and hyphens";
        DuplicateId = "duplicate-id", "an id that is there twice";
        UnknownReference = "unknown-reference", "an id that nothing in the definition has";
        UnknownRole = "unknown-role", "a holder that is no role of the definition";
        UnknownCalendar = "unknown-calendar", "a calendar that there is not";
        UnknownBase = "unknown-base", "a base that there is not";
        Cycle = "cycle", "definitions that extend each other";
        UnknownRemoval = "unknown-removal", "an id to remove that the base does not have";
        UnreachableStage = "unreachable-stage", "a stage that no stage leads to";
        LimitWithoutStart = "limit-without-start", "a limit that does not say what it counts from";
        LimitWithoutAmount = "limit-without-amount", "a limit that does not say how long";
        MissingOutcome = "missing-outcome", "an outcome that every protocol has";
        NeverCreated = "never-created", "a duty that waits for a field which does not create it";
        NoEffect = "no-effect", "a key that has no effect where it stands";
        BadDate = "bad-date", "a date, a day or an hour that there is not";
    }
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule, by its stable code.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// A place in one of the files that make a definition.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Which of the files: an index into [`Findings::files`].
    pub file: usize,
    /// The bytes.
    pub span: Range<usize>,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl SourceFile {
    /// A file of a name with a text.
    pub fn new(name: &str, text: &str) -> Self {
        let lines =
            std::iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1)).collect();
        Self { name: name.to_owned(), text: text.to_owned(), lines }
    }

    /// The line and the column of a byte, both from 1; the column counts characters.
    pub fn line_and_column(&self, byte: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= byte).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let before = self.text.get(start..byte.min(self.text.len())).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// A line by its number, from 1, without its end.
    pub fn line(&self, number: usize) -> &str {
        let start = number.checked_sub(1).and_then(|index| self.lines.get(index)).copied().unwrap_or(0);
        let rest = self.text.get(start..).unwrap_or_default();
        rest.lines().next().unwrap_or_default()
    }
}

/// Everything that is wrong, with the files that it is wrong in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The files: the one that was asked for, then its bases.
    pub files: Vec<SourceFile>,
    /// The findings, in the order in which they were made.
    pub list: Vec<Finding>,
}

impl Finding {
    /// A finding without a hint.
    pub fn new(code: Code, place: &Place, message: impl Into<String>) -> Self {
        Self { code, place: place.clone(), message: message.into(), hint: None }
    }

    /// With what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With the nearest of the known words, where one is near; with all of them where none is.
    #[must_use]
    pub fn did_you_mean<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        match nearest(word, known.iter().copied()) {
            Some(near) => self.hint(format!("did you mean ‘{near}’?")),
            None if known.is_empty() => self,
            None => self.hint(format!("one of: {}", known.join(", "))),
        }
    }
}

/// The nearest of the known words, where one is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|known| (strsim::jaro_winkler(word, known), known))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

impl Findings {
    /// Adds a finding.
    pub fn add(&mut self, finding: Finding) {
        self.list.push(finding);
    }
}

impl std::fmt::Display for Findings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self
            .list
            .iter()
            .map(|finding| {
                let (name, (line, column)) = self.locate(&finding.place);
                format!("{name}:{line}:{column}: {} [{}]", finding.message, finding.code)
            })
            .collect();
        f.write_str(&lines.join("; "))
    }
}

impl std::error::Error for Findings {}

impl Findings {
    /// The name of the file, the line and the column of a place.
    pub fn locate(&self, place: &Place) -> (&str, (usize, usize)) {
        match self.files.get(place.file) {
            Some(file) => (&file.name, file.line_and_column(place.span.start)),
            None => ("", (0, 0)),
        }
    }
}
