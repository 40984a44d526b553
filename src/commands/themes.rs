//! `themes`: where disagreements arise, and what becomes of them.

use clap::Args;

use super::Done;
use crate::cli::{Failure, Session, bad_when};
use crate::model::Instant;
use crate::rules::Themes as Counting;
use crate::store::Reading;
use crate::view::ThemesView;

/// Where disagreements arise, at which stage they end, how long they take, how complete their records are.
///
/// Counts every case that was opened between the two times. No child and no person is named.
#[derive(Debug, Args)]
pub struct Themes {
    /// Only cases opened since then
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Only cases opened until then; a date means the whole day
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Look at what is open as it was due at another time (default: now)
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
}

/// How many cases are looked up at a time.
const CHUNK: u32 = 256;

impl Themes {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let calendar = session.default_calendar()?;
        let clock = session.clock(&calendar);
        let since = self.since.as_ref().map(|text| clock.instant(text)).transpose();
        let since = since.map_err(|bad| bad_when("--since", &bad))?;
        let until = self.until.as_ref().map(|text| clock.last_instant(text)).transpose();
        let until = until.map_err(|bad| bad_when("--until", &bad))?;
        if since.is_some_and(|since| until.is_some_and(|until| until < since)) {
            return Err(Failure::arguments("--until lies before --since.").hint("exchange them").into());
        }
        let now = session.as_of(self.as_of.as_ref(), &calendar)?;
        let themes = count(session, since, until, now)?;
        session.show(&ThemesView::of(&themes, since, until, now))?;
        Ok(None)
    }
}

fn count(
    session: &Session<'_>,
    since: Option<Instant>,
    until: Option<Instant>,
    now: Instant,
) -> anyhow::Result<Counting> {
    let store = session.logbook()?;
    let _still = store.snapshot()?;
    let entries = store.heads()?.iter().map(|(_, entries)| entries).sum();
    let mut progress = session.progress("Counting", entries);
    let (mut themes, mut after, mut done) = (Counting::default(), None, 0);
    loop {
        let some = store.references(after, CHUNK)?;
        let Some(last) = some.last() else { return Ok(themes) };
        after = Some(*last);
        for reference in some {
            let loaded = session.load(&store, reference)?;
            let opened = loaded.case.opened_at;
            if since.is_none_or(|since| since <= opened) && until.is_none_or(|until| opened <= until) {
                themes.add(&loaded.case, &loaded.definition, now);
            }
            for _ in &loaded.case.entries {
                done += 1;
                progress(done);
            }
        }
    }
}
