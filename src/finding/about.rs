//! What each rule means, and how a breach looks.

use super::Rule;
use crate::catalog::Field;

impl Rule {
    /// When it is broken, as a fragment.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Missing(_) => "the export has no value, and no setting says one",
            Self::Invalid(_) => "the value cannot be understood or may not be sent",
            Self::Garbled(_) => {
                "the text was encoded twice or has lost characters, and cannot be repaired with certainty"
            }
            Self::Repaired(_) => "the text was encoded twice (`Ã¤` for `ä`) and is repaired",
            Self::Truncated(_) => {
                "the text is longer than the catalog takes, and is cut at the end of a word"
            }
            Self::Uppercase(_) => "the text is all in capitals",
            Self::Relative(_) => "the address names no host",
            Self::TooMany(_) => "there are more entries than the catalog takes",
            Self::IdDuplicate => "different rows have the same id; all of them are held back",
            Self::IdRepeated => "equal rows have the same id; they are one item",
            Self::IdCase => "two ids differ only in case",
            Self::CurrencyMissing => "the price has no currency, and none is set",
            Self::TaxRateMissing => "the price is without tax, and no rate is set",
            Self::CurrencyMismatch => "the price is in another currency than the shop's",
            Self::PriceAmbiguous => "`1.299` can be either amount, and the column does not tell",
            Self::PriceDecimal => "the amount is clear but written with the other decimal sign",
            Self::SalePriceNotLower => "the sale price is not below the price",
            Self::SaleWindowAlone => "there are sale dates and no sale price",
            Self::TimezoneMissing => "a sale date has no offset, and no time zone is set",
            Self::AvailabilityContradiction => "the item is called in stock and has no pieces",
            Self::LinkInsecure => "the link uses http",
            Self::LinkFacebook => "the link leads to Facebook",
            Self::TemplateSample => "a sample row of Meta's template was left in the export",
            Self::FilterFailed => "the filter of the configuration has no answer for the item",
            Self::ProductTorn => "the records of a product stand in several sources",
            Self::ParentMissing => "the parent of the variant is not in the export",
            Self::ParentEmpty => "the parent has no variant in the export",
            Self::PictureDropped => "one of the pictures cannot be used",
            Self::RecordRagged => "the row has more cells than the header",
            Self::RecordUndecodable => "the row has bytes that are not in the file's encoding",
            Self::RecordTooLong => "the row is larger than any product",
            Self::RecordMalformed => "the XML of the record is damaged",
            Self::RecordRepaired => {
                "something in the row was not as it should be, and was surely meant so"
            }
            Self::ColumnUnknown => {
                "a column that the preset does not know; counted once for each column"
            }
            Self::PublishUnknown => {
                "the export lacks a column that says what the shop shows; what is hidden there may be among the items"
            }
            Self::StockWithoutProduct => "rows of a file of stock belong to no product",
            Self::PricesWithoutProduct => "rows of a file of prices belong to no product",
            Self::SupplementWithoutProduct => "rows of a supplement belong to no product",
            Self::ProductWithoutStock => "items have no row in the file of stock",
            Self::ProductWithoutPrices => "items have no row in the file of prices",
            Self::PricesDuplicate => "several rows of prices are for the item, and they differ",
            Self::SupplementDuplicate => {
                "several rows of a supplement are for the item, and they differ"
            }
            Self::StockWithheld => {
                "the file of stock is missing, empty, unreadable or too old; stock stays as it is"
            }
            Self::LookupUnknown => "a table of `[lookup]` has no entry for a word",
            Self::SourceNote => "something in the file was worked around while reading",
            Self::GuardRows => {
                "the export has lost more than `guard.rows_share` of its rows, or one of its files, since the last run; removals wait"
            }
            Self::GuardIds => {
                "more than `guard.new_ids_share` of the items are new and of the live ones are gone; both wait"
            }
            Self::GuardCurrency => {
                "more than `guard.currency_share` of the live items change their currency; they wait"
            }
            Self::GuardPrices => {
                "the price of more than `guard.price_share` of the live items moves by more than `guard.price_change`; they wait"
            }
            Self::GuardStock => {
                "more than `guard.sold_out_share` of the live items that are offered would go out of stock; they wait"
            }
            Self::MetaWarning => "Meta took the item and made a remark",
            Self::MetaFieldUnknown => "Meta does not know a field that was sent",
        }
    }

    /// How a breach looks and how it would be right, where that helps.
    pub const fn example(self) -> Option<&'static str> {
        Some(match self {
            Self::Invalid(Field::Price | Field::SalePrice) => {
                "`auf Anfrage` and `0,00` are refused; `1.299,95 €`, `1,299.95`, `EUR 12` and `12,-` are understood"
            }
            Self::Invalid(Field::Condition) => {
                "`Mängelexemplar` is refused; `new`, `neu`, `refurbished`, `gebraucht` are understood"
            }
            Self::Invalid(Field::Availability) => {
                "`auf Anfrage` is refused; `in stock`, `out of stock`, `available for order` and their usual translations are understood"
            }
            Self::Invalid(Field::Gtin) => {
                "`4006381333932` is dropped, for its last digit would have to be 1; `4006381333931` is sent"
            }
            Self::Invalid(Field::SalePriceEffectiveDate) => {
                "`soon` is dropped; `2026-11-23T00:00+01:00/2026-11-30T23:59+01:00` is sent"
            }
            Self::Invalid(Field::Link) => {
                "`ftp://shop.example/cup` is refused; `https://shop.example/cup` is sent"
            }
            Self::Invalid(Field::ShippingWeight) => "`heavy` is dropped; `1,5 kg` is sent",
            Self::Invalid(Field::ExpirationDate) => "`31.02.2026` is dropped; `2026-02-28` is sent",
            Self::Relative(Field::Link) => {
                "`/p/cup` with `url = \"https://shop.example\"` below `[shop]` becomes `https://shop.example/p/cup`"
            }
            Self::Relative(_) => {
                "`/media/cup.jpg` with `image_url = \"https://shop.example\"` below `[shop]` is whole"
            }
            Self::Repaired(_) => "`GrÃ¼ner Tee` is sent as `Grüner Tee`",
            Self::Garbled(_) => "`Gr\u{FFFD}ner Tee` is not sent",
            Self::Uppercase(_) => "`SUPER SALE MUG` is reported; `LG TV` and `USB` are not",
            Self::IdCase => "`TEA-1` and `tea-1`",
            Self::CurrencyMissing => {
                "`12,50` with `currency = \"EUR\"` below `[shop]` becomes `12.50 EUR`"
            }
            Self::TaxRateMissing => {
                "`10.00` with `tax_rate = 19` below `[shop]` becomes `11.90 EUR`"
            }
            Self::PriceAmbiguous => "`1.299` is 1299 in Germany and 1.299 in Ireland",
            Self::PriceDecimal => "`12,50 EUR` in Meta's template is sent as `12.50 EUR`",
            Self::SalePriceNotLower => "price `10.00 EUR`, sale price `10.00 EUR`",
            Self::TimezoneMissing => {
                "`2026-11-23 00:00` needs `timezone = \"Europe/Berlin\"`; `2026-11-23T00:00+01:00` needs nothing"
            }
            Self::AvailabilityContradiction => "availability `in stock`, quantity `0`",
            Self::RecordRagged => {
                "`Cup, blue` is two cells in a file with commas; `\"Cup, blue\"` is one"
            }
            Self::FilterFailed => {
                "`include = \"row['Stock'] | number > 0\"` has no answer where the stock is `many`"
            }
            Self::ParentMissing => {
                "a row of type `variation` whose `Parent` is `TEE`, and no row `TEE`"
            }
            Self::RecordMalformed => "`<title>Cup` and no `</title>`",
            Self::RecordRepaired => "`\"the \"best\" cup\"` for `\"the \"\"best\"\" cup\"`",
            Self::GuardRows => "400 rows yesterday, 59 today",
            Self::GuardIds => "`SKU-1`, `SKU-2` … yesterday, `101`, `102` … today",
            Self::GuardCurrency => "`12.90 EUR` yesterday, `12.90 CHF` today",
            Self::GuardPrices => "`12.90 EUR` yesterday, `0.13 EUR` today",
            Self::LinkInsecure => "`http://shop.example/cup`",
            Self::LinkFacebook => "`https://www.facebook.com/shop/cup`",
            Self::Missing(_)
            | Self::Invalid(_)
            | Self::Truncated(_)
            | Self::TooMany(_)
            | Self::IdDuplicate
            | Self::IdRepeated
            | Self::CurrencyMismatch
            | Self::SaleWindowAlone
            | Self::TemplateSample
            | Self::ProductTorn
            | Self::ParentEmpty
            | Self::PictureDropped
            | Self::RecordUndecodable
            | Self::RecordTooLong
            | Self::ColumnUnknown
            | Self::PublishUnknown
            | Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::ProductWithoutStock
            | Self::ProductWithoutPrices
            | Self::PricesDuplicate
            | Self::SupplementDuplicate
            | Self::StockWithheld
            | Self::LookupUnknown
            | Self::SourceNote
            | Self::GuardStock
            | Self::MetaWarning
            | Self::MetaFieldUnknown => return None,
        })
    }
}
