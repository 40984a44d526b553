//! The written account of the dispute and of the attempts made, ready to sign.

use super::AccountFormat;
use crate::document::{Block, Document, docx, markdown, plain};
use crate::model::Instant;
use crate::render::{brief, day, full};
use crate::view::{AccountView, Said, StageAccount, Step};

/// The written account in a format.
pub fn account(account: &AccountView, made_at: Instant, format: AccountFormat) -> anyhow::Result<Vec<u8>> {
    let document = of_account(account, made_at);
    Ok(match format {
        AccountFormat::Txt => plain(&document).into_bytes(),
        AccountFormat::Md => markdown(&document).into_bytes(),
        AccountFormat::Docx => docx(&document)?,
    })
}

/// A moment in words; a day alone without an hour that nobody gave.
fn moment(at: &str, day_only: bool, words: fn(&str) -> String) -> String {
    if day_only { day(at) } else { words(at) }
}

/// The written account as a document.
pub fn of_account(account: &AccountView, made_at: Instant) -> Document {
    let mut document = Document::new(
        "Written account of a professional disagreement",
        format!("Case {} · written account", account.case),
        made_at,
    );
    document.origin = format!("Written on {} · {}", full(&account.written_at), account.receipt);
    document.facts([
        ("Case", account.case.as_str().into()),
        ("Child", account.child.as_str().into()),
        ("To", account.to.as_str().into()),
        ("Protocol", account.protocol_title.as_str().into()),
        ("Under", account.document.as_str().into()),
        ("Pathway", account.pathway.as_str().into()),
        ("Category", account.category.as_str().into()),
        ("Raised by", account.from.join("; ").into()),
        ("Raised with", account.against.join("; ").into()),
        ("Raised on", moment(&account.opened_at, account.opened_day_only, full).into()),
    ]);
    document.heading(2, "The dispute").facts(account.dispute.iter().map(fact));
    document.heading(2, "The attempts made to resolve it");
    account.stages.iter().for_each(|one| stage(one, &mut document));
    document.paragraph(clock_back(&account.clock_back));
    if let Some(outcome) = &account.outcome {
        document.heading(2, "How it ended").facts([("Outcome", outcome.as_str().into())]);
    }
    for (title, items) in
        [("Outstanding", &account.outstanding), ("Not done when it ended", &account.not_done)]
    {
        if !items.is_empty() {
            document.heading(2, title).points(items.iter().map(String::as_str));
        }
    }
    let lines = ["Name", "Role and agency", "Date", "Signature"];
    document.heading(2, "Signed").push(Block::Sign(lines.map(ToOwned::to_owned).into()));
    document.facts([
        ("Written on", full(&account.written_at).into()),
        ("Receipt of the logbook", account.receipt.as_str().into()),
    ]);
    document
}

/// Which entries claim a time that the clock cannot have had in their order; nothing where none does.
fn clock_back(entries: &[u64]) -> String {
    let numbers: Vec<String> = entries.iter().map(ToString::to_string).collect();
    let (these, them) = match entries {
        [] => return String::new(),
        [_] => (format!("Entry {} was", numbers.join("")), "it"),
        _ => (format!("Entries {} were", numbers.join(", ")), "each of them"),
    };
    format!(
        "{these} recorded by a clock that stood before the entry before {them} in the logbook. Their order is that of the entries' numbers."
    )
}

fn fact(said: &Said) -> (String, crate::document::Text) {
    (said.title.clone(), said.text.as_str().into())
}

fn stage(stage: &StageAccount, document: &mut Document) {
    let due =
        stage.due_at.as_ref().map(|due| format!("; to be resolved by {}", full(due))).unwrap_or_default();
    let entered = format!("{}{due}", moment(&stage.entered_at, stage.day_only, full));
    document.heading(3, stage.title.as_str()).facts([("Entered", entered.into())]);
    stage.steps.iter().for_each(|one| step(one, document));
}

fn step(step: &Step, document: &mut Document) {
    let when = moment(&step.happened_at, step.day_only, brief);
    document.heading(4, format!("{when} (entry {}): {}", step.entry, step.what));
    document.facts(step.said.iter().map(fact));
}
