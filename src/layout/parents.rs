//! Parent rows: variants are records of their own and name their parent, which
//! stands anywhere in the export and is no item.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::chain::{listed, listed_by};
use super::feeder::Feeder;
use super::prepared::LayoutError;
use super::store::{Place, Store};
use super::view::View;
use crate::preset::{Family, Layout, Parents as Rows, Preset, key};
use crate::source::{ColumnId, Columns, Flaw, Record};

/// The parts that columns play.
const KIND: u8 = 1;
const KEY: u8 = 2;
const ID: u8 = 4;
const PARENT: u8 = 8;
const CHILDREN: u8 = 16;

/// Parents of parents are asked so far and no further; a model has one above it.
const MOST_ABOVE: usize = 4;

/// In front of a parent's number where it has no key.
const BY_ID: &str = "id:";

fn rows(preset: &'static Preset) -> Option<&'static Rows> {
    match &preset.layout {
        Layout::Parents(rows) => Some(rows),
        Layout::Flat | Layout::Continuation(_) => None,
    }
}

fn cast(preset: &'static Preset, name: &str) -> u8 {
    let Some(rows) = rows(preset) else { return 0 };
    let mut parts = 0;
    let children = rows.children.as_ref().map(|children| &children.column);
    for (part, column) in [
        (KIND, rows.kind.as_ref()),
        (KEY, Some(&rows.key)),
        (ID, rows.id.as_ref()),
        (PARENT, rows.parent.as_ref()),
        (CHILDREN, children),
    ] {
        let plays = column.is_some_and(|column| column == name);
        parts |= if plays { part } else { 0 };
    }
    parts
}

fn is_parents_word(rows: &Rows, kind: &str) -> bool {
    kind.split(',').map(str::trim).any(|word| {
        let word = word.to_lowercase();
        rows.parents
            .iter()
            .any(|parent| match parent.strip_suffix('*') {
                Some(head) => word.starts_with(head),
                None => word == *parent,
            })
    })
}

/// A parent in the store.
#[derive(Debug)]
struct Parent {
    place: Place,
    source: usize,
    line: u64,
    flaw: Option<Box<Flaw>>,
    /// What it says, whatever the order of its columns.
    content: u64,
    has_children: bool,
}

/// Whose key it is.
#[derive(Clone, Copy, Debug)]
enum Owner {
    One(u32),
    /// Several parents that say different things: nobody knows which is meant.
    Several,
}

/// What a variant's name for its parent leads to.
enum Found {
    Parent,
    Nobody,
    Several,
}

/// All parents of the sources that share a preset, put by in the first pass.
#[derive(Debug)]
pub(super) struct Book {
    preset: &'static Preset,
    store: Store,
    parents: Vec<Parent>,
    /// By the hash of a key. A parent that is found is asked for its key, so
    /// that two keys of one hash are never confused.
    index: HashMap<u64, Owner>,
    /// By the hash of a variant's key: the parent that lists it.
    listed: HashMap<u64, u32>,
    /// The hashes of all names that variants have for their parents, where only
    /// that tells who is one.
    named: HashSet<u64>,
    hasher: RandomState,
    /// Columns by their number in the store: their names, and the parts that
    /// they play, as bits.
    names: Vec<String>,
    parts: Vec<u8>,
    numbers: HashMap<String, u32>,
}

/// The first pass over one source.
#[derive(Debug)]
pub(super) struct Survey {
    source: usize,
    view: View,
}

impl Survey {
    pub(super) fn new(preset: &'static Preset, source: usize) -> Self {
        Self {
            source,
            view: View::new(preset, cast, &[]),
        }
    }
}

/// The keys of a parent: by its key, and by its number.
fn keys(view: &View, record: &Record) -> [Option<String>; 2] {
    [
        view.cell(record, KEY).map(str::to_lowercase),
        view.cell(record, ID)
            .map(|id| format!("{BY_ID}{}", id.to_lowercase())),
    ]
}

impl Book {
    pub(super) fn new(preset: &'static Preset) -> Result<Self, LayoutError> {
        Ok(Self {
            preset,
            store: Store::new()?,
            parents: Vec::new(),
            index: HashMap::new(),
            listed: HashMap::new(),
            named: HashSet::new(),
            hasher: RandomState::new(),
            names: Vec::new(),
            parts: Vec::new(),
            numbers: HashMap::new(),
        })
    }

    /// The preset whose parents are in the book.
    pub(super) fn preset(&self) -> &'static Preset {
        self.preset
    }

    /// Takes note of whom a record names as its parent, before the first pass.
    pub(super) fn name(&mut self, survey: &mut Survey, columns: &Columns, record: &Record) {
        survey.view.extend(columns);
        let Some(name) = survey.view.cell(record, PARENT) else {
            return;
        };
        let name = name.to_lowercase();
        // Some exports name the main record in itself.
        let itself = keys(&survey.view, record)
            .iter()
            .flatten()
            .any(|key| *key == name);
        if !itself {
            self.named.insert(self.hasher.hash_one(name));
        }
    }

    fn is_parent(&self, rows: &Rows, view: &View, record: &Record) -> bool {
        if rows.kind.is_some() {
            let kind = view.cell(record, KIND);
            return kind.is_some_and(|kind| is_parents_word(rows, kind));
        }
        let named = |key: &String| self.named.contains(&self.hasher.hash_one(key));
        keys(view, record).iter().flatten().any(named)
    }

    /// Takes a record of the first pass into account.
    pub(super) fn note(
        &mut self,
        survey: &mut Survey,
        columns: &Columns,
        record: &Record,
    ) -> Result<(), LayoutError> {
        survey.view.extend(columns);
        let Some(rows) = rows(self.preset) else {
            return Ok(());
        };
        if !self.is_parent(rows, &survey.view, record) {
            return Ok(());
        }
        let preset = self.preset;
        let (names, parts) = (&mut self.names, &mut self.parts);
        let numbers = &mut self.numbers;
        let mut number = |column: ColumnId| {
            let name = columns.name(column);
            if let Some(number) = numbers.get(name) {
                return Some(*number);
            }
            let number = u32::try_from(names.len()).ok()?;
            names.push(name.to_owned());
            parts.push(cast(preset, &preset.resolve(&key(name)).name));
            numbers.insert(name.to_owned(), number);
            Some(number)
        };
        let content = {
            let filled = record.cells().filter(|(_, text)| !text.trim().is_empty());
            let said = filled.map(|(column, text)| (number(column), text.trim()));
            said.fold(0_u64, |sum, cell| {
                sum.wrapping_add(self.hasher.hash_one(cell))
            })
        };
        let keys = keys(&survey.view, record);
        let keys: Vec<u64> = keys
            .iter()
            .flatten()
            .map(|key| self.hasher.hash_one(key))
            .collect();
        let owner = |key: &u64| match self.index.get(key) {
            Some(Owner::One(at)) => self.parents.get(*at as usize),
            Some(Owner::Several) | None => None,
        };
        // The same parent once more, as where two exports overlap.
        let again = keys
            .iter()
            .filter_map(owner)
            .any(|parent| parent.content == content);
        if again {
            return Ok(());
        }
        let place = self.store.put(record, &mut number)?;
        let flaw = record.flaw().map(|flaw| {
            let moved = |column| ColumnId::new(number(column).unwrap_or(0) as usize);
            Box::new(flaw.moved(moved))
        });
        // There are fewer parents than records, which are counted in 32 bits.
        let at = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        self.parents.push(Parent {
            place,
            source: survey.source,
            line: record.line(),
            flaw,
            content,
            has_children: false,
        });
        for key in keys {
            self.index
                .entry(key)
                .and_modify(|owner| *owner = Owner::Several)
                .or_insert(Owner::One(at));
        }
        self.list(rows, survey, record, at)
    }

    /// Takes note of the variants that a parent lists. One that several parents
    /// list is of the one with the least key, so that no order decides.
    fn list(
        &mut self,
        rows: &Rows,
        survey: &Survey,
        record: &Record,
        at: u32,
    ) -> Result<(), LayoutError> {
        let Some(children) = &rows.children else {
            return Ok(());
        };
        let mut hashes = Vec::new();
        listed_by(children, &survey.view, record, CHILDREN, |key| {
            hashes.push(self.hasher.hash_one(key));
        });
        let mine = survey.view.cell(record, KEY).map(str::to_lowercase);
        let mut other = Record::new();
        for hash in hashes {
            if let Some(before) = self
                .listed
                .get(&hash)
                .copied()
                .filter(|before| *before != at)
            {
                let place = self.parents[before as usize].place;
                self.store.take(place, &mut other)?;
                if self.key_of(&other) <= mine {
                    continue;
                }
            }
            self.listed.insert(hash, at);
        }
        Ok(())
    }

    /// The key of a parent from the store.
    fn key_of(&self, parent: &Record) -> Option<String> {
        self.cell(parent, KEY).map(str::to_lowercase)
    }

    /// The first content of a parent from the store in a column that plays this part.
    fn cell<'r>(&self, parent: &'r Record, part: u8) -> Option<&'r str> {
        let mut cells = parent.cells();
        cells.find_map(|(column, text)| {
            let text = text.trim();
            (self.parts[column.index()] & part != 0 && !text.is_empty()).then_some(text)
        })
    }

    fn find(&self, name: &str) -> Option<Owner> {
        let hash = self.hasher.hash_one(name.to_lowercase());
        self.index.get(&hash).copied()
    }

    /// Parents of a source that no variant named: how many, and the lines of the first.
    pub(super) fn childless(&self, source: usize) -> (u64, Vec<u64>) {
        let lone = self
            .parents
            .iter()
            .filter(|parent| parent.source == source && !parent.has_children);
        let lines = lone.clone().take(20).map(|parent| parent.line).collect();
        (lone.count() as u64, lines)
    }
}

/// Makes items of single records and of variants with their parents.
#[derive(Debug)]
pub(super) struct Parents<'p> {
    book: &'p mut Book,
    pub(super) view: View,
    record: Record,
    parent: Record,
    /// Which parent is in `parent`.
    held: Option<u32>,
    pub(super) without_item: u64,
}

impl<'p> Parents<'p> {
    pub(super) fn new(preset: &'static Preset, book: &'p mut Book, extra: &[String]) -> Self {
        Self {
            book,
            view: View::new(preset, cast, extra),
            record: Record::new(),
            parent: Record::new(),
            held: None,
            without_item: 0,
        }
    }

    /// Puts the next item together.
    pub(super) fn next(
        &mut self,
        reader: &mut Feeder<'_>,
        item: &mut Record,
    ) -> Result<Option<Family>, LayoutError> {
        let Some(rows) = rows(self.book.preset) else {
            return Ok(None);
        };
        loop {
            if !reader.next(&mut self.record)? {
                return Ok(None);
            }
            self.view.extend(reader.columns());
            if !self.book.is_parent(rows, &self.view, &self.record) {
                break;
            }
            self.without_item += 1;
        }
        self.view.begin(&self.record, item);
        for (column, text) in self.record.cells() {
            item.add(self.view.own(column), text);
        }
        let name = self.view.cell(&self.record, PARENT).map(str::to_owned);
        let itself = |name: &String| {
            let mut keys = keys(&self.view, &self.record).into_iter().flatten();
            rows.kind.is_none() && keys.any(|key| key == name.to_lowercase())
        };
        let Some(name) = name.filter(|name| !itself(name)) else {
            let listed = rows.children.is_some() && self.hold_lister(rows, item)?;
            if !listed {
                return Ok(Some(Family::Single));
            }
            self.inherit(rows, item)?;
            return Ok(Some(Family::Child));
        };
        match self.hold(&name)? {
            Found::Parent => self.inherit(rows, item)?,
            Found::Nobody => return Ok(Some(Family::Orphan)),
            Found::Several => return Ok(Some(Family::Disputed)),
        }
        Ok(Some(Family::Child))
    }

    /// Adds the cells of the parent in memory, and of those above it. A nearer one
    /// hides those above it, but for its number: variants are of the topmost.
    fn inherit(&mut self, rows: &Rows, item: &mut Record) -> Result<(), LayoutError> {
        let mut filled: HashSet<ColumnId> = HashSet::new();
        for level in 0..MOST_ABOVE {
            let above = rows
                .parent
                .as_ref()
                .and(self.book.cell(&self.parent, PARENT));
            let above = above.filter(|name| matches!(self.book.find(name), Some(Owner::One(_))));
            let above = above.filter(|_| level + 1 < MOST_ABOVE).map(str::to_owned);
            for (column, text) in self.parent.cells() {
                let number = self.book.parts[column.index()] & (KEY | ID) != 0;
                if number && above.is_some() {
                    continue;
                }
                let name = &self.book.names[column.index()];
                let column = self.view.parent(name);
                let several = level > 0 || above.is_some();
                if several && !filled.insert(column) {
                    continue;
                }
                item.add(column, text);
            }
            if let Some(flaw) = self.parent.flaw() {
                let (view, names) = (&mut self.view, &self.book.names);
                item.mar(flaw.moved(|column| view.parent(&names[column.index()])));
            }
            let Some(above) = above else { break };
            if !matches!(self.hold(&above)?, Found::Parent) {
                break;
            }
        }
        Ok(())
    }

    /// Brings the parent into memory that lists this record, and adds the options
    /// that it has there. `false` where there is none.
    fn hold_lister(&mut self, rows: &Rows, item: &mut Record) -> Result<bool, LayoutError> {
        let Some(key) = self.view.cell(&self.record, KEY).map(str::to_lowercase) else {
            return Ok(false);
        };
        let Some(at) = self
            .book
            .listed
            .get(&self.book.hasher.hash_one(&key))
            .copied()
        else {
            return Ok(false);
        };
        self.load(at)?;
        let Some(children) = &rows.children else {
            return Ok(false);
        };
        for (column, text) in self.parent.cells() {
            if self.book.parts[column.index()] & CHILDREN == 0 {
                continue;
            }
            let Some(entry) = listed(children, text).find(|listed| listed.key == key) else {
                continue;
            };
            let column = &children.column;
            for (number, (name, value)) in (1..).zip(entry.options) {
                let named = self.view.make(format!("{column}.name {number}"));
                item.add(named, name);
                let valued = self.view.make(format!("{column}.value {number}"));
                item.add(valued, value);
            }
            self.book.parents[at as usize].has_children = true;
            return Ok(true);
        }
        Ok(false)
    }

    /// Brings the parent of this name into memory. Variants of one parent follow
    /// one another, so it is mostly there.
    fn hold(&mut self, name: &str) -> Result<Found, LayoutError> {
        let at = match self.book.find(name) {
            Some(Owner::One(at)) => at,
            Some(Owner::Several) => return Ok(Found::Several),
            None => return Ok(Found::Nobody),
        };
        self.load(at)?;
        if !self.is_called(name) {
            return Ok(Found::Nobody);
        }
        self.book.parents[at as usize].has_children = true;
        Ok(Found::Parent)
    }

    fn load(&mut self, at: u32) -> Result<(), LayoutError> {
        if self.held != Some(at) {
            self.held = None;
            let book = &mut *self.book;
            let place = book.parents[at as usize].place;
            book.store.take(place, &mut self.parent)?;
            if let Some(flaw) = &book.parents[at as usize].flaw {
                self.parent.mar((**flaw).clone());
            }
            self.held = Some(at);
        }
        Ok(())
    }

    /// Whether the parent in memory has this name.
    fn is_called(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        let parts = &self.book.parts;
        let mut own = self
            .parent
            .cells()
            .map(|(column, text)| (parts[column.index()], text.trim()))
            .filter(|(part, _)| part & (KEY | ID) != 0);
        own.any(|(part, text)| {
            let text = text.to_lowercase();
            (part & KEY != 0 && text == name)
                || (part & ID != 0 && name.strip_prefix(BY_ID) == Some(&text))
        })
    }
}
