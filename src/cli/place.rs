//! What kind of place a file lies in: on this computer, on a network, in a synchronised folder.

use std::path::Path;

/// File systems that lie on another computer: their locks and syncs are not to be trusted.
const NETWORK: [&str; 12] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb2",
    "smb3",
    "smbfs",
    "fuse.sshfs",
    "9p",
    "afs",
    "ceph",
    "glusterfs",
    "fuse.rclone",
];

/// Folders that other programs copy elsewhere while a logbook is being written.
const SYNCHRONISED: [&str; 9] = [
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "icloud",
    "nextcloud",
    "owncloud",
    "syncthing",
    "seafile",
];

/// What a place is, and why a logbook should not lie there, where it should not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The kind of file system, where the system tells.
    pub kind: Option<String>,
    /// Why a logbook should not lie there.
    pub unfit: Option<String>,
}

/// Looks at the place of a file on this system.
pub fn here(path: &Path) -> Place {
    let mounts = std::fs::read_to_string("/proc/mounts").unwrap_or_default();
    of(&std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()), &mounts)
}

/// Looks at the place of a file; `mounts` is the system's list of mounted file systems, as far as there is one.
pub fn of(path: &Path, mounts: &str) -> Place {
    let kind = kind(path, mounts);
    let network = kind.as_deref().is_some_and(|kind| NETWORK.contains(&kind));
    let is_synchronised = |part: &str| {
        let part = part.to_lowercase();
        SYNCHRONISED.iter().any(|name| {
            part == *name || part.starts_with(&format!("{name} ")) || part.starts_with(&format!("{name}-"))
        })
    };
    let synchronised = path.components().find_map(|component| {
        let part = component.as_os_str().to_str()?;
        is_synchronised(part).then(|| part.to_owned())
    });
    let unfit = match (network, synchronised) {
        (true, _) => Some("it lies on a network file system, whose locks are not to be trusted: keep it on this computer, and copy backups there".to_owned()),
        (false, Some(folder)) => Some(format!("it lies in ‘{folder}’, which another program synchronises: keep it elsewhere, and copy backups there")),
        (false, None) => None,
    };
    Place { kind, unfit }
}

/// The kind of the file system that a path lies on: that of the longest mount point above it.
fn kind(path: &Path, mounts: &str) -> Option<String> {
    let fields = mounts.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().skip(1);
        Some((fields.next()?.replace("\\040", " "), fields.next()?))
    });
    let above = fields.filter(|(point, _)| path.starts_with(point));
    above.max_by_key(|(point, _)| point.len()).map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/sda1 / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\n/dev/sdb1 /media/my\\040stick vfat rw 0 0\n";

    #[test]
    fn a_network_and_a_synchronised_folder_are_told() {
        let place = |path: &str| of(Path::new(path), MOUNTS);
        assert_eq!(place("/srv/logbook.db"), Place { kind: Some("ext4".into()), unfit: None });
        assert!(place("/home/asha/logbook.db").unfit.unwrap().contains("network"));
        assert_eq!(place("/media/my stick/logbook.db").kind.unwrap(), "vfat");
        assert!(place("/srv/OneDrive - Elm School/logbook.db").unfit.unwrap().contains("OneDrive"));
        assert!(place("/srv/dropboxes/logbook.db").unfit.is_none());
        assert_eq!(of(Path::new("/srv"), ""), Place { kind: None, unfit: None });
    }
}
