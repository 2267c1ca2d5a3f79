//! Holds `docs/configuration.md` against the table of keys.

#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, also in its helpers"
)]

use std::fs;

use shelfsync::config::key::{KEYS, Key, Section};
use shelfsync::config::{Environment, NOT_YET, Origin, Overrides, Settings};

const PAGE: &str = include_str!("../docs/configuration.md");

/// The row that the page must have for a key.
fn row(key: &Key) -> String {
    let code = |text: String| format!("`{text}`");
    let variable = key.variable().map_or_else(|| "–".to_owned(), code);
    let flag = key
        .flag
        .map_or_else(|| "–".to_owned(), |flag| code(flag.name.to_owned()));
    let default = key
        .default
        .map_or_else(|| "none".to_owned(), |text| code(text.to_owned()));
    let (name, about, expected) = (key.name, key.about, key.expected);
    format!("| `{name}` | {about} | {expected} | {default} | {variable} | {flag} |")
}

/// The table that the page must have for a section.
fn table(section: Section) -> String {
    let rows = KEYS
        .iter()
        .filter(|key| key.section == section)
        .map(|key| row(key));
    let head = [
        "| key | meaning | value | default | variable | flag |",
        "| --- | --- | --- | --- | --- | --- |",
    ];
    let lines: Vec<String> = head.into_iter().map(str::to_owned).chain(rows).collect();
    lines.join("\n")
}

/// The text below the heading of a section, up to the next heading.
fn chapter(title: &str) -> &'static str {
    let heading = format!("\n## {title}\n");
    let (_, after) = PAGE
        .split_once(&heading)
        .unwrap_or_else(|| panic!("no heading {title}"));
    after.split("\n## ").next().unwrap()
}

/// The example file of the page.
fn example() -> &'static str {
    let (_, after) = chapter("Example").split_once("```toml\n").unwrap();
    after.split("```").next().unwrap()
}

fn load(file: &str) -> (tempfile::TempDir, Settings) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shelfsync.toml"), file).unwrap();
    let settings = Settings::load(
        &Overrides::default(),
        &Environment::default(),
        folder.path(),
    );
    (folder, settings.unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn the_page_has_the_row_of_every_key_and_no_other() {
    let mut rows = 0;
    for section in Section::ALL {
        let chapter = chapter(&format!("`{}`", section.header()));
        let table = table(section);
        assert!(
            chapter.contains(&table),
            "docs/configuration.md needs this table:\n\n{table}\n"
        );
        rows += chapter
            .lines()
            .filter(|line| line.starts_with("| `"))
            .count();
    }
    assert_eq!(rows, KEYS.len());
}

#[test]
fn the_page_names_every_part_that_is_not_available_yet_and_no_other() {
    let chapter = chapter("Not available yet");
    for part in NOT_YET {
        assert!(
            chapter.contains(&format!("- `{}`", part.written())),
            "{part:?}"
        );
    }
    let lines = chapter.lines().filter(|line| line.starts_with("- "));
    assert_eq!(lines.count(), NOT_YET.len());
}

#[test]
fn the_example_sets_every_key_to_the_example_of_its_row() {
    let sections: Vec<String> = Section::ALL
        .into_iter()
        .map(|section| {
            let keys = KEYS.iter().filter(|key| key.section == section);
            let lines: Vec<String> = keys.map(|key| key.line(key.example)).collect();
            format!("{}\n{}\n", section.header(), lines.join("\n"))
        })
        .collect();
    assert_eq!(example(), sections.join("\n"));
}

#[test]
fn the_example_is_read_to_what_the_page_says() {
    let (folder, settings) = load(example());
    for shown in settings.shown() {
        assert_eq!(
            shown.text.as_deref(),
            Some(shown.key.example),
            "{}",
            shown.key.path()
        );
        assert!(
            matches!(shown.origin, Origin::File { .. }),
            "{}",
            shown.key.path()
        );
    }
    assert_eq!(
        settings.shop.currency.map(|currency| currency.code()),
        Some("EUR")
    );
    assert_eq!(settings.catalog_id().unwrap(), "1234567890");
    assert_eq!(settings.delivery.max_wait.as_secs(), 30 * 60);
    assert_eq!(settings.state, folder.path().join(".shelfsync/state.db"));
    let [source] = settings.sources().unwrap() else {
        panic!("the example has one source");
    };
    assert_eq!(source.path, "exports/products.csv");
    assert_eq!(source.base, folder.path());
    assert_eq!(source.delimiter, Some(';'));
}

#[test]
fn the_defaults_of_the_page_are_those_of_an_empty_file() {
    let (_folder, settings) = load("");
    for shown in settings.shown() {
        assert_eq!(
            shown.text.as_deref(),
            shown.key.default,
            "{}",
            shown.key.path()
        );
        assert_eq!(shown.origin, Origin::Default, "{}", shown.key.path());
    }
    assert!(settings.state.ends_with(".shelfsync/state.db"));
}
