//! Decisions against a supported request, which should normally be agreed.

use crate::model::kinds::Verdict;
use crate::model::{Capacity, Case, EntryNumber};
use crate::protocol::{Asked, Protocol};

/// The field in which a challenge says who supports the request.
const SUPPORTED_BY: &str = "supported-by";

/// The decisions that let stand what a supported request was to change, with the clause (H13).
pub fn unusual<'p>(case: &Case, protocol: &'p Protocol) -> Option<(Vec<EntryNumber>, &'p Asked)> {
    let asked = protocol.pathway(&case.pathway)?.supported_request.as_ref()?;
    let supported = case.entries.iter().filter_map(|entry| entry.record.as_ref()).any(|record| {
        record.text(SUPPORTED_BY).is_some() || !record.people_as(Capacity::SupportedBy).is_empty()
    });
    let against: Vec<EntryNumber> = case
        .decisions
        .iter()
        .filter(|decided| decided.result == Some(Verdict::Stands) && decided.replaced_by.is_none())
        .filter(|decided| decided.supported || supported)
        .map(|decided| decided.entry)
        .collect();
    (!against.is_empty()).then_some((against, asked))
}
