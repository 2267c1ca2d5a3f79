//! The changes of a run, one after the other, from what was spilled.

use std::collections::HashMap;

use super::books::Books;
use super::read::Judged;
use super::{PlanError, SpillReader};
use crate::catalog::{Field, Need, Op, Presence};
use crate::plan::{Change, Decision, Gone, Index, Known, decide, partial, removal, stock, whole};
use crate::state::Store;

/// A change with the entry that it is for.
#[derive(Debug)]
pub struct Planned {
    /// The entry.
    pub index: Index,
    /// The change.
    pub change: Change,
    /// Whether it waits for a decision and is not carried out.
    pub withheld: bool,
}

/// All changes of a run: held-back items that are sold out, then new and
/// changed items, then what left the export. Each id comes at most once.
pub struct Changes<'a> {
    judged: &'a Judged,
    books: &'a Books,
    spilled: SpillReader,
    /// Fields that lost batches may have written, by key.
    lost: HashMap<i64, Vec<&'static str>>,
    /// Fields that the catalog may hold of an item of which nothing is known:
    /// all that the export can fill, and the sale, which must not outlive itself.
    possible: Vec<&'static str>,
    removal: Option<Op>,
    sold_out: usize,
    left: usize,
}

impl<'a> Changes<'a> {
    /// Prepares the changes. `removal` is what happens to items that left.
    pub fn new(
        judged: &'a Judged,
        books: &'a Books,
        spilled: SpillReader,
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
            lost,
            possible: possible(judged),
            removal,
            sold_out: 0,
            left: 0,
        })
    }

    /// The next change.
    pub fn next_change(&mut self, store: Option<&Store>) -> Result<Option<Planned>, PlanError> {
        while let Some(index) = self.books.selling_out.get(self.sold_out) {
            self.sold_out += 1;
            let known = &self.judged.known;
            let old = body(known, *index, store)?;
            let change = old.and_then(|old| stock(known.id(*index), &old));
            if let Some(change) = change {
                return Ok(Some(Planned {
                    index: *index,
                    change,
                    withheld: false,
                }));
            }
        }
        while let Some((index, json)) = self.spilled.read_next()? {
            let known = &self.judged.known;
            let entry = known.entry(index);
            let wish = self.judged.wish(index);
            let Decision::Send(op) = decide(entry, known.refused(index), wish) else {
                continue;
            };
            let old = body(known, index, store)?;
            let id = known.id(index);
            let change = if let (Op::Update, Some(old)) = (op, &old) {
                partial(id, old, json)
            } else {
                let lost = self.lost.get(&i64::from(entry.pos));
                let uncertain = entry.doubt.any() || entry.presence == Presence::Listed;
                let possible: &[&'static str] = if uncertain { &self.possible } else { &[] };
                let stale = lost.into_iter().flatten().chain(possible).copied();
                whole(id, op, old.as_deref(), json, uncertain, stale)
            };
            return Ok(Some(Planned {
                index,
                change,
                withheld: false,
            }));
        }
        self.leaving(store)
    }

    fn leaving(&mut self, store: Option<&Store>) -> Result<Option<Planned>, PlanError> {
        let (Some(op), Some(gone)) = (self.removal, self.books.gone) else {
            return Ok(None);
        };
        let Some(index) = self.books.leaving.get(self.left).copied() else {
            return Ok(None);
        };
        self.left += 1;
        let known = &self.judged.known;
        let old = body(known, index, store)?;
        Ok(Some(Planned {
            index,
            change: removal(known.id(index), op, old.as_deref()),
            withheld: gone == Gone::Withheld,
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
fn body(known: &Known, index: Index, store: Option<&Store>) -> Result<Option<String>, PlanError> {
    let pos = known.entry(index).pos;
    match store {
        Some(store) if pos > 0 => Ok(store.body(i64::from(pos))?),
        Some(_) | None => Ok(None),
    }
}
