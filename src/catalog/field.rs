//! The table of fields: name, kind, limits, need.

use super::Vocabulary;

/// Which end of a text survives when it is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The beginning.
    Head,
    /// The end: the last steps of a category path tell most.
    Tail,
}

/// What a field holds, with its limits. Lengths are in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line of plain text.
    Line {
        /// Longest text that is sent.
        max: usize,
        /// What is kept of a longer one.
        keep: Keep,
    },
    /// Plain text with paragraphs.
    Prose {
        /// Longest text that is sent.
        max: usize,
    },
    /// Text with the tags that Meta allows.
    Html {
        /// Longest text that is sent.
        max: usize,
    },
    /// A category: a taxonomy number, or a path with ` > ` between the steps.
    Category {
        /// Longest text that is sent.
        max: usize,
        /// What is kept of a longer one.
        keep: Keep,
    },
    /// An amount with its currency.
    Price,
    /// From when to when a sale price holds.
    Window,
    /// A calendar day.
    Date,
    /// An absolute http(s) address.
    Url,
    /// Several addresses.
    Urls {
        /// Most addresses that are sent.
        max: usize,
    },
    /// Pictures or films: `[{"url": …, "tag": […]}]`.
    Media {
        /// Most entries that are sent.
        max: usize,
    },
    /// One word of a closed list.
    Word(Vocabulary),
    /// Several words of a closed list.
    Words(Vocabulary),
    /// A whole number.
    Whole {
        /// Smallest.
        min: u64,
        /// Largest.
        max: u64,
    },
    /// A decimal number from 1.0 to 5.0.
    Rating,
    /// An article number with a check digit.
    Gtin,
    /// Free labels.
    Labels {
        /// Most labels that are sent.
        max: usize,
        /// Longest label.
        length: usize,
    },
    /// Shipping offers.
    Shipping,
    /// A weight with its unit.
    Weight,
    /// A price for a unit of measure.
    UnitPrice,
    /// An ISO 3166-1 code of two letters.
    Country,
    /// A postal address with named parts.
    Address,
    /// Links into apps, with named parts.
    AppLink,
    /// Variant attributes outside the core set: `Scent:Fruity,Flavor:Apple`.
    Attributes,
}

/// Whether an item can do without a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// No item is created without it.
    Required,
    /// Required, unless [`Field::Image`] stands in for it.
    RequiredPicture,
    /// May be absent.
    Optional,
}

/// How a field that vanished is cleared (`contract.md` 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cleared {
    /// `""`.
    EmptyText,
    /// `[]`.
    EmptyList,
}

impl Cleared {
    /// The JSON that clears.
    pub const fn json(self) -> &'static str {
        match self {
            Self::EmptyText => "\"\"",
            Self::EmptyList => "[]",
        }
    }
}

macro_rules! fields {
    ($($variant:ident $name:literal $kind:expr, $need:ident, $about:literal;)*) => {
        /// A field of an item under the name that Meta's batch edge wants
        /// (`graph-api.md` 6.2), in the byte order of the names.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            $(#[doc = $about] $variant,)*
        }

        impl Field {
            /// Every field, in canonical order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What the field holds.
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => $kind,)* }
            }

            /// Whether an item can do without it.
            pub const fn need(self) -> Need {
                match self { $(Self::$variant => Need::$need,)* }
            }

            /// What the field means, in one line.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

const fn line(max: usize) -> Kind {
    Kind::Line {
        max,
        keep: Keep::Head,
    }
}

const fn label_number() -> Kind {
    Kind::Whole {
        min: 0,
        max: 4_294_967_295,
    }
}

fields! {
    AdditionalImageLink "additional_image_link" Kind::Urls { max: 20 }, Optional, "Further pictures.";
    AdditionalVariantAttribute "additional_variant_attribute" Kind::Attributes, Optional, "Variant attributes outside color, size, material and pattern.";
    AgeGroup "age_group" Kind::Word(Vocabulary::AgeGroup), Optional, "Age of those whom the item is made for.";
    Applink "applink" Kind::AppLink, Optional, "Links into the shop's apps.";
    Availability "availability" Kind::Word(Vocabulary::Availability), Required, "Whether the item can be bought.";
    Brand "brand" line(100), Required, "The maker's name.";
    CheckoutUrl "checkout_url" Kind::Url, Optional, "Address that puts the item into the cart.";
    Color "color" line(100), Optional, "Color of the variant.";
    CommerceTaxCategory "commerce_tax_category" line(100), Optional, "Tax category for checkout in the US (obsolete).";
    Condition "condition" Kind::Word(Vocabulary::Condition), Required, "State of the goods.";
    CustomLabel0 "custom_label_0" line(100), Optional, "Free label for product sets; a change triggers review.";
    CustomLabel1 "custom_label_1" line(100), Optional, "Free label for product sets; a change triggers review.";
    CustomLabel2 "custom_label_2" line(100), Optional, "Free label for product sets; a change triggers review.";
    CustomLabel3 "custom_label_3" line(100), Optional, "Free label for product sets; a change triggers review.";
    CustomLabel4 "custom_label_4" line(100), Optional, "Free label for product sets; a change triggers review.";
    CustomNumber0 "custom_number_0" label_number(), Optional, "Free number for product sets.";
    CustomNumber1 "custom_number_1" label_number(), Optional, "Free number for product sets.";
    CustomNumber2 "custom_number_2" label_number(), Optional, "Free number for product sets.";
    CustomNumber3 "custom_number_3" label_number(), Optional, "Free number for product sets.";
    CustomNumber4 "custom_number_4" label_number(), Optional, "Free number for product sets.";
    Description "description" Kind::Prose { max: 5000 }, Required, "What the item is, as plain text.";
    DisabledCapabilities "disabled_capabilities" Kind::Words(Vocabulary::Capability), Optional, "Channels that must not show the item.";
    ExpirationDate "expiration_date" Kind::Date, Optional, "Day after which the item is hidden.";
    FbProductCategory "fb_product_category" Kind::Category { max: 250, keep: Keep::Tail }, Optional, "Category in Meta's taxonomy.";
    Gender "gender" Kind::Word(Vocabulary::Gender), Optional, "Whom the item is made for.";
    GoogleProductCategory "google_product_category" Kind::Category { max: 250, keep: Keep::Tail }, Optional, "Category in Google's taxonomy.";
    Gtin "gtin" Kind::Gtin, Optional, "EAN, UPC, JAN, ISBN-13 or ITF-14.";
    Id "id" line(100), Required, "The shop's own number of the item; equals the pixel's content id.";
    Image "image" Kind::Media { max: 21 }, Optional, "Pictures with tags, in place of `image_link`.";
    ImageLink "image_link" Kind::Url, RequiredPicture, "The main picture.";
    ImporterAddress "importer_address" Kind::Address, Optional, "Address of the importer (India).";
    ImporterName "importer_name" line(100), Optional, "Name of the importer (India).";
    InternalLabel "internal_label" Kind::Labels { max: 5000, length: 110 }, Optional, "Free labels that trigger no review.";
    ItemGroupId "item_group_id" line(100), Optional, "What all variants of one product share.";
    Link "link" Kind::Url, Required, "The item's page in the shop.";
    ManufacturerInfo "manufacturer_info" Kind::Prose { max: 1000 }, Optional, "Name and address of the maker (India).";
    Material "material" line(200), Optional, "Material of the variant.";
    MobileLink "mobile_link" Kind::Url, Optional, "The item's page for phones.";
    Mpn "mpn" line(100), Optional, "The maker's own number.";
    OrderingIndex "ordering_index" Kind::Whole { min: 0, max: 4_294_967_295 }, Optional, "Order inside a group of variants.";
    OriginCountry "origin_country" Kind::Country, Optional, "Country of origin (India).";
    Pattern "pattern" line(100), Optional, "Pattern of the variant.";
    Price "price" Kind::Price, Required, "The regular price.";
    ProductType "product_type" Kind::Category { max: 750, keep: Keep::Tail }, Optional, "The shop's own category path.";
    QuantityToSellOnFacebook "quantity_to_sell_on_facebook" Kind::Whole { min: 0, max: 4_294_967_295 }, Optional, "Pieces in stock; never sent without availability.";
    RatingCount "rating_count" Kind::Whole { min: 1, max: 4_294_967_295 }, Optional, "Number of ratings; only together with `user_rating`.";
    RichTextDescription "rich_text_description" Kind::Html { max: 9999 }, Optional, "The description with simple markup.";
    SalePrice "sale_price" Kind::Price, Optional, "The reduced price; lower than price.";
    SalePriceEffectiveDate "sale_price_effective_date" Kind::Window, Optional, "From when to when the sale price holds.";
    Shipping "shipping" Kind::Shipping, Optional, "Shipping offers.";
    ShippingWeight "shipping_weight" Kind::Weight, Optional, "Weight with lb, oz, g or kg.";
    ShortDescription "short_description" Kind::Prose { max: 1000 }, Optional, "A summary of the description.";
    Size "size" line(200), Optional, "Size of the variant.";
    Status "status" Kind::Word(Vocabulary::Status), Optional, "Whether the catalog shows the item.";
    Title "title" line(150), Required, "The item's name.";
    UnitPrice "unit_price" Kind::UnitPrice, Optional, "Price for a unit of measure (Grundpreis).";
    UserRating "user_rating" Kind::Rating, Optional, "Average rating; only together with `rating_count`.";
    VendorId "vendor_id" line(100), Optional, "The seller on a marketplace.";
    Video "video" Kind::Media { max: 20 }, Optional, "Films.";
    Visibility "visibility" Kind::Word(Vocabulary::Visibility), Optional, "The older name of status.";
    WaComplianceCategory "wa_compliance_category" Kind::Word(Vocabulary::WhatsAppCompliance), Optional, "Rule set for WhatsApp (India).";
}

impl Field {
    /// All fields that an item needs, pictures included.
    pub const NEEDED: FieldSet = {
        let mut needed = FieldSet(0);
        let mut at = 0;
        while at < Self::ALL.len() {
            if !matches!(Self::ALL[at].need(), Need::Optional) {
                needed.0 |= 1 << at;
            }
            at += 1;
        }
        needed
    };

    /// The field of this wire name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL
            .binary_search_by(|field| field.name().cmp(name))
            .ok()
            .map(|at| Self::ALL[at])
    }

    /// Position in the table, for arrays with a place for each field.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// How the field is cleared once the export no longer has it.
    pub const fn cleared(self) -> Cleared {
        match self.kind() {
            Kind::Urls { .. }
            | Kind::Media { .. }
            | Kind::Words(_)
            | Kind::Labels { .. }
            | Kind::Shipping => Cleared::EmptyList,
            Kind::Line { .. }
            | Kind::Prose { .. }
            | Kind::Html { .. }
            | Kind::Category { .. }
            | Kind::Price
            | Kind::Window
            | Kind::Date
            | Kind::Url
            | Kind::Word(_)
            | Kind::Whole { .. }
            | Kind::Rating
            | Kind::Gtin
            | Kind::Weight
            | Kind::UnitPrice
            | Kind::Country
            | Kind::Address
            | Kind::AppLink
            | Kind::Attributes => Cleared::EmptyText,
        }
    }
}

/// A set of fields.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FieldSet(u64);

// One bit a field; a 65th one fails to compile here.
const _: () = assert!(Field::ALL.len() <= 64);

impl FieldSet {
    /// Adds a field.
    pub fn add(&mut self, field: Field) {
        self.0 |= 1 << field.index();
    }

    /// Takes a field out.
    pub fn remove(&mut self, field: Field) {
        self.0 &= !(1 << field.index());
    }

    /// Whether the field is in the set.
    pub const fn has(self, field: Field) -> bool {
        self.0 & (1 << field.index()) != 0
    }

    /// The fields that are in both sets.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// The fields of this set that are not in the other one.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The fields, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let field = Field::ALL.get(rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(*field)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_byte_order_of_its_names() {
        assert!(Field::ALL.is_sorted_by(|a, b| a.name() < b.name()));
        for (at, field) in Field::ALL.iter().enumerate() {
            assert_eq!(field.index(), at);
            assert_eq!(Field::find(field.name()), Some(*field));
            assert!(field.about().ends_with('.'), "{}", field.name());
        }
        assert_eq!(Field::find("sku"), None);
    }

    #[test]
    fn a_set_hands_out_its_fields_in_order() {
        let of = |fields: &[Field]| {
            let mut set = FieldSet::default();
            for field in fields {
                set.add(*field);
            }
            set
        };
        let some = of(&[Field::Visibility, Field::Id, Field::ALL[0]]);
        let found: Vec<Field> = some.iter().collect();
        assert_eq!(found, [Field::ALL[0], Field::Id, Field::Visibility]);
        assert_eq!(of(Field::ALL).iter().count(), Field::ALL.len());
        assert_eq!(
            some.without(of(&[Field::Id]))
                .and(of(&[Field::Id, Field::Visibility])),
            of(&[Field::Visibility])
        );
        let optional = |field: &Field| field.need() == Need::Optional;
        for field in Field::ALL {
            assert_eq!(Field::NEEDED.has(*field), !optional(field));
        }
    }

    #[test]
    fn lists_are_cleared_by_an_empty_list_and_all_else_by_an_empty_text() {
        let lists: Vec<_> = Field::ALL
            .iter()
            .filter(|field| field.cleared() == Cleared::EmptyList)
            .map(|field| field.name())
            .collect();
        assert_eq!(
            lists,
            [
                "additional_image_link",
                "disabled_capabilities",
                "image",
                "internal_label",
                "shipping",
                "video"
            ]
        );
    }
}
