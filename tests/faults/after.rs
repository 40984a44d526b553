//! What must hold after every fault, whatever the command.

use std::collections::BTreeSet;
use std::process::Output;

use crate::office::Office;
use crate::scenarios::Scenario;
use crate::strace::Call;

/// A command that was interrupted.
pub struct Interrupted<'a> {
    pub scenario: &'a Scenario,
    /// The office that the command began with.
    pub start: &'a Office,
    pub office: Office,
    pub output: Output,
    pub call: &'a Call,
    /// The fault, as strace was told of it.
    pub fault: &'a str,
}

impl Interrupted<'_> {
    /// What the program said, without its line breaks.
    pub fn text(&self) -> String {
        let bytes = [&self.output.stdout[..], &self.output.stderr].concat();
        String::from_utf8_lossy(&bytes).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The exit status; none where the program was killed.
    pub fn status(&self) -> Option<i32> {
        // What `script` says of a killed program.
        self.output.status.code().filter(|status| *status != 128 + 9)
    }

    #[track_caller]
    pub fn assert(&self, holds: bool, wrong: &str) {
        let Self { scenario, fault, .. } = self;
        assert!(
            holds,
            "{} with {fault}: {wrong}\nstatus {:?}\n{}",
            scenario.name,
            self.status(),
            self.text()
        );
    }

    /// The status must be one of the contract's, and whatever was left is the owner's alone.
    pub fn check_at_once(&self) {
        self.assert(!self.text().contains("panicked"), "it panicked");
        // 127 is the loader's, which found no library.
        self.assert(matches!(self.status(), None | Some(0..=5 | 7 | 127)), "no status of the contract");
        self.assert(self.status().is_some() || self.fault.contains("SIGKILL"), "it was killed");
        let open = self.office.open_to_others();
        self.assert(open.is_empty(), &format!("others can read {open:?}"));
    }

    /// What was said of the effect must be so.
    pub fn check_told(&self, stored: bool) {
        let acknowledged = String::from_utf8_lossy(&self.output.stdout).contains("escalate-1-");
        self.assert(!acknowledged || stored, "acknowledged and lost");
        let says_nothing = self.text().contains("Nothing was stored.");
        self.assert(!says_nothing || !stored, "it said that nothing was stored, and it was");
        match self.status() {
            Some(0) => self.assert(stored, "it exited as done, and nothing was stored"),
            Some(7) => self.assert(!says_nothing, "it is unknown, and it said that nothing was stored"),
            Some(_) => self.assert(!stored, "it exited as failed, and it was stored"),
            None => {}
        }
    }

    /// The logbook must hold what it held.
    pub fn check_unchanged(&self) {
        self.office.entries();
        self.assert(self.office.exported() == self.start.export, "the logbook changed");
    }

    /// Nothing must stay but what the command leaves without a fault, or keeps by design.
    pub fn check_strays(&self, names: &BTreeSet<String>) {
        // SQLite leaves a journal that holds nothing to roll back to the next writer.
        self.office.ok("receipt");
        self.office.ok("doctor");
        let mut strays = self.office.names();
        // Wrappings are never thrown away, nor is what was written in an editor.
        let is_kept = |name: &str| name.starts_with("logbook.db.keys.") || name.starts_with("tmp/escalate-");
        strays.retain(|name| !names.contains(name) && !is_kept(name));
        self.assert(strays.is_empty(), &format!("left behind: {strays:?}"));
    }

    /// Types the same again.
    pub fn retry(&self) {
        let again = self.office.run(&self.scenario.line());
        let said = String::from_utf8_lossy(&again.stderr);
        self.assert(again.status.success(), &format!("a retry fails: {said}"));
    }
}
