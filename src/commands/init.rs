//! `init`: make a logbook.

use std::path::PathBuf;

use clap::Args;

use super::{Done, new_way, recovery};
use crate::cli::args::{agency, label};
use crate::cli::unlock::{Means, wrappings_beside};
use crate::cli::{Config, Failure, Owner, Session, Status, UnderWay, place};
use crate::key::{DataKey, Secret, Wrappings};
use crate::model::{Agency, LogId, chain};
use crate::protocol::Shelf;
use crate::store::sqlite::{Founding, SqliteLog};
use crate::store::{Reading, StoreError};
use crate::view::ReceiptView;

/// Make a logbook: its owner, their agency, the default protocol.
#[derive(Debug, Args)]
pub struct Init {
    /// The owner's agency
    #[arg(long, value_name = "NAME", value_parser = agency, allow_hyphen_values = true)]
    agency: Option<Agency>,
    /// The owner: "Name, role"
    #[arg(long, value_name = "\"NAME, ROLE\"", value_parser = label, allow_hyphen_values = true)]
    me: Option<String>,
    /// The protocol where none is named
    #[arg(long, value_name = "ID")]
    protocol: Option<String>,
    /// Make an unencrypted logbook
    #[arg(long)]
    plain: bool,
    /// Write the recovery code into a new file, instead of having it confirmed at the terminal
    #[arg(long, value_name = "FILE", conflicts_with = "plain")]
    recovery_file: Option<PathBuf>,
}

impl Init {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        let path = session.places.logbook.clone();
        self.check_free(session)?;
        if self.plain && (session.global.key_file.is_some() || session.global.key_command.is_some()) {
            return Err(Failure::arguments("An unencrypted logbook (--plain) has no key: one was named.")
                .hint("leave --plain out, or --key-file and --key-command")
                .into());
        }
        self.ask(session)?;
        if let Some(id) = &self.protocol {
            session.protocol(id)?;
        }
        let founding = Founding { log: session.new_log()?, founded_at: chain::stamp(session.now()) };
        let store = if self.plain {
            session.set_aside_wrappings()?;
            self.found(&founding, None, session)?
        } else {
            self.found_encrypted(&founding, session)?
        };
        session.remember(founding.log, !self.plain);
        session.note(&format!("A new logbook lies at {}", path.display()));
        session.note(&format!("Your settings lie at {}", session.places.config.display()));
        if let Some(unfit) = place::here(&path).unfit {
            session.warn(&format!("The logbook is not well kept there: {unfit}."));
        }
        if self.plain {
            session.warn(
                "The logbook is not encrypted: whoever can read the file can read it. Keep it on an encrypted disk.",
            );
        } else {
            let beside = wrappings_beside(&path);
            session
                .note(&format!("It is encrypted; what unlocks it lies beside it, at {}", beside.display()));
        }
        session.note("Next: escalate open (it asks for everything), or escalate open --help");
        let printed = session.show(&ReceiptView::from(store.head()?));
        session.is_passed_on("The logbook is made", printed);
        Ok(None)
    }

    /// Refuses places that are taken, or that are the same.
    fn check_free(&self, session: &Session<'_>) -> anyhow::Result<()> {
        if let Some(file) = &self.recovery_file {
            session.check_output(file)?;
        }
        let free = SqliteLog::check_free(&session.places.logbook);
        if let (Err(exists @ StoreError::Exists { .. }), Some(_)) = (&free, &self.recovery_file) {
            // A run that was cut off may have made the logbook and not yet given its code away.
            return Err(Failure::new(Status::Failed, exists.to_string())
                .hint("name another place with --logbook FILE; the recovery code of a logbook that lies there already: escalate key show --recovery-file FILE")
                .into());
        }
        free?;
        session.check_places(None)?;
        Ok(self.recovery_file.as_deref().map_or(Ok(()), |file| recovery::check_new(file, session))?)
    }

    /// Makes the logbook, gives its recovery code a name, and writes down whose it is.
    ///
    /// A run that is cut off before the logbook is there leaves no code of it.
    fn found(
        &self,
        founding: &Founding,
        code: Option<UnderWay>,
        session: &mut Session<'_>,
    ) -> anyhow::Result<SqliteLog> {
        let path = session.places.logbook.clone();
        let store = SqliteLog::found(&path, founding, session.unlocked())?;
        let (agency, me) = (self.agency.as_ref().map(Agency::name), self.me.as_deref().map(owner));
        let code_lies = self.place_code(code, session);
        let set = code_lies.and_then(|()| {
            let config = &session.places.config;
            Config::set(config, agency, me.as_ref(), self.protocol.as_deref())
                .inspect_err(|_| self.remove_code())
        });
        if let Err(error) = set {
            drop(store);
            let _ = std::fs::remove_file(path);
            return Err(error);
        }
        Ok(store)
    }

    fn place_code(&self, code: Option<UnderWay>, session: &mut Session<'_>) -> anyhow::Result<()> {
        let (Some(code), Some(file)) = (code, &self.recovery_file) else { return Ok(()) };
        recovery::place(code, file, session).inspect_err(|error| {
            // It lies there, and it is unknown whether it stays.
            if Failure::of(error).status == Status::OutcomeUnknown {
                self.remove_code();
            }
        })
    }

    /// Removes the recovery code that this run wrote, of a logbook that is not made.
    fn remove_code(&self) {
        if let Some(file) = &self.recovery_file {
            let _ = std::fs::remove_file(file);
        }
    }

    /// Makes an encrypted logbook: its key, what unlocks it, its recovery code.
    fn found_encrypted(&self, founding: &Founding, session: &mut Session<'_>) -> anyhow::Result<SqliteLog> {
        let key = DataKey::new(session.random()?);
        let secret = session.new_secret(means(session)?, founding.log)?;
        let founded = self
            .keep_key(&key, &secret, founding.log, session)
            .and_then(|code| self.found(founding, code, session));
        founded.map_err(|error| {
            if session.places.logbook.exists() {
                return error;
            }
            // An attempt that failed leaves nothing behind that would only confuse.
            let _ = std::fs::remove_file(wrappings_beside(&session.places.logbook));
            session.forget(&secret);
            let failure = Failure::of(&error);
            match failure.status {
                // Whether something on the way was stored is of no matter: the logbook is not there.
                Status::OutcomeUnknown => Failure { status: Status::Failed, ..failure }.into(),
                _ => error,
            }
        })
    }

    /// Wraps the key of the new logbook; its recovery code, written for the file that is named.
    fn keep_key(
        &self,
        key: &DataKey,
        secret: &Secret,
        log: LogId,
        session: &mut Session<'_>,
    ) -> anyhow::Result<Option<UnderWay>> {
        let wrappings = session.wrap(key, secret, Wrappings { log, all: Vec::new() })?;
        let text = session.proven(&wrappings, key, secret)?;
        let code = recovery::prepare(key, self.recovery_file.as_deref(), session)?;
        session.set_aside_wrappings()?;
        session.keep_wrappings(&text)?;
        session.unlock_with(key.clone());
        Ok(code)
    }

    /// Asks for what is missing.
    fn ask(&mut self, session: &Session<'_>) -> anyhow::Result<()> {
        let said = self.me.is_some() || self.agency.is_some() || self.protocol.is_some();
        if session.places.logbook.exists() || said {
            return Ok(());
        }
        let Some(asker) = session.asker() else { return Ok(()) };
        asker.say("A new logbook. Who keeps it?")?;
        self.me =
            asker.checked("Your name and role (\"Name, role\"; Enter leaves it out)", None, true, label)?;
        self.agency = asker.checked("Your agency (Enter leaves it out)", None, true, agency)?;
        let ids = session.shelf.ids();
        let mut choices: Vec<String> = Vec::new();
        for id in &ids {
            let title = session.protocol(id).map(|resolved| resolved.title_with_origin()).unwrap_or_default();
            choices.push(format!("{id}: {title}"));
        }
        choices.push("none: it is named with each case".into());
        self.protocol = ids.get(asker.choose("Your partnership's protocol", &choices)?).cloned();
        Ok(())
    }
}

/// What the new logbook is unlocked by: what is named, what is chosen, or the keyring.
fn means<'s>(session: &'s Session<'_>) -> anyhow::Result<Means<'s>> {
    if let Some(named) = session.named_means() {
        return Ok(named);
    }
    let Some(asker) = session.asker() else {
        if session.has_keyring() {
            return Ok(Means::Keyring);
        }
        return Err(Failure::missing(vec!["--key-file".into()])
            .hint("a logbook is encrypted: name a key file (--key-file FILE) or a command (--key-command CMD) that unlocks it, or make an unencrypted one: --plain")
            .into());
    };
    asker.say("The logbook is encrypted. (A key file, for instance on a memory stick: escalate init --key-file FILE.)")?;
    new_way::choose(session)
}

/// An owner as given: `Name, role`.
fn owner(given: &str) -> Owner {
    let (name, role) = given.split_once(',').unwrap_or((given, ""));
    Owner { name: name.trim().to_owned(), role: role.trim().to_owned() }
}

/// The failure of a protocol that neither an argument nor the configuration names.
pub(super) fn no_protocol(session: &Session<'_>) -> Failure {
    Failure::missing(vec!["--protocol".into()]).hint(format!(
        "there are: {}; a default is set by escalate init --protocol ID",
        session.shelf.ids().join(", ")
    ))
}
