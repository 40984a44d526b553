//! A request for information.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, State};

/// A request for information; the record says who asks whom for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {}

impl Kind for Request {
    const NAME: &'static str = "request";
    const A: &'static str = "a request for information";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn apply(&self, _entry: &Entry, _case: &mut Case) -> Result<(), Nonsense> {
        Ok(())
    }
}
