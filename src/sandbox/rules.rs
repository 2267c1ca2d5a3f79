//! The fields of a `PRODUCT_ITEM`, as this emulator reads graph-api.md 6.2.
//!
//! Where the published tables disagree the upper documented length is taken
//! and the shorter list of words. The client has a table of its own; the two are
//! not shared on purpose.

/// A field that the batch endpoint knows.
#[derive(Debug)]
pub(super) struct Field {
    /// Name in a batch record.
    pub(super) name: &'static str,
    /// What its value must be.
    pub(super) kind: Kind,
    /// Whether an item cannot be without it.
    pub(super) required: bool,
    /// Whether Meta looks at the item again when it changes.
    pub(super) reviewed: bool,
}

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// One line of text with at most so many characters.
    Line(usize),
    /// Text with lines; `true`: no markup.
    Prose { most: usize, plain: bool },
    /// One line without markup.
    Title(usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// `9.99 EUR`.
    Price,
    /// `start/end`.
    Window,
    /// The address of the product page.
    Landing,
    /// Any web address.
    Link,
    /// So many web addresses.
    Links(usize),
    /// So many pictures or videos `{url, tag}`.
    Media(usize),
    /// Labels: how many, and how long.
    Labels { most: usize, length: usize },
    /// Some of these words.
    Words(&'static [&'static str]),
    /// A whole number in this range.
    Whole { least: u64, most: u64 },
    /// 1.0 to 5.0.
    Rating,
    /// Digits with a check digit.
    Gtin,
    /// `2026-12-31`.
    Date,
    /// `10 kg`.
    Weight,
    /// `Scent:Fruity,Flavor:Apple`, or an array of `{variant_label, variant_value}`.
    Variants,
    /// Text, or an array of shipping objects.
    Shipping,
    /// `{value, currency, unit}`.
    UnitPrice,
    /// A flat object of app link properties.
    AppLink,
    /// `{street1, city, country, …}`.
    Postal,
    /// ISO 3166-1 alpha-2.
    Country,
    /// `FB_…`.
    TaxCategory,
}

const fn required(name: &'static str, kind: Kind, reviewed: bool) -> Field {
    Field {
        name,
        kind,
        required: true,
        reviewed,
    }
}

const fn optional(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
        reviewed: false,
    }
}

const fn watched(name: &'static str, kind: Kind) -> Field {
    Field {
        name,
        kind,
        required: false,
        reviewed: true,
    }
}

/// Every known field; `id` is judged apart.
#[rustfmt::skip]
pub(super) const FIELDS: &[Field] = &[
    required("title",        Kind::Title(200), true),
    required("description",  Kind::Prose { most: 9999, plain: true }, true),
    required("availability", Kind::Word(&["in stock", "out of stock", "available for order", "discontinued"]), false),
    required("condition",    Kind::Word(&["new", "refurbished", "used"]), true),
    required("price",        Kind::Price, false),
    required("link",         Kind::Landing, true),
    required("brand",        Kind::Line(100), true),
    // One of the two is required; `judge` looks at them together.
    watched("image",      Kind::Media(21)),
    watched("image_link", Kind::Link),
    watched("additional_image_link", Kind::Links(50)),
    optional("gtin", Kind::Gtin),
    optional("mpn",  Kind::Line(100)),
    optional("sale_price", Kind::Price),
    optional("sale_price_effective_date", Kind::Window),
    optional("item_group_id", Kind::Line(100)),
    watched("color",     Kind::Line(200)),
    watched("size",      Kind::Line(200)),
    watched("gender",    Kind::Word(&["female", "male", "unisex"])),
    watched("age_group", Kind::Word(&["newborn", "infant", "toddler", "kids", "teen", "adult", "all ages"])),
    watched("material",  Kind::Line(200)),
    watched("pattern",   Kind::Line(100)),
    watched("additional_variant_attribute", Kind::Variants),
    watched("google_product_category", Kind::Line(250)),
    watched("fb_product_category",     Kind::Line(250)),
    watched("product_type",            Kind::Line(750)),
    optional("quantity_to_sell_on_facebook", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("status", Kind::Word(&["active", "archived"])),
    optional("visibility", Kind::Word(&["published", "staging", "hidden"])),
    optional("disabled_capabilities", Kind::Words(&[
        "marketplace", "b2c_marketplace", "buy_on_facebook", "cpas_parent_catalog", "marketplace_shops",
        "shops", "daily_deals", "ig_onsite_shopping", "ig_product_tagging", "c2c_marketplace", "groups",
        "profile", "da", "whatsapp", "ldp", "mini_shops", "business_inbox_in_messenger", "neighborhoods",
        "test_capability",
    ])),
    watched("rich_text_description", Kind::Prose { most: 9999, plain: false }),
    watched("short_description",     Kind::Prose { most: 9999, plain: true }),
    optional("shipping",        Kind::Shipping),
    optional("shipping_weight", Kind::Weight),
    optional("unit_price",      Kind::UnitPrice),
    optional("internal_label",  Kind::Labels { most: 5000, length: 110 }),
    watched("custom_label_0", Kind::Line(100)),
    watched("custom_label_1", Kind::Line(100)),
    watched("custom_label_2", Kind::Line(100)),
    watched("custom_label_3", Kind::Line(100)),
    watched("custom_label_4", Kind::Line(100)),
    optional("custom_number_0", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("custom_number_1", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("custom_number_2", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("custom_number_3", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("custom_number_4", Kind::Whole { least: 0, most: u32::MAX as u64 }),
    watched("video", Kind::Media(20)),
    optional("applink",         Kind::AppLink),
    watched("mobile_link",      Kind::Landing),
    optional("checkout_url",    Kind::Landing),
    optional("expiration_date", Kind::Date),
    optional("ordering_index",  Kind::Whole { least: 0, most: u32::MAX as u64 }),
    optional("rating_count",    Kind::Whole { least: 1, most: u32::MAX as u64 }),
    optional("user_rating",     Kind::Rating),
    optional("vendor_id",       Kind::Line(100)),
    optional("origin_country",  Kind::Country),
    optional("importer_name",   Kind::Line(9999)),
    optional("importer_address", Kind::Postal),
    optional("manufacturer_info", Kind::Prose { most: 9999, plain: true }),
    optional("wa_compliance_category", Kind::Word(&["DEFAULT", "COUNTRY_ORIGIN_EXEMPT"])),
    optional("commerce_tax_category", Kind::TaxCategory),
];

/// Old names that are still accepted, and what they are called now.
const ALIASES: &[(&str, &str)] = &[
    ("inventory", "quantity_to_sell_on_facebook"),
    ("product_tags", "internal_label"),
];

/// The field of a name, old or new.
pub(super) fn field(name: &str) -> Option<&'static Field> {
    let name = ALIASES
        .iter()
        .find(|(old, _)| *old == name)
        .map_or(name, |(_, new)| new);
    FIELDS.iter().find(|field| field.name == name)
}

/// The longest id.
pub(super) const ID_LENGTH: usize = 100;

/// Units of `unit_price`.
pub(super) const UNITS: &[&str] = &[
    "cl", "cm", "ct", "cbm", "ft", "fl oz", "gal", "g", "in", "kg", "l", "m", "mg", "ml", "oz",
    "pt", "lb", "qt", "sqft", "sqm", "yd",
];

/// Members of `applink`.
pub(super) const APP_LINKS: &[&str] = &[
    "ios_url",
    "ios_app_store_id",
    "ios_app_name",
    "iphone_url",
    "iphone_app_store_id",
    "iphone_app_name",
    "ipad_url",
    "ipad_app_store_id",
    "ipad_app_name",
    "android_url",
    "android_package",
    "android_class",
    "android_app_name",
    "windows_phone_url",
    "windows_phone_app_id",
    "windows_phone_app_name",
];

/// Members of a shipping object.
pub(super) const SHIPPING: &[&str] = &[
    "shipping_country",
    "shipping_region",
    "shipping_service",
    "shipping_price_value",
    "shipping_price_currency",
];

/// Members of `importer_address`; the first three are required.
pub(super) const POSTAL: &[&str] = &[
    "street1",
    "city",
    "country",
    "street2",
    "region",
    "postal_code",
];

/// Values of `item_sub_type` (graph-api.md 3.1.1).
pub(super) const SUB_TYPES: &[&str] = &[
    "EMPTY",
    "APPLIANCES",
    "BABY_FEEDING",
    "BABY_TRANSPORT",
    "BEAUTY",
    "BEDDING",
    "CAMERAS",
    "CELL_PHONES_AND_SMART_WATCHES",
    "CLEANING_SUPPLIES",
    "CLOTHING",
    "CLOTHING_ACCESSORIES",
    "COMPUTERS_AND_TABLETS",
    "DIAPERING_AND_POTTY_TRAINING",
    "ELECTRONICS_ACCESSORIES",
    "FURNITURE",
    "HEALTH",
    "HOME_GOODS",
    "JEWELRY",
    "NURSERY",
    "PRINTERS_AND_SCANNERS",
    "PROJECTORS",
    "SHOES_AND_FOOTWEAR",
    "SOFTWARE",
    "TOYS",
    "TVS_AND_MONITORS",
    "VIDEO_GAME_CONSOLES_AND_VIDEO_GAMES",
    "WATCHES",
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_field_stands_once_and_an_alias_leads_to_a_field() {
        let names: BTreeSet<_> = FIELDS.iter().map(|field| field.name).collect();
        assert_eq!(names.len(), FIELDS.len());
        for (old, new) in ALIASES {
            assert_eq!(field(old).unwrap().name, *new);
            assert!(!names.contains(old), "{old}");
        }
        assert!(field("unknown_field").is_none());
    }
}
