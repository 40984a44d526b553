//! The layers: what each folder may know of the others, and of the world outside.

#![expect(clippy::unwrap_used, reason = "a test that goes wrong ends there, and says where")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer, with the layers of this crate that it may know.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("key", &["model"]),
    ("protocol", &["model"]),
    ("rules", &["model", "protocol"]),
    ("store", &["key", "model", "protocol", "rules"]),
    ("view", &["key", "model", "protocol", "rules", "store"]),
    ("render", &["model", "protocol", "view"]),
    ("document", &["model", "render"]),
    ("export", &["document", "model", "protocol", "render", "rules", "store", "view"]),
    ("cli", &["key", "model", "protocol", "render", "rules", "store", "view"]),
    (
        "commands",
        &["cli", "document", "export", "key", "model", "protocol", "render", "rules", "store", "view"],
    ),
];

/// What the pure layers know nothing of: SQL, arguments, terminal, files, environment, clock.
const WORLD: &[&str] = &[
    "rusqlite",
    "clap::",
    "dialoguer",
    "console::",
    "comfy_table",
    "directories",
    "tempfile",
    "getrandom",
    "std::fs",
    "std::env",
    "std::io",
    "std::net",
    "std::process",
    "std::path",
    "std::time",
    "Utc::now",
    "Local::now",
    "SystemTime",
    "println!",
    "eprintln!",
    "static mut",
    "OnceLock",
    "LazyLock",
    "thread_local!",
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found
}

/// A file's code: without its tests, and without comments.
fn code(path: &Path) -> String {
    if path.file_name().is_some_and(|name| name == "tests.rs") {
        return String::new();
    }
    let text = fs::read_to_string(path).unwrap();
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The layers that a piece of code names as `crate::layer`, also within braces.
fn named(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = code.get(at + "crate::".len()..).unwrap();
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        names.push(name);
    }
    names
}

#[test]
fn every_folder_is_a_layer() {
    let mut folders: Vec<String> = fs::read_dir(source())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    folders.sort();
    let mut layers: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    layers.sort_unstable();
    assert_eq!(folders, layers);
}

#[test]
fn a_layer_knows_only_the_layers_that_it_may() {
    let all: Vec<&str> = LAYERS.iter().map(|(layer, _)| *layer).collect();
    for (layer, may) in LAYERS {
        for path in files(&source().join(layer)) {
            for name in named(&code(&path)) {
                let allowed = name == *layer || may.contains(&name.as_str()) || !all.contains(&name.as_str());
                assert!(allowed, "{}: {layer} knows {name}", path.display());
                assert!(!name.is_empty(), "{}: name the layer after crate::", path.display());
            }
        }
    }
}

#[test]
fn model_protocol_and_rules_know_nothing_of_the_world() {
    for layer in ["key", "model", "protocol", "rules"] {
        // What is compiled for tests alone may print.
        for path in files(&source().join(layer)).into_iter().filter(|path| !path.ends_with("survivors.rs")) {
            let code = code(&path);
            for outside in WORLD {
                assert!(!code.contains(outside), "{}: {layer} knows {outside}", path.display());
            }
        }
    }
}

#[test]
fn only_the_sqlite_store_knows_sql() {
    for path in files(&source()) {
        let inside = path.starts_with(source().join("store/sqlite"));
        let code = code(&path);
        assert!(inside || !code.contains("rusqlite"), "{}", path.display());
    }
}

#[test]
fn only_the_surroundings_read_the_environment_and_the_clock() {
    for path in files(&source()) {
        if path.ends_with("cli/surroundings.rs") || path.ends_with("main.rs") {
            continue;
        }
        let code = code(&path);
        for outside in
            ["std::env::var", "env::args", "Utc::now", "Local::now", "SystemTime::now", "Instant::now"]
        {
            assert!(!code.contains(outside), "{}: {outside}", path.display());
        }
    }
}

#[test]
fn nothing_that_talks_to_a_network_is_built_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let parse = |file: &str| fs::read_to_string(root.join(file)).unwrap().parse::<toml::Table>().unwrap();
    let (deny, lock) = (parse("deny.toml"), parse("Cargo.lock"));
    let names = |list: &toml::Value| -> Vec<String> {
        let list = list.as_array().unwrap();
        list.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let banned = names(&deny["bans"]["deny"]);
    assert!(banned.len() > 10);
    for package in names(&lock["package"]) {
        assert!(!banned.contains(&package), "{package} is banned in deny.toml");
    }
    for path in files(&source()) {
        assert!(!code(&path).contains("std::net"), "{}", path.display());
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    for path in files(&suite) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let folder = path.parent().unwrap();
        let list = if folder == suite { suite.join("main.rs") } else { folder.join("mod.rs") };
        let told = fs::read_to_string(list).unwrap();
        let is_list = name == "main" || name == "mod";
        assert!(is_list || told.contains(&format!("mod {name};")), "{}", path.display());
    }
}

#[test]
fn no_function_is_longer_than_a_screen() {
    for path in files(&source()) {
        let code = code(&path);
        let mut began: Option<(usize, String)> = None;
        for (number, line) in code.lines().enumerate() {
            let opens = line.contains("fn ") && line.trim_end().ends_with('{')
                || line.contains("fn ") && line.trim_end().ends_with('(');
            if began.is_none() && opens {
                let indent: String = line.chars().take_while(|c| *c == ' ').collect();
                began = Some((number, indent));
            } else if let Some((from, indent)) = &began
                && line == format!("{indent}}}")
            {
                assert!(
                    number - from <= 70,
                    "{}: the function at line {from} has {} lines",
                    path.display(),
                    number - from
                );
                began = None;
            }
        }
    }
}
