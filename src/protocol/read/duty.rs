//! Reading duties: whose each is, how strongly it is asked for, what meets it.

use super::{Known, Unique, limit, nameless, stage_numbers};
use crate::model::kinds::Mode;
use crate::model::{AgencyType, StageNumber, Word};
use crate::protocol::duty::{Act, ActMatch, Between, Duty, Lasts, MetBy, OwedBy, Strength};
use crate::protocol::finding::{Code, Finding, Findings};
use crate::protocol::limit::Start;
use crate::protocol::shape::Shape;

pub(super) fn duties(
    parent: &mut Shape<'_>,
    key: &'static str,
    known: &Known<'_>,
    findings: &mut Findings,
) -> Vec<(Vec<StageNumber>, Duty)> {
    let of_what = parent.what.clone();
    let mut unique = Unique::new("duty");
    let mut duties = Vec::new();
    for mut table in parent.tables(key, "a duty", findings) {
        let id = table.need_id("id", findings);
        if let Some(id) = &id {
            unique.check(&id.value, &id.place, findings);
            table.what = format!("the duty ‘{}’ of {of_what}", id.value);
        }
        let numbers = table.numbers("stages", findings);
        let stages = stage_numbers(numbers, findings).into_iter().map(|stage| stage.value).collect();
        let strength = table.word("strength", &words(Strength::ALL), findings).unwrap_or(Strength::Must);
        let lasts = if strength == Strength::May { Lasts::Stage } else { Lasts::Case };
        let duty = Duty {
            id: id.map_or_else(nameless, |id| id.value),
            what: table.need_text("what", findings),
            owed_by: table.word("owed-by", &words(OwedBy::ALL), findings).unwrap_or(OwedBy::Holders),
            only_for: table.word("only-for", &words(AgencyType::ALL), findings),
            strength,
            condition: table.text("condition", findings).map(|condition| condition.value),
            lasts: table.word("lasts", &words(Lasts::ALL), findings).unwrap_or(lasts),
            limit: limit::optional(&mut table, "limit", &[], known, findings),
            on_field: table.flag("on-field", findings),
            met_by: met_by(&mut table, findings),
            at_opening: false,
            stages: Vec::new(),
            source: table.need_text("source", findings),
        };
        check_effect(&duty, key, &table, findings);
        table.finish(findings);
        duties.push((stages, duty));
    }
    duties
}

pub(super) fn words<T: Word>(all: &[T]) -> Vec<&'static str> {
    all.iter().map(|word| word.word()).collect()
}

/// Reads what else meets a duty: the word `keeps-record`, or a table that describes an act.
fn met_by(table: &mut Shape<'_>, findings: &mut Findings) -> Option<MetBy> {
    const KEEPS_RECORD: &str = "keeps-record";
    if table.peek_text("met-by").is_some() {
        let text = table.text("met-by", findings)?;
        if text.value == KEEPS_RECORD {
            return Some(MetBy::KeepsRecord);
        }
        let message = format!("‘{}’ is not something that ‘met-by’ takes", text.value);
        findings.add(Finding::new(Code::BadValue, &text.place, message).hint(
            "it is \"keeps-record\", or a table such as { entry = \"discussion\", between = \"both-sides\" }",
        ));
        return None;
    }
    let mut act = table.table("met-by", "‘met-by’", findings)?;
    if !act.has("entry") {
        act.missing("entry", findings);
    }
    let entry = act.word("entry", &words(Act::ALL), findings);
    let between = act.word("between", &words(Between::ALL), findings);
    let mode = act.word("mode", &words(Mode::ALL), findings);
    if entry.is_some_and(|entry| entry != Act::Discussion) && (between.is_some() || mode.is_some()) {
        let message = "‘between’ and ‘mode’ have an effect on a discussion alone";
        findings.add(Finding::new(Code::NoEffect, act.place(), message));
    }
    act.finish(findings);
    Some(MetBy::Act(ActMatch { entry: entry?, between, mode }))
}

/// Every key of a duty has an effect.
fn check_effect(duty: &Duty, key: &str, table: &Shape<'_>, findings: &mut Findings) {
    let mut no_effect = |holds: bool, what: &str| {
        if holds {
            let message = format!("{what} has no effect on {}", table.what);
            findings.add(Finding::new(Code::NoEffect, table.place(), message));
        }
    };
    let may = duty.strength == Strength::May;
    no_effect(duty.condition.is_some() && !may, "‘condition’, which belongs to strength = \"may\",");
    no_effect(duty.limit.is_some() && may, "a limit, since what may be done is never overdue,");
    no_effect(
        duty.only_for.is_some() && duty.owed_by == OwedBy::Holders,
        "‘only-for’, which needs owed-by = \"each-party\", \"raising\" or \"receiving\",",
    );
    no_effect(key == "at-opening" && table.has("stages"), "‘stages’");
    no_effect(duty.on_field && key != "duty", "‘on-field’");
}

/// Duties of a stage have ids of their own, and what they wait for is there.
pub(super) fn check_duties(duties: &[Duty], table: &Shape<'_>, known: &Known<'_>, findings: &mut Findings) {
    let mut unique = Unique::new("duty");
    for duty in duties {
        unique.check(&duty.id, table.place(), findings);
        let created = known.fields.iter().any(|field| field.creates.as_ref() == Some(&duty.id));
        if duty.on_field && !created {
            let message = format!("no field creates the duty ‘{}’ of {}", duty.id, table.what);
            findings.add(
                Finding::new(Code::NeverCreated, table.place(), message)
                    .hint(format!("give a field: creates = \"{}\"", duty.id)),
            );
        }
        if let Some(Start::Duty(before)) = duty.limit.as_ref().and_then(|limit| limit.from.as_ref())
            && !duties.iter().any(|other| other.id == *before)
        {
            let message = format!("{} has no duty ‘{before}’ to count from", table.what);
            findings.add(
                Finding::new(Code::UnknownReference, table.place(), message)
                    .did_you_mean(before.as_str(), duties.iter().map(|duty| duty.id.as_str())),
            );
        }
    }
}
