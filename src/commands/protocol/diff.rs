//! `protocol diff`: what is different between two versions of a definition.

use crate::cli::{Session, files};
use crate::commands::Done;
use crate::model::CaseRef;
use crate::protocol::{Resolved, Shelf, Shelved, differences, resolve};
use crate::view::DifferenceView;

/// Lists what is different.
pub(super) fn diff(session: &mut Session<'_>, before: &str, after: &str) -> Done {
    let (before, after) = (definition(session, before)?, definition(session, after)?);
    let mut lines: Vec<DifferenceView> = Vec::new();
    if before.digest != after.digest {
        lines.push(DifferenceView {
            place: vec!["definition".into()],
            before: Some(named(&before)),
            after: Some(named(&after)),
        });
    }
    let different = differences(&before.protocol, &after.protocol)?;
    lines.extend(different.into_iter().map(DifferenceView::from));
    session.list_or(&lines, "The two definitions are the same.")?;
    Ok(None)
}

/// A definition with its origin and its digest.
fn named(definition: &Resolved) -> String {
    format!("{}; digest {}", definition.title_with_origin(), definition.digest)
}

/// A definition by its id, its file, or a case that stands on it.
fn definition(session: &Session<'_>, given: &str) -> anyhow::Result<Resolved> {
    if session.shelf.definition(given).map_or(true, |found| found.is_some()) {
        return session.protocol(given);
    }
    if given.parse::<CaseRef>().is_ok() {
        let store = session.logbook()?;
        return Ok((*session.case(&store, given)?.definition).clone());
    }
    let text = files::read_input(given.as_ref(), "protocol diff", session.around)?;
    let shelved = Shelved { name: given.to_owned(), text, built_in: false };
    Ok(resolve(&shelved, &session.shelf)?)
}
