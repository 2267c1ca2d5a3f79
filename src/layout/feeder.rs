//! The records of a source, before a layout looks at them: rows that only change
//! others are laid over those, and packed cells are taken apart.

use super::overlay::{Laid, Overlays};
use super::prepared::LayoutError;
use super::unpack::Unpack;
use crate::preset::Preset;
use crate::source::{Columns, End, Reader, Record};

/// Reads the records of one source.
#[derive(Debug)]
pub(super) struct Feeder<'p> {
    reader: Reader,
    overlays: Option<&'p mut Overlays>,
    unpack: Option<Box<Unpack>>,
    /// Records that only changed others.
    pub(super) laid: u64,
}

impl<'p> Feeder<'p> {
    pub(super) fn new(
        reader: Reader,
        preset: &'static Preset,
        overlays: Option<&'p mut Overlays>,
    ) -> Self {
        Self {
            reader,
            overlays,
            unpack: Unpack::new(preset).map(Box::new),
            laid: 0,
        }
    }

    /// Reads the next record; `false` at the end.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, LayoutError> {
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
            if let Some(unpack) = &mut self.unpack {
                unpack.apply(&self.reader, record);
            }
            return Ok(true);
        }
    }

    /// The columns that are known so far.
    pub(super) fn columns(&self) -> &Columns {
        match &self.unpack {
            Some(unpack) => &unpack.columns,
            None => self.reader.columns(),
        }
    }

    pub(super) fn finish(self) -> Result<End, LayoutError> {
        Ok(self.reader.finish()?)
    }
}
