//! Where two skeletons differ, in a sentence.

use super::{Mismatch, Result};
use crate::model::{Instant, Obligation, Skeleton, StageNumber, Subject};
use crate::rules::in_words;

/// Holds a sealed skeleton to the one that the rules make.
pub(super) fn skeletons(sealed: &Skeleton, made: &Skeleton) -> Result<()> {
    let differs = |what: String| Err(Mismatch::new(what));
    if sealed.stage != made.stage {
        return differs(format!("it stands at {}, and belongs to {}", at(sealed.stage), at(made.stage)));
    }
    if sealed.fields != made.fields {
        return differs("it lists other fields than it answers".into());
    }
    if sealed.joins != made.joins {
        return differs("it brings other agencies into the case than its people are of".into());
    }
    limits(&sealed.begins, &made.begins)?;
    if sealed.settles != made.settles {
        return differs("it meets other duties than what it records".into());
    }
    if sealed.immediate_harm != made.immediate_harm {
        return differs("it marks a risk of immediate harm at another time than it happened".into());
    }
    if sealed.event != made.event {
        return differs("what it does to the case is not what it says".into());
    }
    Ok(())
}

fn at(stage: Option<StageNumber>) -> String {
    stage.map_or_else(|| "no stage".into(), |stage| format!("stage {stage}"))
}

fn limits(sealed: &[Obligation], made: &[Obligation]) -> Result<()> {
    for (sealed, made) in sealed.iter().zip(made) {
        if sealed != made {
            return Err(Mismatch::new(limit(sealed, made)));
        }
    }
    match (sealed.get(made.len()), made.get(sealed.len())) {
        (Some(more), _) => {
            Err(Mismatch::new(format!("it begins {}, which nothing asks for", named(&more.what))))
        }
        (None, Some(missing)) => Err(Mismatch::new(format!("it does not begin {}", named(&missing.what)))),
        (None, None) => Ok(()),
    }
}

/// What is different between two limits.
fn limit(sealed: &Obligation, made: &Obligation) -> String {
    let what = named(&sealed.what);
    if sealed.what != made.what {
        return format!("it begins {what} in place of {}", named(&made.what));
    }
    for (which, sealed, made) in [
        ("end", sealed.due, made.due),
        ("stated end", sealed.stated, made.stated),
        ("protective end", sealed.protective, made.protective),
        ("start", Some(sealed.since), Some(made.since)),
    ] {
        if sealed != made {
            let by_rule = made_by(made);
            return format!("the {which} of {what} is {}; {by_rule}", when(sealed));
        }
    }
    let by_rule = made.basis.as_ref().map_or("none", |basis| basis.rule.as_str());
    let is = sealed.basis.as_ref().map_or("none", |basis| basis.rule.as_str());
    if is != by_rule {
        return format!("the rule of {what} is given as ‘{is}’; its definition has ‘{by_rule}’");
    }
    format!("{what} is not begun as its definition says")
}

fn made_by(made: Option<Instant>) -> String {
    match made {
        Some(made) => format!("by its rule it is {}", in_words(made)),
        None => "by its rule there is none".into(),
    }
}

fn when(at: Option<Instant>) -> String {
    at.map_or_else(|| "not there".into(), in_words)
}

/// An obligation in words: “the limit of stage 2”.
pub(super) fn named(what: &Subject) -> String {
    match what {
        Subject::Stage(stage) => format!("the limit of stage {stage}"),
        Subject::Overall => "the limit of the whole process".into(),
        Subject::Duty(stage, duty) => format!("the duty ‘{duty}’ of stage {stage}"),
        Subject::Request => "a request for information".into(),
        Subject::Action => "an action".into(),
    }
}
