//! One record in, one item out.

use std::borrow::Cow;

use super::bind::Bindings;
use super::cells::{Cell, Cells, Verdict};
use super::choice::Choice;
use super::flaw::flaw_of;
use super::last::Last;
use super::number::Sign;
use super::orders::Orders;
use super::settings::ShopSettings;
use super::signs::Signs;
use super::stock::OUT_OF_STOCK;
use crate::catalog::{Field, FieldSet, Item};
use crate::finding::{Finding, Rule, Severity};
use crate::preset::{Family, Input, Preset};
use crate::source::{Columns, Mend, Mends, Record};

/// What became of one record.
#[derive(Debug)]
pub struct Made<'r> {
    /// The item's id; `None` when it has none that can be used.
    pub id: Option<Cow<'r, str>>,
    /// The item, as far as it could be made.
    pub item: Item<'r>,
    /// Fields of which something bad has been said.
    pub faulted: FieldSet,
    /// The column and the cell for which the publish rule leaves it out; then
    /// nothing else counts.
    pub hidden: Option<(&'r str, &'r str)>,
    /// Whether its fields were looked at, so that missing ones can be told.
    pub examined: bool,
    /// Whether the export says that it is sold out.
    pub sold_out: bool,
    /// Whether the price would be another amount with the other decimal sign.
    pub price_in_doubt: bool,
}

/// Makes items of the records of one source.
#[derive(Clone)]
pub struct Normalizer<'s> {
    pub(super) bindings: Bindings,
    shop: &'s ShopSettings,
    /// Whether a setting, not a preset, says how amounts are written.
    declared: bool,
    pub(super) contradictions: u64,
    last: Last,
}

impl<'s> Normalizer<'s> {
    /// A normalizer for records that this preset describes.
    pub fn new(preset: &'static Preset, shop: &'s ShopSettings) -> Self {
        let sign = match preset.decimal {
            Some(',') => Sign::Comma,
            Some(_) | None => Sign::Point,
        };
        let mut bindings = Bindings::new(preset, Signs::All(sign));
        bindings.choice = Choice {
            currency: shop.currency.map(|currency| currency.code().to_owned()),
            language: shop.language.clone(),
            view: None,
        };
        Self {
            bindings,
            shop,
            declared: false,
            contradictions: 0,
            last: Last::default(),
        }
    }

    /// The view of the shop, or the group of customers, that the source is read for.
    pub fn view(&mut self, view: Option<String>) {
        self.bindings.choice.view = view;
    }

    /// The configuration maps these fields, uses these columns to do so, and may
    /// have a publish rule of its own.
    pub fn configure(&mut self, mapped: FieldSet, used: Vec<String>, own_publish: bool) {
        self.bindings.configure(mapped, used, own_publish);
    }

    /// A setting says which decimal sign the source uses.
    pub fn declare(&mut self, sign: Sign) {
        self.set_signs(Signs::All(sign));
    }

    /// The decimal signs that the source's own cells show.
    pub fn set_signs(&mut self, signs: Signs) {
        self.bindings.set_signs(signs);
        self.declared = true;
    }

    /// The decimal signs of the source's columns, where its own cells said them.
    pub fn signs(&self) -> Option<Signs> {
        self.bindings.shown_signs()
    }

    /// The order of day and month in the source's dates.
    pub fn set_orders(&mut self, orders: Orders) {
        self.bindings.set_orders(orders);
    }

    /// The order of day and month, where the source's own cells said it.
    pub fn orders(&self) -> Option<Orders> {
        self.bindings.shown_orders()
    }

    /// How many prices contradict the decimal sign that the preset defines.
    pub fn contradictions(&self) -> u64 {
        self.contradictions
    }

    /// Makes an item of a record. What is wrong goes into `findings`.
    pub fn make<'r>(
        &mut self,
        columns: &'r Columns,
        record: &'r Record,
        family: Family,
        findings: &mut Vec<Finding>,
    ) -> Made<'r>
    where
        's: 'r,
    {
        self.meet(columns, columns.len());
        self.make_met(columns, record, family, findings)
    }

    /// The same for a record whose columns have been met.
    pub fn make_met<'r>(
        &mut self,
        columns: &'r Columns,
        record: &'r Record,
        family: Family,
        findings: &mut Vec<Finding>,
    ) -> Made<'r>
    where
        's: 'r,
    {
        let mut cells = Cells::sort(&mut self.bindings, columns, record);
        cells.shop = Some(self.shop).filter(|shop| !shop.values.is_empty());
        let mut making = Making {
            bindings: &self.bindings,
            last: &mut self.last,
            shop: self.shop,
            declared: self.declared,
            cells,
            item: Item::new(),
            faulted: FieldSet::default(),
            findings,
            price_in_doubt: false,
            contradicts: false,
            family,
            values: Vec::new(),
            others: Vec::new(),
        };
        // Without an id nothing is said of what is not to be published.
        let id = making.id();
        making.further_rules();
        let flawed = record
            .flaw()
            .map(|flaw| making.say(flaw_of(flaw, columns)))
            .is_some();
        let mut hidden = match making.cells.verdict {
            Some(Verdict::Hidden(cell)) if !flawed => Some((cell.name, cell.text)),
            Some(_) | None => None,
        };
        let mut examined = !flawed && hidden.is_none();
        if hidden.is_some() {
            // Nothing is said of what is not to be published.
            making.findings.clear();
        }
        if examined {
            making.note_mends(record.mends());
            making.all();
            making.lost_characters(record);
        }
        let sold_out = making.item.text(Field::Availability) == Some(OUT_OF_STOCK);
        if examined && let Some(cell) = making.hides_sold_out(sold_out) {
            (hidden, examined) = (Some(cell), false);
        }
        let made = Made {
            id,
            item: making.item,
            faulted: making.faulted,
            hidden,
            examined,
            sold_out,
            price_in_doubt: making.price_in_doubt,
        };
        self.contradictions += u64::from(making.contradicts);
        made
    }
}

/// An item in the making.
pub(super) struct Making<'m, 'r> {
    pub(super) bindings: &'m Bindings,
    /// What the cells of the record before became.
    pub(super) last: &'m mut Last,
    pub(super) shop: &'r ShopSettings,
    pub(super) declared: bool,
    pub(super) cells: Cells<'r>,
    pub(super) item: Item<'r>,
    pub(super) faulted: FieldSet,
    pub(super) findings: &'m mut Vec<Finding>,
    pub(super) price_in_doubt: bool,
    pub(super) contradicts: bool,
    pub(super) family: Family,
    /// The values of its own options.
    pub(super) values: Vec<Cell<'r>>,
    /// Options that fit no field.
    pub(super) others: Vec<(&'r str, Cell<'r>)>,
}

impl Making<'_, '_> {
    /// Fills all fields. Those that depend on one another are made together.
    fn all(&mut self) {
        self.unclear();
        self.doubts();
        self.options();
        self.prices();
        self.stock();
        self.pictures();
        let mut wanted = self.cells.fields;
        for field in DEFAULTS {
            if self.has_default(field) {
                wanted.add(field);
            }
        }
        for field in wanted.iter() {
            self.field(field);
        }
    }

    /// Whether options tell it from its siblings.
    pub(super) fn is_variant(&self) -> bool {
        self.family != Family::Single
    }

    /// A word that may keep the item out, and nobody knows it.
    fn unclear(&mut self) {
        if let Some(Verdict::Unclear(cell)) = self.cells.verdict {
            let preset = self.bindings.preset;
            let skips = &self.bindings.binding(cell.column).skips;
            let why = skips
                .iter()
                .find_map(|at| preset.skip[*at].why.as_ref())
                .map_or_else(String::new, |why| format!(": {why}"));
            let message = format!(
                "`{}` does not tell whether the item is published{why}",
                cell.text
            );
            self.fault(Rule::Invalid(Field::Status), cell, message);
        }
        let what = match self.family {
            Family::Orphan => "is not in the export",
            Family::Disputed => "stands for several products that differ",
            Family::Torn => {
                let message = "the records of this product stand in several sources of this run";
                self.say(Finding::new(Rule::ProductTorn, message));
                return;
            }
            Family::Single | Family::Member { .. } | Family::Child => return,
        };
        if let Some(cell) = self.cells.one(Input::ParentKey) {
            let message = format!("the parent `{}` {what}", cell.text);
            self.fault(Rule::ParentMissing, cell, message);
        }
    }

    fn has_default(&self, field: Field) -> bool {
        match field {
            Field::Brand => self.shop.brand.is_some(),
            Field::Condition => self.shop.condition.is_some(),
            Field::ProductType => self.bindings.preset.categories.levels.is_some(),
            Field::UnitPrice => self.cells.has(Input::UnitAmount),
            Field::Link => !self.bindings.preset.links.is_empty(),
            Field::AdditionalVariantAttribute => !self.others.is_empty(),
            _ => false,
        }
    }

    /// Says that something is wrong with a cell.
    pub(super) fn fault(&mut self, rule: Rule, cell: Cell<'_>, message: impl Into<String>) {
        self.say(Finding::new(rule, message).of(cell.name, cell.text));
    }

    /// Adds a finding; a field of which something bad is said is not called
    /// missing as well.
    pub(super) fn say(&mut self, finding: Finding) {
        let bad = finding.severity() == Severity::Error || matches!(finding.rule, Rule::Invalid(_));
        if let Some(field) = finding.rule.field().filter(|_| bad) {
            self.faulted.add(field);
        }
        self.findings.push(finding);
    }

    pub(super) fn sign(&self, cell: Cell<'_>) -> Option<Sign> {
        self.bindings.binding(cell.column).sign
    }

    /// What was not as it should be, and surely meant so.
    fn note_mends(&mut self, mends: Mends) {
        for mend in mends.iter() {
            let message = match mend {
                Mend::Bytes => "bytes that are not UTF-8 are read as Windows-1252",
                Mend::Quotes => "quotation marks that are not doubled are taken for text",
                Mend::Markup => "HTML tags that are not closed, or close nothing, are passed over",
            };
            self.say(Finding::new(Rule::RecordRepaired, message.to_owned()));
        }
    }
}

/// Fields that may have a value where no cell feeds them.
const DEFAULTS: [Field; 6] = [
    Field::AdditionalVariantAttribute,
    Field::Brand,
    Field::Condition,
    Field::Link,
    Field::ProductType,
    Field::UnitPrice,
];
