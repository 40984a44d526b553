//! A definition's file, read strictly: a protocol, or everything that is wrong with it at once.

mod duty;
mod limit;
mod pathway;
mod terms;

use std::collections::BTreeSet;

use super::definition::{Base, Field, Protocol, ScopeKind};
use super::finding::{Code, Finding, Findings, Place};
use super::shape::{Placed, Shape};
use super::tree::{Node, Table, Value};
use crate::model::{Id, StageNumber};

/// The format that this program reads.
const FORMAT: u32 = 1;

/// The most stages that a definition may have, over all its pathways.
pub const MOST_STAGES: usize = 64;

/// What the parts of a definition may refer to.
struct Known<'k> {
    /// The roles, by id.
    roles: Vec<Id>,
    /// The fields.
    fields: Vec<Field>,
    /// The categories, by id.
    categories: Vec<Id>,
    /// The pathways, by id.
    pathways: Vec<Id>,
    /// The duties of all stages, by id.
    duties: Vec<Id>,
    /// The calendars that there are.
    calendars: &'k [Id],
}

/// Reads a tree, after `extends` has been resolved, as a protocol.
///
/// None is returned exactly where there are findings.
pub fn read(tree: &Node, base: Option<Base>, calendars: &[Id], findings: &mut Findings) -> Option<Protocol> {
    let before = findings.list.len();
    let Value::Table(table) = &tree.value else { return None };
    let table = with_likes(table, findings);
    let mut file = Shape::new(&table, &tree.place, "the definition");
    let protocol = read_protocol(&mut file, base, calendars, findings);
    file.finish(findings);
    let sound = findings.list.len() == before;
    sound.then_some(protocol).flatten()
}

fn read_protocol(
    file: &mut Shape<'_>,
    base: Option<Base>,
    calendars: &[Id],
    findings: &mut Findings,
) -> Option<Protocol> {
    read_format(file, findings);
    file.text("extends", findings);
    let id = file.need_id("id", findings).map(|id| id.value);
    let version = file.need_text("version", findings);
    let title = file.need_text("title", findings);
    let document = file.need_text("document", findings);
    let notes = file.texts("notes", findings).into_iter().map(|note| note.value).collect();
    let scope = terms::scope(file, findings);
    let principles = terms::principles(file, findings);
    let pointers = terms::pointers(file, findings);
    let roles = terms::roles(file, findings);
    let grounds = terms::grounds(file, findings);
    let outcomes = terms::outcomes(file, findings);
    let fields = terms::fields(file, findings);
    let pathway_tables = file.tables("pathway", "a pathway", findings);
    let mut known = Known {
        roles: roles.iter().map(|role| role.id.clone()).collect(),
        fields,
        categories: Vec::new(),
        pathways: pathway_tables.iter().filter_map(id_of).collect(),
        duties: Vec::new(),
        calendars,
    };
    let calendar = read_calendar(file, &known, findings);
    let categories = terms::categories(file, &known, findings);
    known.categories = categories.iter().map(|category| category.id.clone()).collect();
    let record = terms::record(file, findings);
    let immediate_harm = pathway::asked(file, "immediate-harm", findings);
    let shared = pathway::Shared::read(file, &known, findings);
    let pathways = pathway::pathways(pathway_tables, &mut known, &shared, file, findings);
    terms::check_creates(file, &known, findings);
    Some(Protocol {
        id: id?,
        version,
        title,
        document,
        extends: base,
        calendar: calendar?,
        scope: scope?,
        notes,
        principles,
        pointers,
        categories,
        roles,
        grounds,
        outcomes,
        fields: known.fields,
        record,
        immediate_harm,
        pathways,
    })
}

fn read_format(file: &mut Shape<'_>, findings: &mut Findings) {
    match file.number("format", u32::MAX, findings) {
        Some(format) if format.value != FORMAT => {
            let message = format!("this program reads format {FORMAT}, not {}", format.value);
            findings.add(Finding::new(Code::BadValue, &format.place, message));
        }
        None if !file.has("format") => file.missing("format", findings),
        _ => {}
    }
}

fn read_calendar(file: &mut Shape<'_>, known: &Known<'_>, findings: &mut Findings) -> Option<Id> {
    let calendar = file.need_id("calendar", findings)?;
    if !known.calendars.contains(&calendar.value) {
        let message = format!("there is no calendar ‘{}’", calendar.value);
        findings.add(
            Finding::new(Code::UnknownCalendar, &calendar.place, message)
                .did_you_mean(calendar.value.as_str(), known.calendars.iter().map(Id::as_str)),
        );
    }
    Some(calendar.value)
}

/// The id of a table, where it has a well-formed one; its absence is reported when it is read.
fn id_of(shape: &Shape<'_>) -> Option<Id> {
    shape.peek_text("id")?.parse().ok()
}

/// Stands for an id that is missing or ill-formed, while the rest of its table is read.
#[expect(clippy::expect_used, reason = "the literal is a well-formed id")]
fn nameless() -> Id {
    "nameless".parse().expect("well-formed")
}

/// Says that a reference leads nowhere.
fn check_reference(reference: &Placed<Id>, what: &str, known: &[Id], code: Code, findings: &mut Findings) {
    if !known.contains(&reference.value) {
        let message = format!("there is no {what} ‘{}’", reference.value);
        findings.add(
            Finding::new(code, &reference.place, message)
                .did_you_mean(reference.value.as_str(), known.iter().map(Id::as_str)),
        );
    }
}

/// Collects what has ids, and says where one is there twice.
struct Unique {
    what: &'static str,
    seen: BTreeSet<String>,
}

impl Unique {
    fn new(what: &'static str) -> Self {
        Self { what, seen: BTreeSet::new() }
    }

    fn check(&mut self, id: &dyn std::fmt::Display, place: &Place, findings: &mut Findings) {
        if !self.seen.insert(id.to_string()) {
            findings.add(
                Finding::new(Code::DuplicateId, place, format!("there are two of the {} ‘{id}’", self.what))
                    .hint("give one of them another id"),
            );
        }
    }
}

/// Stage numbers from a list, each between 1 and the most.
fn stage_numbers(numbers: Vec<Placed<i64>>, findings: &mut Findings) -> Vec<Placed<StageNumber>> {
    let mut stages = Vec::new();
    for number in numbers {
        match u8::try_from(number.value) {
            Ok(stage) if stage > 0 && usize::from(stage) <= MOST_STAGES => {
                stages.push(Placed { value: StageNumber(stage), place: number.place });
            }
            _ => {
                let message = format!("{} is no stage number", number.value);
                findings
                    .add(Finding::new(Code::BadValue, &number.place, message).hint("stages count from 1"));
            }
        }
    }
    stages
}

/// The table with every pathway that is `like` another one written out.
fn with_likes(table: &Table, findings: &mut Findings) -> Table {
    let mut table = table.clone();
    let Some((_, Node { value: Value::List(pathways), .. })) = table.0.get_mut("pathway") else {
        return table;
    };
    let originals = pathways.clone();
    for node in pathways {
        let Value::Table(pathway) = &mut node.value else { continue };
        let Some((place, like)) = pathway.0.remove("like") else { continue };
        let Value::Text(wanted) = &like.value else {
            let message = format!("‘like’ of a pathway is a text, not {}", like.value.a_type());
            findings.add(Finding::new(Code::WrongType, &place, message));
            continue;
        };
        match originals.iter().find_map(|original| named_pathway(original, wanted)) {
            Some(original) => *pathway = super::tree::merge(original, std::mem::take(pathway), findings),
            None => findings.add(
                Finding::new(
                    Code::UnknownReference,
                    &like.place,
                    format!("there is no pathway ‘{wanted}’ to be like"),
                )
                .hint("name a pathway of this definition that is not itself like another"),
            ),
        }
    }
    table
}

fn named_pathway(node: &Node, wanted: &str) -> Option<Table> {
    let Value::Table(table) = &node.value else { return None };
    let named = matches!(&table.0.get("id")?.1.value, Value::Text(id) if id == wanted);
    (named && !table.0.contains_key("like")).then(|| table.clone())
}

/// Whether a scope lets a disagreement within one agency, or between agencies, be opened.
pub fn allows(scope: ScopeKind, within_one_agency: bool) -> bool {
    match scope {
        ScopeKind::Both => true,
        ScopeKind::WithinAgency => within_one_agency,
        ScopeKind::BetweenAgencies => !within_one_agency,
    }
}
