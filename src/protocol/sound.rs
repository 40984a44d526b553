//! Is a definition that was stored one that its file would have been read as?
//!
//! A file is read strictly, and everything that is wrong with it is found. What comes with an export has no
//! file: it is held to the same here, and the first thing that is wrong is enough.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::definition::{FieldKind, Pathway, Protocol, Required, Stage};
use super::duty::Duty;
use super::limit::{Limit, LimitKind, Span, Start};
use super::read::MOST_STAGES;
use crate::model::kinds::KINDS;
use crate::model::{Id, StageNumber};

type Sound = Result<(), String>;

/// Says the first thing that no definition that was read from a file has.
pub fn check_sound(protocol: &Protocol) -> Sound {
    unique("category", protocol.categories.iter().map(|category| &category.id))?;
    unique("role", protocol.roles.iter().map(|role| &role.id))?;
    unique("ground", protocol.grounds.iter().map(|ground| ground.id))?;
    unique("outcome", protocol.outcomes.iter().map(|outcome| &outcome.id))?;
    unique("field", protocol.fields.iter().map(|field| &field.id))?;
    unique("pathway", protocol.pathways.iter().map(|pathway| &pathway.id))?;
    for needed in ["agreed", "decision-stands"] {
        demand(protocol.outcomes.iter().any(|outcome| outcome.id == *needed), || {
            format!("it has no outcome ‘{needed}’")
        })?;
    }
    check_terms(protocol)?;
    let stages: usize = protocol.pathways.iter().map(|pathway| pathway.stages.len()).sum();
    demand(stages <= MOST_STAGES, || format!("it has {stages} stages; it may have {MOST_STAGES}"))?;
    demand(stages > 0, || "it has no stages".into())?;
    protocol.pathways.iter().try_for_each(|pathway| check_pathway(pathway, protocol))
}

fn demand(holds: bool, what: impl FnOnce() -> String) -> Sound {
    if holds { Ok(()) } else { Err(what()) }
}

fn unique<T: Display>(what: &str, ids: impl Iterator<Item = T>) -> Sound {
    let mut seen = BTreeSet::new();
    for id in ids {
        let id = id.to_string();
        demand(!seen.contains(&id), || format!("it has the {what} ‘{id}’ twice"))?;
        seen.insert(id);
    }
    Ok(())
}

fn check_terms(protocol: &Protocol) -> Sound {
    for category in &protocol.categories {
        for id in &category.pathways {
            demand(protocol.pathway(id).is_some(), || unknown("pathway", id))?;
        }
    }
    let stages = || protocol.pathways.iter().flat_map(|pathway| &pathway.stages);
    for field in &protocol.fields {
        unique("choice", field.choices.iter().map(|choice| &choice.id))?;
        if let Some(duty) = &field.creates {
            demand(stages().any(|stage| stage.duty(duty).is_some()), || unknown("duty", duty))?;
        }
    }
    let rules = &protocol.record;
    for kind in [&rules.approve, &rules.file].into_iter().flatten().flat_map(|asked| &asked.kinds) {
        demand(KINDS.contains(&kind.as_str()), || format!("there are no entries ‘{kind}’"))?;
    }
    Ok(())
}

fn unknown(what: &str, id: &Id) -> String {
    format!("it names the {what} ‘{id}’, which it does not have")
}

fn check_pathway(pathway: &Pathway, protocol: &Protocol) -> Sound {
    let id = &pathway.id;
    for (expected, stage) in (1_u8..).zip(&pathway.stages) {
        demand(stage.number == StageNumber(expected), || {
            format!("the stages of the pathway ‘{id}’ are not numbered 1, 2, 3 …")
        })?;
        check_stage(stage, pathway, protocol)?;
    }
    demand(!pathway.stages.is_empty(), || format!("the pathway ‘{id}’ has no stages"))?;
    let ends = pathway.stages.iter().rev().skip(1).any(|stage| stage.r#final);
    demand(!ends, || format!("a stage of the pathway ‘{id}’ follows a final one"))?;
    pathway.overall.iter().try_for_each(|limit| check_limit(limit, pathway, protocol))?;
    check_duties(&pathway.at_resolution, pathway, protocol)
}

fn check_stage(stage: &Stage, pathway: &Pathway, protocol: &Protocol) -> Sound {
    let holders = stage.alternatives.iter().flat_map(|alternative| &alternative.holders);
    for holder in stage.holders.iter().chain(holders) {
        demand(protocol.role(holder).is_some(), || unknown("role", holder))?;
    }
    demand(stage.number > StageNumber(1) || stage.jumps.is_empty(), || "a case jumps to its stage 1".into())?;
    check_limit(&stage.limit, pathway, protocol)?;
    unique("required field", stage.required.iter().map(|required| &required.field))?;
    stage.required.iter().try_for_each(|required| check_required(required, protocol))?;
    for duty in &stage.duties {
        if let Some(Start::Duty(before)) = duty.limit.as_ref().and_then(|limit| limit.from.as_ref()) {
            demand(stage.duty(before).is_some(), || unknown("duty", before))?;
        }
        let created = protocol.fields.iter().any(|field| field.creates.as_ref() == Some(&duty.id));
        demand(!duty.on_field || created, || format!("no field creates its duty ‘{}’", duty.id))?;
    }
    check_duties(&stage.duties, pathway, protocol)
}

fn check_required(required: &Required, protocol: &Protocol) -> Sound {
    demand(protocol.field(required.field.as_str()).is_some(), || unknown("field", &required.field))?;
    for category in &required.categories {
        demand(protocol.category(category).is_some(), || unknown("category", category))?;
    }
    let Some(when) = &required.when else { return Ok(()) };
    let asked = protocol.field(when.field.as_str()).ok_or_else(|| unknown("field", &when.field))?;
    demand(asked.choices.iter().any(|choice| choice.id == when.is), || unknown("choice", &when.is))
}

fn check_duties(duties: &[Duty], pathway: &Pathway, protocol: &Protocol) -> Sound {
    unique("duty", duties.iter().map(|duty| &duty.id))?;
    let mut limits = duties.iter().filter_map(|duty| duty.limit.as_ref());
    limits.try_for_each(|limit| check_limit(limit, pathway, protocol))
}

/// A limit that counts says how many, and from when; one that does not count says neither.
fn check_limit(limit: &Limit, pathway: &Pathway, protocol: &Protocol) -> Sound {
    let what = || format!("a limit of the pathway ‘{}’", pathway.id);
    let counts = limit.span().is_some();
    demand(!counts || limit.from.is_some(), || format!("{} does not say what it counts from", what()))?;
    let needs_amount = counts && limit.kind != LimitKind::SameWorkingDay;
    let amount_fits = match limit.amount {
        Some(amount) => needs_amount && (1..=Span::MOST).contains(&amount),
        None => !needs_amount,
    };
    demand(amount_fits, || format!("{} has an amount that its kind does not take", what()))?;
    if let Some(Start::Field(field)) = &limit.from {
        let is_time = protocol.field(field.as_str()).is_some_and(|field| field.kind == FieldKind::When);
        demand(is_time, || format!("it has no field ‘{field}’ that holds a time"))?;
    }
    let Some(group) = &limit.group else {
        return demand(limit.from != Some(Start::Group), || format!("{} has no group", what()));
    };
    let shares = |number: &StageNumber| {
        pathway.stage(*number).and_then(|stage| stage.limit.group.as_ref()).is_some_and(|own| own == group)
    };
    demand(group.stages.iter().all(shares), || {
        format!("a stage of the group ‘{}’ does not share its limit", group.id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::builtin::{BuiltIn, Prepared};
    use crate::protocol::library::Shelf;

    #[test]
    fn every_shipped_definition_is_sound() {
        for id in BuiltIn.ids() {
            let resolved = Prepared::of(&id).unwrap().resolved().unwrap();
            assert_eq!(check_sound(&resolved.protocol), Ok(()), "{id}");
        }
    }

    #[test]
    fn what_a_file_could_not_say_is_found() {
        let sound = Prepared::of("4lscb").unwrap().resolved().unwrap().protocol;
        let edits: [fn(&mut Protocol); 10] = [
            |it| it.pathways.clear(),
            |it| it.outcomes.retain(|outcome| outcome.id != *"agreed"),
            |it| it.pathways[0].stages[0].number = StageNumber(200),
            |it| it.pathways[0].stages[0].r#final = true,
            |it| it.pathways[0].stages[0].limit.amount = Some(u32::MAX),
            |it| it.pathways[0].stages[0].limit.from = Some(Start::Group),
            |it| it.pathways[0].stages[0].holders = vec!["nobody".parse().unwrap()],
            |it| it.categories[0].pathways = vec!["nowhere".parse().unwrap()],
            |it| {
                let twice = it.fields[0].clone();
                it.fields.push(twice);
            },
            |it| it.pathways[0].stages[0].required[0].field = "nothing".parse().unwrap(),
        ];
        for (index, edit) in edits.into_iter().enumerate() {
            let mut edited = sound.clone();
            edit(&mut edited);
            assert!(check_sound(&edited).is_err(), "edit {index}");
        }
    }
}
