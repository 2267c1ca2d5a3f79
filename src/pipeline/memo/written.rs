//! What is written down of the records of a source when its verdicts are in.

use super::delta::Differ;
use super::kept::PART;
use super::{Gathered, KeptSource, Made, READ, Stored};
use crate::catalog::Presence;
use crate::plan::{Entry, Known, Seen};
use crate::source::{Print, PrintKey};
use crate::state::MemoSource;

/// Changes may be as large as so many bytes for each record of the parts, an eighth of
/// them: then the parts are written anew.
const MOST_EACH: usize = 4;
/// So large they may be in any case.
const MOST: usize = 4096;

/// What is written down of a source.
pub(super) enum Written<'a> {
    /// Nothing: it is what was kept of it.
    Same,
    /// What has changed of the parts, with the print that it ends with.
    Changes(Vec<u8>, Print),
    /// All records.
    Whole(Records<'a>, &'a PrintKey),
}

impl<'a> Written<'a> {
    /// Finds out what is to be written of a source; `known` says what has been confirmed
    /// by now.
    pub(super) fn of(source: &'a Gathered, known: &'a Known, key: &'a PrintKey) -> Self {
        let Gathered { units, stored, .. } = source;
        let whole = || Self::Whole(Records::of(source, known), key);
        let Some(origins) = stored.origins() else {
            return whole();
        };
        let most = MOST + MOST_EACH * origins.records() as usize;
        let mut records = Records::of(source, known);
        let mut differ = Differ::new(stored, origins);
        let mut new = Stored::default();
        // What is in another order is kept in the old one, and what is new behind it.
        let mut there = vec![false; if units.in_order { 0 } else { stored.len() }];
        let mut same = 0;
        while let Some(next) = records.next(&mut new) {
            match next {
                Next::Kept(old) => {
                    same += 1;
                    match there.get_mut(old) {
                        Some(there) => *there = true,
                        None => differ.keep(old),
                    }
                }
                Next::New if units.in_order => differ.add(&new, new.len() - 1..new.len()),
                Next::New => {}
            }
            if differ.bytes().max(new.bytes()) > most {
                return whole();
            }
        }
        if same == stored.len() && new.len() == 0 {
            return Self::Same;
        }
        if !units.in_order {
            let still = (0..stored.len()).filter(|at| there[*at]);
            still.for_each(|at| differ.keep(at));
            differ.add(&new, 0..new.len());
        }
        let delta = differ.finish();
        if delta.bytes() > most {
            return whole();
        }
        let (text, seal) = delta.write(key);
        Self::Changes(text, seal)
    }

    /// What is kept of the source beside its records.
    pub(super) fn facts(&self, source: &Gathered) -> KeptSource {
        let Gathered { kept, units, .. } = source;
        let mut facts = kept.clone();
        facts.ordered = units.in_order;
        match self {
            Self::Same => {}
            Self::Changes(_, seal) => facts.changes = Some(seal.hex()),
            Self::Whole(..) => {
                facts.records = units.len() as u64;
                facts.changes = None;
                facts.ordered = true;
            }
        }
        facts
    }

    /// It as the state takes it.
    pub(super) fn into_memo(self) -> MemoSource<'a> {
        match self {
            Self::Same => MemoSource::Same,
            Self::Changes(text, _) => MemoSource::Changes(text),
            Self::Whole(mut records, key) => {
                let parts = std::iter::from_fn(move || {
                    let part = records.part();
                    (part.len() > 0).then(|| part.write(key))
                });
                MemoSource::Whole(Box::new(parts))
            }
        }
    }
}

/// A record, and whether it was known.
enum Next {
    /// It is this one of those that are kept, and nothing else is known of it.
    Kept(usize),
    /// It is new, or something else is known of it.
    New,
}

/// The records of a source with what is confirmed of them by now.
pub(super) struct Records<'a> {
    source: &'a Gathered,
    known: &'a Known,
    /// The next of all of them, of the fresh ones, and of those that were read.
    at: usize,
    fresh: usize,
    entry: usize,
    /// The next item of those.
    item: usize,
}

impl<'a> Records<'a> {
    fn of(source: &'a Gathered, known: &'a Known) -> Self {
        Self {
            source,
            known,
            at: 0,
            fresh: 0,
            entry: 0,
            item: 0,
        }
    }

    /// The next records, as many as are written at once.
    fn part(&mut self) -> Stored {
        let mut part = Stored::default();
        while part.len() < PART
            && let Some(next) = self.next(&mut part)
        {
            if let Next::Kept(old) = next {
                part.push_from(&self.source.stored, old);
            }
        }
        part
    }

    /// The next record; a new one is added to `new`. `None` behind the last one.
    fn next(&mut self, new: &mut Stored) -> Option<Next> {
        let Gathered { units, stored, .. } = self.source;
        if self.at == units.len() {
            return None;
        }
        let at = self.at;
        self.at += 1;
        let print = units.print(at, &mut self.fresh, stored)?;
        let same = units.same(at);
        if let Some(old) = same.filter(|_| !units.reads(at)) {
            return Some(Next::Kept(old));
        }
        let (class, made) = self.read();
        let is_kept = |old: &usize| stored.classes[*old] == class && stored.made(*old) == made;
        if let Some(old) = same.filter(is_kept) {
            return Some(Next::Kept(old));
        }
        new.push(print, class, made.into_iter());
        Some(Next::New)
    }

    /// What became of the next record that was read.
    fn read(&mut self) -> (u16, Vec<Made>) {
        let Gathered { entries, items, .. } = self.source;
        let (class, count) = entries.get(self.entry).copied().unwrap_or((READ, 0));
        self.entry += 1;
        let mine = self.item..(self.item + usize::from(count)).min(items.len());
        self.item = mine.end;
        let made = items[mine].iter();
        let made: Option<Vec<Made>> = made
            .map(|index| confirmed(self.known.entry(*index)))
            .collect();
        match made {
            Some(made) if class != READ => (class, made),
            Some(_) | None => (READ, Vec::new()),
        }
    }
}

/// An item that is confirmed as it was read.
fn confirmed(entry: &Entry) -> Option<Made> {
    let is_settled = entry.seen == Seen::Item
        && !entry.conflict
        && !entry.doubt.any()
        && !entry.open
        && entry.presence == Presence::Live
        && entry.has_confirmed
        && entry.confirmed == entry.read
        && entry.pos > 0;
    let mut content = [0; 8];
    content.copy_from_slice(&entry.read[..8]);
    is_settled.then_some(Made {
        content,
        pos: entry.pos,
        sold_out: entry.sold_out,
    })
}
