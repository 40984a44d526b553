//! Where definitions lie, and how one that extends another is put together.
//!
//! Pure: a [`Shelf`] hands out texts, whoever keeps them.

use super::definition::{Base, Protocol};
use super::finding::{Code, Finding, Findings, Place};
use super::read::read;
use super::tree::{Node, Table, Value, merge, parse};
use crate::model::chain::definition_digest;
use crate::model::{Digest, Id};

/// A definition's text and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelved {
    /// The file's name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether it came with the program.
    pub built_in: bool,
}

/// A definition that is there and cannot be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreadable(pub String);

/// Something that hands out definitions and knows the calendars.
pub trait Shelf {
    /// The definition of this id, if there is one; one that cannot be read is none other in its place.
    fn definition(&self, id: &str) -> Result<Option<Shelved>, Unreadable>;
    /// The ids of all definitions.
    fn ids(&self) -> Vec<String>;
    /// The ids of all calendars.
    fn calendars(&self) -> Vec<Id>;
}

/// A definition as it holds after `extends`, with the bytes that are stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The protocol.
    pub protocol: Protocol,
    /// What is stored with a logbook: the protocol as JSON.
    pub bytes: String,
    /// The digest of the bytes.
    pub digest: Digest,
}

impl Resolved {
    /// A protocol with the bytes that are stored of it.
    pub fn of(protocol: Protocol) -> serde_json::Result<Self> {
        let bytes = serde_json::to_string(&protocol)?;
        let digest = definition_digest(bytes.as_bytes());
        Ok(Self { protocol, bytes, digest })
    }

    /// The protocol in bytes that were stored.
    pub fn from_bytes(bytes: String) -> serde_json::Result<Self> {
        let protocol = serde_json::from_str(&bytes)?;
        let digest = definition_digest(bytes.as_bytes());
        Ok(Self { protocol, bytes, digest })
    }
}

/// Reads a definition and what it extends, or finds everything that is wrong with it.
pub fn resolve(shelved: &Shelved, shelf: &dyn Shelf) -> Result<Resolved, Findings> {
    let mut findings = Findings::default();
    let resolved = resolve_from(shelved, shelf, &mut Vec::new(), &mut findings);
    // What a syntax error swallowed is not missing.
    if findings.list.iter().any(|finding| finding.code == Code::Syntax) {
        findings
            .list
            .retain(|finding| finding.code != Code::MissingKey && finding.code != Code::MissingOutcome);
    }
    findings.list.sort_by_key(|finding| (finding.place.file, finding.place.span.start));
    match resolved {
        Some((_, resolved)) if findings.list.is_empty() => Ok(resolved),
        _ => Err(findings),
    }
}

/// Resolves a file: its tree after `extends`, and the protocol in it.
fn resolve_from(
    shelved: &Shelved,
    shelf: &dyn Shelf,
    above: &mut Vec<String>,
    findings: &mut Findings,
) -> Option<(Node, Resolved)> {
    let before = findings.list.len();
    let own = parse(&shelved.name, &shelved.text, findings);
    let Value::Table(table) = own.value else { return None };
    if findings.list.iter().any(|finding| finding.code == Code::TooLarge) {
        return None;
    }
    let base = match extended(&table) {
        None => None,
        Some(Err(place)) => {
            findings.add(Finding::new(Code::WrongType, &place, "‘extends’ is the id of one definition"));
            return None;
        }
        Some(Ok((wanted, place))) => {
            above.extend(own_id(&table));
            Some(resolve_base(&wanted, &place, shelf, above, findings)?)
        }
    };
    let (tree, base) = match base {
        None => (Node { place: own.place, value: Value::Table(table) }, None),
        Some((node, base)) => {
            let Value::Table(base_table) = node.value else { return None };
            let merged = merge(base_table, table, findings);
            let base = Base { id: base.protocol.id, digest: base.digest };
            (Node { place: own.place, value: Value::Table(merged) }, Some(base))
        }
    };
    let protocol = read(&tree, base, &shelf.calendars(), findings);
    if findings.list.len() > before {
        return None;
    }
    Some((tree, Resolved::of(protocol?).ok()?))
}

fn resolve_base(
    wanted: &str,
    place: &Place,
    shelf: &dyn Shelf,
    above: &mut Vec<String>,
    findings: &mut Findings,
) -> Option<(Node, Resolved)> {
    if above.iter().any(|id| id == wanted) {
        let circle = format!("{} → {wanted}", above.join(" → "));
        findings.add(
            Finding::new(Code::Cycle, place, format!("definitions extend each other: {circle}"))
                .hint("a definition extends one that does not, in turn, extend it"),
        );
        return None;
    }
    let found = shelf.definition(wanted).map_err(|unreadable| {
        let message = format!("the definition ‘{wanted}’ cannot be read: {unreadable}");
        findings.add(Finding::new(Code::UnknownBase, place, message));
    });
    let Some(shelved) = found.ok()? else {
        let known = shelf.ids();
        findings.add(
            Finding::new(Code::UnknownBase, place, format!("there is no definition ‘{wanted}’ to extend"))
                .did_you_mean(wanted, known.iter().map(String::as_str)),
        );
        return None;
    };
    resolve_from(&shelved, shelf, above, findings)
}

fn own_id(table: &Table) -> Option<String> {
    match &table.0.get("id")?.1.value {
        Value::Text(id) => Some(id.clone()),
        _ => None,
    }
}

/// What a definition extends: an id, or the place of something that is none.
fn extended(table: &Table) -> Option<Result<(String, Place), Place>> {
    let (_, node) = table.0.get("extends")?;
    Some(match &node.value {
        Value::Text(id) => Ok((id.clone(), node.place.clone())),
        _ => Err(node.place.clone()),
    })
}
