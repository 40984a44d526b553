//! The table: medians, ratios, peak memory.

use std::collections::BTreeSet;
use std::fmt;
use std::fmt::Write;

use crate::measure::Measured;

/// What one operation cost, at one size.
pub struct Row {
    pub operation: &'static str,
    pub engine: &'static str,
    pub entries: Option<u64>,
    pub measured: Vec<Measured>,
}

/// The columns of others: the peers, in order.
const PEERS: [&str; 4] = ["sqlite3", "task", "hledger", "jrnl"];

impl Row {
    pub fn new(
        operation: &'static str,
        engine: &'static str,
        entries: Option<u64>,
        measured: Vec<Measured>,
    ) -> Self {
        Self { operation, engine, entries, measured }
    }

    pub fn of(&self, name: &str) -> Option<Measured> {
        self.measured.iter().find(|measured| measured.name == name).copied()
    }

    /// How many times its floor it costs.
    fn ratio(&self) -> Option<f64> {
        let (ours, floor) = (self.of("escalate")?, self.of("floor")?);
        Some(ours.median.as_secs_f64() / floor.median.as_secs_f64())
    }
}

/// Milliseconds, as many digits as they are worth.
fn ms(measured: Measured) -> String {
    let ms = measured.median.as_secs_f64() * 1000.0;
    if ms < 100.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// 1,000,000
fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (ours, floor) = (self.of("escalate"), self.of("floor"));
        let ratio = self.ratio().map(|ratio| format!("{ratio:.2}"));
        let entries = self.entries.map(thousands).unwrap_or_default();
        write!(f, "| {} | {} | {entries} |", self.operation, self.engine)?;
        for cell in [ours.map(ms), floor.map(ms), ratio, ours.map(|ours| format!("{:.1}", ours.peak))] {
            write!(f, " {} |", cell.unwrap_or_default())?;
        }
        for peer in PEERS {
            write!(f, " {} |", self.of(peer).map(ms).unwrap_or_default())?;
        }
        Ok(())
    }
}

/// The whole table, as Markdown.
pub fn of(rows: &[Row]) -> String {
    let mut text =
        String::from("| operation | logbook | entries | escalate, ms | floor, ms | ratio | peak, MiB |");
    for peer in PEERS {
        let _ = write!(text, " {peer}, ms |");
    }
    let _ = write!(text, "\n|---|---|--:|--:|--:|--:|--:|{}", "--:|".repeat(PEERS.len()));
    for row in rows {
        let _ = write!(text, "\n{row}");
    }
    text
}

/// How many times its floor each operation costs, a column a size; and the most memory that it held.
pub fn ratios(rows: &[Row]) -> String {
    let sizes: BTreeSet<u64> = rows.iter().filter_map(|row| row.entries).collect();
    let mut text = String::from("| times the floor | logbook |");
    for size in &sizes {
        let _ = write!(text, " {} |", thousands(*size));
    }
    let _ = write!(text, " peak, MiB |\n|---|---|{}--:|", "--:|".repeat(sizes.len()));
    for (operation, engine) in kinds(rows) {
        let of: Vec<&Row> =
            rows.iter().filter(|row| (row.operation, row.engine) == (operation, engine)).collect();
        let _ = write!(text, "\n| `{operation}` | {engine} |");
        for size in &sizes {
            let ratio = of.iter().find(|row| row.entries == Some(*size)).and_then(|row| row.ratio());
            let _ = write!(text, " {} |", ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default());
        }
        let peak = of.iter().filter_map(|row| row.of("escalate")).map(|ours| ours.peak).fold(0.0, f64::max);
        let _ = write!(text, " {peak:.1} |");
    }
    text
}

/// Milliseconds against the peers, at one size of a plain logbook.
pub fn against_peers(rows: &[Row], entries: u64) -> String {
    let mut text = format!("| ms at {} entries | escalate | floor |", thousands(entries));
    for peer in PEERS {
        let _ = write!(text, " {peer} |");
    }
    let _ = write!(text, "\n|---|--:|--:|{}", "--:|".repeat(PEERS.len()));
    for row in rows.iter().filter(|row| row.entries == Some(entries) && row.engine == "plain") {
        let _ = write!(text, "\n| `{}` |", row.operation);
        for name in ["escalate", "floor"].into_iter().chain(PEERS) {
            let _ = write!(text, " {} |", row.of(name).map(ms).unwrap_or_default());
        }
    }
    text
}

/// The operations, each with its logbooks, in the order in which they were run.
fn kinds(rows: &[Row]) -> Vec<(&'static str, &'static str)> {
    let mut kinds = Vec::new();
    for row in rows.iter().filter(|row| row.entries.is_some()) {
        if !kinds.contains(&(row.operation, row.engine)) {
            kinds.push((row.operation, row.engine));
        }
    }
    kinds
}
