//! The row of a table that names its columns.

use crate::source::record::{is_forbidden, is_invisible};

/// Names of fields that somebody knows, so many at least, are no data.
const FIELDS: usize = 5;

/// Whether a row below one of labels has the names of the fields, as in templates of
/// marketplaces (`formats.md` 4.22): `Seller SKU` stands above `item_sku`. `labels` and
/// `hits` are how many names are known in the upper one and in this one.
pub(super) fn is_fields(cells: &[String], labels: usize, hits: impl FnOnce() -> usize) -> bool {
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_#[]=.@:".contains(c);
    let mut filled = cells.iter().map(|cell| cell.trim());
    let named = filled.all(|cell| cell.chars().all(sign));
    // To ask for names may take long, and a row of cells is none of names.
    named && {
        let hits = hits();
        hits >= FIELDS && hits * 2 >= labels
    }
}

/// The names in a header row. A `#` in front of the first is a habit of some
/// exports (`#id`) and no part of the name.
pub(super) fn header(cells: &[String]) -> Vec<String> {
    let tidy = |cell: &String| {
        cell.trim_matches(|c: char| c.is_whitespace() || is_invisible(c))
            .replace(is_forbidden, "")
    };
    let mut names: Vec<_> = cells.iter().map(tidy).collect();
    if let Some(first) = names.first_mut()
        && let Some(rest) = first.strip_prefix('#')
    {
        *first = rest.trim_start().to_owned();
    }
    names
}
