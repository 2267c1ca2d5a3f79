//! What the shop says of all its items.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use rust_decimal::Decimal;
use url::Url;

use crate::catalog::{Currency, Field};

/// What the shop says of all its items, where the export says nothing
/// (`contract.md` 4). Words are Meta's own.
#[derive(Clone, Debug, Default)]
pub struct ShopSettings {
    /// Base of links that are not absolute.
    pub url: Option<Url>,
    /// Base of pictures that are not absolute.
    pub image_url: Option<Url>,
    /// Currency of prices without one; items in another are held back.
    pub currency: Option<Currency>,
    /// Country that the shop sells in, two letters.
    pub country: Option<String>,
    /// Time zone of dates without offset.
    pub zone: Option<TimeZone>,
    /// Brand of items without one.
    pub brand: Option<String>,
    /// Condition of items without one.
    pub condition: Option<&'static str>,
    /// Availability of items without any stock information.
    pub availability: Option<&'static str>,
    /// What is said of items that are sold out and can be ordered all the same.
    pub backorder: Option<&'static str>,
    /// What stands for values of fields, by the shop's words in lower case.
    pub values: Vec<(Field, BTreeMap<String, String>)>,
    /// Whether prices are without tax, where the export's format does not say.
    pub net: bool,
    /// Tax in percent of items whose export names none.
    pub tax_rate: Option<Decimal>,
    /// Tax in percent by the export's word for it, in lower case.
    pub tax_classes: Vec<(String, Decimal)>,
    /// The shop's language, as in `de` or `de-AT`.
    pub language: Option<String>,
}

impl ShopSettings {
    /// What stands for a value of a field; `None` where it stands for itself.
    pub(super) fn value(&self, field: Field, text: &str) -> Option<&str> {
        let (_, entries) = self.values.iter().find(|(of, _)| *of == field)?;
        let found = entries.get(text).or_else(|| entries.get(&word(text)));
        found.map(String::as_str)
    }
}

/// A word as it is compared: in lower case, with single blanks.
pub fn word(text: &str) -> String {
    let parts: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    parts.join(" ")
}
