//! What has changed of the records that are kept, since all of them were written.
//!
//! On a usual day one record in a hundred changes, and writing all of them anew would
//! cost as much as everything else that is written. So the parts stay as they are, and
//! beside them stands what is gone from them and what has come: always against the
//! parts, never against another day's changes, so that there is one step from what is
//! kept to what is known. Grown too large, it is folded: the parts are written anew.

use std::ops::Range;

use super::kept::Stored;
use super::seal::{SEAL, unsealed};
use crate::source::{Print, PrintKey};

/// Bytes of a hunk.
const HUNK: usize = 12;

/// Records of the parts that stay, those behind them that are gone, and as many new
/// ones in their place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Hunk {
    keep: u32,
    skip: u32,
    insert: u32,
}

/// The changes of one source.
#[derive(Debug, Default)]
pub(super) struct Delta {
    hunks: Vec<Hunk>,
    /// What is new, in the order of the hunks.
    records: Stored,
}

impl Delta {
    /// It as it is kept, and the print that it ends with.
    pub(super) fn write(&self, key: &PrintKey) -> (Vec<u8>, Print) {
        let mut text = Vec::with_capacity(self.bytes() + SEAL);
        text.extend_from_slice(&number(self.hunks.len()).to_le_bytes());
        for Hunk { keep, skip, insert } in &self.hunks {
            for count in [keep, skip, insert] {
                text.extend_from_slice(&count.to_le_bytes());
            }
        }
        self.records.write_records(&mut text);
        let seal = key.print(&text);
        text.extend_from_slice(&seal.bytes());
        (text, seal)
    }

    /// What was written, and the print that it ends with; `None` where it is damaged.
    pub(super) fn read(text: &[u8], key: &PrintKey) -> Option<(Self, Print)> {
        let (text, seal) = unsealed(text, key)?;
        let (count, mut text) = text.split_first_chunk::<4>()?;
        let mut delta = Self::default();
        for _ in 0..u32::from_le_bytes(*count) {
            let (hunk, rest) = text.split_first_chunk::<HUNK>()?;
            let at = |from: usize| {
                let mut four = [0; 4];
                four.copy_from_slice(&hunk[from..from + 4]);
                u32::from_le_bytes(four)
            };
            delta.hunks.push(Hunk {
                keep: at(0),
                skip: at(4),
                insert: at(8),
            });
            text = rest;
        }
        delta.records.read_records(text, |_| true)?;
        Some((delta, seal))
    }

    /// How large it is, about.
    pub(super) fn bytes(&self) -> usize {
        4 + self.hunks.len() * HUNK + self.records.bytes()
    }
}

/// Puts together what is kept: the parts, and what has changed of them.
pub(super) struct Patch {
    delta: Delta,
    /// The hunk at hand, and how far it has come.
    hunk: usize,
    kept: u32,
    skipped: u32,
    /// New records that were added.
    inserted: usize,
    /// The parts have records behind those that the changes know of.
    beyond: bool,
}

impl Patch {
    pub(super) fn of(delta: Delta) -> Self {
        Self {
            delta,
            hunk: 0,
            kept: 0,
            skipped: 0,
            inserted: 0,
            beyond: false,
        }
    }

    /// Whether the next record of the parts is still there. New ones in front of it
    /// are added.
    pub(super) fn takes(&mut self, stored: &mut Stored) -> bool {
        while let Some(hunk) = self.delta.hunks.get(self.hunk) {
            if self.kept < hunk.keep {
                self.kept += 1;
                return true;
            }
            if self.skipped < hunk.skip {
                self.skipped += 1;
                return false;
            }
            self.next(hunk.insert, stored);
        }
        self.beyond = true;
        false
    }

    fn next(&mut self, insert: u32, stored: &mut Stored) {
        let end = (self.inserted + insert as usize).min(self.delta.records.len());
        for at in self.inserted..end {
            stored.push_from(&self.delta.records, at);
        }
        self.inserted = end;
        self.hunk += 1;
        (self.kept, self.skipped) = (0, 0);
    }

    /// The parts have come to their end. Says how what is known now stands to them;
    /// `None` where they are not those that the changes are about.
    pub(super) fn finish(mut self, stored: &mut Stored) -> Option<Origins> {
        while let Some(hunk) = self.delta.hunks.get(self.hunk) {
            if self.kept != hunk.keep || self.skipped != hunk.skip {
                return None;
            }
            self.next(hunk.insert, stored);
        }
        let is_all = self.inserted == self.delta.records.len() && !self.beyond;
        is_all.then_some(Origins(self.delta.hunks))
    }
}

/// How the records that are known stand to those of the parts.
#[derive(Debug)]
pub(super) struct Origins(Vec<Hunk>);

impl Origins {
    /// They are those of the parts.
    pub(super) fn all(records: usize) -> Self {
        Self(vec![Hunk {
            keep: number(records),
            ..Hunk::default()
        }])
    }

    /// How many records the parts have.
    pub(super) fn records(&self) -> u32 {
        self.0.iter().map(|hunk| hunk.keep + hunk.skip).sum()
    }
}

/// Writes down changes: those of today, against the parts as they are kept.
pub(super) struct Differ<'a> {
    stored: &'a Stored,
    origins: &'a Origins,
    /// The hunk of `origins` at hand, and where it begins: in what is known, and in the
    /// parts.
    hunk: usize,
    known: u32,
    base: u32,
    /// The record of the parts that comes next.
    next: u32,
    open: Hunk,
    delta: Delta,
}

impl<'a> Differ<'a> {
    pub(super) fn new(stored: &'a Stored, origins: &'a Origins) -> Self {
        Self {
            stored,
            origins,
            hunk: 0,
            known: 0,
            base: 0,
            next: 0,
            open: Hunk::default(),
            delta: Delta::default(),
        }
    }

    /// A record that was known stands here. They must come in their order.
    pub(super) fn keep(&mut self, at: usize) {
        let Some(base) = self.origin(number(at)) else {
            // The parts do not have it.
            self.open.insert += 1;
            self.delta.records.push_from(self.stored, at);
            return;
        };
        self.open.skip += base - self.next;
        if self.open.skip + self.open.insert > 0 {
            self.delta.hunks.push(std::mem::take(&mut self.open));
        }
        self.open.keep += 1;
        self.next = base + 1;
    }

    /// These new records stand here.
    pub(super) fn add(&mut self, records: &Stored, range: Range<usize>) {
        self.open.insert += number(range.len());
        for at in range {
            self.delta.records.push_from(records, at);
        }
    }

    /// How large the changes are so far, about.
    pub(super) fn bytes(&self) -> usize {
        self.delta.bytes()
    }

    /// The changes; what did not come is gone.
    pub(super) fn finish(mut self) -> Delta {
        self.open.skip += self.origins.records() - self.next;
        self.delta.hunks.push(self.open);
        self.delta
    }

    /// Which record of the parts a known one is.
    fn origin(&mut self, at: u32) -> Option<u32> {
        loop {
            let hunk = self.origins.0.get(self.hunk)?;
            let within = at - self.known;
            if within < hunk.keep {
                return Some(self.base + within);
            }
            if within < hunk.keep + hunk.insert {
                return None;
            }
            self.known += hunk.keep + hunk.insert;
            self.base += hunk.keep + hunk.skip;
            self.hunk += 1;
        }
    }
}

/// There are fewer records than that: they are counted in 32 bits.
fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::kept::{Loader, Made};
    use super::*;

    /// A record that says this number.
    fn record(key: &PrintKey, says: u32) -> Stored {
        let mut stored = Stored::default();
        let made = (0..says % 3).map(|item| Made {
            content: [7; 8],
            pos: says + item,
            sold_out: item == 1,
        });
        stored.push(key.print(&says.to_le_bytes()), (says % 7) as u16, made);
        stored
    }

    fn all(key: &PrintKey, says: &[u32]) -> Stored {
        let mut stored = Stored::default();
        for one in says {
            stored.push_from(&record(key, *one), 0);
        }
        stored
    }

    /// What is read of parts with these changes.
    fn load(key: &PrintKey, parts: &[Vec<u8>], changes: Option<&[u8]>) -> Option<Stored> {
        let mut loader = Loader::new(key);
        if let Some(changes) = changes {
            loader.changes(changes);
        }
        for part in parts {
            loader.part(part);
        }
        loader.finish()
    }

    proptest! {
        #[test]
        fn day_after_day_what_was_written_is_what_is_read(
            first in prop::collection::vec(0_u32..50, 0..40),
            days in prop::collection::vec(
                prop::collection::vec((any::<prop::sample::Index>(), 0_u8..3, 50_u32..99), 0..8),
                1..6,
            ),
        ) {
            let key = PrintKey::random().unwrap();
            let base = all(&key, &first);
            let parts: Vec<Vec<u8>> = (0..first.len())
                .step_by(7)
                .map(|from| all(&key, &first[from..(from + 7).min(first.len())]).write(&key))
                .collect();
            let mut stored = load(&key, &parts, None).unwrap();
            prop_assert_eq!(&stored.prints, &base.prints);
            let mut says = first;
            for day in days {
                // What each record of today is: one of yesterday, or a new one.
                let mut today: Vec<(u32, Option<usize>)> =
                    says.iter().copied().zip((0..).map(Some)).collect();
                for (place, what, new) in day {
                    let at = place.index(today.len() + 1);
                    match what {
                        0 => today.insert(at, (new, None)),
                        1 if at < today.len() => drop(today.remove(at)),
                        _ if at < today.len() => today[at] = (new, None),
                        _ => {}
                    }
                }
                let origins = stored.origins().unwrap();
                let mut differ = Differ::new(&stored, origins);
                for (new, old) in &today {
                    match old {
                        Some(old) => differ.keep(*old),
                        None => differ.add(&record(&key, *new), 0..1),
                    }
                }
                let delta = differ.finish();
                let (text, seal) = delta.write(&key);
                prop_assert_eq!(Delta::read(&text, &key).unwrap().1, seal);
                says = today.iter().map(|(says, _)| *says).collect();
                let again = load(&key, &parts, Some(&text)).unwrap();
                let wanted = all(&key, &says);
                prop_assert_eq!(&again.prints, &wanted.prints);
                prop_assert_eq!(&again.classes, &wanted.classes);
                for at in 0..says.len() {
                    prop_assert_eq!(again.made(at), wanted.made(at));
                }
                // Other parts than those that it is about, and a damaged byte.
                if let Some((_, fewer)) = parts.split_last() {
                    prop_assert!(load(&key, fewer, Some(&text)).is_none());
                    let more = [&parts[..], &parts[..1]].concat();
                    prop_assert!(load(&key, &more, Some(&text)).is_none());
                }
                let mut damaged = text.clone();
                damaged[text.len() / 2] ^= 1;
                prop_assert!(load(&key, &parts, Some(&damaged)).is_none());
                stored = again;
            }
        }
    }
}
