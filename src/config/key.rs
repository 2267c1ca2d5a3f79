//! The one table of keys: the file, the variables, the flags and the page
//! `docs/configuration.md` are all held against it.

mod guard;
mod source;
mod table;

use std::fmt;

use super::overrides::Overrides;

pub use guard::*;
pub use source::*;
pub use table::*;

/// A section of the configuration file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// `[shop]`: what the export does not say.
    Shop,
    /// `[[source]]`: an export to read.
    Source,
    /// `[filter]`: which items are sent.
    Filter,
    /// `[http]`: how exports are fetched from addresses.
    Http,
    /// `[stock]`: how stock is understood.
    Stock,
    /// `[catalog]`: where the items go.
    Catalog,
    /// `[removal]`: what happens to items that left the export.
    Removal,
    /// `[guard]`: which changes look like an accident.
    Guard,
    /// `[delivery]`: how items are sent.
    Delivery,
    /// `[state]`: what shelfsync remembers.
    State,
}

impl Section {
    /// All sections, in the order of the file.
    pub const ALL: [Self; 10] = [
        Self::Shop,
        Self::Source,
        Self::Filter,
        Self::Http,
        Self::Stock,
        Self::Catalog,
        Self::Removal,
        Self::Guard,
        Self::Delivery,
        Self::State,
    ];

    /// The name between the brackets.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Source => "source",
            Self::Filter => "filter",
            Self::Http => "http",
            Self::Stock => "stock",
            Self::Catalog => "catalog",
            Self::Removal => "removal",
            Self::Guard => "guard",
            Self::Delivery => "delivery",
            Self::State => "state",
        }
    }

    /// The line that begins the section.
    #[must_use]
    pub const fn header(self) -> &'static str {
        match self {
            Self::Shop => "[shop]",
            Self::Source => "[[source]]",
            Self::Filter => "[filter]",
            Self::Http => "[http]",
            Self::Stock => "[stock]",
            Self::Catalog => "[catalog]",
            Self::Removal => "[removal]",
            Self::Guard => "[guard]",
            Self::Delivery => "[delivery]",
            Self::State => "[state]",
        }
    }
}

/// How a value is written in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text in quotes.
    Text,
    /// A whole number without quotes.
    Whole,
    /// A number without quotes, with a decimal point if need be.
    Number,
    /// A text in quotes, or a list of them. As text they stand behind each other with
    /// [`BETWEEN`] between them.
    List,
    /// `true` or `false` without quotes.
    Switch,
}

/// What stands between the texts of a list where it is one text; no name of a column
/// has it.
pub const BETWEEN: char = '\u{1f}';

/// The words of a switch.
const SWITCH: &[&str] = &["true", "false"];

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub enum Expected {
    /// Described in words.
    Phrase(&'static str),
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A whole number within these bounds, both included.
    Whole(u64, u64),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Phrase(phrase) => f.write_str(phrase),
            Self::OneOf(words) => {
                for (at, word) in words.iter().enumerate() {
                    let before = match at {
                        0 => "",
                        _ if at + 1 == words.len() => " or ",
                        _ => ", ",
                    };
                    write!(f, "{before}`{word}`")?;
                }
                Ok(())
            }
            Self::Whole(least, NO_MOST) => write!(f, "a whole number from {least}"),
            Self::Whole(least, most) => write!(f, "a whole number from {least} to {most}"),
        }
    }
}

/// The bound of a whole number that has none of its own.
pub(super) const NO_MOST: u64 = u32::MAX as u64;

/// A flag that sets a key.
#[derive(Debug, Clone, Copy)]
pub struct Flag {
    /// The name as typed, such as `--currency`.
    pub name: &'static str,
    /// Where the typed word is found.
    pub(super) word: fn(&Overrides) -> Option<&str>,
}

/// One key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// The section that it stands in.
    pub section: Section,
    /// Its name in that section.
    pub name: &'static str,
    /// How its value is written in the file.
    pub form: Form,
    /// What its value may be.
    pub expected: Expected,
    /// A value that is right, without quotes.
    pub example: &'static str,
    /// The value when nobody gives one, read by the same parser as all others.
    pub default: Option<&'static str>,
    /// The flag that sets it.
    pub flag: Option<Flag>,
    /// The bounds of a number, both included, where the words of `expected` say them.
    pub range: Option<(u32, u32)>,
    /// What it means, in one line.
    pub about: &'static str,
}

impl Key {
    const fn new(section: Section, name: &'static str, about: &'static str) -> Self {
        Self {
            section,
            name,
            form: Form::Text,
            expected: Expected::Phrase("text"),
            example: "",
            default: None,
            flag: None,
            range: None,
            about,
        }
    }

    const fn expects(mut self, phrase: &'static str, example: &'static str) -> Self {
        self.expected = Expected::Phrase(phrase);
        self.example = example;
        self
    }

    const fn one_of(mut self, words: &'static [&'static str], example: &'static str) -> Self {
        self.expected = Expected::OneOf(words);
        self.example = example;
        self
    }

    const fn whole(mut self, least: u64, most: u64) -> Self {
        self.form = Form::Whole;
        self.expected = Expected::Whole(least, most);
        self
    }

    /// A number within these bounds, both included.
    const fn number_within(mut self, least: u32, most: u32) -> Self {
        self.form = Form::Number;
        self.range = Some((least, most));
        self
    }

    const fn list(mut self, phrase: &'static str, example: &'static str) -> Self {
        self.form = Form::List;
        self.expects(phrase, example)
    }

    const fn switch(mut self, example: &'static str) -> Self {
        self.form = Form::Switch;
        self.one_of(SWITCH, example)
    }

    /// Also the example, unless there is one already.
    const fn default(mut self, text: &'static str) -> Self {
        self.default = Some(text);
        if self.example.is_empty() {
            self.example = text;
        }
        self
    }

    const fn flag(mut self, name: &'static str, word: fn(&Overrides) -> Option<&str>) -> Self {
        self.flag = Some(Flag { name, word });
        self
    }

    /// The full name, such as `shop.currency`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.{}", self.section.name(), self.name)
    }

    /// The variable that sets it, such as `SHELFSYNC_SHOP_CURRENCY`.
    ///
    /// A key of `[[source]]` has none, since there may be many sources.
    #[must_use]
    pub fn variable(&self) -> Option<String> {
        match self.section {
            Section::Source => None,
            Section::Shop
            | Section::Filter
            | Section::Http
            | Section::Stock
            | Section::Catalog
            | Section::Removal
            | Section::Guard
            | Section::Delivery
            | Section::State => {
                let path = format!("SHELFSYNC_{}_{}", self.section.name(), self.name);
                Some(path.to_ascii_uppercase())
            }
        }
    }

    /// The line of the file that sets it to `value`.
    #[must_use]
    pub fn line(&self, value: &str) -> String {
        match self.form {
            Form::List if value.contains(BETWEEN) => {
                let texts = value
                    .split(BETWEEN)
                    .map(|text| format!("\"{}\"", escaped(text)));
                let texts: Vec<String> = texts.collect();
                format!("{} = [{}]", self.name, texts.join(", "))
            }
            Form::Text | Form::List => text_line(self.name, value),
            Form::Whole | Form::Number | Form::Switch => format!("{} = {value}", self.name),
        }
    }
}

/// The line of a TOML file that sets `name` to a text.
#[must_use]
pub fn text_line(name: &str, text: &str) -> String {
    value_line(name, &format!("\"{}\"", escaped(text)))
}

/// The line of a TOML file that sets `name` to a value that is written as it stands.
#[must_use]
pub fn value_line(name: &str, value: &str) -> String {
    let bare = |sign: u8| sign.is_ascii_alphanumeric() || matches!(sign, b'_' | b'-');
    if !name.is_empty() && name.bytes().all(bare) {
        format!("{name} = {value}")
    } else {
        format!("\"{}\" = {value}", escaped(name))
    }
}

/// The text as it stands between the quotes of a TOML string.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '"' | '\\' => escaped.extend(['\\', sign]),
            '\n' => escaped.push_str("\\n"),
            '\t' => escaped.push_str("\\t"),
            _ if sign.is_control() => escaped.extend(format!("\\u{:04x}", u32::from(sign)).chars()),
            _ => escaped.push(sign),
        }
    }
    escaped
}

/// The key of this name, if the section has it.
pub(super) fn find(section: Section, name: &str) -> Option<&'static Key> {
    of(section).find(|key| key.name == name)
}

/// The keys of a section, in the order of the table.
pub(super) fn of(section: Section) -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
        .copied()
        .filter(move |key| key.section == section)
}

/// A part of the contract's file that this version does not understand yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotYet {
    /// A section by its name.
    Section(&'static str),
    /// A table or key of a section.
    Key(Section, &'static str),
    /// One of the words of a key: section, key, word.
    Word(Section, &'static str, &'static str),
}

impl NotYet {
    /// How it is written in the file.
    #[must_use]
    pub fn written(self) -> String {
        match self {
            Self::Section(name) => format!("[{name}]"),
            Self::Key(section, name) => format!("[{}.{name}]", section.name()),
            Self::Word(_, name, word) => format!("{name} = \"{word}\""),
        }
    }
}

/// What is refused until it is built. Take a row out when its part is there.
pub const NOT_YET: &[NotYet] = &[];
