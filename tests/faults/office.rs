//! A folder in which a command runs, with or without a fault.

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::strace::{copy_files, strace};

/// Stands in every text that is erased; long enough that no digest in hexadecimal digits holds it by chance.
pub const ERASED: &str = "quixotic-marmalade-7391zqx";

/// What is typed in the editor.
pub const TYPED: &str = "typed-in-the-editor-7391zqx";

/// Folders that the office begins with, which others may enter.
const FOLDERS: [&str; 2] = ["tmp", "elsewhere"];

const INIT: &str = "init --protocol set --me 'A, teacher' --agency 'Elm School'";

const OPEN: &str =
    "open --child J.S. --category referral --concern x --from me --to 'B, social worker, Social Care'";

pub const LOG: &str = "--with 'B, social worker, Social Care' --mode phone";

/// A folder in which a command runs.
pub struct Office {
    folder: TempDir,
    /// What its logbook holds, exported.
    pub export: String,
    /// How many entries that are.
    pub entries: u64,
}

impl Office {
    fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap(), export: String::new(), entries: 0 };
        for folder in FOLDERS {
            fs::create_dir(office.path(folder)).unwrap();
        }
        office
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A copy of another office.
    pub fn like(other: &Self) -> Self {
        let office = Self { export: other.export.clone(), entries: other.entries, ..Self::new() };
        copy_files(other.folder.path(), office.folder.path());
        office
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("ESCALATE_LOGBOOK", self.path("logbook.db"))
            .env("ESCALATE_CONFIG", self.path("config.toml"))
            .env("TMPDIR", self.path("tmp"))
            .env("XDG_RUNTIME_DIR", self.path("tmp"))
            .env("EDITOR", self.path("editor"))
            .stdin(Stdio::null());
        // Where a key is named, a plain logbook is refused.
        if self.path("owner.key").exists() {
            command.env("ESCALATE_KEY_FILE", self.path("owner.key"));
        }
    }

    /// Runs a line as one would type it.
    pub fn run(&self, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_escalate"));
        self.prepare(&mut command);
        command.args(shell_words::split(line).unwrap()).output().unwrap()
    }

    /// Runs a line that must succeed.
    #[track_caller]
    pub fn ok(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.ok(&format!("--format json {line}"))).unwrap()
    }

    /// Runs a line under strace; at a terminal where it opens an editor.
    pub fn strace(&self, options: &[&str], line: &str) -> Output {
        let mut command = strace(options);
        command.arg(env!("CARGO_BIN_EXE_escalate")).args(shell_words::split(line).unwrap());
        if line.contains("--edit") {
            let words = std::iter::once(command.get_program()).chain(command.get_args());
            let line = shell_words::join(words.map(|word| word.to_str().unwrap()));
            // Whoever is asked whether to go on writing says no.
            command = Command::new("sh");
            command.args(["-c", "echo n | exec script -qefc \"$1\" /dev/null", "sh", &line]);
        }
        self.prepare(&mut command);
        command.output().unwrap()
    }

    /// How many entries the logbook has, and how many of them are erased; it must be whole.
    #[track_caller]
    pub fn verified(&self) -> (u64, u64) {
        let verified = self.json("verify");
        (verified["entries"].as_u64().unwrap(), verified["erased"].as_u64().unwrap())
    }

    /// How many entries the logbook has; it must be whole.
    #[track_caller]
    pub fn entries(&self) -> u64 {
        self.verified().0
    }

    /// What the logbook holds.
    #[track_caller]
    pub fn exported(&self) -> String {
        self.ok("export --to json")
    }

    pub fn opens_by(&self, key: &str) -> bool {
        self.run(&format!("--key-file {key} verify")).status.success()
    }

    /// Writes a key file of bytes that look random.
    fn write_key(&self, name: &str, seed: u64) {
        let mut bytes = [0; 64];
        fastrand::Rng::with_seed(seed).fill(&mut bytes);
        self.write(name, bytes, 0o600);
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>, mode: u32) {
        fs::write(self.path(name), bytes).unwrap();
        fs::set_permissions(self.path(name), Permissions::from_mode(mode)).unwrap();
    }

    fn remove(&self, names: &[&str]) {
        for name in names {
            fs::remove_file(self.path(name)).unwrap();
        }
    }

    /// Every file and folder, but what the office begins with.
    fn found(&self) -> Vec<PathBuf> {
        let folders = FOLDERS.map(|folder| self.path(folder));
        let (mut found, mut todo) = (Vec::new(), vec![self.folder.path().to_owned()]);
        while let Some(folder) = todo.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    todo.push(path.clone());
                }
                if !folders.contains(&path) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// The names of every file and folder.
    pub fn names(&self) -> BTreeSet<String> {
        let name = |path: &Path| path.strip_prefix(self.folder.path()).unwrap().to_str().unwrap().to_owned();
        self.found().iter().map(|path| name(path)).collect()
    }

    /// The files that hold a text, but the editor that types it.
    pub fn files_with(&self, text: &str) -> Vec<PathBuf> {
        let holds =
            |path: &Path| fs::read(path).unwrap().windows(text.len()).any(|bytes| bytes == text.as_bytes());
        let mut found = self.found();
        found.retain(|path| path.is_file() && *path != self.path("editor") && holds(path));
        found
    }

    /// The files that others can read, and the folders that they can enter.
    pub fn open_to_others(&self) -> Vec<PathBuf> {
        let is_open = |path: &Path| fs::symlink_metadata(path).unwrap().permissions().mode() & 0o077 != 0;
        let in_private = |path: &Path| {
            path.ancestors()
                .skip(1)
                .take_while(|folder| *folder != self.folder.path())
                .any(|folder| !is_open(folder))
        };
        let mut found = self.found();
        found.retain(|path| is_open(path) && !in_private(path));
        found
    }
}

/// An office as a scenario finds it, by name.
pub fn before(state: &str) -> Office {
    let mut office = Office::new();
    if state != "plain" {
        office.write_key("owner.key", 7);
        office.write_key("new.key", 8);
    }
    match state {
        "empty" => return office,
        "plain" => office.ok(&format!("{INIT} --plain")),
        _ => office.ok(&format!("{INIT} --recovery-file recovery.txt")),
    };
    office.ok(&format!("{OPEN} --evidence {ERASED}"));
    let long = format!("{ERASED} ").repeat(2_000);
    for summary in ["x", &long] {
        office.ok(&format!("log 1 {LOG} --summary '{summary}'"));
    }
    if state == "plain" {
        // So many that SQLite has pages that it no longer uses, with words in them.
        for number in 0..20 {
            office.ok(&format!("log 1 {LOG} --summary '{ERASED} {number}'"));
        }
        office.ok(OPEN);
    }
    (office.export, office.entries) = (office.exported(), office.entries());
    match state {
        "backup" => {
            office.ok("backup backup.tar");
            office.remove(&["logbook.db", "logbook.db.keys", "logbooks.toml"]);
        }
        "export" => {
            office.ok("export --to json --output export.json");
            office.remove(&["logbook.db", "logbook.db.keys", "logbooks.toml", "recovery.txt"]);
            office.ok(INIT);
        }
        "editor" => office.write(
            "editor",
            format!(
                "#!/bin/sh\numask 077\nprintf '%s\\n' 'with = [\"B, social worker, Social Care\"]' 'mode = \"phone\"' 'summary = \"{TYPED}\"' >\"$1\" && : >editor-ran\n"
            ),
            0o700,
        ),
        _ => {}
    }
    office
}
