//! What records need of other parts of the file: facts of its header, trees of
//! categories, things that other records name.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::cells::{Desk, first, take};
use super::facts::Facts;
use super::glossary;
use super::language::Languages;
use super::recast::{Recast, meets};
use super::sites::Sites;
use crate::layout::prepared::{ASK_EVERY, LayoutError, Market};
use crate::preset::{Index, Inside, Preset, Tree};
use crate::source::{Reader, Record, Source};

/// A path has no more parts.
const DEEPEST: usize = 20;
/// More categories than this are no tree of a shop.
const MOST_CATEGORIES: usize = 500_000;

/// What was learned of one source.
#[derive(Debug, Default)]
pub(in crate::layout) struct Tables {
    language: Option<String>,
    currency: Option<String>,
    country: Option<String>,
    view: Option<String>,
    sites: Sites,
    facts: Vec<Facts>,
    trees: Vec<Branches>,
    indexes: Vec<Entries>,
}

/// The categories of a tree by their ids.
#[derive(Debug, Default)]
struct Branches(HashMap<String, Branch>);

#[derive(Debug)]
struct Branch {
    name: String,
    parent: String,
    is_root: bool,
}

/// Texts by names. A name is kept as its hash: two of one hash are as unlikely as
/// a damaged disk, and of millions of names only numbers are in memory.
#[derive(Debug, Default)]
struct Entries {
    hasher: RandomState,
    places: HashMap<u64, (u32, u32)>,
    texts: String,
    /// The last text, which mostly is the next one's, too.
    last: (u32, u32),
}

impl Entries {
    fn add(&mut self, name: &str, text: &str) {
        let (from, until) = self.last;
        if self.texts.get(from as usize..until as usize) != Some(text) {
            let from = self.texts.len();
            self.texts.push_str(text);
            let (Ok(from), Ok(until)) = (u32::try_from(from), u32::try_from(self.texts.len()))
            else {
                return;
            };
            self.last = (from, until);
        }
        // The first that was named so stays: what comes later cannot change it.
        let hash = self.hasher.hash_one(name.to_lowercase());
        self.places.entry(hash).or_insert(self.last);
    }

    fn find(&self, name: &str) -> Option<&str> {
        let hash = self.hasher.hash_one(name.to_lowercase());
        let (from, until) = self.places.get(&hash)?;
        self.texts.get(*from as usize..*until as usize)
    }
}

impl Tables {
    /// Reads what the records of a source need of it.
    pub(in crate::layout) fn gather(
        source: &Source,
        preset: &'static Preset,
        shop: Market<'_>,
        stopped: &dyn Fn() -> bool,
    ) -> Result<Self, LayoutError> {
        let mut tables = Self {
            language: shop.language.map(str::to_owned),
            currency: shop.currency.map(str::to_owned),
            country: shop.country.map(str::to_owned),
            view: shop.view.map(str::to_owned),
            ..Self::default()
        };
        let steps = &preset.reshape;
        for fact in &steps.fact {
            let facts = Facts::gather(fact, source, preset, shop.currency)?;
            tables.facts.push(facts);
        }
        for tree in &steps.tree {
            let mut branches = Branches::default();
            if let Some(reader) = source.read_beside(&tree.path)? {
                branches.grow(tree, preset, shop.language, reader, stopped)?;
            }
            tables.trees.push(branches);
        }
        for at in 0..steps.index.len() {
            let step = &steps.index[at];
            let entries = if let Some(inside) = &step.inside {
                tables.explained(source, preset, (step, inside), stopped)?
            } else {
                let (entries, sites) = tables.index(source, preset, step, stopped)?;
                if step.path.is_none() {
                    tables.sites = sites;
                }
                entries
            };
            tables.indexes.push(entries);
        }
        Ok(tables)
    }

    /// Makes an index of what records explain themselves.
    fn explained(
        &self,
        source: &Source,
        preset: &'static Preset,
        step: (&Index, &Inside),
        stopped: &dyn Fn() -> bool,
    ) -> Result<Entries, LayoutError> {
        let mut entries = Entries::default();
        let languages = Languages::of(self.language());
        let mut desk = Desk::new(preset);
        let (mut reader, mut record) = (source.read()?, Record::new());
        let mut cells = Vec::new();
        let mut records = 0_u64;
        while reader.next(&mut record)? {
            records += 1;
            if records.is_multiple_of(ASK_EVERY) && stopped() {
                return Err(LayoutError::Interrupted);
            }
            desk.extend(reader.columns());
            take(&desk, &record, &mut cells);
            glossary::explained(step, &desk, &languages, &cells, |name, text| {
                entries.add(name, text);
            });
        }
        Ok(entries)
    }

    /// Makes an index; the steps that come before it are taken already. The sites that its
    /// records name come with it.
    fn index(
        &self,
        source: &Source,
        preset: &'static Preset,
        step: &Index,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(Entries, Sites), LayoutError> {
        let mut entries = Entries::default();
        let reader = match &step.path {
            Some(path) => source.read_beside(path)?,
            None => Some(source.read()?),
        };
        let Some(mut reader) = reader else {
            return Ok((entries, Sites::default()));
        };
        let mut recast = Recast::new(preset, self);
        let mut desk = Desk::new(preset);
        let (mut raw, mut record) = (Record::new(), Record::new());
        let mut cells = Vec::new();
        let mut records = 0_u64;
        while reader.next(&mut raw)? {
            records += 1;
            if records.is_multiple_of(ASK_EVERY) && stopped() {
                return Err(LayoutError::Interrupted);
            }
            recast.apply(reader.columns(), &raw, &mut record);
            desk.extend(recast.columns());
            take(&desk, &record, &mut cells);
            let Some(value) = first(&desk, &cells, &step.value) else {
                continue;
            };
            if !meets(&step.only, &desk, &cells) {
                continue;
            }
            for cell in cells.iter().filter(|cell| !cell.text.is_empty()) {
                let own = desk.own(cell.column);
                if step.key.iter().any(|key| key == own) {
                    entries.add(&cell.text, value);
                }
            }
        }
        Ok((entries, recast.sites))
    }

    /// The sites that records name.
    pub(in crate::layout) fn sites(&self) -> &Sites {
        &self.sites
    }

    /// The shop's language.
    pub(in crate::layout) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The view of the shop that is set.
    pub(in crate::layout) fn view(&self) -> Option<&str> {
        self.view.as_deref()
    }

    pub(super) fn currency(&self) -> Option<&str> {
        self.currency.as_deref()
    }

    pub(in crate::layout) fn country(&self) -> Option<&str> {
        self.country.as_deref()
    }

    pub(super) fn facts(&self) -> &[Facts] {
        &self.facts
    }

    /// What a name stands for.
    pub(super) fn find(&self, index: usize, name: &str) -> Option<&str> {
        self.indexes.get(index)?.find(name)
    }

    /// The path of a category, and how long it is.
    pub(super) fn path(&self, tree: usize, id: &str) -> Option<(usize, String)> {
        let branches = &self.trees.get(tree)?.0;
        let mut parts: Vec<&str> = Vec::new();
        let mut id = id.trim();
        let mut seen: Vec<&str> = Vec::new();
        while let Some(branch) = branches.get(id) {
            if branch.is_root || seen.contains(&id) || seen.len() >= DEEPEST {
                break;
            }
            seen.push(id);
            if !branch.name.is_empty() {
                parts.push(&branch.name);
            }
            id = &branch.parent;
        }
        parts.reverse();
        (!parts.is_empty()).then(|| (parts.len(), parts.join(" > ")))
    }
}

impl Branches {
    fn grow(
        &mut self,
        tree: &Tree,
        preset: &'static Preset,
        language: Option<&str>,
        mut reader: Reader,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), LayoutError> {
        let languages = Languages::of(language);
        let mut desk = Desk::new(preset);
        let mut record = Record::new();
        let mut cells = Vec::new();
        let mut records = 0_u64;
        while reader.next(&mut record)? {
            records += 1;
            if records.is_multiple_of(ASK_EVERY) && stopped() {
                return Err(LayoutError::Interrupted);
            }
            if self.0.len() >= MOST_CATEGORIES {
                break;
            }
            desk.extend(reader.columns());
            take(&desk, &record, &mut cells);
            let text = |own: &str| first(&desk, &cells, own).unwrap_or_default().to_owned();
            let id = text(&tree.id);
            let name = languages.best(&desk, &cells, &tree.name);
            let name = name.first().map(|at| cells[*at].text.replace('>', " "));
            let name = name.unwrap_or_default();
            let is_root = [&id, &name]
                .iter()
                .any(|text| tree.roots.contains(&text.to_lowercase()));
            let branch = Branch {
                name,
                parent: text(&tree.parent),
                is_root,
            };
            self.0.entry(id).or_insert(branch);
        }
        Ok(())
    }
}
