//! `completions`: what a shell needs to complete commands.

use clap::Args;
use clap_complete::env::Shells;

use super::Done;
use crate::cli::{Session, write_bytes};
use crate::model::words::words;

words! {
    /// The shells that can be taught.
    pub enum Shell {
        Bash = "bash", "in ~/.bashrc: source <(escalate completions bash)";
        Zsh = "zsh", "in ~/.zshrc: source <(escalate completions zsh)";
        Fish = "fish", "in ~/.config/fish/completions/escalate.fish: escalate completions fish | source";
        Powershell = "powershell", "in $PROFILE: escalate completions powershell | Out-String | Invoke-Expression";
        Elvish = "elvish", "in ~/.elvish/rc.elv: eval (escalate completions elvish | slurp)";
    }
}

/// Print what a shell needs to complete commands, cases, stages and duties.
///
/// Completions show no name, and ask for no key: cases are offered where the logbook is plain, or a key
/// file is named.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_name = "SHELL", value_parser = crate::cli::args::word::<Shell>())]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self, session: &mut Session<'_>) -> Done {
        let shells = Shells::builtins();
        let shell = shells.completer(self.shell.word()).ok_or_else(|| anyhow::anyhow!("no such shell"))?;
        let mut script = Vec::new();
        shell.write_registration(
            crate::completing::VARIABLE,
            "escalate",
            "escalate",
            "escalate",
            &mut script,
        )?;
        write_bytes(&script, session.around)?;
        Ok(None)
    }
}
