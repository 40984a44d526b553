//! Nothing that is read from outside makes the program panic.
//!
//! ```text
//! cargo test --release --test fuzz                                 20,000 inputs for each target
//! FUZZ=10000000 cargo test --release --test fuzz -- --nocapture     ten million for each target
//! ```
//!
//! Each input is a known one that was changed a few times: bits flipped, pieces doubled, cut out, or inserted
//! from another input or from a list of words that matter there. An input that is still accepted joins the known
//! ones. `corpus/` holds the inputs that reached new code under coverage guidance (`bash .ci/fuzz`).

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that goes wrong ends there, and says where"
)]
#![expect(clippy::print_stderr, reason = "the counts are the result")]

mod targets;

use std::path::{Path, PathBuf};

use fastrand::Rng;
use targets::Target;

/// How many accepted inputs are kept to start from.
const POOL: usize = 400;

/// How many inputs each target gets.
fn executions() -> u64 {
    std::env::var("FUZZ").ok().and_then(|number| number.parse().ok()).unwrap_or(20_000)
}

/// A place between two characters.
fn place(text: &str, rng: &mut Rng) -> usize {
    text.floor_char_boundary(rng.usize(0..=text.len()))
}

/// A piece of a text, of up to so many bytes.
fn piece<'t>(text: &'t str, most: usize, rng: &mut Rng) -> &'t str {
    let from = place(text, rng);
    let to = text.floor_char_boundary(from + rng.usize(0..=most));
    text.get(from..to.max(from)).unwrap_or_default()
}

/// One change.
fn change(text: &str, pool: &[String], words: &[&str], rng: &mut Rng) -> String {
    let at = place(text, rng);
    let (before, after) = text.split_at(at);
    let skip = piece(after, 40, rng).len();
    let rest = if after.is_char_boundary(skip) { after.split_at(skip).1 } else { after };
    match rng.u8(0..8) {
        0 => {
            let mut bytes = text.as_bytes().to_vec();
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << rng.u8(0..8);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        }
        1 => format!("{before}{rest}"),
        2 => format!("{before}{}{after}", piece(text, 60, rng)),
        3 => format!("{before}{}{rest}", piece(&pool[rng.usize(0..pool.len())], 200, rng)),
        4 => format!("{before}{}{after}", words[rng.usize(0..words.len())]),
        5 => format!("{before}{}{rest}", words[rng.usize(0..words.len())]),
        6 => format!("{before}{}{after}", char::from_u32(rng.u32(0..0x3000)).unwrap_or('\u{202E}')),
        _ => format!("{before}{}{rest}", rng.u64(..) >> rng.u32(0..64)),
    }
}

/// The folder of the inputs that coverage guidance found for a target.
fn corpus(target: &Target) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target.name)
}

/// The inputs that coverage guidance found, in the order of their names.
fn found_by_coverage(target: &Target) -> Vec<String> {
    let Ok(folder) = std::fs::read_dir(corpus(target)) else { return Vec::new() };
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// Reads as many changed inputs as are wanted; a panic names the input.
fn fuzz(target: &Target) {
    let Target { name, words, longest, read, .. } = *target;
    let mut rng = Rng::with_seed(name.bytes().map(u64::from).sum());
    let mut pool = (target.seeds)();
    for text in &pool {
        assert!(read(text), "{name}: a sound input is refused: {text}");
    }
    pool.extend(found_by_coverage(target));
    let known = pool.len();
    let (wanted, mut accepted) = (executions(), 0_u64);
    for _ in 0..wanted {
        let mut text = pool[rng.usize(0..pool.len())].clone();
        for _ in 0..rng.u8(1..6) {
            text = change(&text, &pool, words, &mut rng);
        }
        if text.len() > longest {
            continue;
        }
        let outcome = std::panic::catch_unwind(|| read(&text));
        let is_accepted = outcome.unwrap_or_else(|_| panic!("{name} panicked at: {text:?}"));
        if is_accepted {
            accepted += 1;
            if pool.len() < known + POOL {
                pool.push(text);
            } else if rng.u8(0..16) == 0 {
                let at = rng.usize(known..pool.len());
                pool[at] = text;
            }
        }
    }
    eprintln!("{name}: {wanted} inputs from {known} known ones, {accepted} accepted; no panic");
}

/// Writes what coverage guidance starts from: the sound inputs, and a dictionary of the words.
#[test]
#[ignore = "used by .ci/fuzz; FUZZ_SEEDS names the folder"]
fn write_seeds() {
    let folder = PathBuf::from(std::env::var_os("FUZZ_SEEDS").unwrap());
    for target in targets::ALL {
        let seeds = folder.join(target.name);
        std::fs::create_dir_all(&seeds).unwrap();
        for (number, text) in (target.seeds)().into_iter().enumerate() {
            std::fs::write(seeds.join(format!("seed-{number}")), text).unwrap();
        }
        let escaped = |word: &&str| {
            let bytes: Vec<String> = word.bytes().map(|byte| format!("\\x{byte:02X}")).collect();
            format!("\"{}\"\n", bytes.concat())
        };
        let dictionary: String = target.words.iter().map(escaped).collect();
        std::fs::write(folder.join(format!("{}.dictionary", target.name)), dictionary).unwrap();
    }
}

/// One test for each target, so that they run side by side.
macro_rules! test_each {
    ($($name:ident: $target:ident),*) => {
        $(#[test]
        fn $name() {
            fuzz(&targets::$target);
        })*

        #[test]
        fn every_target_is_tested() {
            assert_eq!(targets::ALL.len(), [$(stringify!($name)),*].len());
        }
    };
}

test_each!(
    definitions: DEFINITIONS,
    calendars: CALENDARS,
    imported_calendars: IMPORTED_CALENDARS,
    times: TIMES,
    limits: LIMITS,
    people: PEOPLE,
    exports: EXPORTS,
    skeletons: SKELETONS,
    receipts: RECEIPTS,
    wrappings: WRAPPINGS,
    recovery_codes: RECOVERY_CODES
);
