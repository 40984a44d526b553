//! `--edit`: a record written in the editor, as a TOML file with the questions of the protocol.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command, FromArgMatches};
use tempfile::TempDir;

use crate::cli::args::{Common, Global};
use crate::cli::prompt::Asker;
use crate::cli::{Failure, Output, Session, Status, Surroundings, extend_by, files, given_in};
use crate::model::{Id, StageNumber};
use crate::protocol::{Protocol, Required};
use crate::rules::title_of;

/// The arguments that no record is made of.
const NOT_ASKED: &[&str] = &["from-file", "edit", "once", "strict", "field", "help"];

/// A record that is being written.
#[derive(Debug)]
pub struct Editing {
    folder: TempDir,
    file: PathBuf,
}

/// Whether a command is to be written in the editor.
pub fn is_wanted(matches: &ArgMatches) -> bool {
    let inner = matches.subcommand().map(|(_, inner)| inner);
    inner.is_some_and(|inner| inner.try_get_one::<bool>("edit").is_ok_and(|edit| edit == Some(&true)))
}

impl Editing {
    /// Has the record written, and gives the arguments that it comes to.
    pub fn run(
        arguments: &[OsString],
        command: &Command,
        matches: &ArgMatches,
        around: &mut Surroundings,
    ) -> anyhow::Result<(Self, Vec<OsString>)> {
        let (name, inner) = matches.subcommand().context("a command is missing")?;
        let sub = command.find_subcommand(name).context("a command is missing")?;
        let global = Global::from_arg_matches(matches)?;
        let output = Output::new(&global, around);
        let session = Session::new(global, output, around)?;
        let Some(asker) = session.asker() else {
            return Err(Failure::new(Status::Arguments, "--edit opens an editor, which needs a terminal.")
                .hint("give the arguments, or a file: --from-file FILE")
                .into());
        };
        let template = template(sub, inner, &session)?;
        let editor = editor(session.around);
        let folder = private_folder(session.around)?;
        let file = folder.path().join(format!("{name}.toml"));
        let editing = Self { folder, file };
        files::write_private(&editing.file, template.as_bytes())?;
        let without: Vec<OsString> =
            arguments.iter().filter(|argument| *argument != "--edit").cloned().collect();
        match editing.written(&editor, &template, &without, command, &asker) {
            Ok(arguments) => Ok((editing, arguments)),
            // Nothing that was typed is lost, whatever went wrong.
            Err(wrong) if editing.differs_from(&template) => {
                let kept = editing.keep();
                Err(Failure::of(&wrong).hint(said_where(&kept)).into())
            }
            Err(wrong) => Err(wrong),
        }
    }

    /// Whether something was written, as far as it can be read.
    fn differs_from(&self, template: &str) -> bool {
        std::fs::metadata(&self.file).is_ok_and(|found| found.is_file())
            && std::fs::read(&self.file).is_ok_and(|bytes| bytes != template.as_bytes())
    }

    /// Has the file written until it can be read.
    fn written(
        &self,
        editor: &[String],
        template: &str,
        without: &[OsString],
        command: &Command,
        asker: &Asker,
    ) -> anyhow::Result<Vec<OsString>> {
        loop {
            open(editor, &self.file)?;
            let text = files::read_if_there(&self.file)?.context("what was written is no longer there")?;
            if text == template || text.trim().is_empty() {
                return Err(Failure::new(Status::Arguments, "Nothing was written.").into());
            }
            let wrong = match self.arguments(without, command) {
                Ok(arguments) => return Ok(arguments),
                Err(wrong) => wrong,
            };
            // Said before the question: whoever breaks off knows where it lies.
            asker.say(&format!("It cannot be read: {wrong:#}"))?;
            asker.say(&format!("What was written lies in {}", self.file.display()))?;
            if !asker.confirm("Go on writing")? {
                return Err(wrong);
            }
            let before = text.lines().filter(|line| !line.starts_with("# ! ")).collect::<Vec<_>>();
            let said = crate::render::text::line(&format!("{wrong:#}"));
            files::write_private(&self.file, format!("# ! {said}\n{}\n", before.join("\n")).as_bytes())?;
        }
    }

    /// The arguments that the file comes to; what it leaves empty is not given.
    fn arguments(&self, arguments: &[OsString], command: &Command) -> anyhow::Result<Vec<OsString>> {
        let text = files::read_if_there(&self.file)?.context("what was written is no longer there")?;
        let mut table: toml::Table = toml::from_str(&text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            Failure::arguments(format!("line {line}: {}", error.message()))
        })?;
        leave_out_empty(&mut table);
        let wrong = |error: clap::Error| crate::cli::of_clap(&error);
        let matches = command.clone().try_get_matches_from(arguments).map_err(wrong)?;
        let extended = extend_by(given_in(table), &self.file, arguments.to_vec(), command, &matches)?;
        command.clone().try_get_matches_from(&extended).map_err(wrong)?;
        Ok(extended)
    }

    /// Leaves what was written where it is: private, and in memory where the system has such a place.
    fn keep(self) -> PathBuf {
        let _ = self.folder.keep();
        self.file
    }

    /// Wipes what was written, or keeps it where the record was not stored; returns what is to be said of it.
    pub fn finish(self, stored: bool) -> Option<String> {
        if !stored {
            return Some(said_where(&self.keep()));
        }
        let folder = self.folder.path().to_owned();
        // The record is stored: that its file stays is no failure of it.
        let error = self.wipe().err()?;
        let folder = folder.display();
        Some(format!(
            "The entry is stored, but what was written could not be removed ({error}): remove {folder}"
        ))
    }

    fn wipe(self) -> std::io::Result<()> {
        // Whatever lies there: an editor may have left copies of its own.
        for entry in std::fs::read_dir(self.folder.path()).into_iter().flatten().flatten() {
            // A link that an editor leaves leads elsewhere, and a pipe would wait for a reader.
            let found = entry.metadata().ok().filter(std::fs::Metadata::is_file);
            if let Some(length) = found.map(|found| found.len()) {
                let blank = vec![b' '; usize::try_from(length).unwrap_or(0)];
                // What cannot be wiped is removed all the same.
                let _ = std::fs::write(entry.path(), blank);
            }
        }
        self.folder.close()
    }
}

/// Where what was not stored lies, and how to go on with it.
fn said_where(kept: &Path) -> String {
    format!("What was written is kept in {0}; go on with --from-file {0}", kept.display())
}

fn leave_out_empty(table: &mut toml::Table) {
    let says = |value: &toml::Value| match value {
        toml::Value::String(text) => !text.trim().is_empty(),
        toml::Value::Array(list) => !list.is_empty(),
        toml::Value::Table(table) => !table.is_empty(),
        _ => true,
    };
    for (_, value) in table.iter_mut() {
        match value {
            toml::Value::Array(list) => list.retain(says),
            toml::Value::Table(inner) => leave_out_empty(inner),
            toml::Value::String(text) => *text = text.trim_matches('\n').to_owned(),
            _ => {}
        }
    }
    table.retain(|_, value| says(value));
}

/// The editor that the user wants, with its arguments.
fn editor(around: &Surroundings) -> Vec<String> {
    let wanted = ["VISUAL", "EDITOR"].into_iter().find_map(|name| around.variable(name)?.to_str());
    let words = wanted.and_then(|line| shell_words::split(line).ok()).filter(|words| !words.is_empty());
    words.unwrap_or_else(|| vec![if cfg!(windows) { "notepad" } else { "vi" }.to_owned()])
}

fn open(editor: &[String], file: &Path) -> anyhow::Result<()> {
    let Some((program, arguments)) = editor.split_first() else { return Ok(()) };
    let ended = std::process::Command::new(program)
        .args(arguments)
        .arg(file)
        .status()
        .with_context(|| format!("the editor ‘{program}’ cannot be started; set EDITOR"))?;
    if ended.success() {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, format!("The editor ‘{program}’ failed.")).into())
}

/// A folder for the owner alone, in memory where the system has such a place: gone with a restart.
fn private_folder(around: &Surroundings) -> anyhow::Result<TempDir> {
    let in_memory =
        around.variable("XDG_RUNTIME_DIR").map(PathBuf::from).into_iter().chain([PathBuf::from("/dev/shm")]);
    let builder = || {
        let mut builder = tempfile::Builder::new();
        builder.prefix("escalate-");
        // Private from its first moment: an editor may leave files in it that others could read.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        builder
    };
    for place in in_memory.filter(|place| place.is_dir()) {
        if let Ok(folder) = builder().tempdir_in(place) {
            return Ok(folder);
        }
    }
    builder().tempdir().context("no temporary folder can be made")
}

/// The file to begin with: a question for each argument, and for each field that the protocol asks for.
fn template(command: &Command, matches: &ArgMatches, session: &Session<'_>) -> anyhow::Result<String> {
    let mut out = format!("# escalate {}\n", command.get_name());
    out.push_str(
        "# Fill in what is known. What stays empty is not given; lines that begin with # are not read.\n",
    );
    out.push_str("# A text of several lines stands between \"\"\" and \"\"\". Save and close to go on.\n");
    let asked = command.get_arguments().filter(|argument| {
        argument.get_long().is_some_and(|name| !NOT_ASKED.contains(&name)) && !argument.is_global_set()
    });
    let (protocol, fields) = fields(command.get_name(), matches, session)?;
    for argument in asked {
        question(argument, matches, protocol.as_ref(), &mut out)?;
    }
    let given: Vec<&(Id, String)> =
        matches.try_get_many("fields").ok().flatten().map(Iterator::collect).unwrap_or_default();
    let mut fields: Vec<Required> =
        fields.into_iter().filter(|one| !given.iter().any(|(name, _)| *name == one.field)).collect();
    fields.dedup_by(|one, other| one.field == other.field);
    let own = |one: &Required| {
        command.get_arguments().any(|argument| argument.get_long() == Some(one.field.as_str()))
    };
    fields.retain(|one| !own(one));
    if let Some(protocol) = protocol.filter(|_| !fields.is_empty()) {
        out.push_str("\n# What the protocol asks for.\n[field]\n");
        for required in fields {
            writeln!(out, "\n# {} [{}]", title_of(&protocol, &required.field), required.source)?;
            if let Some(known) = protocol.field(required.field.as_str()) {
                for choice in &known.choices {
                    writeln!(out, "#   {}: {}", choice.id, choice.title)?;
                }
            }
            writeln!(out, "{} = \"\"", required.field)?;
        }
    }
    Ok(out)
}

fn question(
    argument: &Arg,
    matches: &ArgMatches,
    protocol: Option<&Protocol>,
    out: &mut String,
) -> anyhow::Result<()> {
    let Some(name) = argument.get_long() else { return Ok(()) };
    let known = protocol.and_then(|protocol| protocol.field(name));
    let help = match known {
        Some(field) => format!("{} [{}]", field.title, field.source),
        None => argument.get_help().map(ToString::to_string).unwrap_or_default(),
    };
    writeln!(out, "\n# {help}")?;
    for (id, title) in choices(argument, name, protocol) {
        writeln!(out, "#   {id}: {title}")?;
    }
    let id = argument.get_id().as_str();
    if matches.value_source(id) == Some(ValueSource::CommandLine) {
        let given: Vec<String> = matches
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|value| crate::render::text::line(&value.to_string_lossy()))
            .collect();
        writeln!(out, "# {name}: given on the command line: {}", given.join("; "))?;
        return Ok(());
    }
    let value = argument.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    let several = matches!(argument.get_action(), clap::ArgAction::Append);
    let form = match (argument.get_action().takes_values(), several, value.as_deref()) {
        (false, ..) => "false",
        (_, true, _) => "[\"\"]",
        (.., Some("TEXT")) => "\"\"\"\n\"\"\"",
        _ => "\"\"",
    };
    writeln!(out, "{name} = {form}")?;
    Ok(())
}

/// What an argument takes: the program's own words, or the protocol's.
fn choices(argument: &Arg, name: &str, protocol: Option<&Protocol>) -> Vec<(String, String)> {
    let of_protocol: Vec<(String, String)> = match (name, protocol) {
        ("category", Some(protocol)) => {
            protocol.categories.iter().map(|one| (one.id.to_string(), one.title.clone())).collect()
        }
        ("outcome", Some(protocol)) => {
            protocol.outcomes.iter().map(|one| (one.id.to_string(), one.title.clone())).collect()
        }
        ("ground", Some(protocol)) => {
            protocol.grounds.iter().map(|one| (one.id.to_string(), one.title.clone())).collect()
        }
        _ => Vec::new(),
    };
    if !of_protocol.is_empty() {
        return of_protocol;
    }
    let own = argument.get_possible_values().into_iter();
    own.map(|value| {
        (value.get_name().to_owned(), value.get_help().map(ToString::to_string).unwrap_or_default())
    })
    .collect()
}

/// The protocol of the record, and the fields that it asks for.
fn fields(
    command: &str,
    matches: &ArgMatches,
    session: &Session<'_>,
) -> anyhow::Result<(Option<Protocol>, Vec<Required>)> {
    if let Ok(Some(case)) = matches.try_get_one::<String>("case") {
        let store = session.logbook()?;
        let loaded = session.case(&store, case)?;
        let of = |required: &Required| {
            use crate::protocol::Of;
            required.of.iter().any(|of| match of {
                Of::Discussion => command == "log",
                Of::Decision => command == "decide",
                Of::Advance | Of::Stage => command == "advance",
                Of::Resolution => command == "resolve",
                Of::Challenge => command == "correct",
            })
        };
        let fields = if command == "advance" {
            // What is asked of a move is asked by the stage that it moves to.
            let desk = session.desk(loaded.protocol(), &loaded.calendar, &Common::default());
            let to = matches.try_get_one::<u8>("to").ok().flatten().copied().map(StageNumber);
            let stage = crate::rules::next_stage(&loaded.case, to, &desk);
            stage.map_or_else(
                |_| Vec::new(),
                |stage| stage.required.iter().filter(|one| of(one)).cloned().collect(),
            )
        } else {
            crate::rules::required_now(&loaded.case, loaded.protocol())
                .filter(|(required, _, given)| !given && of(required))
                .map(|(required, ..)| required.clone())
                .collect()
        };
        return Ok((Some(loaded.protocol().clone()), fields));
    }
    let named = matches.try_get_one::<String>("protocol").ok().flatten().or(session.config.protocol.as_ref());
    let Some(id) = named.filter(|_| command == "open") else { return Ok((None, Vec::new())) };
    let protocol = session.protocol(id)?.protocol;
    let pathway = matches.try_get_one::<Id>("pathway").ok().flatten();
    let pathway = pathway.map_or_else(|| protocol.pathways.first(), |id| protocol.pathway(id));
    let stage = pathway.and_then(|pathway| pathway.stages.first());
    let fields = stage.map_or(&[][..], |stage| &stage.required).iter();
    let fields = fields.filter(|one| one.of.contains(&crate::protocol::Of::Challenge)).cloned().collect();
    Ok((Some(protocol), fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited() -> Editing {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("log.toml");
        std::fs::write(&file, "summary = \"Words\"").unwrap();
        Editing { folder, file }
    }

    #[test]
    fn what_was_stored_is_removed_without_a_word() {
        let editing = edited();
        let folder = editing.folder.path().to_owned();
        assert_eq!(editing.finish(true), None);
        assert!(!folder.exists());
    }

    #[test]
    fn what_cannot_be_removed_is_named_and_is_stored_all_the_same() {
        let editing = edited();
        let folder = editing.folder.path().to_owned();
        std::fs::remove_dir_all(&folder).unwrap();
        let said = editing.finish(true).unwrap();
        assert!(said.contains("The entry is stored") && said.contains(folder.to_str().unwrap()), "{said}");
    }
}
