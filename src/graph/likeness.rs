//! Whether the catalog shows an item as it was confirmed, as far as reads tell.
//!
//! A read has other names than a write and formats prices for people
//! (`graph-api.md` 4.2 and 6.3), so that only some fields can be compared:
//! title, price, sale price, availability, quantity, and whether the item is
//! hidden. What a read leaves open is never a difference.

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::LiveItem;
use crate::catalog::{Currency, Field, ShownPrice};

/// One field in which the catalog deviates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The field, under its name in writes.
    pub field: &'static str,
    /// What was confirmed; empty for nothing.
    pub confirmed: String,
    /// What the catalog shows; empty for nothing.
    pub live: String,
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Likeness {
    /// Fields that surely differ.
    pub deviations: Vec<Deviation>,
    /// Whether a price is shown in a way that can mean two amounts.
    pub unsure: bool,
}

/// What the catalog makes of Meta's review of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Review {
    /// It was looked at, or nothing is known of that.
    Settled,
    /// It was not looked at yet.
    Pending,
    /// It was rejected: it stays in the catalog and is not shown.
    Rejected,
}

impl LiveItem {
    /// Compares the item with what was confirmed of it, as canonical JSON.
    pub fn compare(&self, confirmed: &str) -> Likeness {
        let fields: HashMap<&str, &RawValue> = serde_json::from_str(confirmed).unwrap_or_default();
        let text = |field: Field| -> String {
            let raw = fields.get(field.name()).map_or("", |value| value.get());
            serde_json::from_str::<String>(raw).unwrap_or_else(|_| raw.to_owned())
        };
        let mut found = Likeness::default();
        // A required field that is not shown was not read: nobody can take it away.
        let title = text(Field::Title);
        if !self.name.is_empty() && folded(&self.name) != folded(&title) {
            found.note(Field::Title, title, &self.name);
        }
        self.compare_price(&text(Field::Price), &mut found);
        let dated = fields.contains_key(Field::SalePriceEffectiveDate.name());
        self.compare_sale(&text(Field::SalePrice), dated, &mut found);
        let availability = text(Field::Availability);
        if !self.availability.is_empty() && self.availability != availability {
            found.note(Field::Availability, availability, &self.availability);
        }
        // A shop that sends no quantity says nothing about it, and Meta shows none
        // where it has no use for it.
        let quantity = text(Field::QuantityToSellOnFacebook);
        let shown = &self.quantity_to_sell_on_facebook;
        if !quantity.is_empty() && !shown.is_empty() && *shown != quantity {
            found.note(Field::QuantityToSellOnFacebook, quantity, shown);
        }
        self.compare_status(&text(Field::Status), &mut found);
        found
    }

    fn compare_price(&self, confirmed: &str, found: &mut Likeness) {
        if self.price.is_empty() {
            return;
        }
        match self.shows(&self.price, confirmed) {
            Some(true) => {}
            Some(false) => found.note(Field::Price, confirmed.to_owned(), &self.priced()),
            None => found.unsure = true,
        }
    }

    /// No sale price is a statement, too: a sale must not outlive itself. Whether
    /// a sale is shown outside of its dates is not known.
    fn compare_sale(&self, confirmed: &str, dated: bool, found: &mut Likeness) {
        let same = match (self.sale_price.is_empty(), confirmed.is_empty()) {
            (true, true) => Some(true),
            (false, false) => self.shows(&self.sale_price, confirmed),
            (true, false) if dated => Some(true),
            (true, false) | (false, true) => Some(false),
        };
        match same {
            Some(true) => {}
            Some(false) => found.note(Field::SalePrice, confirmed.to_owned(), &self.sale_price),
            None => found.unsure = true,
        }
    }

    /// Whether a shown price is the confirmed one; `None` when that is not sure.
    fn shows(&self, shown: &str, confirmed: &str) -> Option<bool> {
        let (amount, code) = confirmed.split_once(' ')?;
        let expected = Currency::parse(code)?;
        let amount = amount.parse().ok()?;
        if self.currency.is_empty() {
            return ShownPrice::parse(shown, expected)
                .map(|price| price.agrees_with(amount, expected));
        }
        let currency = Currency::parse(&self.currency)?;
        if currency != expected {
            return Some(false);
        }
        ShownPrice::parse(shown, currency).map(|price| price.agrees_with(amount, expected))
    }

    /// The price with its currency, where the text alone does not name it.
    fn priced(&self) -> String {
        let named = self.price.contains(&self.currency) || self.price.contains('€');
        if self.currency.is_empty() || named {
            return self.price.clone();
        }
        format!("{} ({})", self.price, self.currency)
    }

    fn compare_status(&self, confirmed: &str, found: &mut Likeness) {
        let confirmed = if confirmed.is_empty() {
            ACTIVE
        } else {
            confirmed
        };
        let shown = match self.is_hidden() {
            Some(true) => ARCHIVED,
            Some(false) => ACTIVE,
            None => return,
        };
        if shown != confirmed {
            found.note(Field::Status, confirmed.to_owned(), shown);
        }
    }

    /// Whether the item is hidden, as an archived one is (`graph-api.md` 6.3);
    /// `None` when the read does not say.
    pub fn is_hidden(&self) -> Option<bool> {
        match self.visibility.to_ascii_lowercase().as_str() {
            "published" => Some(false),
            "staging" | "hidden" => Some(true),
            _ => None,
        }
    }

    /// Whether it can be bought, as far as availability goes.
    pub fn is_sold_out(&self) -> bool {
        self.availability == "out of stock"
    }

    /// How Meta's review of it stands (`graph-api.md` 4.2).
    pub fn review(&self) -> Review {
        match self.review_status.to_ascii_lowercase().as_str() {
            "rejected" => Review::Rejected,
            "pending" => Review::Pending,
            _ => Review::Settled,
        }
    }
}

impl Likeness {
    fn note(&mut self, field: Field, confirmed: String, live: &str) {
        self.deviations.push(Deviation {
            field: field.name(),
            confirmed,
            live: live.to_owned(),
        });
    }
}

const ACTIVE: &str = "active";
const ARCHIVED: &str = "archived";

/// Without what white space may differ in.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = r#"{"availability":"in stock","id":"A","price":"1299.95 EUR","quantity_to_sell_on_facebook":3,"title":"A cup"}"#;

    fn live() -> LiveItem {
        LiveItem {
            retailer_id: "A".into(),
            name: "A cup".into(),
            price: "€1,299.95".into(),
            currency: "EUR".into(),
            availability: "in stock".into(),
            quantity_to_sell_on_facebook: "3".into(),
            visibility: "published".into(),
            ..LiveItem::default()
        }
    }

    /// Fields that differ, as `field: confirmed → live`, and whether a price is unsure.
    fn compared(body: &str, change: impl FnOnce(&mut LiveItem)) -> String {
        let mut item = live();
        change(&mut item);
        let found = item.compare(body);
        let fields = found
            .deviations
            .iter()
            .map(|one| format!("{}: {} → {}", one.field, one.confirmed, one.live));
        let unsure = found.unsure.then(|| "unsure".to_owned());
        fields.chain(unsure).collect::<Vec<_>>().join("; ")
    }

    type Case = (fn(&mut LiveItem), &'static str);

    #[test]
    fn only_what_is_sure_is_a_difference() {
        #[rustfmt::skip]
        let cases: [Case; 22] = [
            (|_| (),                                        ""),
            (|live| live.name = " A  cup\n".into(),         ""),
            (|live| live.name = "A mug".into(),             "title: A cup → A mug"),
            (|live| live.name = String::new(),              ""),
            (|live| live.price = "1.299,95 €".into(),       ""),
            (|live| live.price = "1.199,95 €".into(),       "price: 1299.95 EUR → 1.199,95 €"),
            (|live| live.price = "1.299".into(),            "unsure"),
            (|live| live.price = String::new(),             ""),
            (|live| { live.currency = "USD".into(); live.price = "$1,299.95".into(); },
                                                            "price: 1299.95 EUR → $1,299.95 (USD)"),
            (|live| live.currency = String::new(),          ""),
            (|live| live.currency = "XX1".into(),           "unsure"),
            (|live| live.sale_price = "€999.00".into(),     "sale_price:  → €999.00"),
            (|live| live.availability = "out of stock".into(), "availability: in stock → out of stock"),
            (|live| live.availability = "In Stock".into(),  "availability: in stock → In Stock"),
            (|live| live.availability = String::new(),      ""),
            (|live| live.quantity_to_sell_on_facebook = "2".into(), "quantity_to_sell_on_facebook: 3 → 2"),
            (|live| live.quantity_to_sell_on_facebook = String::new(), ""),
            (|live| live.visibility = "staging".into(),     "status: active → archived"),
            (|live| live.visibility = "STAGING".into(),     "status: active → archived"),
            (|live| live.visibility = "hidden".into(),      "status: active → archived"),
            (|live| live.visibility = String::new(),        ""),
            (|live| live.visibility = "whitelist_only".into(), ""),
        ];
        for (at, (change, found)) in cases.into_iter().enumerate() {
            assert_eq!(compared(BODY, change), found, "case {at}");
        }
    }

    #[test]
    fn what_was_not_confirmed_is_not_claimed() {
        let without = r#"{"availability":"in stock","price":"1299.95 EUR","sale_price":"999.00 EUR","status":"archived","title":"A cup"}"#;
        let all = compared(without, |live| {
            live.sale_price = "999,00 €".into();
            live.visibility = "staging".into();
        });
        assert_eq!(all, "", "no quantity was confirmed");
        assert_eq!(
            compared(without, |live| live.visibility = "staging".into()),
            "sale_price: 999.00 EUR → "
        );
        let dated = without.replace(
            "\"status\":\"archived\"",
            "\"sale_price_effective_date\":\"x/y\"",
        );
        assert_eq!(compared(&dated, |_| ()), "", "it may be over");
        assert_eq!(
            compared("no JSON", |live| live.price = "€1.00".into()),
            "title:  → A cup; availability:  → in stock; unsure"
        );
    }

    #[test]
    fn a_review_is_read_in_any_case() {
        let review = |word: &str| {
            let item = LiveItem {
                review_status: word.into(),
                ..LiveItem::default()
            };
            item.review()
        };
        assert_eq!(review("REJECTED"), Review::Rejected);
        assert_eq!(review("pending"), Review::Pending);
        assert_eq!(review("approved"), Review::Settled);
        assert_eq!(review("outdated"), Review::Settled);
        assert_eq!(review(""), Review::Settled);
    }
}
