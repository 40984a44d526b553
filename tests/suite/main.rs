//! The tests, by what a user does.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that goes wrong ends there, and says where"
)]
#![expect(clippy::too_many_lines, reason = "a story is told in one go")]
#![expect(clippy::format_push_string, clippy::format_collect, reason = "a test reads better than it runs")]

#[path = "../../benches/speed/generate.rs"]
#[expect(dead_code, reason = "the bench uses the rest")]
mod generate;
#[path = "../support/strace.rs"]
mod strace;
mod support;

mod bad_input;
mod clauses;
mod contract;
mod corrections;
mod cut_off;
mod definitions;
mod differential;
mod disaster;
mod documentation;
mod documents;
mod erasing;
mod exports;
mod faults;
mod format;
mod guided;
mod guides;
mod hostile_backups;
mod importing;
mod keeping;
mod key_changes;
mod key_faults;
mod obligations;
mod origins;
mod own_files;
mod own_protocol;
mod paths;
mod places;
mod prompts;
mod properties;
mod replaced;
mod replay;
mod schemas;
mod shells;
mod shipped;
mod stories;
mod stray_journals;
mod tampering;
mod themes;
mod unlocking;
mod way_in;
mod widths;
mod writers;
