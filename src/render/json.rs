//! JSON whose strings cannot drive a terminal either: what is hidden is escaped, and reads back the same.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::text::is_hidden;

/// A value as JSON, on one line or indented.
pub fn to_json<T: Serialize + ?Sized>(value: &T, indented: bool) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    if indented {
        value.serialize(&mut Serializer::with_formatter(&mut bytes, Escaping(PrettyFormatter::new())))?;
    } else {
        write_json(value, &mut bytes)?;
    }
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Writes a value as JSON on one line.
pub fn write_json<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> serde_json::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping(CompactFormatter)))
}

/// A formatter that also escapes what `serde_json` leaves: C1, DEL and bidirectional controls.
struct Escaping<F>(F);

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // What is below a space was escaped before; of the rest of ASCII, only DEL is hidden.
        let is_plain = fragment.is_ascii() && !fragment.as_bytes().contains(&0x7F);
        if is_plain || !fragment.chars().any(is_hidden) {
            return writer.write_all(fragment.as_bytes());
        }
        for c in fragment.chars() {
            if is_hidden(c) {
                write!(writer, "\\u{:04x}", u32::from(c))?;
            } else {
                write!(writer, "{c}")?;
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }
    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }
    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }
    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }
    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }
    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_read_back_the_same() {
        let text: String =
            (0..=0xFF).chain([0x202E, 0x2066, 0xFEFF, 0x1F600]).filter_map(char::from_u32).collect();
        for indented in [false, true] {
            let json = to_json(&[&text], indented).unwrap();
            assert!(!json.chars().any(|c| is_hidden(c) && c != '\n'), "{json}");
            assert_eq!(serde_json::from_str::<Vec<String>>(&json).unwrap(), std::slice::from_ref(&text));
        }
    }
}
