//! The README's test line is the one that `.ci/run` runs.

use super::pages::{blocks, root, text};

/// The `cargo test` line of the README.
fn test_line() -> String {
    let page = text("README.md");
    let found: Vec<String> = blocks(&page)
        .into_iter()
        .filter(|block| block.kind == "sh")
        .flat_map(|block| block.lines)
        .filter(|line| line.starts_with("cargo test"))
        .collect();
    let [line] = found.as_slice() else {
        panic!("the README has one `cargo test` line in an sh block, not {found:?}");
    };
    line.clone()
}

#[test]
fn the_readme_begins_with_one_run_line_and_one_test_line() {
    let page = text("README.md");
    let first: Vec<Vec<String>> = blocks(&page)
        .into_iter()
        .filter(|block| block.kind == "sh")
        .map(|block| block.lines)
        .take(2)
        .collect();
    assert!(first.iter().all(|lines| lines.len() == 1), "{first:?}");
    assert!(first[0][0].starts_with("cargo run "), "{first:?}");
    assert_eq!(first[1][0], test_line());
    assert!(page.lines().count() < 150, "the README is to be short");
}

#[cfg(unix)]
#[test]
fn ci_reads_the_test_line_out_of_the_readme() {
    let script = text(".ci/run");
    let own = script
        .lines()
        .find(|line| line.trim_start().starts_with("cargo test"));
    assert_eq!(own, None, "the line stands in the README alone");
    let output = std::process::Command::new("bash")
        .arg(root().join(".ci/run"))
        .arg("--show-test-line")
        .output()
        .unwrap();
    let shown = String::from_utf8(output.stdout).unwrap();
    assert_eq!(shown.trim(), test_line());
}
