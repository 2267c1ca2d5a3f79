//! Prices, sales and stock: fields that only make sense together.

use super::cells::Cell;
use super::currency::CurrencyMark;
use super::date::{self, DateError};
use super::make::Making;
use super::number::{self, NumberError};
use super::stock::{Stated, StockFacts, backorder, judge};
use super::words;
use crate::catalog::{Currency, Field, Price, Value, Vocabulary};
use crate::finding::Rule;
use crate::preset::Input;
use rust_decimal::Decimal;

impl<'r> Making<'_, 'r> {
    /// Price, then what it is reduced to, then for how long.
    pub(super) fn prices(&mut self) {
        let price = self
            .cells
            .one(Field::Price)
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
            .filter(|_| self.is_on_sale());
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

    /// What an item cost before and costs now, where the export has the old
    /// price beside the new one and it is higher (`formats.md` 2.5).
    fn reduced(&mut self, now: Price) -> Option<(Price, Price)> {
        let cell = self.cells.one(Input::OldPrice)?;
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
                let order = self.bindings.binding(cell.column).order;
                let read = date::window(cell.text, order, self.shop.zone.as_ref());
                self.window(cell, read)
            }
            (None, (None, None)) => return,
            (None, (start, end)) => {
                let dated = |cell: Cell<'r>| (cell.text, self.bindings.binding(cell.column).order);
                let (from, until) = (start.map(dated), end.map(dated));
                let read = date::between(from, until, self.shop.zone.as_ref());
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
        let amount = self.with_surcharge(field, cell, number.amount)?;
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

    /// The currency of a cell: its own, or the shop's. Another one than the
    /// shop's holds the item back.
    fn currency(
        &mut self,
        field: Field,
        cell: Cell<'_>,
        mark: Option<CurrencyMark<'_>>,
    ) -> Option<Currency> {
        let own = self.shop.currency;
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

    /// Availability and quantity, from one table.
    pub(super) fn stock(&mut self) {
        let mut facts = StockFacts::default();
        let word = self.cells.one(Field::Availability);
        if let Some(cell) = word {
            let Some(stated) = words::availability(cell.text) else {
                self.unknown_word(Field::Availability, Vocabulary::Availability, cell);
                return;
            };
            facts.stated = Some(match stated {
                words::Stock::In => Stated::In,
                words::Stock::Out => Stated::Out,
                words::Stock::OnOrder => Stated::OnOrder,
                words::Stock::BackOrder => Stated::BackOrder,
                words::Stock::PreOrder => Stated::PreOrder,
            });
        }
        if !self.ways_to_order(&mut facts) {
            return;
        }
        let quantity = self.pieces();
        if let Some(cell) = quantity {
            match number::whole(cell.text, self.sign(cell)) {
                Ok(pieces) => facts.pieces = Some(pieces),
                Err(NumberError::Empty) => {}
                Err(error) => {
                    let rule = Rule::Invalid(Field::QuantityToSellOnFacebook);
                    self.fault(rule, cell, error.to_string());
                }
            }
        }
        // An unreadable quantity is no licence to fall back on the shop's word.
        let unknown = match quantity {
            Some(_) if self.faulted.has(Field::QuantityToSellOnFacebook) => None,
            Some(_) | None => self.shop.availability,
        };
        let stock = judge(facts, self.shop.backorder, unknown);
        if let Some(cell) = word.filter(|_| stock.contradiction) {
            let message = "the item is called in stock and has no pieces; it is sent as sold out";
            self.fault(Rule::AvailabilityContradiction, cell, message);
        }
        if let Some(availability) = stock.availability {
            self.item.set(Field::Availability, availability);
        }
        if let Some(pieces) = stock.quantity {
            let most = u64::from(u32::MAX);
            let pieces = Decimal::from(pieces.min(most));
            self.item
                .set(Field::QuantityToSellOnFacebook, Value::Number(pieces));
        }
    }

    /// The cell with the pieces; a variant may draw on those of its parent, as its
    /// own cell says, or the one that tells who is counted.
    fn pieces(&self) -> Option<Cell<'r>> {
        let cell = self.cells.one(Field::QuantityToSellOnFacebook);
        let parents = |cell: Option<Cell<'r>>| {
            cell.is_some_and(|cell| cell.text.eq_ignore_ascii_case("parent"))
        };
        let joined = cell.is_some_and(|cell| self.bindings.binding(cell.column).joined);
        let counted = || {
            let has_parent = self.cells.has(Input::ParentStock);
            !joined && has_parent && parents(self.cells.one(Input::Counted))
        };
        if parents(cell) || counted() {
            return self.cells.one(Input::ParentStock);
        }
        cell
    }

    /// Whether pieces are counted, and whether the shop sells what it does not
    /// have. `false` when a word cannot be understood: then the item is held back.
    fn ways_to_order(&mut self, facts: &mut StockFacts) -> bool {
        let is_joined = |cell: Cell<'_>| self.bindings.binding(cell.column).joined;
        let cell = self.cells.one(Input::Tracked);
        // Whose pieces another file counts, somebody counts.
        let elsewhere = self.pieces().is_some_and(is_joined) && !cell.is_some_and(is_joined);
        if self.bindings.has_tracked && !elsewhere {
            // Who counts is named by name; an empty cell means that nobody does.
            let counted = cell.map(|cell| words::boolean(cell.text) != Some(false));
            facts.managed = Some(counted.unwrap_or(false));
        }
        let yes = |input| {
            let cell = self.cells.one(input);
            cell.is_some_and(|cell| words::boolean(cell.text) == Some(true))
        };
        if let Some(cell) = self.cells.one(Input::Counted)
            && !yes(Input::CountedElsewhere)
        {
            let nobody = cell.text.eq_ignore_ascii_case("none");
            facts.managed = Some(!nobody && words::boolean(cell.text) != Some(false));
        }
        if let Some(cell) = self.cells.one(Input::OnlyStock) {
            let only = words::boolean(cell.text);
            if only.is_none() {
                let message = format!("`{}` does not tell whether only stock is sold", cell.text);
                self.fault(Rule::Invalid(Field::Availability), cell, message);
                return false;
            }
            facts.backorder = only == Some(false);
        }
        let elsewhere = yes(Input::BackorderElsewhere);
        let Some(cell) = self.cells.one(Input::Backorder).filter(|_| !elsewhere) else {
            return true;
        };
        let Some(sells) = backorder(cell.text) else {
            let message = format!(
                "`{}` does not tell whether the shop sells what it does not have",
                cell.text
            );
            self.fault(Rule::Invalid(Field::Availability), cell, message);
            return false;
        };
        facts.backorder = sells;
        true
    }
}

pub(super) fn admits(mark: CurrencyMark<'_>, currency: Currency) -> bool {
    iso_currency::Currency::from_code(currency.code()).is_some_and(|own| mark.admits(own))
}
