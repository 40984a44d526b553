//! What the parts cost within one process: `cargo bench --bench inside`.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a measurement that goes wrong ends there")]

#[path = "speed/generate.rs"]
#[expect(dead_code, reason = "the other bench uses the rest")]
mod generate;

use divan::{Bencher, black_box};
use escalate::model::{Case, Entry};
use escalate::protocol::builtin::{self, Prepared};
use escalate::protocol::{Span, resolve};
use escalate::rules::summary;
use escalate::store::sqlite::SqliteLog;
use escalate::store::{RawEntry, Reading, Sealing};
use escalate::view::EntryView;

fn main() {
    divan::main();
}

/// The entries of a closed case, as they are stored.
fn stored() -> Vec<RawEntry> {
    let folder = tempfile::tempdir().unwrap();
    let book = generate::logbook(folder.path(), 1000, generate::Engine::Plain);
    let store = SqliteLog::open(&book.path, None).unwrap();
    store.raw_entries_of(book.closed_case.parse().unwrap()).unwrap()
}

fn decoded() -> Vec<Entry> {
    stored().iter().map(|raw| raw.decode().unwrap()).collect()
}

#[divan::bench]
fn ten_working_days(bencher: Bencher<'_, '_>) {
    let calendar = builtin::calendar("england-and-wales").unwrap();
    let start = chrono::DateTime::parse_from_rfc3339("2026-04-02T09:00:00+01:00").unwrap();
    bencher.bench(|| calendar.end_of(black_box(Span::WorkingDays(10)), start).unwrap());
}

#[divan::bench]
fn a_definition_that_is_prepared(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Prepared::of(black_box("4lscb")).unwrap().resolved().unwrap());
}

#[divan::bench]
fn a_definition_from_its_text(bencher: Bencher<'_, '_>) {
    use escalate::protocol::builtin::BuiltIn;
    let shelved = BuiltIn.definition("4lscb").unwrap();
    bencher.bench(|| resolve(black_box(&shelved), &BuiltIn).unwrap());
}

#[divan::bench]
fn an_entry_decoded(bencher: Bencher<'_, '_>) {
    let raw = stored().swap_remove(1);
    bencher.bench(|| black_box(&raw).decode().unwrap());
}

#[divan::bench]
fn an_entry_sealed(bencher: Bencher<'_, '_>) {
    let entry = decoded().swap_remove(1);
    bencher.with_inputs(|| entry.clone()).bench_values(|entry| Sealing::new(entry, [1; 32]).unwrap());
}

#[divan::bench]
fn a_case_of_ten_entries_folded(bencher: Bencher<'_, '_>) {
    let entries = decoded();
    bencher.with_inputs(|| entries.clone()).bench_values(|entries| Case::fold(entries).unwrap());
}

#[divan::bench]
fn how_a_case_stands(bencher: Bencher<'_, '_>) {
    let case = Case::fold(decoded()).unwrap().unwrap();
    let protocol = Prepared::of("set").unwrap().resolved().unwrap().protocol;
    bencher.bench(|| summary(black_box(&case), &protocol));
}

#[divan::bench]
fn an_entry_as_it_is_shown(bencher: Bencher<'_, '_>) {
    let case = Case::fold(decoded()).unwrap().unwrap();
    let protocol = Prepared::of("set").unwrap().resolved().unwrap().protocol;
    let calendar = builtin::calendar("england-and-wales").unwrap();
    bencher.bench(|| EntryView::of(black_box(&case.entries[1]), &case, &protocol, &calendar));
}
