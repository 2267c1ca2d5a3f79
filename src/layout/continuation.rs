//! Sparse continuation: one record of a product is complete, mostly its first;
//! the others add variants and pictures.

use std::collections::{HashMap, VecDeque};

use super::feeder::Feeder;
use super::prepared::LayoutError;
use super::product::{BESIDE_KEY, FIRST, GATHER, KIND, ORDER, beside, gathered, is_of_kind};
use super::scattered::{Scattered, Torn};
use super::store::{Put, Store};
use super::view::View;
use crate::preset::{Continuation as Rows, Family, Layout, Preset, Together};
use crate::source::{ColumnId, Columns, Record};

/// The parts that columns play.
const GROUP: u16 = 1;
const ITEM: u16 = 2;
const OWN: u16 = 16;
const OPENS: u16 = 32;
/// An own column of which the preset asks for the product's cell, too.
const LENT: u16 = 128;
/// Names the complete record.
const MAIN: u16 = 256;

/// A product of more records than this is none: no shop has so many variants,
/// and all of them are in memory together.
const MOST_RECORDS: usize = 20_000;

pub(super) fn cast(preset: &'static Preset, name: &str) -> u16 {
    let Layout::Continuation(rows) = &preset.layout else {
        return 0;
    };
    let gather = rows.gather.as_ref();
    let order = gather.and_then(|gather| gather.order.as_deref());
    let first = gather.and_then(|gather| gather.main.as_deref());
    let beside = rows.beside.as_ref();
    let mut parts = 0;
    for (part, plays) in [
        (
            GROUP,
            matches!(&rows.together, Together::Group(group) if group == name),
        ),
        (
            OPENS,
            matches!(&rows.together, Together::Opened { by, .. } if by == name),
        ),
        (KIND, rows.kind.as_deref() == Some(name)),
        (ITEM, rows.item.iter().any(|item| item == name)),
        (GATHER, gather.is_some_and(|gather| gather.column == name)),
        (ORDER, order == Some(name)),
        (FIRST, first == Some(name)),
        (BESIDE_KEY, beside.is_some_and(|beside| beside.key == name)),
        (OWN, rows.own.has(name)),
        (MAIN, rows.main.as_deref() == Some(name)),
        (LENT, rows.own.has(name) && preset.asks_parent(name)),
    ] {
        parts |= if plays { part } else { 0 };
    }
    parts
}

/// The text by which records belong together: case does not count (`formats.md` 4.1).
pub(super) fn group_of(view: &View, record: &Record) -> Option<String> {
    view.cell(record, GROUP).map(str::to_lowercase)
}

/// Whether a product begins with this record, where nothing but the order of
/// records tells.
fn opens(rows: &Rows, view: &View, record: &Record) -> bool {
    let Together::Opened { words, .. } = &rows.together else {
        return false;
    };
    let cell = view.cell(record, OPENS);
    cell.is_some_and(|cell| words.is_empty() || words.contains(&cell.to_lowercase()))
}

fn too_many(product: &str, record: &Record) -> LayoutError {
    LayoutError::Product {
        product: product.chars().take(40).collect(),
        line: record.line(),
        most: MOST_RECORDS,
    }
}

/// The records of a product that waits in the store.
#[derive(Debug, Default)]
struct Waiting {
    puts: Vec<Put>,
}

/// Makes items of the records of products.
#[derive(Debug)]
pub(super) struct Continuation<'p> {
    rows: &'static Rows,
    scattered: &'p Scattered,
    torn: &'p Torn,
    pub(super) view: View,
    /// The records of the product that is being read.
    group: Vec<Record>,
    key: Option<String>,
    /// Emptied records, to be used again.
    spare: Vec<Record>,
    /// The first record of the next product.
    ahead: Option<Record>,
    /// Items of the current product that are still to be handed out.
    items: VecDeque<usize>,
    /// The record with the product's own cells.
    head: usize,
    /// Places of gathered cells, in order: record, cell.
    gathered: Vec<(usize, usize)>,
    /// Records that say more of an item, or of all: the item's name, record.
    beside: Vec<(Option<String>, usize)>,
    ended: bool,
    store: Option<Store>,
    waiting: HashMap<String, Waiting>,
    order: VecDeque<String>,
    pub(super) without_item: u64,
    family: u32,
}

impl<'p> Continuation<'p> {
    pub(super) fn new(
        (preset, rows): (&'static Preset, &'static Rows),
        (scattered, torn): (&'p Scattered, &'p Torn),
        extra: &[String],
    ) -> Self {
        Self {
            rows,
            scattered,
            torn,
            view: View::new(preset, cast, extra),
            group: Vec::new(),
            key: None,
            spare: Vec::new(),
            ahead: None,
            items: VecDeque::new(),
            head: 0,
            gathered: Vec::new(),
            beside: Vec::new(),
            ended: false,
            store: None,
            waiting: HashMap::new(),
            order: VecDeque::new(),
            without_item: 0,
            family: 0,
        }
    }

    /// Puts the next item together.
    pub(super) fn next(
        &mut self,
        reader: &mut Feeder<'_>,
        item: &mut Record,
    ) -> Result<Option<Family>, LayoutError> {
        loop {
            if let Some(at) = self.items.pop_front() {
                self.compose(at, reader.columns(), item);
                let key = self.key.as_deref();
                let family = if key.is_some_and(|key| self.torn.has(key)) {
                    Family::Torn
                } else {
                    Family::Member { items: self.family }
                };
                return Ok(Some(family));
            }
            if !self.fill(reader)? {
                return Ok(None);
            }
            self.judge();
        }
    }

    /// Reads the records of the next product; `false` when there is none.
    fn fill(&mut self, reader: &mut Feeder<'_>) -> Result<bool, LayoutError> {
        self.spare.append(&mut self.group);
        while !self.ended {
            let record = match self.ahead.take() {
                Some(record) => record,
                None => match self.read(reader)? {
                    Some(record) => record,
                    None => break,
                },
            };
            let key = group_of(&self.view, &record);
            if let Some(key) = key.as_deref().filter(|key| self.scattered.has(key)) {
                self.put_by(key, &record)?;
                self.spare.push(record);
                continue;
            }
            let same = match self.rows.together {
                Together::Group(_) => key.is_some() && key == self.key,
                Together::Opened { .. } => !opens(self.rows, &self.view, &record),
            };
            if self.group.is_empty() {
                self.key = key;
            } else if !same {
                self.ahead = Some(record);
                return Ok(true);
            }
            self.add(record)?;
        }
        self.ended = true;
        if !self.group.is_empty() {
            return Ok(true);
        }
        self.take_waiting()
    }

    fn read(&mut self, reader: &mut Feeder<'_>) -> Result<Option<Record>, LayoutError> {
        let mut record = self.spare.pop().unwrap_or_default();
        let found = reader.next(&mut record)?;
        self.view.extend(reader.columns());
        Ok(found.then_some(record))
    }

    fn add(&mut self, record: Record) -> Result<(), LayoutError> {
        if self.group.len() >= MOST_RECORDS {
            let product = group_of(&self.view, &record).unwrap_or_default();
            return Err(too_many(&product, &record));
        }
        self.group.push(record);
        Ok(())
    }

    /// A record of a product that goes on elsewhere waits until all are read.
    fn put_by(&mut self, key: &str, record: &Record) -> Result<(), LayoutError> {
        let store = match &mut self.store {
            Some(store) => store,
            None => self.store.insert(Store::new()?),
        };
        let keep = |column: ColumnId| u32::try_from(column.index()).ok();
        let put = Put {
            place: store.put(record, keep)?,
            flaw: record.flaw().cloned().map(Box::new),
            mends: record.mends(),
        };
        if !self.waiting.contains_key(key) {
            self.order.push_back(key.to_owned());
        }
        let waiting = self.waiting.entry(key.to_owned()).or_default();
        if waiting.puts.len() >= MOST_RECORDS {
            return Err(too_many(key, record));
        }
        waiting.puts.push(put);
        Ok(())
    }

    /// The next of the products that waited, in the order of their first records.
    fn take_waiting(&mut self) -> Result<bool, LayoutError> {
        let Some(key) = self.order.pop_front() else {
            return Ok(false);
        };
        let waiting = self.waiting.remove(&key).unwrap_or_default();
        let Some(mut store) = self.store.take() else {
            return Ok(false);
        };
        for put in waiting.puts {
            let mut record = self.spare.pop().unwrap_or_default();
            store.take(put.place, &mut record)?;
            if let Some(flaw) = put.flaw {
                record.mar(*flaw);
            }
            record.add_mends(put.mends);
            self.add(record)?;
        }
        self.store = Some(store);
        self.key = Some(key);
        Ok(true)
    }

    /// Which records are items, and what belongs to all of them.
    fn judge(&mut self) {
        let view = &self.view;
        let is_item = |record: &Record| {
            if !self.rows.variants.is_empty() {
                return is_of_kind(view, record, &self.rows.variants);
            }
            let mut cells = record.cells();
            cells.any(|(column, text)| view.plays(column, ITEM) && !text.trim().is_empty())
        };
        let group = self.group.iter().enumerate();
        self.items = group
            .filter(|(_, record)| is_item(record))
            .map(|(at, _)| at)
            .collect();
        let heads = |record: &Record| is_of_kind(&self.view, record, &self.rows.heads);
        let named = self.group.iter().position(heads);
        let begins = self.group.first();
        let begins = begins.is_some_and(|record| opens(self.rows, &self.view, record));
        let known = named.or_else(|| begins.then_some(0));
        self.head = known.unwrap_or_else(|| self.find_head());
        // A product without any variant is still one, and somebody must hear what it lacks.
        if self.items.is_empty() {
            self.items.push_back(self.head);
        }
        self.family = u32::try_from(self.items.len()).unwrap_or(u32::MAX);
        self.without_item += (self.group.len() - self.items.len()) as u64;
        self.gathered = gathered(&self.view, &self.group);
        self.beside = beside(self.rows, &self.view, &self.group);
    }

    /// The record that says most about the product, of those that it is named after
    /// where there are any. It is the first one, unless somebody has sorted the
    /// file; of equals that differ the least by content, so that no order decides.
    fn find_head(&self) -> usize {
        let view = &self.view;
        let said = |at: usize| {
            let of_product = |column| !view.plays(column, GROUP | ITEM | GATHER | ORDER | OWN);
            let cells = self.group[at].cells();
            cells.filter_map(move |(column, text)| {
                let text = text.trim();
                (of_product(column) && !text.is_empty()).then_some((column.index(), text))
            })
        };
        let named = |record: &Record| {
            let name = view.cell(record, MAIN).map(str::to_lowercase);
            name.is_some() && name == self.key
        };
        let any_named = self.rows.main.is_some() && self.group.iter().any(named);
        let mut best: Option<(usize, usize)> = None;
        for (at, record) in self.group.iter().enumerate() {
            if any_named && !named(record) {
                continue;
            }
            let count = said(at).count();
            let better = best.is_none_or(|(best, most)| {
                count > most || (count == most && said(at).lt(said(best)))
            });
            if better {
                best = Some((at, count));
            }
        }
        best.map_or(0, |(at, _)| at)
    }

    /// The item's own cells, those of the product, and the gathered ones.
    fn compose(&mut self, at: usize, columns: &Columns, item: &mut Record) {
        let own = &self.group[at];
        self.view.begin(own, item);
        for (column, text) in own.cells() {
            if !self.view.plays(column, GATHER | GROUP) {
                item.add(self.view.own(column), text);
            }
        }
        let head = &self.group[self.head];
        for (column, text) in head.cells() {
            // All items of a product are in one group, however a record spells it.
            if self.view.plays(column, GROUP) {
                item.add(self.view.own(column), text);
                continue;
            }
            // Where the product is asked, its empty cell is an answer.
            let lent = self.view.plays(column, LENT);
            let inherited = !text.is_empty() && !self.view.plays(column, GATHER | OWN);
            if at != self.head && (lent || inherited) {
                let column = self.view.first(column, columns);
                item.add(column, text);
            }
        }
        for (record, cell) in &self.gathered {
            if let Some((column, text)) = self.group[*record].cells().nth(*cell) {
                item.add(self.view.own(column), text);
            }
        }
        self.add_beside(at, columns, item);
        // A damaged record may be the one with the title, or with the pictures.
        for record in &self.group {
            item.add_mends(record.mends());
            if let Some(flaw) = record.flaw() {
                item.mar(flaw.moved(|column| self.view.own(column)));
            }
        }
    }

    /// What other records say of the item.
    fn add_beside(&mut self, at: usize, columns: &Columns, item: &mut Record) {
        if self.beside.is_empty() {
            return;
        }
        let name = self.view.cell(&self.group[at], BESIDE_KEY);
        let name = name.map(str::to_lowercase);
        for (of, record) in &self.beside {
            if of.is_some() && *of != name {
                continue;
            }
            for (column, text) in self.group[*record].cells() {
                if !text.trim().is_empty() {
                    let beside = format!("beside.{}", columns.name(column));
                    item.add(self.view.make(beside), text);
                }
            }
        }
    }
}
