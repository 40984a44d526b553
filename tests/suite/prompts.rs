//! Somebody at a terminal, guided by prompts alone.

use rexpect::session::{PtySession, spawn_command};

use crate::disaster::{left, machine};
use crate::support::{MANAGER, Office, TEACHER, WORKER};

/// A dialogue in a pseudo-terminal.
struct Dialogue(PtySession);

impl Dialogue {
    fn with(office: &Office, arguments: &[&str]) -> Self {
        let mut command = office.process(arguments);
        command.env("TERM", "xterm").env("NO_COLOR", "1").stdin(std::process::Stdio::inherit());
        Self(spawn_command(command, Some(20_000)).unwrap())
    }

    /// Waits for a question, and types an answer.
    fn asked(&mut self, question: &str, answer: &str) -> &mut Self {
        self.says(question);
        self.0.send_line(answer).unwrap();
        self
    }

    /// Waits for a list, and chooses: so many lines down.
    fn chooses(&mut self, question: &str, down: usize) -> &mut Self {
        self.says(question);
        // The list is there once its first line is.
        self.says("> ");
        for _ in 0..down {
            self.0.send("\u{1b}[B").unwrap();
        }
        self.0.send("\r").unwrap();
        self.0.flush().unwrap();
        self
    }

    fn says(&mut self, text: &str) -> &mut Self {
        self.0.exp_string(text).unwrap_or_else(|error| panic!("‘{text}’: {error}"));
        self
    }

    fn agrees(&mut self) -> &mut Self {
        self.says("Store this record");
        self.0.send("y").unwrap();
        self.0.flush().unwrap();
        self
    }

    fn ends(&mut self) {
        self.0.exp_eof().unwrap();
    }
}

#[test]
fn a_case_goes_from_init_to_its_resolution_by_prompts_alone() {
    let office = Office::bare();
    Dialogue::with(&office, &["init", "--plain"])
        .asked("Your name and role", "Asha Patel, teacher")
        .asked("Your agency", "Elm School")
        .chooses("Your partnership's protocol", 3)
        .says("A new logbook lies at")
        .ends();
    Dialogue::with(&office, &["open"])
        .chooses("Where does the disagreement arise", 2)
        .asked("How is the child referred to", "J.S.")
        .asked("What the difference of opinion is about", "No assessment is planned")
        .asked("The evidence that the challenge rests on", "Two incidents")
        .asked("How this affects the outcomes for the child", "")
        .asked("Who raises the concern", TEACHER)
        .asked("To whom is it put", WORKER)
        .asked("To whom is it put", "")
        .asked("Until when is it to be resolved", "next monday")
        .says("That cannot be taken")
        .asked("Until when is it to be resolved", "2099-01-05")
        .asked("Who agreed to that time", WORKER)
        .asked("Who agreed to that time", "")
        .says("The limit of the stage: Monday 5 January 2099, 17:00 GMT at the latest")
        .agrees()
        .says("Stored: entry 1")
        .ends();
    Dialogue::with(&office, &["log", "1"])
        .says("Stage 1: Professional to Professional")
        .asked("With whom was it held", WORKER)
        .asked("With whom was it held", "")
        .chooses("How was it held", 1)
        .asked("What was said", "They disagree")
        .chooses("Did it bring agreement", 1)
        .asked("The basis of the decision or action", "Their reading")
        .agrees()
        .says("Stored: entry 2")
        .ends();
    Dialogue::with(&office, &["advance", "1"])
        .chooses("On what ground", 0)
        .says("It moves to: Stage 2: Manager to Manager")
        .asked("Why does it move on", "Not resolved")
        .asked("Until when is it to be resolved", "2099-01-09 12:00")
        .asked("Who agreed to that time", "")
        .asked("The issue raised with the line manager", "Refusal")
        .asked("The action taken", "")
        .asked("The outcome for the child", "")
        .says("Friday 9 January 2099, 12:00 GMT at the latest")
        .agrees()
        .says("Stored: entry 3")
        .ends();
    Dialogue::with(&office, &["resolve", "1"])
        .says("Stage 2: Manager to Manager")
        .chooses("How did it end", 0)
        .asked("What was the result", "They assess")
        .asked("What is the outcome for the child", "He is seen")
        .agrees()
        .says("Stored: entry 4")
        .ends();
    let shown = office.json(&["show", "1"]);
    assert_eq!((&shown["state"], &shown["outcome"]), (&"resolved".into(), &"agreed".into()));
    assert_eq!(shown["entries"][1]["fields"]["mode"], "in-person");
    office.at_instant(chrono::Utc::now());
    office.verifies();
}

#[test]
fn a_record_that_is_not_wanted_after_all_is_not_stored() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    let mut dialogue = Dialogue::with(&office, &["log", "1", "--with", MANAGER, "--mode", "phone"]);
    dialogue.asked("What was said", "x").chooses("Did it bring agreement", 0).says("Store this record");
    dialogue.0.send("n").unwrap();
    dialogue.0.flush().unwrap();
    dialogue.says("Nothing was stored").ends();
    assert_eq!(office.json(&["show", "1"])["entries"].as_array().unwrap().len(), 1);
}

#[test]
fn prompts_never_hang_a_script() {
    let office = Office::with("set");
    office.opens(&["--category", "referral"]);
    // At a terminal, but told not to ask.
    Dialogue::with(&office, &["--no-input", "log", "1"]).says("Missing: --mode, --with, --summary").ends();
    // Complete arguments are not asked about.
    Dialogue::with(&office, &["log", "1", "--with", MANAGER, "--mode", "phone", "--summary", "x"])
        .says("Stored: entry 2")
        .ends();
    // Without a terminal nothing is asked.
    let output = office.process(&["open"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_passphrase_is_asked_for_and_the_recovery_code_is_confirmed() {
    let office = Office::bare();
    let mut init = Dialogue::with(&office, &["init", "--me", "Asha Patel, teacher"]);
    init.chooses("What shall unlock it", 0)
        .asked("A passphrase (four random words or more)", "short")
        .says("12 characters at least")
        .asked("A passphrase (four random words or more)", "pwll mawr glas heddiw")
        .asked("Once more", "pwll mawr glas heddiw")
        .says("lock it away:");
    let mut code = String::new();
    for _ in 0..2 {
        code += &init.0.exp_string("To confirm: word ").unwrap();
        let number = init.0.exp_regex("[0-9]+: ").unwrap().1;
        let after = format!("{}.", number.trim_end_matches(": "));
        let words: Vec<&str> = code.split_whitespace().collect();
        let place = words.iter().position(|word| *word == after).unwrap();
        let word = words[place + 1].to_owned();
        // The question is shown once more, with its answer.
        init.0.send_line(&word).unwrap();
        init.says("\u{1b}[2K").says(&word);
    }
    init.says("It is encrypted");
    init.ends();

    let mut list = Dialogue::with(&office, &["receipt"]);
    list.asked("The logbook's passphrase", "another one, surely").says("not the passphrase").ends();
    let mut list = Dialogue::with(&office, &["receipt"]);
    list.asked("The logbook's passphrase", "pwll mawr glas heddiw").says("escalate-1-").ends();
    let status = office.process(&["receipt"]).output().unwrap();
    assert_eq!(status.status.code(), Some(5), "a passphrase is never asked for without a terminal");
}

#[test]
fn a_restore_asks_for_the_recovery_code_and_for_what_unlocks_it_then() {
    let left = left();
    let (office, backup, code) = machine(&left);
    let words = std::fs::read_to_string(&code).unwrap().lines().last().unwrap().to_owned();
    Dialogue::with(&office, &["restore", &backup])
        .says("nothing was given to unlock it with")
        .asked("The 24 words of the recovery code", &words)
        .chooses("What shall unlock it", 0)
        .asked("A passphrase (four random words or more)", "pwll mawr glas heddiw")
        .asked("Once more", "pwll mawr glas heddiw")
        .says("found whole")
        .ends();
    Dialogue::with(&office, &["receipt"])
        .asked("The logbook's passphrase", "pwll mawr glas heddiw")
        .says(&left.receipt)
        .ends();
}
