//! The address of an item's page, where the export has none.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use super::cells::Cell;
use super::make::Making;
use crate::preset::{Link, LinkPart, Spelling, Whose};

impl Making<'_, '_> {
    /// The address that the preset's first template with content in all its
    /// gaps gives, relative to the shop's.
    pub(super) fn built_link(&self) -> Option<String> {
        let mut links = self.bindings.preset.links.iter();
        links.find_map(|link| self.filled(link))
    }

    fn filled(&self, link: &Link) -> Option<String> {
        let mut address = String::new();
        for part in &link.parts {
            match part {
                LinkPart::Text(text) => address.push_str(text),
                LinkPart::Cell {
                    column,
                    of,
                    spelling,
                } => {
                    let cell = self.owned(column, *of)?;
                    let name = match spelling {
                        Spelling::Whole => {
                            encode(cell.text, &mut address);
                            continue;
                        }
                        Spelling::Slug => slug(cell.text),
                        Spelling::Dashes => dashes(cell.text)?,
                    };
                    address.push_str((!name.is_empty()).then_some(name.as_str())?);
                }
            }
        }
        Some(address)
    }

    fn owned(&self, column: &str, of: Whose) -> Option<Cell<'_>> {
        let of_parent = match of {
            Whose::Item => false,
            Whose::Parent => true,
            Whose::Page => !self.cells.has_page,
        };
        let cell = |of_parent| self.cells.named(column, of_parent, self.bindings);
        cell(of_parent).or_else(|| {
            // What belongs to the product stands on its first row only.
            let inherits = of == Whose::Item && self.bindings.preset.layout.inherits(column);
            inherits.then(|| cell(true))?
        })
    }
}

/// Percent-encodes what may not stand in a part of a path or query (RFC 3986, 2.3).
fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a `String` cannot fail.
            let _infallible = write!(out, "%{byte:02X}");
        }
    }
}

/// `Weiße Tasse, groß` is `weisse-tasse-gross`, as most shops make addresses.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().replace('ß', "ss").nfd() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !unicode_normalization::char::is_combining_mark(c)
            && !slug.ends_with('-')
            && !slug.is_empty()
            && c != '\''
            && c != '’'
        {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// `Men's Café™` is `men-s-cafetm`; `None` where a letter has no Latin one in its
/// place, so that nobody knows what the shop makes of it.
fn dashes(name: &str) -> Option<String> {
    let mut made = String::new();
    for c in name.replace(['ß', 'ẞ'], "ss").nfkd() {
        if c.is_ascii_alphanumeric() {
            made.push(c.to_ascii_lowercase());
        } else if c.is_alphabetic() {
            return None;
        } else if !unicode_normalization::char::is_combining_mark(c)
            && !made.ends_with('-')
            && !made.is_empty()
        {
            made.push('-');
        }
    }
    made.truncate(made.trim_end_matches('-').len());
    Some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_has_only_letters_digits_and_hyphens() {
        #[rustfmt::skip]
        let cases = [
            ("V-Neck T-Shirt", "v-neck-t-shirt"), ("Weiße Tasse, groß!", "weisse-tasse-gross"),
            ("Crème brûlée", "creme-brulee"), ("  --  ", ""), ("Men's Café №5", "mens-cafe-5"),
        ];
        for (name, expected) in cases {
            assert_eq!(slug(name), expected, "{name}");
        }
    }

    #[test]
    fn dashes_stand_for_all_that_is_no_letter_or_digit() {
        #[rustfmt::skip]
        let cases = [
            ("I'm a product", Some("i-m-a-product")), ("Weiß, Goldmann, Göbel", Some("weiss-goldmann-gobel")),
            ("Logan  HeatTec&reg; Tee", Some("logan-heattec-reg-tee")), ("1/4 Zip™ (V-neck)", Some("1-4-ziptm-v-neck")),
            ("ÑANDÚ", Some("nandu")), ("❤ ☀", Some("")), ("Куртка Nord", None), ("Smørbrød", None), ("漢字", None),
        ];
        for (name, expected) in cases {
            assert_eq!(dashes(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn gaps_are_encoded_for_addresses() {
        let mut out = String::new();
        encode("a/b?c=ü d", &mut out);
        assert_eq!(out, "a%2Fb%3Fc%3D%C3%BC%20d");
    }
}
