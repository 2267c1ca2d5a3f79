//! What the configuration says of making items.

use crate::config::{Lookup, TemplateText};
use crate::normalize::ShopSettings;
use crate::template::ShopFacts;

/// What the configuration says of making items, whatever the source.
#[derive(Clone, Debug)]
pub struct Terms {
    /// What the shop says of all its items.
    pub shop: ShopSettings,
    /// The same, as templates see it.
    pub facts: ShopFacts,
    /// Which items are sent, in place of the preset's publish rule.
    pub filter: Option<TemplateText>,
    /// Tables of words, which are read with the sources.
    pub lookups: Vec<Lookup>,
}
