//! What is looked up with the program itself: manual and completions.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use shelfsync::config::key::KEYS;
use shelfsync::finding::Rule;

use super::pages::{Desk, PROGRAM, said};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];

const SECTIONS: [&str; 8] = [
    "NAME",
    "SYNOPSIS",
    "DESCRIPTION",
    "OPTIONS",
    "EXIT STATUS",
    "ENVIRONMENT",
    "FILES",
    "EXAMPLES",
];

/// A desk whose configuration is broken: what is looked up does not read it.
fn broken() -> Desk {
    let desk = Desk::new();
    fs::write(desk.path().join("shelfsync.toml"), "[shop").unwrap();
    desk
}

fn printed(desk: &Desk, words: &[&str]) -> String {
    let output = desk.program_with(words, &[("SHELFSYNC_SHOP_CURRENCY", "nonsense")]);
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    assert!(output.stderr.is_empty(), "{words:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// The long flags of all helps.
fn flags(desk: &Desk) -> BTreeSet<String> {
    let commands = [
        "check",
        "plan",
        "sync",
        "status",
        "drift",
        "reconcile",
        "export",
        "rules",
        "sandbox",
        "man",
    ];
    let helps = commands.map(|command| printed(desk, &[command, "--help"]));
    let words = helps.iter().flat_map(|help| help.split_whitespace());
    words
        .map(|word| word.trim_end_matches(['.', ',', ':', ';']))
        .filter(|word| word.starts_with("--") && word.len() > 2)
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_manual_has_its_sections_every_flag_and_every_variable() {
    let desk = broken();
    let page = printed(&desk, &["man"]);
    assert!(page.is_ascii(), "the manual is read by every roff");
    for section in SECTIONS {
        let head = if section.contains(' ') {
            format!("\n.SH \"{section}\"\n")
        } else {
            format!("\n.SH {section}\n")
        };
        assert!(page.contains(&head), "{section}");
    }
    let page = page.replace("\\-", "-");
    for flag in flags(&desk) {
        assert!(page.contains(&flag), "{flag}");
    }
    for variable in KEYS.iter().filter_map(|key| key.variable()) {
        assert!(page.contains(&variable), "{variable}");
    }
    assert_eq!(printed(&desk, &["man"]).replace("\\-", "-"), page);
}

#[test]
fn the_manual_is_written_as_a_page_for_each_command() {
    let desk = broken();
    assert_eq!(printed(&desk, &["man", "--dir", "share/man1"]), "");
    let folder = desk.path().join("share/man1");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in ["shelfsync.1", "shelfsync-sync.1", "shelfsync-config-show.1"] {
        assert!(names.iter().any(|known| known == name), "{names:?}");
    }
    assert!(!names.iter().any(|name| name.contains("help")), "{names:?}");
    for name in &names {
        let page = fs::read_to_string(folder.join(name)).unwrap();
        for section in SECTIONS {
            assert!(page.contains(section), "{name}: {section}");
        }
        groff(&folder.join(name));
    }
    let words = ["man", "--dir", "shelfsync.toml"];
    let output = desk.program(&words);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
}

/// No warning of the program that shows manuals, where it is there.
fn groff(page: &std::path::Path) {
    let output = Command::new("groff")
        .args(["-ww", "-man", "-Tutf8"])
        .arg(page)
        .output();
    let Ok(output) = output else {
        return;
    };
    let warned = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(warned, "", "{}", page.display());
}

#[test]
fn each_shell_is_told_of_commands_flags_and_words() {
    let desk = broken();
    for shell in SHELLS {
        let script = printed(&desk, &["completions", shell]);
        for word in ["allow-removals", "schema", "rules"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
        // What flags take is offered where the shell's script can do so.
        let with_words = !matches!(shell, "elvish" | "powershell");
        for word in ["google-xml", "refurbished", "meta"] {
            assert!(!with_words || script.contains(word), "{shell}: {word}");
        }
    }
}

/// What bash offers for the last of these words.
fn offered(desk: &Desk, words: &[&str]) -> Option<Vec<String>> {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    let (last, before) = (words[words.len() - 1], words[words.len() - 2]);
    let script = format!(
        "source <('{PROGRAM}' completions bash)\n\
         COMP_WORDS=({}); COMP_CWORD={}\n\
         _shelfsync shelfsync '{last}' '{before}'\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        quoted.join(" "),
        words.len() - 1
    );
    let output = Command::new("bash")
        .args(["--norc", "-c", &script])
        .current_dir(desk.path())
        .output()
        .ok()?;
    let offered = String::from_utf8(output.stdout).unwrap();
    Some(offered.split_whitespace().map(str::to_owned).collect())
}

#[cfg(unix)]
#[test]
fn bash_completes_commands_flags_and_words() {
    let desk = broken();
    for (words, expected) in [
        (&["shelfsync", "sy"][..], "sync"),
        (&["shelfsync", "sync", "--allow"], "--allow-removals"),
        (&["shelfsync", "sync", "--preset", "goo"], "google"),
        (&["shelfsync", "export", "--format", "meta"], "meta-csv"),
        (&["shelfsync", "check", "--condition", "ref"], "refurbished"),
        (&["shelfsync", "config", "sch"], "schema"),
        (&["shelfsync", "completions", "fi"], "fish"),
    ] {
        let Some(offered) = offered(&desk, words) else {
            return;
        };
        assert_eq!(offered, [expected], "{words:?}");
    }
}

#[test]
fn every_rule_is_explained_within_eighty_columns() {
    let desk = broken();
    let tables = ["", "price", "truncated", "<field>-invalid", "id"];
    for name in tables {
        let words: Vec<&str> = ["rules", name]
            .into_iter()
            .filter(|w| !w.is_empty())
            .collect();
        let said = printed(&desk, &words);
        assert!(
            said.lines().all(|line| line.chars().count() <= 80),
            "{said}"
        );
    }
    // A rule of each kind; all of them have their texts by a test of their own.
    for rule in Rule::all().step_by(7) {
        let id = rule.id();
        let said = printed(&desk, &["rules", &id]);
        assert!(
            said.lines().all(|line| line.chars().count() <= 80),
            "{said}"
        );
        assert!(said.starts_with(&format!("{id}: ")), "{said}");
        assert!(said.contains("  Remedy  "), "{said}");
    }
    let document = printed(&desk, &["rules", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let ids = document["rules"].as_array().unwrap().iter();
    let ids: Vec<&str> = ids.map(|rule| rule["id"].as_str().unwrap()).collect();
    let all: Vec<String> = Rule::all().map(Rule::id).collect();
    assert_eq!(ids, all);
}

#[test]
fn names_that_do_not_exist_are_usage_errors_that_name_the_nearest() {
    let desk = Desk::new();
    for (words, offer) in [
        (
            &["rules", "price-mising"][..],
            "did you mean `price-missing`?",
        ),
        (&["rules", "prise"], "did you mean `price`?"),
        (
            &["rules", "nothing-like-it"],
            "`shelfsync rules` lists them all",
        ),
        (&["snyc"], "'sync'"),
        (&["config", "shwo"], "'show'"),
        (&["sync", "--curency", "EUR"], "'--currency'"),
        (&["completions", "bsh"], "'bash'"),
        (&["export", "--format", "jsnol"], "'jsonl'"),
        (&["check", "--color", "nevr"], "'never'"),
        (
            &["check", "examples/messy/products.csv", "--preset", "metta"],
            "did you mean `meta`?",
        ),
        (
            &["check", "examples/messy/products.csv", "--condition", "nwe"],
            "did you mean `new`?",
        ),
        (
            &[
                "check",
                "examples/messy/products.csv",
                "--encoding",
                "windws-1252",
            ],
            "did you mean `windows-1252`?",
        ),
        (
            &[
                "check",
                "examples/messy/products.csv",
                "--timezone",
                "Europe/Berlim",
            ],
            "did you mean `Europe/Berlin`?",
        ),
    ] {
        let output = desk.program(words);
        // Lines are broken where they are too long.
        let said = said(&output)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        // Where a line ends depends on what stands before it.
        let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(line.contains(offer), "{words:?}: {said}");
        assert!(output.stdout.is_empty(), "{words:?}: {said}");
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let output = desk.program(&words);
        let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(document["outcome"], "usage", "{words:?}");
    }
}
