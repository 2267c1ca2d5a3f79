//! The examples: complete, invented, and true to the program.

use std::fs;

use shelfsync::config::key::KEYS;
use shelfsync::config::{Environment, Origin, Overrides, Section, Settings};

use super::pages::{Desk, root, said, text};

fn load(file: &str) -> Settings {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shelfsync.toml"), file).unwrap();
    let settings = Settings::load(
        &Overrides::default(),
        &Environment::default(),
        folder.path(),
    );
    settings.unwrap_or_else(|error| panic!("{error}"))
}

/// The folders of `examples/` that hold a set-up to run.
fn set_ups() -> Vec<String> {
    let folders = fs::read_dir(root().join("examples")).unwrap();
    let mut names: Vec<String> = folders
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("shelfsync.toml").exists())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// `key = value` or `#key = value`.
fn key_of(line: &str) -> Option<&str> {
    let line = line.strip_prefix('#').unwrap_or(line);
    let (name, _) = line.split_once(" = ")?;
    name.bytes()
        .all(|sign| sign.is_ascii_lowercase() || sign == b'_')
        .then_some(name)
}

#[test]
fn every_option_sets_every_default_and_names_every_key_in_order() {
    let file = text("examples/config/every-option.toml");
    let settings = load(&file);
    for shown in settings.shown() {
        let path = shown.key.path();
        assert_eq!(shown.text.as_deref(), shown.key.default, "{path}");
        let set = matches!(shown.origin, Origin::File { .. });
        assert_eq!(set, shown.key.default.is_some(), "{path}");
    }
    let named: Vec<&str> = file.lines().filter_map(key_of).collect();
    let keys: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
    assert_eq!(named, keys);
    let lines: Vec<&str> = file.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        if key_of(line).is_some() {
            assert!(lines[at - 1].starts_with("# "), "unexplained: {line}");
        }
    }
}

#[test]
fn every_option_is_valid_with_all_its_keys_switched_on() {
    let file = text("examples/config/every-option.toml");
    let all: Vec<&str> = file
        .lines()
        .map(|line| match line.strip_prefix('#') {
            Some(rest) if rest.starts_with(|first: char| first.is_lowercase() || first == '[') => {
                rest
            }
            _ => line,
        })
        .collect();
    let settings = load(&all.join("\n"));
    for shown in settings.shown() {
        let path = shown.key.path();
        assert!(matches!(shown.origin, Origin::File { .. }), "{path}");
    }
    assert_eq!(settings.sources().unwrap().len(), 1);
    for section in Section::ALL {
        assert!(all.contains(&section.header()), "{section:?}");
    }
    load(&text("examples/config/minimal.toml"));
}

#[test]
fn every_set_up_is_checked_synced_and_in_sync_the_second_time() {
    let names = set_ups();
    assert!(names.len() >= 4, "{names:?}");
    for name in names {
        let desk = Desk::new();
        let config = format!("examples/{name}/shelfsync.toml");
        let good = if name == "messy" { 3 } else { 0 };
        for words in [
            &["check", "--config", &config][..],
            &["sync", "--sandbox", "--config", &config],
            &["sync", "--sandbox", "--config", &config],
        ] {
            let output = desk.program(words);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(good), "{name} {words:?}\n{said}");
        }
        let again = desk.program(&["sync", "--sandbox", "--json", "--config", &config]);
        let document: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
        assert_eq!(document["calls"]["writes"], 0, "{name}: {document}");
    }
}

#[test]
fn the_examples_name_invented_shops_only() {
    let mut seen = 0;
    for name in set_ups() {
        for entry in fs::read_dir(root().join("examples").join(&name)).unwrap() {
            let path = entry.unwrap().path();
            let Ok(bytes) = fs::read(&path) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes);
            for (at, _) in text.match_indices("://") {
                let host = text[at + 3..]
                    .split(['/', '"', '<', '?', '\n', '\r'])
                    .next();
                let host = host.unwrap();
                let invented = host.ends_with(".example") || host == "base.google.com";
                assert!(invented, "{}: {host}", path.display());
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}
