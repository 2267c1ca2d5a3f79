//! Sorting what the catalog shows, id by id.

use super::found::{Difference, Found, Kind};
use crate::catalog::{Doubt, Presence};
use crate::graph::{LiveItem, Review};
use crate::pipeline::load_known;
use crate::plan::{Index, Known};
use crate::state::{Marks, StateError, Store};

/// What becomes of items of the catalog that are not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adopt {
    /// They are counted and left alone.
    No,
    /// They become ours: what the export has of them is sent in full, the rest
    /// leaves by the removal rule.
    Yes,
}

/// A survey under way. About 80 bytes an id.
pub struct Survey {
    known: Known,
    /// Entries below this came from the state.
    ours: usize,
    seen: Bits,
    /// Items of calls without a verdict.
    uncertain: Bits,
    adopt: Adopt,
    found: Found,
}

impl Survey {
    /// Begins with what the state knows; without a state everything is foreign.
    pub fn begin(store: Option<&Store>, adopt: Adopt) -> Result<Self, StateError> {
        let mut known = load_known(store)?;
        let mut uncertain = Bits::default();
        if let Some(store) = store {
            store.each_uncertain(|id| {
                uncertain.set(known.find_or_add(id));
            })?;
        }
        let mut found = Found::default();
        let counts = &mut found.counts;
        for (index, entry) in known.iter() {
            counts.confirmed += u64::from(entry.presence == Presence::Live);
            counts.uncertain += u64::from(uncertain.has(index));
        }
        Ok(Self {
            ours: known.len(),
            known,
            seen: Bits::default(),
            uncertain,
            adopt,
            found,
        })
    }

    /// How many ids the catalog has shown so far.
    pub fn seen(&self) -> u64 {
        self.found.counts.live
    }

    /// Takes note of an item of the catalog. What is to be remembered of it goes
    /// to `marks`; an id that comes again counts once.
    pub(super) fn note(
        &mut self,
        item: &LiveItem,
        store: Option<&Store>,
        marks: &mut Marks,
    ) -> Result<(), StateError> {
        let index = self.known.find_or_add(&item.retailer_id);
        if !self.seen.set(index) {
            return Ok(());
        }
        self.found.counts.live += 1;
        let entry = *self.known.entry(index);
        if entry.presence == Presence::Live {
            self.note_review(item);
        }
        if self.uncertain.has(index) {
            return Ok(());
        }
        match entry.presence {
            Presence::Live => self.compare(index, item, store, marks),
            Presence::Archived if item.is_hidden() == Some(false) => {
                self.rise(index, Kind::Zombie, marks);
                Ok(())
            }
            Presence::SoldOut if item.is_hidden() == Some(false) && !item.is_sold_out() => {
                self.rise(index, Kind::Zombie, marks);
                Ok(())
            }
            Presence::Archived | Presence::SoldOut => {
                self.found.counts.away += 1;
                Ok(())
            }
            Presence::New | Presence::Listed => {
                self.meet(index, marks);
                Ok(())
            }
        }
    }

    fn note_review(&mut self, item: &LiveItem) {
        match item.review() {
            Review::Settled => {}
            Review::Pending => self.found.counts.pending_review += 1,
            Review::Rejected => {
                self.found.counts.rejected += 1;
                let said = item.review_rejection_reasons.iter();
                self.found.keep(Kind::Rejected, || Difference {
                    id: item.retailer_id.clone(),
                    kind: Kind::Rejected,
                    fields: Vec::new(),
                    reasons: said.filter(|words| !words.is_empty()).cloned().collect(),
                });
            }
        }
    }

    /// A live item: field by field.
    fn compare(
        &mut self,
        index: Index,
        item: &LiveItem,
        store: Option<&Store>,
        marks: &mut Marks,
    ) -> Result<(), StateError> {
        let pos = i64::from(self.known.entry(index).pos);
        let body = match store {
            Some(store) => store.body(pos)?,
            None => None,
        };
        let likeness = body.map(|body| item.compare(&body)).unwrap_or_default();
        self.found.counts.price_unclear += u64::from(likeness.unsure);
        if likeness.deviations.is_empty() {
            // What an earlier look has marked waits to be sent, or for a decision.
            let waits = self.known.entry(index).doubt.any();
            let counts = &mut self.found.counts;
            let of = if waits {
                &mut counts.uncertain
            } else {
                &mut counts.same
            };
            *of += 1;
            return Ok(());
        }
        self.found.counts.different += 1;
        self.known.entry_mut(index).doubt = Doubt::All;
        marks.doubted.push(pos);
        self.found.keep(Kind::Different, || Difference {
            id: item.retailer_id.clone(),
            kind: Kind::Different,
            fields: likeness.deviations,
            reasons: Vec::new(),
        });
        Ok(())
    }

    /// An item that nobody confirmed to us.
    fn meet(&mut self, index: Index, marks: &mut Marks) {
        match self.adopt {
            Adopt::No => self.keep(index, Kind::Foreign),
            Adopt::Yes => self.rise(index, Kind::Foreign, marks),
        }
    }

    /// An item that is live against what the state says.
    fn rise(&mut self, index: Index, kind: Kind, marks: &mut Marks) {
        let entry = self.known.entry_mut(index);
        entry.presence = Presence::Live;
        entry.doubt = Doubt::All;
        match entry.pos {
            0 => marks.adopted.push(self.known.id(index).to_owned()),
            pos => marks.risen.push(i64::from(pos)),
        }
        self.keep(index, kind);
    }

    fn keep(&mut self, index: Index, kind: Kind) {
        let counts = &mut self.found.counts;
        match kind {
            Kind::Missing => counts.missing += 1,
            Kind::Zombie => counts.zombie += 1,
            Kind::Foreign => counts.foreign += 1,
            Kind::Different | Kind::Rejected => {}
        }
        let id = self.known.id(index);
        self.found.keep(kind, || Difference {
            id: id.to_owned(),
            kind,
            fields: Vec::new(),
            reasons: Vec::new(),
        });
    }

    /// The whole catalog was shown: what was not seen is not there. What is to be
    /// remembered is handed out in portions.
    pub(super) fn conclude<E>(
        &mut self,
        mut remember: impl FnMut(&Marks) -> Result<(), E>,
    ) -> Result<(), E> {
        const PORTION: usize = 3000;
        self.found.complete = true;
        let mut marks = Marks::default();
        for index in (0..).take(self.ours) {
            if self.seen.has(index) || self.uncertain.has(index) {
                continue;
            }
            let entry = self.known.entry_mut(index);
            let pos = i64::from(entry.pos);
            match entry.presence {
                Presence::Live => {
                    entry.doubt = Doubt::All;
                    marks.doubted.push(pos);
                    self.keep(index, Kind::Missing);
                }
                Presence::Listed => {
                    entry.presence = Presence::New;
                    marks.vanished.push(pos);
                }
                Presence::New | Presence::Archived | Presence::SoldOut => {}
            }
            if marks.doubted.len() + marks.vanished.len() >= PORTION {
                remember(&std::mem::take(&mut marks))?;
            }
        }
        remember(&marks)
    }

    /// What was found, and the table of what is known with all marks in it: what a
    /// run would load if the marks were written down.
    pub fn end(self) -> (Found, Known) {
        (self.found, self.known)
    }
}

/// A set of indices, a bit each.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    const fn place(index: Index) -> (usize, u64) {
        ((index / 64) as usize, 1 << (index % 64))
    }

    fn has(&self, index: Index) -> bool {
        let (at, bit) = Self::place(index);
        self.0.get(at).is_some_and(|word| word & bit != 0)
    }

    /// Whether it is new.
    fn set(&mut self, index: Index) -> bool {
        let (at, bit) = Self::place(index);
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        let new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        new
    }
}
