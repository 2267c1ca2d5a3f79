//! Which records of an export are those of the last run.

use std::ops::Range;

use hashbrown::HashTable;

use super::{READ, Stored};
use crate::source::{Print, Raw, Scanned};

/// Marks a record that is not known.
const FRESH: u32 = u32::MAX;
/// A record that is not the next one may be one of so many behind it.
const NEAR: usize = 8;

/// The records of a source, held against those of the last run.
#[derive(Debug, Default)]
pub(in crate::pipeline) struct Units {
    /// By record: which one of the last run it is.
    same: Vec<u32>,
    /// By record: where it begins in the file.
    starts: Vec<u64>,
    /// By record: its line.
    lines: Vec<u32>,
    /// By record: how many rows or elements it is.
    rows: Vec<u16>,
    /// By record: whether it is to be read.
    reads: Vec<bool>,
    /// The prints of those that are new, in order.
    fresh: Vec<Print>,
    /// Whether known records come in the order of the last run.
    pub(in crate::pipeline) in_order: bool,
    /// Whether all records of the last run are there.
    pub(in crate::pipeline) complete: bool,
    /// Where the last record ends.
    pub(in crate::pipeline) tail: u64,
}

impl Units {
    pub(in crate::pipeline) fn len(&self) -> usize {
        self.same.len()
    }

    /// All is read: where records stand is not asked any more.
    pub(in crate::pipeline) fn forget_places(&mut self) {
        self.starts = Vec::new();
        self.lines = Vec::new();
        self.rows = Vec::new();
    }

    /// Whether every record is one of the last run.
    pub(in crate::pipeline) fn are_known(&self) -> bool {
        self.fresh.is_empty()
    }

    /// The record of the last run that this one is.
    pub(in crate::pipeline) fn same(&self, at: usize) -> Option<usize> {
        let same = self.same[at];
        (same != FRESH).then_some(same as usize)
    }

    /// Its line, from 1.
    pub(in crate::pipeline) fn line(&self, at: usize) -> u64 {
        u64::from(self.lines[at])
    }

    /// How many rows or elements it is.
    pub(in crate::pipeline) fn rows(&self, at: usize) -> u64 {
        u64::from(self.rows[at])
    }

    /// Where it begins in the file.
    pub(in crate::pipeline) fn start(&self, at: usize) -> u64 {
        self.starts.get(at).copied().unwrap_or(self.tail)
    }

    /// Whether it is to be read.
    pub(in crate::pipeline) fn reads(&self, at: usize) -> bool {
        self.reads[at]
    }

    /// It is to be read.
    pub(in crate::pipeline) fn read(&mut self, at: usize) {
        self.reads[at] = true;
    }

    /// The parts of the file that are to be read, neighbours in one.
    pub(in crate::pipeline) fn parts(&self) -> Vec<Range<u64>> {
        let mut parts: Vec<Range<u64>> = Vec::new();
        for at in (0..self.len()).filter(|at| self.reads[*at]) {
            let (start, end) = (self.start(at), self.start(at + 1));
            match parts.last_mut() {
                Some(part) if part.end == start => part.end = end,
                Some(_) | None => parts.push(start..end),
            }
        }
        parts
    }

    /// The print of a record; `fresh` counts the new ones in front of it.
    pub(in crate::pipeline) fn print(
        &self,
        at: usize,
        fresh: &mut usize,
        stored: &Stored,
    ) -> Option<Print> {
        if let Some(same) = self.same(at) {
            return stored.prints.get(same).copied();
        }
        *fresh += 1;
        self.fresh.get(*fresh - 1).copied()
    }
}

/// Takes the records of a source one by one.
struct Aligner<'s> {
    stored: &'s Stored,
    units: Units,
    /// Which of the last run's records were found.
    found: Vec<bool>,
    /// The one that should come next.
    next: usize,
    /// Which of all records the fresh ones are.
    waiting: Vec<u32>,
}

impl<'s> Aligner<'s> {
    fn new(stored: &'s Stored) -> Self {
        Self {
            stored,
            units: Units {
                in_order: true,
                ..Units::default()
            },
            found: vec![false; stored.len()],
            next: 0,
            waiting: Vec::new(),
        }
    }

    fn take(&mut self, raw: Raw) {
        let units = &mut self.units;
        units.starts.push(raw.start);
        units
            .lines
            .push(u32::try_from(raw.line).unwrap_or(u32::MAX));
        units.rows.push(u16::try_from(raw.rows).unwrap_or(u16::MAX));
        let same = self.search(raw.print);
        let units = &mut self.units;
        if let Some(at) = same {
            self.found[at] = true;
            units.in_order &= at >= self.next;
            units.same.push(number(at));
            units.reads.push(self.stored.classes[at] == READ);
            self.next = at + 1;
        } else {
            self.waiting.push(number(units.same.len()));
            units.same.push(FRESH);
            units.reads.push(true);
            units.fresh.push(raw.print);
        }
    }

    fn search(&mut self, print: Print) -> Option<usize> {
        let near = self.next..(self.next + NEAR).min(self.stored.len());
        let mut near = near.filter(|at| !self.found[*at]);
        near.find(|at| self.stored.prints[*at] == print)
    }

    /// Looks for the others wherever they are. That is done for all of them together:
    /// each waits for memory several times, and only side by side do they not wait for
    /// each other.
    fn finish(mut self, tail: u64) -> Units {
        let left = self.found.iter().any(|found| !found);
        if left && !self.waiting.is_empty() {
            let table = table(self.stored, &self.found);
            let mut fresh = Vec::new();
            for (print, unit) in self.units.fresh.iter().zip(&self.waiting) {
                match find(&table, self.stored, &self.found, *print) {
                    Some(at) => {
                        let unit = *unit as usize;
                        self.found[at] = true;
                        self.units.same[unit] = number(at);
                        self.units.reads[unit] = self.stored.classes[at] == READ;
                        self.units.in_order = false;
                    }
                    None => fresh.push(*print),
                }
            }
            self.units.fresh = fresh;
        }
        self.units.complete = self.found.iter().all(|found| *found);
        self.units.tail = tail;
        self.units
    }
}

/// There are fewer records than that: they are counted in 32 bits.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(FRESH)
}

/// Holds the records of a scan against those of the last run.
pub(in crate::pipeline) fn align<E>(
    stored: &Stored,
    scan: impl FnOnce(&mut dyn FnMut(Raw)) -> Result<Scanned, E>,
) -> Result<(Units, Scanned), E> {
    let mut aligner = Aligner::new(stored);
    let scanned = scan(&mut |raw| aligner.take(raw))?;
    Ok((aligner.finish(scanned.tail), scanned))
}

fn table(stored: &Stored, found: &[bool]) -> HashTable<u32> {
    let left = (0..).zip(found).filter(|(_, found)| !**found);
    let mut table = HashTable::with_capacity(left.clone().count());
    let hash = |at: &u32| stored.prints[*at as usize].head();
    for (at, _) in left {
        table.insert_unique(hash(&at), at, hash);
    }
    table
}

fn find(table: &HashTable<u32>, stored: &Stored, found: &[bool], print: Print) -> Option<usize> {
    let is_it = |at: &u32| {
        let at = *at as usize;
        !found[at] && stored.prints[at] == print
    };
    table.find(print.head(), is_it).map(|at| *at as usize)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::{FilePrint, PrintKey};

    fn print(key: &PrintKey, content: u32) -> Print {
        key.print(&content.to_le_bytes())
    }

    fn stored(key: &PrintKey, contents: &[u32]) -> Stored {
        let mut stored = Stored::default();
        for content in contents {
            stored.push(print(key, *content), 0, std::iter::empty());
        }
        stored
    }

    fn units(key: &PrintKey, stored: &Stored, contents: &[u32]) -> Units {
        align::<()>(stored, |take| {
            for (at, content) in (0..).zip(contents) {
                take(Raw {
                    start: at,
                    end: at + 1,
                    line: at + 1,
                    breaks: 1,
                    rows: 1,
                    print: print(key, *content),
                });
            }
            Ok(Scanned {
                tail: contents.len() as u64,
                bytes: 0,
                tail_print: key.print(b""),
                print: FilePrint::default(),
            })
        })
        .unwrap()
        .0
    }

    proptest! {
        #[test]
        fn every_record_that_was_there_is_found_once(
            before in prop::collection::vec(0_u32..60, 0..60),
            now in prop::collection::vec(0_u32..60, 0..60),
        ) {
            let key = PrintKey::random().unwrap();
            let stored = stored(&key, &before);
            let units = units(&key, &stored, &now);
            prop_assert_eq!(units.len(), now.len());
            let mut left = before.clone();
            let mut fresh = Vec::new();
            for (at, content) in now.iter().enumerate() {
                match units.same(at) {
                    Some(same) => prop_assert_eq!(before[same], *content),
                    None => fresh.push(at as u64),
                }
                if let Some(place) = left.iter().position(|one| one == content) {
                    left.remove(place);
                }
            }
            // As many are new as a list that crosses out one for each would say.
            prop_assert_eq!(now.len() - fresh.len(), before.len() - left.len());
            prop_assert_eq!(units.complete, left.is_empty());
            let parts: Vec<u64> = units.parts().into_iter().flatten().collect();
            prop_assert_eq!(parts, fresh);
            let mut seen = 0;
            let prints = (0..units.len()).map(|at| units.print(at, &mut seen, &stored).unwrap());
            let prints: Vec<Print> = prints.collect();
            let wanted: Vec<Print> = now.iter().map(|content| print(&key, *content)).collect();
            prop_assert_eq!(prints, wanted);
        }
    }

    #[test]
    fn order_counts_and_a_table_helps_where_there_is_none() {
        let key = PrintKey::random().unwrap();
        let before: Vec<u32> = (0..50_000).collect();
        let stored = stored(&key, &before);
        let same = units(&key, &stored, &before);
        assert!(same.in_order && same.complete && same.are_known());
        let mut changed = before.clone();
        changed[700] = 90_000;
        changed.remove(20_000);
        let changed = units(&key, &stored, &changed);
        assert!(changed.in_order && !changed.complete);
        assert_eq!(changed.fresh.len(), 1);
        let backwards: Vec<u32> = before.iter().rev().copied().collect();
        let backwards = units(&key, &stored, &backwards);
        assert!(!backwards.in_order && backwards.complete && backwards.are_known());
    }
}
