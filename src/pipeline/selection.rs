//! Which items of an export a run looks at, and which it keeps.

use std::collections::HashSet;

/// Which items the user asked for.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only these ids (`--only`), and these in any case.
    pub only: Option<HashSet<String>>,
    /// Only so many items, from the first (`--limit`).
    pub limit: Option<u64>,
    /// Send everything (`--full`).
    pub full: bool,
}

impl Selection {
    /// Whether only part of the export is looked at.
    pub fn is_partial(&self) -> bool {
        self.only.is_some() || self.limit.is_some()
    }

    /// Whether an item is sent even if nothing changed.
    pub(super) fn forces(&self, id: &str) -> bool {
        self.full || self.only.as_ref().is_some_and(|only| only.contains(id))
    }

    pub(super) fn takes(&self, id: &str, taken: u64) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(id))
            && self.limit.is_none_or(|limit| taken < limit)
    }
}

/// Which items are kept on disk while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// None: only the findings matter.
    Nothing,
    /// Those that differ from what was confirmed.
    Changed,
    /// All of them.
    All,
}
