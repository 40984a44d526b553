//! The commands that are interrupted, and what must hold of each afterwards.

use crate::after::Interrupted;
use crate::office::{ERASED, LOG, TYPED};

/// A command that is interrupted.
pub struct Scenario {
    pub name: &'static str,
    /// The office before it, by name.
    pub before: &'static str,
    /// The command as one would type it; `YEAR` is this year.
    line: &'static str,
    /// Checks what the interrupted command left; returns whether it had taken effect.
    pub check: fn(&Interrupted<'_>) -> bool,
}

impl Scenario {
    pub fn line(&self) -> String {
        use chrono::Datelike;
        self.line.replace("YEAR", &chrono::Utc::now().year().to_string())
    }
}

pub const ALL: [Scenario; 14] = [
    Scenario {
        name: "init",
        before: "empty",
        line: "init --recovery-file recovery.txt --protocol set",
        check: after_init,
    },
    Scenario {
        name: "open",
        before: "open",
        line: "open --once a --child J.S. --category referral --concern x --from 'A, teacher, Elm School' --to 'B, social worker, Social Care'",
        check: after_entry,
    },
    Scenario {
        name: "log",
        before: "open",
        line: "log 1 --once a --with 'B, social worker, Social Care' --mode phone --summary x",
        check: after_entry,
    },
    Scenario {
        name: "advance",
        before: "open",
        line: "advance 1 --once a --why x --risk y",
        check: after_entry,
    },
    Scenario {
        name: "resolve",
        before: "open",
        line: "resolve 1 --once a --outcome agreed --summary x",
        check: after_entry,
    },
    Scenario {
        name: "erase",
        before: "plain",
        line: "erase 1 --once a --why x --authority y --confirm YEAR-0001",
        check: after_erase,
    },
    Scenario { name: "edit", before: "editor", line: "log 1 --edit", check: after_edit },
    Scenario { name: "backup", before: "open", line: "backup backup.tar", check: after_backup },
    Scenario {
        name: "backup of a plain logbook",
        before: "plain",
        line: "backup elsewhere/backup.tar",
        check: after_backup,
    },
    Scenario { name: "restore", before: "backup", line: "restore backup.tar", check: after_restore },
    Scenario {
        name: "restore by the recovery code",
        before: "backup",
        line: "restore backup.tar --recovery-file recovery.txt --new-key-file new.key",
        check: after_recovery,
    },
    Scenario { name: "import", before: "export", line: "import export.json", check: after_import },
    Scenario {
        name: "key change",
        before: "open",
        line: "key change --new-key-file new.key",
        check: after_key_change,
    },
    Scenario { name: "rebuild", before: "open", line: "verify --rebuild", check: after_rebuild },
];

fn after_init(it: &Interrupted<'_>) -> bool {
    let made = it.office.path("logbook.db").exists();
    it.check_told(made);
    if !made {
        it.retry();
    } else if !it.office.path("recovery.txt").exists() {
        // The logbook lies in its place before the file of its code does.
        it.office.ok("key show --recovery-file recovery.txt");
    }
    it.assert(it.office.entries() == 0, "it is not empty");
    it.office.ok("key recover --recovery-file recovery.txt --new-key-file owner.key");
    made
}

fn after_entry(it: &Interrupted<'_>) -> bool {
    let (before, now) = (it.start.entries, it.office.entries());
    let stored = now == before + 1;
    it.assert(stored || now == before, "half an entry");
    it.check_told(stored);
    it.retry();
    it.assert(it.office.entries() == before + 1, "stored twice, or never");
    stored
}

/// The erasure is finished by whatever comes next: `doctor`, a retry or an entry.
fn after_erase(it: &Interrupted<'_>) -> bool {
    let (before, (now, erased)) = (it.start.entries, it.office.verified());
    let stored = erased > 0;
    // The other case and the erasure stay.
    it.assert(erased == 0 || erased + 2 == now, "half erased");
    it.assert(now == before + u64::from(stored), "half an entry");
    it.check_told(stored);
    let left = |when: &str| {
        let holding = it.office.files_with(ERASED);
        it.assert(holding.is_empty(), &format!("{when}, erased words are left in {holding:?}"));
    };
    if it.status() == Some(0) {
        left("at once");
    }
    let mut others = 0;
    if stored {
        match it.call.count % 3 {
            0 => drop(it.office.ok("doctor")),
            1 => it.retry(),
            _ => {
                it.office.ok(&format!("log 2 {LOG} --summary x"));
                others = 1;
            }
        }
        left("after what came next");
    }
    it.retry();
    left("after a retry");
    it.assert(it.office.entries() == before + 1 + others, "stored twice, or never");
    stored
}

/// What was typed in the editor is in the logbook, or in a file that is kept and named.
fn after_edit(it: &Interrupted<'_>) -> bool {
    let (before, now) = (it.start.entries, it.office.entries());
    let stored = now == before + 1;
    it.assert(stored || now == before, "half an entry");
    it.check_told(stored);
    let kept = it.office.files_with(TYPED);
    // The terminal breaks a path anywhere.
    let said: String = it.text().split_whitespace().collect();
    if stored {
        it.assert(it.status() != Some(0) || kept.is_empty(), &format!("what was typed is left in {kept:?}"));
        return stored;
    }
    if !it.office.path("editor-ran").exists() {
        return stored;
    }
    let [kept] = &kept[..] else {
        it.assert(false, &format!("what was typed is lost, or lies in {kept:?}"));
        return stored;
    };
    it.assert(it.status().is_none() || said.contains(kept.to_str().unwrap()), "where it is kept is not said");
    it.office.ok(&format!("log 1 --from-file {}", kept.display()));
    it.assert(it.office.entries() == before + 1, "what was kept is not stored");
    stored
}

fn after_backup(it: &Interrupted<'_>) -> bool {
    let backup = it.scenario.line().replace("backup ", "");
    let made = it.office.path(&backup).exists();
    it.check_told(made);
    it.check_unchanged();
    if !made {
        it.retry();
    }
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("logbook.db");
    it.office.ok(&format!("--logbook {} restore {backup}", place.display()));
    let restored = it.office.ok(&format!("--logbook {} export --to json", place.display()));
    it.assert(restored == it.start.export, "the backup is not of the logbook");
    made
}

fn after_restore(it: &Interrupted<'_>) -> bool {
    let made = it.office.path("logbook.db").exists();
    it.check_told(made);
    if !made {
        it.retry();
    }
    it.check_unchanged();
    made
}

fn after_recovery(it: &Interrupted<'_>) -> bool {
    let made = it.office.path("logbook.db").exists();
    it.check_told(made);
    if !made {
        it.retry();
    }
    it.assert(it.office.opens_by("new.key"), "the new key does not open it");
    it.office.ok("--key-file new.key key change --new-key-file owner.key");
    it.check_unchanged();
    made
}

fn after_import(it: &Interrupted<'_>) -> bool {
    let (whole, now) = (it.start.entries, it.office.entries());
    it.assert(now == 0 || now == whole, "half an import");
    it.check_told(now == whole);
    if now == 0 {
        it.retry();
    }
    it.assert(it.office.entries() == whole, "it is not what was exported");
    it.office.ok("show 1");
    now == whole
}

fn after_key_change(it: &Interrupted<'_>) -> bool {
    let (by_old, by_new) = (it.office.opens_by("owner.key"), it.office.opens_by("new.key"));
    it.assert(by_old != by_new, &format!("the old key opens it: {by_old}, the new one: {by_new}"));
    it.check_told(by_new);
    let named = it.text().contains("escalate key show");
    it.assert(it.status() != Some(7) || named, "how to look at it is not said");
    let key = if by_new { "new.key" } else { "owner.key" };
    it.office.ok(&format!("--key-file {key} key change --new-key-file owner.key"));
    it.check_unchanged();
    by_new
}

/// What is derived is made anew from what is sealed, which stays.
fn after_rebuild(it: &Interrupted<'_>) -> bool {
    it.check_unchanged();
    it.retry();
    it.check_unchanged();
    it.status() == Some(0)
}
