//! Limits: how long, from when, shared by which stages.

use super::Known;
use crate::model::Id;
use crate::protocol::definition::FieldKind;
use crate::protocol::finding::{Code, Finding, Findings, Place};
use crate::protocol::limit::{Group, Limit, LimitKind, Span, Start};
use crate::protocol::shape::Shape;

/// A group of stages and the limit that they share.
pub(super) struct SharedLimit {
    /// The group.
    pub group: Group,
    /// What they share.
    pub limit: Limit,
}

/// Reads the limit under `limit`, which must be there.
pub(super) fn needed(
    parent: &mut Shape<'_>,
    groups: &[SharedLimit],
    known: &Known<'_>,
    findings: &mut Findings,
) -> Option<Limit> {
    if !parent.has("limit") {
        parent.missing("limit", findings);
    }
    optional(parent, "limit", groups, known, findings)
}

/// Reads a limit that may be there.
pub(super) fn optional(
    parent: &mut Shape<'_>,
    key: &'static str,
    groups: &[SharedLimit],
    known: &Known<'_>,
    findings: &mut Findings,
) -> Option<Limit> {
    let what = format!("the limit of {}", parent.what);
    let mut table = parent.table(key, &what, findings)?;
    let limit = if table.has("group") {
        of_group(&mut table, groups, findings)
    } else {
        own(&mut table, known, findings)
    };
    table.finish(findings);
    limit
}

fn of_group(table: &mut Shape<'_>, groups: &[SharedLimit], findings: &mut Findings) -> Option<Limit> {
    let wanted = table.need_id("group", findings)?;
    if let Some(shared) = groups.iter().find(|shared| shared.group.id == wanted.value) {
        // The move to the first of the stages starts it, unless it counts from something else.
        let from = match &shared.limit.from {
            None | Some(Start::Entered) => Some(Start::Group),
            other => other.clone(),
        };
        return Some(Limit { from, group: Some(shared.group.clone()), ..shared.limit.clone() });
    }
    let known = groups.iter().map(|shared| shared.group.id.as_str());
    findings.add(
        Finding::new(
            Code::UnknownReference,
            &wanted.place,
            format!("the pathway has no group ‘{}’", wanted.value),
        )
        .did_you_mean(wanted.value.as_str(), known),
    );
    None
}

fn own(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Option<Limit> {
    if !table.has("kind") {
        table.missing("kind", findings);
    }
    let kinds: Vec<&str> = LimitKind::ALL.iter().map(|kind| kind.word()).collect();
    let kind = table.word::<LimitKind>("kind", &kinds, findings);
    let amount = table.number("amount", Span::MOST, findings).map(|amount| amount.value);
    let from = start(table, known, findings);
    let (indicative, urgent) = (table.flag("indicative", findings), table.flag("urgent", findings));
    let agreed = table.flag("agreed", findings);
    let source = table.need_text("source", findings);
    let limit = Limit { kind: kind?, amount, from, indicative, urgent, agreed, group: None, source };
    check(&limit, table, findings);
    Some(limit)
}

fn start(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Option<Start> {
    let text = table.text("from", findings)?;
    match text.value.parse::<Start>() {
        Ok(Start::Group) | Err(()) => {
            let message = format!("a limit cannot count from ‘{}’", text.value);
            let hint = format!("it counts from one of: {}", Start::FORMS);
            findings.add(Finding::new(Code::BadValue, &text.place, message).hint(hint));
            None
        }
        Ok(Start::Field(field)) => {
            check_when_field(&field, &text.place, known, findings);
            Some(Start::Field(field))
        }
        Ok(start) => Some(start),
    }
}

fn check_when_field(field: &Id, place: &Place, known: &Known<'_>, findings: &mut Findings) {
    let times = || known.fields.iter().filter(|field| field.kind == FieldKind::When);
    if !times().any(|known| known.id == *field) {
        let message = format!("there is no field ‘{field}’ that holds a time");
        findings.add(
            Finding::new(Code::UnknownReference, place, message)
                .did_you_mean(field.as_str(), times().map(|field| field.id.as_str())),
        );
    }
}

/// A limit that counts says how many, and from when; one that does not count says neither.
fn check(limit: &Limit, table: &Shape<'_>, findings: &mut Findings) {
    let counts = limit.span().is_some();
    if counts && limit.from.is_none() && !table.has("from") {
        let message = format!("{} does not say what it counts from", table.what);
        findings.add(
            Finding::new(Code::LimitWithoutStart, table.place(), message)
                .hint(format!("add: from = one of {}", Start::FORMS)),
        );
    }
    let needs_amount = counts && limit.kind != LimitKind::SameWorkingDay;
    if needs_amount && limit.amount.unwrap_or(0) == 0 {
        let message = format!("{} does not say how long it is", table.what);
        findings.add(Finding::new(Code::LimitWithoutAmount, table.place(), message).hint("add: amount = …"));
    }
    if !needs_amount && limit.amount.is_some() {
        let message = format!("{} is ‘{}’ and takes no amount", table.what, limit.kind);
        findings.add(Finding::new(Code::BadValue, table.place(), message));
    }
}
