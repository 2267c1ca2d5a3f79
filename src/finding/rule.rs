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
    /// The price is without tax, and no rate is configured.
    TaxRateMissing,
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
    /// The export lacks a column that says what the shop shows.
    PublishUnknown,
    /// Rows of stock for items that the products do not have.
    StockWithoutProduct,
    /// Rows of prices for items that the products do not have.
    PricesWithoutProduct,
    /// Rows of a supplement for items that the products do not have.
    SupplementWithoutProduct,
    /// Items that the file of stock says nothing of.
    ProductWithoutStock,
    /// Items that the file of prices says nothing of.
    ProductWithoutPrices,
    /// Rows of prices for one item that differ.
    PricesDuplicate,
    /// Rows of a supplement for one item that differ.
    SupplementDuplicate,
    /// The file of stock is not there, or not believed.
    StockWithheld,
    /// Words that a lookup table does not have.
    LookupUnknown,
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
            Self::TaxRateMissing => "tax-rate-missing".to_owned(),
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
            Self::PublishUnknown => "publish-unknown".to_owned(),
            Self::StockWithoutProduct => "stock-without-product".to_owned(),
            Self::PricesWithoutProduct => "prices-without-product".to_owned(),
            Self::SupplementWithoutProduct => "supplement-without-product".to_owned(),
            Self::ProductWithoutStock => "product-without-stock".to_owned(),
            Self::ProductWithoutPrices => "product-without-prices".to_owned(),
            Self::PricesDuplicate => "prices-duplicate".to_owned(),
            Self::SupplementDuplicate => "supplement-duplicate".to_owned(),
            Self::StockWithheld => "stock-withheld".to_owned(),
            Self::LookupUnknown => "lookup-unknown".to_owned(),
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
            | Self::TaxRateMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::TimezoneMissing
            | Self::RecordRagged
            | Self::RecordUndecodable
            | Self::FilterFailed
            | Self::ProductTorn
            | Self::RecordTooLong
            | Self::PricesDuplicate
            | Self::StockWithheld
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
            | Self::PublishUnknown
            | Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::ProductWithoutStock
            | Self::ProductWithoutPrices
            | Self::SupplementDuplicate
            | Self::LookupUnknown
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
            | Self::TaxRateMissing
            | Self::CurrencyMismatch
            | Self::PriceAmbiguous
            | Self::PriceDecimal
            | Self::PricesDuplicate
            | Self::ProductWithoutPrices
            | Self::GuardCurrency
            | Self::GuardPrices => Some(Field::Price),
            Self::SalePriceNotLower => Some(Field::SalePrice),
            Self::SaleWindowAlone | Self::TimezoneMissing => Some(Field::SalePriceEffectiveDate),
            Self::AvailabilityContradiction
            | Self::GuardStock
            | Self::ProductWithoutStock
            | Self::StockWithheld => Some(Field::Availability),
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
            | Self::PublishUnknown
            | Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::SupplementDuplicate
            | Self::LookupUnknown
            | Self::SourceNote
            | Self::GuardRows
            | Self::MetaWarning
            | Self::MetaFieldUnknown => None,
        }
    }
}
