//! `config show`: what it prints is in force, and stays so when it is pasted back.

use std::fs;

use super::pages::{Desk, said};

/// What it prints, after it exited with 0.
fn shown(desk: &Desk, words: &[&str], variables: &[(&str, &str)]) -> String {
    let words: Vec<&str> = ["config", "show"].iter().chain(words).copied().collect();
    let output = desk.program_with(&words, variables);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    assert!(output.stderr.is_empty(), "{words:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The lines that set something.
fn set(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter(|line| !line.is_empty()).collect()
}

#[test]
fn what_is_shown_can_be_pasted_back() {
    let desk = Desk::new();
    let config = "examples/messy/shelfsync.toml";
    let words = [
        "examples/messy/products.csv",
        "-",
        "--config",
        config,
        "--currency",
        "CHF",
        "--delimiter",
        "tab",
        "--brand",
        "A \"quoted\" \\ name",
        "--state",
        "here.db",
        "--max-wait",
        "1h30m",
    ];
    let variables = [
        ("SHELFSYNC_REMOVAL_MAX_SHARE", ".5"),
        ("SHELFSYNC_SHOP_COUNTRY", "CH"),
    ];
    let first = shown(&desk, &words, &variables);
    for with in [
        &first,
        &shown(&desk, &[&words[..], &["--origin"]].concat(), &variables),
    ] {
        fs::write(desk.path().join(config), with).unwrap();
        let again = shown(&desk, &["--config", config], &[]);
        assert_eq!(set(&again), set(&first));
    }
    assert!(first.contains("max_share = 0.5\n"), "{first}");
    // Paths of flags are relative to the working folder, not to the file.
    let state = desk.path().join("here.db");
    assert!(first.contains(state.file_name().unwrap().to_str().unwrap()));
    let check = desk.program(&["check", "examples/messy/products.csv", "--config", config]);
    assert!(said(&check).contains("not in CHF"), "{}", said(&check));
}

#[test]
fn each_setting_names_its_flag_variable_line_or_default() {
    let desk = Desk::new();
    let file = "[shop]\ncurrency = \"EUR\"\nbrand = \"B\"\n\n[[source]]\npath = \"a.csv\"\npreset = \"meta\"\n\
                [source.map]\nlink = '{{ row[\"Nr\"] }}'\n";
    fs::write(desk.path().join("shelfsync.toml"), file).unwrap();
    let variables = [
        ("SHELFSYNC_SHOP_CURRENCY", "USD"),
        ("SHELFSYNC_SHOP_BRAND", "C"),
    ];
    let text = shown(
        &desk,
        &["--origin", "--brand", "D", "--encoding", "utf-8"],
        &variables,
    );
    for line in [
        "currency = \"USD\" # variable SHELFSYNC_SHOP_CURRENCY",
        "brand = \"D\" # flag --brand",
        "prices = \"gross\" # default",
        "path = \"a.csv\" # shelfsync.toml:6",
        "preset = \"meta\" # shelfsync.toml:7",
        "role = \"products\" # default",
        "encoding = \"utf-8\" # flag --encoding",
        "[source.map]",
        "link = \"{{ row[\\\"Nr\\\"] }}\" # shelfsync.toml:9",
        "# tax_rate is not set",
    ] {
        let words = |line: &str| {
            line.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        let found = text.lines().any(|shown| words(shown) == words(line));
        assert!(found, "{line} is not in\n{text}");
    }
    let text = shown(&desk, &["--origin", "x.csv"], &variables);
    assert!(text.contains("path = \"x.csv\""), "{text}");
    assert!(text.contains("# argument EXPORT"), "{text}");
    assert!(!text.contains("a.csv"), "{text}");
}

#[test]
fn credentials_are_told_of_and_never_shown() {
    let desk = Desk::new();
    let secret = "EAAThisMustNotBeSeen0123456789";
    let variables = [
        ("META_ACCESS_TOKEN", secret),
        ("META_ACCESS_TOKEN_FILE", ""),
        ("META_APP_SECRET", secret),
    ];
    for flag in ["--origin", "--json", "-v"] {
        let text = shown(&desk, &[flag], &variables);
        assert!(!text.contains(secret), "{text}");
        assert!(text.contains("META_ACCESS_TOKEN"), "{text}");
    }
    let text = shown(&desk, &[], &variables);
    assert!(text.contains("# META_ACCESS_TOKEN is set.\n"), "{text}");
    assert!(
        text.contains("# META_ACCESS_TOKEN_FILE is not set.\n"),
        "{text}"
    );
    assert_eq!(shown(&desk, &["-q"], &variables), "");
}
