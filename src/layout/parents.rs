//! Parent rows: variants are records of their own and name their parent, or are
//! named by it. It stands anywhere in the export and is no item.

use std::hash::BuildHasher as _;

use hashbrown::{HashMap, HashSet};

use super::book::{BY_ID, Book, CHILDREN, ID, KEY, Owner, PARENT, cast, keys, rows};
use super::chain::listed;
use super::choice::left_out;
use super::feeder::Feeder;
use super::prepared::LayoutError;
use super::view::View;
use crate::preset::{Children, Family, Parents as Rows, Preset};
use crate::source::{ColumnId, Record};

/// Parents of parents are asked so far and no further; a model has one above it.
const MOST_ABOVE: usize = 4;

/// What a variant's name for its parent leads to.
enum Found {
    Parent,
    Nobody,
    Several,
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
    /// The options of the variants that a parent lists, by their keys, and which one.
    list: HashMap<String, Vec<(String, String)>>,
    list_of: Option<u32>,
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
            list: HashMap::new(),
            list_of: None,
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
        self.book.meet(&self.view, &self.record);
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

    /// The source of the parent whose cells the last variant has.
    pub(super) fn parent_source(&self) -> Option<usize> {
        let parent = self.book.parents.get(self.held? as usize);
        parent.map(|parent| parent.source)
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
            let left_out = match &rows.choice {
                Some(_) => left_out(self.book, &self.parent, &self.view, &self.record),
                None => Vec::new(),
            };
            for (at, (column, text)) in self.parent.cells().enumerate() {
                if left_out.get(at) == Some(&true) {
                    continue;
                }
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
            item.add_mends(self.parent.mends());
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
        self.read_list(children, at);
        let Some(options) = self.list.get(&key) else {
            return Ok(false);
        };
        let column = &children.column;
        for (number, (name, value)) in (1..).zip(options) {
            let named = self.view.make(format!("{column}.name {number}"));
            item.add(named, name);
            let valued = self.view.make(format!("{column}.value {number}"));
            item.add(valued, value);
        }
        self.book.parents[at as usize].has_children = true;
        Ok(true)
    }

    /// Takes apart what the parent in memory lists, once for all of its variants: a
    /// list may be as long as a file.
    fn read_list(&mut self, children: &Children, at: u32) {
        if self.list_of == Some(at) {
            return;
        }
        self.list.clear();
        for (column, text) in self.parent.cells() {
            if self.book.parts[column.index()] & CHILDREN == 0 {
                continue;
            }
            for entry in listed(children, text) {
                let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
                let options = || entry.options.into_iter().map(own).collect();
                self.list.entry(entry.key).or_insert_with(options);
            }
        }
        self.list_of = Some(at);
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
            self.parent.add_mends(book.parents[at as usize].mends);
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
