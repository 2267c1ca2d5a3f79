//! The architecture, as a test: a folder uses only what stands below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// From the top floor down. Folders on one floor do not know each other.
const FLOORS: &[&[&str]] = &[
    &["main"],
    &["cli"],
    &["commands"],
    &["failure"],
    &["view"],
    &["exit"],
    &["drift", "health"],
    &["pipeline"],
    &[
        "join",
        "layout",
        "template",
        "normalize",
        "check",
        "deliver",
    ],
    &["preset", "plan", "state", "graph", "finding", "fetch"],
    &["catalog", "source", "report", "config", "sandbox"],
];

/// Files with more code than one noun should need, their lines of code, and
/// why they are borne. The list may only shrink.
const LARGE: &[(&str, usize, &str)] = &[];

/// Lines of code that a file may have.
const MOST: usize = 400;

struct Source {
    /// Path below `src`, with `/`.
    name: String,
    text: String,
}

impl Source {
    /// Folder or file directly below `src`.
    fn room(&self) -> &str {
        let first = self.name.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Lines without comments that stand alone.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        lines.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// Lines before the unit tests.
    fn lines(&self) -> usize {
        let lines: Vec<&str> = self.text.lines().collect();
        let tests = lines
            .windows(2)
            .position(|pair| pair == ["#[cfg(test)]", "mod tests {"]);
        tests.unwrap_or(lines.len())
    }

    fn is_test(&self) -> bool {
        self.name.contains("/tests/") || self.name.ends_with("laws.rs")
    }
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut todo: Vec<PathBuf> = vec![src.clone()];
    while let Some(path) = todo.pop() {
        if path.is_dir() {
            todo.extend(
                fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let name = path.strip_prefix(&src).unwrap();
            found.push(Source {
                name: name.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path).unwrap(),
            });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|row| row.contains(&room))
}

/// The rooms that a line of code names: `crate::x`, `shelfsync::x`, and the
/// members of `crate::{x, y}`.
fn named(line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for root in ["crate::", "shelfsync::"] {
        for (at, _) in line.match_indices(root) {
            let rest = &line[at + root.len()..];
            let parts = match rest.strip_prefix('{') {
                Some(list) => list.split(',').collect(),
                None => vec![rest],
            };
            for part in parts {
                let word: String = part
                    .trim_start()
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                rooms.push(word);
            }
        }
    }
    rooms
}

#[test]
fn no_folder_uses_one_beside_or_above_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let room = source.room().to_owned();
        if room == "lib" {
            continue;
        }
        let own = floor(&room).unwrap_or_else(|| panic!("`{room}` is on no floor"));
        for (at, line) in source.code() {
            for other in named(line) {
                // A word that is no room is a macro or an item of the root.
                let Some(theirs) = floor(&other) else {
                    continue;
                };
                if other != room && theirs <= own {
                    wrong.push(format!("src/{}:{} uses `{other}`", source.name, at + 1));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "upward or sideways:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_library_does_not_know_the_program() {
    let lib = sources().into_iter().find(|source| source.name == "lib.rs");
    let text = lib.unwrap().text;
    for room in ["cli", "commands", "view", "failure"] {
        assert!(!text.contains(&format!("mod {room};")), "{room}");
    }
}

#[test]
fn client_and_sandbox_share_nothing() {
    for source in sources() {
        let other = match source.room() {
            "sandbox" => "crate::graph",
            "graph" => "crate::sandbox",
            _ => continue,
        };
        assert!(!source.text.contains(other), "{} and {other}", source.name);
        if source.room() == "sandbox" {
            let own = source.code().flat_map(|(_, line)| named(line));
            let foreign: Vec<String> = own.filter(|room| floor(room).is_some()).collect();
            assert!(
                foreign.iter().all(|room| room == "sandbox"),
                "{}: {foreign:?}",
                source.name
            );
        }
    }
}

#[test]
fn a_file_is_about_one_thing() {
    let known: BTreeMap<&str, usize> = LARGE
        .iter()
        .map(|(name, lines, _)| (*name, *lines))
        .collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !source.is_test()) {
        let lines = source.lines();
        match known.get(source.name.as_str()) {
            None if lines > MOST => wrong.push(format!("{} has {lines} lines", source.name)),
            Some(_) if lines <= MOST => {
                wrong.push(format!("{} has {lines} lines; unlist it", source.name));
            }
            Some(most) if lines > *most => {
                wrong.push(format!("{} grew from {most} to {lines} lines", source.name));
            }
            None | Some(_) => {}
        }
    }
    for (name, _, reason) in LARGE {
        assert!(!reason.is_empty(), "{name} needs a reason");
        if !sources().iter().any(|source| source.name == *name) {
            wrong.push(format!("{name} is gone; unlist it"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_folder_is_reached_from_the_root_and_its_front_door_holds_no_logic() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (at, line) in source.code() {
            if line.contains("super::super") && at < source.lines() {
                wrong.push(format!("src/{}:{} climbs", source.name, at + 1));
            }
            let front = source.name.ends_with("/mod.rs") && at < source.lines();
            let signature = line.trim_start().trim_start_matches("pub(crate) ");
            let logic = signature.starts_with("fn ") || signature.starts_with("pub fn ");
            if front && logic && !source.is_test() {
                wrong.push(format!("src/{}:{} is logic", source.name, at + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
