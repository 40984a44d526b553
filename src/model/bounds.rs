//! The bounds of names and texts.

/// The most bytes of a text.
pub const MOST_TEXT: usize = 512 * 1024;
/// The most characters of a name, a role, an agency or a reference.
pub const MOST_NAME: usize = 300;

/// Why a text is no name and no reference: it is empty, too long, or not one line.
pub fn no_name(text: &str) -> Option<String> {
    if text.trim().is_empty() { Some("it is empty".into()) } else { no_line(text) }
}

/// Why a text is none of one line: it is too long, or holds control characters.
pub fn no_line(text: &str) -> Option<String> {
    if text.chars().count() > MOST_NAME {
        Some(format!("it is longer than {MOST_NAME} characters"))
    } else if text.chars().any(char::is_control) {
        Some("it holds control characters; a name or a reference has none".into())
    } else {
        None
    }
}
