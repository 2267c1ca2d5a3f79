//! What a change means for somebody who buys: price, currency, stock.
//!
//! The order in which changes go out and the guards both ask this of the same
//! two items, the confirmed one and the one that was read.

use std::borrow::Cow;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::anomaly::{Anomalies, Anomaly};
use super::limits::Limits;

/// How soon a change must be out: when the allowance of calls ends in the
/// middle of a run, what matters most is out already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The catalog offers what the shop does not have, or at a lower price.
    Harm,
    /// Any other change of what the catalog has or had.
    Update,
    /// A new item.
    New,
}

/// The part of an item that somebody pays for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Offer<'a> {
    #[serde(borrow)]
    price: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sale_price: Option<Cow<'a, str>>,
    #[serde(borrow)]
    availability: Option<Cow<'a, str>>,
}

/// An amount as it is sent (`graph-api.md` 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Money<'a> {
    amount: Decimal,
    currency: &'a str,
}

impl<'a> Offer<'a> {
    /// Takes canonical JSON apart. What does not parse offers nothing.
    fn of(json: &'a str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    fn price(&self) -> Option<Money<'_>> {
        money(self.price.as_deref()?)
    }

    fn sale_price(&self) -> Option<Money<'_>> {
        money(self.sale_price.as_deref()?)
    }

    fn is_sold_out(&self) -> bool {
        self.availability.as_deref() == Some("out of stock")
    }
}

fn money(text: &str) -> Option<Money<'_>> {
    let (amount, currency) = text.split_once(' ')?;
    let amount = Decimal::from_str_exact(amount).ok()?;
    (amount > Decimal::ZERO).then_some(Money { amount, currency })
}

/// What somebody pays while a sale lasts. When it does is not asked here:
/// normalizing never reads the clock, and neither does this.
fn effective(price: Money<'_>, sale: Option<Money<'_>>) -> Decimal {
    let sale = sale.filter(|sale| sale.currency == price.currency);
    sale.map_or(price.amount, |sale| sale.amount.min(price.amount))
}

/// What a change means.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other"
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Whether it takes back what the catalog wrongly promises.
    pub harms: bool,
    /// Whether both items have a price.
    pub priced: bool,
    /// Whether the confirmed item is offered for sale.
    pub was_offered: bool,
    /// Whether of the prices it is a new sale price alone that is odd.
    pub given_away: bool,
    /// The anomalies that it would be part of.
    pub concerns: Anomalies,
}

/// Compares a confirmed item with what was read.
pub fn compare(old: &str, new: &str, limits: &Limits) -> Shift {
    let (old, new) = (Offer::of(old), Offer::of(new));
    let was_offered = !old.is_sold_out();
    let mut shift = Shift {
        harms: false,
        priced: false,
        was_offered,
        given_away: false,
        concerns: Anomalies::NONE,
    };
    if was_offered && new.is_sold_out() {
        shift.harms = true;
        shift.concerns = shift.concerns.with(Anomaly::Stock);
    }
    if let (Some(before), Some(after)) = (old.price(), new.price()) {
        shift.priced = true;
        if before.currency == after.currency {
            let sales = (old.sale_price(), new.sale_price());
            shift.harms |= after.amount > before.amount
                || effective(after, sales.1) > effective(before, sales.0);
            let dumped = sales.0 != sales.1
                && sales
                    .1
                    .is_some_and(|sale| moves_by_more(after, sale, limits.sale_off));
            let moved = moves_by_more(before, after, limits.price_change);
            shift.given_away = dumped && !moved;
            if dumped || moved {
                shift.concerns = shift.concerns.with(Anomaly::Prices);
            }
        } else {
            shift.harms = true;
            shift.concerns = shift.concerns.with(Anomaly::Currency);
        }
    }
    shift
}

/// Whether the second amount is away from the first by more than this share of it.
fn moves_by_more(from: Money<'_>, to: Money<'_>, share: Decimal) -> bool {
    let by = (to.amount - from.amount).abs();
    // An amount too large to be multiplied moved by more than any share.
    let most = from.amount.checked_mul(share);
    from.currency == to.currency && most.is_none_or(|most| by > most)
}

/// Whether an item is sold out.
pub fn is_sold_out(json: &str) -> bool {
    Offer::of(json).is_sold_out()
}

/// What is asked for an item, in words: `12.90 EUR`, or `12.90 EUR, now 9.90 EUR`.
pub fn asked_for(json: &str) -> String {
    let offer = Offer::of(json);
    match (offer.price, offer.sale_price) {
        (Some(price), Some(sale)) => format!("{price}, now {sale}"),
        (Some(price), None) => price.into_owned(),
        (None, _) => "no price".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limits() -> Limits {
        let half = Decimal::new(50, 2);
        Limits {
            min_items: 10,
            rows_share: half,
            price_share: half,
            price_change: half,
            sale_off: Decimal::new(80, 2),
            sold_out_share: half,
            currency_share: half,
            new_ids_share: half,
        }
    }

    /// `price, sale price, availability`; `-` is none.
    fn item(cells: &str) -> String {
        let names = ["price", "sale_price", "availability"];
        let cells = cells.split(", ").zip(names);
        let fields = cells.filter(|(cell, _)| *cell != "-");
        let fields: Vec<String> = fields
            .map(|(cell, name)| format!("\"{name}\":\"{cell}\""))
            .collect();
        format!("{{\"id\":\"A\",{}}}", fields.join(","))
    }

    #[test]
    fn a_change_is_urgent_or_odd_for_a_reason() {
        use Anomaly::{Currency, Prices, Stock};
        #[rustfmt::skip]
        let cases: [(&str, &str, bool, &[Anomaly]); 19] = [
            // confirmed                          read                                  urgent  part of
            ("10.00 EUR, -, in stock",            "10.00 EUR, -, in stock",             false, &[]),
            ("10.00 EUR, -, in stock",            "10.00 EUR, -, out of stock",         true,  &[Stock]),
            ("10.00 EUR, -, available for order", "10.00 EUR, -, out of stock",         true,  &[Stock]),
            ("10.00 EUR, -, out of stock",        "10.00 EUR, -, out of stock",         false, &[]),
            ("10.00 EUR, -, out of stock",        "10.00 EUR, -, in stock",             false, &[]),
            ("10.00 EUR, -, in stock",            "10.01 EUR, -, in stock",             true,  &[]),
            ("10.00 EUR, -, in stock",            "9.99 EUR, -, in stock",              false, &[]),
            ("10.00 EUR, -, in stock",            "5.00 EUR, -, in stock",              false, &[]),
            ("10.00 EUR, -, in stock",            "4.99 EUR, -, in stock",              false, &[Prices]),
            ("10.00 EUR, -, in stock",            "15.01 EUR, -, in stock",             true,  &[Prices]),
            // A sale ends, becomes dearer, begins, and begins far too low.
            ("10.00 EUR, 8.00 EUR, in stock",     "10.00 EUR, -, in stock",             true,  &[]),
            ("10.00 EUR, 8.00 EUR, in stock",     "10.00 EUR, 8.50 EUR, in stock",      true,  &[]),
            ("10.00 EUR, -, in stock",            "10.00 EUR, 3.00 EUR, in stock",      false, &[]),
            ("10.00 EUR, -, in stock",            "10.00 EUR, 0.10 EUR, in stock",      false, &[Prices]),
            ("10.00 EUR, 0.10 EUR, in stock",     "10.00 EUR, 0.10 EUR, out of stock",  true,  &[Stock]),
            ("12.00 EUR, 8.00 EUR, in stock",     "10.00 EUR, 9.00 EUR, in stock",      true,  &[]),
            // Another currency is another price, whatever the number.
            ("10.00 EUR, -, in stock",            "10.00 CHF, -, in stock",             true,  &[Currency]),
            ("10.00 EUR, -, in stock",            "0.10 CHF, -, out of stock",          true,  &[Currency, Stock]),
            ("-, -, in stock",                    "10.00 EUR, -, in stock",             false, &[]),
        ];
        for (old, new, urgent, part_of) in cases {
            let shift = compare(&item(old), &item(new), &limits());
            assert_eq!(shift.harms, urgent, "{old} | {new}");
            let concerns = part_of.iter().fold(Anomalies::NONE, |set, a| set.with(*a));
            assert_eq!(shift.concerns, concerns, "{old} | {new}");
            assert_eq!(shift.given_away, new.contains("EUR, 0.10 EUR, in"), "{new}");
            assert_eq!(shift.priced, !old.starts_with('-'), "{old} | {new}");
            assert_eq!(shift.was_offered, !old.ends_with("out of stock"), "{old}");
        }
        assert_eq!(
            asked_for(&item("10.00 EUR, 8.00 EUR, -")),
            "10.00 EUR, now 8.00 EUR"
        );
        assert_eq!(asked_for("no item"), "no price");
    }

    proptest! {
        #[test]
        fn no_amount_is_too_large_to_be_compared(old in "[0-9]{1,40}(\\.[0-9]{1,4})?", new in "[0-9]{1,40}") {
            let (old, new) = (item(&format!("{old} EUR, -, -")), item(&format!("{new} EUR, -, -")));
            let there = compare(&old, &new, &limits());
            let back = compare(&new, &old, &limits());
            // It cannot rise both ways.
            prop_assert!(!(there.harms && back.harms));
            prop_assert!(compare(&old, &old, &limits()).concerns == Anomalies::NONE);
        }
    }
}
