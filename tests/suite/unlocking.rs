//! How an encrypted logbook is unlocked, and how it is told that it cannot be.

use std::path::Path;

use escalate::cli::keyring::NoSecret;

use crate::support::Office;

/// A logbook that a key file unlocks, with a recovery code in `recovery.txt`; the key file's path.
pub fn locked_office() -> (Office, String) {
    let office = Office::bare();
    let key = key_file(&office, "owner.key", 7);
    let recovery = place(&office, "recovery.txt");
    office.ok(&[
        "init",
        "--key-file",
        &key,
        "--recovery-file",
        &recovery,
        "--me",
        "Asha Patel, teacher",
        "--agency",
        "Elm School",
        "--protocol",
        "set",
    ]);
    (office, key)
}

pub fn place(office: &Office, name: &str) -> String {
    office.folder().join(name).to_str().unwrap().to_owned()
}

/// A key file of bytes that look random, the same for the same seed.
pub fn key_file(office: &Office, name: &str, seed: u64) -> String {
    let path = office.folder().join(name);
    let mut bytes = [0; 64];
    fastrand::Rng::with_seed(seed).fill(&mut bytes);
    std::fs::write(&path, bytes).unwrap();
    private(&path);
    path.to_str().unwrap().to_owned()
}

pub fn private(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

const OPEN: [&str; 11] = [
    "open",
    "--child",
    "Marked-Child-7391zqx",
    "--category",
    "referral",
    "--concern",
    "Marked-Concern-7391zqx",
    "--from",
    "me",
    "--to",
    "Marked-Name-7391zqx, social worker, Children's Social Care",
];

#[test]
fn a_logbook_is_encrypted_unless_it_is_told_not_to_be() {
    let office = Office::bare();
    let refused = office.fails(2, &["init"]);
    refused.says("--key-file").says("--key-command").says("--plain");
    assert!(!office.logbook().exists());

    let (office, key) = locked_office();
    office.ok(&[&["--key-file", &key][..], &OPEN].concat());
    office.ok(&["--key-file", &key, "verify"]).prints("Whole: 1 entry in 1 case");
    assert!(!std::fs::read(office.logbook()).unwrap().starts_with(b"SQLite"));
    for file in std::fs::read_dir(office.folder()).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let marked =
            bytes.windows(14).any(|window| window.ends_with(b"7391zqx") && window.starts_with(b"Marked-"));
        let any = bytes.windows(7).any(|window| window == b"7391zqx");
        assert!(!marked && !any, "{}", path.display());
    }
}

#[test]
fn six_ways_not_to_open_a_logbook_are_six_sentences() {
    let (office, key) = locked_office();
    let wrong = key_file(&office, "wrong.key", 8);
    let missing = place(&office, "missing.key");
    let mut sentences = vec![
        office.fails(5, &["list"]).err,
        office.fails(5, &["--key-file", &wrong, "list"]).err,
        office.fails(5, &["--key-file", &missing, "list"]).err,
    ];
    office.fails(5, &["--key-file", &wrong, "list"]).says("the logbook is whole, leave it as it is");

    let wrappings = office.folder().join("logbook.db.keys");
    let text = std::fs::read_to_string(&wrappings).unwrap();
    std::fs::write(&wrappings, text.replace("format = 1", "format = 2")).unwrap();
    sentences.push(office.fails(5, &["--key-file", &key, "list"]).says("format 2").err.clone());
    std::fs::write(&wrappings, text.replacen("salt = \"", "salt = \"0", 1)).unwrap();
    sentences.push(office.fails(5, &["--key-file", &key, "list"]).says("damaged").err.clone());
    std::fs::write(&wrappings, &text).unwrap();

    let whole = std::fs::read(office.logbook()).unwrap();
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    std::fs::write(office.logbook(), &damaged).unwrap();
    sentences
        .push(office.fails(5, &["--key-file", &key, "list"]).says("its beginning is damaged").err.clone());
    std::fs::write(office.logbook(), &whole).unwrap();
    std::fs::remove_file(&wrappings).unwrap();
    sentences.push(office.fails(5, &["--key-file", &key, "list"]).says("is missing").err.clone());

    let different: std::collections::BTreeSet<&String> = sentences.iter().collect();
    assert_eq!(different.len(), sentences.len(), "{sentences:?}");
}

#[test]
fn a_key_file_is_long_enough_and_its_owners_alone() {
    let office = Office::bare();
    let short = office.write("short.key", "too short").to_str().unwrap().to_owned();
    private(Path::new(&short));
    office.fails(5, &["init", "--key-file", &short]).says("9 bytes");
    let long = office.write("long.key", &"x".repeat(65 * 1024)).to_str().unwrap().to_owned();
    private(Path::new(&long));
    office.fails(5, &["init", "--key-file", &long]).says("32 bytes to 64 KiB");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let open = office.write("open.key", &"x".repeat(64));
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o644)).unwrap();
        office
            .fails(5, &["init", "--key-file", open.to_str().unwrap()])
            .says("can be read by others")
            .says("chmod 600");
    }
    assert!(!office.logbook().exists() && !office.folder().join("logbook.db.keys").exists());
}

#[test]
fn a_command_unlocks_and_loses_one_newline() {
    let (office, key) = locked_office();
    office.ok(&["--key-file", &key, "key", "change", "--new-key-command", "printf 'hunter2\\n'", "--keep"]);
    office.ok(&["--key-command", "printf hunter2", "list"]);
    office.ok(&["--key-file", &key, "list"]);
    office.fails(5, &["--key-command", "printf 'hunter2\\n\\n'", "list"]).says("not the key-command");
    office.fails(5, &["--key-command", "exit 3", "list"]).says("The key command failed");
    office.fails(5, &["--key-command", "true", "list"]).says("0 bytes");
    office.fails(2, &["--key-command", "true", "--key-file", &key, "list"]).says("cannot be used with");
}

#[test]
fn the_keyring_unlocks_and_says_when_it_is_locked() {
    let office = Office::bare();
    *office.keyring.silent.borrow_mut() = None;
    let recovery = place(&office, "recovery.txt");
    office.ok(&["init", "--recovery-file", &recovery]);
    office.ok(&["list"]);
    *office.keyring.silent.borrow_mut() = Some(NoSecret::Locked("a prompt was dismissed".into()));
    office.fails(5, &["list"]).says("the keyring is locked").says("unlock the keyring");
    *office.keyring.silent.borrow_mut() = Some(NoSecret::NoKeyring("no bus".into()));
    office.fails(5, &["list"]).says("no keyring in this session");
    // What the settings name for every logbook need not unlock this one.
    let settings = std::fs::read_to_string(office.folder().join("config.toml")).unwrap_or_default();
    office.write("config.toml", &format!("{settings}key-file = \"/no/such.key\"\n"));
    office.fails(5, &["list"]).says("no keyring in this session");
    *office.keyring.silent.borrow_mut() = None;
    office.ok(&["list"]);
    office.write("config.toml", &settings);
    let key = key_file(&office, "new.key", 9);
    office.ok(&["key", "recover", "--recovery-file", &recovery, "--new-key-file", &key]);
    office.ok(&["--key-file", &key, "list"]);
    office.ok(&["key", "show"]).prints("key-file");
}

#[test]
fn a_recovery_code_opens_a_logbook_whose_wrappings_are_lost() {
    let (office, key) = locked_office();
    office.ok(&[&["--key-file", &key][..], &OPEN].concat());
    std::fs::remove_file(office.folder().join("logbook.db.keys")).unwrap();
    std::fs::remove_file(&key).unwrap();
    let recovery = place(&office, "recovery.txt");
    let new = key_file(&office, "new.key", 11);
    office.ok(&["key", "recover", "--recovery-file", &recovery, "--new-key-file", &new]);
    office.ok(&["--key-file", &new, "verify"]).prints("Whole: 1 entry in 1 case");

    let again = place(&office, "again.txt");
    office.ok(&["--key-file", &new, "key", "show", "--recovery-file", &again]);
    assert_eq!(std::fs::read(&again).unwrap(), std::fs::read(&recovery).unwrap());
    let (other, _) = locked_office();
    let of_other = place(&other, "recovery.txt");
    office
        .fails(5, &["key", "recover", "--recovery-file", &of_other, "--new-key-file", &new])
        .says("belongs to another logbook");
    let slip = std::fs::read_to_string(&recovery).unwrap().replacen(' ', " x", 40);
    let slip = office.write("slip.txt", &slip).to_str().unwrap().to_owned();
    office
        .fails(5, &["key", "recover", "--recovery-file", &slip, "--new-key-file", &new])
        .says("no recovery code");
}

#[test]
fn wrappings_without_a_logbook_are_kept_when_a_new_one_is_made() {
    let (office, key) = locked_office();
    let wrappings = std::fs::read(office.folder().join("logbook.db.keys")).unwrap();
    std::fs::remove_file(office.logbook()).unwrap();
    office.ok(&["init", "--key-file", &key]).says("kept as");
    assert_eq!(std::fs::read(office.folder().join("logbook.db.keys.1")).unwrap(), wrappings);
    office.ok(&["--key-file", &key, "list"]);
}

#[test]
fn a_plain_logbook_has_no_key() {
    let office = Office::with("set");
    office.fails(2, &["key", "show"]).says("not encrypted");
    let key = key_file(&office, "owner.key", 7);
    office.fails(5, &["--key-file", &key, "list"]).says("leave --key-file and --key-command out");
}

#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_image_of_what_was_in_memory() {
    use std::process::{Command, Stdio};
    let (office, key) = locked_office();
    office.ok(&[&["--key-file", &key][..], &OPEN].concat());
    office.ok(&["--key-file", &key, "key", "change", "--new-key-command", "printf hunter2", "--keep"]);
    // It waits for a command, with what it was given in memory; then it crashes.
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -c unlimited; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_escalate")]);
    command.args([
        "--key-command",
        "sleep 20; printf hunter2",
        "log",
        "1",
        "--with",
        "Marked-Name-7391zqx, a, b",
        "--mode",
        "phone",
        "--summary",
        "Marked-Summary-7391zqx",
    ]);
    let process = office.process(&[]);
    for (name, value) in process.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    let mut child =
        command.current_dir(office.folder()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let about =
        |what: &str| std::fs::read_to_string(format!("/proc/{}/{what}", child.id())).unwrap_or_default();
    let forbids = || {
        let limits = about("limits");
        let limit =
            limits.lines().find_map(|line| line.strip_prefix("Max core file size")).unwrap_or_default();
        // Before, it is the shell, whose own limit may be anything.
        about("comm").trim() == "escalate" && limit.split_whitespace().next() == Some("0")
    };
    let began = std::time::Instant::now();
    while !forbids() {
        assert!(began.elapsed().as_secs() < 15, "core dumps are not forbidden");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    Command::new("kill").args(["-ABRT", &child.id().to_string()]).status().unwrap();
    assert!(!child.wait().unwrap().success());
    for entry in std::fs::read_dir(office.folder()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"7391zqx"), "{}", path.display());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn no_socket_is_opened() {
    if !crate::strace::is_installed() {
        return;
    }
    let (office, key) = locked_office();
    for words in [
        &["--key-file", &key, "list"][..],
        &[
            "--key-file",
            &key,
            "open",
            "--child",
            "J",
            "--category",
            "referral",
            "--concern",
            "x",
            "--from",
            "me",
            "--to",
            "B, b, C",
        ],
        &["--key-file", &key, "due"],
        &["--key-file", &key, "verify"],
        &["protocol", "list"],
    ] {
        let said = crate::faults::trace(&office, &["-e", "trace=socket,connect,bind,sendto"], words);
        assert!(!said.contains("socket(") && !said.contains("connect("), "{words:?}: {said}");
    }
}
