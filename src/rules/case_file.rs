//! A case with everything that it is judged and shown by.

use std::sync::Arc;

use crate::model::Case;
use crate::protocol::{Calendar, Protocol, Resolved};

/// A case with the definition and the calendar that it stands on, which many cases share.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// The definition that it was opened under.
    pub definition: Arc<Resolved>,
    /// The calendar that counts its working days.
    pub calendar: Arc<Calendar>,
    /// Whether that calendar is not there, and another one stands in for it: good for reading alone.
    pub stands_in: bool,
}

impl CaseFile {
    /// The definition as a protocol.
    pub fn protocol(&self) -> &Protocol {
        &self.definition.protocol
    }
}
