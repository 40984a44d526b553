//! An example for each command, shown by its help; a test reads every one as arguments.

/// The commands with what somebody would type.
const EXAMPLES: &[(&str, &[&str])] = &[
    (
        "init",
        &[
            "escalate init",
            "escalate init --plain --me \"Asha Patel, teacher\" --agency \"Elm School\" --protocol 4lscb",
        ],
    ),
    (
        "open",
        &[
            "escalate open",
            "escalate open --protocol london --child J.S. --category referral-decision --concern @concern.txt --from me --to \"Ben Cole, social worker, Children's Social Care\"",
            "escalate open --edit",
        ],
    ),
    (
        "log",
        &[
            "escalate log 7",
            "escalate log 7 --with \"Ben Cole, social worker, Children's Social Care\" --mode phone --at \"yesterday 16:00\" --summary \"No agreement\" --result not-agreed",
        ],
    ),
    (
        "decide",
        &[
            "escalate decide 7 --who \"Dee Roe, team manager, Children's Social Care\" --decision \"An assessment starts\" --result changed",
        ],
    ),
    (
        "advance",
        &[
            "escalate advance 7 --why \"No agreement within one working day\"",
            "escalate advance 7 --to 4 --ground policy-issue --why \"Both agencies read the policy otherwise\"",
        ],
    ),
    (
        "timescale",
        &[
            "escalate timescale 7 --by \"2026-04-09 12:00\" --agreed-with \"Ben Cole, social worker, Children's Social Care\"",
        ],
    ),
    ("duty", &["escalate duty 7 written-account --done \"Emailed to Ben Cole\""]),
    ("protect", &["escalate protect 7 --step \"A strategy meeting is asked for\""]),
    (
        "party",
        &[
            "escalate party 7 --add \"Eva Moss, school nurse, Health\"",
            "escalate party 7 --keeps-record \"Elm School\" --where \"The child's file, section 4\"",
        ],
    ),
    (
        "request",
        &[
            "escalate request 7 --from me --to \"Ben Cole, social worker, Children's Social Care\" --what \"The notes of the visit\" --by 2026-04-09",
        ],
    ),
    ("answer", &["escalate answer 7 12 --text @answer.txt"]),
    (
        "action",
        &[
            "escalate action 7 --what \"Start the assessment\" --owner \"Dee Roe, team manager, Children's Social Care\" --by 2026-04-09",
            "escalate action 7 15 --done \"Started\"",
        ],
    ),
    (
        "resolve",
        &[
            "escalate resolve 7 --outcome agreed --summary \"The referral is accepted\" --child-outcome \"He is seen on 9 April\"",
        ],
    ),
    ("confirm", &["escalate confirm 7 --party \"Elm School\" --by me"]),
    ("withdraw", &["escalate withdraw 7 --why \"The decision was misread\""]),
    ("reopen", &["escalate reopen 7 --why \"The plan was not carried out\""]),
    ("approve", &["escalate approve 7"]),
    ("file", &["escalate file 7 --where \"The child's file, section 4\""]),
    ("correct", &["escalate correct 7 12 --why \"The day was wrong\" --until \"2026-04-09 12:00\""]),
    ("hold", &["escalate hold 7 --why \"A review was announced\""]),
    (
        "erase",
        &[
            "escalate erase 7 12 --why \"Recorded in the wrong case\" --authority \"The data protection officer\"",
        ],
    ),
    (
        "due",
        &[
            "escalate due",
            "escalate due --overdue --check",
            "escalate due --within \"2 working days\" --format csv",
        ],
    ),
    ("next", &["escalate next 7"]),
    ("show", &["escalate show 7", "escalate show 2026-0007 --format json"]),
    ("list", &["escalate list --state open --agency \"Elm School\""]),
    ("search", &["escalate search bruise referral"]),
    ("similar", &["escalate similar 7"]),
    ("themes", &["escalate themes --since 2026-01-01 --until 2026-03-31"]),
    ("account", &["escalate account 7", "escalate account 7 --to-format docx --output ."]),
    (
        "export",
        &["escalate export --to xlsx --output .", "escalate export 7 --to docx --redact family --output ."],
    ),
    ("import", &["escalate import logbook.json"]),
    (
        "protocol",
        &[
            "escalate protocol list",
            "escalate protocol guide 4lscb",
            "escalate protocol new ours --extends london",
        ],
    ),
    ("calendar", &["escalate calendar add 2026-04-02 \"1 working day\""]),
    ("backup", &["escalate backup /media/safe/logbook.backup"]),
    ("restore", &["escalate restore /media/safe/logbook.backup"]),
    ("key", &["escalate key show", "escalate key change"]),
    ("doctor", &["escalate doctor"]),
    ("verify", &["escalate verify", "escalate verify --rebuild"]),
    ("receipt", &["escalate receipt"]),
    ("completions", &["escalate completions bash"]),
    ("man", &["escalate man --output man"]),
];

/// The commands, each with its examples at the end of its help.
pub fn added_to(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|sub| {
        let of = EXAMPLES.iter().find(|(name, _)| *name == sub.get_name());
        match of {
            Some((_, examples)) => {
                let lines: Vec<String> = examples.iter().map(|example| format!("  {example}")).collect();
                sub.after_help(format!("Examples:\n{}", lines.join("\n")))
            }
            None => sub,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_an_example_that_can_be_typed() {
        let command = crate::commands::command();
        for sub in command.get_subcommands() {
            let of = EXAMPLES.iter().find(|(name, _)| *name == sub.get_name());
            let (_, examples) = of.unwrap_or_else(|| panic!("{} has no example", sub.get_name()));
            for example in *examples {
                // A file that an example names is not there.
                let words = shell_words::split(&example.replace('@', "")).unwrap();
                command
                    .clone()
                    .try_get_matches_from(words)
                    .unwrap_or_else(|error| panic!("{example}: {error}"));
            }
        }
    }
}
