//! The pieces that the messages of [`Problem`](super::Problem) are made of.

use super::FILE_NAME;
use super::address;
use super::key::{self, Form, Key, Section};
use super::origin::Origin;

/// The longest value that a message repeats in full.
const CLIP: usize = 40;

/// What the sentence is about: the setting by the name that the user gave it.
pub(super) fn subject(origin: &Origin, key: &Key) -> String {
    match origin {
        Origin::File { .. } => format!("{origin}: `{}`", key.path()),
        Origin::Environment(name) => format!("the variable `{name}`"),
        Origin::Flag(name) => format!("`{name}`"),
        Origin::Default => format!("the default of `{}`", key.path()),
    }
}

/// How it would be right, in the form that the user chose.
pub(super) fn example(origin: &Origin, key: &Key) -> String {
    let right = key.example;
    match origin {
        Origin::File { .. } | Origin::Default => format!(", as in `{}`", key.line(right)),
        Origin::Environment(name) => format!(", as in `{name}={right}`"),
        Origin::Flag(name) if name.starts_with('-') => {
            // What a shell would take apart needs quotes.
            let quote = if right.contains(|sign: char| " ;|&".contains(sign)) {
                "'"
            } else {
                ""
            };
            format!(", as in `{name} {quote}{right}{quote}`")
        }
        Origin::Flag(_) => format!(", as in `{right}`"),
    }
}

/// How to set a key: by flag, variable or line.
pub(super) fn ways(key: &Key) -> String {
    let flag = key
        .flag
        .map(|flag| format!("give `{} {}`", flag.name, key.example));
    let variable = key.variable().map(|variable| format!("set `{variable}`"));
    let line = format!(
        "write `{}` below `{}` in {FILE_NAME}",
        key.line(key.example),
        key.section.header()
    );
    let ways: Vec<String> = flag.into_iter().chain(variable).collect();
    if ways.is_empty() {
        line
    } else {
        format!("{}, or {line}", ways.join(", "))
    }
}

/// A value for a message: on one line, not too long, and without what may be a
/// password, a pasted token or the key of a signed address.
pub(super) fn value(text: &str) -> String {
    let shown;
    let text = if address::has_web_scheme(text) {
        shown = address::shown_address(text);
        &shown
    } else {
        text
    };
    match text.rsplit_once('@') {
        // `user:password@host`, however broken the address is around it.
        Some((_, after)) => format!("`…@{}`", clipped(after)),
        None => format!("`{}`", clipped(text)),
    }
}

/// A word for a message: escaped, and only its beginning when it is long.
pub(super) fn clipped(text: &str) -> String {
    let shown = |text: &mut dyn Iterator<Item = char>| -> String {
        text.flat_map(|sign| {
            if sign.is_control() {
                sign.escape_default().collect()
            } else {
                vec![sign]
            }
        })
        .collect()
    };
    if text.chars().nth(CLIP).is_none() {
        return shown(&mut text.chars());
    }
    format!(
        "{}… ({} characters)",
        shown(&mut text.chars().take(12)),
        text.chars().count()
    )
}

/// How a value of the key is written in the file.
pub(super) fn form(key: &Key) -> &'static str {
    match key.form {
        Form::Text => "text in quotes",
        Form::Whole => "a whole number without quotes",
        Form::Number => "a number without quotes",
        Form::List => "text in quotes, or a list of texts",
        Form::Switch => "`true` or `false` without quotes",
    }
}

/// Which section was meant, or which there are.
pub(super) fn section_offer(near: Option<Section>) -> String {
    near.map_or_else(
        || format!("the sections are {}", headers()),
        |section| format!("did you mean `{}`?", section.header()),
    )
}

/// The headers of all sections.
pub(super) fn headers() -> String {
    Section::ALL
        .map(|section| format!("`{}`", section.header()))
        .join(", ")
}

/// The names of a section's keys.
pub(super) fn key_names(section: Section) -> String {
    let names: Vec<String> = key::of(section)
        .map(|key| format!("`{}`", key.name))
        .collect();
    names.join(", ")
}
