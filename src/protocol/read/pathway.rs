//! Pathways, their stages, and what a stage asks for.

use super::duty::{check_duties, duties, words};
use super::limit::{self, SharedLimit};
use super::{Known, MOST_STAGES, Unique, check_reference, nameless, stage_numbers};
use crate::model::{Ground, Id, StageNumber};
use crate::protocol::definition::{Alternative, Asked, Jump, Of, Pathway, Required, Stage, When};
use crate::protocol::duty::{Between, Duty};
use crate::protocol::finding::{Code, Finding, Findings, Place};
use crate::protocol::limit::Group;
use crate::protocol::shape::{Placed, Shape};

/// What is asked at every stage, or at some of them: for all pathways, or for all stages of one.
pub(super) struct Shared {
    required: Vec<(Vec<StageNumber>, Required)>,
    duties: Vec<(Vec<StageNumber>, Duty)>,
    at_opening: Vec<Duty>,
    at_resolution: Vec<(Vec<StageNumber>, Duty)>,
}

impl Shared {
    pub(super) fn read(parent: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Self {
        Self {
            required: requirements(parent, known, findings),
            duties: duties(parent, "duty", known, findings),
            at_opening: duties(parent, "at-opening", known, findings)
                .into_iter()
                .map(|(_, duty)| Duty { at_opening: true, ..duty })
                .collect(),
            at_resolution: duties(parent, "at-resolution", known, findings),
        }
    }

    fn required_at(&self, stage: StageNumber) -> impl Iterator<Item = &Required> {
        self.required.iter().filter(move |(stages, _)| holds_at(stages, stage)).map(|(_, required)| required)
    }

    fn duties_at(&self, stage: StageNumber) -> impl Iterator<Item = &Duty> {
        self.duties.iter().filter(move |(stages, _)| holds_at(stages, stage)).map(|(_, duty)| duty)
    }
}

fn holds_at(stages: &[StageNumber], stage: StageNumber) -> bool {
    stages.is_empty() || stages.contains(&stage)
}

pub(super) fn pathways(
    tables: Vec<Shape<'_>>,
    known: &mut Known<'_>,
    shared: &Shared,
    file: &Shape<'_>,
    findings: &mut Findings,
) -> Vec<Pathway> {
    if tables.is_empty() && !file.has("pathway") {
        file.missing("pathway", findings);
    }
    let mut unique = Unique::new("pathway");
    let mut pathways = Vec::new();
    for mut table in tables {
        let id = table.need_id("id", findings);
        if let Some(id) = &id {
            unique.check(&id.value, &id.place, findings);
            table.what = format!("the pathway ‘{}’", id.value);
        }
        let name = id.map_or_else(nameless, |id| id.value);
        pathways.push(pathway(&mut table, name, known, shared, findings));
        table.finish(findings);
    }
    let stages = pathways.iter().map(|pathway| pathway.stages.len()).sum::<usize>();
    if stages > MOST_STAGES {
        let message = format!("the definition has {stages} stages; it may have {MOST_STAGES}");
        findings.add(Finding::new(Code::TooLarge, file.place(), message));
    }
    pathways
}

fn pathway(
    table: &mut Shape<'_>,
    id: Id,
    known: &mut Known<'_>,
    shared: &Shared,
    findings: &mut Findings,
) -> Pathway {
    let own = Shared::read(table, known, findings);
    let groups = groups(table, known, findings);
    let title = table.need_text("title", findings);
    let note = table.text("note", findings).map(|note| note.value);
    let afterwards = table.text("afterwards", findings).map(|text| text.value);
    let source = table.need_text("source", findings);
    let overall = limit::optional(table, "overall", &[], known, findings);
    let supported_request = asked(table, "supported-request", findings);
    if !table.has("stage") {
        table.missing("stage", findings);
    }
    let mut stages = Vec::new();
    for mut stage_table in table.tables("stage", "a stage", findings) {
        let what = table.what.clone();
        if let Some((place, stage)) =
            stage(&mut stage_table, &what, &groups, known, &[shared, &own], findings)
        {
            stages.push((place, stage));
        }
        stage_table.finish(findings);
    }
    check_order(&mut stages, &table.what, findings);
    check_groups(&groups, &stages, table, findings);
    let at_resolution = shared
        .at_resolution
        .iter()
        .chain(&own.at_resolution)
        .map(|(stages, duty)| Duty { stages: stages.clone(), ..duty.clone() })
        .collect();
    Pathway {
        id,
        title,
        note,
        overall,
        supported_request,
        afterwards,
        stages: stages.into_iter().map(|(_, stage)| stage).collect(),
        at_resolution,
        source,
    }
}

pub(super) fn asked(table: &mut Shape<'_>, key: &'static str, findings: &mut Findings) -> Option<Asked> {
    let mut table = table.table(key, &format!("‘{key}’"), findings)?;
    let says = table.need_text("says", findings);
    let source = table.need_text("source", findings);
    table.finish(findings);
    Some(Asked { kinds: Vec::new(), says, source })
}

fn groups(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Vec<SharedLimit> {
    let mut unique = Unique::new("group");
    let mut groups = Vec::new();
    for mut group in table.tables("group", "a group of stages", findings) {
        let id = group.need_id("id", findings);
        if !group.has("stages") {
            group.missing("stages", findings);
        }
        let numbers = group.numbers("stages", findings);
        let stages = stage_numbers(numbers, findings).into_iter().map(|stage| stage.value).collect();
        let says = group.text("says", findings).map(|says| says.value);
        let limit = limit::needed(&mut group, &[], known, findings);
        if let (Some(id), Some(limit)) = (id, limit) {
            unique.check(&id.value, &id.place, findings);
            groups.push(SharedLimit { group: Group { id: id.value, stages, says }, limit });
        }
        group.finish(findings);
    }
    groups
}

/// Stages count from 1 without a hole, and none follows a final one; others cannot be reached.
fn check_order(stages: &mut [(Place, Stage)], what: &str, findings: &mut Findings) {
    stages.sort_by_key(|(_, stage)| stage.number);
    let mut unique = Unique::new("stage");
    let mut expected = 1;
    let mut ended = false;
    for (place, stage) in stages {
        unique.check(&stage.number, place, findings);
        let number = usize::from(stage.number.0);
        if number > expected || ended {
            let reason = if ended {
                "the stage before it is final".into()
            } else {
                format!("there is no stage {expected}")
            };
            findings.add(
                Finding::new(
                    Code::UnreachableStage,
                    place,
                    format!("stage {number} of {what} cannot be reached: {reason}"),
                )
                .hint("number the stages 1, 2, 3 …, and let only the last be final"),
            );
        }
        expected = number + 1;
        ended = stage.r#final;
    }
}

/// A group names stages that are there and that share its limit.
fn check_groups(
    groups: &[SharedLimit],
    stages: &[(Place, Stage)],
    table: &Shape<'_>,
    findings: &mut Findings,
) {
    for shared in groups {
        for number in &shared.group.stages {
            let stage = stages.iter().find(|(_, stage)| stage.number == *number);
            let shares = stage.is_some_and(|(_, stage)| {
                stage.limit.group.as_ref().is_some_and(|group| group.id == shared.group.id)
            });
            if !shares {
                let message = format!(
                    "stage {number} of {} does not share the limit of its group ‘{}’",
                    table.what, shared.group.id
                );
                findings.add(
                    Finding::new(Code::UnknownReference, table.place(), message)
                        .hint(format!("give it: limit = {{ group = \"{}\" }}", shared.group.id)),
                );
            }
        }
    }
}

fn stage(
    table: &mut Shape<'_>,
    pathway: &str,
    groups: &[SharedLimit],
    known: &mut Known<'_>,
    shared: &[&Shared; 2],
    findings: &mut Findings,
) -> Option<(Place, Stage)> {
    if !table.has("number") {
        table.missing("number", findings);
    }
    // A stage without a number is read even so: everything that is wrong is told at once.
    let number = table.number("number", 64, findings);
    let number = number.map(|number| Placed { value: number.value.into(), place: number.place });
    let number = stage_numbers(number.into_iter().collect(), findings).pop();
    let is_numbered = number.is_some();
    let number = number.unwrap_or_else(|| Placed { value: StageNumber(1), place: table.place().clone() });
    table.what = format!("stage {} of {pathway}", number.value);
    let title = table.need_text("title", findings);
    let what = table.need_text("what", findings);
    let source = table.need_text("source", findings);
    let holders = holders(table, known, findings);
    let alternatives = alternatives(table, known, findings);
    let limit = limit::needed(table, groups, known, findings);
    let referral = asked(table, "referral", findings);
    let jumps = jumps(table, number.value, findings);
    let condition = table.table("condition", "the condition", findings).and_then(|mut condition| {
        let jump = jump(&mut condition, findings);
        condition.finish(findings);
        jump
    });
    let mut required: Vec<Required> = Vec::new();
    let own = requirements(table, known, findings).into_iter().map(|(_, required)| required);
    for one in shared.iter().flat_map(|shared| shared.required_at(number.value)).cloned().chain(own) {
        required.retain(|earlier| earlier.field != one.field);
        required.push(one);
    }
    let mut stage_duties: Vec<Duty> = at_opening(number.value, shared).cloned().collect();
    stage_duties.extend(shared.iter().flat_map(|shared| shared.duties_at(number.value)).cloned());
    stage_duties.extend(duties(table, "duty", known, findings).into_iter().map(|(_, duty)| duty));
    check_duties(&stage_duties, table, known, findings);
    known.duties.extend(stage_duties.iter().map(|duty| duty.id.clone()));
    let r#final = table.flag("final", findings);
    let stage = Stage {
        number: number.value,
        title,
        what,
        holders,
        alternatives,
        limit: limit?,
        referral,
        r#final,
        jumps,
        condition,
        required,
        duties: stage_duties,
        source,
    };
    is_numbered.then_some((number.place, stage))
}

/// The duties of every opening, which belong to the first stage; a pathway's own stands for the shared one.
fn at_opening<'s>(stage: StageNumber, [shared, own]: &'s [&'s Shared; 2]) -> impl Iterator<Item = &'s Duty> {
    let is_shared = |duty: &&Duty| !own.at_opening.iter().any(|own| own.id == duty.id);
    let all = shared.at_opening.iter().filter(is_shared).chain(&own.at_opening);
    all.filter(move |_| stage == StageNumber(1))
}

fn holders(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Vec<Id> {
    if !table.has("holders") {
        table.missing("holders", findings);
    }
    let holders = table.ids("holders", findings);
    for holder in &holders {
        check_reference(holder, "role", &known.roles, Code::UnknownRole, findings);
    }
    holders.into_iter().map(|holder| holder.value).collect()
}

fn alternatives(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Vec<Alternative> {
    let mut alternatives = Vec::new();
    for mut alternative in table.tables("alternative", "an alternative", findings) {
        let id = alternative.need_id("id", findings);
        let holders = holders(&mut alternative, known, findings);
        let says = alternative.need_text("says", findings);
        let source = alternative.need_text("source", findings);
        alternative.finish(findings);
        if let Some(id) = id {
            alternatives.push(Alternative { id: id.value, holders, says, source });
        }
    }
    alternatives
}

fn jumps(table: &mut Shape<'_>, stage: StageNumber, findings: &mut Findings) -> Vec<Jump> {
    let mut jumps = Vec::new();
    for mut jump_table in table.tables("jump", "a ground for a later stage", findings) {
        if stage == StageNumber(1) {
            let message = "no case jumps to stage 1: it begins there";
            findings.add(Finding::new(Code::BadValue, jump_table.place(), message));
        }
        jumps.extend(jump(&mut jump_table, findings));
        jump_table.finish(findings);
    }
    jumps
}

fn jump(table: &mut Shape<'_>, findings: &mut Findings) -> Option<Jump> {
    if !table.has("ground") {
        table.missing("ground", findings);
    }
    let known: Vec<&str> = Ground::ALL.iter().map(|ground| ground.word()).collect();
    let ground = table.word("ground", &known, findings);
    let says = table.need_text("says", findings);
    let source = table.need_text("source", findings);
    Some(Jump { ground: ground?, says, source })
}

fn requirements(
    parent: &mut Shape<'_>,
    known: &Known<'_>,
    findings: &mut Findings,
) -> Vec<(Vec<StageNumber>, Required)> {
    let of_what = parent.what.clone();
    let mut unique = Unique::new("required fields");
    let mut requirements = Vec::new();
    for mut table in parent.tables("required", "a required field", findings) {
        table.what = format!("a required field of {of_what}");
        let field = table.need_id("field", findings);
        if let Some(field) = &field {
            let fields: Vec<Id> = known.fields.iter().map(|field| field.id.clone()).collect();
            check_reference(field, "field", &fields, Code::UnknownReference, findings);
            unique.check(&field.value, &field.place, findings);
        }
        let of = required_of(&mut table, findings);
        let categories = table.ids("categories", findings);
        for category in &categories {
            check_reference(category, "category", &known.categories, Code::UnknownReference, findings);
        }
        let when = when(&mut table, known, findings);
        let between = table.word("between", &words(Between::ALL), findings);
        if between.is_some() && of != [Of::Discussion] {
            let message = "‘between’ has an effect on what is required of a discussion alone";
            findings.add(Finding::new(Code::NoEffect, table.place(), message));
        }
        let numbers = table.numbers("stages", findings);
        let stages = stage_numbers(numbers, findings).into_iter().map(|stage| stage.value).collect();
        let source = table.need_text("source", findings);
        table.finish(findings);
        if let Some(field) = field {
            let categories = categories.into_iter().map(|category| category.value).collect();
            requirements
                .push((stages, Required { field: field.value, of, categories, when, between, source }));
        }
    }
    requirements
}

fn required_of(table: &mut Shape<'_>, findings: &mut Findings) -> Vec<Of> {
    if !table.has("of") {
        table.missing("of", findings);
    }
    let mut of = Vec::new();
    for text in table.texts("of", findings) {
        if let Ok(word) = text.value.parse() {
            of.push(word);
        } else {
            let known: Vec<&str> = Of::ALL.iter().map(|of| of.word()).collect();
            findings.add(
                Finding::new(
                    Code::BadValue,
                    &text.place,
                    format!("no field is required of ‘{}’", text.value),
                )
                .did_you_mean(&text.value, known),
            );
        }
    }
    of
}

fn when(table: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Option<When> {
    let mut when = table.table("when", "‘when’", findings)?;
    let field = when.need_id("field", findings);
    let is = when.need_id("is", findings);
    when.finish(findings);
    let (field, is) = (field?, is?);
    let Some(asked) = known.fields.iter().find(|known| known.id == field.value) else {
        let fields: Vec<Id> = known.fields.iter().map(|field| field.id.clone()).collect();
        check_reference(&field, "field", &fields, Code::UnknownReference, findings);
        return None;
    };
    let choices: Vec<Id> = asked.choices.iter().map(|choice| choice.id.clone()).collect();
    check_reference(&is, "choice", &choices, Code::UnknownReference, findings);
    Some(When { field: field.value, is: is.value })
}
