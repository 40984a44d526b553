//! A legal hold: the case is kept past its retention date.

use serde::{Deserialize, Serialize};

use super::{ALWAYS, Kind, Nonsense};
use crate::model::{Case, Entry, State};

/// A legal hold, or its end; the record says why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Hold {
    /// Whether it ends an earlier hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub released: bool,
}

impl Kind for Hold {
    const NAME: &'static str = "hold";
    const A: &'static str = "a legal hold";
    const ADMITTED: &'static [State] = ALWAYS;

    fn apply(&self, _entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        case.held = !self.released;
        Ok(())
    }
}
