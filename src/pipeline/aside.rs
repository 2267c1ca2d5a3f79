//! Why items are not published, told by the cell that says so.

use std::collections::BTreeMap;

use crate::source::masked;

/// More reasons than this are not told apart.
const MOST_REASONS: usize = 50;
/// So many ids are named for each.
const NAMED: usize = 3;

/// One reason for which items are not published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// How many items.
    pub items: u64,
    /// The ids of the first of them.
    pub ids: Vec<String>,
}

/// Items that are not published, by the column and the word for which they are
/// not; the word is empty for a rule of the configuration.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    reasons: BTreeMap<(String, String), Reason>,
}

impl Aside {
    /// Takes note of an item.
    pub(super) fn note(&mut self, column: &str, word: &str, id: Option<&str>) {
        let key = (column.to_owned(), masked(word).into_owned());
        let full = self.reasons.len() >= MOST_REASONS && !self.reasons.contains_key(&key);
        let key = if full {
            (column.to_owned(), "…".to_owned())
        } else {
            key
        };
        let reason = self.reasons.entry(key).or_default();
        reason.items += 1;
        if let Some(id) = id.filter(|_| reason.ids.len() < NAMED) {
            reason.ids.push(id.to_owned());
        }
    }

    /// Every reason: column, word, and the items.
    pub fn reasons(&self) -> impl Iterator<Item = (&str, &str, &Reason)> {
        let all = self.reasons.iter();
        all.map(|((column, word), reason)| (column.as_str(), word.as_str(), reason))
    }
}
