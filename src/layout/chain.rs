//! Parents that list their variants, in place of variants that name a parent.

use super::view::View;
use crate::preset::{Children, Packed};
use crate::source::Record;

/// What stands in a parent's list: the key of a variant, and its options.
pub(super) struct Listed<'c> {
    /// The key of the variant, in lower case.
    pub(super) key: String,
    /// Names and values of the options that it has there.
    pub(super) options: Vec<(&'c str, &'c str)>,
}

/// The variants that a cell lists: `sku=A,size=S|sku=B,size=M`.
pub(super) fn listed<'c>(
    children: &'c Children,
    cell: &'c str,
) -> impl Iterator<Item = Listed<'c>> {
    let entries = cell.split(children.key.as_str()).skip(1);
    entries.filter_map(|entry| {
        let entry = entry.trim_end_matches(['|', ' ']);
        // A key may hold commas; what follows it is a code with a value.
        let mut pieces = children.options.entries_from(entry);
        let key = pieces.next()?.trim().to_lowercase();
        let options = pieces.filter_map(Packed::pair).collect();
        (!key.is_empty()).then_some(Listed { key, options })
    })
}

/// The variants that a parent lists in columns that play this part.
pub(super) fn listed_by(
    children: &Children,
    view: &View,
    record: &Record,
    part: u16,
    mut each: impl FnMut(String),
) {
    for (column, text) in record.cells() {
        if view.plays(column, part) {
            listed(children, text).for_each(|listed| each(listed.key));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_its_variants_and_their_options() {
        let children = Children::new("variations".into(), "sku=".into());
        let read = |cell: &str| {
            let mut found = Vec::new();
            for listed in listed(&children, cell) {
                found.push(format!("{} {:?}", listed.key, listed.options));
            }
            found.join(" / ")
        };
        #[rustfmt::skip]
        let cases = [
            ("", ""),
            ("sku=A,size=S,color=Red|sku=b,size=M", r#"a [("size", "S"), ("color", "Red")] / b [("size", "M")]"#),
            ("sku=A 1,B,size=S, tall", r#"a 1,b [("size", "S, tall")]"#),
            ("sku=|sku=A", "a []"),
        ];
        for (cell, expected) in cases {
            assert_eq!(read(cell), expected, "{cell}");
        }
    }
}
