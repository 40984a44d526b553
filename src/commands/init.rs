//! `init`: make a logbook.

use clap::Args;

use super::Done;
use crate::cli::args::{agency, label};
use crate::cli::{Config, Failure, Owner, Session};
use crate::model::{Agency, chain};
use crate::protocol::Shelf;
use crate::store::Reading;
use crate::store::sqlite::{Founding, SqliteLog};
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
}

impl Init {
    pub(super) fn run(mut self, session: &mut Session<'_>) -> Done {
        self.ask(session)?;
        if let Some(id) = &self.protocol {
            session.protocol(id)?;
        }
        let me = self.me.as_deref().map(owner);
        let founding = Founding { log: session.new_log()?, founded_at: chain::stamp(session.now()) };
        let path = session.places.logbook.clone();
        let store = SqliteLog::found(&path, &founding)?;
        let agency = self.agency.as_ref().map(Agency::name);
        if let Err(error) = Config::set(&session.places.config, agency, me.as_ref(), self.protocol.as_deref())
        {
            // A logbook without its settings would only confuse: the attempt leaves nothing behind.
            drop(store);
            let _ = std::fs::remove_file(&path);
            return Err(error);
        }
        session.note(&format!("A new logbook lies at {}", path.display()));
        session.note(&format!("Your settings lie at {}", session.places.config.display()));
        session.warn(
            "The logbook is not encrypted: whoever can read the file can read it. Keep it on an encrypted disk.",
        );
        session.note("Next: escalate open (it asks for everything), or escalate open --help");
        session.show(&ReceiptView::from(store.head()?))?;
        Ok(None)
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
            let title = session.protocol(id).map(|resolved| resolved.protocol.title).unwrap_or_default();
            choices.push(format!("{id}: {title}"));
        }
        choices.push("none: it is named with each case".into());
        self.protocol = ids.get(asker.choose("Your partnership's protocol", &choices)?).cloned();
        Ok(())
    }
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
