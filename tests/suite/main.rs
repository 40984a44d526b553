//! The tests, by what a user does.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that goes wrong ends there, and says where"
)]

mod support;

mod contract;
mod own_protocol;
mod stories;
