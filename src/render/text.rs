//! Text as it may be printed: what could drive a terminal, or hide, is made visible.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether some character of a text is [hidden](is_hidden), other than a line break that may stay.
fn has_hidden(text: &str, may_break: bool) -> bool {
    let may_stay = |byte: u8| may_break && byte == b'\n';
    // Nearly every text has plain letters, and a look at its bytes is enough.
    !text.bytes().all(|byte| matches!(byte, b' '..=b'~') || may_stay(byte))
        && text.chars().any(|c| is_hidden(c) && !(may_break && c == '\n'))
}

/// A text on one line: line breaks and what could drive a terminal are shown as signs.
pub fn line(text: &str) -> String {
    let show = |out: &mut String, c| match c {
        '\n' => out.push('⏎'),
        '\t' => out.push(' '),
        c => spell(out, c),
    };
    if has_hidden(text, false) { visible(text, show) } else { text.to_owned() }
}

/// A text with its line breaks: what could drive a terminal is shown as signs.
pub fn lines(text: &str) -> Cow<'_, str> {
    let show = |out: &mut String, c| match c {
        '\n' => out.push('\n'),
        '\t' => out.push_str("    "),
        c => spell(out, c),
    };
    if has_hidden(text, true) {
        Cow::Owned(visible(&text.replace("\r\n", "\n"), show))
    } else {
        Cow::Borrowed(text)
    }
}

fn visible(text: &str, mut show: impl FnMut(&mut String, char)) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            show(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

fn spell(out: &mut String, c: char) {
    // Writing to a string does not fail.
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}

/// Whether a character drives a terminal, turns text around, or breaks a line unseen.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            // What Unicode keeps for itself, and XML forbids.
            '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' |
            '\u{61C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_and_bidirectional_character_is_shown() {
        let hostile: String = (0..=0x9F)
            .chain([0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0x2028, 0xFEFF])
            .filter_map(char::from_u32)
            .collect();
        for shown in [line(&hostile), lines(&hostile).replace('\n', "")] {
            assert!(!shown.chars().any(is_hidden), "{shown}");
        }
        assert_eq!(line("a\u{1b}[31mb\u{202e}c\r\n"), "a<U+001B>[31mb<U+202E>c<U+000D>⏎");
        assert_eq!(lines("a\r\nb\tc"), "a\nb    c");
    }

    #[test]
    fn names_and_emoji_stay_as_they_are() {
        for text in ["Siân Llŷr", "李", "👨‍👩‍👧", "🏴󠁧󠁢󠁷󠁬󠁳󠁿", "נועה"] {
            assert_eq!(line(text), text);
        }
    }
}
