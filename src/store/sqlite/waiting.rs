//! Waiting for other processes: said after some seconds, and given up in the end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use rusqlite::Connection;

use crate::store::Result;

/// How long a connection waits for a writer: far longer than any takes.
const FOR_WRITERS: Duration = Duration::from_mins(10);

/// How long a commit waits for those who read: an export into a pager may never end, and until the commit gives
/// up nobody else can begin to read.
const FOR_READERS: Duration = Duration::from_mins(1);

/// After how long a wait is said.
const SILENCE: Duration = Duration::from_secs(3);

/// The steps of the wait; the last one is repeated.
const STEPS: [u64; 8] = [1, 2, 5, 10, 20, 25, 50, 100];

static SAY: OnceLock<fn()> = OnceLock::new();

/// Names what says that a connection waits; the first one counts.
pub fn when_waiting(say: fn()) {
    let _ = SAY.set(say);
}

/// How long a connection waits for others.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    /// How long now, in milliseconds.
    limit: Arc<AtomicU64>,
    /// How long for those who read.
    pub(super) readers: Duration,
}

impl Waiting {
    /// Has a connection wait for others.
    pub(super) fn install(connection: &mut Connection) -> Result<Self> {
        let waiting = Self { limit: Arc::default(), readers: FOR_READERS };
        waiting.until(FOR_WRITERS);
        let limit = Arc::clone(&waiting.limit);
        let mut waited = Duration::ZERO;
        connection.busy_handler(Some(move |count: i32| {
            if count == 0 {
                waited = Duration::ZERO;
            }
            if waited >= Duration::from_millis(limit.load(Ordering::Relaxed)) {
                return false;
            }
            let step = usize::try_from(count).ok().and_then(|count| STEPS.get(count)).unwrap_or(&100);
            let step = Duration::from_millis(*step);
            if waited < SILENCE
                && waited + step >= SILENCE
                && let Some(say) = SAY.get()
            {
                say();
            }
            std::thread::sleep(step);
            waited += step;
            true
        }))?;
        Ok(waiting)
    }

    /// Does something that waits for readers, and for them no longer than it must.
    pub(super) fn for_readers<T>(&self, wait: impl FnOnce() -> T) -> T {
        self.until(self.readers);
        let done = wait();
        self.until(FOR_WRITERS);
        done
    }

    /// Gives up after so long.
    fn until(&self, limit: Duration) {
        self.limit.store(u64::try_from(limit.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }
}
