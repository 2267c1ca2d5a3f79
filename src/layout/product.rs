//! The records of one product: which pictures belong to all of its items, and which
//! records only say more of some.

use super::view::View;
use crate::preset::Continuation as Rows;
use crate::source::Record;

/// The column that is gathered.
pub(super) const GATHER: u16 = 4;
/// The order of what is gathered.
pub(super) const ORDER: u16 = 8;
/// What a record is.
pub(super) const KIND: u16 = 64;
/// Says which of what is gathered is the main one.
pub(super) const FIRST: u16 = 512;
/// Names the item that a record beside it is for.
pub(super) const BESIDE_KEY: u16 = 1024;

/// More cells than this are not gathered for one item; the catalog takes 21.
const MOST_GATHERED: usize = 200;

/// Whether the word for what a record is is one of these.
pub(super) fn is_of_kind(view: &View, record: &Record, words: &[String]) -> bool {
    let kind = view.cell(record, KIND);
    kind.is_some_and(|kind| words.contains(&kind.to_lowercase()))
}

/// The places of gathered cells, in their order: record, cell. The main one is first.
pub(super) fn gathered(view: &View, group: &[Record]) -> Vec<(usize, usize)> {
    let yes = |text: &str| {
        let words = ["true", "yes", "y", "1"];
        words.iter().any(|word| word.eq_ignore_ascii_case(text))
    };
    let mut found: Vec<((bool, u64), (usize, usize))> = Vec::new();
    for (at, record) in group.iter().enumerate() {
        let order = view.cell(record, ORDER);
        let order = order.and_then(|text| text.parse().ok()).unwrap_or(u64::MAX);
        let is_main = view.cell(record, FIRST).is_some_and(yes);
        for (place, (column, text)) in record.cells().enumerate() {
            if view.plays(column, GATHER) && !text.trim().is_empty() {
                found.push(((!is_main, order), (at, place)));
                // Another column of the row has the same picture once more.
                break;
            }
        }
    }
    found.sort_by_key(|(order, _)| *order);
    found.truncate(MOST_GATHERED);
    found.into_iter().map(|(_, place)| place).collect()
}

/// Records that only say more of some items, each with the name of its item where it
/// has one; in lower case.
pub(super) fn beside(rows: &Rows, view: &View, group: &[Record]) -> Vec<(Option<String>, usize)> {
    let Some(beside) = &rows.beside else {
        return Vec::new();
    };
    let records = group.iter().enumerate();
    records
        .filter(|(_, record)| is_of_kind(view, record, &beside.kinds))
        .map(|(at, record)| (view.cell(record, BESIDE_KEY).map(str::to_lowercase), at))
        .collect()
}
