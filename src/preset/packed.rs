//! Cells that hold several things, each with its name.
//!
//! Exports press many attributes into one column: `color=Red,size=S`,
//! `Color:Red|Size:S`, `Type=…|Name=Color|Value=Red`. What such a cell holds
//! becomes cells of columns of its own, which are named after what the preset
//! calls the packed one: `attributes.color`, or `attributes.name 1` and
//! `attributes.value 1` for the options of a variant.

use serde::Deserialize;

use super::scoped::ScopedPrice;

/// A packed column, and how its cells are taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Packed {
    /// The preset's name of the column.
    pub column: String,
    /// What stands between two entries. Where each entry begins with a mark of
    /// its own, that mark.
    pub between: String,
    /// What stands between the name and the value of an entry.
    #[serde(default)]
    pub is: String,
    /// What stands in front of the value, where name and value are marked, as in
    /// `Name=Color|Value=Red`; then `is` stands in front of the name.
    pub value: Option<String>,
    /// What stands behind the value, where more of the entry follows.
    pub ends: Option<String>,
    /// Whether an entry begins only where a code in lower case and `is` follow, so
    /// that values may hold the sign between entries.
    #[serde(default)]
    pub codes: bool,
    /// Whether a number behind the last colon of an entry is its place in a list.
    #[serde(default)]
    pub places: bool,
    /// What its entries become.
    pub into: Unpacked,
}

/// What the entries of a packed cell become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unpacked {
    /// A column for each name: `attributes.color`.
    Columns,
    /// A name and a value with the same number: `attributes.name 1`, `attributes.value 1`.
    Options,
    /// Names only, numbered: `attributes.name 1`.
    Names,
    /// Values only, numbered: `attributes.value 1`.
    Values,
    /// Prices with whom they are for, by currency: `prices.price EUR`, `prices.sale EUR`.
    Prices,
}

impl Packed {
    /// The entries of a cell, in their order; those without a value are left out.
    pub fn entries<'c>(&self, whole: &'c str) -> Vec<(&'c str, &'c str)> {
        let mut found = Vec::new();
        // eBay puts all of them between brackets.
        let inner = whole
            .strip_prefix('[')
            .and_then(|cell| cell.strip_suffix(']'));
        let cell = inner.filter(|cell| !cell.contains(['[', '{', '"']));
        let cell = cell.unwrap_or(whole);
        for piece in self.pieces(cell) {
            let piece = unquoted(piece.trim());
            let (name, value) = match (self.into, &self.value) {
                (Unpacked::Names | Unpacked::Values, _) => ("", self.unplaced(self.begun(piece))),
                (_, Some(mark)) => {
                    let Some((_, rest)) = piece.split_once(self.is.as_str()) else {
                        continue;
                    };
                    let Some(pair) = rest.split_once(mark.as_str()) else {
                        continue;
                    };
                    pair
                }
                (_, None) => {
                    let Some((name, value)) = piece.split_once(self.is.as_str()) else {
                        continue;
                    };
                    (name, self.unplaced(value))
                }
            };
            let ends = self
                .ends
                .as_ref()
                .and_then(|ends| value.find(ends.as_str()));
            let value = ends.map_or(value, |at| &value[..at]);
            let name = name.trim().trim_end_matches(',');
            let (name, value) = (unmarked(name), unquoted(value.trim()));
            let named = !name.is_empty() || matches!(self.into, Unpacked::Names | Unpacked::Values);
            if named && !value.is_empty() {
                found.push((name, value));
            }
        }
        found
    }

    /// The prices of a cell that somebody in this country pays.
    pub fn prices<'c>(&self, cell: &'c str, country: Option<&str>) -> Vec<ScopedPrice<'c>> {
        let pieces = self.pieces(cell).into_iter();
        let mut all: Vec<_> = pieces.filter_map(ScopedPrice::parse).collect();
        let paid: Vec<bool> = all.iter().map(|one| one.is_for(country, &all)).collect();
        let mut paid = paid.into_iter();
        all.retain(|_| paid.next().unwrap_or(false));
        all
    }

    /// The entries of a cell as they stand.
    pub fn entries_from<'c>(&self, cell: &'c str) -> impl Iterator<Item = &'c str> {
        self.pieces(cell).into_iter()
    }

    /// An entry of the form `name=value`.
    pub fn pair(entry: &str) -> Option<(&str, &str)> {
        let (name, value) = entry.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        (!name.is_empty() && !value.is_empty()).then_some((name, value))
    }

    fn pieces<'c>(&self, cell: &'c str) -> Vec<&'c str> {
        if self.between.is_empty() {
            return vec![cell];
        }
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut quoted = false;
        let mut at = 0;
        while let Some(rest) = cell.get(at..) {
            let Some(c) = rest.chars().next() else { break };
            // Only a quote in front of an entry closes a sign in.
            if c == '"' && (quoted || cell[start..at].trim().is_empty()) {
                quoted = !quoted;
            }
            if !quoted && rest.starts_with(self.between.as_str()) {
                let after = &rest[self.between.len()..];
                if !self.codes || self.is_code(after) {
                    pieces.push(&cell[start..at]);
                    start = at + self.between.len();
                    at = start;
                    continue;
                }
            }
            at += c.len_utf8();
        }
        pieces.push(&cell[start..]);
        pieces
    }

    /// Whether a text begins with a code and the sign behind it.
    fn is_code(&self, text: &str) -> bool {
        let text = text.trim_start_matches([' ', '"']);
        let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let end = text.find(|c| !code(c)).unwrap_or(text.len());
        let begins = text.starts_with(|c: char| c.is_ascii_lowercase());
        begins && text[end..].starts_with(self.is.as_str())
    }

    /// Of entries without names, what stands in front of the sign behind a value.
    fn begun<'c>(&self, piece: &'c str) -> &'c str {
        match piece.split_once(self.is.as_str()) {
            Some((begun, _)) if !self.is.is_empty() => begun,
            Some(_) | None => piece,
        }
    }

    /// `Blue:0` is Blue, at the place 0; `Color:select:1` is Color, a list.
    fn unplaced<'c>(&self, text: &'c str) -> &'c str {
        if !self.places {
            return text;
        }
        let Some((before, place)) = text.rsplit_once(':') else {
            return text;
        };
        if place.trim().is_empty() || !place.trim().bytes().all(|b| b.is_ascii_digit()) {
            return text;
        }
        match (self.into, before.rsplit_once(':')) {
            (Unpacked::Names, Some((name, _kind))) => name,
            _ => before,
        }
    }
}

fn unquoted(text: &str) -> &str {
    let inside = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    inside.unwrap_or(text)
}

/// `[RB]Color` is Color, shown with radio buttons.
fn unmarked(name: &str) -> &str {
    let marked = name.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    match marked {
        Some((_, rest)) if !rest.is_empty() => rest,
        Some(_) | None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Entry<'c> = (&'c str, &'c str);

    fn packed(between: &str, is: &str, into: Unpacked) -> Packed {
        Packed {
            column: "packed".into(),
            between: between.into(),
            is: is.into(),
            value: None,
            ends: None,
            codes: false,
            places: false,
            into,
        }
    }

    #[test]
    fn each_way_of_packing_is_taken_apart() {
        let options = Unpacked::Options;
        let codes = Packed {
            codes: true,
            ..packed(",", "=", Unpacked::Columns)
        };
        let marked = Packed {
            value: Some("|Value=".into()),
            ..packed("Type=", "|Name=", options)
        };
        let placed = Packed {
            places: true,
            ..packed(",", ":", options)
        };
        let names = Packed {
            places: true,
            ..packed(",", "", Unpacked::Names)
        };
        let files = Packed {
            value: Some("URL: ".into()),
            ends: Some(", Image".into()),
            ..packed("|", "File: ", options)
        };
        #[rustfmt::skip]
        let cases: [(&Packed, &str, &[Entry<'_>]); 18] = [
            (&codes, "has_options=0,size=XS,color=Red, or so,x=1", &[("has_options", "0"), ("size", "XS"), ("color", "Red, or so"), ("x", "1")]),
            (&codes, "\"size=S\",\"color=Red, dark\"", &[("size", "S"), ("color", "Red, dark")]),
            (&codes, "formula=a=b,Größe=1", &[("formula", "a=b,Größe=1")]),
            (&codes, "", &[]),
            (&packed("|", ":", options), "Color:Yellow|Size:L", &[("Color", "Yellow"), ("Size", "L")]),
            (&packed("|", ":", options), "Inhalt:0,5 Liter|Leer:|Ohne", &[("Inhalt", "0,5 Liter")]),
            (&packed(",", "=", options), "[S]Size=L,[RB]Color=Red", &[("Size", "L"), ("Color", "Red")]),
            (&packed(",", ":", options), "\"Color: Red\",\"Size: M, tall\"", &[("Color", "Red"), ("Size", "M, tall")]),
            (&packed("|", "=", options), "Size=S;M|Color=Red", &[("Size", "S;M"), ("Color", "Red")]),
            (&marked, "Type=Rectangle|Name=Size|Value=XSType=Swatch|Name=Color|Value=Silver[#cccccc]", &[("Size", "XS"), ("Color", "Silver[#cccccc]")]),
            (&marked, "Type=Rectangle", &[]),
            (&placed, "Material:Cotton:1, Season:Summer:2, Ratio:1 to 2", &[("Material", "Cotton"), ("Season", "Summer"), ("Ratio", "1 to 2")]),
            (&names, "Color:color:0, Disk space:select:1", &[("", "Color"), ("", "Disk space")]),
            (&Packed { into: Unpacked::Values, ..names.clone() }, "Blue:0, 16GB:1", &[("", "Blue"), ("", "16GB")]),
            (&packed(" | ", "", Unpacked::Values), "M | Rot", &[("", "M"), ("", "Rot")]),
            (&packed(";", "|", Unpacked::Values), "//x/1.jpg|front|10x10;//x/2.jpg", &[("", "//x/1.jpg"), ("", "//x/2.jpg")]),
            (&files, "File: a.jpg, URL: https://x/a.jpg, Image Sort: 1|File: b.jpg, URL: https://x/b.jpg|File: c.jpg", &[("a.jpg", "https://x/a.jpg"), ("b.jpg", "https://x/b.jpg")]),
            (&packed("", ":", options), "Color:Red|x", &[("Color", "Red|x")]),
        ];
        for (packed, cell, expected) in cases {
            assert_eq!(packed.entries(cell), expected, "{cell}");
        }
    }
}
