//! Prices and sales: fields that only make sense together.

use super::cells::Cell;
use super::currency::{self, CurrencyMark};
use super::date::{self, DateError};
use super::make::Making;
use super::number::{self, NumberError};
use crate::catalog::{Currency, Field, Price};
use crate::finding::Rule;
use crate::preset::{Input, Target};
use rust_decimal::Decimal;

impl<'r> Making<'_, 'r> {
    /// Price, then what it is reduced to, then for how long.
    pub(super) fn prices(&mut self) {
        let price = self
            .cells
            .one(Field::Price)
            .filter(|cell| self.has_its_currency(*cell) && self.is_sole(*cell))
            .and_then(|cell| self.price(Field::Price, cell));
        if let Some((old, now)) = price.and_then(|price| self.reduced(price)) {
            self.item.set(Field::Price, old.wire());
            self.item.set(Field::SalePrice, now.wire());
            self.sale_window();
            return;
        }
        if let Some(price) = price {
            self.item.set(Field::Price, price.wire());
        }
        let sale = self
            .cells
            .one(Field::SalePrice)
            .filter(|_| self.is_on_sale())
            .filter(|cell| self.belongs_to_price(*cell, Field::SalePrice));
        let sale = match sale {
            Some(cell) => self.sale_price(cell, price),
            None => price.and_then(|price| self.discounted(price)),
        };
        if let Some(sale) = sale {
            self.item.set(Field::SalePrice, sale.wire());
            self.sale_window();
            return;
        }
        let window = self.cells.one(Field::SalePriceEffectiveDate);
        if let Some(cell) = window.filter(|_| self.cells.one(Field::SalePrice).is_none()) {
            let message = "there is a sale window and no sale price";
            self.fault(Rule::SaleWindowAlone, cell, message);
        }
    }

    /// Whether a price that names no currency can be in the shop's: not where the record
    /// has prices by their currencies, and none in this one.
    fn has_its_currency(&mut self, cell: Cell<'_>) -> bool {
        let binding = self.bindings.binding(cell.column);
        let feed = self.bindings.feed(cell.column, Field::Price.into());
        let mut spare = feed.iter().flat_map(|feed| &feed.spare);
        let other = spare.find_map(|name| {
            let cells = &self.cells;
            cells.named(name, binding.inherited, self.bindings)
        });
        if let Some(other) = other {
            let own = self.shop.currency.map_or("", Currency::code);
            let message = format!("there are prices in other currencies, and none in {own}");
            self.fault(Rule::CurrencyMismatch, other, message);
        }
        other.is_none()
    }

    /// Whether an amount beside the price counts, for it may be that of the parent beside
    /// a price of the item's own.
    fn belongs_to_price(&self, cell: Cell<'_>, target: impl Into<Target>) -> bool {
        let feed = self.bindings.feed(cell.column, target.into());
        if !feed.is_some_and(|feed| feed.paired) {
            return true;
        }
        let is_parents = |cell: Cell<'_>| self.bindings.binding(cell.column).inherited;
        let price = self.cells.one(Field::Price);
        price.is_some_and(|price| is_parents(price) == is_parents(cell))
    }

    /// What an item cost before and costs now, where the export has the old
    /// price beside the new one and it is higher (`formats.md` 2.5).
    fn reduced(&mut self, now: Price) -> Option<(Price, Price)> {
        let cell = self.cells.one(Input::OldPrice)?;
        if !self.belongs_to_price(cell, Input::OldPrice) {
            return None;
        }
        let old = self.price(Field::SalePrice, cell)?;
        let same = old.currency() == now.currency();
        (same && old.amount() > now.amount()).then_some((old, now))
    }

    /// Sets the window of the sale; takes the sale back where its window cannot
    /// be read, for without it the sale would never end.
    fn sale_window(&mut self) {
        let parts = (
            self.cells.one(Input::SaleStart),
            self.cells.one(Input::SaleEnd),
        );
        let whole = self.cells.one(Field::SalePriceEffectiveDate);
        let window = match (whole, parts) {
            (Some(cell), _) => {
                let field = Field::SalePriceEffectiveDate;
                if let Some(window) = self.last.of(field, cell) {
                    self.item.set(field, window.to_owned());
                    return;
                }
                let order = self.bindings.binding(cell.column).order;
                let read = date::window(cell.text, order, self.shop.zone.as_ref());
                if let Ok(window) = &read {
                    self.last.keep(field, cell, window);
                }
                self.window(cell, read)
            }
            (None, (None, None)) => return,
            (None, (start, end)) => {
                let order = |cell: Cell<'r>| self.bindings.binding(cell.column).order;
                let until = end.map(|cell| (cell.text, order(cell)));
                let from = start.map(|cell| (cell.text, order(cell)));
                let target = Input::SaleEnd.into();
                let feed = end.and_then(|cell| self.bindings.feed(cell.column, target));
                let day = feed.and_then(|feed| feed.end_day);
                let read = date::between(from, until, day, self.shop.zone.as_ref());
                let Some(cell) = end.or(start) else { return };
                self.window(cell, read)
            }
        };
        match window {
            Some(window) if window.is_empty() => {}
            Some(window) => self.item.set(Field::SalePriceEffectiveDate, window),
            None => {
                self.item.remove(Field::SalePrice);
            }
        }
    }

    /// The price of a cell, with tax and in the shop's currency.
    fn price(&mut self, field: Field, cell: Cell<'_>) -> Option<Price> {
        let number = match number::parse(cell.text, self.sign(cell)) {
            Ok(number) => number,
            Err(NumberError::Empty) => return None,
            Err(NumberError::Ambiguous) => {
                let message = "the amount can be read in two ways";
                self.fault(Rule::PriceAmbiguous, cell, message);
                return None;
            }
            Err(error) => {
                self.fault(Rule::Invalid(field), cell, error.to_string());
                return None;
            }
        };
        if number.contradicts {
            self.contradicts = true;
            let message = format!("`{}` is read as {}", cell.text, number.amount);
            self.fault(Rule::PriceDecimal, cell, message);
        }
        if !self.declared && number.open {
            self.price_in_doubt = true;
        }
        let currency = self.currency(field, cell, number.currency)?;
        let amount = self.per_piece(field, cell, number.amount)?;
        let amount = self.with_surcharge(field, cell, amount)?;
        let amount = self.with_tax(field, cell, amount)?;
        let price = Price::new(amount, currency);
        if price.is_none() {
            // An empty sale is written as zero by many shops.
            if field == Field::SalePrice && amount == Decimal::ZERO {
                return None;
            }
            let message = format!("a {} must be above zero", field.name());
            self.fault(Rule::Invalid(field), cell, message);
        }
        price
    }

    /// The currency of a cell: its own, that of its row, or the shop's. Another one
    /// than the shop's holds the item back.
    fn currency(
        &mut self,
        field: Field,
        cell: Cell<'_>,
        mark: Option<CurrencyMark<'_>>,
    ) -> Option<Currency> {
        let own = self.shop.currency;
        let joined = self.bindings.binding(cell.column).joined;
        let beside = self.cells.one(Input::Currency).filter(|_| mark.is_none());
        let (cell, mark) = match beside {
            Some(said) => {
                let mark = currency::currency(said.text);
                if mark.is_none() {
                    let message = "this is no currency; write its code, as in EUR";
                    self.fault(Rule::CurrencyMissing, said, message);
                    return None;
                }
                (said, mark)
            }
            None => (cell, mark),
        };
        let mark = mark.or(self.bindings.currency.filter(|_| !joined));
        match mark {
            Some(CurrencyMark::Code(code)) => {
                let code = Currency::from(code);
                if own.is_none_or(|own| own == code) {
                    return Some(code);
                }
            }
            Some(mark @ CurrencyMark::Symbol(_)) => match own {
                Some(own) if admits(mark, own) => return Some(own),
                Some(_) => {}
                None => {
                    let message = "the symbol stands for more than one currency";
                    self.fault(Rule::CurrencyMissing, cell, message);
                    return None;
                }
            },
            None => {
                if own.is_none() {
                    let message = format!("the {} names no currency", field.name());
                    self.fault(Rule::CurrencyMissing, cell, message);
                }
                return own;
            }
        }
        let own = own.map_or("", Currency::code);
        let message = format!("the {} is not in {own}", field.name());
        if field == Field::Price {
            self.fault(Rule::CurrencyMismatch, cell, message);
        } else {
            self.fault(Rule::Invalid(field), cell, message);
        }
        None
    }

    fn sale_price(&mut self, cell: Cell<'_>, price: Option<Price>) -> Option<Price> {
        let sale = self.price(Field::SalePrice, cell)?;
        let price = price?;
        if sale.currency() != price.currency() {
            let message = "the sale price is in another currency than the price";
            self.fault(Rule::Invalid(Field::SalePrice), cell, message);
            return None;
        }
        if sale.amount() >= price.amount() {
            let message = format!("the sale price is not below the price of {price}");
            self.fault(Rule::SalePriceNotLower, cell, message);
            return None;
        }
        Some(sale)
    }

    /// The window of a sale: empty when the cell says nothing, `None` when it
    /// cannot be read.
    fn window(&mut self, cell: Cell<'_>, read: Result<String, DateError>) -> Option<String> {
        match read {
            Ok(window) => Some(window),
            Err(DateError::Empty) => Some(String::new()),
            Err(DateError::NeedsZone) => {
                let message = "the dates of the sale have no offset";
                self.fault(Rule::TimezoneMissing, cell, message);
                None
            }
            Err(error) => {
                let rule = Rule::Invalid(Field::SalePriceEffectiveDate);
                let message = format!("the sale is left out: {error}");
                self.fault(rule, cell, message);
                None
            }
        }
    }
}

pub(super) fn admits(mark: CurrencyMark<'_>, currency: Currency) -> bool {
    iso_currency::Currency::from_code(currency.code()).is_some_and(|own| mark.admits(own))
}
