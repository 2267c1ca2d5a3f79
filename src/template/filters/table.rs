//! The table of filters. `docs/templates.md` is held against it.

use super::args::{Args, Tools};
use super::{lists, money, text};
use crate::template::kind::Kind;
use crate::template::value::Value;

/// What a filter does.
type Run = for<'v> fn(&Tools<'_>, Value<'v>, &Args<'_, 'v>) -> Result<Value<'v>, String>;

/// One filter.
#[derive(Debug)]
pub(in crate::template) struct Filter {
    /// Its name.
    pub(in crate::template) name: &'static str,
    /// What it works on; anything that can be a text when `None`.
    pub(in crate::template) takes: Option<Kind>,
    /// Its parameters.
    pub(in crate::template) parameters: &'static [Parameter],
    /// What it gives; any kind when `None`.
    pub(in crate::template) gives: Option<Kind>,
    /// The work.
    pub(in crate::template) run: Run,
}

/// One parameter of a filter.
#[derive(Debug)]
pub(in crate::template) struct Parameter {
    /// Its name, by which it may be given.
    pub(in crate::template) name: &'static str,
    /// What it must be.
    pub(in crate::template) kind: Kind,
    /// Whether it must be given.
    pub(in crate::template) required: bool,
}

const fn number(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: Kind::Number,
        required: true,
    }
}

const fn text(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: Kind::Text,
        required: true,
    }
}

const fn option(name: &'static str) -> Parameter {
    Parameter {
        name,
        kind: Kind::Text,
        required: false,
    }
}

const DECIMAL: &[Parameter] = &[option("decimal")];
const BY: &[Parameter] = &[number("by")];
const PERCENT: &[Parameter] = &[number("percent")];
const DIGITS: &[Parameter] = &[number("digits")];
const LIMIT: &[Parameter] = &[number("limit")];
const MOST: &[Parameter] = &[number("most")];
const PLACE: &[Parameter] = &[number("place")];
const SIGN: &[Parameter] = &[text("sign")];
const BETWEEN: &[Parameter] = &[text("between")];
const MORE: &[Parameter] = &[text("text")];
const OLD_NEW: &[Parameter] = &[text("old"), text("new")];
const LANGUAGE: &[Parameter] = &[option("language")];

macro_rules! filters {
    ($($name:literal $takes:ident $parameters:expr => $gives:ident $run:expr;)*) => {
        const FILTERS: &[Filter] = &[$(Filter {
            name: $name,
            takes: kind!($takes),
            parameters: $parameters,
            gives: kind!($gives),
            run: $run,
        },)*];
    };
}

macro_rules! kind {
    (Any) => {
        None
    };
    ($kind:ident) => {
        Some(Kind::$kind)
    };
}

filters! {
    "number"         Any    DECIMAL  => Number money::number;
    "plus"           Number BY       => Number money::plus;
    "minus"          Number BY       => Number money::minus;
    "times"          Number BY       => Number money::times;
    "divided_by"     Number BY       => Number money::divided_by;
    "percent"        Number PERCENT  => Number money::percent;
    "plus_percent"   Number PERCENT  => Number money::plus_percent;
    "round"          Number DIGITS   => Number money::round;
    "round_up"       Number DIGITS   => Number money::round_up;
    "round_down"     Number DIGITS   => Number money::round_down;
    "round_to"       Number BY       => Number money::round_to;
    "at_least"       Number LIMIT    => Number money::at_least;
    "at_most"        Number LIMIT    => Number money::at_most;
    "string"         Any    &[]      => Text   text::string;
    "strip"          Any    &[]      => Text   text::strip;
    "upper"          Any    &[]      => Text   text::upper;
    "lower"          Any    &[]      => Text   text::lower;
    "capitalize"     Any    &[]      => Text   text::capitalize;
    "title"          Any    &[]      => Text   text::title;
    "replace"        Any    OLD_NEW  => Text   text::replace;
    "truncate"       Any    MOST     => Text   text::truncate;
    "truncate_words" Any    MOST     => Text   text::truncate_words;
    "prefix"         Any    MORE     => Text   text::prefix;
    "suffix"         Any    MORE     => Text   text::suffix;
    "slug"           Any    LANGUAGE => Text   text::slug;
    "urlencode"      Any    &[]      => Text   text::urlencode;
    "split"          Any    SIGN     => List   lists::split;
    "join"           List   BETWEEN  => Text   lists::join;
    "first"          List   &[]      => Any    lists::first;
    "last"           List   &[]      => Any    lists::last;
    "nth"            List   PLACE    => Any    lists::nth;
    "length"         Any    &[]      => Number lists::length;
}

/// Filters that are part of the tree, since they need more than values.
pub(in crate::template) const SPECIAL: [&str; 5] = [
    "default",
    "lookup",
    "regex_find",
    "regex_match",
    "regex_replace",
];

/// The filter of this name.
pub(in crate::template) fn find(name: &str) -> Option<&'static Filter> {
    FILTERS.iter().find(|filter| filter.name == name)
}

/// The names of all filters.
pub(in crate::template) fn names() -> impl Iterator<Item = &'static str> {
    FILTERS.iter().map(|filter| filter.name).chain(SPECIAL)
}
