//! One story for each protocol and pathway, from open to closed.
//!
//! The limits stand here as they were worked out by hand from the documents and a printed calendar.

mod four_lscb;
mod hips;
mod london;
mod pan_sussex;
mod set;
