//! Names of columns: what is the same name, and names that are paths.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// A column's name, taken apart.
///
/// Exports write nested values as paths: `video[0].url` (Meta), `shipping(country)`
/// (Google's text feed), `g:shipping/g:country` (XML). `formats.md` 4.24, 4.25, 6.4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column<'a> {
    /// The name without prefix and path, in the form that presets use.
    pub base: Cow<'a, str>,
    /// Whether it stood in Google's namespace, which beats a bare name.
    pub prefixed: bool,
    /// Which part of a nested value it holds.
    pub part: Part,
}

/// Which part of a nested value a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// One entry of a list, or a named part of one: `video[1].url`.
    Entry {
        /// Position from 0.
        at: usize,
        /// The named part; empty for the entry itself.
        name: String,
    },
    /// A named part: `shipping/country`, `applink.ios_url`.
    Named(String),
    /// Several parts in one cell, in this order: `shipping(country:price)`.
    Tuple(Vec<String>),
}

/// The form in which two names are the same column: lower case, composed, without
/// invisible characters, blanks and hyphens as underscores.
pub fn key(name: &str) -> Cow<'_, str> {
    let clean = |c: char| c.is_ascii() && !(c.is_ascii_uppercase() || c == ' ' || c == '-');
    let name = name.trim();
    if name.chars().all(clean) {
        return Cow::Borrowed(name);
    }
    // Nearly all names are ASCII, which is composed as it stands.
    if name.is_ascii() {
        return Cow::Owned(fold(name.chars()));
    }
    let invisible = |c: &char| matches!(c, '\u{FEFF}' | '\u{200B}'..='\u{200D}' | '\u{2060}');
    Cow::Owned(fold(name.nfc().filter(|c| !invisible(c))))
}

fn fold(name: impl Iterator<Item = char>) -> String {
    let mut key = String::new();
    let mut gap = false;
    for c in name {
        if c.is_whitespace() || c == '-' || c == '_' {
            gap = true;
            continue;
        }
        if gap {
            key.push('_');
            gap = false;
        }
        if c.is_ascii() {
            key.push(c.to_ascii_lowercase());
        } else {
            key.extend(c.to_lowercase());
        }
    }
    key
}

impl<'a> Column<'a> {
    /// Takes a name apart.
    pub fn parse(name: &'a str) -> Self {
        let key = key(name);
        let (prefixed, rest) = match key.strip_prefix("g:") {
            Some(rest) => (true, rest.to_owned()),
            None => (false, key.clone().into_owned()),
        };
        if let Some((base, part)) = nested(&rest) {
            return Self {
                base: Cow::Owned(base),
                prefixed,
                part,
            };
        }
        Self {
            base: if prefixed { Cow::Owned(rest) } else { key },
            prefixed,
            part: Part::Whole,
        }
    }
}

/// The base and the part of a nested name. An attribute (`link@href`) is a name
/// of its own.
fn nested(name: &str) -> Option<(String, Part)> {
    let local = |text: &str| text.strip_prefix("g:").unwrap_or(text).to_owned();
    if let Some((base, rest)) = name.split_once('/') {
        let part = rest.rsplit('/').next().unwrap_or(rest);
        return Some((base.to_owned(), Part::Named(local(part))));
    }
    if let Some((base, rest)) = name.split_once('(') {
        let parts = rest.strip_suffix(')')?;
        let parts: Vec<String> = parts.split(':').map(str::to_owned).collect();
        return Some((base.to_owned(), Part::Tuple(parts)));
    }
    if let Some((base, rest)) = name.split_once('[') {
        let (at, rest) = rest.split_once(']')?;
        let at = at.parse().ok()?;
        // `tag[0]` and `tag[1]` are entries of one part.
        let name = rest.strip_prefix('.').unwrap_or(rest);
        let name = name.split('[').next().unwrap_or(name).to_owned();
        return Some((base.to_owned(), Part::Entry { at, name }));
    }
    let (base, part) = name.split_once('.')?;
    Some((base.to_owned(), Part::Named(part.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_names_apart_that_exports_use() {
        let entry = |at, name: &str| Part::Entry {
            at,
            name: name.to_owned(),
        };
        let named = |name: &str| Part::Named(name.to_owned());
        let tuple = |names: &[&str]| Part::Tuple(names.iter().map(|n| (*n).to_owned()).collect());
        #[rustfmt::skip]
        let cases = [
            ("image_link",            "image_link", false, Part::Whole),
            ("Image Link",            "image_link", false, Part::Whole),
            ("g:image_link",          "image_link", true,  Part::Whole),
            ("g:Price",               "price",      true,  Part::Whole),
            ("link@href",             "link@href",  false, Part::Whole),
            ("video[0].url",          "video",      false, entry(0, "url")),
            ("video[12].tag[3]",      "video",      false, entry(12, "tag")),
            ("product_tags[1]",       "product_tags", false, entry(1, "")),
            ("g:shipping/g:country",  "shipping",   true,  named("country")),
            ("applink.ios_url",       "applink",    false, named("ios_url")),
            ("shipping(country:price)", "shipping", false, tuple(&["country", "price"])),
        ];
        for (name, base, prefixed, part) in cases {
            let column = Column::parse(name);
            assert_eq!(column.base, base, "{name}");
            assert_eq!((column.prefixed, column.part), (prefixed, part), "{name}");
        }
    }
}
