//! `docs/performance.md` has its place for the figures, and a guard counts the
//! instructions of every stage that it knows.

use super::pages::{root, text};

#[test]
fn the_page_has_the_place_that_the_script_fills() {
    let script = text("benches/run.py");
    let line = script
        .lines()
        .find(|line| line.starts_with("BEGIN, END = "));
    let marks: Vec<&str> = line.unwrap().split('"').skip(1).step_by(2).collect();
    let page = text("docs/performance.md");
    for mark in &marks {
        assert_eq!(page.matches(mark).count(), 1, "{mark}");
    }
    let (_, after) = page.split_once(marks[0]).unwrap();
    let (figures, _) = after.split_once(marks[1]).unwrap();
    assert!(figures.contains("| promise |"), "{figures}");
    assert!(figures.contains("Built from "), "{figures}");
}

#[test]
fn ci_counts_instructions_after_the_tests() {
    let script = text(".ci/run");
    let (_, after) = script.split_once("\n$test_line\n").unwrap();
    assert!(after.contains("benches/guard.py"), "{after}");
    let figures = std::fs::read_to_string(root().join("benches/instructions.toml")).unwrap();
    let guard = text("benches/guard.py");
    let (_, figures) = figures.split_once("[instructions]\n").unwrap();
    let stages = figures.lines().count();
    assert!(stages >= 10, "{figures}");
    for line in figures.lines() {
        let (name, number) = line.split_once(" = ").unwrap();
        let number: u64 = number.replace('_', "").parse().unwrap();
        assert!(number > 0, "{name}");
        // A form of file stands in the name where the guard has a place for it.
        let words = name.trim_matches('"').split([' ', ',']).next().unwrap();
        assert!(guard.contains(words), "{name}");
    }
}
