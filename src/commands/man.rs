//! `man`: the manual pages.

use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man as Page;
use clap_mangen::roff::{Roff, bold, roman};

use super::Done;
use crate::cli::{Session, files, write_bytes};

/// Print the manual page, or write one for each command.
#[derive(Debug, Args)]
pub struct Man {
    /// A folder to write a page for each command into
    #[arg(long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

/// When the pages were last looked through; the same wherever they are made.
const DATE: &str = "2026-11-21";

/// What is beside the commands: each with its heading.
const SECTIONS: &[(&str, &[(&str, &str)])] = &[
    (
        "EXIT STATUS",
        &[
            ("0", "done"),
            ("1", "it failed: disk, permission and the like"),
            ("2", "wrong or missing arguments"),
            ("3", "refused by the protocol"),
            ("4", "no such case, entry, protocol or pathway"),
            ("5", "the logbook cannot be unlocked or fails its check"),
            ("6", "due --check found something overdue"),
            ("7", "the outcome is unknown: the message names the check to make"),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("ESCALATE_LOGBOOK", "the logbook's file"),
            ("ESCALATE_CONFIG", "the settings, config.toml"),
            ("ESCALATE_KEY_FILE", "a file of random bytes that unlocks the logbook"),
            ("ESCALATE_KEY_COMMAND", "a command whose output unlocks it"),
            ("NO_COLOR, CLICOLOR_FORCE, COLUMNS", "how results are printed"),
            ("VISUAL, EDITOR", "the editor that --edit opens"),
        ],
    ),
    (
        "FILES",
        &[
            (
                "~/.local/share/escalate/logbook.db",
                "the logbook; elsewhere on other systems: escalate doctor",
            ),
            ("~/.local/share/escalate/logbook.db.keys", "what its key is wrapped by"),
            ("~/.config/escalate/config.toml", "the settings"),
            ("~/.config/escalate/protocols/", "your own protocols"),
        ],
    ),
    (
        "EXAMPLES",
        &[
            ("escalate open", "opens a case, and asks for what the protocol wants"),
            ("escalate due --overdue --check", "what is overdue; status 6 where something is"),
            ("escalate next 7", "what the protocol says of case 7 now"),
            ("escalate account 7 --to-format docx --output .", "the written account of the dispute"),
        ],
    ),
];

impl Man {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let mut command = super::command();
        command.build();
        let Some(folder) = self.output else {
            write_bytes(&main_page(&command)?, session.around)?;
            return Ok(None);
        };
        let mut pages = vec![(folder.join("escalate.1"), main_page(&command)?)];
        for sub in command.get_subcommands() {
            let name = format!("escalate-{}", sub.get_name());
            let mut page = Vec::new();
            Page::new(sub.clone().name(name.clone())).date(DATE).render(&mut page)?;
            pages.push((folder.join(format!("{name}.1")), page));
        }
        for (path, _) in &pages {
            session.check_output(path)?;
        }
        std::fs::create_dir_all(&folder)?;
        for (path, page) in &pages {
            files::write_private(path, page)?;
        }
        session.note(&format!("{} pages written to {}", pages.len(), folder.display()));
        Ok(None)
    }
}

/// The page of the whole program, with what no command tells alone.
fn main_page(command: &clap::Command) -> anyhow::Result<Vec<u8>> {
    let page = Page::new(command.clone()).date(DATE);
    let mut out = Vec::new();
    page.render_title(&mut out)?;
    page.render_name_section(&mut out)?;
    page.render_synopsis_section(&mut out)?;
    page.render_description_section(&mut out)?;
    page.render_options_section(&mut out)?;
    page.render_subcommands_section(&mut out)?;
    let mut roff = Roff::new();
    for (heading, items) in SECTIONS {
        roff.control("SH", [*heading]);
        for (term, meaning) in *items {
            roff.control("TP", []);
            roff.text([bold(*term)]);
            roff.text([roman(*meaning)]);
        }
    }
    roff.control("SH", ["SEE ALSO"]);
    roff.text([roman("escalate COMMAND --help; one page for each command: escalate man --output FOLDER")]);
    roff.to_writer(&mut out)?;
    Ok(out)
}
