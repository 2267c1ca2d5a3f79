//! Parent rows: variants are records of their own and name their parent, which
//! stands anywhere in the export and is no item.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::prepared::LayoutError;
use super::store::{Place, Store};
use super::view::View;
use crate::preset::{Family, Layout, Parents as Rows, Preset, key};
use crate::source::{ColumnId, Columns, Flaw, Mends, Reader, Record};

/// The parts that columns play.
const KIND: u8 = 1;
const KEY: u8 = 2;
const ID: u8 = 4;
const PARENT: u8 = 8;

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
    for (part, column) in [
        (KIND, &rows.kind),
        (KEY, &rows.key),
        (ID, &rows.id),
        (PARENT, &rows.parent),
    ] {
        parts |= if column == name { part } else { 0 };
    }
    parts
}

fn is_parent(rows: &Rows, kind: &str) -> bool {
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
    mends: Mends,
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
        let kind = survey.view.cell(record, KIND).unwrap_or_default();
        if !is_parent(rows, kind) {
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
            mends: record.mends(),
            content,
            has_children: false,
        });
        for key in keys {
            self.index
                .entry(key)
                .and_modify(|owner| *owner = Owner::Several)
                .or_insert(Owner::One(at));
        }
        Ok(())
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
        reader: &mut Reader,
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
            let kind = self.view.cell(&self.record, KIND).unwrap_or_default();
            if !is_parent(rows, kind) {
                break;
            }
            self.without_item += 1;
        }
        self.view.begin(&self.record, item);
        for (column, text) in self.record.cells() {
            item.add(self.view.own(column), text);
        }
        let Some(name) = self.view.cell(&self.record, PARENT).map(str::to_owned) else {
            return Ok(Some(Family::Single));
        };
        match self.hold(&name)? {
            Found::Parent => {}
            Found::Nobody => return Ok(Some(Family::Orphan)),
            Found::Several => return Ok(Some(Family::Disputed)),
        }
        for (column, text) in self.parent.cells() {
            let name = &self.book.names[column.index()];
            let column = self.view.parent(name);
            item.add(column, text);
        }
        item.add_mends(self.parent.mends());
        if let Some(flaw) = self.parent.flaw() {
            let (view, names) = (&mut self.view, &self.book.names);
            item.mar(flaw.moved(|column| view.parent(&names[column.index()])));
        }
        Ok(Some(Family::Child))
    }

    /// Brings the parent of this name into memory. Variants of one parent follow
    /// one another, so it is mostly there.
    fn hold(&mut self, name: &str) -> Result<Found, LayoutError> {
        let at = match self.book.find(name) {
            Some(Owner::One(at)) => at,
            Some(Owner::Several) => return Ok(Found::Several),
            None => return Ok(Found::Nobody),
        };
        if self.held != Some(at) {
            self.held = None;
            let book = &mut *self.book;
            let place = book.parents[at as usize].place;
            book.store.take(place, &mut self.parent)?;
            if let Some(flaw) = &book.parents[at as usize].flaw {
                self.parent.mar((**flaw).clone());
            }
            self.parent.add_mends(book.parents[at as usize].mends);
            self.held = Some(at);
        }
        if !self.is_called(name) {
            return Ok(Found::Nobody);
        }
        self.book.parents[at as usize].has_children = true;
        Ok(Found::Parent)
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
