//! What templates know of the shop.

use rust_decimal::Decimal;

use super::tables::Tables;

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
    entries: Vec<Entry>,
    tables: Tables,
}

/// One setting.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    key: &'static Key,
    /// Its value, if it is set.
    pub(super) fact: Option<Fact>,
}

impl Entry {
    /// Says that it is missing, and how to set it.
    pub(super) fn unset(&self) -> String {
        ConfigError::missing(self.key).to_string()
    }
}

impl ShopFacts {
    /// The facts of a configuration.
    pub fn new(shop: &Shop) -> Self {
        let text = |text: Option<String>| text.map(Fact::Text);
        // Bases end with `/` in the settings; a template writes the slash itself.
        let base = |url: &url::Url| url.as_str().trim_end_matches('/').to_owned();
        let word = |word: &str| word.to_owned();
        let facts = [
            (&SHOP_URL as &'static Key, text(shop.url.as_ref().map(base))),
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
        ];
        let entry = |(key, fact)| Entry { key, fact };
        Self {
            entries: facts.into_iter().map(entry).collect(),
            tables: Tables::default(),
        }
    }

    /// The same with tables of words.
    #[must_use]
    pub fn with_tables(&self, tables: Tables) -> Self {
        Self {
            entries: self.entries.clone(),
            tables,
        }
    }

    /// The tables of words.
    pub(super) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Each setting as text, by its name.
    pub fn said(&self) -> impl Iterator<Item = (&'static str, Option<String>)> {
        self.entries.iter().map(|entry| {
            let text = entry.fact.as_ref().map(|fact| match fact {
                Fact::Text(text) => text.clone(),
                Fact::Number(number) => number.to_string(),
            });
            (entry.key.name, text)
        })
    }

    /// The setting of this name.
    pub(super) fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }

    /// The names of all settings.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.entries.iter().map(|entry| entry.key.name)
    }

    /// The language, for words that are written differently by language.
    pub fn language(&self) -> Option<&str> {
        self.text(SHOP_LANGUAGE.name)
    }

    /// The currency, in which all amounts are calculated.
    pub(super) fn currency(&self) -> Option<&str> {
        self.text(SHOP_CURRENCY.name)
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.find(name)?.fact.as_ref()? {
            Fact::Text(text) => Some(text),
            Fact::Number(_) => None,
        }
    }
}
