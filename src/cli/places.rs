//! Where things lie: the logbook, the configuration, the user's own protocols and calendars.

use std::path::PathBuf;

use directories::ProjectDirs;

use super::failure::{Failure, Status};
use super::surroundings::Surroundings;

/// Where things lie.
#[derive(Debug, Clone)]
pub struct Places {
    /// `config.toml`.
    pub config: PathBuf,
    /// The logbook, where neither an argument nor the configuration names one.
    pub logbook: PathBuf,
}

impl Places {
    /// The places that the surroundings name, or the platform's.
    pub fn find(surroundings: &Surroundings) -> anyhow::Result<Self> {
        let named = |name| surroundings.variable(name).map(PathBuf::from);
        let (config, logbook) = (named("ESCALATE_CONFIG"), named("ESCALATE_LOGBOOK"));
        if let (Some(config), Some(logbook)) = (&config, &logbook) {
            return Ok(Self { config: config.clone(), logbook: logbook.clone() });
        }
        let folders = ProjectDirs::from("", "", "escalate").ok_or_else(|| {
            Failure::new(
                Status::Failed,
                "There is no home folder to keep the logbook and the configuration in.",
            )
            .hint("set HOME, or name both: ESCALATE_LOGBOOK and ESCALATE_CONFIG")
        })?;
        Ok(Self {
            config: config.unwrap_or_else(|| folders.config_dir().join("config.toml")),
            logbook: logbook.unwrap_or_else(|| folders.data_dir().join("logbook.db")),
        })
    }

    /// A folder beside the configuration: the user's own `protocols` or `calendars`.
    pub fn own(&self, folder: &str) -> PathBuf {
        self.config.with_file_name(folder)
    }
}
