//! Completions in real shells, and manual pages.

use std::process::Command;

use crate::support::Office;

/// An office with an open case, and a child's name that no shell may show.
fn office() -> Office {
    let office = Office::with("4lscb");
    office.ok(&[
        "open",
        "--child",
        "Gwenllian Pryce",
        "--category",
        "decision",
        "--concern",
        "No",
        "--from",
        "A, b, C",
        "--to",
        "D, e, F",
    ]);
    office
}

/// Runs a script in a shell, with the program in its path; nothing where the shell is not there.
fn shell(office: &Office, shell: &str, arguments: &[&str], script: &str) -> Option<String> {
    if Command::new(shell).arg("--version").output().is_err() {
        return None;
    }
    let program = office.process(&[]);
    let folder = std::path::Path::new(program.get_program()).parent().unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell)
        .args(arguments)
        .arg("-c")
        .arg(script)
        .env_clear()
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", path)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(!said.contains("Gwenllian") && !said.contains("Pryce"), "{said}");
    Some(said)
}

/// What bash offers after some words.
fn bash(office: &Office, words: &[&str]) -> Option<Vec<String>> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let (last, index) = (words.last().unwrap(), words.len() - 1);
    let script = format!(
        "source <(escalate completions bash); COMP_TYPE=9; COMP_CWORD={index}; COMP_WORDS=({}); \
         _clap_complete_escalate escalate '{last}' ''; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" ")
    );
    Some(shell(office, "bash", &["--norc"], &script)?.lines().map(str::to_owned).collect())
}

#[test]
fn bash_offers_cases_stages_protocols_and_duties() {
    let office = office();
    for (words, offered) in [
        (&["escalate", "show", ""][..], "2026-0001"),
        (&["escalate", "sho"], "show"),
        (&["escalate", "duty", "1", ""], "written-account"),
        (&["escalate", "advance", "1", "--to", ""], "4"),
        (&["escalate", "open", "--protocol", "lo"], "london"),
        (&["escalate", "open", "--protocol", "london", "--category", "core"], "core-group-timing"),
        (&["escalate", "resolve", "1", "--outcome", ""], "decision-stands"),
        (&["escalate", "protocol", "guide", ""], "pan-sussex"),
        (&["escalate", "export", "--to", ""], "xlsx"),
        (&["escalate", "log", "1", "--field", "thr"], "threshold="),
    ] {
        let Some(offers) = bash(&office, words) else { return };
        assert!(offers.iter().any(|offer| offer == offered), "{words:?}: {offers:?}");
    }
}

#[test]
fn fish_offers_the_same() {
    let office = office();
    let script = "escalate completions fish | source; complete -C 'escalate show '";
    let Some(offers) = shell(&office, "fish", &["--no-config"], script) else { return };
    assert!(offers.contains("2026-0001\t4lscb general stage 1, open"), "{offers}");
}

#[test]
fn zsh_offers_the_same() {
    let office = office();
    if Command::new("zsh").arg("--version").output().is_err() {
        return;
    }
    let program = office.process(&[]);
    let folder = std::path::Path::new(program.get_program()).parent().unwrap();
    let mut zsh = Command::new("zsh");
    zsh.args(["-f", "-i"])
        .env_clear()
        .envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .env("PATH", format!("{}:{}", folder.display(), std::env::var("PATH").unwrap()))
        .env("TERM", "dumb");
    let mut session = rexpect::session::spawn_command(zsh, Some(60_000)).unwrap();
    session
        .send_line("autoload -U compinit; compinit -u -D; source <(escalate completions zsh); echo re''ady")
        .unwrap();
    session.exp_string("ready").unwrap();
    session.send("escalate show \t").unwrap();
    session.flush().unwrap();
    session.exp_string("2026-0001").unwrap();
    // The line goes, and the shell with it: it would wait for an answer otherwise.
    session.send_control('u').unwrap();
    session.send_line("kill -9 $$").unwrap();
    session.exp_eof().unwrap();
}

#[test]
fn an_encrypted_logbook_is_not_asked_for_its_key() {
    let office = Office::bare();
    let key = &crate::unlocking::key_file(&office, "key", 7);
    let code = office.folder().join("code");
    office.ok(&["init", "--key-file", key, "--recovery-file", code.to_str().unwrap(), "--protocol", "4lscb"]);
    office.ok(&[
        "open",
        "--key-file",
        key,
        "--child",
        "J.S.",
        "--category",
        "decision",
        "--concern",
        "No",
        "--from",
        "A, b, C",
        "--to",
        "D, e, F",
    ]);
    let Some(offers) = bash(&office, &["escalate", "show", ""]) else { return };
    assert!(!offers.iter().any(|offer| offer.starts_with("2026")), "{offers:?}");
    let offers = bash(&office, &["escalate", "--key-file", key, "show", ""]).unwrap();
    assert!(offers.iter().any(|offer| offer == "2026-0001"), "{offers:?}");
}

#[test]
fn nothing_in_the_way_of_completions_is_said() {
    let office = Office::bare();
    office.write("config.toml", "this is no setting");
    for words in [&["escalate", "show", ""][..], &["escalate", "open", "--protocol", ""]] {
        let Some(offers) = bash(&office, words) else { return };
        assert!(!offers.is_empty() || words.len() == 3, "{offers:?}");
    }
    office.fails(2, &["completions", "tcsh"]);
}

#[test]
fn manual_pages_are_sound() {
    let office = Office::bare();
    let folder = office.folder().join("man");
    office.ok(&["man", "--output", folder.to_str().unwrap()]);
    let page = office.ok(&["man"]).out;
    for section in ["NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SEE ALSO"] {
        assert!(page.contains(section), "{section}");
    }
    assert!(folder.join("escalate-open.1").is_file());
    for entry in std::fs::read_dir(&folder).unwrap() {
        let page = entry.unwrap().path();
        let Ok(linted) = Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).arg(&page).output()
        else {
            return;
        };
        let said = String::from_utf8(linted.stdout).unwrap();
        // Spare blank lines between options are left out when the page is shown.
        let wrong: Vec<&str> =
            said.lines().filter(|line| !line.contains("skipping paragraph macro")).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", page.display());
    }
}
