//! Overlay rows: a product once more, for one view of the shop, with those
//! cells that differ there.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, RandomState};

use super::store::{Place, Store};
use super::view::View;
use crate::preset::{Overlay, Preset};
use crate::source::{Columns, Flaw, Record};

const VIEW: u16 = 1;
const KEY: u16 = 2;

/// More views than this are not remembered; a shop has a few.
const MOST_VIEWS: usize = 40;

fn cast(preset: &'static Preset, name: &str) -> u16 {
    let Some(rows) = &preset.overlay else {
        return 0;
    };
    let part = |column: &str, part| if column == name { part } else { 0 };
    part(&rows.view, VIEW) | part(&rows.key, KEY)
}

/// The rows of one source that change others, for the view that is wanted.
#[derive(Debug)]
pub(super) struct Overlays {
    rows: &'static Overlay,
    wanted: Option<String>,
    view: View,
    store: Option<Store>,
    index: HashMap<u64, Place>,
    /// Changes that cannot be trusted: a row that is damaged, or two that differ.
    flaws: HashMap<u64, Flaw>,
    /// The views that rows name.
    views: BTreeSet<String>,
    hasher: RandomState,
    change: Record,
    merged: Record,
}

/// What becomes of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Laid {
    /// It goes on, changed or not.
    Base,
    /// It only changed another.
    Change,
}

impl Overlays {
    /// `None` where no row changes another.
    pub(super) fn new(preset: &'static Preset, wanted: Option<&str>) -> Option<Self> {
        Some(Self {
            rows: preset.overlay.as_ref()?,
            wanted: wanted.map(str::to_owned),
            view: View::new(preset, cast, &[]),
            store: None,
            index: HashMap::new(),
            flaws: HashMap::new(),
            views: BTreeSet::new(),
            hasher: RandomState::new(),
            change: Record::new(),
            merged: Record::new(),
        })
    }

    /// Whether the source must be passed over to find the rows that are wanted.
    pub(super) fn needs_pass(&self) -> bool {
        self.wanted.is_some()
    }

    /// The views that rows name, where the source was passed over for one of them.
    pub(super) fn views(&self) -> impl Iterator<Item = &str> {
        self.views.iter().map(String::as_str)
    }

    fn key(&self, record: &Record) -> Option<String> {
        self.view.cell(record, KEY).map(str::to_lowercase)
    }

    /// Puts a record by if it is for the view that is wanted.
    pub(super) fn note(&mut self, columns: &Columns, record: &Record) -> std::io::Result<()> {
        self.view.extend(columns);
        let mine = self.view.cell(record, VIEW);
        let wanted = self.wanted.as_deref();
        let fits = mine.zip(wanted);
        let fits = fits.is_some_and(|(mine, wanted)| mine.eq_ignore_ascii_case(wanted));
        if let Some(mine) = mine
            && (fits || self.views.len() < MOST_VIEWS)
            && !self.views.contains(mine)
        {
            self.views.insert(mine.to_owned());
        }
        if !fits {
            return Ok(());
        }
        let Some(key) = self.key(record) else {
            return Ok(());
        };
        let store = match &mut self.store {
            Some(store) => store,
            None => self.store.insert(Store::new()?),
        };
        let hash = self.hasher.hash_one(&key);
        let Some(first) = self.index.get(&hash) else {
            let place = store.put(record, |column| u32::try_from(column.index()).ok())?;
            self.index.insert(hash, place);
            if let Some(flaw) = record.flaw() {
                self.flaws.insert(hash, flaw.clone());
            }
            return Ok(());
        };
        store.take(*first, &mut self.change)?;
        let flaw = match record.flaw() {
            Some(flaw) => flaw.clone(),
            None if is_same(&self.change, record) => return Ok(()),
            None => Flaw::Twofold {
                lines: [self.change.line(), record.line()],
            },
        };
        // Two keys of one hash are never confused.
        if self.key(&self.change) == Some(key) {
            self.flaws.entry(hash).or_insert(flaw);
        }
        Ok(())
    }

    /// Lays the changes of the view over a record, in place.
    pub(super) fn apply(
        &mut self,
        columns: &Columns,
        record: &mut Record,
    ) -> std::io::Result<Laid> {
        self.view.extend(columns);
        if self.view.cell(record, VIEW).is_some() {
            return Ok(Laid::Change);
        }
        let Some(store) = self.store.as_mut().filter(|_| !self.index.is_empty()) else {
            return Ok(Laid::Base);
        };
        let key = self.view.cell(record, KEY).map(str::to_lowercase);
        let hash = key.as_ref().map(|key| self.hasher.hash_one(key));
        let Some((hash, place)) = hash.and_then(|hash| Some((hash, self.index.get(&hash)?))) else {
            return Ok(Laid::Base);
        };
        store.take(*place, &mut self.change)?;
        // Two keys of one hash are never confused.
        if self.key(&self.change) != key {
            return Ok(Laid::Base);
        }
        if let Some(flaw) = self.flaws.get(&hash) {
            // Nobody knows what it is in this view.
            record.mar(flaw.clone());
            return Ok(Laid::Base);
        }
        let merged = &mut self.merged;
        merged.begin_at(record);
        if let Some(flaw) = record.flaw() {
            merged.mar(flaw.clone());
        }
        let erase = self.rows.erase.as_deref();
        for (column, text) in record.cells() {
            let changed = match self.change.first(column) {
                Some(text) if Some(text) == erase => "",
                Some(other) if !other.is_empty() && !self.view.plays(column, VIEW) => other,
                Some(_) | None => text,
            };
            merged.add(column, changed);
        }
        std::mem::swap(merged, record);
        Ok(Laid::Base)
    }
}

/// Whether a row says the same as one that was put by, which has no empty cells.
fn is_same(put: &Record, row: &Record) -> bool {
    put.cells()
        .eq(row.cells().filter(|(_, text)| !text.is_empty()))
}
