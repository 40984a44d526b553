//! Where a logbook may lie: under one name, in a folder in which nobody else can make a file.
//!
//! SQLite finds the journal of a commit that was cut off by the name under which the logbook is opened. Under a
//! second name it is not found, and the file is read half written; and whoever can make a file of the journal's
//! name decides what SQLite writes back.

use std::path::{Path, PathBuf};

use super::folder::parent;
use super::scratch::is_temporary;
use crate::store::{Result, StoreError};

/// The endings of the files from which SQLite writes into the database beside them.
pub(super) const JOURNALS: [&str; 2] = ["-journal", "-wal"];

/// A path with an ending added to its name: the path of a file that lies beside another and is named after it.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Refuses a place for a new logbook where something lies, or a journal that SQLite would play into it.
pub(super) fn check_free(path: &Path) -> Result<()> {
    check_name(path)?;
    if path.symlink_metadata().is_ok() {
        return Err(StoreError::Exists { path: path.to_owned() });
    }
    let journals = JOURNALS.map(|ending| with_ending(path, ending));
    match journals.into_iter().find(|journal| journal.symlink_metadata().is_ok()) {
        Some(journal) => Err(StoreError::StrayJournal { journal }),
        None => Ok(()),
    }
}

/// Refuses a name that the program gives to its temporary files: those are removed.
fn check_name(path: &Path) -> Result<()> {
    if is_temporary(path) { Err(StoreError::TemporaryName { path: path.to_owned() }) } else { Ok(()) }
}

/// The logbook's own path, without symbolic links; refused where it is not safe to open.
///
/// A file that is not there has no other path than the one that was given.
pub(super) fn checked(path: &Path) -> Result<PathBuf> {
    check_name(path)?;
    let Ok(own) = std::fs::canonicalize(path) else { return Ok(path.to_owned()) };
    check_name(&own)?;
    check_folder(parent(&own))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let names = std::fs::metadata(&own).map_or(1, |about| about.nlink());
        if names > 1 && own.is_file() {
            return Err(StoreError::SeveralNames { path: own, names });
        }
    }
    Ok(own)
}

/// Refuses a folder in which another user can make files.
pub(super) fn check_folder(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    if let Some(who) = std::fs::metadata(folder).ok().and_then(|about| unix::who_can_write(&about)) {
        return Err(StoreError::OpenFolder { folder: folder.to_owned(), who });
    }
    let _ = folder;
    Ok(())
}

#[cfg(unix)]
mod unix {
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    /// Who besides the user and the administrator can make files in a folder, by its owner and its mode.
    ///
    /// The sticky bit of a folder such as /tmp keeps others from removing files, not from making them.
    pub(super) fn who_can_write(folder: &Metadata) -> Option<&'static str> {
        let user = rustix::process::geteuid().as_raw();
        if folder.uid() != user && folder.uid() != 0 {
            return Some("it belongs to another user");
        }
        if folder.mode() & 0o002 != 0 {
            return Some("every user of this computer can write to it");
        }
        let read = |file| std::fs::read_to_string(file).unwrap_or_default();
        let shared = folder.mode() & 0o020 != 0
            && !is_own_group(folder.gid(), user, &read("/etc/group"), &read("/etc/passwd"));
        shared.then_some("the other members of its group can write to it")
    }

    /// Whether a group has no other member than a user, by the system's lists of groups and users.
    ///
    /// A group that is not in them may have any members.
    fn is_own_group(group: u32, user: u32, groups: &str, users: &str) -> bool {
        let fields = |line: &str| line.split(':').map(str::to_owned).collect::<Vec<_>>();
        let number = |field: Option<&String>| field.and_then(|field| field.parse::<u32>().ok());
        let Some(listed) = groups.lines().map(fields).find(|line| number(line.get(2)) == Some(group)) else {
            return false;
        };
        let mut members: Vec<&str> = listed
            .get(3)
            .into_iter()
            .flat_map(|list| list.split(','))
            .filter(|name| !name.is_empty())
            .collect();
        for line in users.lines().map(fields) {
            let is_user = number(line.get(2)) == Some(user);
            if is_user {
                members.retain(|name| Some(*name) != line.first().map(String::as_str));
            } else if number(line.get(3)) == Some(group) {
                return false;
            }
        }
        members.is_empty()
    }

    #[cfg(test)]
    mod tests {
        use super::is_own_group;

        #[test]
        fn a_group_is_a_users_own_where_nobody_else_is_in_it() {
            let groups =
                "root:x:0:\nasha:x:1000:\nben:x:1001:asha\nteam:x:2000:asha,ben\nalone:x:3000:asha\n";
            let users = "root:x:0:0::/root:/bin/sh\nasha:x:1000:1000::/home/asha:/bin/sh\nben:x:1001:1001::/home/ben:/bin/sh\n";
            let own = |group| is_own_group(group, 1000, groups, users);
            assert!(own(1000) && own(3000));
            assert!(!own(1001) && !own(2000) && !own(0) && !own(4711));
            assert!(!is_own_group(1000, 1000, groups, "ben:x:1001:1000::/home/ben:/bin/sh"));
        }
    }
}
