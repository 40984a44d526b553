//! A definition as it holds after `extends`, and what is wrong with one.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::Id;
use crate::protocol::{
    Duty, Finding, Findings, Limit, Pathway, Protocol, Required, Resolved, Stage, Strength, Titled,
};

/// Something with an id and a title.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IdTitle {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
}

/// A definition as it holds after `extends`.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct ProtocolView(pub Value);

/// A definition as `protocol show` prints it.
pub fn protocol(definition: &Resolved) -> ProtocolView {
    let protocol = &definition.protocol;
    let titled = |list: &[Titled]| {
        list.iter().map(|one| json!({"id": one.id, "title": one.title})).collect::<Vec<_>>()
    };
    ProtocolView(json!({
        "id": protocol.id,
        "title": definition.title_with_origin(),
        "protocol_digest": definition.digest,
        "protocol_origin": definition.origin().word(),
        "version": protocol.version,
        "document": protocol.document,
        "extends": protocol.extends.as_ref().map(|base| &base.id),
        "calendar": protocol.calendar,
        "scope": protocol.scope.allows,
        "scope_says": protocol.scope.says,
        "scope_source": protocol.scope.source,
        "notes": protocol.notes,
        "principles": protocol.principles,
        "pointers": protocol.pointers,
        "categories": protocol.categories,
        "roles": protocol.roles,
        "grounds": protocol.grounds,
        "outcomes": titled(&protocol.outcomes),
        "fields": protocol.fields,
        "record": protocol.record,
        "pathways": protocol.pathways.iter().map(|one| pathway(one, protocol)).collect::<Vec<_>>(),
    }))
}

fn pathway(pathway: &Pathway, protocol: &Protocol) -> Value {
    json!({
        "id": pathway.id,
        "title": pathway.title,
        "note": pathway.note,
        "source": pathway.source,
        "overall": pathway.overall.as_ref().map(limit),
        "supported_request": pathway.supported_request,
        "afterwards": pathway.afterwards,
        "stages": pathway.stages.iter().map(|one| stage(one, protocol)).collect::<Vec<_>>(),
        "at_resolution": pathway.at_resolution.iter().map(duty).collect::<Vec<_>>(),
    })
}

fn stage(stage: &Stage, protocol: &Protocol) -> Value {
    let titles = |holders: &[Id]| -> Vec<String> {
        holders
            .iter()
            .map(|id| match protocol.role(id) {
                Some(role) => match &role.agency {
                    Some(agency) => format!("{} ({})", role.title, agency.meaning()),
                    None => role.title.clone(),
                },
                None => id.to_string(),
            })
            .collect()
    };
    let alternatives: Vec<Value> = stage
        .alternatives
        .iter()
        .map(|one| json!({"id": one.id, "holders": titles(&one.holders), "says": one.says, "source": one.source}))
        .collect();
    json!({
        "number": stage.number,
        "title": stage.title,
        "what": stage.what,
        "holders": titles(&stage.holders),
        "alternatives": alternatives,
        "final": stage.r#final,
        "limit": limit(&stage.limit),
        "jumps": stage.jumps,
        "condition": stage.condition,
        "required": stage.required.iter().map(|one| required(one, protocol)).collect::<Vec<_>>(),
        "duties": stage.duties.iter().map(duty).collect::<Vec<_>>(),
        "source": stage.source,
    })
}

fn limit(limit: &Limit) -> Value {
    json!({
        "kind": limit.kind,
        "amount": limit.amount,
        "from": limit.from,
        "indicative": limit.indicative,
        "urgent": limit.is_urgent(),
        "agreed": limit.agreed,
        "stages": limit.group.as_ref().map(|group| &group.stages),
        "group": limit.group.as_ref().map(|group| &group.id),
        "says": limit.group.as_ref().and_then(|group| group.says.as_ref()),
        "source": limit.source,
    })
}

fn required(required: &Required, protocol: &Protocol) -> Value {
    let field = protocol.field(required.field.as_str());
    let choices: Option<Vec<IdTitle>> = field.filter(|field| !field.choices.is_empty()).map(|field| {
        let choice = |one: &Titled| IdTitle { id: one.id.to_string(), title: one.title.clone() };
        field.choices.iter().map(choice).collect()
    });
    json!({
        "id": required.field,
        "title": field.map(|field| &field.title),
        "kind": field.map(|field| field.kind),
        "choices": choices,
        "of": required.of,
        "categories": required.categories,
        "when": required.when,
        "source": required.source,
    })
}

fn duty(duty: &Duty) -> Value {
    json!({
        "id": duty.id,
        "what": duty.what,
        "limit": duty.limit.as_ref().map(limit),
        "optional": duty.strength == Strength::May,
        "strength": duty.strength,
        "condition": duty.condition,
        "owed_by": duty.owed_by,
        "only_for": duty.only_for,
        "lasts": duty.lasts,
        "on_field": duty.on_field,
        "met_by": duty.met_by,
        "at_opening": duty.at_opening,
        "stages": duty.stages,
        "source": duty.source,
    })
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingView {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1.
    pub column: usize,
    /// The rule, by its stable code.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl FindingView {
    /// A finding among all of them.
    pub fn of(finding: &Finding, all: &Findings) -> Self {
        let (file, (line, column)) = all.locate(&finding.place);
        Self {
            file: file.to_owned(),
            line,
            column,
            code: finding.code.word(),
            message: finding.message.clone(),
            hint: finding.hint.clone(),
        }
    }
}

/// Something that is different between two definitions.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DifferenceView {
    /// Where, from the outside in.
    pub place: Vec<String>,
    /// What stood there; null where it is new.
    pub before: Option<String>,
    /// What stands there; null where it is gone.
    pub after: Option<String>,
}

impl From<crate::protocol::Difference> for DifferenceView {
    fn from(difference: crate::protocol::Difference) -> Self {
        let crate::protocol::Difference { place, before, after } = difference;
        Self { place, before, after }
    }
}
