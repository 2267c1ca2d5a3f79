//! Prices, sales and stock: fields that only make sense together.

use super::bind::Cell;
use super::currency::CurrencyMark;
use super::make::Making;
use super::number::{self, Hint, NumberError};
use super::stock::{Stated, StockFacts, judge};
use super::words;
use super::{date, structured};
use crate::catalog::{Currency, Field, Price, Value, Vocabulary};
use crate::finding::{Finding, Rule};
use rust_decimal::{Decimal, RoundingStrategy};

impl Making<'_, '_> {
    /// Price, then what it is reduced to, then for how long.
    pub(super) fn prices(&mut self) {
        let price = self
            .cells
            .one(Field::Price)
            .and_then(|cell| self.price(Field::Price, cell));
        if let Some(price) = price {
            self.item.set(Field::Price, price.to_string());
        }
        let sale = self.cells.one(Field::SalePrice);
        let sale = sale.and_then(|cell| self.sale_price(cell, price));
        let window = self.cells.one(Field::SalePriceEffectiveDate);
        let Some(sale) = sale else {
            if let Some(cell) = window.filter(|_| self.cells.one(Field::SalePrice).is_none()) {
                let message = "there is a sale window and no sale price";
                self.fault(Rule::SaleWindowAlone, cell, message);
            }
            return;
        };
        let window = match window.map(|cell| self.window(cell)) {
            // Without its window a sale would never end.
            Some(None) => return,
            Some(Some(window)) => Some(window),
            None => None,
        };
        self.item.set(Field::SalePrice, sale.to_string());
        if let Some(window) = window.filter(|window| !window.is_empty()) {
            self.item.set(Field::SalePriceEffectiveDate, window);
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
        if !self.declared && matches!(number::hint(cell.text), Some(Hint::Open(_))) {
            self.price_in_doubt = true;
        }
        let currency = self.currency(field, cell, number.currency)?;
        let amount = match self.shop.net_tax {
            Some(rate) => number::gross(number.amount, rate),
            None => number.amount,
        };
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
    fn window(&mut self, cell: Cell<'_>) -> Option<String> {
        match date::window(cell.text, self.shop.zone.as_ref()) {
            Ok(window) => Some(window),
            Err(date::DateError::Empty) => Some(String::new()),
            Err(date::DateError::NeedsZone) => {
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
        let quantity = self.cells.one(Field::QuantityToSellOnFacebook);
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

    /// `unit_price`: an object, in the item's currency.
    pub(super) fn unit_price(&mut self, field: Field) {
        let parts = self.parts(field);
        let whole = self.cells.one(field);
        let Some(cell) = whole.or(parts.first().map(|part| part.cell)) else {
            return;
        };
        let joined = if parts.is_empty() {
            cell.text.to_owned()
        } else {
            let part = |name: &str| {
                let found = parts.iter().find(|part| part.name == name);
                found.map_or("", |part| part.cell.text)
            };
            format!("{} {}/{}", part("value"), part("currency"), part("unit"))
        };
        let read = match structured::unit_price(&joined, self.sign(cell)) {
            Ok(read) => read,
            Err(error) => {
                self.fault(Rule::Invalid(field), cell, error.to_string());
                return;
            }
        };
        let price = self.item.text(Field::Price);
        let own = price.and_then(|price| Currency::parse(price.rsplit(' ').next()?));
        match own.filter(|own| admits(read.currency, *own)) {
            Some(currency) => {
                let value = match self.shop.net_tax {
                    Some(rate) => number::gross(read.value, rate),
                    None => read.value,
                };
                let digits = currency.minor_digits();
                let half_up = RoundingStrategy::MidpointAwayFromZero;
                let value = value.round_dp_with_strategy(digits, half_up);
                let value = Value::object(vec![
                    ("value", Value::Number(value)),
                    ("currency", currency.code().into()),
                    ("unit", read.unit.into()),
                ]);
                self.item.set(field, value);
            }
            // Without a price the item is held back anyway.
            None if price.is_none() => {}
            None => {
                let message = "the unit price is in another currency than the price";
                self.say(Finding::new(Rule::Invalid(field), message).of(cell.name, &joined));
            }
        }
    }
}

fn admits(mark: CurrencyMark<'_>, currency: Currency) -> bool {
    iso_currency::Currency::from_code(currency.code()).is_some_and(|own| mark.admits(own))
}
