//! The id of an item.

use std::borrow::Cow;

use super::html;
use super::make::Making;
use super::text::is_no_text;
use crate::catalog::{Field, has_lost};
use crate::finding::{Finding, Rule};

impl<'r> Making<'_, 'r> {
    /// The id: as it stands, for it must equal what the shop's pixel sends.
    pub(super) fn id(&mut self) -> Option<Cow<'r, str>> {
        const MOST: usize = 100;
        let Some(cell) = self.cells.one(Field::Id) else {
            let rule = Rule::Missing(Field::Id);
            let why = if self.bindings.no_header || self.bindings.has(Field::Id) {
                "the record has no id"
            } else {
                "the export has no column for the id"
            };
            self.say(Finding::new(rule, why));
            return None;
        };
        let bytes = cell.text.as_bytes();
        // Neither a tag nor a number that was rounded: so it is with nearly all of them.
        let plain = |b: &u8| b.is_ascii_graphic() && !matches!(b, b'<' | b'+');
        if bytes.len() <= MOST && bytes.iter().all(plain) {
            self.item.set(Field::Id, cell.text);
            return Some(Cow::Borrowed(cell.text));
        }
        let markup = memchr::memchr(b'<', bytes).is_some() && *html::strip(cell.text) != *cell.text;
        let fault = if markup {
            Some("the id has an HTML tag in it".to_owned())
        } else if cell.text.chars().count() > MOST {
            Some(format!("the id has more than {MOST} characters"))
        } else if has_lost(cell.text) {
            Some("the id has lost characters (`\u{FFFD}`)".to_owned())
        } else if cell.text.contains(is_no_text) {
            Some("the id has a line break or another code that is no character".to_owned())
        } else if is_rounded(cell.text) {
            Some("a spreadsheet has rounded this id; export the column as text".to_owned())
        } else {
            None
        };
        if let Some(message) = fault {
            self.fault(Rule::Invalid(Field::Id), cell, message);
            return None;
        }
        self.item.set(Field::Id, cell.text);
        Some(Cow::Borrowed(cell.text))
    }
}

/// `8.80609E+12`: what a spreadsheet makes of a long number (`formats.md` 2.11).
pub(super) fn is_rounded(text: &str) -> bool {
    if memchr::memchr(b'+', text.as_bytes()).is_none() {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some(exponent) = exponent.strip_prefix('+') else {
        return false;
    };
    let mantissa = mantissa.replacen(['.', ','], "", 1);
    digits(exponent) && digits(&mantissa)
}

#[cfg(test)]
mod tests {
    use super::is_rounded;

    #[test]
    fn tells_rounded_numbers_from_ids_with_an_e() {
        #[rustfmt::skip]
        let cases = [
            ("8.80609E+12", true), ("3,65275e+11", true), ("4E+12", true),
            ("1E12", false), ("E+12", false), ("SKU-E+1", false), ("12345", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_rounded(text), expected, "{text}");
        }
    }
}
