//! CSV that a spreadsheet cannot be tricked with.

use std::borrow::Cow;
use std::io::Write;

use super::text::is_hidden;

/// A cell that no spreadsheet takes for a formula: what begins like one, after any blanks, gets an
/// apostrophe before it.
///
/// Control characters, other than line breaks within a text, are made visible.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    let shown = super::text::lines(cell);
    debug_assert!(!shown.chars().any(|c| is_hidden(c) && c != '\n'));
    if shown.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        Cow::Owned(format!("'{shown}"))
    } else {
        shown
    }
}

/// Writes a header and rows, every cell guarded.
pub fn write_rows(
    out: &mut dyn Write,
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<(), ::csv::Error> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(header)?;
    for row in rows {
        writer.write_record(row.iter().map(|cell| guarded(cell).into_owned()))?;
    }
    writer.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\n@a", "＝1"] {
            let guarded = guarded(cell);
            assert!(!guarded.trim_start().starts_with(['=', '+', '-', '@']), "{cell}: {guarded}");
        }
        assert_eq!(guarded("J.S."), "J.S.");
        assert_eq!(guarded("2026-0001"), "2026-0001");
    }
}
