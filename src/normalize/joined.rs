//! What the columns of other files feed, and how they stand to the products' own.
//!
//! A source that is joined comes before the products' columns, or after them; a
//! cell in front hides those behind it. What belongs together stays so: a price of
//! one file is never shown with the sale of another that it replaces.

use std::collections::HashMap;

use super::bind::Bindings;
use super::binding::{Binding, Use};
use super::cells::Best;
use super::number::{self, Sign};
use super::orders::Orders;
use super::signs::Signs;
use super::words;
use crate::catalog::{Field, FieldSet};
use crate::config::Role;
use crate::preset::{Input, Preset, Target, join};
use crate::source::{ColumnId, Columns, Record};
use rust_decimal::Decimal;

/// The column in which pieces of several rows or columns are put together.
pub const PIECES: &str = "quantity";

/// Ranks of one source.
const SPAN: u16 = 256;
/// Where the products' own ranks begin: those below are in front of them.
const OWN: u16 = 64 * SPAN;
/// Where the ranks begin of those behind them.
const BEHIND: u16 = 2 * OWN;
/// Joined sources whose order counts.
const MOST: u16 = 63;

/// What is said beside the price, of the same file or of none.
const SALE: [Target; 8] = [
    Target::Field(Field::SalePrice),
    Target::Field(Field::SalePriceEffectiveDate),
    Target::Field(Field::UnitPrice),
    Target::Input(Input::OldPrice),
    Target::Input(Input::SaleStart),
    Target::Input(Input::SaleEnd),
    Target::Input(Input::Currency),
    Target::Input(Input::PriceQuantity),
];

/// The amounts themselves.
const AMOUNTS: [Target; 3] = [
    Target::Field(Field::Price),
    Target::Field(Field::SalePrice),
    Target::Input(Input::OldPrice),
];

/// The columns of all joined sources, for the bindings of the products.
#[derive(Clone, Debug, Default)]
pub(super) struct Joins {
    columns: HashMap<String, Binding>,
    any: bool,
    /// What the products' own columns are not asked for.
    replaced: Vec<Target>,
    prices: bool,
    /// Fields whose templates look at joined columns: they know what they want.
    pub(super) last_word: FieldSet,
}

impl Joins {
    /// What a column of a joined source is for.
    pub(super) fn binding(&self, name: &str) -> Option<Binding> {
        self.columns.get(name).cloned()
    }

    /// Puts the products' own columns where they belong beside joined ones.
    pub(super) fn yield_to(&self, uses: &mut Vec<Use>) {
        if !self.any {
            return;
        }
        uses.retain(|of| !self.replaced.contains(&of.target));
        for of in uses {
            of.rank = self.own_rank(of.rank);
        }
    }

    /// The rank of something of the products' own.
    pub(super) fn own_rank(&self, rank: u16) -> u16 {
        if self.any {
            OWN + rank.min(OWN - 1)
        } else {
            rank
        }
    }

    /// Where a joined source gives the price, no other file's sale is shown with it;
    /// where it gives the sale only, no sale of the products' own is.
    pub(super) fn keep_prices_together(&self, best: &mut [Best]) {
        if !self.prices {
            return;
        }
        let in_front = |best: &[Best], target: Target| {
            best[target.index()].is_some_and(|(rank, _)| rank < OWN)
        };
        let price = in_front(best, Target::Field(Field::Price));
        if price || SALE.iter().any(|target| in_front(best, *target)) {
            for target in SALE {
                if !in_front(best, target) {
                    best[target.index()] = None;
                }
            }
        }
    }
}

/// One source that is joined to the products: what its columns feed.
pub struct JoinedSource {
    bindings: Bindings,
    role: Role,
    base: u16,
}

impl JoinedSource {
    /// A source that this preset describes. `order` counts the joined sources of a
    /// configuration; `overrides` says whether it stands in front of the products.
    pub fn new(preset: &'static Preset, role: Role, order: usize, overrides: bool) -> Self {
        let sign = match preset.decimal {
            Some(',') => Sign::Comma,
            Some(_) | None => Sign::Point,
        };
        let order = u16::try_from(order).unwrap_or(MOST).min(MOST);
        let start = if overrides { 0 } else { BEHIND };
        Self {
            bindings: Bindings::new(preset, Signs::All(sign)),
            role,
            base: start + order * SPAN,
        }
    }

    /// The configuration maps these fields.
    pub fn configure(&mut self, mapped: FieldSet) {
        self.bindings.configure(mapped, Vec::new(), true);
    }

    /// The order of day and month in its dates.
    pub fn set_orders(&mut self, orders: Orders) {
        self.bindings.set_orders(orders);
    }

    /// How its amounts are written.
    pub fn set_signs(&mut self, signs: Signs) {
        self.bindings.set_signs(signs);
    }

    /// Takes in columns that were not there before.
    pub fn extend(&mut self, columns: &Columns) {
        self.bindings.extend(columns, columns.len());
    }

    /// What a column feeds that a source of this role may say.
    fn uses(&self, column: ColumnId) -> impl Iterator<Item = &Use> {
        let uses = &self.bindings.binding(column).uses;
        uses.iter().filter(|of| may_say(self.role, of.target))
    }

    /// Whether a column feeds anything.
    pub fn feeds(&self, column: ColumnId) -> bool {
        self.uses(column).next().is_some()
    }

    /// How good a source of pieces a column is; less is better.
    pub fn pieces(&self, column: ColumnId) -> Option<(u16, u16)> {
        self.rank_of(column, Field::QuantityToSellOnFacebook)
    }

    /// How good a source of the price a column is.
    pub fn price(&self, column: ColumnId) -> Option<(u16, u16)> {
        self.rank_of(column, Field::Price)
    }

    /// Whether a column holds a word on availability.
    pub fn states(&self, column: ColumnId) -> bool {
        self.rank_of(column, Field::Availability).is_some()
    }

    /// Whether a column holds amounts.
    pub fn amounts(&self, column: ColumnId) -> bool {
        self.uses(column).any(|of| AMOUNTS.contains(&of.target))
    }

    /// Whether a column holds the currency of the amounts beside it.
    pub fn names_currency(&self, column: ColumnId) -> bool {
        let currency = Target::Input(Input::Currency);
        self.uses(column).any(|of| of.target == currency)
    }

    fn rank_of(&self, column: ColumnId, field: Field) -> Option<(u16, u16)> {
        let mut uses = self.uses(column);
        let of = uses.find(|of| of.target == Target::Field(field));
        of.map(|of| (of.rank, of.place))
    }

    /// The sum of pieces; negative ones count as they stand. `None` where one of them
    /// is no number.
    pub fn sum(&self, column: Option<ColumnId>, texts: &[&str]) -> Option<String> {
        let sign = match column {
            Some(column) => self.bindings.binding(column).sign,
            None => self.bindings.sign_of(PIECES),
        };
        let mut sum = Decimal::ZERO;
        for text in texts {
            let read = number::parse(text, sign).ok()?;
            sum = sum.checked_add(read.amount)?;
        }
        // Whole, so that nobody has to guess its decimal sign.
        Some(sum.floor().normalize().to_string())
    }

    /// The word on availability that promises most; a word that nobody knows is not
    /// passed over.
    pub fn best_word<'t>(texts: &[&'t str]) -> Option<&'t str> {
        let rank = |text: &&&str| match words::availability(text) {
            None => 0,
            Some(words::Stock::In) => 1,
            Some(words::Stock::OnOrder) => 2,
            Some(words::Stock::BackOrder) => 3,
            Some(words::Stock::PreOrder) => 4,
            Some(words::Stock::Out) => 5,
        };
        texts.iter().min_by_key(rank).copied()
    }

    /// What one of its columns is for, as a column of the products' records.
    fn binding(&self, column: ColumnId) -> Binding {
        let mut binding = self.bindings.binding(column).clone();
        binding.uses.retain(|of| may_say(self.role, of.target));
        for of in &mut binding.uses {
            of.rank = self.base + of.rank.min(SPAN - 1);
        }
        binding.skips.clear();
        // No rule on the products' own columns means this one.
        binding.base = format!("\u{1f}{}", binding.base);
        binding.unknown = false;
        binding.joined = true;
        binding
    }

    /// A column of pieces that were put together.
    fn summed(&self) -> Binding {
        let target = Target::Field(Field::QuantityToSellOnFacebook);
        Binding {
            uses: vec![Use {
                target,
                rank: self.base,
                place: 0,
                feed: None,
            }],
            only: None,
            joined: true,
            part: crate::preset::Part::Whole,
            inherited: false,
            number: 0,
            base: "\u{1f}quantity".to_owned(),
            unit: None,
            skips: Vec::new(),
            unknown: false,
            filled: 0,
            sign: self.bindings.sign_of(PIECES),
            order: None,
            words: None,
        }
    }
}

impl super::Normalizer<'_> {
    /// A source that is joined under this name, with its columns; [`PIECES`] is
    /// one of them in a source of stock.
    pub fn join(&mut self, name: &str, source: &JoinedSource, columns: &Columns) {
        let joins = &mut self.bindings.joins;
        joins.any = true;
        for (id, column) in columns.iter() {
            let mut binding = source.binding(id);
            if source.role == Role::Stock && source.pieces(id).is_some() {
                // They are in the sum, too, and that is which counts.
                let field = Target::Field(Field::QuantityToSellOnFacebook);
                binding.uses.retain(|of| of.target != field);
            }
            joins.columns.insert(join(name, column), binding);
        }
        if source.role == Role::Stock {
            joins.columns.insert(join(name, PIECES), source.summed());
        }
        let in_front = source.base < OWN;
        joins.prices |= in_front && source.role != Role::Stock;
        if in_front && source.role == Role::Stock {
            self.replace_stock();
        }
    }

    /// These columns say which rows of joined sources are an item's.
    pub fn use_as_keys(&mut self, columns: impl Iterator<Item = String>) {
        self.bindings.use_more(columns);
    }

    /// What the products' own columns say of their stock does not count.
    pub fn replace_stock(&mut self) {
        let joins = &mut self.bindings.joins;
        joins.any = true;
        joins.replaced.extend([
            Target::Field(Field::Availability),
            Target::Field(Field::QuantityToSellOnFacebook),
            Target::Input(Input::ParentStock),
        ]);
    }

    /// Fields whose templates look at joined columns: no joined source overrides them.
    pub fn give_last_word(&mut self, fields: FieldSet) {
        self.bindings.joins.last_word = fields;
    }
}

/// Whether a source of this role says something of a target.
fn may_say(role: Role, target: Target) -> bool {
    match (role, target) {
        (Role::Products, _)
        | (
            _,
            Target::Field(Field::Id)
            | Target::Input(Input::ParentKey | Input::OptionName | Input::OptionValue),
        ) => false,
        (Role::Stock, target) => matches!(
            target,
            Target::Field(Field::Availability | Field::QuantityToSellOnFacebook)
                | Target::Input(Input::Tracked | Input::Backorder | Input::PreOrder)
        ),
        (Role::Prices, target) => target == Target::Field(Field::Price) || SALE.contains(&target),
        (Role::Supplement, _) => true,
    }
}

/// The column that holds the ids of a source.
pub struct IdColumn(Bindings);

impl IdColumn {
    /// That of a source with these columns.
    pub fn new<'c>(preset: &'static Preset, header: impl Iterator<Item = &'c str>) -> Self {
        let mut bindings = Bindings::new(preset, Signs::All(Sign::Point));
        bindings.expect(header);
        Self(bindings)
    }

    /// The first of these columns that holds ids.
    pub fn column(&mut self, columns: &Columns) -> Option<ColumnId> {
        self.0.extend(columns, columns.len());
        let mut all = columns.iter().map(|(id, _)| id);
        all.find(|column| self.is_id(*column))
    }

    fn is_id(&self, column: ColumnId) -> bool {
        let uses = &self.0.binding(column).uses;
        uses.iter().any(|of| of.target == Target::Field(Field::Id))
    }

    /// The id of a record.
    pub fn find<'r>(&mut self, columns: &Columns, record: &'r Record) -> Option<&'r str> {
        self.0.extend(columns, columns.len());
        let mut cells = record.cells();
        let found = cells.find(|(column, text)| !text.trim().is_empty() && self.is_id(*column));
        found.map(|(_, text)| text)
    }
}
