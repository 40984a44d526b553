//! A definition as people read it, and the findings in one.

use super::{Line, Page, Show, Tone};
use crate::model::Id;
use crate::protocol::{Pathway, Protocol, Resolved, Stage};
use crate::view::{DifferenceView, FindingView, ProtocolView};

/// A definition to be shown, in both shapes.
#[derive(Debug, Clone, serde::Serialize)]
#[serde(transparent)]
pub struct ProtocolPage<'p> {
    view: ProtocolView,
    #[serde(skip)]
    definition: &'p Resolved,
    /// The calendar as people are shown it.
    #[serde(skip)]
    calendar: String,
}

impl<'p> ProtocolPage<'p> {
    /// A definition, and its calendar as people are shown it.
    pub fn of(definition: &'p Resolved, calendar: String) -> Self {
        Self { view: crate::view::protocol(definition), definition, calendar }
    }
}

impl Show for ProtocolPage<'_> {
    fn show(&self, page: &mut Page) {
        let title = self.definition.title_with_origin();
        let definition = &self.definition.protocol;
        page.heading(&format!("{} · {title} (version {})", definition.id, definition.version));
        page.labelled("document", &definition.document);
        if let Some(base) = &definition.extends {
            page.labelled("extends", base.id.as_str());
        }
        page.labelled("calendar", &self.calendar);
        page.labelled(
            "scope",
            &format!("{}: {} [{}]", definition.scope.allows, definition.scope.says, definition.scope.source),
        );
        for note in &definition.notes {
            page.labelled_as("note", note, Tone::Faint);
        }
        for pathway in &definition.pathways {
            show_pathway(pathway, definition, page);
        }
        list(
            page,
            "Outcomes",
            definition
                .outcomes
                .iter()
                .map(|one| (one.id.as_str(), one.title.as_str(), one.source.as_deref())),
        );
        list(
            page,
            "Grounds for a later stage",
            definition
                .grounds
                .iter()
                .map(|one| (one.id.word(), one.title.as_str(), Some(one.source.as_str()))),
        );
        let record = [
            ("agree", &definition.record.agree),
            ("confirm", &definition.record.confirm),
            ("approve", &definition.record.approve),
            ("file", &definition.record.file),
        ];
        list(
            page,
            "Of the record as a whole",
            record.iter().filter_map(|(name, asked)| {
                asked.as_ref().map(|asked| (*name, asked.says.as_str(), Some(asked.source.as_str())))
            }),
        );
        list(
            page,
            "Principles",
            definition.principles.iter().map(|one| ("·", one.text.as_str(), Some(one.source.as_str()))),
        );
        if !definition.pointers.is_empty() {
            page.blank().heading("See also");
            for pointer in &definition.pointers {
                page.point(
                    "→",
                    &format!("{}. {} [{}]", pointer.title, pointer.text, pointer.source),
                    Tone::Plain,
                );
            }
        }
    }

    fn rows(&self) -> (Vec<&'static str>, Vec<Vec<String>>) {
        let definition = &self.definition.protocol;
        let (digest, origin) = (self.definition.digest.to_string(), self.definition.origin().word());
        let header = vec![
            "protocol",
            "pathway",
            "stage",
            "title",
            "holders",
            "limit",
            "from",
            "final",
            "source",
            "protocol_origin",
            "protocol_digest",
        ];
        let (digest, origin) = (&digest, origin);
        let rows = definition.pathways.iter().flat_map(|pathway| {
            pathway.stages.iter().map(move |stage| {
                vec![
                    definition.id.to_string(),
                    pathway.id.to_string(),
                    stage.number.to_string(),
                    stage.title.clone(),
                    holders(stage, definition),
                    stage.limit.to_string(),
                    stage.limit.from.as_ref().map(ToString::to_string).unwrap_or_default(),
                    stage.r#final.to_string(),
                    stage.source.clone(),
                    origin.to_owned(),
                    digest.clone(),
                ]
            })
        });
        (header, rows.collect())
    }
}

fn list<'a>(page: &mut Page, title: &str, lines: impl Iterator<Item = (&'a str, &'a str, Option<&'a str>)>) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    page.blank().heading(title);
    for (id, text, source) in lines {
        let source = source.map(|source| format!(" [{source}]")).unwrap_or_default();
        let text = if id == "·" { format!("{text}{source}") } else { format!("{id}: {text}{source}") };
        page.point("·", &text, Tone::Plain);
    }
}

fn holders(stage: &Stage, protocol: &Protocol) -> String {
    titles(&stage.holders, protocol)
}

fn titles(roles: &[Id], protocol: &Protocol) -> String {
    let title = |id: &Id| protocol.role(id).map_or_else(|| id.to_string(), |role| role.title.clone());
    roles.iter().map(title).collect::<Vec<_>>().join(" / ")
}

fn show_pathway(pathway: &Pathway, protocol: &Protocol, page: &mut Page) {
    page.blank().heading(&format!("Pathway {} · {} [{}]", pathway.id, pathway.title, pathway.source));
    if let Some(note) = &pathway.note {
        page.paragraph(note);
    }
    for category in protocol.categories_of(&pathway.id) {
        page.labelled_as(
            "category",
            &format!("{}: {} [{}]", category.id, category.title, category.source),
            Tone::Faint,
        );
    }
    for stage in &pathway.stages {
        page.blank();
        page.heading(&format!(
            "{}. {}{}",
            stage.number,
            stage.title,
            if stage.r#final { " (final)" } else { "" }
        ));
        page.labelled("what", &format!("{} [{}]", stage.what, stage.source));
        page.labelled("who", &holders(stage, protocol));
        for alternative in &stage.alternatives {
            let who = titles(&alternative.holders, protocol);
            page.labelled("or", &format!("{who}. {} [{}]", alternative.says, alternative.source));
        }
        let from =
            stage.limit.from.as_ref().map(|from| format!(", from {}", from.in_words())).unwrap_or_default();
        page.labelled("limit", &format!("{}{from} [{}]", stage.limit, stage.limit.source));
        for duty in &stage.duties {
            let kind = if duty.strength == crate::protocol::Strength::May { "option" } else { "duty" };
            page.labelled(kind, &format!("{} ({}) [{}]", duty.in_words(), duty.id, duty.source));
        }
        for required in &stage.required {
            let title = protocol.field(required.field.as_str()).map_or("", |field| field.title.as_str());
            let of: Vec<&str> = required.of.iter().map(|of| of.word()).collect();
            page.labelled(
                "field",
                &format!("{}: {title}; of the {} [{}]", required.field, of.join(", "), required.source),
            );
        }
        for jump in &stage.jumps {
            page.labelled("also on", &format!("{}: {} [{}]", jump.ground, jump.says, jump.source));
        }
        if let Some(condition) = &stage.condition {
            page.labelled_as(
                "only on",
                &format!("{}: {} [{}]", condition.ground, condition.says, condition.source),
                Tone::Warn,
            );
        }
    }
    if let Some(afterwards) = &pathway.afterwards {
        page.blank().labelled("afterwards", afterwards);
    }
}

impl Line for FindingView {
    const HEADER: &'static [&'static str] = &["file", "line", "column", "code", "message", "hint"];

    fn row(&self) -> Vec<String> {
        vec![
            self.file.clone(),
            self.line.to_string(),
            self.column.to_string(),
            self.code.to_owned(),
            self.message.clone(),
            self.hint.clone().unwrap_or_default(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        for line in lines {
            page.paragraph(&format!(
                "{}:{}:{}: {} [{}]",
                line.file, line.line, line.column, line.message, line.code
            ));
        }
    }
}

impl Line for DifferenceView {
    const HEADER: &'static [&'static str] = &["place", "before", "after"];

    fn row(&self) -> Vec<String> {
        vec![
            self.place.join(" › "),
            self.before.clone().unwrap_or_default(),
            self.after.clone().unwrap_or_default(),
        ]
    }

    fn list(lines: &[Self], page: &mut Page) {
        for line in lines {
            page.heading(&line.place.join(" › "));
            if let Some(before) = &line.before {
                page.point("−", before, Tone::Alarm);
            }
            if let Some(after) = &line.after {
                page.point("+", after, Tone::Good);
            }
        }
    }
}
