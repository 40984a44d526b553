//! What each operation costs: against its floor, and against what somebody would use instead.
//!
//! ```text
//! cargo bench --bench speed -- [--sizes 1000,10000,100000,1000000] [--runs 21] [--folder FOLDER]
//!                              [--plot FILE.svg] [--only due,log] [--no-peers]
//! ```
//!
//! The floor is a bare process on the same SQLite library, journal mode, sync level, cipher and data, that
//! does only the query, the one durable insert, or the decoding and writing of the same entries. All are
//! run in turn, as whole processes: on a shared machine only a ratio of medians of one run means anything.
//! Logbooks of every size stay in the folder, if one is named, and are made once.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that goes wrong ends there, and says where"
)]

mod floor;
#[expect(dead_code, reason = "the tests of costs use the rest")]
mod generate;
mod measure;
mod operations;
mod peers;
mod plot;
mod table;

use std::path::{Path, PathBuf};

use generate::{Book, Engine};
use measure::{Contestant, in_turn};
use operations::{OPERATIONS, Operation};
use table::Row;

struct Plan {
    sizes: Vec<u64>,
    runs: usize,
    folder: Option<PathBuf>,
    plot: Option<PathBuf>,
    only: Option<Vec<String>>,
    peers: bool,
}

impl Plan {
    fn read(arguments: &[String]) -> Self {
        let after = |flag: &str| {
            let at = arguments.iter().position(|argument| argument == flag)?;
            arguments.get(at + 1).cloned()
        };
        let sizes = after("--sizes").unwrap_or_else(|| "1000,10000,100000,1000000".into());
        Self {
            sizes: sizes.split(',').map(|size| size.parse().unwrap()).collect(),
            runs: after("--runs").map_or(21, |runs| runs.parse().unwrap()),
            folder: after("--folder").map(PathBuf::from),
            plot: after("--plot").map(PathBuf::from),
            only: after("--only").map(|only| only.split(',').map(ToOwned::to_owned).collect()),
            peers: !arguments.iter().any(|argument| argument == "--no-peers"),
        }
    }

    fn wants(&self, operation: &Operation) -> bool {
        match &self.only {
            Some(only) => only.iter().any(|name| name == operation.name),
            None => operation.has_floor,
        }
    }

    /// How often an operation is run: fewer times where once takes long.
    fn runs_of(&self, operation: &Operation, entries: u64) -> usize {
        if operation.is_long && entries > 10_000 { self.runs.min(3) } else { self.runs }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("--floor") => return floor::run(&arguments[1..]),
        Some("--make") => {
            generate::logbook(
                Path::new(&arguments[1]),
                arguments[2].parse().unwrap(),
                Engine::named(&arguments[3]),
            );
            return;
        }
        _ => {}
    }
    let plan = Plan::read(&arguments);
    let temporary = tempfile::tempdir().unwrap();
    let folder = plan.folder.clone().unwrap_or_else(|| temporary.path().to_owned());
    std::fs::create_dir_all(&folder).unwrap();
    let peers = if plan.peers { peers::installed() } else { Vec::new() };
    let mut rows = Vec::new();
    start_up(&plan, &folder, &mut rows);
    for entries in &plan.sizes {
        for engine in [Engine::Plain, Engine::Encrypted] {
            make_apart(&folder, *entries, engine);
            let book = generate::logbook(&folder, *entries, engine);
            for operation in OPERATIONS.iter().filter(|operation| plan.wants(operation)) {
                let runs = plan.runs_of(operation, *entries);
                let mut contestants = operation.contestants(&book);
                if engine == Engine::Plain {
                    contestants.extend(peers.iter().filter_map(|peer| peer.contestant(operation, &book)));
                }
                rows.push(Row::new(
                    operation.name,
                    engine.name(),
                    Some(*entries),
                    in_turn(contestants, runs),
                ));
                eprintln!("{}", rows.last().unwrap());
            }
        }
    }
    println!("{}\n\n{}\n", table::of(&rows), table::ratios(&rows));
    for entries in plan.sizes.iter().filter(|_| plan.peers) {
        println!("{}\n", table::against_peers(&rows, *entries));
    }
    if plan.only.as_ref().is_none_or(|only| only.iter().any(|name| name == "itself")) {
        against_itself(&plan, &folder);
    }
    if let Some(entries) = plan.sizes.first().filter(|_| plan.only.is_none()) {
        println!("{}", operations::syncs(&generate::logbook(&folder, *entries, Engine::Plain)));
    }
    if let Some(file) = &plan.plot {
        plot::draw(file, &rows).unwrap();
    }
}

/// What each operation costs in the largest logbook against the smallest, and in an encrypted one against a
/// plain one: both in turn.
fn against_itself(plan: &Plan, folder: &Path) {
    let (Some(least), Some(most)) = (plan.sizes.iter().min(), plan.sizes.iter().max()) else { return };
    let book = |entries: u64, engine| {
        make_apart(folder, entries, engine);
        generate::logbook(folder, entries, engine)
    };
    let [plain, encrypted] =
        [Engine::Plain, Engine::Encrypted].map(|engine| [*least, *most].map(|entries| book(entries, engine)));
    for operation in OPERATIONS.iter().filter(|operation| !operation.is_long) {
        let times = |one: &Book, other: &Book| {
            let pair = vec![operation.ours("one", one), operation.ours("other", other)];
            let [one, other] = in_turn(pair, plan.runs)[..] else { return 0.0 };
            other.median.as_secs_f64() / one.median.as_secs_f64()
        };
        println!(
            "{}: {most} entries cost {:.2} times what {least} do, encrypted {:.2} times; an encrypted logbook {:.2} times a plain one",
            operation.name,
            times(&plain[0], &plain[1]),
            times(&encrypted[0], &encrypted[1]),
            times(&plain[0], &encrypted[0])
        );
    }
}

/// Makes a logbook in another process: what this one holds would count as its children's.
fn make_apart(folder: &Path, entries: u64, engine: Engine) {
    if generate::place(folder, entries, engine).exists() {
        return;
    }
    eprintln!("making a logbook of {entries} entries, {} ...", engine.name());
    let mut maker = std::process::Command::new(std::env::current_exe().unwrap());
    let made = maker.arg("--make").arg(folder).arg(entries.to_string()).arg(engine.name()).status().unwrap();
    assert!(made.success());
}

/// What it costs to start, against a program that does nothing.
fn start_up(plan: &Plan, folder: &Path, rows: &mut Vec<Row>) {
    if plan.only.as_ref().is_some_and(|only| !only.iter().any(|name| name == "start")) {
        return;
    }
    let Some(empty) = floor::empty_program(folder) else {
        eprintln!("rustc is not at hand: what it costs to start is not measured");
        return;
    };
    for word in ["--version", "--help"] {
        let contestants = vec![
            Contestant::new("escalate", &measure::escalate(&[word], None)),
            Contestant::new("floor", &std::process::Command::new(&empty)),
        ];
        rows.push(Row::new(word, "", None, in_turn(contestants, plan.runs * 3)));
        eprintln!("{}", rows.last().unwrap());
    }
}
