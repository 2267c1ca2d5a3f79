//! `feeds/README.md` and the table of the README against the presets.

use std::collections::BTreeSet;

use shelfsync::preset::{Preset, presets};

use super::pages::{blocks, chapter, rows, text};

fn first_cells(table: &str) -> BTreeSet<String> {
    rows(table)
        .into_iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect()
}

#[test]
fn both_tables_list_every_preset_and_no_other() {
    let names: BTreeSet<String> = presets().map(|preset| preset.name.clone()).collect();
    let page = text("feeds/README.md");
    let table = page.split("\n## ").next().unwrap();
    assert_eq!(first_cells(table), names);
    let readme = text("README.md");
    let listed: Vec<String> = rows(chapter(&readme, "Presets"))
        .into_iter()
        .flat_map(|row| row[1].split(' ').map(str::to_owned).collect::<Vec<_>>())
        .map(|name| name.trim_matches('`').to_owned())
        .collect();
    assert_eq!(listed.len(), names.len(), "each preset once");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), names);
    for row in rows(table) {
        let name = row[0].trim_matches('`');
        let preset = presets().find(|preset| preset.name == name).unwrap();
        assert_eq!(row[1], preset.title, "{name}");
        let settings: BTreeSet<&str> = row[3]
            .split(", ")
            .map(|key| key.trim_matches('`'))
            .collect();
        let keys: BTreeSet<&str> = preset.settings.keys().map(String::as_str).collect();
        assert_eq!(settings, keys, "{name}");
    }
}

#[test]
fn the_example_of_the_format_is_a_preset() {
    let page = text("feeds/README.md");
    let blocks = blocks(&page);
    let [example] = blocks.as_slice() else {
        panic!("one block is expected");
    };
    let example = example.lines.join("\n");
    let preset = Preset::parse(&example).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(preset.name, "beispiel");
    // What the page calls needed is needed, and nothing else is.
    let least = "[preset]\nname = \"a\"\ntitle = \"A\"\nlayout = \"flat\"\nchecked = \"x\"\n[detect]\nneed = []\n";
    Preset::parse(least).unwrap();
    for line in least.lines().filter(|line| line.contains('=')) {
        let without = least.replace(line, "");
        assert!(Preset::parse(&without).is_err(), "{line} is not needed");
    }
}
