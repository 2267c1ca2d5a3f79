//! What the table of keys knows of a flag: its variable, its default, its words.
//!
//! The help takes this from the table, so that it cannot say anything else
//! than what the settings do.

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command};
use shelfsync::config::Key;
use shelfsync::config::key::{Expected, KEYS, SOURCE_PRESET};
use shelfsync::preset;

/// The program with the facts of the table below each flag that sets a key.
pub(super) fn annotated(program: Command) -> Command {
    each_setting(program, &|arg, key| {
        let facts = facts(key);
        if facts.is_empty() {
            return arg;
        }
        let long = arg.get_long_help().or(arg.get_help());
        let long = long.map(ToString::to_string).unwrap_or_default();
        arg.long_help(format!("{long}\n\n{facts}"))
    })
}

/// The program whose flags know the words that they take: the parser of the
/// settings says more about a wrong word, so this is for completions only.
/// Not every shell can offer words with blanks.
pub(super) fn with_values(program: Command, blanks: bool) -> Command {
    each_setting(program, &|arg, key| {
        let mut words = words(key);
        words.retain(|word| blanks || !word.contains(' '));
        if words.is_empty() {
            return arg;
        }
        arg.value_parser(PossibleValuesParser::new(words))
    })
}

/// Changes the flags of all commands that have settings.
fn each_setting(program: Command, change: &dyn Fn(Arg, &'static Key) -> Arg) -> Command {
    program.mut_subcommands(|command| {
        let command = each_setting(command, change);
        // The sandbox has a `--catalog` of its own, and reads no settings; `init`
        // takes them, though it reads no file of them.
        let reads = command
            .get_arguments()
            .any(|arg| arg.get_id() == "config" || arg.get_id() == "preset");
        if !reads {
            return command;
        }
        command.mut_args(|arg| match set_by(&arg) {
            Some(key) => change(arg, key),
            None => arg,
        })
    })
}

/// The key that a flag sets.
fn set_by(arg: &Arg) -> Option<&'static Key> {
    let name = arg.get_long()?;
    KEYS.iter().copied().find(|key| {
        let flag = key.flag.and_then(|flag| flag.name.strip_prefix("--"));
        flag == Some(name)
    })
}

/// In the form in which clap tells such facts.
fn facts(key: &'static Key) -> String {
    let default = key.default.map(|text| format!("[default: {text}]"));
    let words = words(key);
    let words = (!words.is_empty()).then(|| format!("[possible values: {}]", words.join(", ")));
    let variable = key.variable().map(|name| format!("[env: {name}]"));
    let facts: Vec<String> = [default, words, variable].into_iter().flatten().collect();
    facts.join("\n")
}

/// The words that a key takes, where they are few.
fn words(key: &'static Key) -> Vec<&'static str> {
    if (key.section, key.name) == (SOURCE_PRESET.section, SOURCE_PRESET.name) {
        return preset::names().collect();
    }
    match key.expected {
        Expected::OneOf(words) => words.to_vec(),
        Expected::Phrase(_) | Expected::Whole(..) => Vec::new(),
    }
}
