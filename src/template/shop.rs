//! What templates know of the shop.

use rust_decimal::Decimal;

use crate::config::key::{
    SHOP_AVAILABILITY, SHOP_BRAND, SHOP_CONDITION, SHOP_COUNTRY, SHOP_CURRENCY, SHOP_IMAGE_URL,
    SHOP_LANGUAGE, SHOP_TAX_RATE, SHOP_TIMEZONE, SHOP_URL,
};
use crate::config::{Availability, Condition, ConfigError, Key, Shop};

/// A setting of `[shop]` as templates see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    Text(String),
    Number(Decimal),
}

/// The settings of `[shop]` that templates may use, as `shop.url` or
/// `shop.currency`. Using one that is not set is an error that names its key.
#[derive(Clone, Debug)]
pub struct ShopFacts {
    facts: Vec<(&'static Key, Option<Fact>)>,
}

impl ShopFacts {
    /// The facts of a configuration.
    pub fn new(shop: &Shop) -> Self {
        let text = |text: Option<String>| text.map(Fact::Text);
        // Bases end with `/` in the settings; a template writes the slash itself.
        let base = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
        let word = |word: &str| word.to_owned();
        Self {
            facts: vec![
                (&SHOP_URL, text(shop.url.as_ref().map(base))),
                (&SHOP_IMAGE_URL, text(shop.image_url.as_ref().map(base))),
                (
                    &SHOP_CURRENCY,
                    text(shop.currency.map(|currency| word(currency.code()))),
                ),
                (
                    &SHOP_COUNTRY,
                    text(shop.country.map(|country| country.to_string())),
                ),
                (&SHOP_LANGUAGE, text(shop.language.clone())),
                (
                    &SHOP_TIMEZONE,
                    text(shop.timezone.as_ref().map(|zone| zone.name.clone())),
                ),
                (&SHOP_BRAND, text(shop.brand.clone())),
                (
                    &SHOP_CONDITION,
                    text(shop.condition.map(Condition::as_str).map(word)),
                ),
                (
                    &SHOP_AVAILABILITY,
                    text(shop.availability.map(Availability::as_str).map(word)),
                ),
                (&SHOP_TAX_RATE, shop.tax_rate.map(Fact::Number)),
            ],
        }
    }

    /// The setting of this name: `None` when there is no such setting,
    /// `Some(None)` when it is not set.
    pub(super) fn find(&self, name: &str) -> Option<Option<&Fact>> {
        let found = self.facts.iter().find(|(key, _)| key.name == name);
        found.map(|(_, fact)| fact.as_ref())
    }

    /// The names of all settings.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.facts.iter().map(|(key, _)| key.name)
    }

    /// Says that a setting is missing, and how to set it.
    pub(super) fn unset(&self, name: &str) -> String {
        let key = self.facts.iter().find(|(key, _)| key.name == name);
        key.map(|(key, _)| ConfigError::missing(key).to_string())
            .unwrap_or_default()
    }

    /// The language, for words that are written differently by language.
    pub(super) fn language(&self) -> Option<&str> {
        match self.find(SHOP_LANGUAGE.name)? {
            Some(Fact::Text(language)) => Some(language),
            Some(Fact::Number(_)) | None => None,
        }
    }
}
