//! Prices for a unit, as the law of many countries wants them shown.

use rust_decimal::{Decimal, RoundingStrategy};

use super::make::Making;
use super::prices::admits;
use super::{number, structured, words};
use crate::catalog::{Currency, Field, Value};
use crate::finding::{Finding, Rule};
use crate::preset::Input;

impl Making<'_, '_> {
    /// `unit_price`: an object, in the item's currency.
    pub(super) fn unit_price(&mut self, field: Field) {
        let parts = self.parts(field);
        let whole = self.cells.one(field);
        let Some(cell) = whole.or(parts.first().map(|part| part.cell)) else {
            self.unit_price_of_contents(field);
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
                let Some(value) = self.with_tax(field, cell, read.value) else {
                    return;
                };
                let digits = currency.minor_digits();
                let half_up = RoundingStrategy::MidpointAwayFromZero;
                let mut rounded = (value.round_dp_with_strategy(digits, half_up), read.unit);
                // 1.44 EUR for 100 g are 14.40 EUR for a kilogram, and not a cent for a gram.
                if rounded.0 != value {
                    let (value, unit) = per_whole(value, read.unit);
                    rounded = (value.round_dp_with_strategy(digits, half_up), unit);
                }
                let value = Value::object(vec![
                    ("value", Value::Number(rounded.0)),
                    ("currency", currency.code().into()),
                    ("unit", rounded.1.into()),
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

    /// The unit price of an item that says how much is in it: 0.7 l for 27.35 EUR
    /// are 39.07 EUR/l. What is not for a unit of the catalog has none.
    fn unit_price_of_contents(&mut self, field: Field) {
        let Some((amount, unit)) = self.contents(Input::UnitAmount, Input::UnitMeasure) else {
            return;
        };
        // The price is for one unit, whatever amount the shop shows it for; only
        // the unit may be that of the base.
        let base = self.cells.one(Input::BaseMeasure);
        let base = base.and_then(|cell| words::unit(cell.text));
        let (amount, unit) = match base.and_then(|base| Some((base, factor(unit, base)?))) {
            Some((base, factor)) => (amount.saturating_mul(factor), base),
            None => (amount, unit),
        };
        let text = self
            .item
            .text(Field::SalePrice)
            .or(self.item.text(Field::Price));
        let Some((price, currency)) = text.and_then(|text| text.split_once(' ')) else {
            return;
        };
        let currency = Currency::parse(currency);
        let price = price.parse::<Decimal>().ok();
        let (Some(price), Some(currency)) = (price, currency) else {
            return;
        };
        let Some(value) = price.checked_div(amount) else {
            return;
        };
        let (value, unit) = per_whole(value, unit);
        let half_up = RoundingStrategy::MidpointAwayFromZero;
        let value = value.round_dp_with_strategy(currency.minor_digits(), half_up);
        if value.is_zero() {
            return;
        }
        let value = Value::object(vec![
            ("value", Value::Number(value)),
            ("currency", Value::from(currency.code().to_owned())),
            ("unit", unit.into()),
        ]);
        self.item.set(field, value);
    }

    /// How much is in the item, and of what unit; zero is what shops write for
    /// nothing.
    fn contents(&self, amount: Input, measure: Input) -> Option<(Decimal, &'static str)> {
        let cell = self.cells.one(amount)?;
        let amount = number::parse(cell.text, self.sign(cell)).ok()?.amount;
        let unit = words::unit(self.cells.one(measure)?.text)?;
        (amount > Decimal::ZERO).then_some((amount, unit))
    }
}

/// A price of less than one for a small unit is that of a large one: cents for a gram say
/// nothing, and 14.40 EUR/kg is what the law wants shown.
fn per_whole(value: Decimal, unit: &'static str) -> (Decimal, &'static str) {
    let large = match unit {
        "mg" | "g" => "kg",
        "ml" | "cl" => "l",
        "cm" => "m",
        _ => return (value, unit),
    };
    let scaled = factor(unit, large).and_then(|factor| value.checked_div(factor));
    match scaled.filter(|_| value < Decimal::ONE) {
        Some(value) => (value, large),
        None => (value, unit),
    }
}

/// How much of `to` one of `from` is.
fn factor(from: &str, to: &str) -> Option<Decimal> {
    let parts = |unit| {
        Some(match unit {
            "mg" => ("weight", Decimal::new(1, 3)),
            "g" => ("weight", Decimal::ONE),
            "kg" => ("weight", Decimal::new(1000, 0)),
            "ml" => ("volume", Decimal::ONE),
            "cl" => ("volume", Decimal::TEN),
            "l" => ("volume", Decimal::new(1000, 0)),
            "cm" => ("length", Decimal::ONE),
            "m" => ("length", Decimal::ONE_HUNDRED),
            _ => return None,
        })
    };
    let ((kind, one), (other, another)) = (parts(from)?, parts(to)?);
    (kind == other).then(|| one.checked_div(another)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_kind_are_made_of_each_other() {
        assert_eq!(factor("g", "kg"), Some(Decimal::new(1, 3)));
        assert_eq!(factor("l", "ml"), Some(Decimal::new(1000, 0)));
        assert_eq!(factor("cl", "l"), Some(Decimal::new(1, 2)));
        assert_eq!(factor("kg", "l"), None);
        assert_eq!(factor("ct", "ct"), None);
    }
}
