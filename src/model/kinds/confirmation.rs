//! A party's written confirmation of the agreed outcome.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense};
use crate::model::{Case, Confirmed, Entry, State};

/// That a party confirms the outcome, or that it does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Confirmation {
    /// The agency's number in the case.
    pub party: u32,
    /// Whether it declines to confirm.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub declined: bool,
}

impl Kind for Confirmation {
    const NAME: &'static str = "confirmation";
    const A: &'static str = "a confirmation";
    const ADMITTED: &'static [State] = &[State::Resolved, State::Closed];

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let confirmed = Confirmed { entry: entry.number, declined: self.declined };
        let party = case.party_mut(self.party).ok_or_else(|| entry.nonsense("its agency is not in the case"))?;
        party.confirmed = Some(confirmed);
        Ok(())
    }
}
