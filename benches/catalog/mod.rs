//! Invented catalogs of any size, the same on every machine.
//!
//! A product is a pure function of the seed, its number and the day, so that a
//! file of five million rows needs no memory and row 17 is the same product in
//! every format and order. Nothing here is used by the program.

mod product;
mod random;
mod words;
mod write;

use std::io::{self, Write};

pub(crate) use product::Fate;
use product::Product;
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
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [
        Self::MetaCsv,
        Self::GoogleTsv,
        Self::GoogleRss,
        Self::SemicolonCsv,
    ];

    /// The word on a command line.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::MetaCsv => "meta-csv",
            Self::GoogleTsv => "google-tsv",
            Self::GoogleRss => "google-rss",
            Self::SemicolonCsv => "semicolon-csv",
        }
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
        let new = match self.day {
            Day::One => 0,
            Day::Two => self.rows.div_ceil(1000),
        };
        let all = self.rows + new;
        let places = Places::new(all, self.seed);
        let mut written = Written::default();
        let mut line = Vec::new();
        write::head(self.format, &mut line);
        for place in 0..all {
            let number = match self.order {
                Order::Db => place,
                Order::Shuffled => places.at(place),
            };
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
                    continue;
                }
            }
            written.rows += 1;
            let product = Product::new(self.seed, number, fate);
            write::product(self.format, &product, &mut line);
            out.write_all(&line)?;
            line.clear();
        }
        write::foot(self.format, &mut line);
        out.write_all(&line)?;
        out.flush()?;
        Ok(written)
    }
}
