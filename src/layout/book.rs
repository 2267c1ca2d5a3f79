//! The book of parents: which records are parents, and where each is found.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use super::chain::listed_by;
use super::prepared::LayoutError;
use super::store::{Place, Store};
use super::view::View;
use crate::preset::{Layout, Parents as Rows, Preset, key};
use crate::source::{ColumnId, Columns, Flaw, Mends, Record};

/// The parts that columns play.
pub(super) const KIND: u16 = 1;
pub(super) const KEY: u16 = 2;
pub(super) const ID: u16 = 4;
pub(super) const PARENT: u16 = 8;
pub(super) const CHILDREN: u16 = 16;
pub(super) const CHOOSE: u16 = 32;
pub(super) const CHOOSE_NAME: u16 = 64;
pub(super) const CHOOSE_VALUE: u16 = 128;
pub(super) const CHOSEN_BY: u16 = 256;
pub(super) const LISTS: u16 = 512;

/// In front of a parent's number where it has no key.
pub(super) const BY_ID: &str = "id:";

pub(super) fn rows(preset: &'static Preset) -> Option<&'static Rows> {
    match &preset.layout {
        Layout::Parents(rows) => Some(rows),
        Layout::Flat | Layout::Continuation(_) | Layout::Nested(_) => None,
    }
}

pub(super) fn cast(preset: &'static Preset, name: &str) -> u16 {
    let Some(rows) = rows(preset) else { return 0 };
    let mut parts = 0;
    let children = rows.children.as_ref().map(|children| &children.column);
    let choice = rows.choice.as_ref();
    for (part, column) in [
        (KIND, rows.kind.as_ref()),
        (KEY, Some(&rows.key)),
        (ID, rows.id.as_ref()),
        (PARENT, rows.parent.as_ref()),
        (CHILDREN, children),
        (CHOOSE, choice.map(|choice| &choice.group)),
        (CHOOSE_NAME, choice.map(|choice| &choice.name)),
        (CHOOSE_VALUE, choice.map(|choice| &choice.value)),
        (LISTS, rows.lists.as_ref()),
        (CHOSEN_BY, choice.map(|choice| &choice.by)),
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
pub(super) struct Parent {
    pub(super) place: Place,
    pub(super) source: usize,
    pub(super) line: u64,
    pub(super) flaw: Option<Box<Flaw>>,
    pub(super) mends: Mends,
    /// What it says, whatever the order of its columns.
    pub(super) content: u64,
    pub(super) has_children: bool,
}

/// Whose key it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Owner {
    One(u32),
    /// Several parents that say different things: nobody knows which is meant.
    Several,
}

/// All parents of the sources that share a preset, put by in the first pass.
#[derive(Debug)]
pub(super) struct Book {
    pub(super) preset: &'static Preset,
    pub(super) store: Store,
    pub(super) parents: Vec<Parent>,
    /// By the hash of a key. A parent that is found is asked for its key, so
    /// that two keys of one hash are never confused.
    pub(super) index: HashMap<u64, Owner>,
    /// By the hash of a variant's key: the parent that lists it.
    pub(super) listed: HashMap<u64, u32>,
    /// By the hash of a variant's key: all parents that list it, where it is one's only.
    pub(super) listing: HashMap<u64, Vec<u32>>,
    /// The hashes of all names that variants have for their parents, where only
    /// that tells who is one.
    pub(super) named: HashSet<u64>,
    pub(super) hasher: RandomState,
    /// Columns by their number in the store: their names, and the parts that
    /// they play, as bits.
    pub(super) names: Vec<String>,
    pub(super) parts: Vec<u16>,
    pub(super) numbers: hashbrown::HashMap<String, u32>,
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
pub(super) fn keys(view: &View, record: &Record) -> [Option<String>; 2] {
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
            listing: HashMap::new(),
            named: HashSet::new(),
            hasher: RandomState::new(),
            names: Vec::new(),
            parts: Vec::new(),
            numbers: hashbrown::HashMap::new(),
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

    pub(super) fn is_parent(&self, rows: &Rows, view: &View, record: &Record) -> bool {
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
        if rows.lists.is_some() {
            for (column, text) in record.cells() {
                let key = text.trim().to_lowercase();
                if survey.view.plays(column, LISTS) && !key.is_empty() {
                    let hash = self.hasher.hash_one(key);
                    self.listing.entry(hash).or_default().push(at);
                }
            }
        }
        self.list(rows, survey, record, at)
    }

    /// A variant is in the export: no parent that lists it is without any.
    pub(super) fn meet(&mut self, view: &View, record: &Record) {
        if self.listing.is_empty() {
            return;
        }
        let Some(key) = view.cell(record, KEY).map(str::to_lowercase) else {
            return;
        };
        let hash = self.hasher.hash_one(key);
        for at in self.listing.remove(&hash).into_iter().flatten() {
            if let Some(parent) = self.parents.get_mut(at as usize) {
                parent.has_children = true;
            }
        }
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
    pub(super) fn cell<'r>(&self, parent: &'r Record, part: u16) -> Option<&'r str> {
        let mut cells = parent.cells();
        cells.find_map(|(column, text)| {
            let plays = self.parts[column.index()] & part != 0;
            let text = plays.then(|| text.trim())?;
            (!text.is_empty()).then_some(text)
        })
    }

    pub(super) fn find(&self, name: &str) -> Option<Owner> {
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
