//! The changes of a run, one after the other, from what was spilled.

use std::collections::HashMap;

use super::books::Books;
use super::judged::Judged;
use super::order::{Order, Run};
use super::{PlanError, SpillReader};
use crate::catalog::{Field, Need, Op, Presence};
use crate::plan::{
    Anomaly, Change, Decision, Gone, Index, Known, Rank, decide, fresh, partial, removal, stock,
    whole,
};
use crate::state::Store;

/// A change with the entry that it is for.
#[derive(Debug)]
pub struct Planned {
    /// The entry.
    pub index: Index,
    /// The change.
    pub change: Change,
    /// Whether it waits for a decision and is not carried out.
    pub waits: Option<Waits>,
}

/// Why a change is not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// It is part of an anomaly.
    Held(Anomaly),
    /// It is a removal, and there are too many of them.
    Withheld,
}

/// Which changes are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// Also those that wait for a decision.
    All,
    /// Those that go out.
    Going,
}

/// All changes of a run, what matters most first: held-back items that are sold
/// out, changes that take back a promise, other updates, new items, and what
/// left the export. Of those that go out each id comes at most once; an item
/// that a guard holds may come a second time, with its sold-out mark.
pub struct Changes<'a> {
    judged: &'a Judged,
    books: &'a Books,
    spilled: SpillReader,
    order: Order,
    which: Which,
    /// Whether somebody looks at the fields of new items.
    shown: bool,
    /// Fields that lost batches may have written, by key.
    lost: HashMap<i64, Vec<&'static str>>,
    /// Fields that the catalog may hold of an item of which nothing is known:
    /// all that the export can fill, and the sale, which must not outlive itself.
    possible: Vec<&'static str>,
    removal: Option<Op>,
    at: At,
}

/// How far the changes have been handed out.
#[derive(Clone, Copy, Debug)]
enum At {
    /// At this sold-out mark.
    Mark(usize),
    /// Within this rank at the item with this number of this run.
    Item(Rank, usize, u32),
    /// At this removal.
    Leaving(usize),
}

impl<'a> Changes<'a> {
    /// Prepares the changes. `removal` is what happens to items that left.
    pub fn new(
        judged: &'a Judged,
        books: &'a Books,
        spilled: SpillReader,
        order: Order,
        store: Option<&Store>,
        removal: Option<Op>,
    ) -> Result<Self, PlanError> {
        let mut lost: HashMap<i64, Vec<&'static str>> = HashMap::new();
        if let Some(store) = store {
            store.each_lost(|pos, json| {
                let fields = lost.entry(pos).or_default();
                let names: HashMap<&str, &serde_json::value::RawValue> =
                    serde_json::from_str(json).unwrap_or_default();
                for name in names.keys() {
                    let field = Field::find(name).map(Field::name);
                    fields.extend(field.filter(|name| !fields.contains(name)));
                }
            })?;
        }
        Ok(Self {
            judged,
            books,
            spilled,
            order,
            which: Which::All,
            shown: true,
            lost,
            possible: possible(judged),
            removal,
            at: At::Mark(0),
        })
    }

    /// Hands out only those that go out, to be sent and not to be looked at: new
    /// items come without their fields.
    #[must_use]
    pub fn to_send(mut self) -> Self {
        self.which = Which::Going;
        self.shown = false;
        self
    }

    /// The next change.
    pub fn next_change(&mut self, store: Option<&Store>) -> Result<Option<Planned>, PlanError> {
        loop {
            let found = match self.at {
                At::Mark(at) => self.mark(at, store)?,
                At::Item(rank, run, item) => self.item(rank, run, item, store)?,
                At::Leaving(at) => return self.leaving(at, store),
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// The next item that is held back or held, and sold out.
    fn mark(&mut self, at: usize, store: Option<&Store>) -> Result<Option<Planned>, PlanError> {
        let waits = self.books.held_by(Anomaly::Stock);
        let mark = self.books.selling_out.get(at).copied();
        let Some(index) = mark.filter(|_| self.asked_for(waits)) else {
            self.at = At::Item(Rank::Harm, 0, 0);
            return Ok(None);
        };
        self.at = At::Mark(at + 1);
        let known = &self.judged.known;
        let old = body(known, index, store)?;
        let change = old.and_then(|old| stock(known.id(index), &old));
        Ok(change.map(|change| Planned {
            index,
            change,
            waits,
        }))
    }

    fn asked_for(&self, waits: Option<Waits>) -> bool {
        self.which == Which::All || waits.is_none()
    }

    /// The next spilled item of a rank. Runs of other ranks are not read.
    fn item(
        &mut self,
        rank: Rank,
        number: usize,
        item: u32,
        store: Option<&Store>,
    ) -> Result<Option<Planned>, PlanError> {
        let Some(run) = self.order.runs.get(number).copied() else {
            self.at = match rank {
                Rank::Harm => At::Item(Rank::Update, 0, 0),
                Rank::Update => At::Item(Rank::New, 0, 0),
                Rank::New => At::Leaving(0),
            };
            return Ok(None);
        };
        let waits = self.books.holds(run.concerns).map(Waits::Held);
        if run.rank != rank || item == run.items || !self.asked_for(waits) {
            self.at = At::Item(rank, number + 1, 0);
            return Ok(None);
        }
        self.at = At::Item(rank, number, item + 1);
        self.read(run, item, waits, store)
    }

    fn read(
        &mut self,
        run: Run,
        item: u32,
        waits: Option<Waits>,
        store: Option<&Store>,
    ) -> Result<Option<Planned>, PlanError> {
        if item == 0 {
            self.spilled.go_to(run.place)?;
        }
        let Some((index, _)) = self.spilled.next_index()? else {
            return Ok(None);
        };
        let known = &self.judged.known;
        let entry = known.entry(index);
        let wish = self.judged.wish(index);
        let Decision::Send(op) = decide(entry, known.refused(index), wish) else {
            return Ok(None);
        };
        let hash = self.spilled.hash();
        let json = self.spilled.json()?;
        let old = body(known, index, store)?;
        let id = known.id(index);
        let unheard_of = entry.pos == 0 && !entry.doubt.any();
        let change = if let (Op::Update, Some(old)) = (op, &old) {
            partial(id, old, json, hash)
        } else if op == Op::Create && unheard_of && !self.shown {
            fresh(id, json, hash)
        } else {
            let lost = self.lost.get(&i64::from(entry.pos));
            let uncertain = entry.doubt.any() || entry.presence == Presence::Listed;
            let possible: &[&'static str] = if uncertain { &self.possible } else { &[] };
            let stale = lost.into_iter().flatten().chain(possible).copied();
            whole(id, op, old.as_deref(), (json, hash), uncertain, stale)
        };
        Ok(Some(Planned {
            index,
            change,
            waits,
        }))
    }

    fn leaving(&mut self, at: usize, store: Option<&Store>) -> Result<Option<Planned>, PlanError> {
        let (Some(op), Some(gone)) = (self.removal, self.books.gone) else {
            return Ok(None);
        };
        let waits = match gone {
            Gone::Removed => None,
            Gone::Withheld => Some(Waits::Withheld),
        };
        let left = self.books.leaving.get(at).copied();
        let Some(index) = left.filter(|_| self.asked_for(waits)) else {
            return Ok(None);
        };
        self.at = At::Leaving(at + 1);
        let known = &self.judged.known;
        let old = body(known, index, store)?;
        Ok(Some(Planned {
            index,
            change: removal(known.id(index), op, old.as_deref()),
            waits,
        }))
    }
}

fn possible(judged: &Judged) -> Vec<&'static str> {
    let sale = [Field::SalePrice, Field::SalePriceEffectiveDate];
    Field::ALL
        .iter()
        .filter(|field| field.need() == Need::Optional && **field != Field::Status)
        .filter(|field| judged.columns.has(**field) || sale.contains(field))
        .map(|field| field.name())
        .collect()
}

/// The confirmed item of an entry.
pub(super) fn body(
    known: &Known,
    index: Index,
    store: Option<&Store>,
) -> Result<Option<String>, PlanError> {
    let pos = known.entry(index).pos;
    match store {
        Some(store) if pos > 0 => Ok(store.body(i64::from(pos))?),
        Some(_) | None => Ok(None),
    }
}
