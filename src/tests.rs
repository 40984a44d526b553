//! What tests share: files that are kept here and made from something else.

use std::path::Path;

/// Holds a file of this repository to what it is made from; with `INSTA_UPDATE=always` it writes it instead.
///
/// Tells whether the build has it as it is: what was just written comes with the next one.
pub fn is_current(file: &str, text: &str) -> bool {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let is_same = kept == text;
    if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
        std::fs::write(&path, text).unwrap();
    } else {
        assert!(is_same, "{file}: make it anew with INSTA_UPDATE=always cargo test --lib");
    }
    is_same
}
