//! What a record counts for, beside the items that it makes.

use serde::{Deserialize, Serialize};

use crate::finding::Rule;

/// What the record counts for in a report. Most records of an export are alike in this,
/// so that a few of these serve all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(in crate::pipeline) struct Class {
    /// Records, those without an item included.
    pub(in crate::pipeline) records: u64,
    /// Records that are no item of their own.
    pub(in crate::pipeline) without_item: u64,
    /// Items whose fields were looked at.
    pub(in crate::pipeline) examined: u64,
    /// Items that belong to a product with others.
    pub(in crate::pipeline) variants: u64,
    /// Rules that it breaks without being held back, and how often.
    pub(in crate::pipeline) rules: Vec<(Rule, u64)>,
    /// Columns with content that the preset does not know.
    pub(in crate::pipeline) unknown: Vec<(String, u64)>,
}

/// Adds one to the count of a name.
pub(super) fn count<T: PartialEq<U>, U: Into<T>>(counts: &mut Vec<(T, u64)>, name: U) {
    match counts.iter_mut().find(|(known, _)| *known == name) {
        Some((_, count)) => *count += 1,
        None => counts.push((name.into(), 1)),
    }
}
