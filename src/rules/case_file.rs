//! A case with everything that it is judged and shown by.

use crate::model::Case;
use crate::protocol::{Calendar, Protocol, Resolved};

/// A case with the definition and the calendar that it stands on.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// The definition that it was opened under.
    pub definition: Resolved,
    /// The calendar that counts its working days.
    pub calendar: Calendar,
    /// Whether that calendar is not there, and another one stands in for it: good for reading alone.
    pub stands_in: bool,
}

impl CaseFile {
    /// The definition as a protocol.
    pub fn protocol(&self) -> &Protocol {
        &self.definition.protocol
    }
}
