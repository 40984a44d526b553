//! `protocol diff`: what is different between two versions of a definition.

use crate::cli::{Session, files};
use crate::commands::Done;
use crate::model::CaseRef;
use crate::protocol::{Protocol, Shelf, Shelved, differences, resolve};
use crate::view::DifferenceView;

/// Lists what is different.
pub(super) fn diff(session: &mut Session<'_>, before: &str, after: &str) -> Done {
    let (before, after) = (definition(session, before)?, definition(session, after)?);
    let lines: Vec<DifferenceView> =
        differences(&before, &after)?.into_iter().map(DifferenceView::from).collect();
    session.list_or(&lines, "The two definitions are the same.")?;
    Ok(None)
}

/// A definition by its id, its file, or a case that stands on it.
fn definition(session: &Session<'_>, given: &str) -> anyhow::Result<Protocol> {
    if session.shelf.definition(given).is_some() {
        return Ok(session.protocol(given)?.protocol);
    }
    if given.parse::<CaseRef>().is_ok() {
        let store = session.logbook()?;
        return Ok(session.case(&store, given)?.protocol().clone());
    }
    let shelved =
        Shelved { name: given.to_owned(), text: files::read_input(given.as_ref())?, built_in: false };
    Ok(resolve(&shelved, &session.shelf)?.protocol)
}
