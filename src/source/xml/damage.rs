//! Records whose markup or bytes are damaged: what is mended, and what is held back.

use std::ops::Range;

use super::events::Ends;
use super::names::is_void;
use super::reader::XmlReader;
use crate::source::error::SourceError;
use crate::source::record::{ColumnId, Damage, Flaw, Mend, Record};
use crate::source::text::undecodable;

impl XmlReader {
    /// Leaves what an end tag ends; `true` when the record is complete.
    pub(super) fn end_tag(&mut self, raw: &str, record: &mut Record) -> Result<bool, SourceError> {
        let unclosed = match self.events.ends() {
            Ends::Own => 0,
            Ends::Outer { unclosed } => unclosed,
            Ends::Nothing => {
                match self.frames.last_mut() {
                    Some(frame) if frame.voids > 0 && is_void(raw) => frame.voids -= 1,
                    Some(_) | None => record.mends.add(Mend::Markup),
                }
                return Ok(false);
            }
        };
        for _ in 0..unclosed {
            match self.frames.last_mut() {
                Some(frame) if frame.markup > 0 => {
                    frame.markup -= 1;
                    record.mends.add(Mend::Markup);
                }
                Some(_) => self.close_unclosed(record)?,
                None => {}
            }
        }
        self.end(raw, self.events.depth(), record)
    }

    /// Leaves a field that has no end tag. What its text is nobody knows.
    fn close_unclosed(&mut self, record: &mut Record) -> Result<(), SourceError> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let column = frame.cell.map(|(column, _)| column);
        let name = column.map_or("", |column| self.names.columns().name(column));
        let damage = Damage::Unclosed(name.to_owned());
        self.mar(damage, record);
        self.close(frame, record)
    }

    /// Notes that the markup of the record is damaged.
    pub(super) fn mar(&mut self, what: Damage, record: &mut Record) {
        if record.flaw.is_none() {
            let line = self.events.line();
            record.flaw = Some(Flaw::Markup { what, line });
        }
    }

    /// Notes a cell with bytes that could not be decoded.
    pub(super) fn is_undecodable(
        &mut self,
        record: &mut Record,
        column: ColumnId,
        text: Range<usize>,
    ) -> bool {
        if !self.blemishes.undecodable {
            return false;
        }
        let cell = &record.text[text];
        let Some((at, bytes)) = undecodable(cell) else {
            return false;
        };
        if record.flaw.is_none() {
            let behind = memchr::memchr_iter(b'\n', &cell.as_bytes()[at..]).count() as u64;
            // A line end may be written as a reference, and is none of the file's then.
            let line = self.events.line().saturating_sub(behind).max(record.line);
            record.flaw = Some(Flaw::Undecodable {
                column,
                line,
                bytes,
            });
        }
        true
    }
}
