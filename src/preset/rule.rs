//! The rules of a preset: what feeds a field, what is left out, how links are built.

use serde::Deserialize;

use super::flag::yes_no;
use crate::catalog::Field;

/// What a column can feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A field of the catalog.
    Field(Field),
    /// Something that a field is made of.
    Input(Input),
}

impl Target {
    /// How many targets there are.
    pub const COUNT: usize = Field::ALL.len() + Input::ALL.len();

    /// The target of a field's name.
    pub fn field(name: &str) -> Option<Self> {
        Field::find(name).map(Self::Field)
    }

    /// A number below [`Target::COUNT`].
    pub const fn index(self) -> usize {
        match self {
            Self::Field(field) => field.index(),
            Self::Input(input) => Field::ALL.len() + input as usize,
        }
    }
}

impl From<Field> for Target {
    fn from(field: Field) -> Self {
        Self::Field(field)
    }
}

impl From<Input> for Target {
    fn from(input: Input) -> Self {
        Self::Input(input)
    }
}

macro_rules! inputs {
    ($($variant:ident $name:literal $about:literal;)*) => {
        /// What exports have and catalogs do not: parts of which fields are made.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Input {
            $(#[doc = $about] $variant,)*
        }

        impl Input {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The input of a name.
            pub fn find(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

inputs! {
    OldPrice "old_price" "What the item cost before: the price, when it is above the price asked now.";
    SaleStart "sale_start" "When a sale begins.";
    SaleEnd "sale_end" "When a sale ends.";
    Tracked "tracked" "Whether, or by whom, pieces are counted; empty means that they are not.";
    Backorder "backorder" "Whether the shop sells what it does not have.";
    ParentStock "parent_stock" "Pieces of the parent, for variants that draw on them.";
    OptionName "option_name" "The name of an option; its number tells which.";
    OptionValue "option_value" "The value of the option of the same number.";
    ParentKey "parent_key" "What names the parent.";
    Counted "counted" "Whether pieces are counted, as a yes or no; an empty cell says nothing.";
    CountedElsewhere "counted_elsewhere" "A yes means that the shop's settings say whether pieces are counted, and not `counted`.";
    BackorderElsewhere "backorder_elsewhere" "A yes means that the shop's settings say what `backorder` would.";
    PreOrder "preorder" "Whether the shop takes orders for what is not there yet: then it is available for order.";
    OnlyStock "only_stock" "Whether the shop sells only what it has: the reverse of `backorder`.";
    TaxRate "tax_rate" "The tax of the item in percent.";
    TaxClass "tax_class" "The shop's word for the tax of the item.";
    Surcharge "surcharge" "What a variant costs more than its product.";
    SurchargeMode "surcharge_mode" "What `surcharge` is beside a price of the same record: `more` than it, or the `whole` price.";
    Discount "discount" "What the item costs less than its price.";
    DiscountMode "discount_mode" "Whether `discount` is an amount or in percent.";
    DiscountPercent "discount_percent" "What the item costs less than its price, in percent.";
    OnSale "on_sale" "Whether the sale price counts; an empty cell means that it does.";
    PriceQuantity "price_quantity" "How many pieces the price is for.";
    UnitAmount "unit_amount" "How much is in the item.";
    UnitMeasure "unit_measure" "The unit of that.";
    BaseAmount "base_amount" "How much the unit price is for.";
    BaseMeasure "base_measure" "The unit of that.";
    Currency "currency" "The currency of the amounts in the row that name none themselves.";
}

/// A record is not published for what stands in this column, be it in the
/// item's own cell or in its parent's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "conditions that are independent of each other"
)]
pub struct Skip {
    /// The column.
    pub column: String,
    /// The words for which it is not, in lower case; `*` for any, `@no` and `@yes` for
    /// those that mean no and yes.
    #[serde(default)]
    pub is: Vec<String>,
    /// The words for which it is, in lower case. With `is` beside it, any other
    /// word holds the item back; without, any other word is not published.
    #[serde(default)]
    pub unless: Vec<String>,
    /// Whether the cell may hold several words with commas between them.
    #[serde(default)]
    pub list: bool,
    /// Whether the item's own cell counts only when it has no parent.
    #[serde(default)]
    pub alone: bool,
    /// Whether the column says that an item has a page of its own. One that has is
    /// published whatever its parent's cells say; one that has none is sold on its
    /// parent's page, and without a parent it is not published.
    #[serde(default)]
    pub page: bool,
    /// Whether the words count only for an item of which there are no pieces, or that
    /// is sold out.
    #[serde(default)]
    pub sold_out: bool,
    /// Whether a record is not published for which the column says nothing, in a file
    /// that has it.
    #[serde(default)]
    pub empty: bool,
    /// It keeps out a record without a parent, and only where this column is empty.
    pub without: Option<String>,
    /// The column says from when on a record is shown, and this is a day that has passed, as
    /// in `2026-11-22`: what began before it has begun, and of a later day nobody knows, for
    /// the clock is not asked (`contract.md` 7).
    pub begun: Option<String>,
    /// The same for the column that says until when: what ended before this day is not
    /// published.
    pub ended: Option<String>,
    /// What to say where the word is in neither list.
    pub why: Option<String>,
}

/// What a publish rule says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// It is published, as far as this cell tells.
    Yes,
    /// It is not.
    No,
    /// The word is in neither list.
    Unknown,
}

impl Skip {
    /// Whether more than its cell must be looked at.
    pub fn looks_further(&self) -> bool {
        self.empty || self.without.is_some()
    }

    /// What the rule says of a cell that is not empty.
    pub fn judge(&self, cell: &str) -> Published {
        if let Some(past) = &self.begun {
            return match day(cell) {
                Some(day) if day < past.as_str() => Published::Yes,
                Some(_) | None => Published::Unknown,
            };
        }
        if let Some(past) = &self.ended {
            return match day(cell) {
                Some(day) if day < past.as_str() => Published::No,
                Some(_) => Published::Yes,
                None => Published::Unknown,
            };
        }
        let has = |words: &[String], text: &str| {
            let same = |word: &String| {
                let foreign = || !text.is_ascii() && *word == text.to_lowercase();
                match word.as_str() {
                    "*" => true,
                    "@yes" => yes_no(&text.to_lowercase()) == Some(true),
                    "@no" => yes_no(&text.to_lowercase()) == Some(false),
                    word => word.eq_ignore_ascii_case(text) || foreign(),
                }
            };
            words.iter().any(same)
        };
        let any = |words: &[String]| {
            if self.list {
                cell.split(',').any(|word| has(words, word.trim()))
            } else {
                has(words, cell)
            }
        };
        if any(&self.is) {
            Published::No
        } else if self.unless.is_empty() || any(&self.unless) {
            Published::Yes
        } else if self.is.is_empty() {
            Published::No
        } else {
            Published::Unknown
        }
    }
}

/// The day of a date in the way of ISO 8601, which can be compared as a text.
fn day(cell: &str) -> Option<&str> {
    let (day, time) = cell.split_at_checked(10)?;
    let parts = day.bytes().enumerate().all(|(at, b)| match at {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    (parts && (time.is_empty() || time.starts_with(['T', ' ']))).then_some(day)
}

/// How an export marks and masks characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "five ways of marking that are independent of each other"
)]
pub struct Marks {
    /// `'0123`: an apostrophe keeps spreadsheets from reading a number or formula.
    pub apostrophe: bool,
    /// `\n` as two characters is a line break, `\,` a comma that parts nothing.
    pub backslash: bool,
    /// `[TAB:Details]` begins another part of the text.
    pub tabs: bool,
    /// `[{ … }]` is a command of the shop's templates, not text.
    pub smarty: bool,
    /// `[gallery ids="1,2"]` is a command to the shop's page, not text.
    pub shortcodes: bool,
}

/// A file of this format that cannot be read as a list of products.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refuse {
    /// The path of its records.
    pub records: String,
    /// Why, and what to do.
    pub why: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_publish_rule_tells_drafts_from_words_that_nobody_knows() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let status = Skip {
            column: "status".into(),
            is: words(&["draft", "archived"]),
            unless: words(&["active"]),
            ..Skip::default()
        };
        let kind = Skip {
            column: "type".into(),
            is: words(&["grouped", "virtual"]),
            list: true,
            ..Skip::default()
        };
        let published = Skip {
            column: "published".into(),
            unless: words(&["1", "wahr", "veröffentlicht"]),
            ..Skip::default()
        };
        let any = Skip {
            column: "override".into(),
            is: words(&["*"]),
            ..Skip::default()
        };
        let from = Skip {
            column: "from".into(),
            begun: Some("2026-11-22".into()),
            ..Skip::default()
        };
        let to = Skip {
            column: "to".into(),
            ended: Some("2026-11-22".into()),
            ..Skip::default()
        };
        #[rustfmt::skip]
        let cases = [
            (&status, "Active", Published::Yes),
            (&status, "DRAFT", Published::No),
            (&status, "unlisted", Published::Unknown),
            (&kind, "simple, downloadable, virtual", Published::No),
            (&kind, "simple", Published::Yes),
            (&published, "-1", Published::No),
            (&published, "VERÖFFENTLICHT", Published::Yes),
            (&any, "de_DE", Published::No),
            (&from, "2015-01-23T01:23:45.000Z", Published::Yes),
            (&from, "2026-11-22", Published::Unknown),
            (&from, "23.01.2015", Published::Unknown),
            (&from, "2015-01-231", Published::Unknown),
            (&to, "2025-01-23T01:23:45", Published::No),
            (&to, "2026-11-22 00:00:00", Published::Yes),
            (&to, "soon", Published::Unknown),
        ];
        for (skip, cell, expected) in cases {
            assert_eq!(skip.judge(cell), expected, "{}: {cell}", skip.column);
        }
    }
}
