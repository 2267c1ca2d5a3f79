//! What must be known of all records before the first item can be put together.

use super::book::{Book, Survey};
use super::feeder::Feeder;
use super::items::Items;
use super::overlay::Overlays;
use super::reshape::Tables;
use super::scattered::{Scattered, Torn};
use crate::preset::{Layout, Preset};
use crate::source::{Columns, Record, Source, SourceError};

/// Why items cannot be put together.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// The export cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The temporary file cannot be used.
    #[error(transparent)]
    Store(#[from] std::io::Error),
    /// No product has so many records.
    #[error(
        "line {line}: `{product}` has more than {most} records, which no product has; look at the column that tells products apart"
    )]
    Product {
        /// What tells the product apart.
        product: String,
        /// The line of the first that is too many.
        line: u64,
        /// How many there may be.
        most: usize,
    },
    /// Somebody asked the run to stop.
    #[error("interrupted while reading")]
    Interrupted,
}

/// What the shop has chosen, where a file has several things to choose from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Market<'s> {
    /// Its language, as in `de` or `de-AT`.
    pub language: Option<&'s str>,
    /// The view of it that is read, where one is set.
    pub view: Option<&'s str>,
    /// The code of its currency.
    pub currency: Option<&'s str>,
    /// The code of the country that it sells in.
    pub country: Option<&'s str>,
}

/// After so many records somebody is asked whether to stop.
pub(crate) const ASK_EVERY: u64 = 10_000;

/// Of a source that nothing was gathered of.
static NO_TABLES: std::sync::LazyLock<Tables> = std::sync::LazyLock::new(Tables::default);

/// What was learned of the sources of a run in a first pass.
#[derive(Debug, Default)]
pub struct Prepared {
    books: Vec<Book>,
    /// By source: what its records need of the rest of it.
    tables: Vec<Tables>,
    /// By source: the rows that change others.
    overlays: Vec<Option<Overlays>>,
    scattered: Vec<Option<Scattered>>,
    torn: Torn,
}

/// Parents without variants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lone {
    /// How many there are.
    pub count: u64,
    /// The lines of the first.
    pub lines: Vec<u64>,
}

impl Prepared {
    /// Whether this source must be read to its end before its first item.
    pub fn needs_pass(preset: &Preset) -> bool {
        match preset.layout {
            Layout::Flat | Layout::Nested(_) => false,
            Layout::Continuation(_) | Layout::Parents(_) => true,
        }
    }

    /// Reads what the records of the next source need of the rest of it. All
    /// sources are seen, in order, before the first is passed over. `shop` is what
    /// it has chosen.
    ///
    /// # Errors
    ///
    /// As [`Prepared::pass`].
    pub fn gather(
        &mut self,
        source: &Source,
        preset: &'static Preset,
        shop: Market<'_>,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), LayoutError> {
        let tables = Tables::gather(source, preset, shop, stopped)?;
        self.tables.push(tables);
        Ok(())
    }

    /// The views of the shop that rows of the source name that was scouted last, where
    /// one was wanted.
    pub fn views(&self) -> impl Iterator<Item = &str> {
        let last = self.overlays.last().and_then(Option::as_ref);
        last.into_iter().flat_map(Overlays::views)
    }

    /// Looks for what the first pass itself must know: rows that change others, and
    /// which records others name as their parents. All sources are scouted, in
    /// order, before the first is passed over. `view` is the view of the shop
    /// that is wanted.
    ///
    /// # Errors
    ///
    /// As [`Prepared::pass`].
    pub fn scout(
        &mut self,
        source: &Source,
        preset: &'static Preset,
        view: Option<&str>,
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), LayoutError> {
        let mut overlays = Overlays::new(preset, view);
        let names = matches!(&preset.layout, Layout::Parents(rows) if rows.kind.is_none());
        let lays = overlays.as_ref().is_some_and(Overlays::needs_pass);
        if lays || names {
            let mut survey = names.then(|| Survey::new(preset, self.overlays.len()));
            let mut records = 0_u64;
            // Who names whom may stand in a packed cell.
            let mut reader = Feeder::new(source.read()?, preset, &NO_TABLES, None);
            let mut plain = lays.then(|| source.read()).transpose()?;
            let mut record = Record::new();
            while let Some(plain) = plain.as_mut().filter(|_| lays) {
                if !plain.next(&mut record)? {
                    break;
                }
                records += 1;
                if records.is_multiple_of(ASK_EVERY) && stopped() {
                    return Err(LayoutError::Interrupted);
                }
                if let Some(overlays) = &mut overlays {
                    overlays.note(plain.columns(), &record)?;
                }
            }
            while names && reader.next(&mut record)? {
                records += 1;
                if records.is_multiple_of(ASK_EVERY) && stopped() {
                    return Err(LayoutError::Interrupted);
                }
                if let Some(survey) = &mut survey {
                    let book = self.book(preset)?;
                    book.name(survey, reader.columns(), &record);
                }
            }
        }
        self.overlays.push(overlays);
        Ok(())
    }

    /// Reads the next source once. `each` sees every record on the way.
    ///
    /// # Errors
    ///
    /// When the source cannot be read, a temporary file cannot be written, or
    /// `stopped` says so.
    pub fn pass(
        &mut self,
        source: &Source,
        preset: &'static Preset,
        each: &mut dyn FnMut(&Columns, &Record),
        stopped: &dyn Fn() -> bool,
    ) -> Result<(), LayoutError> {
        let mut scattered = None;
        let mut survey = None;
        match preset.layout {
            Layout::Flat | Layout::Nested(_) => {}
            Layout::Continuation(_) => {
                scattered = Some(Scattered::new(preset, self.scattered.len(), &self.torn));
            }
            Layout::Parents(_) => survey = Some(Survey::new(preset, self.scattered.len())),
        }
        let mut records = 0_u64;
        let at = self.scattered.len();
        let tables = std::mem::take(&mut self.tables);
        let of_source = tables.get(at).unwrap_or(&NO_TABLES);
        let mut overlays = self.overlays.get_mut(at).and_then(Option::take);
        let mut reader = Feeder::new(source.read()?, preset, of_source, overlays.as_mut());
        let mut record = Record::new();
        while reader.next(&mut record)? {
            records += 1;
            if records.is_multiple_of(ASK_EVERY) && stopped() {
                return Err(LayoutError::Interrupted);
            }
            each(reader.columns(), &record);
            if let Some(scattered) = &mut scattered {
                scattered.note(reader.columns(), &record, &mut self.torn);
            }
            if let Some(survey) = &mut survey {
                let book = self.book(preset)?;
                book.note(survey, reader.columns(), &record)?;
            }
        }
        if survey.is_some() {
            self.book(preset)?;
        }
        drop(reader);
        self.tables = tables;
        if let Some(place) = self.overlays.get_mut(at) {
            *place = overlays;
        }
        self.scattered.push(scattered);
        Ok(())
    }

    /// All sources have been passed over; what only that needed is let go.
    pub fn finish(&mut self) {
        self.torn.finish();
    }

    /// The next source needs no pass.
    pub fn skip(&mut self) {
        self.scattered.push(None);
    }

    /// Parents of a source that no variant of any source has named; to be asked
    /// when all of them have been read.
    pub fn lone(&self, source: usize) -> Lone {
        let mut lone = Lone::default();
        for book in &self.books {
            let (count, lines) = book.childless(source);
            lone.count += count;
            lone.lines.extend(lines);
        }
        lone
    }

    fn book(&mut self, preset: &'static Preset) -> Result<&mut Book, LayoutError> {
        let same = |book: &Book| book.preset().name == preset.name;
        let at = if let Some(at) = self.books.iter().position(same) {
            at
        } else {
            self.books.push(Book::new(preset)?);
            self.books.len() - 1
        };
        Ok(&mut self.books[at])
    }

    /// Begins to make the items of a source. `extra` are columns that stand in
    /// front of its own; their cells are the caller's affair.
    pub fn items<'p>(
        &'p mut self,
        at: usize,
        source: &Source,
        preset: &'static Preset,
        extra: &[String],
    ) -> Result<Items<'p>, LayoutError> {
        let tables = self.tables.get(at).unwrap_or(&NO_TABLES);
        let overlays = self.overlays.get_mut(at).and_then(Option::as_mut);
        let reader = Feeder::new(source.read()?, preset, tables, overlays);
        let scattered = self.scattered.get(at).and_then(Option::as_ref);
        let same = |book: &&mut Book| book.preset().name == preset.name;
        Ok(match (&preset.layout, scattered) {
            (Layout::Continuation(rows), Some(scattered)) => {
                Items::continuation(reader, (preset, rows), (scattered, &self.torn), extra)
            }
            (Layout::Parents(_), _) => match self.books.iter_mut().find(same) {
                Some(book) => Items::parents(reader, preset, book, extra),
                None => Items::flat(reader, preset, extra),
            },
            (Layout::Nested(_), _) => Items::nested(reader, preset, extra),
            (Layout::Flat | Layout::Continuation(_), _) => Items::flat(reader, preset, extra),
        })
    }
}
