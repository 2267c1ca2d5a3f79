//! Every command, flag and variable of the help is on `docs/commands.md`, and
//! the help is what it says of itself.

use std::collections::{BTreeMap, BTreeSet};

use shelfsync::config::key::KEYS;

use super::pages::{Desk, rows, said, text};

/// Lines of `-h`: what fits on the screen of a small laptop.
const SCREEN: usize = 40;

/// The help of a command, such as `config show`, or of the program.
fn help(desk: &Desk, command: &str, flag: &str) -> String {
    let words: Vec<&str> = command.split_whitespace().chain([flag]).collect();
    said(&desk.program_with(&words, &[("COLUMNS", "200")]))
}

/// The commands that a help lists.
fn listed(help: &str) -> Vec<String> {
    let Some((_, listed)) = help.split_once("Commands:\n") else {
        return Vec::new();
    };
    listed
        .lines()
        .map_while(|line| line.strip_prefix("  "))
        .filter(|line| !line.starts_with(' '))
        .filter_map(|line| line.split(' ').next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

/// Every command that can be run, in the order of the help.
fn commands(desk: &Desk) -> Vec<String> {
    let mut all = Vec::new();
    for name in listed(&help(desk, "", "--help")) {
        let below = listed(&help(desk, &name, "--help"));
        if below.is_empty() {
            all.push(name);
        } else {
            all.extend(below.iter().map(|part| format!("{name} {part}")));
        }
    }
    all
}

/// The long flags that the help of a command lists.
fn flags(help: &str) -> BTreeSet<String> {
    let options = help.split("\nExamples:").next().unwrap();
    options
        .lines()
        .filter(|line| line.trim_start().starts_with('-'))
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")))
        .map(|flag| flag.trim_end_matches(['.', ',']).to_owned())
        .collect()
}

/// What the help says of a flag.
fn explained<'a>(help: &'a str, flag: &str) -> Option<&'a str> {
    let begin = help.lines().find(|line| {
        let line = line.trim_start();
        let words = line.split_whitespace();
        let mut words = words.map(|word| word.trim_end_matches(['.', ',']));
        line.starts_with('-') && words.any(|word| word == flag)
    })?;
    let (_, after) = help.split_once(begin)?;
    after.split("\n  -").next()?.split("\n      --").next()
}

#[test]
fn the_page_lists_for_each_flag_the_commands_whose_help_lists_it() {
    let desk = Desk::new();
    let commands = commands(&desk);
    let mut helped: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for command in &commands {
        for flag in flags(&help(&desk, command, "--help")) {
            helped.entry(flag).or_default().insert(command);
        }
    }
    let page = text("docs/commands.md");
    let rows = rows(&page);
    let mut listed: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row[0].contains("`--")) {
        let mut words = row[0].split(['`', ' ']);
        let flag = words.find(|word| word.starts_with("--")).unwrap();
        let all = commands.iter().map(String::as_str);
        let of = match row[1].strip_prefix("all") {
            Some(but) => {
                let but: Vec<&str> = but.trim_start_matches(" but ").split(", ").collect();
                all.filter(|command| !but.contains(command)).collect()
            }
            None => row[1].split(", ").collect(),
        };
        let before = listed.insert(flag.to_owned(), of);
        assert!(before.is_none(), "{flag} has two rows");
    }
    for (flag, of) in &helped {
        assert_eq!(listed.get(flag), Some(of), "{flag}");
    }
    assert_eq!(listed.len(), helped.len(), "{listed:?}");
}

#[test]
fn the_page_has_a_row_for_every_command_in_the_order_of_the_help() {
    let page = text("docs/commands.md");
    let named: Vec<String> = rows(&page)
        .iter()
        .filter_map(|row| row[0].strip_prefix("`shelfsync "))
        .map(|rest| {
            let words = rest.trim_end_matches('`').split(' ');
            let names = words.take_while(|word| word.bytes().all(|sign| sign.is_ascii_lowercase()));
            names.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(named, commands(&Desk::new()));
}

#[test]
fn a_flag_that_sets_a_key_names_the_variable_of_that_key_and_no_other_exists() {
    let desk = Desk::new();
    let page = text("docs/commands.md");
    let rows = rows(&page);
    let known: BTreeSet<String> = KEYS.iter().filter_map(|key| key.variable()).collect();
    let mut set = 0;
    for command in commands(&desk) {
        let help = help(&desk, &command, "--help");
        for word in help.split(|sign: char| !(sign.is_ascii_uppercase() || sign == '_')) {
            let ours = word.starts_with("SHELFSYNC_") && word != "SHELFSYNC_";
            assert!(!ours || known.contains(word), "{command}: {word}");
        }
        // The sandbox has a catalog of its own and reads no settings.
        let reads = |flag: &str| flags(&help).contains(flag);
        if !reads("--config") && !reads("--preset") {
            assert!(!help.contains("[env:"), "{command}");
            continue;
        }
        for key in KEYS {
            let Some(flag) = key.flag else {
                continue;
            };
            let Some(text) = explained(&help, flag.name) else {
                continue;
            };
            set += 1;
            let variable = key.variable();
            let named = text.split("[env: ").nth(1);
            let named = named.map(|rest| rest.split(']').next().unwrap().to_owned());
            assert_eq!(named, variable, "{command} {}", flag.name);
            if let Some(default) = key.default {
                let told = format!("[default: {default}]");
                assert!(text.contains(&told), "{command} {}: {text}", flag.name);
            }
            let row = rows.iter().find(|row| {
                let first = row[0].split([' ', '`']).find(|word| !word.is_empty());
                first == Some(flag.name)
            });
            let row = row.unwrap_or_else(|| panic!("no row for {}", flag.name));
            let variable = variable.unwrap_or_else(|| "–".to_owned());
            assert!(row.last().unwrap().contains(&variable), "{}", flag.name);
        }
    }
    assert!(set > 60, "{set}");
}

#[test]
fn help_is_eighty_columns_wide_and_its_summary_fits_on_a_screen() {
    let desk = Desk::new();
    let mut all = commands(&desk);
    all.extend([String::new(), "config".to_owned()]);
    for command in all {
        let long = help(&desk, &command, "--help");
        let short = help(&desk, &command, "-h");
        for line in long.lines().chain(short.lines()) {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
        let lines = short.lines().count();
        assert!(lines <= SCREEN, "{command} -h has {lines} lines");
        let words: Vec<&str> = ["help"].into_iter().chain(command.split(' ')).collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        assert_eq!(said(&desk.program(&words)), long, "{words:?}");
        // What the summary leaves out is explained, and nothing else is there.
        assert!(flags(&short).is_subset(&flags(&long)), "{command}");
        if command.is_empty() {
            continue;
        }
        let (_, examples) = long
            .split_once("\nExamples:\n")
            .unwrap_or_else(|| panic!("{command} has no examples"));
        assert!(examples.lines().all(|line| line.starts_with("  ")));
    }
}

#[test]
fn each_option_is_explained_in_full_sentences() {
    let desk = Desk::new();
    let mut seen = 0;
    for command in commands(&desk) {
        let help = help(&desk, &command, "--help");
        for flag in flags(&help) {
            let text = explained(&help, &flag).unwrap();
            let lines = text.lines().skip(1).map(str::trim);
            let text: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
            let text = text.join(" ");
            let full = text.ends_with('.') && text.starts_with(|first: char| first.is_uppercase());
            assert!(full && !text.contains('['), "{command} {flag}: {text}");
            seen += 1;
        }
    }
    assert!(seen > 100, "{seen}");
}

#[test]
fn the_examples_of_the_help_are_commands_that_can_be_run() {
    let desk = Desk::new();
    let mut seen = 0;
    for command in commands(&desk).iter().map(String::as_str).chain([""]) {
        let help = help(&desk, command, "--help");
        let lines = help.lines().filter_map(|line| line.strip_prefix("  "));
        for line in lines.filter(|line| line.starts_with("shelfsync ")) {
            let line = line.split(['|', '>']).next().unwrap();
            // After two blanks comes what it is for.
            let line = line.split("  ").next().unwrap().replace('\'', "");
            let words: Vec<&str> = line.split_whitespace().skip(1).chain(["--help"]).collect();
            if words.contains(&"COMMAND") {
                continue;
            }
            let output = desk.program(&words);
            assert!(output.status.success(), "{line}: {}", said(&output));
            seen += 1;
        }
    }
    assert!(seen > 20, "{seen}");
}
