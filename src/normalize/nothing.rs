//! What stands in a cell that says nothing.

use crate::catalog::Field;

/// Words that databases, spreadsheets and scripts write for an empty cell (`formats.md`
/// 2.4 and 2.12).
const WORDS: [&str; 13] = [
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "#n/a",
    "null",
    "none",
    "undefined",
    "k.a.",
    "k. a.",
    "keine angabe",
    "not applicable",
];

/// Whether a text is a word for nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    // NAN is a brand, `nan` is what a script makes of an empty cell.
    let text = text.trim();
    text.len() <= 14
        && (matches!(text, "nan" | "NaN")
            || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)))
}

/// Whether a cell of a field says nothing. A product may well be called `None`, and a
/// group of all that is `0` is none.
pub(super) fn says_nothing(field: Field, text: &str) -> bool {
    match field {
        Field::Title => false,
        Field::ItemGroupId => is_nothing(text) || text.trim() == "0",
        _ => is_nothing(text),
    }
}
