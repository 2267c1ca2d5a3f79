//! The records of a source, before a layout looks at them: reshaped as the
//! preset says, or as they stand.

use super::prepared::LayoutError;
use super::reshape::{Recast, Tables};
use crate::preset::Preset;
use crate::source::{Columns, End, Reader, Record};

/// Reads the records of one source.
#[derive(Debug)]
pub(super) struct Feeder<'p> {
    reader: Reader,
    /// `None` where nothing is reshaped: then records are read in place.
    recast: Option<Box<(Recast<'p>, Record)>>,
    /// Records that are no items.
    pub(super) without_item: u64,
}

impl<'p> Feeder<'p> {
    pub(super) fn new(reader: Reader, preset: &'static Preset, tables: &'p Tables) -> Self {
        let reshapes = !preset.reshape.is_empty();
        Self {
            reader,
            recast: reshapes.then(|| Box::new((Recast::new(preset, tables), Record::new()))),
            without_item: 0,
        }
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, LayoutError> {
        let Some(recast) = &mut self.recast else {
            return Ok(self.reader.next(record)?);
        };
        let (recast, raw) = &mut **recast;
        while self.reader.next(raw)? {
            if recast.apply(self.reader.columns(), raw, record) {
                return Ok(true);
            }
            self.without_item += 1;
        }
        Ok(false)
    }

    /// The columns that are known so far.
    pub(super) fn columns(&self) -> &Columns {
        match &self.recast {
            Some(recast) => recast.0.columns(),
            None => self.reader.columns(),
        }
    }

    pub(super) fn finish(self) -> Result<End, LayoutError> {
        Ok(self.reader.finish()?)
    }
}
