//! The table: medians, ratios, peak memory.

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
        let ratio = ours
            .zip(floor)
            .map(|(ours, floor)| format!("{:.2}", ours.median.as_secs_f64() / floor.median.as_secs_f64()));
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

/// How much more each operation costs at the dearest size than at the cheapest.
pub fn flatness(rows: &[Row]) -> String {
    let mut text = String::new();
    for engine in ["plain", "encrypted"] {
        for operation in ["due", "next", "show", "log", "search"] {
            let of = rows.iter().filter(|row| row.operation == operation && row.engine == engine);
            let times: Vec<f64> =
                of.filter_map(|row| Some(row.of("escalate")?.median.as_secs_f64())).collect();
            let (least, most) = times.iter().fold((f64::MAX, 0.0_f64), |(a, b), t| (a.min(*t), b.max(*t)));
            if times.len() > 1 {
                let _ = writeln!(
                    text,
                    "{operation}, {engine}: the dearest size costs {:.2} times the cheapest",
                    most / least
                );
            }
        }
    }
    text
}
