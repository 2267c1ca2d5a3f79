//! The records of a source, before a layout looks at them: rows that only change
//! others are laid over those, one language is chosen, packed cells are taken apart, and
//! what the preset reshapes is reshaped.

use super::overlay::{Laid, Overlays};
use super::prepared::LayoutError;
use super::reshape::{Recast, Tables};
use super::tongues::Tongues;
use super::unpack::Unpack;
use crate::preset::Preset;
use crate::source::{Columns, End, Reader, Record};

/// Reads the records of one source.
#[derive(Debug)]
pub(super) struct Feeder<'p> {
    rows: Rows<'p>,
    /// `None` where nothing is reshaped: then records are read in place.
    recast: Option<Box<(Recast<'p>, Record)>>,
    /// Records that are no items.
    pub(super) without_item: u64,
}

/// Records before they are reshaped.
#[derive(Debug)]
struct Rows<'p> {
    reader: Reader,
    overlays: Option<&'p mut Overlays>,
    tongues: Option<Box<Tongues>>,
    unpack: Option<Box<Unpack>>,
    /// Records that only changed others.
    laid: u64,
}

impl<'p> Feeder<'p> {
    pub(super) fn new(
        reader: Reader,
        preset: &'static Preset,
        tables: &'p Tables,
        overlays: Option<&'p mut Overlays>,
    ) -> Self {
        let reshapes = !preset.reshape.is_empty();
        Self {
            rows: Rows {
                reader,
                overlays,
                tongues: Tongues::new(preset, tables.language(), tables.view()).map(Box::new),
                unpack: Unpack::new(preset, tables.country()).map(Box::new),
                laid: 0,
            },
            recast: reshapes.then(|| Box::new((Recast::new(preset, tables), Record::new()))),
            without_item: 0,
        }
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, LayoutError> {
        let Some(recast) = &mut self.recast else {
            let found = self.rows.next(record)?;
            self.without_item = self.rows.laid;
            return Ok(found);
        };
        let (recast, raw) = &mut **recast;
        while self.rows.next(raw)? {
            if recast.apply(self.rows.columns(), raw, record) {
                return Ok(true);
            }
            self.without_item += 1;
        }
        Ok(false)
    }

    /// A column with a text in another language than the one that was taken, where the file
    /// does not say which is which, and a language is wanted.
    pub(super) fn other_tongue(&self) -> Option<&str> {
        let tongues = self.rows.tongues.as_ref()?;
        let column = tongues.other?;
        Some(self.rows.reader.columns().name(column))
    }

    /// The columns that are known so far.
    pub(super) fn columns(&self) -> &Columns {
        match &self.recast {
            Some(recast) => recast.0.columns(),
            None => self.rows.columns(),
        }
    }

    pub(super) fn finish(self) -> Result<End, LayoutError> {
        Ok(self.rows.reader.finish()?)
    }
}

impl Rows<'_> {
    fn next(&mut self, record: &mut Record) -> Result<bool, LayoutError> {
        loop {
            if !self.reader.next(record)? {
                return Ok(false);
            }
            if let Some(overlays) = &mut self.overlays
                && overlays.apply(self.reader.columns(), record)? == Laid::Change
            {
                self.laid += 1;
                continue;
            }
            if let Some(tongues) = &mut self.tongues {
                tongues.apply(self.reader.columns(), record);
            }
            if let Some(unpack) = &mut self.unpack {
                unpack.apply(&self.reader, record);
            }
            return Ok(true);
        }
    }

    fn columns(&self) -> &Columns {
        match &self.unpack {
            Some(unpack) => &unpack.columns,
            None => self.reader.columns(),
        }
    }
}
