//! What to do about a breach of a rule.

use super::{Rule, Severity};
use crate::catalog::Field;

impl Rule {
    /// What to do about a breach, where the finding knows nothing better.
    #[expect(clippy::too_many_lines, reason = "a row for each rule")]
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
            Self::TaxRateMissing => {
                "set `shop.tax_rate`, for instance to 19, or `shop.tax_classes`, or export prices with tax"
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
            Self::ColumnUnknown => {
                "if it decides on price, stock or sale, name it in `[source.map]` or `filter`; else nothing has to be done"
            }
            Self::PublishUnknown => {
                "export this column, too; or say with `filter.include` which items are published, as in `\"true\"` for all of them"
            }
            Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct => {
                "nothing has to be done if these are not sold in the shop; else look at `key` and `of` of this source"
            }
            Self::ProductWithoutStock => {
                "let the file of stock name these items; until then they have no stock information, and `shop.availability` counts"
            }
            Self::ProductWithoutPrices => {
                "let the file of prices name these items; until then the price of the products counts, if they have one"
            }
            Self::PricesDuplicate => {
                "leave one row for each item, or say with `rows` of this source which ones count"
            }
            Self::SupplementDuplicate => {
                "leave one row for each item; until then the cells that differ are left out"
            }
            Self::StockWithheld => {
                "let the warehouse write the file anew; until then stock stays as it is in the catalog"
            }
            Self::LookupUnknown => "add these words to the table, or `default='…'` behind its name",
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
