//! Why each rule is there, and on what it rests.

use super::Rule;
use crate::catalog::Field;

/// On what a rule rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// Meta demands it, or does it.
    Meta,
    /// A law demands it.
    Law,
    /// shelfsync promises it: nothing is guessed, nothing is broken.
    Promise,
}

impl Basis {
    /// The word in JSON.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Meta => "meta",
            Self::Law => "law",
            Self::Promise => "promise",
        }
    }

    /// Whose rule it is, for people.
    pub const fn whose(self) -> &'static str {
        match self {
            Self::Meta => "Meta's rules",
            Self::Law => "the law",
            Self::Promise => "what shelfsync promises: nothing is guessed, nothing is broken",
        }
    }
}

impl Rule {
    /// On what it rests, and why it is there, in full sentences.
    ///
    /// What Meta demands is from `graph-api.md` 6 and 10.
    #[expect(clippy::too_many_lines, reason = "one row a rule")]
    pub const fn reason(self) -> (Basis, &'static str) {
        match self {
            Self::Missing(Field::Brand | Field::Condition | Field::Availability) => (
                Basis::Meta,
                "Meta creates no item without it, and shelfsync does not guess: a wrong word here is a wrong offer.",
            ),
            Self::Missing(_) => (Basis::Meta, "Meta creates no item without it."),
            Self::Invalid(field) => why_invalid(field),
            Self::Garbled(_) => (
                Basis::Promise,
                "Broken characters never reach the catalog, and lost ones cannot be had back from the export.",
            ),
            Self::Repaired(_) => (
                Basis::Promise,
                "The text was UTF-8 twice over, which can be undone without a doubt. The remark tells that something on its way is set up wrongly.",
            ),
            Self::Truncated(_) => (
                Basis::Meta,
                "Meta refuses or cuts longer texts. shelfsync cuts at the end of a word, never inside of a character.",
            ),
            Self::Uppercase(_) => (
                Basis::Meta,
                "Meta marks titles and descriptions in capitals, and may refuse them.",
            ),
            Self::Relative(_) => (
                Basis::Meta,
                "Meta fetches pages and pictures by their whole address. `/p/cup` names none.",
            ),
            Self::TooMany(_) => (
                Basis::Meta,
                "Meta refuses an item with more. The first ones are sent, the surplus is left out.",
            ),
            Self::IdDuplicate => (
                Basis::Meta,
                "An id is one item. Meta ignores all rows of an id that occurs twice, and which of them is meant is not guessed.",
            ),
            Self::IdRepeated => (
                Basis::Promise,
                "Rows that say the same can be counted as one. The surplus counts as filtered, so that the books balance.",
            ),
            Self::IdCase => (
                Basis::Meta,
                "To Meta `TEA-1` and `tea-1` are two items, and the pixel must send exactly one of these ids. Mostly one of them is a slip.",
            ),
            Self::CurrencyMissing => (
                Basis::Promise,
                "A currency is never guessed: 10 is not the same in EUR and in USD.",
            ),
            Self::TaxRateMissing => (
                Basis::Promise,
                "Customers see prices with tax, and the rate is never guessed: 19 % and 7 % are both usual.",
            ),
            Self::CurrencyMismatch => (Basis::Meta, "Meta expects one currency in a catalog."),
            Self::PriceAmbiguous => (
                Basis::Promise,
                "A price off by a factor of a thousand is not risked. One price of the column that is clear, such as `1.299,95`, settles all of them.",
            ),
            Self::PriceDecimal => (
                Basis::Meta,
                "Meta's template and Google's feeds write amounts with a decimal point.",
            ),
            Self::SalePriceNotLower => (
                Basis::Meta,
                "Meta demands that a sale price is lower than the price.",
            ),
            Self::SaleWindowAlone => (
                Basis::Meta,
                "The dates say when a sale price holds. Without one they say nothing.",
            ),
            Self::TimezoneMissing => (
                Basis::Meta,
                "Meta wants dates with their offset. Midnight in Berlin is not midnight in Lisbon, and a sale that starts early is a wrong price.",
            ),
            Self::AvailabilityContradiction => (
                Basis::Meta,
                "Meta marks items that are in stock with no pieces. docs/availability.md tells what is sent for each combination.",
            ),
            Self::LinkInsecure => (
                Basis::Promise,
                "Meta takes http links, and browsers warn of them. The link goes out as it is.",
            ),
            Self::LinkFacebook => (Basis::Meta, "Meta demands a link to the shop's own domain."),
            Self::TemplateSample => (
                Basis::Promise,
                "The sample products of Meta's template are not yours, and are not sent.",
            ),
            Self::FilterFailed => (
                Basis::Promise,
                "Whether the item may be published is not guessed at. One item without an answer does not stop the others.",
            ),
            Self::ProductTorn => (
                Basis::Promise,
                "Only the first row of a product is complete, and its pictures stand on all of them. Half a product would lose text, pictures and siblings.",
            ),
            Self::ParentMissing => (
                Basis::Promise,
                "Variants take name, text, brand and pictures from their parent. An export of a selection has left it out.",
            ),
            Self::ParentEmpty => (
                Basis::Promise,
                "The parent of variants is no item by itself, so nothing of this product reaches the catalog.",
            ),
            Self::PictureDropped => (
                Basis::Meta,
                "Meta fetches pictures by http and https. The other pictures of the item are sent.",
            ),
            Self::RecordRagged => (
                Basis::Promise,
                "Cells that slid into other columns would put a description where the price belongs.",
            ),
            Self::RecordUndecodable => (
                Basis::Promise,
                "Bytes that are no text in the file's encoding are never replaced by signs of doubt.",
            ),
            Self::RecordTooLong => (
                Basis::Promise,
                "A row without an end is a file that is damaged at this line; what follows may be part of it.",
            ),
            Self::RecordMalformed => (
                Basis::Promise,
                "A text whose end cannot be told may have others in it. The records around it are read.",
            ),
            Self::RecordRepaired => (
                Basis::Promise,
                "A slip whose meaning is certain costs no item. Whoever wrote the file should hear of it.",
            ),
            Self::ColumnUnknown => (
                Basis::Promise,
                "Only what is understood is sent. A column with a typing error in its name shows up here.",
            ),
            Self::PublishUnknown => (
                Basis::Promise,
                "Exports have drafts and hidden products in them, and only this column tells them from the others. It may have been left out, or have a name that the preset does not know.",
            ),
            Self::StockWithoutProduct
            | Self::PricesWithoutProduct
            | Self::SupplementWithoutProduct
            | Self::ProductWithoutStock
            | Self::ProductWithoutPrices => (
                Basis::Promise,
                "Files that belong together are joined by a key. What has no partner may be a key that is written in two ways, and is not passed over in silence.",
            ),
            Self::PricesDuplicate | Self::SupplementDuplicate => (
                Basis::Promise,
                "The order of rows says nothing, so of two that differ none is right.",
            ),
            Self::StockWithheld => (
                Basis::Promise,
                "A warehouse that did not answer has not sold out the shop. What is known of the stock stays until the file is back.",
            ),
            Self::LookupUnknown => (
                Basis::Promise,
                "A word that the table does not know makes an empty value, and somebody may miss it.",
            ),
            Self::SourceNote => (
                Basis::Promise,
                "What the file has is taken where that is certain, and never in silence.",
            ),
            Self::GuardRows => (
                Basis::Promise,
                "An export that was cut short, that lacks a file, or that was made of a selection, looks like a shop that gave up most of its goods. What it has goes out, what it lacks stays.",
            ),
            Self::GuardIds => (
                Basis::Promise,
                "Items under other ids are other items to Meta: reviews, statistics and the pixel's matches stay with the old ones. This is done on purpose or not at all.",
            ),
            Self::GuardCurrency => (
                Basis::Promise,
                "A shop does not change its currency over night. An export in the wrong one offers everything at a wrong price.",
            ),
            Self::GuardPrices => (
                Basis::Promise,
                "A decimal sign that was lost makes everything a hundred times cheaper, and somebody will order. A sale price may take off what it likes, up to `guard.sale_off`.",
            ),
            Self::GuardStock => (
                Basis::Promise,
                "A stock that was not exported looks like a shop that is sold out, and takes all of it off the market.",
            ),
            Self::MetaWarning => (Basis::Meta, "Meta's own words are shown as they came."),
            Self::MetaFieldUnknown => (
                Basis::Meta,
                "Meta ignores fields that it does not know; the item itself was taken.",
            ),
        }
    }
}

/// Why a value that is not understood does not go out.
const fn why_invalid(field: Field) -> (Basis, &'static str) {
    match field {
        Field::Status | Field::Visibility => (
            Basis::Promise,
            "What may not be published is not guessed at: a draft must not go live because of an unknown word.",
        ),
        Field::UnitPrice => (
            Basis::Law,
            "In Germany goods sold by weight, volume or length need a unit price (Grundpreis, PAngV § 4). \
             A wrong one is worse than none, so what is not understood is left out.",
        ),
        Field::Condition | Field::Availability => (
            Basis::Promise,
            "An unknown word of the shop is never taken for another: `Mängelexemplar` must not become `new`.",
        ),
        Field::Gtin => (
            Basis::Meta,
            "Meta matches products by this number. One whose check digit is wrong belongs to another product or to none.",
        ),
        Field::Price | Field::SalePrice => (
            Basis::Meta,
            "Meta takes amounts above zero with a currency. An amount that is not understood is no amount to ask for.",
        ),
        Field::Link => (
            Basis::Meta,
            "Meta takes http and https links only; each item needs the page where it is sold.",
        ),
        _ => (
            Basis::Meta,
            "Meta refuses the whole item for one bad value, or shows it. So what cannot be understood does not leave the shop.",
        ),
    }
}
