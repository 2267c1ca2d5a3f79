//! How a source that is no export of products belongs to one.

use std::time::Duration;

use super::key::BETWEEN;
use super::template_text::TemplateText;

/// The keys of `[[source]]` for `stock`, `prices` and `supplement`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Joining {
    /// Its name in templates; its role when `None`.
    pub name: Option<String>,
    /// The columns that together say which item a row is for; the preset's when empty.
    pub key: Vec<String>,
    /// The columns of the products that hold the same.
    pub of: Vec<String>,
    /// Which rows are used.
    pub rows: Option<TemplateText>,
    /// The column that names the location of a row.
    pub location: Option<String>,
    /// The locations that count; all when empty.
    pub locations: Vec<String>,
    /// Whether it is believed where the products say something, too.
    pub overrides: Option<bool>,
    /// The age from which its file is not believed.
    pub max_age: Option<Duration>,
}

impl Joining {
    /// Whether nothing is said, as of an export of products.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The value of one of these keys as text; `None` where there is no such key.
    #[must_use]
    pub fn shown(&self, key: &str) -> Option<Option<String>> {
        let list = |texts: &Vec<String>| {
            let text = texts.join(&BETWEEN.to_string());
            (!texts.is_empty()).then_some(text)
        };
        Some(match key {
            "name" => self.name.clone(),
            "key" => list(&self.key),
            "of" => list(&self.of),
            "rows" => self.rows.as_ref().map(|rows| rows.text().to_owned()),
            "location" => self.location.clone(),
            "locations" => list(&self.locations),
            "overrides" => self.overrides.map(|overrides| overrides.to_string()),
            "max_age" => self.max_age.map(|age| format!("{}s", age.as_secs())),
            _ => return None,
        })
    }
}
