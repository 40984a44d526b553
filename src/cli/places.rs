//! Where things lie: the logbook, the configuration, the user's own protocols and calendars.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::failure::{Failure, Status};
use super::files::folder_of;
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

/// Returns true if two paths name the same place: the same name in the same folder, by whatever way that is
/// reached. A link in the place is not followed, and nothing need lie there.
pub fn is_same_place(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (one, other) = (whole(one), whole(other));
    one == other
        || one.file_name().is_some_and(|name| other.file_name() == Some(name))
            && is_same_folder(folder_of(&one), folder_of(&other))
}

/// Returns true if two paths lead to the same folder, through links and mounts too.
fn is_same_folder(one: &Path, other: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let about = |folder: &Path| std::fs::metadata(folder).map(|about| (about.dev(), about.ino())).ok();
        about(one).is_some_and(|one| about(other) == Some(one))
    }
    #[cfg(not(unix))]
    {
        let resolved = |folder: &Path| folder.canonicalize().ok();
        resolved(one).is_some_and(|one| resolved(other) == Some(one))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_the_same_by_whatever_way_its_folder_is_reached() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("real"), folder.path().join("link"));
        std::fs::create_dir(&real).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        let place = |folder: &Path| folder.join("logbook.db");
        assert!(is_same_place(&place(&real), &place(&link)));
        assert!(is_same_place(&place(&real), &place(&link.join("../real/."))));
        assert!(!is_same_place(&place(&real), &real.join("other.db")));
        assert!(!is_same_place(&place(&real), &place(folder.path())));
        // A link in the place itself is another place.
        std::os::unix::fs::symlink(place(&real), real.join("other.db")).unwrap();
        assert!(!is_same_place(&place(&real), &real.join("other.db")));
        assert!(!is_same_place(Path::new("/no/such/a"), Path::new("/no/other/a")));
    }
}
