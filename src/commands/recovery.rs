//! Giving the recovery code away, and taking it back.

use std::path::Path;

use anyhow::Context;
use zeroize::Zeroizing;

use crate::cli::{Failure, Session, files};
use crate::key::DataKey;

/// What a file with a recovery code says of itself.
const ABOUT: &str = "\
The recovery code of an escalate logbook. Whoever has it can open the logbook.
Print this, lock it away, and delete the file. To use it: escalate key recover; with a backup:
escalate restore BACKUP --recovery-file FILE
";

/// Gives the recovery code to its owner: into a new file, or confirmed at the terminal.
pub fn give(key: &DataKey, file: Option<&Path>, session: &mut Session<'_>) -> anyhow::Result<()> {
    let code = key.recovery_code();
    if let Some(file) = file {
        session.check_output(file)?;
        let text = Zeroizing::new(format!("{ABOUT}\n{}\n", *code));
        files::write_new_private(file, text.as_bytes())?;
        session.note(&format!(
            "The recovery code lies at {}: print it, lock it away, delete the file.",
            file.display()
        ));
    } else if let Some(asker) = session.asker() {
        let [first, second] = session.random::<2>()?.map(|byte| usize::from(byte) % 12);
        asker.confirm_code(&code, [first, 12 + second])?;
    } else {
        session.warn("There is no recovery code: if what unlocks the logbook is lost, the logbook is lost. Make one now: escalate key show --recovery-file FILE");
    }
    Ok(())
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
