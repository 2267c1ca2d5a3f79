//! The cells of a row, as bytes, and how those of several rows become one.

use std::collections::BTreeMap;

/// A cell: the number of its column, and what stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'b> {
    /// The number of the column.
    pub column: u32,
    /// The text; `None` where several rows say different things and none is right.
    pub text: Option<&'b str>,
}

/// What the cells of one column become, of several rows with the same key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum United {
    /// This.
    Text(String),
    /// They contradict each other.
    Differ,
    /// They differ, and it does not matter.
    Nothing,
}

/// Knows what several cells of one column are together.
pub trait Unite {
    /// What these become; there are at least two, none is empty, and they come in an
    /// order that does not depend on that of the rows.
    fn unite(&self, column: u32, texts: &[&str]) -> United;
}

/// Stands in place of a length where rows contradict each other.
const DIFFER: u32 = u32::MAX;

/// Adds a cell.
pub(super) fn put(bytes: &mut Vec<u8>, column: u32, text: Option<&str>) {
    bytes.extend_from_slice(&column.to_le_bytes());
    let length = text.map(|text| u32::try_from(text.len()).unwrap_or(DIFFER));
    bytes.extend_from_slice(&length.unwrap_or(DIFFER).to_le_bytes());
    if length != Some(DIFFER) {
        bytes.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}

/// The cells in these bytes.
pub(super) fn cells(mut bytes: &[u8]) -> impl Iterator<Item = Cell<'_>> {
    std::iter::from_fn(move || {
        let (column, rest) = bytes.split_first_chunk::<4>()?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let column = u32::from_le_bytes(*column);
        let length = u32::from_le_bytes(*length);
        let length = if length == DIFFER {
            None
        } else {
            Some(length as usize)
        };
        let (text, rest) = rest.split_at_checked(length.unwrap_or(0))?;
        bytes = rest;
        let text = length.and_then(|_| std::str::from_utf8(text).ok());
        Some(Cell { column, text })
    })
}

/// The rows of one key as one row.
pub(super) fn unite(rows: &[Vec<u8>], by: &dyn Unite, united: &mut Vec<u8>) {
    united.clear();
    if let [only] = rows
        && cells(only)
            .map(|cell| cell.column)
            .is_sorted_by(|a, b| a < b)
    {
        united.extend_from_slice(only);
        return;
    }
    let mut columns: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    let mut differ = Vec::new();
    for cell in rows.iter().flat_map(|row| cells(row)) {
        let texts = columns.entry(cell.column).or_default();
        match cell.text {
            Some("") => {}
            Some(text) => texts.push(text),
            None => differ.push(cell.column),
        }
    }
    for (column, mut texts) in columns {
        texts.sort_unstable();
        let made = match texts.as_slice() {
            _ if differ.contains(&column) => United::Differ,
            [] => continue,
            [only] => United::Text((*only).to_owned()),
            several => by.unite(column, several),
        };
        match made {
            United::Text(text) => put(united, column, Some(&text)),
            United::Differ => put(united, column, None),
            United::Nothing => {}
        }
    }
}
