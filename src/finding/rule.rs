//! The catalogue of rules: stable ids, severities, remedies.

use super::Severity;
use crate::catalog::{Field, Need};

/// A rule that an item, a record or a source can break.
///
/// Its [`Rule::id`] is stable: scripts and the docs rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A required field has no value, in the export or the configuration.
    Missing(Field),
    /// A value that cannot be understood or may not be sent. Holds the item
    /// back when the field is required; else the field is left out.
    Invalid(Field),
    /// Text encoded twice, not certain enough to be repaired.
    Garbled(Field),
    /// Text encoded twice, repaired.
    Repaired(Field),
    /// Text cut to what the catalog allows.
    Truncated(Field),
    /// Text all in capitals, which Meta dislikes.
    Uppercase(Field),
    /// Different rows have the same id.
    IdDuplicate,
    /// Equal rows have the same id.
    IdRepeated,
    /// Two ids differ only in case.
    IdCase,
    /// The price has no currency, and none is configured.
    CurrencyMissing,
    /// An address without a host, and no base is configured.
    Relative(Field),
    /// The price is in another currency than the shop's.
    CurrencyMismatch,
    /// `1.299` can be either amount, and the column does not tell.
    PriceAmbiguous,
    /// The amount is clear but written with the other decimal sign.
    PriceDecimal,
    /// The sale price is not below the price.
    SalePriceNotLower,
    /// A sale window without a sale price.
    SaleWindowAlone,
    /// A date without offset, and no time zone is configured.
    TimezoneMissing,
    /// Stock word and quantity say different things.
    AvailabilityContradiction,
    /// The link is not encrypted.
    LinkInsecure,
    /// The link leads to Facebook, which Meta does not accept.
    LinkFacebook,
    /// A sample row of Meta's template was left in the export.
    TemplateSample,
    /// The filter of the configuration has no answer for the item.
    FilterFailed,
    /// The records of a product stand in several sources.
    ProductTorn,
    /// A variant whose parent is not in the export.
    ParentMissing,
    /// A parent without any variant in the export.
    ParentEmpty,
    /// One of the pictures cannot be used.
    PictureDropped,
    /// More pictures, films or labels than the catalog takes.
    TooMany(Field),
    /// The record has more cells than the header.
    RecordRagged,
    /// The record has bytes that are not in the file's encoding.
    RecordUndecodable,
    /// The record is larger than any product.
    RecordTooLong,
    /// The markup of the record is damaged.
    RecordMalformed,
    /// Something in the record was not as it should be, and surely meant so.
    RecordRepaired,
    /// A column that the preset does not know; it is not sent.
    ColumnUnknown,
    /// Something in the file was worked around while reading.
    SourceNote,
    /// The export lost so many rows that it is not believed about what is gone.
    GuardRows,
    /// Nearly all items are new, and nearly all live ones are gone.
    GuardIds,
    /// Too many live items change their currency.
    GuardCurrency,
    /// The prices of too many live items move by a lot.
    GuardPrices,
    /// Nearly everything would go out of stock.
    GuardStock,
    /// Meta accepted an item with a remark.
    MetaWarning,
    /// Meta does not know a field that we sent.
    MetaFieldUnknown,
}

impl Rule {
    /// The stable id, for instance `price-missing`.
    pub fn id(self) -> String {
        match self {
            Self::Missing(field) => format!("{}-missing", field.name()),
            Self::Invalid(field) => format!("{}-invalid", field.name()),
            Self::Garbled(field) => format!("{}-garbled", field.name()),
            Self::Repaired(field) => format!("{}-repaired", field.name()),
            Self::Truncated(field) => format!("{}-truncated", field.name()),
            Self::Uppercase(field) => format!("{}-uppercase", field.name()),
            Self::TooMany(field) => format!("{}-too-many", field.name()),
            Self::IdDuplicate => "id-duplicate".to_owned(),
            Self::IdRepeated => "id-repeated".to_owned(),
            Self::IdCase => "id-case".to_owned(),
            Self::CurrencyMissing => "currency-missing".to_owned(),
            Self::Relative(field) => format!("{}-relative", field.name()),
            Self::CurrencyMismatch => "currency-mismatch".to_owned(),
            Self::PriceAmbiguous => "price-ambiguous".to_owned(),
            Self::PriceDecimal => "price-decimal".to_owned(),
            Self::SalePriceNotLower => "sale_price-not-lower".to_owned(),
            Self::SaleWindowAlone => "sale_price_effective_date-alone".to_owned(),
            Self::TimezoneMissing => "timezone-missing".to_owned(),
            Self::AvailabilityContradiction => "availability-contradiction".to_owned(),
            Self::LinkInsecure => "link-insecure".to_owned(),
            Self::LinkFacebook => "link-facebook".to_owned(),
            Self::TemplateSample => "template-sample".to_owned(),
            Self::FilterFailed => "filter-failed".to_owned(),
            Self::ProductTorn => "product-torn".to_owned(),
            Self::ParentMissing => "parent-missing".to_owned(),
            Self::ParentEmpty => "parent-empty".to_owned(),
            Self::PictureDropped => "picture-dropped".to_owned(),
            Self::RecordRagged => "record-ragged".to_owned(),
            Self::RecordUndecodable => "record-undecodable".to_owned(),
            Self::RecordTooLong => "record-too-long".to_owned(),
            Self::RecordMalformed => "record-malformed".to_owned(),
            Self::RecordRepaired => "record-repaired".to_owned(),
            Self::ColumnUnknown => "column-unknown".to_owned(),
            Self::SourceNote => "source-note".to_owned(),
            Self::GuardRows => "guard-rows".to_owned(),
            Self::GuardIds => "guard-ids".to_owned(),
            Self::GuardCurrency => "guard-currency".to_owned(),
            Self::GuardPrices => "guard-prices".to_owned(),
            Self::GuardStock => "guard-stock".to_owned(),
            Self::MetaWarning => "meta-warning".to_owned(),
            Self::MetaFieldUnknown => "meta-field-unknown".to_owned(),
        }
    }

    /// How bad a breach is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::Invalid(field) => match (field, field.need()) {
                // What may not be published is not guessed at (`peers.md` 3.15).
                (Field::Status | Field::Visibility, _)
                | (_, Need::Required | Need::RequiredPicture) => Severity::Error,
                (_, Need::Optional) => Severity::Warning,
            },
            Self::Relative(Field::Link | Field::ImageLink)
            | Self::Missing(_)
            | Self::Garbled(_)
            | Self::IdDuplicate
            | Self::CurrencyMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::TimezoneMissing
            | Self::RecordRagged
            | Self::RecordUndecodable
            | Self::FilterFailed
            | Self::ProductTorn
            | Self::RecordTooLong
            | Self::RecordMalformed
            | Self::GuardRows
            | Self::GuardIds
            | Self::GuardCurrency
            | Self::GuardPrices
            | Self::GuardStock => Severity::Error,
            Self::Relative(_)
            | Self::Repaired(_)
            | Self::Truncated(_)
            | Self::Uppercase(_)
            | Self::TooMany(_)
            | Self::IdRepeated
            | Self::IdCase
            | Self::PriceDecimal
            | Self::SalePriceNotLower
            | Self::SaleWindowAlone
            | Self::AvailabilityContradiction
            | Self::LinkInsecure
            | Self::LinkFacebook
            | Self::TemplateSample
            | Self::ParentMissing
            | Self::ParentEmpty
            | Self::PictureDropped
            | Self::RecordRepaired
            | Self::ColumnUnknown
            | Self::SourceNote
            | Self::MetaWarning
            | Self::MetaFieldUnknown => Severity::Warning,
        }
    }

    /// The field that the rule is about.
    pub const fn field(self) -> Option<Field> {
        match self {
            Self::Missing(field)
            | Self::Invalid(field)
            | Self::Garbled(field)
            | Self::Repaired(field)
            | Self::Truncated(field)
            | Self::Uppercase(field)
            | Self::Relative(field)
            | Self::TooMany(field) => Some(field),
            Self::IdDuplicate | Self::IdRepeated | Self::IdCase | Self::GuardIds => Some(Field::Id),
            Self::CurrencyMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::PriceDecimal
            | Self::GuardCurrency
            | Self::GuardPrices => Some(Field::Price),
            Self::SalePriceNotLower => Some(Field::SalePrice),
            Self::SaleWindowAlone | Self::TimezoneMissing => Some(Field::SalePriceEffectiveDate),
            Self::AvailabilityContradiction | Self::GuardStock => Some(Field::Availability),
            Self::LinkInsecure | Self::LinkFacebook => Some(Field::Link),
            Self::PictureDropped => Some(Field::ImageLink),
            Self::TemplateSample
            | Self::FilterFailed
            | Self::ProductTorn
            | Self::ParentMissing
            | Self::ParentEmpty
            | Self::RecordRagged
            | Self::RecordUndecodable
            | Self::RecordTooLong
            | Self::RecordMalformed
            | Self::RecordRepaired
            | Self::ColumnUnknown
            | Self::SourceNote
            | Self::GuardRows
            | Self::MetaWarning
            | Self::MetaFieldUnknown => None,
        }
    }

    /// What to do about a breach, where the finding knows nothing better.
    pub fn remedy(self) -> String {
        let text = match self {
            Self::Missing(field) => return missing_remedy(field),
            Self::Invalid(_) => match self.severity() {
                Severity::Error => "correct the value in the shop",
                Severity::Warning => {
                    "correct the value in the shop; until then the field is left out"
                }
            },
            Self::Garbled(_) => {
                "the text was encoded twice on its way; save the export as UTF-8 once, or correct the text in the shop"
            }
            Self::Repaired(_) => "nothing has to be done; the text is better corrected in the shop",
            Self::Truncated(_) => "shorten the text in the shop if the cut is in a bad place",
            Self::Uppercase(_) => "write the text in normal case; Meta may refuse capitals",
            Self::TooMany(_) => "nothing has to be done; the surplus is left out",
            Self::IdDuplicate => "give each variant an id of its own, or remove the extra rows",
            Self::IdRepeated => "nothing has to be done; the surplus rows are ignored",
            Self::IdCase => "check that these are really two products",
            Self::CurrencyMissing => {
                "set `shop.currency` (flag `--currency`), for instance to \"EUR\", or export prices with their currency"
            }
            Self::Relative(Field::Link | Field::MobileLink | Field::CheckoutUrl) => {
                "set `shop.url` (flag `--shop-url`), or export whole addresses"
            }
            Self::Relative(_) => {
                "set `shop.image_url` (flag `--image-url`), or export whole addresses"
            }
            Self::CurrencyMismatch => {
                "send this currency to a catalog of its own, or correct `shop.currency`"
            }
            Self::PriceAmbiguous => {
                "set `decimal` of this source to \".\" or \",\" (flag `--decimal`)"
            }
            Self::PriceDecimal => {
                "nothing has to be done if the amount is right; Meta's template wants a decimal point"
            }
            Self::SalePriceNotLower => "nothing has to be done; the item goes out without a sale",
            Self::SaleWindowAlone => "nothing has to be done; the window is left out",
            Self::TimezoneMissing => {
                "set `shop.timezone`, for instance to \"Europe/Berlin\", or write the dates with an offset"
            }
            Self::AvailabilityContradiction => "correct the stock in the shop",
            Self::LinkInsecure => "serve the shop with https and export https links",
            Self::LinkFacebook => "link to the product's page in the shop",
            Self::TemplateSample => "remove the sample rows of the template from the export",
            Self::FilterFailed => {
                "correct the cell in the shop, or let `filter.include` say what is meant by it"
            }
            Self::ProductTorn => {
                "let the shop write all rows of a product into one file, or join the files into one"
            }
            Self::ParentMissing => {
                "export all products, not a selection; until then the variant goes out with its own data only"
            }
            Self::ParentEmpty => {
                "nothing has to be done if the product has no variants yet; else export all products"
            }
            Self::PictureDropped => "replace the picture in the shop",
            Self::RecordRagged => "quote cells that contain the delimiter",
            Self::RecordUndecodable => {
                "save the export in one encoding, or name the right one with `--encoding`"
            }
            Self::RecordTooLong => "look at this line: a quotation mark is probably missing",
            Self::RecordMalformed => {
                "write texts with markup as CDATA, or escape them, in the template of the feed"
            }
            Self::RecordRepaired => {
                "nothing has to be done if the items are right; the export is better corrected"
            }
            Self::ColumnUnknown => "nothing has to be done; the column is not sent",
            Self::SourceNote => "nothing has to be done if the items are right",
            Self::GuardRows => {
                "let the shop write a whole export; if these items really are gone, let them go with `--allow-removals`"
            }
            Self::GuardIds => {
                "correct the column of the id; if the shop numbers its items anew, let the new ones go with `--approve`"
            }
            Self::GuardCurrency => {
                "correct the currency of the export or `shop.currency`; if it is meant, let the items go with `--approve`"
            }
            Self::GuardPrices => {
                "look at the prices of these items in the export; if they are right, let them go with `--approve`"
            }
            Self::GuardStock => {
                "look at the stock of these items in the export; if they are sold out, let them go with `--approve`"
            }
            Self::MetaWarning => "see Meta's words",
            Self::MetaFieldUnknown => "nothing has to be done; Meta ignored the field",
        };
        text.to_owned()
    }
}

/// A missing field is filled in the shop, or by a setting where there is one.
fn missing_remedy(field: Field) -> String {
    let setting = match field {
        Field::Brand => Some(("brand", "--brand")),
        Field::Condition => Some(("condition", "--condition")),
        Field::Availability => Some(("availability", "--availability")),
        _ => None,
    };
    match setting {
        Some((key, flag)) => format!(
            "fill in the {key} in the shop, or set `shop.{key}` (flag `{flag}`) for all items without one"
        ),
        None => format!("fill in the {} in the shop", field.name()),
    }
}
