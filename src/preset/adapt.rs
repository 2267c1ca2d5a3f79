//! The preset for files that no preset knows, made for the columns of one file.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::aliases::{Aliases, Looks};
use super::builtin::find;
use super::layout::Layout;
use super::matching::{Loss, Matching, Verdict};
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

/// What cells must look like in a column of this name, where any file may have it.
pub fn looks_of(column: &str) -> Option<Looks> {
    let aliases = find(GENERIC)?.generic.as_ref()?;
    let own = aliases.sense(column).map(|sense| sense.own);
    let own = own.as_deref().or_else(|| aliases.partly(column))?;
    aliases.kind(own)?.looks
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
            Layout::Parents(rows) if matching.parents_have_ids() || !has(&rows.key) => {
                "record".clone_into(&mut rows.key);
            }
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

    /// At which place a column of ours is asked, of those that stand for the same.
    pub fn place_of(&self, own: &str) -> usize {
        let mut all = self.feeds.iter().map(|(_, feeds)| feeds);
        let place = all.find_map(|feeds| feeds.iter().position(|feed| feed.column == own));
        place.unwrap_or(0)
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
            Some((Target::Input(Input::PriceQuantity), _)) => "pieces of a price",
            Some((Target::Input(Input::ParentKey), _)) => "parent",
            _ => own,
        }
    }
}

/// Columns of which nobody knows which is what, though items would be wrong without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// What they could be. A map that makes this field settles it.
    pub field: Field,
    /// The columns; of many the first.
    pub columns: Vec<String>,
    /// Whether the cells are not what the name says; else several are as good.
    pub by_cells: bool,
}

impl Open {
    /// What is open in a matching; `mapped` are fields that a configuration makes.
    pub fn of(matching: &Matching, mapped: FieldSet) -> Vec<Self> {
        let Some((generic, aliases)) =
            find(GENERIC).and_then(|preset| Some((preset, preset.generic.as_ref()?)))
        else {
            return Vec::new();
        };
        let mut found: Vec<Self> = Vec::new();
        for lost in &matching.lost {
            let decides = aliases.kind(&lost.own).map(|kind| &kind.decides[..]);
            let Some(field) = decides.and_then(<[Field]>::first).copied() else {
                continue;
            };
            let is_mapped = |field: &Field| mapped.has(*field);
            let columns = match &lost.why {
                Loss::Tie(columns) => columns.clone(),
                Loss::Cells if lost.sure => vec![lost.column.clone()],
                Loss::To(_) | Loss::Cells => continue,
            };
            if decides.is_some_and(|all| all.iter().any(is_mapped))
                || generic.has_better(field, &lost.own, matching)
            {
                continue;
            }
            let one = Self {
                field,
                columns,
                by_cells: lost.why == Loss::Cells,
            };
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

impl fmt::Display for Open {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let (names, field) = (names.join(" and "), self.field.name());
        if self.by_cells {
            write!(f, "{names} is called so, but its cells are no {field}")
        } else if self.columns.len() == 1 {
            write!(f, "{names} could be the {field}")
        } else {
            write!(f, "{names} could each be the {field}")
        }
    }
}

impl Preset {
    /// Whether a column was taken that feeds a field before another one of ours would.
    fn has_better(&self, field: Field, own: &str, matching: &Matching) -> bool {
        let feeds = self.feeds.iter();
        let mut feeds = feeds.filter(|(target, _)| *target == Target::Field(field));
        feeds.any(|(_, feeds)| {
            let place = feeds.iter().position(|feed| feed.column == own);
            let better = &feeds[..place.unwrap_or(0)];
            better.iter().any(|feed| matching.has(&feed.column))
        })
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
    /// Columns of which nobody knows which is what.
    pub open: Vec<Open>,
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
            open: Open::of(matching, mapped),
        }
    }

    /// Whether it can be read.
    pub fn is_enough(&self) -> bool {
        self.lacks.is_empty() && self.foreign.is_empty() && self.open.is_empty()
    }
}
