//! Each fault of `docs/faults.md` has a test through the binary, and the other way round.

use std::collections::BTreeSet;
use std::fs;

use super::pages::{root, rows, text};

/// The tests of a file of `tests/it`, as `file::test`.
fn tests(file: &str) -> BTreeSet<String> {
    let source = fs::read_to_string(root().join(format!("tests/it/{file}.rs"))).unwrap();
    let mut found = BTreeSet::new();
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        if line != "#[test]" {
            continue;
        }
        let name = lines
            .by_ref()
            .find_map(|line| line.strip_prefix("fn "))
            .and_then(|line| line.split('(').next())
            .unwrap();
        found.insert(format!("{file}::{name}"));
    }
    found
}

#[test]
fn every_row_has_a_test_and_every_test_of_a_fault_a_row() {
    let page = text("docs/faults.md");
    let named: BTreeSet<String> = rows(&page)
        .iter()
        .map(|row| row.last().unwrap().trim_matches('`').to_owned())
        .collect();
    assert!(named.len() > 40, "{named:?}");
    let files: BTreeSet<&str> = named
        .iter()
        .map(|name| name.split("::").next().unwrap())
        .collect();
    let all: BTreeSet<String> = files.iter().flat_map(|file| tests(file)).collect();
    let without: Vec<&String> = named.difference(&all).collect();
    assert!(without.is_empty(), "no such test: {without:?}");
    let untold: Vec<String> = tests("faults").difference(&named).cloned().collect();
    assert!(untold.is_empty(), "no row: {untold:?}");
}

#[test]
fn every_exit_code_of_the_page_is_one_of_the_contract() {
    for row in rows(&text("docs/faults.md")) {
        for code in row[2].split([',', ' ']).filter(|word| !word.is_empty()) {
            let known = ["0", "2", "3", "5", "6", "7", "130", "143", "or", "–"];
            assert!(known.contains(&code), "{code} in {row:?}");
        }
    }
}
