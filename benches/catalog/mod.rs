//! Invented catalogs of any size, the same on every machine.
//!
//! A product is a pure function of the seed, its number and the day, so that a
//! file of five million rows needs no memory and row 17 is the same product in
//! every format and order. Nothing here is used by the program.

mod grouped;
mod product;
mod random;
mod words;
mod write;

use std::io::{self, Write};

use grouped::PORTION;
pub(crate) use product::Fate;
use product::{Product, VARIANTS};
use random::Order as Places;

/// Which export of two days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// The first one.
    One,
    /// The next one: of every thousand products ten have another price, stock
    /// or sale, one is gone and one is new.
    Two,
}

/// In which order the products stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// By number, new ones last, as a database hands them out.
    Db,
    /// In no order.
    Shuffled,
}

/// The form of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Meta's columns, commas, line breaks within quotes.
    MetaCsv,
    /// Google's columns, tabs, no quoting.
    GoogleTsv,
    /// Google's RSS 2.0, half of the descriptions in CDATA.
    GoogleRss,
    /// Meta's columns as a German spreadsheet writes them: byte-order mark,
    /// semicolons, `1.299,00 EUR`, CRLF.
    SemicolonCsv,
    /// Shopify's admin export: variants and pictures on rows below their product.
    Shopify,
    /// WooCommerce's product export in German: parents, and variations apart from them.
    Woocommerce,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::MetaCsv,
        Self::GoogleTsv,
        Self::GoogleRss,
        Self::SemicolonCsv,
        Self::Shopify,
        Self::Woocommerce,
    ];

    /// The word on a command line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::MetaCsv => "meta-csv",
            Self::GoogleTsv => "google-tsv",
            Self::GoogleRss => "google-rss",
            Self::SemicolonCsv => "semicolon-csv",
            Self::Shopify => "shopify",
            Self::Woocommerce => "woocommerce",
        }
    }

    /// Whether variants of a product belong together in the file.
    const fn is_grouped(self) -> bool {
        matches!(self, Self::Shopify | Self::Woocommerce)
    }
}

/// A catalog that can be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Catalog {
    /// Products of the first day.
    pub(crate) rows: u64,
    /// Another seed gives other products.
    pub(crate) seed: u64,
    /// The day.
    pub(crate) day: Day,
    /// The order.
    pub(crate) order: Order,
    /// The form.
    pub(crate) format: Format,
}

/// What was written, and how it differs from the first day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Written {
    /// Products in the file.
    pub(crate) rows: u64,
    /// Products that differ from the first day.
    pub(crate) changed: u64,
    /// Products that the first day does not have.
    pub(crate) new: u64,
    /// Products that only the first day has.
    pub(crate) removed: u64,
}

impl Catalog {
    /// Writes the file.
    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<Written> {
        let mut written = Written::default();
        let mut text = Vec::new();
        write::head(self.format, &mut text);
        if self.format.is_grouped() {
            self.write_groups(&mut text, &mut written, out)?;
        } else {
            let places = Places::new(self.all(), self.seed);
            for place in 0..self.all() {
                let number = match self.order {
                    Order::Db => place,
                    Order::Shuffled => places.at(place),
                };
                if let Some(product) = self.product(number, &mut written) {
                    write::product(self.format, &product, &mut text);
                    out.write_all(&text)?;
                    text.clear();
                }
            }
        }
        write::foot(self.format, &mut text);
        out.write_all(&text)?;
        out.flush()?;
        Ok(written)
    }

    /// Products with their variants, in portions. Only whole products are shuffled.
    fn write_groups(
        &self,
        text: &mut Vec<u8>,
        written: &mut Written,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let groups = self.all().div_ceil(VARIANTS);
        let places = Places::new(groups, self.seed);
        let mut portion = Vec::with_capacity(PORTION);
        for place in 0..groups {
            let group = match self.order {
                Order::Db => place,
                Order::Shuffled => places.at(place),
            };
            let numbers = group * VARIANTS..((group + 1) * VARIANTS).min(self.all());
            let variants = numbers.filter_map(|number| self.product(number, written));
            portion.push(variants.collect());
            if portion.len() == PORTION || place + 1 == groups {
                grouped::portion(self.format, &portion, text);
                portion.clear();
                out.write_all(text)?;
                text.clear();
            }
        }
        Ok(())
    }

    /// Products of both days.
    fn all(&self) -> u64 {
        match self.day {
            Day::One => self.rows,
            Day::Two => self.rows + self.rows.div_ceil(1000),
        }
    }

    /// The product of a number, if the day has it.
    fn product(&self, number: u64, written: &mut Written) -> Option<Product> {
        let fate = match self.day {
            _ if number >= self.rows => Fate::New,
            Day::One => Fate::Same,
            Day::Two => Fate::of(self.seed, number),
        };
        match fate {
            Fate::Same => {}
            Fate::Changed => written.changed += 1,
            Fate::New => written.new += 1,
            Fate::Removed => {
                written.removed += 1;
                return None;
            }
        }
        written.rows += 1;
        Some(Product::new(self.seed, number, fate))
    }
}
