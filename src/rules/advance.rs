//! May a case move to a later stage?

use super::limits::Clocks;
use super::{Desk, Draft};
use crate::model::kinds::Advance;
use crate::model::{Case, Ground, Obligation, Refusal, StageNumber};
use crate::protocol::{Pathway, Stage};

/// The stage that a case moves to: the one wanted, or the next.
pub fn next_stage<'p>(
    case: &Case,
    wanted: Option<StageNumber>,
    desk: &Desk<'p>,
) -> Result<&'p Stage, Refusal> {
    let pathway = desk.pathway(&case.pathway)?;
    let current = desk.stage(case)?;
    if let Some(wanted) = wanted
        && wanted <= case.stage
    {
        return Err(Refusal::protocol(format!(
            "Case {} is at stage {}; it cannot move back to stage {wanted}.",
            case.reference, case.stage
        ))
        .hint("a case moves only to a later stage; leave --to out for the next one"));
    }
    let Some(next) = pathway.after(current.number).filter(|_| !current.r#final) else {
        return Err(at_the_end(case, current, pathway));
    };
    wanted.map_or(Ok(next), |wanted| desk.stage_of(&pathway.id, wanted))
}

fn at_the_end(case: &Case, stage: &Stage, pathway: &Pathway) -> Refusal {
    let refusal = Refusal::protocol(format!(
        "Case {} is at stage {}, the last of the pathway ‘{}’.",
        case.reference, stage.number, pathway.id
    ))
    .by(stage.title.clone(), stage.source.clone());
    match &pathway.afterwards {
        Some(afterwards) => refusal.hint(afterwards.clone()),
        None => refusal.hint(format!("record how it ends: escalate resolve {} …", case.reference)),
    }
}

/// The move to a stage is on a ground that lets it be made.
pub(super) fn check(
    draft: &Draft,
    advance: &Advance,
    case: &Case,
    desk: &Desk<'_>,
    warnings: &mut Vec<String>,
) -> Result<(), Refusal> {
    let stage = next_stage(case, Some(advance.to), desk)?;
    let entered = case.visit().map_or(case.opened_at, |visit| visit.entered_at);
    if draft.record.happened.is_before(entered) {
        return Err(Refusal::arguments(format!(
            "The move to stage {} on {} lies before the move to stage {}, on {}.",
            stage.number,
            super::in_words(draft.at()),
            case.stage,
            super::in_words(entered)
        ))
        .hint("give the right moment with --at"));
    }
    let why = draft.record.text("why").unwrap_or_default();
    let is_next =
        desk.pathway(&case.pathway)?.after(case.stage).is_some_and(|next| next.number == stage.number);
    if !is_next {
        return check_jump(stage, advance.ground, why, desk);
    }
    check_condition(stage, advance.ground, why)?;
    // Nothing that protects a child waits for a label: the next stage is open on any ground.
    if desk.protocol.ground(advance.ground).is_none() {
        warnings.push(format!(
            "The protocol does not name the ground ‘{}’; it is recorded all the same.",
            advance.ground
        ));
    }
    Ok(())
}

/// A stage is reached past others only on a ground that the protocol names for it.
pub(super) fn check_jump(stage: &Stage, ground: Ground, why: &str, desk: &Desk<'_>) -> Result<(), Refusal> {
    check_condition(stage, ground, why)?;
    if stage.condition.is_none() && stage.jumps.iter().any(|jump| jump.ground == ground) {
        return Ok(());
    }
    let what = format!(
        "Stage {} cannot be reached past the stages before it on the ground ‘{ground}’.",
        stage.number
    );
    let named: Vec<String> = stage.jumps.iter().map(|jump| jump.ground.to_string()).collect();
    Err(match (stage.jumps.first(), &stage.condition) {
        (_, Some(condition)) => Refusal::protocol(what)
            .by(condition.says.clone(), condition.source.clone())
            .hint("go through the stages before it: leave --to out for the next one"),
        (Some(_), None) => Refusal::protocol(what)
            .by(
                stage.jumps.iter().map(|jump| jump.says.as_str()).collect::<Vec<_>>().join(" "),
                sources(stage),
            )
            .hint(format!("the grounds for stage {} are: {}", stage.number, named.join(", "))),
        (None, None) => {
            Refusal::protocol(format!("{what} The protocol ‘{}’ names no ground for it.", desk.protocol.id))
                .hint("move stage by stage; a protective timescale (--protect-by) shortens a limit")
        }
    })
}

fn sources(stage: &Stage) -> String {
    let mut sources: Vec<&str> = stage.jumps.iter().map(|jump| jump.source.as_str()).collect();
    sources.dedup();
    sources.join(", ")
}

/// A stage with a condition is reached only on its ground, with the text that fulfils it.
fn check_condition(stage: &Stage, ground: Ground, why: &str) -> Result<(), Refusal> {
    let Some(condition) = &stage.condition else { return Ok(()) };
    if ground == condition.ground && !why.trim().is_empty() {
        return Ok(());
    }
    Err(Refusal::protocol(format!(
        "Stage {} is reached only on the ground ‘{}’, with its text.",
        stage.number, condition.ground
    ))
    .by(condition.says.clone(), condition.source.clone())
    .hint(format!("if that is so: --ground {} --why \"the finding, in its words\"", condition.ground)))
}

/// What begins with the move: the stage's limit and its duties.
pub(super) fn begins(
    stage: &Stage,
    clocks: &Clocks<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<Obligation>, Refusal> {
    let mut begins = vec![clocks.stage(stage, warnings)?];
    begins.extend(clocks.duties(&stage.duties, stage.number)?);
    Ok(begins)
}
