//! Which recorded cases are like a case: where a number of similar concerns is a ground, they are shown.

use crate::model::{Case, CaseRef, Id, Standing};

/// What cases are compared by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The case.
    pub reference: CaseRef,
    /// Its protocol.
    pub protocol: Id,
    /// Its category.
    pub category: Id,
    /// Its parties, as they are compared.
    pub agencies: Vec<String>,
}

impl Profile {
    /// The profile of a case.
    pub fn of(case: &Case) -> Self {
        let parties = case.parties.iter().filter(|party| party.standing == Standing::Party);
        Self {
            reference: case.reference,
            protocol: case.protocol.clone(),
            category: case.category.clone(),
            agencies: parties.filter_map(|party| Some(party.agency.as_ref()?.key())).collect(),
        }
    }
}

impl Profile {
    /// The profile of a case in one line.
    pub fn of_summary(summary: &super::Summary) -> Self {
        let parties = summary.agencies.iter().filter(|(_, standing)| *standing == Standing::Party);
        Self {
            reference: summary.reference,
            protocol: summary.protocol.clone(),
            category: summary.category.clone(),
            agencies: parties.map(|(agency, _)| agency.key()).collect(),
        }
    }
}

/// How two cases are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness {
    /// The number of parties that they share.
    pub shared_parties: usize,
    /// Whether they are of the same category of the same protocol.
    pub same_category: bool,
}

/// How two cases are alike; none where neither the category nor two of the parties are the same.
pub fn likeness(one: &Profile, other: &Profile) -> Option<Likeness> {
    let shared_parties = one.agencies.iter().filter(|agency| other.agencies.contains(agency)).count();
    let same_category = one.protocol == other.protocol && one.category == other.category;
    let alike = one.reference != other.reference && (same_category || shared_parties >= 2);
    alike.then_some(Likeness { shared_parties, same_category })
}
