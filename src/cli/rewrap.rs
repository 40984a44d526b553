//! Changing what unlocks a logbook: the old way opens until the new one is seen to.

use super::failure::{Failure, Status};
use super::files;
use super::session::Session;
use super::unlock::{locked, wrappings_beside};
use crate::key::{DataKey, Draw, KeyError, Secret, Wrapping, Wrappings};
use crate::model::{LogId, chain};
use crate::store::LogStore;
use crate::store::sqlite::SqliteLog;

impl Session<'_> {
    /// Wraps a key by a secret, besides others.
    pub fn wrap(&self, key: &DataKey, secret: &Secret, beside: Wrappings) -> anyhow::Result<Wrappings> {
        let mut wrappings = beside;
        let draw = Draw { salt: self.random()?, nonce: self.random()? };
        wrappings.add(Wrapping::seal(key, secret, wrappings.log, &chain::stamp(self.now()), draw)?);
        Ok(wrappings)
    }

    /// The text of wrappings, once it is seen to give the key by a secret as that is found again.
    pub fn proven(&self, wrappings: &Wrappings, key: &DataKey, secret: &Secret) -> anyhow::Result<String> {
        let text = wrappings.to_text()?;
        let read = Wrappings::parse(&text)?;
        let opened = match &secret.item {
            Some(item) => {
                let bytes = self.around.keyring.secret(item).map_err(|error| locked(&error))?;
                read.open(&Secret { way: secret.way, bytes, item: None })?
            }
            None => read.open(secret)?,
        };
        if opened != *key {
            return Err(KeyError::Damaged("what was wrapped is not what is unwrapped".into()).into());
        }
        Ok(text)
    }

    /// Writes the text of wrappings beside the logbook.
    pub fn keep_wrappings(&self, text: &str) -> anyhow::Result<()> {
        let path = wrappings_beside(&self.places.logbook);
        files::write_private(&path, text.as_bytes()).map_err(|error| {
            let failure = Failure::of(&error);
            match failure.status {
                Status::OutcomeUnknown => failure
                    .hint("keep the old way and the new one, and look which of them opens the logbook: escalate key show, escalate receipt")
                    .into(),
                _ => error,
            }
        })
    }

    /// Unlocks a logbook by a secret from now on, with `keep` besides what unlocked it before.
    ///
    /// `before` is what unlocked it when this was begun.
    pub fn rewrap(
        &mut self,
        store: &mut SqliteLog,
        before: &Wrappings,
        secret: &Secret,
        keep: bool,
    ) -> anyhow::Result<Wrappings> {
        match self.rewrap_alone(store, before, secret, keep) {
            Ok((wrappings, given_up)) => {
                for item in given_up.iter().filter_map(|wrapping| wrapping.keyring_item(wrappings.log)) {
                    if let Err(error) = self.around.keyring.remove(&item) {
                        self.warn(&format!(
                            "The keyring still holds what unlocked the logbook before: {error}."
                        ));
                    }
                }
                self.remember(wrappings.log, true);
                Ok(wrappings)
            }
            Err(error) => {
                if Failure::of(&error).status != Status::OutcomeUnknown {
                    self.forget(secret);
                }
                Err(error)
            }
        }
    }

    /// Changes the wrappings while nobody else can; the new ones, and those that were given up.
    fn rewrap_alone(
        &self,
        store: &mut SqliteLog,
        before: &Wrappings,
        secret: &Secret,
        keep: bool,
    ) -> anyhow::Result<(Wrappings, Vec<Wrapping>)> {
        let log = store.log();
        let key = self.data_key()?;
        // Held until the wrappings lie in their place: they are read again and changed by one at a time.
        let writing = store.begin()?;
        let found = self.wrappings_of(log);
        let beside = Wrappings { log, all: if keep { found.all.clone() } else { Vec::new() } };
        let wrappings = self.wrap(key, secret, beside)?;
        let given_up: Vec<Wrapping> =
            found.all.iter().filter(|one| !wrappings.all.contains(one)).cloned().collect();
        let is_taken_away = before.all.iter().any(|one| !found.all.contains(one));
        if is_taken_away || given_up.iter().any(|one| !before.all.contains(one)) {
            return Err(Failure::new(
                Status::Failed,
                "Somebody else was first: what unlocks the logbook was changed since it was read.",
            )
            .hint("see what unlocks it now (escalate key show), then type the same again")
            .into());
        }
        self.keep_wrappings(&self.proven(&wrappings, key, secret)?)?;
        drop(writing);
        Ok((wrappings, given_up))
    }

    /// The wrappings of a log that lie beside the logbook, as far as they can be read.
    pub fn wrappings_of(&self, log: LogId) -> Wrappings {
        let found = self.wrappings().ok().filter(|found| found.log == log);
        found.unwrap_or(Wrappings { log, all: Vec::new() })
    }

    /// Forgets a secret that was made and unlocks nothing.
    pub fn forget(&self, secret: &Secret) {
        if let Some(item) = &secret.item {
            // It opens nothing: one that stays is only in the way.
            let _ = self.around.keyring.remove(item);
        }
    }
}
