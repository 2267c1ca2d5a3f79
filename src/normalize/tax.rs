//! From the amount of a cell to the amount that a customer pays: the price of one
//! piece, surcharges of variants, tax, discounts.

use rust_decimal::Decimal;

use super::cells::Cell;
use super::make::Making;
use super::number::{self, NumberError};
use super::words;
use crate::catalog::{Field, Price};
use crate::finding::Rule;
use crate::preset::{Input, Tax};

impl Making<'_, '_> {
    /// The amount with tax, where the cell's is without. `None` when nobody says
    /// which tax: then the item is held back, for a net price is no price.
    pub(super) fn with_tax(
        &mut self,
        field: Field,
        cell: Cell<'_>,
        amount: Decimal,
    ) -> Option<Decimal> {
        let uses = &self.bindings.binding(cell.column).uses;
        let said = uses.iter().find_map(|of| of.feed?.tax);
        let net = said.map_or(self.shop.net, |tax| tax == Tax::Net);
        if !net {
            return Some(amount);
        }
        match self.tax_rate() {
            Ok(Some(rate)) => Some(number::gross(amount, rate)),
            Ok(None) => {
                // A sale alone is left out; an item without a price is held back.
                let rule = match field {
                    Field::Price => Rule::TaxRateMissing,
                    field => Rule::Invalid(field),
                };
                let message = "the price is without tax, and nobody says which; set `shop.tax_rate`, or `shop.tax_classes`";
                self.fault(rule, cell, message);
                None
            }
            Err(message) => {
                self.fault(Rule::Invalid(field), cell, message);
                None
            }
        }
    }

    /// The tax in percent: by the item's own rate, by its class, or the shop's. `None` where
    /// nobody says one.
    fn tax_rate(&self) -> Result<Option<Decimal>, String> {
        let classes = &self.shop.tax_classes;
        if let Some(cell) = self.cells.one(Input::TaxRate) {
            let class = cell.text.to_lowercase();
            if let Some((_, rate)) = classes.iter().find(|(name, _)| *name == class) {
                return Ok(Some(*rate));
            }
            let text = cell.text.trim_end_matches(['%', ' ']);
            let rate = number::parse(text, self.sign(cell)).map(|number| number.amount);
            let range = Decimal::TWO..=Decimal::ONE_HUNDRED;
            return match rate {
                // 0.19 is a share, and 1 or 2 are codes: nowhere is the tax so low.
                Ok(rate) if rate.is_zero() || (range.contains(&rate) && rate != Decimal::TWO) => {
                    Ok(Some(rate))
                }
                Ok(_) | Err(_) => Err(format!(
                    "the price is without tax, and `{}` in `{}` is no tax in percent; say what it means in `shop.tax_classes`",
                    cell.text, cell.name
                )),
            };
        }
        if let Some(cell) = self
            .cells
            .one(Input::TaxClass)
            .filter(|_| !classes.is_empty())
        {
            let class = cell.text.to_lowercase();
            let found = classes.iter().find(|(name, _)| *name == class);
            return found.map(|(_, rate)| Some(*rate)).ok_or_else(|| {
                format!(
                    "the price is without tax, and the tax class `{}` is not in `shop.tax_classes`",
                    cell.text
                )
            });
        }
        Ok(self.shop.tax_rate)
    }

    /// The price of one piece, where the export has that of several.
    pub(super) fn per_piece(
        &mut self,
        field: Field,
        cell: Cell<'_>,
        amount: Decimal,
    ) -> Option<Decimal> {
        let Some(pieces) = self.cells.one(Input::PriceQuantity) else {
            return Some(amount);
        };
        let many = number::parse(pieces.text, self.sign(pieces));
        let many = many.map(|number| number.amount);
        let one = many.ok().filter(|many| *many > Decimal::ZERO);
        let one = one.and_then(|many| amount.checked_div(many));
        if one.is_none() {
            let message = format!(
                "`{}` in `{}` does not tell how many pieces the price is for",
                pieces.text, pieces.name
            );
            self.fault(Rule::Invalid(field), cell, message);
        }
        one
    }

    /// The amount with what a variant costs more than its product.
    pub(super) fn with_surcharge(
        &mut self,
        field: Field,
        cell: Cell<'_>,
        amount: Decimal,
    ) -> Option<Decimal> {
        let more = self.cells.one(Input::Surcharge);
        let kind = self.cells.one(Input::SurchargeMode);
        // A price of the variant's own is all that it costs, unless the record says more.
        let inherited = self.bindings.binding(cell.column).inherited;
        let counts = field == Field::Price && (inherited || kind.is_some());
        let Some(more) = more.filter(|_| counts) else {
            return Some(amount);
        };
        let whole = kind.is_some_and(|kind| kind.text.eq_ignore_ascii_case("whole"));
        if let Some(kind) = kind.filter(|kind| !whole && !kind.text.eq_ignore_ascii_case("more")) {
            let message = format!("`{}` does not tell what `{}` is", kind.text, more.name);
            self.fault(Rule::Invalid(field), kind, message);
            return None;
        }
        match number::parse(more.text, self.sign(more)) {
            Ok(number) if whole => Some(number.amount),
            Ok(number) => Some(amount.saturating_add(number.amount)),
            Err(NumberError::Empty) => Some(amount),
            Err(error) => {
                self.fault(Rule::Invalid(field), more, error.to_string());
                None
            }
        }
    }

    /// Whether the sale price counts.
    pub(super) fn is_on_sale(&self) -> bool {
        let cell = self.cells.one(Input::OnSale);
        cell.is_none_or(|cell| words::boolean(cell.text) != Some(false))
    }

    /// What an item costs less a discount in its row.
    pub(super) fn discounted(&mut self, price: Price) -> Option<Price> {
        let whole = self.cells.one(Input::Discount);
        let mode = self.cells.one(Input::DiscountMode);
        let in_percent = mode.is_some_and(|mode| {
            let mode = mode.text.to_lowercase();
            mode.starts_with("percent") || mode.starts_with("prozent") || mode == "%"
        });
        let (cell, in_percent) = match whole.filter(|cell| self.amount_of(*cell).is_some()) {
            Some(cell) => (cell, in_percent),
            None => (self.cells.one(Input::DiscountPercent)?, true),
        };
        let less = self.amount_of(cell)?;
        let now = if in_percent {
            let share = Decimal::ONE.saturating_sub(less.saturating_mul(Decimal::new(1, 2)));
            price.amount().saturating_mul(share)
        } else {
            price.amount().saturating_sub(less)
        };
        let now = Price::new(now, price.currency());
        let lower = now.filter(|now| now.amount() < price.amount());
        if lower.is_none() {
            let message = format!("less this discount the price of {price} is none");
            self.fault(Rule::Invalid(Field::SalePrice), cell, message);
        }
        lower
    }

    /// The number of a cell, unless it is zero or none.
    fn amount_of(&self, cell: Cell<'_>) -> Option<Decimal> {
        let text = cell.text.trim_end_matches(['%', ' ']);
        let number = number::parse(text, self.sign(cell)).ok()?;
        (!number.amount.is_zero()).then_some(number.amount)
    }
}
