//! A column as a source of a field or an input: what a preset says of it.

use serde::Deserialize;

/// A column as a source of something.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "FeedText")]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts on a column that are independent of each other"
)]
pub struct Feed {
    /// The preset's name of the column; `@option` for the values of options,
    /// `@id` for the column that holds the ids of this file.
    pub column: String,
    /// Whether only the parent's cell is meant, never the item's own.
    pub of_parent: bool,
    /// The unit of bare numbers; `*` for the one in the column's name.
    pub unit: Option<String>,
    /// A cell with this sign holds several values and is not used.
    pub single: Option<char>,
    /// What stands between several values, of which one is taken.
    pub list: Option<char>,
    /// The decimal sign of its amounts, where they are written in another way
    /// than those of other columns.
    pub decimal: Option<char>,
    /// Whether it overrides the shop's own columns, so that what is missing is
    /// to be filled in there and not here.
    pub overrides: bool,
    /// What the text in place of `*` in the column's name is, where the file has
    /// one column for each.
    pub by: Option<By>,
    /// Which cells count, where a column holds numbers and words.
    pub only: Option<Only>,
    /// Whether its amounts contain the tax, where the format says so.
    pub tax: Option<Tax>,
    /// Whether the text in place of `*` in the column's name is the name of the option
    /// whose value it holds.
    pub named: bool,
    /// What to say where a record has several such amounts that differ: none is right.
    pub sole: Option<String>,
    /// The columns, numbered as this one, that tell which of several pictures is the
    /// main one, and their order.
    pub main: Option<String>,
    /// See `main`.
    pub order: Option<String>,
    /// Which entries of a list of pictures are meant; without it all of them are.
    pub pick: Option<Pick>,
    /// A column that lists pictures which are not to be shown.
    pub except: Option<String>,
    /// Columns with the same amounts in other currencies: where one of them has content, a
    /// cell of this one is in none that is known.
    pub spare: Vec<String>,
    /// Whether the day of an end is part of the span, where the format says so.
    pub end_day: Option<EndDay>,
    /// Whether the numbers of all columns of this name are added up.
    pub sum: bool,
    /// Whether an amount counts only beside a price of the same record, be it the
    /// item's own or its parent's.
    pub paired: bool,
}

/// Entries of a list that another column of the item chooses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pick {
    /// That column: it holds the numbers of entries, from 1.
    pub by: String,
    /// Where it is a list of the same length: the words for entries that are meant.
    #[serde(default)]
    pub is: Vec<String>,
}

/// By what one of several columns is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The currency of its amounts; another one than the shop's is not read.
    Currency,
    /// The language of its text: that of the shop, or else any.
    Language,
    /// The group of customers that pays it: `source.view`, or else the one that
    /// the preset lists first.
    View,
    /// The language and the view of the shop, or one of them: `de_DE-print`. A column
    /// for another view than `source.view` is not read.
    LanguageAndView,
    /// The view of the shop and the currency, or the currency alone: `print-EUR`.
    CurrencyAndView,
}

/// Which cells of a column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Only {
    /// Those that are numbers.
    Numbers,
    /// Those that are none.
    Words,
}

impl Only {
    /// Whether a cell counts.
    pub fn admits(self, cell: &str) -> bool {
        let mut signs = cell
            .bytes()
            .filter(|b| !matches!(b, b'-' | b'+' | b'.' | b',' | b' '));
        let number = cell.bytes().any(|b| b.is_ascii_digit()) && signs.all(|b| b.is_ascii_digit());
        number == (self == Self::Numbers)
    }
}

/// What the end of a span means that names a day and no time of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndDay {
    /// The end of that day, even where midnight stands beside it: some write that for
    /// all days.
    Included,
    /// Its beginning.
    Excluded,
}

/// Whether amounts contain the tax.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tax {
    /// They do not.
    Net,
    /// They do.
    Gross,
}

/// A name, or a table with more to say.
#[derive(Deserialize)]
#[serde(untagged)]
enum FeedText {
    Name(String),
    Table(Box<FeedTable>),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts on a column that are independent of each other"
)]
struct FeedTable {
    column: String,
    unit: Option<String>,
    single: Option<char>,
    list: Option<char>,
    decimal: Option<char>,
    #[serde(default)]
    overrides: bool,
    by: Option<By>,
    only: Option<Only>,
    tax: Option<Tax>,
    #[serde(default)]
    named: bool,
    sole: Option<String>,
    main: Option<String>,
    order: Option<String>,
    pick: Option<Pick>,
    except: Option<String>,
    #[serde(default)]
    spare: Vec<String>,
    end_day: Option<EndDay>,
    #[serde(default)]
    sum: bool,
    #[serde(default)]
    paired: bool,
}

impl From<FeedText> for Feed {
    fn from(text: FeedText) -> Self {
        let table = match text {
            FeedText::Name(column) => FeedTable {
                column,
                ..FeedTable::default()
            },
            FeedText::Table(table) => *table,
        };
        let of_parent = table.column.strip_prefix("parent.");
        Self {
            of_parent: of_parent.is_some(),
            column: of_parent.unwrap_or(&table.column).to_owned(),
            unit: table.unit,
            single: table.single,
            list: table.list,
            decimal: table.decimal,
            overrides: table.overrides,
            by: table.by,
            only: table.only,
            tax: table.tax,
            named: table.named,
            sole: table.sole,
            main: table.main,
            order: table.order,
            pick: table.pick,
            except: table.except,
            spare: table.spare,
            end_day: table.end_day,
            sum: table.sum,
            paired: table.paired,
        }
    }
}
