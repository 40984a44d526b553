//! The answer to a request for information.

use serde::{Deserialize, Serialize};

use super::{Kind, Nonsense, UNTIL_CLOSED};
use crate::model::{Case, Entry, EntryNumber, Refusal, State};

/// An answer; the record says what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The request that it answers.
    pub request: EntryNumber,
}

impl Kind for Answer {
    const NAME: &'static str = "answer";
    const A: &'static str = "an answer";
    const ADMITTED: &'static [State] = UNTIL_CLOSED;

    fn check(&self, case: &Case) -> Result<(), Refusal> {
        match case.request(self.request) {
            None => Err(case.no_such(self.request, "request for information")),
            Some(request) => case.still_open(request, "answered"),
        }
    }

    fn apply(&self, entry: &Entry, case: &mut Case) -> Result<(), Nonsense> {
        let request = case.request_mut(self.request);
        request.ok_or_else(|| entry.nonsense("it answers no request of this case"))?.met_by = Some(entry.number);
        Ok(())
    }
}
