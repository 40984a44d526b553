//! What a shell offers while a command is typed: cases, stages, protocols, duties; never a name, never a question.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::StyledStr;
use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::Shells;

use crate::cli::args::{Color, Format, Global};
use crate::cli::unlock::Means;
use crate::cli::{Output, Session, Surroundings};
use crate::model::CaseRef;
use crate::protocol::{Protocol, Shelf};
use crate::rules::{CaseFile, agenda};
use crate::store::{CaseFilter, Reading};

/// The variable in which a shell says that it wants to know how a line may go on.
pub const VARIABLE: &str = "ESCALATE_COMPLETE";

/// How many cases are offered: the newest.
const CASES: u32 = 500;

/// Something to offer, and what it is.
type Offer = (String, String);

/// A shell that wants to know how a line may go on.
#[derive(Debug)]
pub struct Asking {
    shell: String,
    words: Vec<OsString>,
}

/// The shell that asks, if one does.
///
/// Its script names the shell in the variable, and calls the program with `--` before the words of the
/// line. No command begins so: whatever the variable says, a record that somebody types is stored.
pub fn asked_by(arguments: &[OsString], around: &Surroundings) -> Option<Asking> {
    let shell = around.variable(VARIABLE)?.to_str()?;
    Shells::builtins().completer(shell)?;
    match arguments {
        [_, separator, words @ ..] if separator == "--" && !words.is_empty() => {
            Some(Asking { shell: shell.to_owned(), words: words.to_vec() })
        }
        _ => None,
    }
}

/// Writes what a shell may offer; nothing where anything is in the way.
pub fn complete(asking: Asking, mut command: Command, around: &mut Surroundings) {
    let Asking { shell, words } = asking;
    let shells = Shells::builtins();
    let Some(shell) = shells.completer(&shell) else { return };
    let offers = Offers::gather(&words, around).unwrap_or_default();
    command = command.mut_subcommands(|sub| offers.add_to(sub));
    command.build();
    let mut out = Vec::new();
    if shell.write_complete(&mut command, words, None, &mut out).is_ok() {
        // A shell that has gone does not mind.
        let _ = crate::cli::write_bytes(&out, around);
    }
}

/// Everything that can be offered for the words that were typed.
#[derive(Debug, Default)]
struct Offers {
    cases: Vec<Offer>,
    protocols: Vec<Offer>,
    pathways: Vec<Offer>,
    categories: Vec<Offer>,
    outcomes: Vec<Offer>,
    stages: Vec<Offer>,
    duties: Vec<Offer>,
    fields: Vec<Offer>,
}

impl Offers {
    fn gather(words: &[OsString], around: &mut Surroundings) -> anyhow::Result<Self> {
        let after = |flag: &str| {
            let at = words.iter().position(|word| word == flag)?;
            words.get(at + 1).cloned()
        };
        let global = Global {
            logbook: after("--logbook").map(PathBuf::from),
            key_file: after("--key-file").map(PathBuf::from),
            key_command: None,
            format: Format::Table,
            color: Color::Never,
            no_input: true,
            quiet: true,
        };
        let output = Output::new(&global, around);
        let session = Session::new(global, output, around)?;
        let mut offers = Self::default();
        for id in session.shelf.ids() {
            let title =
                session.protocol(&id).map_or_else(|_| String::new(), |resolved| resolved.title_with_origin());
            offers.protocols.push((id, title));
        }
        let case = offers.gather_cases(&session, words);
        let named =
            after("--protocol").and_then(|id| id.into_string().ok()).or(session.config.protocol.clone());
        let named = named.and_then(|id| session.protocol(&id).ok());
        match (&case, named) {
            (Some(file), _) => offers.of_case(file),
            (None, Some(resolved)) => offers.of_protocol(&resolved.protocol),
            (None, None) => {
                let all = session.shelf.ids().into_iter().filter_map(|id| session.protocol(&id).ok());
                all.for_each(|resolved| offers.of_protocol(&resolved.protocol));
            }
        }
        Ok(offers)
    }

    /// The cases, and the one that was typed already; none where the logbook opens only by asking.
    fn gather_cases(&mut self, session: &Session<'_>, words: &[OsString]) -> Option<CaseFile> {
        if !opens_silently(session) {
            return None;
        }
        let store = session.logbook().ok()?;
        let newest = CaseFilter { most: Some(CASES), ..CaseFilter::default() };
        let _ = store.cases(&newest, &mut |summary| {
            // Nothing of the child, nor of anybody else.
            let about = format!(
                "{} {} stage {}, {}",
                summary.protocol, summary.pathway, summary.stage, summary.state
            );
            self.cases.push((summary.reference.to_string(), about));
            Ok(())
        });
        let typed = words.iter().skip(2).filter_map(|word| word.to_str());
        let known = |given: &str| -> Option<CaseRef> { session.reference(&store, given).ok() };
        typed.filter_map(known).find_map(|reference| session.load(&store, reference).ok())
    }

    fn of_case(&mut self, file: &CaseFile) {
        let protocol = file.protocol();
        self.of_protocol(protocol);
        self.duties.clear();
        self.stages.clear();
        for item in agenda(&file.case, protocol) {
            if item.kind == crate::rules::ItemKind::Duty {
                self.duties.push((item.id, item.what));
            }
        }
        for stage in protocol.pathway(&file.case.pathway).iter().flat_map(|pathway| &pathway.stages) {
            self.stages.push((stage.number.to_string(), stage.title.clone()));
        }
    }

    fn of_protocol(&mut self, protocol: &Protocol) {
        let add = |offers: &mut Vec<Offer>, id: String, title: &str| {
            if !offers.iter().any(|(known, _)| *known == id) {
                offers.push((id, title.to_owned()));
            }
        };
        for category in &protocol.categories {
            add(&mut self.categories, category.id.to_string(), &category.title);
        }
        for outcome in &protocol.outcomes {
            add(&mut self.outcomes, outcome.id.to_string(), &outcome.title);
        }
        for field in &protocol.fields {
            add(&mut self.fields, format!("{}=", field.id), &field.title);
        }
        for pathway in &protocol.pathways {
            add(&mut self.pathways, pathway.id.to_string(), &pathway.title);
            for stage in &pathway.stages {
                add(&mut self.stages, stage.number.to_string(), &stage.title);
                for duty in &stage.duties {
                    add(&mut self.duties, duty.id.to_string(), &duty.what);
                }
            }
        }
    }

    /// Adds to each argument what can be offered for it.
    fn add_to(&self, command: Command) -> Command {
        let is_of_protocols = command.get_name() == "protocol";
        command
            .mut_args(|argument| self.add_to_argument(argument, false))
            .mut_subcommands(|sub| sub.mut_args(|argument| self.add_to_argument(argument, is_of_protocols)))
    }

    fn add_to_argument(&self, argument: Arg, is_of_protocols: bool) -> Arg {
        let value = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
        let offers = match (argument.get_id().as_str(), value.as_deref()) {
            (_, Some("CASE")) => &self.cases,
            ("protocol", _) => &self.protocols,
            ("id" | "extends" | "before" | "after" | "file", _) if is_of_protocols => &self.protocols,
            ("pathway", _) => &self.pathways,
            ("category", _) => &self.categories,
            ("outcome", _) => &self.outcomes,
            ("duty", _) => &self.duties,
            ("stage", _) | ("to", Some("STAGE" | "N")) => &self.stages,
            ("fields", _) => &self.fields,
            _ => return argument,
        };
        let offers = offers.clone();
        argument.add(ArgValueCandidates::new(move || {
            let candidate = |(value, help): &Offer| {
                CompletionCandidate::new(value).help(Some(StyledStr::from(crate::render::text::line(help))))
            };
            offers.iter().map(candidate).collect()
        }))
    }
}

/// Whether the logbook opens without a question, a command or a keyring.
fn opens_silently(session: &Session<'_>) -> bool {
    let is_plain = session.is_encrypted().is_ok_and(|encrypted| !encrypted);
    is_plain || matches!(session.named_means(), Some(Means::KeyFile(_)))
}
