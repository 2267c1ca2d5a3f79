//! Every id that the state or the export knows, in a compact table.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::ids::Ids;
use super::likeness::Likeness;
use crate::catalog::{Doubt, Fingerprint, Presence};

/// Position of an entry in [`Known`].
pub type Index = u32;

/// What the export said of an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Nothing: it is not in the export.
    Absent,
    /// An item that may go out.
    Item,
    /// An item that is held back.
    Invalid,
    /// An item that is not to be published.
    Filtered,
}

/// One id. Some 50 bytes; the id itself lies in an arena.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other, a byte each"
)]
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Key in the state; 0 when the state does not have it.
    pub pos: u32,
    /// Line of the first record with this id; 0 when it was not read.
    pub line: u32,
    /// Source of that record.
    pub source: u16,
    /// Where the item stands in the live catalog.
    pub presence: Presence,
    /// What the export said.
    pub seen: Seen,
    /// Whether the catalog may hold something else than was confirmed.
    pub doubt: Doubt,
    /// Whether something was confirmed at all, so that `confirmed` counts.
    pub has_confirmed: bool,
    /// Whether the export says that the item is sold out.
    pub sold_out: bool,
    /// Whether different records have this id.
    pub conflict: bool,
    /// Whether a batch carries it whose verdict is still open.
    pub open: bool,
    /// Short fingerprint of the confirmed item.
    pub confirmed: [u8; 16],
    /// Print of what was read, as [`Known::print`] makes it.
    pub read: [u8; 16],
}

impl Entry {
    fn new(presence: Presence) -> Self {
        Self {
            pos: 0,
            line: 0,
            source: 0,
            presence,
            seen: Seen::Absent,
            doubt: Doubt::None,
            has_confirmed: false,
            sold_out: false,
            conflict: false,
            open: false,
            confirmed: [0; 16],
            read: [0; 16],
        }
    }

    /// Whether what was read is what stands confirmed in the live catalog.
    pub fn is_as_confirmed(&self) -> bool {
        self.presence == Presence::Live
            && self.has_confirmed
            && !self.doubt.any()
            && self.confirmed == self.read
    }
}

/// An id that more than one record has.
#[derive(Clone, Debug, Default)]
pub struct Duplicate {
    /// Records with this id, the first one included.
    pub records: u64,
    /// Those that differed from the first.
    pub different: u64,
    /// Source and line of the first few.
    pub places: Vec<(u16, u64)>,
}

/// Every id that the state or the export knows.
///
/// About 80 bytes an item, ids included, however large the items are.
#[derive(Default)]
pub struct Known {
    ids: Ids,
    entries: Vec<Entry>,
    /// So many of them, the first, were added in the order of their keys.
    keyed: usize,
    table: HashTable<Index>,
    hasher: DefaultHashBuilder,
    likeness: Likeness,
    duplicates: HashMap<Index, Duplicate>,
    refused: HashMap<Index, Option<Fingerprint>>,
}

/// So many places of a duplicate id are kept.
const PLACES: usize = 20;

impl Known {
    /// An empty table with room for so many ids.
    pub fn with_capacity(ids: usize) -> Self {
        Self {
            ids: Ids::with_capacity(ids),
            entries: Vec::with_capacity(ids),
            table: HashTable::with_capacity(ids),
            ..Self::default()
        }
    }

    /// Number of ids.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no id is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The id of an entry.
    pub fn id(&self, index: Index) -> &str {
        self.ids.get(index)
    }

    /// An entry.
    pub fn entry(&self, index: Index) -> &Entry {
        &self.entries[index as usize]
    }

    /// An entry, to be changed.
    pub fn entry_mut(&mut self, index: Index) -> &mut Entry {
        &mut self.entries[index as usize]
    }

    /// The entry with this key in the state, which is probably this one.
    pub fn at_key(&self, key: u32, near: Index) -> Option<Index> {
        let is_it = |at: usize| self.entries.get(at).is_some_and(|entry| entry.pos == key);
        let at = if is_it(near as usize) {
            near as usize
        } else {
            // What the state knows was added in the order of its keys.
            self.entries[..self.keyed].partition_point(|entry| entry.pos < key)
        };
        is_it(at).then(|| Index::try_from(at).unwrap_or(Index::MAX))
    }

    /// All entries, in the order of their arrival.
    pub fn iter(&self) -> impl Iterator<Item = (Index, &Entry)> {
        (0..).zip(&self.entries)
    }

    /// The entry of an id, if there is one.
    pub fn find(&self, id: &str) -> Option<Index> {
        self.find_hashed(self.hasher.hash_one(id), id)
    }

    fn find_hashed(&self, hash: u64, id: &str) -> Option<Index> {
        self.table
            .find(hash, |index| self.ids.get(*index) == id)
            .copied()
    }

    /// The entry of an id; a new one stands as [`Presence::New`].
    pub fn find_or_add(&mut self, id: &str) -> Index {
        let hash = self.hasher.hash_one(id);
        match self.find_hashed(hash, id) {
            Some(index) => index,
            None => self.add(hash, id, Entry::new(Presence::New)),
        }
    }

    /// Adds what the state knows of an item; `confirmed` is the short fingerprint.
    pub fn add_confirmed(
        &mut self,
        id: &str,
        pos: u32,
        presence: Presence,
        doubt: Doubt,
        confirmed: Option<[u8; 16]>,
    ) -> Index {
        let mut entry = Entry::new(presence);
        entry.pos = pos;
        entry.doubt = doubt;
        if let Some(confirmed) = confirmed {
            entry.confirmed = confirmed;
            entry.has_confirmed = true;
        }
        let hash = self.hasher.hash_one(id);
        // A file that was edited by hand may have an id twice; the later row counts.
        if let Some(index) = self.find_hashed(hash, id) {
            *self.entry_mut(index) = entry;
            return index;
        }
        let index = self.add(hash, id, entry);
        let last = self
            .keyed
            .checked_sub(1)
            .map_or(0, |at| self.entries[at].pos);
        if self.keyed == index as usize && pos > last {
            self.keyed += 1;
        }
        index
    }

    fn add(&mut self, hash: u64, id: &str, entry: Entry) -> Index {
        let index = Index::try_from(self.entries.len()).unwrap_or(Index::MAX);
        self.ids.add(id);
        self.entries.push(entry);
        let (ids, hasher) = (&self.ids, &self.hasher);
        let rehash = |other: &Index| hasher.hash_one(ids.get(*other));
        self.table.insert_unique(hash, index, rehash);
        index
    }

    /// A batch without a verdict carries these items, by their keys in the state.
    pub fn set_open(&mut self, keys: &HashSet<i64>) {
        if keys.is_empty() {
            return;
        }
        for entry in &mut self.entries {
            entry.open = keys.contains(&i64::from(entry.pos));
        }
    }

    /// The entries of items that a batch without a verdict carries, by their keys.
    pub fn open_keys(&self) -> HashMap<i64, Index> {
        let open = self.iter().filter(|(_, entry)| entry.open);
        open.map(|(index, entry)| (i64::from(entry.pos), index))
            .collect()
    }

    /// Meta refused this item as it was with this fingerprint (`None`: its removal).
    pub fn set_refused(&mut self, index: Index, hash: Option<Fingerprint>) {
        self.refused.insert(index, hash);
    }

    /// Whether Meta refused the item or its removal, and as what.
    pub fn refused(&self, index: Index) -> Option<Option<Fingerprint>> {
        self.refused.get(&index).copied()
    }

    /// What takes prints of records that hold within this run.
    pub fn likeness(&self) -> Likeness {
        self.likeness.clone()
    }

    /// What tells the content of one record from another: the short fingerprint,
    /// which the state may have, too, or will have. Where nobody took one, records are
    /// compared within this run only, for which a likeness will do.
    pub fn print(likeness: [u8; 16], whole: Option<&Fingerprint>) -> [u8; 16] {
        whole.map_or(likeness, Fingerprint::short)
    }

    /// Notes a record of the export. Returns whether it is the first with this
    /// id; a later one is counted, and marks a conflict when it differs.
    pub fn note(&mut self, index: Index, read: Read) -> bool {
        let entry = &mut self.entries[index as usize];
        if entry.seen == Seen::Absent {
            entry.seen = read.seen;
            entry.source = read.source;
            entry.line = u32::try_from(read.line).unwrap_or(u32::MAX);
            entry.read = read.hash;
            entry.sold_out = read.sold_out;
            return true;
        }
        let differs = entry.read != read.hash || entry.seen != read.seen;
        entry.conflict |= differs;
        entry.sold_out &= read.sold_out;
        let first = (entry.source, u64::from(entry.line));
        let twin = self.duplicates.entry(index).or_insert_with(|| Duplicate {
            records: 1,
            different: 0,
            places: vec![first],
        });
        twin.records += 1;
        twin.different += u64::from(differs);
        if twin.places.len() < PLACES {
            twin.places.push((read.source, read.line));
        }
        false
    }

    /// All ids that more than one record has.
    pub fn duplicates(&self) -> impl Iterator<Item = (Index, &Duplicate)> {
        self.duplicates.iter().map(|(index, twin)| (*index, twin))
    }

    /// The records of an id that more than one record has.
    pub fn duplicate(&self, index: Index) -> Option<&Duplicate> {
        self.duplicates.get(&index)
    }

    /// Pairs of ids in the export that differ only in case, up to `most`.
    pub fn case_twins(&self, most: usize) -> (u64, Vec<(Index, Index)>) {
        if !self.ids.may_differ_in_case() {
            return (0, Vec::new());
        }
        let mut folded: Vec<(u64, Index)> = self
            .iter()
            .filter(|(_, entry)| entry.seen != Seen::Absent)
            .filter(|(index, _)| self.id(*index).chars().any(char::is_alphabetic))
            .map(|(index, _)| (self.hasher.hash_one(self.id(index).to_lowercase()), index))
            .collect();
        folded.sort_unstable();
        let mut count = 0;
        let mut samples = Vec::new();
        for pair in folded.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if a.0 == b.0 && self.id(a.1).to_lowercase() == self.id(b.1).to_lowercase() {
                count += 1;
                if samples.len() < most {
                    samples.push((a.1, b.1));
                }
            }
        }
        (count, samples)
    }
}

/// What one record of the export says.
#[derive(Clone, Copy, Debug)]
pub struct Read {
    /// What it is.
    pub seen: Seen,
    /// Its source.
    pub source: u16,
    /// Its line.
    pub line: u64,
    /// Its print, as [`Known::print`] or [`Likeness`] makes it.
    pub hash: [u8; 16],
    /// Whether it says that the item is sold out.
    pub sold_out: bool,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(seen: Seen, line: u64, hash: u8) -> Read {
        Read {
            seen,
            source: 0,
            line,
            hash: [hash; 16],
            sold_out: false,
        }
    }

    #[test]
    fn finds_what_was_added_and_nothing_else() {
        let mut known = Known::default();
        for n in 0..10_000 {
            assert_eq!(known.find_or_add(&format!("SKU-{n}")), n);
        }
        assert_eq!(known.find("SKU-77"), Some(77));
        assert_eq!(known.id(9_999), "SKU-9999");
        assert_eq!(known.find("sku-77"), None);
        assert_eq!(known.find_or_add("SKU-3"), 3);
        assert_eq!(known.len(), 10_000);
    }

    #[test]
    fn equal_records_are_one_item_and_different_ones_conflict() {
        let mut known = Known::default();
        let a = known.find_or_add("A");
        let b = known.find_or_add("B");
        assert!(known.note(a, read(Seen::Item, 2, 1)));
        assert!(!known.note(a, read(Seen::Item, 3, 1)));
        assert!(known.note(b, read(Seen::Item, 4, 1)));
        assert!(!known.note(b, read(Seen::Item, 5, 2)));
        assert!(!known.entry(a).conflict);
        assert!(known.entry(b).conflict);
        let twins: HashMap<_, _> = known.duplicates().collect();
        assert_eq!((twins[&a].records, twins[&a].different), (2, 0));
        assert_eq!(twins[&b].places, [(0, 4), (0, 5)]);
    }

    #[test]
    fn what_has_a_fingerprint_is_compared_by_it() {
        let known = Known::default();
        let fingerprint = Fingerprint::of(b"x");
        let likeness = known.likeness();
        let x = likeness.of([&b"x"[..]]);
        assert_eq!(Known::print(x, Some(&fingerprint)), fingerprint.short());
        assert_eq!(Known::print(x, None), x);
        assert_eq!(known.likeness().of([&b"x"[..]]), x);
        let of = |parts: &[&str]| likeness.of(parts.iter().map(|part| part.as_bytes()));
        assert_ne!(of(&["x"]), of(&["y"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["a", ""]), of(&["a"]));
        assert_ne!(x[..8], x[8..]);
    }

    #[test]
    fn ids_that_differ_only_in_case_are_paired() {
        let mut known = Known::default();
        for id in ["woo-beanie", "Woo-Beanie", "ÄPFEL", "äpfel", "7"] {
            let index = known.find_or_add(id);
            known.note(index, read(Seen::Item, 1, 1));
        }
        let (count, samples) = known.case_twins(1);
        assert_eq!((count, samples.len()), (2, 1));
    }

    proptest! {
        #[test]
        fn the_short_cut_overlooks_no_pair(ids in prop::collection::hash_set("[aAbB1-]{1,3}|[éÉ]", 0..12)) {
            let mut known = Known::default();
            for id in &ids {
                let index = known.find_or_add(id);
                known.note(index, read(Seen::Item, 1, 1));
            }
            let folded: HashSet<String> = ids.iter().map(|id| id.to_lowercase()).collect();
            prop_assert_eq!(known.case_twins(1).0 > 0, folded.len() < ids.len());
        }
    }
}
