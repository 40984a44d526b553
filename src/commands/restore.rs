//! `restore`: put a backup in the logbook's place.

use std::path::PathBuf;

use clap::Args;

use super::new_way::NewWay;
use super::{Done, recovery};
use crate::cli::backup::{Unpacked, folder_of, not_empty, unpack};
use crate::cli::unlock::wrong_code;
use crate::cli::{Failure, Session, Status, place};
use crate::key::{Secret, Wrappings};
use crate::model::Receipt;
use crate::store::sqlite::{SqliteLog, make_private_folder};
use crate::store::{Reading, StoreError, verify};
use crate::view::ReceiptView;

/// Put a backup in the logbook's place, where no logbook is.
///
/// It is checked whole first, against the receipt that lies in it. A receipt that was kept elsewhere tells
/// whether it is the newest one: escalate verify --expect RECEIPT
///
/// Where nothing is left that unlocks it, its recovery code does; it is unlocked by something new from then on.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Open it by its recovery code, which this file holds (- is standard input)
    #[arg(long, value_name = "FILE")]
    recovery_file: Option<PathBuf>,
    #[command(flatten)]
    new: NewWay,
}

impl Restore {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let path = session.places.logbook.clone();
        if path.exists() {
            return Err(not_empty(&path).into());
        }
        SqliteLog::check_free(&path)?;
        session.check_places(self.new.key_file())?;
        if self.recovery_file.is_some() {
            self.new.can_be_had(session)?;
        }
        make_private_folder(folder_of(&path))?;
        let mut unpacked = unpack(&self.file, folder_of(&path))?;
        let receipt = receipt(&unpacked)?;
        let encrypted = SqliteLog::is_encrypted(&unpacked.logbook())?;
        let recovered =
            if encrypted { self.unlock(&unpacked, session)? } else { self.take_plain(&unpacked, session)? };
        let head = check(&unpacked, &receipt, session)?;
        let renewed = encrypted && (recovered || self.new.named().is_some());
        let secret = if renewed { Some(self.renew(&mut unpacked, head, session)?) } else { None };
        // An attempt that was cut off may have left them.
        let settled = session.set_aside_wrappings().and_then(|()| unpacked.settle(&path));
        if let Err(error) = settled {
            if let Some(secret) = secret.filter(|_| !path.exists()) {
                session.forget(&secret);
            }
            return Err(error);
        }
        session.remember(head.log, encrypted);
        check_in_place(head, session)?;
        session.note(&format!("Restored to {} and found whole.", path.display()));
        if let Some(unfit) = place::here(&path).unfit {
            session.warn(&format!("The logbook is not well kept there: {unfit}."));
        }
        session.note("Two copies of a logbook must not both be written: keep the other one apart.");
        let printed = session.show(&ReceiptView::from(head));
        session.is_passed_on("The logbook is restored", printed);
        Ok(None)
    }

    /// Finds the key of the backup: by what unlocks it or, where nothing does, by its recovery code.
    ///
    /// Whether it was the code.
    fn unlock(&self, unpacked: &Unpacked, session: &Session<'_>) -> anyhow::Result<bool> {
        if let Some(file) = &self.recovery_file {
            session.unlock_with(recovery::take(Some(file), session)?);
            return Ok(true);
        }
        let Err(error) = unlock_by_wrappings(unpacked, session) else { return Ok(false) };
        let failure = Failure::of(&error);
        if failure.status != Status::Logbook {
            return Err(error);
        }
        let Some(asker) = session.asker() else { return Err(by_its_code(failure).into()) };
        asker.say(&failure.message)?;
        session.unlock_with(recovery::take(None, session)?);
        Ok(true)
    }

    /// Takes the backup of a plain logbook, where nothing says that it was encrypted.
    fn take_plain(&self, unpacked: &Unpacked, session: &Session<'_>) -> anyhow::Result<bool> {
        session.refuse_plain_backup(&self.file, unpacked.wrappings.is_some())?;
        if self.recovery_file.is_some() || self.new.named().is_some() {
            return Err(Failure::new(
                Status::Logbook,
                "The logbook in this backup is not encrypted: nothing unlocks it.",
            )
            .hint("leave out what is to unlock it, if it is the backup that you mean")
            .into());
        }
        Ok(false)
    }

    /// Wraps the key by something new; what is restored is unlocked by that.
    fn renew(&self, unpacked: &mut Unpacked, head: Receipt, session: &Session<'_>) -> anyhow::Result<Secret> {
        let Some(key) = session.unlocked() else {
            return Err(Failure::new(Status::Logbook, "The backup is locked.").into());
        };
        let secret = session.new_secret(self.new.named_or_chosen(session)?, head.log)?;
        let old = unpacked.wrappings.as_deref().filter(|_| self.new.keep);
        let old = old.and_then(|text| Wrappings::parse(text).ok()).filter(|old| old.log == head.log);
        let proven = session
            .wrap(key, &secret, old.unwrap_or(Wrappings { log: head.log, all: Vec::new() }))
            .and_then(|wrappings| session.proven(&wrappings, key, &secret));
        match proven {
            Ok(text) => {
                unpacked.wrappings = Some(text);
                Ok(secret)
            }
            Err(error) => {
                session.forget(&secret);
                Err(error)
            }
        }
    }
}

/// The receipt in a backup: without one nothing tells that it is whole.
fn receipt(unpacked: &Unpacked) -> anyhow::Result<Receipt> {
    let refused = |why: String| {
        Failure::new(Status::Logbook, format!("The backup {why}: nothing tells that it is whole."))
            .hint("use another backup; this one is left as it is")
    };
    let Some(text) = &unpacked.receipt else { return Err(refused("holds no receipt".into()).into()) };
    Ok(text.trim().parse().map_err(|_| refused("holds a receipt that cannot be read".into()))?)
}

/// Unlocks a backup by the wrappings in it.
fn unlock_by_wrappings(unpacked: &Unpacked, session: &Session<'_>) -> anyhow::Result<()> {
    let Some(text) = &unpacked.wrappings else {
        return Err(Failure::new(
            Status::Logbook,
            "The backup is encrypted, and what unlocks it is missing from it.",
        )
        .into());
    };
    session.unlock_by(Wrappings::parse(text)?)?;
    Ok(())
}

/// Opens what was unpacked and checks it whole; its newest entry, which the receipt must name.
fn check(unpacked: &Unpacked, receipt: &Receipt, session: &Session<'_>) -> anyhow::Result<Receipt> {
    let opened = session.open_unlocked(&unpacked.logbook());
    let restored = opened.map_err(|error| match error.downcast_ref::<StoreError>() {
        Some(StoreError::NotByThisKey { .. }) if session.unlocked_by().is_none() => wrong_code().into(),
        _ => error,
    })?;
    if session.unlocked().is_none() {
        session.refuse_plain_log(restored.log())?;
    }
    verify(&restored, &[*receipt], |_| {})?;
    let head = restored.head()?;
    if head != *receipt {
        let message = format!(
            "The backup's receipt is of entry {} of log {}, and its newest entry is {} of log {}: the two do not belong together.",
            receipt.entry, receipt.log, head.entry, head.log
        );
        return Err(Failure::new(Status::Logbook, message)
            .hint("use another backup; this one is left as it is")
            .into());
    }
    Ok(head)
}

/// Opens what lies in the logbook's place now: it must hold what was restored.
fn check_in_place(restored: Receipt, session: &Session<'_>) -> anyhow::Result<()> {
    let path = &session.places.logbook;
    let found = session.open_unlocked(path).and_then(|store| Ok(store.head()?));
    let why = match found {
        // Somebody else may have gone on writing already.
        Ok(head) if head == restored || head.log == restored.log && head.entry > restored.entry => {
            return Ok(());
        }
        Ok(head) => format!("its newest entry is {} of log {}", head.entry, head.log),
        Err(error) => Failure::of(&error).message,
    };
    let message = format!(
        "The backup was put in the place of {}, and does not lie there as it was: {why}",
        path.display()
    );
    Err(Failure::new(Status::OutcomeUnknown, message)
        .hint("check the disk; keep what lies there apart, and restore the backup to another place: escalate --logbook FILE restore BACKUP")
        .into())
}

/// A backup that stays locked can be opened by its recovery code.
fn by_its_code(failure: Failure) -> Failure {
    const CODE: &str = "--recovery-file FILE, with --new-key-file FILE";
    let hint = failure.hint.clone().unwrap_or_default();
    let named = hint.replace("escalate key recover", CODE);
    let hint = match (named == hint, hint.is_empty()) {
        (false, _) => named,
        (true, true) => format!("open it by its recovery code: {CODE}"),
        (true, false) => format!("{hint}; or open it by its recovery code: {CODE}"),
    };
    failure.hint(hint)
}
