//! Exit codes: the page, the README, the help and the program agree.

use shelfsync::state::Lock;

use super::pages::{Desk, chapter, rows, said, text};

/// `contract.md` 5.
const CODES: [&str; 12] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "130", "143",
];

/// A code, the words that lead to it, and variables.
type Case<'a> = (i32, &'a [&'a str], &'a [(&'a str, &'a str)]);

fn codes(page: &str) -> Vec<String> {
    rows(page)
        .into_iter()
        .map(|row| row[0].trim_matches('`').to_owned())
        .collect()
}

/// `130, 143` stands in one row.
fn spread(codes: &[String]) -> Vec<String> {
    codes
        .iter()
        .flat_map(|code| code.split(", "))
        .map(|code| code.trim_matches('`').to_owned())
        .collect()
}

#[test]
fn the_page_the_readme_and_the_help_list_the_same_codes() {
    let page = text("docs/exit-codes.md");
    assert_eq!(spread(&codes(chapter(&page, "The codes"))), CODES);
    let readme = text("README.md");
    assert_eq!(spread(&codes(chapter(&readme, "Exit codes"))), CODES);
    let help = said(&Desk::new().program(&["--help"]));
    let (_, help) = help.split_once("Exit codes:").unwrap();
    for code in CODES {
        let words: Vec<&str> = help.split([' ', ',', '\n']).collect();
        assert!(words.contains(&code), "{code} is not in --help");
    }
}

#[test]
fn each_code_is_what_the_program_returns() {
    const TEA: &str = "examples/meta-template/shelfsync.toml";
    const MESSY: &str = "examples/messy/shelfsync.toml";
    let token = ("META_ACCESS_TOKEN", "none");
    // A port that nobody listens on.
    let nobody = "http://127.0.0.1:9";
    #[rustfmt::skip]
    let cases: &[Case<'_>] = &[
        (0, &["sync", "--sandbox", "--config", TEA], &[]),
        (2, &["sync", "--no-such-flag"], &[]),
        (2, &["check"], &[]),
        (3, &["check", "--config", MESSY], &[]),
        (5, &["sync", "--config", TEA, "--catalog", "1", "--api-url", nobody, "--max-wait", "1s"], &[token]),
        (6, &["sync", "--config", TEA, "--catalog", "1"], &[]),
        (6, &["sync", "--config", TEA, "--catalog", "1"], &[("META_ACCESS_TOKEN", " ")]),
        (8, &["check", "examples/README.md"], &[]),
        (8, &["check", "no-such-file.csv"], &[]),
        (9, &["plan", "--exit-code", "--sandbox", "--config", "examples/google-rss/shelfsync.toml"], &[]),
    ];
    let desk = Desk::new();
    for (code, words, variables) in cases {
        let output = desk.program_with(words, variables);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(*code), "{words:?}\n{said}");
    }
}

#[test]
fn a_held_lock_is_seven() {
    let desk = Desk::new();
    let state = desk.path().join("state.db");
    let _lock = Lock::acquire(&state).unwrap();
    let words = [
        "sync",
        "examples/meta-template/products.csv",
        "--catalog",
        "1",
        "--state",
    ];
    let mut words = words.to_vec();
    let state = state.to_str().unwrap();
    words.push(state);
    let output = desk.program_with(&words, &[("META_ACCESS_TOKEN", "none")]);
    assert_eq!(output.status.code(), Some(7), "{}", said(&output));
}

#[test]
fn withheld_removals_are_four_until_they_are_allowed() {
    let desk = Desk::new();
    let config = "examples/meta-template/shelfsync.toml";
    let sync = |more: &[&str]| {
        let words = ["sync", "--sandbox", "--config", config];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        desk.program(&words).status.code()
    };
    assert_eq!(sync(&[]), Some(0));
    let file = desk.path().join("examples/meta-template/products.csv");
    let export = std::fs::read_to_string(&file).unwrap();
    let head: Vec<&str> = export.lines().take(2).collect();
    std::fs::write(&file, head.join("\n") + "\n").unwrap();
    assert_eq!(sync(&[]), Some(4));
    assert_eq!(sync(&[]), Some(4));
    assert_eq!(sync(&["--allow-removals", "10"]), Some(4));
    assert_eq!(sync(&["--allow-removals", "11"]), Some(0));
}
