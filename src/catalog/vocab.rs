//! The closed lists of words that a field of the catalog may hold.

/// A closed list of words, as Meta writes them (`graph-api.md` 6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Vocabulary {
    /// Whether the item can be bought. Only the words that we ever send.
    Availability,
    /// State of the goods.
    Condition,
    /// Whom the item is made for.
    Gender,
    /// How old they are.
    AgeGroup,
    /// Whether the catalog shows the item.
    Status,
    /// The older name of the same thing.
    Visibility,
    /// Channels that must not show the item.
    Capability,
    /// Rule set for WhatsApp in India.
    WhatsAppCompliance,
}

impl Vocabulary {
    /// The words, spelled as Meta wants them.
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Self::Availability => &["in stock", "out of stock", "available for order"],
            Self::Condition => &["new", "refurbished", "used"],
            Self::Gender => &["female", "male", "unisex"],
            Self::AgeGroup => &[
                "newborn", "infant", "toddler", "kids", "teen", "adult", "all ages",
            ],
            Self::Status => &["active", "archived"],
            Self::Visibility => &["published", "staging"],
            Self::Capability => &[
                "marketplace",
                "b2c_marketplace",
                "buy_on_facebook",
                "cpas_parent_catalog",
                "marketplace_shops",
                "shops",
                "daily_deals",
                "ig_onsite_shopping",
                "ig_product_tagging",
                "c2c_marketplace",
                "groups",
                "profile",
                "da",
                "whatsapp",
                "ldp",
                "mini_shops",
                "business_inbox_in_messenger",
                "neighborhoods",
                "test_capability",
            ],
            Self::WhatsAppCompliance => &["DEFAULT", "COUNTRY_ORIGIN_EXEMPT"],
        }
    }
}
