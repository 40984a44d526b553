//! Folders and names: private, durable, and what it means where they cannot be made.

use std::fs::{DirBuilder, File};
use std::path::{Path, PathBuf};

use crate::store::{Result, StoreError};

/// The folder that a file lies in.
pub fn parent(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder, and those above it, for its owner alone; an existing one stays as it is, and is refused where
/// another user can make files in it.
pub fn make_private_folder(folder: &Path) -> Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    let missing: Vec<&Path> =
        folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists()).collect();
    builder.create(folder).map_err(|error| cannot_make(folder, &error))?;
    for made in missing {
        if let Some(above) = made.parent().filter(|above| !above.as_os_str().is_empty()) {
            sync_folder(above).map_err(|error| cannot_make(above, &error))?;
        }
    }
    super::place::check_folder(folder)
}

/// Makes the names in a folder durable, where the system can.
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

pub(super) fn cannot_make(path: &Path, error: &std::io::Error) -> StoreError {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => StoreError::Full,
        _ => StoreError::NotWritable {
            what: PathBuf::from(path).display().to_string(),
            reason: error.to_string(),
        },
    }
}
