//! Which disagreements a protocol is for: within an agency, or between agencies.

use super::Desk;
use crate::model::{Capacity, Person, Refusal};
use crate::protocol::allows;

/// In which capacities people are the sides of a disagreement.
pub(super) const SIDES: [Capacity; 2] = [Capacity::From, Capacity::To];

/// A disagreement within one agency, or between agencies, is in the protocol's scope.
pub(super) fn check_scope(people: &[&Person], desk: &Desk<'_>) -> Result<(), Refusal> {
    let Some(first) = people.first() else { return Ok(()) };
    let within = people.iter().all(|person| person.agency.is(&first.agency));
    let scope = &desk.protocol.scope;
    if allows(scope.allows, within) {
        return Ok(());
    }
    let what = if within {
        format!("Both sides are of one agency, ‘{}’; the protocol ‘{}’", first.agency, desk.protocol.id)
    } else {
        format!("The sides are of different agencies; the protocol ‘{}’", desk.protocol.id)
    };
    Err(Refusal::protocol(format!("{what} is for differences {}.", scope.allows.meaning()))
        .by(scope.says.clone(), scope.source.clone())
        .hint("follow the procedure that holds there; escalate protocol list shows the others"))
}
