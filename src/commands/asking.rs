//! Questions that several commands ask, in the protocol's words.

use crate::cli::args::Common;
use crate::cli::prompt::Asker;
use crate::cli::{Failure, Status};
use crate::model::{Id, Obligation, Word};
use crate::protocol::calendar::counted_by;
use crate::protocol::{Of, Protocol, Required, Titled};
use crate::render::in_words;
use crate::rules::{self, CaseFile};

/// Says where the case stands.
pub(super) fn stage(asker: &Asker, loaded: &CaseFile) -> anyhow::Result<()> {
    let Some(next) = rules::next(&loaded.case, loaded.protocol()) else { return Ok(()) };
    asker.say(&format!("Case {} · {}", loaded.case.reference, next.stage.title))?;
    asker.say(&format!("{} [{}]", next.stage.what, next.stage.source))
}

/// Says who holds the stage that the case is at.
pub(super) fn roles(asker: &Asker, loaded: &CaseFile) -> anyhow::Result<()> {
    let Some(next) = rules::next(&loaded.case, loaded.protocol()) else { return Ok(()) };
    asker.say(&format!("The protocol names: {}", next.holders.join(" / ")))
}

/// Asks for a word of a vocabulary.
pub(super) fn word<T: Word>(asker: &Asker, question: &str) -> anyhow::Result<T> {
    let choices: Vec<String> =
        T::ALL.iter().map(|word| format!("{} ({})", word.word(), word.meaning())).collect();
    let chosen = T::ALL.get(asker.choose(question, &choices)?).copied();
    chosen.ok_or_else(|| Failure::new(Status::Failed, "Nothing was chosen.").into())
}

/// Asks for one of several things with titles.
pub(super) fn titled(asker: &Asker, question: &str, of: &[Titled]) -> anyhow::Result<Option<Id>> {
    let choices: Vec<String> = of.iter().map(|one| format!("{} ({})", one.title, one.id)).collect();
    Ok(of.get(asker.choose(question, &choices)?).map(|one| one.id.clone()))
}

/// Asks for the fields that the protocol requires of an entry of the current stage.
pub(super) fn required(asker: &Asker, loaded: &CaseFile, of: Of, common: &mut Common) -> anyhow::Result<()> {
    let wanted: Vec<&Required> = rules::required_now(&loaded.case, loaded.protocol())
        .filter(|(required, _, given)| !given && required.of.contains(&of))
        .map(|(required, ..)| required)
        .collect();
    fields(asker, &wanted, loaded.protocol(), common)
}

/// Asks for fields; each may be left out, and is then a gap.
pub(super) fn fields(
    asker: &Asker,
    wanted: &[&Required],
    protocol: &Protocol,
    common: &mut Common,
) -> anyhow::Result<()> {
    for required in wanted {
        let Some(known) = protocol.field(required.field.as_str()) else { continue };
        let given = |field: &Id| common.fields.iter().find(|(name, _)| name == field).map(|(_, text)| text);
        let applies =
            required.when.as_ref().is_none_or(|when| given(&when.field).is_some_and(|text| when.is == *text));
        if given(&known.id).is_some() || !applies {
            continue;
        }
        let question = format!("{} [{}]", known.title, required.source);
        let answer = if known.choices.is_empty() {
            asker.optional_text(&question)?
        } else {
            titled(asker, &question, &known.choices)?.map(|choice| choice.to_string())
        };
        common.fields.extend(answer.map(|answer| (known.id.clone(), answer)));
    }
    Ok(())
}

/// Shows the limit that holds and its reason, and asks whether to store the record.
pub(super) fn confirm(asker: &Asker, loaded: &CaseFile) -> anyhow::Result<()> {
    if let Some(visit) = loaded.case.visit().filter(|_| loaded.case.ending.is_none()) {
        limit(asker, &visit.limit)?;
    }
    agree(asker)
}

/// Shows a limit and its reason.
pub(super) fn limit(asker: &Asker, limit: &Obligation) -> anyhow::Result<()> {
    let end = match limit.due_at() {
        Some(due) => format!("{} at the latest", in_words(due)),
        None if limit.urgent => "without delay".to_owned(),
        None => "no limit known".to_owned(),
    };
    asker.say(&format!("The limit of the stage: {end}"))?;
    let Some(basis) = &limit.basis else { return Ok(()) };
    let days: Vec<String> = basis.skipped.iter().map(|day| format!("{} {}", day.date, day.name)).collect();
    let skipped = if days.is_empty() { String::new() } else { format!("; not counted: {}", days.join(", ")) };
    let mark = counted_by(limit).filter(|(_, said)| !said.is_empty());
    let mark = mark.map(|(_, said)| format!(" ({said})")).unwrap_or_default();
    asker.say(&format!(
        "({} from {}, calendar {}{mark}{skipped})",
        basis.rule,
        in_words(basis.start),
        basis.calendar
    ))
}

/// Asks whether to store the record.
pub(super) fn agree(asker: &Asker) -> anyhow::Result<()> {
    if asker.confirm("Store this record")? {
        return Ok(());
    }
    Err(Failure::new(Status::Arguments, "The record was not wanted after all.").into())
}
