//! A live item as reads show it, field by field.
//!
//! Reads have names of their own, format prices for people and leave fields out
//! (`graph-api.md` 4.2, 6.3). What this says of a field is what is certain: a
//! field that no read shows, or not in a form that can be compared, is unknown.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::wire::list;
use crate::catalog::{Currency, Field, ShownPrice};

/// The fields that a read back asks for.
const FIELDS: &str = "retailer_id,name,description,short_description,price,sale_price,currency,availability,quantity_to_sell_on_facebook,\
visibility,brand,condition,color,size,material,pattern,gender,age_group,gtin,manufacturer_part_number,url,mobile_link,image_url,\
additional_image_urls,retailer_product_group_id,product_type,custom_label_0,custom_label_1,custom_label_2,custom_label_3,custom_label_4";

/// What a read shows of one item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadBack {
    shown: Map<String, Value>,
}

impl ReadBack {
    /// The fields to ask for.
    pub(super) const FIELDS: &str = FIELDS;

    /// Reads a page of items from Meta's answer.
    pub fn page(value: Value) -> serde_json::Result<Vec<Self>> {
        #[derive(Default, Deserialize)]
        #[serde(default)]
        struct Page {
            #[serde(deserialize_with = "list")]
            data: Vec<Map<String, Value>>,
        }
        let page: Page = serde_json::from_value(value)?;
        Ok(page.data.into_iter().map(|shown| Self { shown }).collect())
    }

    /// The shop's id of the item.
    pub fn id(&self) -> String {
        self.text("retailer_id")
    }

    /// Whether the item is hidden, as an archived one is.
    pub fn is_hidden(&self) -> bool {
        let visibility = self.text("visibility").to_lowercase();
        matches!(visibility.as_str(), "staging" | "hidden")
    }

    /// Whether a field shows this JSON value; `None` when reads do not tell.
    pub fn shows(&self, field: Field, json: &Value) -> Option<bool> {
        let name = read_name(field)?;
        Some(match field {
            Field::AdditionalImageLink => texts(self.shown.get(name)) == texts(Some(json)),
            Field::Price | Field::SalePrice => {
                return self.shows_price(&self.text(name), &plain(Some(json)));
            }
            // Meta writes some words in its own case.
            Field::Gender | Field::AgeGroup => {
                self.text(name).to_lowercase() == plain(Some(json)).to_lowercase()
            }
            _ => folded(&self.text(name)) == folded(&plain(Some(json))),
        })
    }

    fn text(&self, name: &str) -> String {
        plain(self.shown.get(name))
    }

    /// Whether a formatted price is this amount, as in `12.90 EUR`; `None` when
    /// the format can mean several amounts.
    fn shows_price(&self, shown: &str, sent: &str) -> Option<bool> {
        if shown.is_empty() || sent.is_empty() {
            return Some(shown.is_empty() == sent.is_empty());
        }
        let (amount, code) = sent.split_once(' ')?;
        let amount = Decimal::from_str(amount).ok()?;
        let currency = Currency::parse(code)?;
        let in_catalog = Currency::parse(&self.text("currency")).unwrap_or(currency);
        let shown = ShownPrice::parse(shown, in_catalog)?;
        Some(shown.agrees_with(amount, currency))
    }
}

/// The name under which reads show a field, where its text is what was sent.
fn read_name(field: Field) -> Option<&'static str> {
    Some(match field {
        Field::Title => "name",
        Field::Link => "url",
        Field::ImageLink => "image_url",
        Field::AdditionalImageLink => "additional_image_urls",
        Field::ItemGroupId => "retailer_product_group_id",
        Field::Mpn => "manufacturer_part_number",
        Field::Description
        | Field::ShortDescription
        | Field::Price
        | Field::SalePrice
        | Field::Availability
        | Field::QuantityToSellOnFacebook
        | Field::Brand
        | Field::Condition
        | Field::Color
        | Field::Size
        | Field::Material
        | Field::Pattern
        | Field::Gender
        | Field::AgeGroup
        | Field::Gtin
        | Field::MobileLink
        | Field::ProductType
        | Field::CustomLabel0
        | Field::CustomLabel1
        | Field::CustomLabel2
        | Field::CustomLabel3
        | Field::CustomLabel4 => field.name(),
        _ => return None,
    })
}

/// A value as text; nothing for what is absent.
fn plain(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_)) | None => {
            String::new()
        }
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(values)) => values.iter().map(|value| plain(Some(value))).collect(),
        _ => Vec::new(),
    }
}

/// White space does not count.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_of_a_field_what_is_certain() {
        let item = ReadBack::page(json!({"data": [{
            "retailer_id": "A", "name": "Eine  Tasse", "price": "1.299,95 €", "currency": "EUR", "gender": "FEMALE",
            "quantity_to_sell_on_facebook": 3, "image_url": "https://shop.example/a.jpg",
            "additional_image_urls": ["https://shop.example/b.jpg"], "visibility": "published",
        }]}));
        let item = item.unwrap().remove(0);
        assert_eq!((item.id().as_str(), item.is_hidden()), ("A", false));
        #[rustfmt::skip]
        let cases = [
            (Field::Title,                    json!("Eine Tasse"),   Some(true)),
            (Field::Title,                    json!("Ein Becher"),   Some(false)),
            (Field::Price,                    json!("1299.95 EUR"),  Some(true)),
            (Field::Price,                    json!("129.95 EUR"),   Some(false)),
            (Field::Price,                    json!("1299.95 CHF"),  Some(false)),
            (Field::SalePrice,                json!(""),             Some(true)),
            (Field::SalePrice,                json!("9.00 EUR"),     Some(false)),
            (Field::QuantityToSellOnFacebook, json!(3),              Some(true)),
            (Field::QuantityToSellOnFacebook, json!(""),             Some(false)),
            (Field::Gender,                   json!("female"),       Some(true)),
            (Field::ImageLink,                json!("https://shop.example/a.jpg"), Some(true)),
            (Field::AdditionalImageLink,      json!(["https://shop.example/b.jpg"]), Some(true)),
            (Field::AdditionalImageLink,      json!([]),             Some(false)),
            (Field::UnitPrice,                json!({"value": 1}),   None),
            (Field::Video,                    json!([]),             None),
        ];
        for (field, value, shown) in cases {
            assert_eq!(item.shows(field, &value), shown, "{field:?} {value}");
        }
    }
}
