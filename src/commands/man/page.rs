//! One page of the manual, section by section.

use clap::builder::PossibleValue;
use clap::{Arg, Command};
use roff::{Inline, Roff, bold, italic, roman};
use shelfsync::config::key::KEYS;

use super::spoken;
use crate::commands::reference::{ENVIRONMENT, FILES};
use crate::exit::CODES;

/// A page under way.
pub(super) struct Page {
    roff: Roff,
}

impl Page {
    /// A page with its title and its NAME section.
    pub(super) fn new(name: &str, command: &Command) -> Self {
        let mut page = Self { roff: Roff::new() };
        let title = name.to_uppercase();
        let version = concat!("shelfsync ", env!("CARGO_PKG_VERSION"));
        // No date: the same program prints the same page on every day.
        // An empty date would be lost, and what follows it would move up.
        let head = [title.as_str(), "1", " ", version, "shelfsync"];
        page.roff.control("TH", head);
        page.section("NAME");
        page.paragraph(&format!("{name} - {}", about(command)));
        page
    }

    /// The finished text.
    pub(super) fn text(self) -> String {
        self.roff.render()
    }

    pub(super) fn section(&mut self, title: &str) {
        self.roff.control("SH", [title]);
    }

    pub(super) fn paragraph(&mut self, text: &str) {
        self.roff.text([roman(text)]);
    }

    pub(super) fn usage(&mut self, command: &Command) {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.strip_prefix("Usage:").unwrap_or(&usage);
        for line in usage.trim().lines() {
            let line = line.trim();
            let rest = line.strip_prefix(spoken(command)).unwrap_or_default();
            let called = line.strip_suffix(rest).unwrap_or(line);
            self.roff.text([bold(called), roman(rest)]);
        }
    }

    pub(super) fn description(&mut self, command: &Command) {
        let text = command.get_long_about().or(command.get_about());
        let text = text.map(ToString::to_string).unwrap_or_default();
        for (at, paragraph) in paragraphs(&text).enumerate() {
            if at > 0 {
                self.roff.control("PP", []);
            }
            self.paragraph(&sentence(&paragraph));
        }
    }

    pub(super) fn commands(&mut self, commands: Vec<&Command>) {
        for command in commands {
            self.entry(vec![bold(spoken(command))], &sentence(&about(command)));
        }
    }

    /// The options of some commands, group by group; each stands once, with
    /// the commands that have it.
    pub(super) fn options(&mut self, commands: &[&Command]) {
        let mut groups: Vec<(&str, Vec<Shared<'_>>)> = Vec::new();
        for command in commands {
            for arg in command.get_arguments() {
                let heading = arg.get_help_heading().unwrap_or("Arguments");
                let known = groups.iter().position(|(name, _)| *name == heading);
                let at = known.unwrap_or_else(|| {
                    groups.push((heading, Vec::new()));
                    groups.len() - 1
                });
                let group = &mut groups[at].1;
                match group.iter_mut().find(|shared| shared.is(arg)) {
                    Some(shared) => shared.commands.push(short_name(command)),
                    None => group.push(Shared {
                        arg,
                        commands: vec![short_name(command)],
                    }),
                }
            }
        }
        for (heading, group) in groups {
            self.roff.control("SS", [heading]);
            for shared in group {
                self.option(&shared, commands.len());
            }
        }
    }

    fn option(&mut self, shared: &Shared<'_>, of: usize) {
        let mut text = explained(shared.arg);
        if shared.commands.len() < of {
            text.push_str("\n\nCommands: ");
            text.push_str(&shared.commands.join(", "));
        }
        self.entry(tag(shared.arg), &text);
    }

    /// What every page ends with, but for the other pages.
    pub(super) fn ending(&mut self, commands: &[&Command]) {
        self.section("EXIT STATUS");
        self.table(&CODES);
        self.section("ENVIRONMENT");
        self.table(&ENVIRONMENT);
        for key in KEYS {
            if let Some(variable) = key.variable() {
                let text = format!("{}: {}.", key.path(), key.about);
                self.entry(vec![bold(variable)], &text);
            }
        }
        self.section("FILES");
        self.table(&FILES);
        self.section("EXAMPLES");
        self.roff.control("nf", []);
        for command in commands {
            for line in examples(command) {
                self.paragraph(&line);
            }
        }
        self.roff.control("fi", []);
    }

    fn table(&mut self, rows: &[(&str, &str)]) {
        for (left, right) in rows {
            self.entry(vec![bold(*left)], right);
        }
    }

    fn entry(&mut self, tag: Vec<Inline>, text: &str) {
        self.roff.control("TP", []);
        self.roff.text(tag);
        for (at, paragraph) in paragraphs(text).enumerate() {
            if at > 0 {
                self.roff.control("IP", []);
            }
            self.paragraph(&paragraph);
        }
    }
}

/// An option with the commands that have it.
struct Shared<'a> {
    arg: &'a Arg,
    commands: Vec<&'a str>,
}

impl Shared<'_> {
    /// Whether another command means the same by it.
    fn is(&self, other: &Arg) -> bool {
        self.arg.get_id() == other.get_id() && explained(self.arg) == explained(other)
    }
}

/// What the help says of an option, with what clap adds there.
fn explained(arg: &Arg) -> String {
    let text = arg.get_long_help().or(arg.get_help());
    let text = text.map(ToString::to_string).unwrap_or_default();
    // Facts that stand below each other stay so.
    let mut text = text.replace("]\n[", "]\n\n[");
    if !arg.get_action().takes_values() {
        return text;
    }
    let values = arg.get_possible_values();
    let values: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    if !values.is_empty() {
        text.push_str("\n\nPossible values: ");
        text.push_str(&values.join(", "));
        text.push('.');
    }
    let defaults = arg.get_default_values().iter();
    let defaults: Vec<_> = defaults.map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() {
        text.push_str("\n\n[default: ");
        text.push_str(&defaults.join(", "));
        text.push(']');
    }
    text
}

/// `-q, --quiet`, `--config FILE`, `EXPORT`.
fn tag(arg: &Arg) -> Vec<Inline> {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    let names: Vec<String> = short.into_iter().chain(long).collect();
    let mut tag = Vec::new();
    if !names.is_empty() {
        tag.push(bold(names.join(", ")));
    }
    if arg.get_action().takes_values() {
        if !names.is_empty() {
            tag.push(roman(" "));
        }
        let values = arg.get_value_names().unwrap_or_default();
        let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
        // A manual of pure ASCII is read by every roff.
        tag.push(italic(values.join(" ").replace('…', "...")));
    }
    tag
}

/// `config show`.
fn short_name(command: &Command) -> &str {
    let name = spoken(command);
    name.strip_prefix("shelfsync ").unwrap_or(name)
}

/// The first line on a command, without the rest.
fn about(command: &Command) -> String {
    let about = command.get_about();
    about.map(ToString::to_string).unwrap_or_default()
}

fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// With the period that help does without.
fn sentence(text: &str) -> String {
    if text.ends_with('.') {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

/// The lines below `Examples:` in the help of a command.
fn examples(command: &Command) -> Vec<String> {
    let below = command.get_after_help().map(ToString::to_string);
    let below = below.unwrap_or_default();
    let lines = below
        .split_once("Examples:\n")
        .map_or("", |(_, lines)| lines);
    lines.lines().map(|line| line.trim().to_owned()).collect()
}
