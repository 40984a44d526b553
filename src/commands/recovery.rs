//! Giving the recovery code away, and taking it back.

use std::path::Path;

use anyhow::Context;
use zeroize::Zeroizing;

use crate::cli::{Failure, Session, Status, UnderWay, files};
use crate::key::DataKey;

/// What a file with a recovery code says of itself.
const ABOUT: &str = "\
The recovery code of an escalate logbook. Whoever has it can open the logbook.
Print this, lock it away, and delete the file. To use it: escalate key recover; with a backup:
escalate restore BACKUP --recovery-file FILE
";

/// Refuses a place for the recovery code that is taken.
pub fn check_new(file: &Path, session: &Session<'_>) -> Result<(), Failure> {
    session.check_output(file)?;
    if file.symlink_metadata().is_err() {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, format!("There is a file at {} already.", file.display()))
        .hint("name another: a recovery code is never written over anything, and what lies there may be another logbook's"))
}

/// Gives the recovery code to its owner: into a new file, or confirmed at the terminal.
pub fn give(key: &DataKey, file: Option<&Path>, session: &mut Session<'_>) -> anyhow::Result<()> {
    match (prepare(key, file, session)?, file) {
        (Some(written), Some(file)) => place(written, file, session),
        _ => Ok(()),
    }
}

/// Puts what [`prepare`] wrote in its place.
pub fn place(written: UnderWay, file: &Path, session: &mut Session<'_>) -> anyhow::Result<()> {
    files::place_new(written, file)?;
    session.note(&format!(
        "The recovery code lies at {}: print it, lock it away, delete the file.",
        file.display()
    ));
    Ok(())
}

/// Writes the recovery code for a new file, which has no name yet, or has it confirmed at the terminal.
pub fn prepare(
    key: &DataKey,
    file: Option<&Path>,
    session: &mut Session<'_>,
) -> anyhow::Result<Option<UnderWay>> {
    let code = key.recovery_code();
    if let Some(file) = file {
        check_new(file, session)?;
        let text = Zeroizing::new(format!("{ABOUT}\n{}\n", *code));
        return Ok(Some(files::written_beside(file, text.as_bytes())?));
    }
    if let Some(asker) = session.asker() {
        let [first, second] = session.random::<2>()?.map(|byte| usize::from(byte) % 12);
        asker.confirm_code(&code, [first, 12 + second])?;
    } else {
        session.warn("There is no recovery code: if what unlocks the logbook is lost, the logbook is lost. Make one now: escalate key show --recovery-file FILE");
    }
    Ok(None)
}

/// The key in a recovery code: from a file, or typed.
pub fn take(file: Option<&Path>, session: &Session<'_>) -> anyhow::Result<DataKey> {
    let text = match (file, session.asker()) {
        (Some(file), _) => Zeroizing::new(files::read_input(file, "--recovery-file", session.around)?),
        (None, Some(asker)) => {
            let typed = asker.passphrase("The 24 words of the recovery code")?;
            Zeroizing::new(String::from_utf8(typed.to_vec()).context("the recovery code is not text")?)
        }
        (None, None) => {
            return Err(Failure::missing(vec!["--recovery-file".into()])
                .hint("name the file that holds the recovery code, or type it at a terminal")
                .into());
        }
    };
    // What the file says before the code is not part of it.
    let words = text.strip_prefix(ABOUT).unwrap_or(&text);
    Ok(DataKey::from_recovery_code(words)?)
}
