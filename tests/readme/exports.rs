//! `docs/exports.md`: each row has a test, each test a row, and what is said is said.

use std::collections::BTreeSet;

use super::pages::{root, rows, text};
use super::troubles::sources;

/// The names of the cases in the table of tests.
fn cases() -> BTreeSet<String> {
    let table = text("tests/it/dirt.rs");
    let cases = table.split("case(").skip(1);
    cases
        .filter_map(|rest| rest.trim_start().strip_prefix('"'))
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn each_row_of_the_page_has_a_test_and_each_test_a_row() {
    let page = rows(&text("docs/exports.md"));
    let told: BTreeSet<String> = page.iter().map(|row| row[0].clone()).collect();
    assert_eq!(told.len(), page.len(), "a row stands twice");
    assert!(told.len() > 50, "{}", told.len());
    assert_eq!(told, cases());
}

#[test]
fn what_the_page_says_is_said_is_said() {
    let mut all = String::new();
    sources(&root().join("src"), &mut all);
    for row in rows(&text("docs/exports.md")) {
        let message = row[2].trim_matches('`');
        for piece in message
            .split('…')
            .map(|piece| piece.trim_matches([' ', '–']))
        {
            assert!(all.contains(piece), "no message has {piece:?}: {}", row[0]);
        }
    }
}
