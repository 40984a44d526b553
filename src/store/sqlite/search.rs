//! The index of words: SQLite's FTS5, without the words' text, which stays in the payloads alone.

use rusqlite::Connection;

use crate::model::Entry;
use crate::store::Result;

/// A row of the index is the log's alias shifted by so many bits, and the entry's number.
pub(super) const LOG_SHIFT: u32 = 40;

/// Adds an entry to the index.
pub(super) fn index(connection: &Connection, alias: i64, entry: &Entry) -> Result<()> {
    let Some(words) = words(entry) else { return Ok(()) };
    let row = (alias << LOG_SHIFT) | super::columns::sql_number(entry.number)?;
    connection.prepare_cached("INSERT INTO words (rowid, said) VALUES (?1, ?2)")?.execute((row, words))?;
    Ok(())
}

/// Everything in an entry that can be searched for.
pub(super) fn words(entry: &Entry) -> Option<String> {
    let record = entry.record.as_ref()?;
    let mut words: Vec<String> = record.children.clone();
    words.extend(record.everybody().map(ToString::to_string));
    words.extend(record.fields.values().cloned());
    Some(words.join("\n"))
}

/// The query for entries that hold every word; a trailing `*` asks for what begins so.
///
/// None where nothing can be searched for. Words are quoted, so that none is read as an operator.
pub(super) fn query(words: &[String]) -> Option<String> {
    let terms: Vec<String> = words
        .iter()
        .flat_map(|word| word.split_whitespace())
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .map(|word| {
            let (word, star) = word.strip_suffix('*').map_or((word, ""), |word| (word, "*"));
            format!("\"{}\"{star}", word.replace('"', "\"\""))
        })
        .collect();
    (!terms.is_empty()).then(|| terms.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_and_never_operators() {
        let query = |words: &[&str]| query(&words.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(query(&["bruise", "NOT"]).unwrap(), "\"bruise\" AND \"NOT\"");
        assert_eq!(query(&["core group", "neglec*"]).unwrap(), "\"core\" AND \"group\" AND \"neglec\"*");
        assert_eq!(query(&["a\"b"]).unwrap(), "\"a\"\"b\"");
        assert_eq!(query(&["*", "\"", "--"]), None);
    }
}
