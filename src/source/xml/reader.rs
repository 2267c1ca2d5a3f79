//! Records from repeating elements.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};

use super::entity::resolve;
use super::events::Events;
use super::frame::{Frame, Tag};
use super::names::{Names, is_void, local};
use super::sniff::Shape;
use crate::source::error::SourceError;
use crate::source::facts::{Blemishes, End};
use crate::source::fault::Limit;
use crate::source::limit;
use crate::source::record::{Columns, Damage, Mend, Record, offset, without_controls};
use crate::source::text::{Again, TextStream, mended};

/// Reads XML record by record.
#[derive(Debug)]
pub(in crate::source) struct XmlReader {
    pub(super) events: Events,
    pub(super) buffer: Vec<u8>,
    pub(super) names: Names,
    pub(super) path: Vec<String>,
    /// How many of the open elements are those of `path`, from the root.
    pub(super) matched: usize,
    /// The open elements of the present record, its own element first.
    pub(super) frames: Vec<Frame>,
    /// Where the present record begins.
    pub(super) begin: u64,
    /// Cells to be taken out when the record is complete.
    pub(super) dropped: Vec<usize>,
    pub(super) scratch: String,
    pub(super) blemishes: Blemishes,
    pub(in crate::source) tally: End,
}

impl XmlReader {
    pub(in crate::source) fn new(
        text: TextStream,
        shown: &str,
        again: Again,
        shape: &Shape,
        blemishes: Blemishes,
    ) -> Self {
        Self {
            events: Events::new(text, shown, again),
            buffer: Vec::new(),
            names: Names::default(),
            path: shape.record.clone(),
            matched: 0,
            frames: Vec::new(),
            begin: 0,
            dropped: Vec::new(),
            scratch: String::new(),
            blemishes,
            tally: End::default(),
        }
    }

    pub(in crate::source) fn columns(&self) -> &Columns {
        self.names.columns()
    }

    pub(in crate::source) fn text(&self) -> &TextStream {
        self.events.text()
    }

    /// Reads the next record into `record`; `false` at the end.
    pub(in crate::source) fn next(&mut self, record: &mut Record) -> Result<bool, SourceError> {
        record.clear();
        // The event borrows its buffer, not the reader.
        let mut buffer = std::mem::take(&mut self.buffer);
        let found = self.advance(record, &mut buffer);
        self.buffer = buffer;
        found
    }

    fn advance(&mut self, record: &mut Record, buffer: &mut Vec<u8>) -> Result<bool, SourceError> {
        loop {
            let event = self.events.read(buffer);
            let complete = match self.events.note(&event)? {
                Event::Start(tag) => {
                    self.start(tag, Tag::Open, record)?;
                    false
                }
                Event::Empty(tag) => {
                    self.start(tag, Tag::Empty, record)?
                        && self.end(tag.name().as_ref(), self.events.depth(), record)?
                }
                Event::End(tag) => self.end_tag(tag.name().as_ref(), record)?,
                Event::Text(text) => {
                    self.text_piece(text, record)?;
                    false
                }
                Event::CData(text) => {
                    self.text_piece(text, record)?;
                    false
                }
                Event::GeneralRef(name) => {
                    self.reference(name, record)?;
                    false
                }
                Event::Eof => return Ok(false),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => false,
            };
            if complete {
                return Ok(true);
            }
        }
    }

    /// Enters an element; `false` when it became text and has no end of its own.
    fn start(
        &mut self,
        tag: &BytesStart<'_>,
        kind: Tag,
        record: &mut Record,
    ) -> Result<bool, SourceError> {
        // Counted from the root: an open element is among the open ones already.
        let depth = match kind {
            Tag::Open => self.events.depth() - 1,
            Tag::Empty => self.events.depth(),
        };
        let name = tag.name();
        let raw = name.as_ref();
        if self.frames.is_empty() {
            self.bind(tag, depth)?;
            let wanted = self.path.get(depth).filter(|_| self.matched == depth);
            if wanted.is_some_and(|wanted| wanted.eq_ignore_ascii_case(local(raw))) {
                self.matched += 1;
                if self.matched == self.path.len() {
                    self.begin(tag, record)?;
                    if matches!(kind, Tag::Open) {
                        self.events.forgive_within();
                    }
                }
            }
            return Ok(true);
        }
        if raw.is_empty() {
            self.mar(Damage::Bare, record);
            if matches!(kind, Tag::Open) {
                self.events.leave_open();
            }
            return Ok(false);
        }
        let parent = self.frames.len() - 1;
        let frame = &mut self.frames[parent];
        if frame.takes_as_text(raw) {
            // A `BytesStart` is what stands between `<` and `>` or `/>`.
            frame.append("<", &mut record.text);
            frame.append(tag, &mut record.text);
            match kind {
                Tag::Open => {
                    frame.append(">", &mut record.text);
                    if is_void(raw) {
                        frame.voids += 1;
                        self.events.leave_open();
                    } else {
                        frame.markup += 1;
                    }
                }
                Tag::Empty => frame.append("/>", &mut record.text),
            }
            self.limit()?;
            return Ok(matches!(kind, Tag::Open));
        }
        frame.children = true;
        let above = frame.cell.map(|(column, _)| column);
        self.limit()?;
        self.bind(tag, depth)?;
        let column = self.column(above, raw, false)?;
        if record.cells.len() >= limit::CELLS {
            return Err(self.events.too_large(Limit::Cells));
        }
        let at = record.text.len();
        record.push(column, at..at);
        let cell = Some((column, record.cells.len() - 1));
        self.frames.push(Frame::new(cell, at));
        self.attributes(tag, Some(column), record)?;
        Ok(true)
    }

    fn begin(&mut self, tag: &BytesStart<'_>, record: &mut Record) -> Result<(), SourceError> {
        // The tag is read already; its own line breaks are behind its beginning.
        let breaks = memchr::memchr_iter(b'\n', tag.as_bytes()).count() as u64;
        record.line = self.events.line() - breaks;
        self.begin = self.events.offset();
        record.at = self.begin;
        self.frames.push(Frame::new(None, 0));
        self.attributes(tag, None, record)
    }

    /// Leaves an element; `true` when the record is complete. `depth` is that
    /// of the element, with the root at zero.
    pub(super) fn end(
        &mut self,
        raw: &str,
        depth: usize,
        record: &mut Record,
    ) -> Result<bool, SourceError> {
        let Some(frame) = self.frames.last_mut() else {
            self.matched = self.matched.min(depth);
            self.names.leave(depth);
            return Ok(false);
        };
        if frame.markup > 0 {
            frame.markup -= 1;
            frame.append("</", &mut record.text);
            frame.append(raw, &mut record.text);
            frame.append(">", &mut record.text);
            self.limit()?;
            return Ok(false);
        }
        self.names.leave(depth);
        let Some(frame) = self.frames.pop() else {
            return Ok(false);
        };
        self.close(frame, record)?;
        if !self.frames.is_empty() {
            self.limit()?;
            return Ok(false);
        }
        self.events.forgive_nothing();
        self.matched = self.matched.min(depth);
        if !self.dropped.is_empty() {
            self.dropped.sort_unstable();
            record.take_out(&self.dropped);
            self.dropped.clear();
        }
        if record.cells.iter().all(|cell| cell.start == cell.end) && record.flaw.is_none() {
            self.tally.blank += 1;
            record.clear();
            return Ok(false);
        }
        self.tally.records += 1;
        self.tally.flawed += u64::from(record.flaw.is_some());
        record.ordinal = self.tally.records;
        Ok(true)
    }

    pub(super) fn close(&mut self, frame: Frame, record: &mut Record) -> Result<(), SourceError> {
        let Frame {
            cell,
            mut text,
            apart,
            children: _,
            markup: _,
            voids,
            nil,
        } = frame;
        if voids > 0 {
            record.mends.add(Mend::Markup);
        }
        if let Some(apart) = apart {
            text = record.text.len()..record.text.len() + apart.len();
            record.text.push_str(&apart);
        }
        let end = text.start + record.text[text.clone()].trim_end().len();
        text.end = end;
        let (column, index) = match cell {
            Some(cell) => cell,
            None if text.is_empty() => return Ok(()),
            None => {
                let column = self.names.named("text()".to_owned());
                let column = column.map_err(|limit| self.events.too_large(limit))?;
                record.push(column, text.clone());
                (column, record.cells.len() - 1)
            }
        };
        if let Some(cell) = record.cells.get_mut(index) {
            (cell.start, cell.end) = (offset(text.start), offset(text.end));
        }
        if nil || self.is_undecodable(record, column, text) {
            self.dropped.push(index);
        }
        Ok(())
    }

    fn text_piece(&mut self, piece: &str, record: &mut Record) -> Result<(), SourceError> {
        let Some(frame) = self.frames.last_mut() else {
            return Ok(());
        };
        let clean = if self.blemishes.undecodable {
            mended(piece)
        } else {
            None
        };
        if clean.is_some() {
            record.mends.add(Mend::Bytes);
        }
        let piece = clean.as_deref().unwrap_or(piece);
        let piece = with_line_feeds(piece);
        if self.blemishes.controls {
            frame.append(&without_controls(&piece), &mut record.text);
        } else {
            frame.append(&piece, &mut record.text);
        }
        self.limit()
    }

    fn reference(&mut self, name: &str, record: &mut Record) -> Result<(), SourceError> {
        if let Some(frame) = self.frames.last_mut() {
            self.scratch.clear();
            resolve(name, &mut self.scratch);
            frame.append(&self.scratch, &mut record.text);
        }
        self.limit()
    }

    /// Stops at a cell or a record that is larger than any shop writes.
    fn limit(&mut self) -> Result<(), SourceError> {
        if self
            .frames
            .last()
            .is_some_and(|frame| frame.len() > limit::CELL)
        {
            return Err(self.events.too_large(Limit::Cell));
        }
        if !self.frames.is_empty() && self.events.offset() - self.begin > limit::RECORD as u64 {
            return Err(self.events.too_large(Limit::Record));
        }
        Ok(())
    }
}

/// The text with the one kind of line end that XML has.
fn with_line_feeds(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut returns = memchr::memchr_iter(b'\r', bytes).peekable();
    if returns.peek().is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in returns {
        out.push_str(&text[done..at]);
        if bytes.get(at + 1) != Some(&b'\n') {
            out.push('\n');
        }
        done = at + 1;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::with_line_feeds;

    proptest! {
        #[test]
        fn xml_has_one_kind_of_line_end(text in "[a\r\nü]{0,12}") {
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(with_line_feeds(&text), plain);
        }
    }
}
