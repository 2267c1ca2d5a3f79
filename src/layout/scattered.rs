//! Products whose records do not stand together, known after the first pass.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::continuation::{cast, group_of};
use super::view::View;
use crate::preset::Preset;
use crate::source::{Columns, Record};

/// Which products have records in more than one place of the file. Two keys
/// with the same hash only mean that one more product waits in the store.
#[derive(Debug)]
pub(super) struct Scattered {
    source: usize,
    hasher: RandomState,
    last: Option<u64>,
    again: HashSet<u64>,
    view: View,
}

impl Scattered {
    pub(super) fn new(preset: &'static Preset, source: usize, torn: &Torn) -> Self {
        Self {
            source,
            hasher: torn.hasher.clone(),
            last: None,
            again: HashSet::new(),
            view: View::new(preset, cast, &[]),
        }
    }

    /// Takes a record of the first pass into account.
    pub(super) fn note(&mut self, columns: &Columns, record: &Record, torn: &mut Torn) {
        self.view.extend(columns);
        let hash = group_of(&self.view, record).map(|group| self.hasher.hash_one(&group));
        if hash == self.last {
            return;
        }
        self.last = hash;
        if let Some(hash) = hash
            && torn.note(self.source, hash)
        {
            self.again.insert(hash);
        }
    }

    pub(super) fn has(&self, group: &str) -> bool {
        !self.again.is_empty() && self.again.contains(&self.hasher.hash_one(group))
    }
}

/// Products with records in more than one source of a run.
#[derive(Debug, Default)]
pub(super) struct Torn {
    /// The same for all sources of a run.
    hasher: RandomState,
    /// In which source each product was seen last; kept while there are more to
    /// come.
    seen: HashMap<u64, usize>,
    halves: HashSet<u64>,
}

impl Torn {
    /// Takes note of a product that begins. Returns whether it did so before in
    /// this source.
    fn note(&mut self, source: usize, hash: u64) -> bool {
        match self.seen.insert(hash, source) {
            Some(last) if last == source => true,
            Some(_) => {
                self.halves.insert(hash);
                false
            }
            None => false,
        }
    }

    /// Only what the second pass asks for is kept.
    pub(super) fn finish(&mut self) {
        self.seen = HashMap::new();
    }

    pub(super) fn has(&self, group: &str) -> bool {
        !self.halves.is_empty() && self.halves.contains(&self.hasher.hash_one(group))
    }
}
