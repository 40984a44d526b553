//! A further agency, or a further person, joins the case.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, State};

/// People who join; their agencies become parties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartyJoined {}

impl Kind for PartyJoined {
    const NAME: &'static str = "party";
    const A: &'static str = "a further party";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, _entry: &Entry, _case: &mut Case) -> Result<(), Nonsense> {
        Ok(())
    }
}
