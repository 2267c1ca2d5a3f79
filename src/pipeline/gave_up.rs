//! Records that are none: the shop gave up on its export and says so in it.

use crate::source::Record;

/// An error message of the shop's own, in place of a record: whatever came
/// after it is missing (`peers.md` 3.8).
pub(super) fn shop_error(record: &Record) -> Option<String> {
    const SIGNS: [&str; 3] = [
        "Fatal error",
        "Allowed memory size of",
        "Maximum execution time of",
    ];
    // A product has more cells than that, and no message.
    if record.cells().len() > 3 {
        return None;
    }
    let mut cells = record.cells().map(|(_, text)| text);
    let text = cells.find(|text| SIGNS.iter().any(|sign| text.contains(sign)))?;
    Some(text.chars().take(80).collect())
}
