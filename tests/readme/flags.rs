//! Every command, flag and variable of the help is on `docs/commands.md`.

use std::collections::{BTreeMap, BTreeSet};

use super::pages::{Desk, rows, said, text};

const COMMANDS: [&str; 7] = [
    "sync", "plan", "check", "export", "status", "doctor", "sandbox",
];

/// The long flags that the help of a command lists.
fn flags(help: &str) -> BTreeSet<String> {
    let (_, options) = help.split_once("Options:\n").unwrap();
    let options = options.split("\nExamples:").next().unwrap();
    options
        .lines()
        .filter(|line| line.trim_start().starts_with('-'))
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")))
        .map(|flag| flag.trim_end_matches(['.', ',']).to_owned())
        .collect()
}

#[test]
fn the_page_lists_for_each_flag_the_commands_whose_help_lists_it() {
    let desk = Desk::new();
    let mut helped: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for command in COMMANDS {
        let help = said(&desk.program(&[command, "--help"]));
        for flag in flags(&help) {
            helped.entry(flag).or_default().insert(command);
        }
    }
    let page = text("docs/commands.md");
    let rows = rows(&page);
    let mut listed: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[0].contains("`--")) {
        let mut words = row[0].split(['`', ' ']);
        let flag = words.find(|word| word.starts_with("--")).unwrap();
        let commands = match row[1].as_str() {
            "all" => COMMANDS.into_iter().collect(),
            some => some.split(", ").collect(),
        };
        let before = listed.insert(flag.to_owned(), commands);
        assert!(before.is_none(), "{flag} has two rows");
    }
    assert_eq!(listed, helped);
}

#[test]
fn the_page_has_a_row_for_every_command_and_no_other() {
    let page = text("docs/commands.md");
    let help = said(&Desk::new().program(&["--help"]));
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let listed: Vec<&str> = listed
        .lines()
        .map_while(|line| line.strip_prefix("  ")?.split(' ').next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(listed, COMMANDS);
    let named: Vec<String> = rows(&page)
        .iter()
        .filter_map(|row| row[0].strip_prefix("`shelfsync "))
        .map(|rest| rest.split([' ', '`']).next().unwrap().to_owned())
        .collect();
    assert_eq!(named, COMMANDS);
}
