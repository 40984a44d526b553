//! The terms of a definition: scope, principles, pointers, categories, roles, grounds, outcomes, fields.

use super::{Known, Unique, check_reference, nameless};
use crate::model::kinds::KINDS;
use crate::model::{AgencyType, Ground, Id};
use crate::protocol::definition::{
    Asked, Category, Field, FieldKind, NamedGround, Pointer, Principle, RecordRules, Role, Scope, ScopeKind,
    Titled,
};
use crate::protocol::finding::{Code, Finding, Findings};
use crate::protocol::shape::Shape;

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|member| word(*member)).collect()
}

pub(super) fn scope(file: &mut Shape<'_>, findings: &mut Findings) -> Option<Scope> {
    if !file.has("scope") {
        file.missing("scope", findings);
    }
    let mut table = file.table("scope", "the scope", findings)?;
    if !table.has("allows") {
        table.missing("allows", findings);
    }
    let allows = table.word("allows", &words(ScopeKind::ALL, ScopeKind::word), findings);
    let says = table.need_text("says", findings);
    let source = table.need_text("source", findings);
    table.finish(findings);
    Some(Scope { allows: allows?, says, source })
}

/// Reads the tables of a list, each with an id of its own.
fn each<T>(
    file: &mut Shape<'_>,
    key: &'static str,
    what: &'static str,
    findings: &mut Findings,
    mut read: impl FnMut(&mut Shape<'_>, Id, &mut Findings) -> T,
) -> Vec<T> {
    let mut unique = Unique::new(key);
    let mut read_ones = Vec::new();
    for mut table in file.tables(key, what, findings) {
        let id = table.need_id("id", findings);
        if let Some(id) = &id {
            table.what = format!("{what} ‘{}’", id.value);
            unique.check(&id.value, &id.place, findings);
        }
        // The rest is read even so: everything that is wrong is told at once.
        let one = read(&mut table, id.as_ref().map_or_else(nameless, |id| id.value.clone()), findings);
        table.finish(findings);
        read_ones.extend(id.map(|_| one));
    }
    read_ones
}

pub(super) fn principles(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<Principle> {
    each(file, "principle", "the principle", findings, |table, id, findings| Principle {
        id,
        text: table.need_text("text", findings),
        source: table.need_text("source", findings),
    })
}

pub(super) fn pointers(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<Pointer> {
    each(file, "pointer", "the pointer", findings, |table, id, findings| Pointer {
        id,
        title: table.need_text("title", findings),
        text: table.need_text("text", findings),
        source: table.need_text("source", findings),
    })
}

pub(super) fn categories(file: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Vec<Category> {
    if !file.has("category") {
        file.missing("category", findings);
    }
    each(file, "category", "the category", findings, |table, id, findings| {
        let pathways = table.ids("pathways", findings);
        for pathway in &pathways {
            check_reference(pathway, "pathway", &known.pathways, Code::UnknownReference, findings);
        }
        Category {
            id,
            title: table.need_text("title", findings),
            pathways: pathways.into_iter().map(|pathway| pathway.value).collect(),
            source: table.need_text("source", findings),
        }
    })
}

pub(super) fn roles(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<Role> {
    each(file, "role", "the role", findings, |table, id, findings| Role {
        id,
        title: table.need_text("title", findings),
        tier: table.number("tier", 99, findings).map(|tier| tier.value),
        agency: table.word("agency", &words(AgencyType::ALL, AgencyType::word), findings),
        also: table.texts("also", findings).into_iter().map(|name| name.value).collect(),
    })
}

pub(super) fn grounds(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<NamedGround> {
    let known = words(Ground::ALL, Ground::word);
    let mut unique = Unique::new("ground");
    let mut grounds = Vec::new();
    for mut table in file.tables("ground", "a ground", findings) {
        if !table.has("id") {
            table.missing("id", findings);
        }
        let id = table.word::<Ground>("id", &known, findings);
        let title = table.need_text("title", findings);
        let source = table.need_text("source", findings);
        if let Some(id) = id {
            unique.check(&id, table.place(), findings);
            grounds.push(NamedGround { id, title, source });
        }
        table.finish(findings);
    }
    grounds
}

pub(super) fn outcomes(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<Titled> {
    let outcomes = each(file, "outcome", "the outcome", findings, |table, id, findings| Titled {
        id,
        title: table.need_text("title", findings),
        source: table.text("source", findings).map(|source| source.value),
    });
    for needed in ["agreed", "decision-stands"] {
        if !outcomes.iter().any(|outcome| outcome.id == *needed) {
            let message = format!("the definition has no outcome ‘{needed}’, which every protocol has");
            findings.add(
                Finding::new(Code::MissingOutcome, file.place(), message)
                    .hint(format!("add: [[outcome]] id = \"{needed}\" title = …")),
            );
        }
    }
    outcomes
}

pub(super) fn fields(file: &mut Shape<'_>, findings: &mut Findings) -> Vec<Field> {
    each(file, "field", "the field", findings, |table, id, findings| {
        let choices = each(table, "choice", "the choice", findings, |choice, id, findings| Titled {
            id,
            title: choice.need_text("title", findings),
            source: choice.text("source", findings).map(|source| source.value),
        });
        Field {
            id,
            title: table.need_text("title", findings),
            kind: table
                .word("kind", &words(FieldKind::ALL, FieldKind::word), findings)
                .unwrap_or(FieldKind::Text),
            choices,
            creates: table.text("creates", findings).and_then(|duty| duty.value.parse().ok()),
            source: table.need_text("source", findings),
        }
    })
}

/// Every duty that a field creates is there.
pub(super) fn check_creates(file: &Shape<'_>, known: &Known<'_>, findings: &mut Findings) {
    for field in &known.fields {
        let Some(duty) = field.creates.as_ref().filter(|duty| !known.duties.contains(duty)) else { continue };
        let message = format!("the field ‘{}’ creates a duty ‘{duty}’ that no stage has", field.id);
        findings.add(
            Finding::new(Code::UnknownReference, file.place(), message)
                .did_you_mean(duty.as_str(), known.duties.iter().map(Id::as_str)),
        );
    }
}

pub(super) fn record(file: &mut Shape<'_>, findings: &mut Findings) -> RecordRules {
    let Some(mut record) = file.table("record", "the record", findings) else {
        return RecordRules::default();
    };
    let rules = RecordRules {
        agree: by_whom(&mut record, "agree", "all-parties", findings),
        confirm: by_whom(&mut record, "confirm", "each-party", findings),
        approve: of_kinds(&mut record, "approve", findings),
        file: of_kinds(&mut record, "file", findings),
    };
    record.finish(findings);
    rules
}

/// What is asked of the parties, all of them.
fn by_whom(record: &mut Shape<'_>, key: &'static str, whom: &str, findings: &mut Findings) -> Option<Asked> {
    let mut table = record.table(key, &format!("‘record.{key}’"), findings)?;
    match table.text("by", findings) {
        Some(by) if by.value != whom => findings.add(
            Finding::new(
                Code::BadValue,
                &by.place,
                format!("‘{}’ is nobody of whom that is asked", by.value),
            )
            .hint(format!("by = \"{whom}\"")),
        ),
        Some(_) => {}
        None => table.missing("by", findings),
    }
    let asked = Asked {
        kinds: Vec::new(),
        says: table.need_text("says", findings),
        source: table.need_text("source", findings),
    };
    table.finish(findings);
    Some(asked)
}

fn of_kinds(record: &mut Shape<'_>, key: &'static str, findings: &mut Findings) -> Option<Asked> {
    let mut table = record.table(key, &format!("‘record.{key}’"), findings)?;
    if !table.has("kinds") {
        table.missing("kinds", findings);
    }
    let kinds = table.texts("kinds", findings);
    for kind in &kinds {
        if !KINDS.contains(&kind.value.as_str()) {
            findings.add(
                Finding::new(
                    Code::UnknownReference,
                    &kind.place,
                    format!("there are no entries ‘{}’", kind.value),
                )
                .did_you_mean(&kind.value, KINDS.iter().copied()),
            );
        }
    }
    let asked = Asked {
        kinds: kinds.into_iter().map(|kind| kind.value).collect(),
        says: table.need_text("says", findings),
        source: table.need_text("source", findings),
    };
    table.finish(findings);
    Some(asked)
}
