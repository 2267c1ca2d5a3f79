//! Which column of an export feeds what.
//!
//! Columns are bound once, when they first appear; a record then costs one look
//! at each of its cells.

use super::binding::{Binding, Use};
use super::choice::Choice;
use super::currency::{CurrencyMark, in_name};
use super::joined::Joins;
use super::nested::has_parts;
use super::number::Sign;
use super::orders::Orders;
use super::signs::Signs;
use super::twins::Twins;
use crate::catalog::{Field, FieldSet};
use crate::preset::{Column, Feed, Input, Part, Preset, Target, inherited_name, key, mapped_field};
use crate::source::{ColumnId, Columns};

/// All columns seen so far.
#[derive(Clone, Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other"
)]
pub(crate) struct Bindings {
    pub(super) preset: &'static Preset,
    pub(super) columns: Vec<Binding>,
    ids: Vec<ColumnId>,
    fields: FieldSet,
    /// How good the column is that holds the ids of this file.
    id_rank: Option<u16>,
    /// The preset's name of that column.
    id_name: Option<String>,
    /// Fields that the configuration maps; no column feeds them.
    mapped: FieldSet,
    /// Columns that only the configuration's templates use.
    used: Vec<String>,
    /// Whether a publish rule of the configuration replaces the preset's.
    pub(super) own_publish: bool,
    /// Whether any column holds cells of parents.
    pub(super) inherits: bool,
    /// Whether the file says who counts pieces.
    pub(super) has_tracked: bool,
    pub(super) twins: Twins,
    /// Whether each record names its own columns, as in XML.
    pub(super) no_header: bool,
    signs: Signs,
    orders: Orders,
    /// What other files give.
    pub(super) joins: Joins,
    /// Which of several columns is meant, where their names differ by that alone.
    pub(super) choice: Choice,
    /// The currency of all amounts, where the header says it.
    pub(super) currency: Option<CurrencyMark<'static>>,
    /// Publish rules that look at more than a cell.
    pub(super) further: Vec<usize>,
}

impl Bindings {
    pub(super) fn new(preset: &'static Preset, signs: Signs) -> Self {
        Self {
            preset,
            columns: Vec::new(),
            ids: Vec::new(),
            fields: FieldSet::default(),
            id_rank: None,
            id_name: None,
            mapped: FieldSet::default(),
            used: Vec::new(),
            own_publish: false,
            inherits: false,
            has_tracked: false,
            twins: Twins::default(),
            no_header: false,
            signs,
            orders: Orders::default(),
            joins: Joins::default(),
            choice: Choice::default(),
            currency: None,
            further: further(preset).collect(),
        }
    }

    /// Looks at the columns that the file is known to have, so that its best
    /// column of ids is the only one, whichever a record shows first.
    pub(super) fn expect<'c>(&mut self, names: impl Iterator<Item = &'c str>) {
        for name in names {
            let id = self.uses(name, false).0;
            let mut id = id.into_iter();
            let found = id.find(|of| of.target == Target::Field(Field::Id));
            if let Some(found) = found
                && self.id_rank.is_none_or(|best| found.rank < best)
            {
                self.id_rank = Some(found.rank);
                self.id_name = Some(self.preset.resolve(&key(name)).name.into_owned());
            }
        }
    }

    /// The configuration maps these fields, uses these columns for it, and may
    /// replace the preset's publish rule.
    pub(super) fn configure(&mut self, mapped: FieldSet, used: Vec<String>, own_publish: bool) {
        self.mapped = mapped;
        self.used = used;
        self.own_publish = own_publish;
        if own_publish {
            self.further.clear();
        }
    }

    /// These columns mean something, too.
    pub(super) fn use_more(&mut self, columns: impl Iterator<Item = String>) {
        self.used.extend(columns);
    }

    /// How amounts are written.
    pub(super) fn set_signs(&mut self, signs: Signs) {
        self.signs = signs;
    }

    /// How dates are written.
    pub(super) fn set_orders(&mut self, orders: Orders) {
        self.orders = orders;
    }

    /// How dates are written, where the file's own cells said it.
    pub(super) fn shown_orders(&self) -> Option<Orders> {
        match &self.orders {
            Orders::All(_) => None,
            Orders::Columns(_) => Some(self.orders.clone()),
        }
    }

    /// How a column of this name writes its amounts.
    pub(super) fn sign_of(&self, name: &str) -> Option<Sign> {
        self.signs.of(name)
    }

    /// How amounts are written, where columns differ.
    pub(super) fn shown_signs(&self) -> Option<Signs> {
        match &self.signs {
            Signs::All(_) => None,
            Signs::Columns { .. } => Some(self.signs.clone()),
        }
    }

    /// What a column of this name feeds, and which part of it.
    fn uses(&self, name: &str, inherited: bool) -> (Vec<Use>, Part) {
        let preset = self.preset;
        if preset.has_own_names() {
            let key = key(name);
            let named = preset.resolve(&key);
            let feeds = preset.feeds(&named.name, inherited);
            let capture = named.capture.unwrap_or_default();
            let chosen = feeds.into_iter().filter_map(|(target, rank, feed)| {
                let by = feed.by.map(|by| self.choice.distance(by, capture));
                Some(Use {
                    target,
                    rank: rank + by.unwrap_or(Some(0))?,
                    place: named.place,
                    feed: Some(feed),
                })
            });
            let mut uses: Vec<Use> = chosen.collect();
            if inherited && self.id_name.as_deref() == Some(&*named.name) {
                let more = preset.parent_id_feeds().map(|(target, rank)| Use {
                    target,
                    rank,
                    place: 0,
                    feed: None,
                });
                uses.extend(more);
            }
            return (uses, Part::Whole);
        }
        let column = Column::parse(name);
        let base = column.base.as_ref();
        // A name in Google's namespace beats the bare one (`formats.md` 2.3).
        let shade = 2 * u16::from(!column.prefixed);
        let feeds = preset.feeds(base, inherited);
        let own = Target::field(base).map(|target| (target, 0, None));
        let named = feeds
            .into_iter()
            .map(|(target, rank, feed)| (target, rank, Some(feed)));
        let found = own.into_iter().chain(named);
        // `price(net)` and `title(en)` are not the field itself.
        let whole = column.part == Part::Whole;
        let found = found.filter(|(target, ..)| match target {
            Target::Field(field) => whole || has_parts(*field),
            Target::Input(_) => whole,
        });
        // A field's own name stands for no other field, as in `description`.
        let uses = found.take(1).map(|(target, rank, feed)| Use {
            target,
            rank: rank + shade,
            place: 0,
            feed,
        });
        (uses.collect(), column.part)
    }

    /// Binds columns that were not there before, up to this one.
    pub(super) fn extend(&mut self, columns: &Columns, known: usize) {
        if known <= self.columns.len() {
            return;
        }
        for (id, name) in columns.iter().take(known).skip(self.columns.len()) {
            let mut binding = self.bind(name);
            binding.settle();
            if self.preset.currency_in.as_ref() == Some(&binding.base) {
                self.currency = in_name(name);
            }
            for of in &binding.uses {
                self.twins.note(of, binding.inherited);
                match of.target {
                    Target::Field(field) => self.fields.add(field),
                    Target::Input(Input::Tracked) => self.has_tracked = true,
                    Target::Input(_) => {}
                }
            }
            self.inherits |= binding.inherited;
            self.ids.push(id);
            self.columns.push(binding);
        }
    }

    fn bind(&mut self, name: &str) -> Binding {
        if let Some((field, exact)) = mapped_field(name) {
            return self.bind_mapped(field, exact, name);
        }
        if let Some(binding) = self.joins.binding(name) {
            return binding;
        }
        let parent = inherited_name(name);
        let inherited = parent.is_some();
        let name = parent.unwrap_or(name);
        let (mut uses, part) = self.uses(name, inherited);
        uses.retain(|of| match of.target {
            Target::Field(field) if self.mapped.has(field) => false,
            // The id is declared once for a file, never mixed by row (`contract.md` 7).
            Target::Field(Field::Id) => self.id_rank.is_none_or(|best| of.rank == best),
            Target::Field(_) | Target::Input(_) => true,
        });
        let key = key(name);
        let preset = self.preset;
        if let Some(id) = uses.iter().find(|of| of.target == Target::Field(Field::Id)) {
            self.id_rank = Some(id.rank);
            self.id_name
                .get_or_insert_with(|| preset.resolve(&key).name.into_owned());
        }
        let base = if preset.has_own_names() {
            preset.resolve(&key).name.into_owned()
        } else {
            Column::parse(name).base.into_owned()
        };
        let skips: Vec<usize> = preset
            .skip
            .iter()
            .enumerate()
            .filter(|(_, skip)| skip.column == base && part == Part::Whole && !self.own_publish)
            .filter(|(_, skip)| !skip.looks_further())
            .map(|(at, _)| at)
            .collect();
        let capture = preset.resolve(&key).capture.unwrap_or_default();
        let is_used = || self.used.iter().any(|used| used.eq_ignore_ascii_case(name));
        let means_something = !uses.is_empty()
            || inherited
            || preset.skip.iter().any(|skip| skip.column == base)
            || preset.ignores(&base)
            || (preset.has_own_names() && preset.knows(name))
            // The configuration feeds the field in place of this column.
            || Target::field(&base).is_some_and(|target| match target {
                Target::Field(field) => self.mapped.has(field),
                Target::Input(_) => false,
            })
            || is_used();
        self.joins.yield_to(&mut uses);
        let defined = uses.iter().find_map(Use::sign);
        let words = preset.words.get(&base);
        Binding {
            uses,
            only: None,
            joined: false,
            part,
            inherited,
            number: capture.parse().unwrap_or(0),
            base,
            unit: (!capture.is_empty()).then(|| capture.to_owned()),
            skips,
            unknown: !means_something,
            filled: 0,
            sign: defined.or_else(|| self.signs.of(name)),
            order: self.orders.of(name),
            words,
        }
    }

    /// A column that a template of the configuration fills.
    fn bind_mapped(&self, field: Field, exact: bool, name: &str) -> Binding {
        let target = Target::Field(field);
        let mut uses = vec![Use {
            target,
            rank: 0,
            place: 0,
            feed: None,
        }];
        if !self.joins.last_word.has(field) {
            self.joins.yield_to(&mut uses);
        }
        Binding {
            uses,
            only: None,
            joined: false,
            part: Part::Whole,
            inherited: false,
            number: 0,
            base: field.name().to_owned(),
            unit: None,
            skips: Vec::new(),
            unknown: false,
            filled: 0,
            sign: if exact {
                Some(Sign::Point)
            } else {
                self.signs.of(name)
            },
            order: self.orders.of(name),
            words: None,
        }
    }

    /// The preset's name of the column that holds the ids of this file.
    pub(super) fn id_name(&self) -> Option<&str> {
        self.id_name.as_deref()
    }

    /// Whether any column feeds this field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.fields.has(field)
    }

    /// The best of the columns that feed a field: the one to fill in where it
    /// is missing.
    pub(super) fn column(&self, field: Field) -> Option<ColumnId> {
        let target = Target::Field(field);
        let mine = self.columns.iter().zip(&self.ids);
        let ranked = mine.filter_map(|(binding, id)| {
            let of = binding.uses.iter().find(|of| of.target == target)?;
            let overrides = of.feed.is_some_and(|feed| feed.overrides);
            Some(((overrides, of.rank), *id))
        });
        ranked.min_by_key(|(rank, _)| *rank).map(|(_, id)| id)
    }

    /// The fields that a column feeds.
    pub(super) fn fed_by(&self, column: ColumnId) -> impl Iterator<Item = Field> {
        let binding = self.columns.get(column.index());
        let uses = binding.map_or(&[][..], |binding| &binding.uses);
        uses.iter().filter_map(|of| match of.target {
            Target::Field(field) => Some(field),
            Target::Input(_) => None,
        })
    }

    /// All fields that some column feeds.
    pub(super) fn fields(&self) -> FieldSet {
        self.fields
    }

    /// Which part of its field a column holds.
    pub(super) fn part(&self, column: usize) -> &Part {
        &self.columns[column].part
    }

    pub(super) fn binding(&self, column: ColumnId) -> &Binding {
        &self.columns[column.index()]
    }

    /// Whether a column means nothing to anybody.
    pub(super) fn is_unknown(&self, column: ColumnId) -> bool {
        let binding = self.columns.get(column.index());
        binding.is_some_and(|binding| binding.unknown)
    }

    /// What the preset says of a column as a source of something.
    pub(super) fn feed(&self, column: ColumnId, target: Target) -> Option<&'static Feed> {
        let uses = &self.binding(column).uses;
        uses.iter().find(|of| of.target == target)?.feed
    }
}

/// The publish rules of a preset that look at more than a cell.
fn further(preset: &Preset) -> impl Iterator<Item = usize> {
    let rules = preset.skip.iter().enumerate();
    rules
        .filter(|(_, skip)| skip.looks_further())
        .map(|(at, _)| at)
}
