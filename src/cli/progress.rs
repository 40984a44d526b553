//! How far something long has come, at a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressStyle};

use super::session::Session;

/// How many steps pass before the bar is looked at again.
const STEPS: u64 = 512;

impl Session<'_> {
    /// A bar on standard error for so many steps: tells it how many are done. Nothing without a terminal.
    pub fn progress(&self, what: &'static str, steps: u64) -> impl FnMut(u64) + use<> {
        let is_shown = self.around.terminals.error && !self.global.quiet;
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(steps), target)
            .with_message(what)
            .with_finish(ProgressFinish::AndClear);
        if let Ok(style) =
            ProgressStyle::with_template("{msg} {bar:30} {human_pos} of {human_len}, {eta} left")
        {
            bar.set_style(style);
        }
        let mut next = STEPS;
        move |done| {
            if done < next {
                return;
            }
            next = done + STEPS;
            // What is done at once needs no bar.
            if bar.elapsed() > Duration::from_millis(500) {
                bar.set_position(done);
            }
        }
    }
}
