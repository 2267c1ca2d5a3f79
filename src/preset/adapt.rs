//! The preset for files that no preset knows, made for the columns of one file.

use std::sync::{Mutex, PoisonError};

use super::aliases::{Aliases, Looks};
use super::builtin::find;
use super::layout::Layout;
use super::matching::{Matching, Verdict};
use super::naming::Naming;
use super::reshape::Reshape;
use super::rule::Target;
use super::{Input, Preset};
use crate::catalog::{Field, FieldSet, Need};

/// The name of the preset that matches columns.
const GENERIC: &str = "generic";

/// The presets that were made, one for each way in which columns were matched. A run
/// reads a handful of files, so that they may stay to its end.
static MADE: Mutex<Vec<(Matching, &'static Preset)>> = Mutex::new(Vec::new());

/// Matches the columns of a file. `judge` says whether the cells of a column look like
/// something, by the first `records`.
pub fn fit<'c>(
    columns: impl Iterator<Item = &'c str>,
    records: u64,
    judge: &dyn Fn(&str, Looks) -> Verdict,
) -> Matching {
    match find(GENERIC).and_then(|preset| preset.generic.as_ref()) {
        Some(aliases) => Matching::new(aliases, columns, records, judge),
        None => Matching::default(),
    }
}

/// The preset that reads a file with these columns; `None` only if there is no generic one.
pub fn adapted(matching: &Matching) -> Option<&'static Preset> {
    let generic = find(GENERIC)?;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, preset)) = made.iter().find(|(like, _)| like.reads_as(matching)) {
        return Some(preset);
    }
    let preset: &'static Preset = Box::leak(Box::new(generic.adapt(matching)));
    made.push((matching.clone(), preset));
    Some(preset)
}

impl Preset {
    /// The same for the columns of one file.
    fn adapt(&self, matching: &Matching) -> Self {
        let mut preset = self.clone();
        let aliases = preset.generic.take();
        let known = aliases.iter().flat_map(Aliases::columns);
        let fed = self.feeds.iter().flat_map(|(_, feeds)| feeds);
        let inner = known.chain(fed.map(|feed| feed.column.as_str()));
        preset.naming = Some(Naming::of_file(
            matching
                .taken
                .iter()
                .map(|one| (&*one.column, &*one.own, &*one.beside)),
            inner.map(str::to_owned).collect(),
        ));
        let has = |own: &str| matching.has(own);
        match &mut preset.layout {
            // Items that name no parent stand alone, and nothing need be looked for.
            Layout::Parents(_) if !has("parent") => preset.layout = Layout::Flat,
            Layout::Parents(rows) if !has(&rows.key) => "record".clone_into(&mut rows.key),
            _ => {}
        }
        if !has("currency") {
            preset.reshape = Reshape::default();
        }
        preset.skip.retain(|skip| has(&skip.column));
        // What a name does not say cannot choose between columns, nor be a unit.
        let says = |own: &str| {
            let mut all = matching.taken.iter().filter(|one| one.own == own);
            all.any(|one| !one.beside.is_empty())
        };
        for (_, feeds) in &mut preset.feeds {
            for feed in feeds {
                if !says(&feed.column) {
                    feed.by = None;
                    feed.unit = None;
                }
            }
        }
        preset
    }

    /// The field of the catalog that a column of ours feeds, if it is one.
    pub fn fed_field(&self, own: &str) -> Option<Field> {
        let is_it = |feed: &super::Feed| feed.column == own && !feed.of_parent;
        let fed = self
            .feeds
            .iter()
            .filter_map(|(target, feeds)| match target {
                Target::Field(field) => Some((feeds.iter().position(is_it)?, *field)),
                Target::Input(_) => None,
            });
        // It may stand in for other fields, too.
        let best = fed.min_by_key(|(at, field)| (*at, field.need() == Need::Optional));
        best.map(|(_, field)| field)
    }

    /// Whether a column of ours says more than its field: what the tax is, or a part of it.
    pub fn says_more(&self, own: &str) -> bool {
        let mut feeds = self.feeds.iter().flat_map(|(_, feeds)| feeds);
        feeds.any(|feed| {
            let more = feed.tax.is_some() || feed.by.is_some() || feed.unit.is_some();
            feed.column == own && (more || feed.only.is_some())
        })
    }

    /// What a column of ours stands for, in a word for people: a field, or what one is
    /// made of.
    pub fn word_for<'w>(&'w self, own: &'w str) -> &'w str {
        if let Some(field) = self.fed_field(own) {
            return field.name();
        }
        let input = |(target, feeds): &&(Target, Vec<super::Feed>)| {
            matches!(target, Target::Input(_)) && feeds.iter().any(|feed| feed.column == own)
        };
        match self.feeds.iter().find(input) {
            Some((Target::Input(Input::OldPrice), _)) => "old price",
            Some((Target::Input(Input::SaleStart), _)) => "start of a sale",
            Some((Target::Input(Input::SaleEnd), _)) => "end of a sale",
            Some((Target::Input(Input::TaxRate), _)) => "tax rate",
            Some((Target::Input(Input::ParentKey), _)) => "parent",
            _ => own,
        }
    }
}

/// What a file must have to be read without being told what its columns are: an id, a
/// title and a price, and no column of a list of something else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enough {
    /// What it lacks, as fields of the catalog.
    pub lacks: Vec<Field>,
    /// Columns of lists of something else.
    pub foreign: Vec<String>,
}

impl Enough {
    /// What a matching lacks; `mapped` are fields that a configuration makes.
    pub fn of(matching: &Matching, mapped: FieldSet) -> Self {
        let Some(generic) = find(GENERIC) else {
            return Self::default();
        };
        let field = |names: &Vec<String>| names.first().and_then(|own| generic.fed_field(own));
        let is_there = |names: &Vec<String>| {
            let is_mapped = field(names).is_some_and(|field| mapped.has(field));
            is_mapped || names.iter().any(|own| matching.has(own))
        };
        let lacking = generic.need.iter().filter(|names| !is_there(names));
        let foreign = generic.generic.as_ref().map(|aliases| &aliases.foreign);
        let mut foreign: Vec<String> = matching
            .taken
            .iter()
            .filter(|one| foreign.is_some_and(|names| names.contains(&one.own)))
            .map(|one| one.column.clone())
            .collect();
        foreign.sort();
        Self {
            lacks: lacking.filter_map(field).collect(),
            foreign,
        }
    }

    /// Whether it can be read.
    pub fn is_enough(&self) -> bool {
        self.lacks.is_empty() && self.foreign.is_empty()
    }
}
