//! Records from a table.

use memchr::memchr_iter;

use super::sniff::{Dialect, Quoting};
use super::split::{Rules, Span, Split, split, unquote, well_quoted};
use crate::source::error::SourceError;
use crate::source::facts::{Blemishes, End};
use crate::source::fault::{Cut, Limit};
use crate::source::limit;
use crate::source::record::{
    ColumnId, Columns, Flaw, Mend, Record, is_forbidden, without_controls,
};
use crate::source::text::{TextStream, mended, undecodable};

const WINDOW: usize = 256 * 1024;

/// Reads a table record by record.
#[derive(Debug)]
pub(in crate::source) struct CsvReader {
    text: TextStream,
    window: Vec<u8>,
    at: usize,
    filled: usize,
    /// Where the window begins in the text.
    base: u64,
    at_end: bool,
    rules: Rules,
    /// Those for the rows up to the header.
    head_rules: Rules,
    quoting: Quoting,
    skip: usize,
    columns: Columns,
    /// Which columns have a name; the others count only when they have content.
    named: Vec<bool>,
    blemishes: Blemishes,
    spans: Vec<Span>,
    /// The physical line on which the next row begins.
    line: u64,
    /// Records that have fewer cells than the header, by their number of cells.
    short: Vec<u64>,
    /// What was read and what was passed over.
    pub(in crate::source) tally: End,
}

impl CsvReader {
    pub(in crate::source) fn new(
        text: TextStream,
        dialect: &Dialect,
        blemishes: Blemishes,
    ) -> Self {
        let mut columns = Columns::default();
        for (index, name) in dialect.header.iter().enumerate() {
            if name.is_empty() {
                columns.push(format!("column {}", index + 1).into());
            } else {
                columns.push(name.as_str().into());
            }
        }
        Self {
            text,
            window: vec![0; WINDOW],
            at: 0,
            filled: 0,
            base: 0,
            at_end: false,
            rules: dialect.rules(),
            head_rules: dialect.head_rules(),
            quoting: dialect.quoting,
            skip: dialect.skip,
            named: dialect.header.iter().map(|name| !name.is_empty()).collect(),
            short: vec![0; columns.len()],
            columns,
            blemishes,
            spans: Vec::new(),
            line: 1,
            tally: End::default(),
        }
    }

    pub(in crate::source) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(in crate::source) fn text(&self) -> &TextStream {
        &self.text
    }

    /// Reads the next record into `record`; `false` at the end.
    pub(in crate::source) fn next(
        &mut self,
        record: &mut Record,
        shown: &str,
    ) -> Result<bool, SourceError> {
        loop {
            record.clear();
            let Some(row) = self.row(shown)? else {
                return Ok(false);
            };
            if self.skip > 0 {
                self.skip -= 1;
                continue;
            }
            let bytes = &self.window[row.start..row.start + row.len];
            // The survey saw valid UTF-8, so the file is another one by now.
            let text = simdutf8::basic::from_utf8(bytes).map_err(|_| SourceError::Changed {
                shown: shown.into(),
            })?;
            record.text.push_str(text);
            record.raw = text.len();
            record.line = row.line;
            record.at = self.base + row.start as u64;
            if row.unsound {
                record.mends.add(Mend::Quotes);
            }
            if self.gather(record) {
                self.tally.blank += 1;
                continue;
            }
            if self.repeats_header(record) {
                self.tally.repeated_headers += 1;
                continue;
            }
            self.weigh(&row, shown)?;
            self.tally.records += 1;
            self.tally.flawed += u64::from(record.flaw.is_some());
            record.ordinal = self.tally.records;
            return Ok(true);
        }
    }

    /// Finds the next row; its cells are in `spans`.
    fn row(&mut self, shown: &str) -> Result<Option<Row>, SourceError> {
        loop {
            let window = &self.window[self.at..self.filled];
            if window.is_empty() && self.at_end {
                return Ok(None);
            }
            let rules = if self.skip > 0 {
                self.head_rules
            } else {
                self.rules
            };
            match split(window, self.at_end, rules, &mut self.spans) {
                Split::Row {
                    len,
                    next,
                    ended,
                    literal,
                } => {
                    let row = Row {
                        start: self.at,
                        len,
                        line: self.line,
                        ended,
                        unsound: literal || self.spans.iter().any(|span| span.stray),
                    };
                    // Only inside of quotes a row can have line breaks of its own.
                    self.line += if self.spans.iter().any(|span| span.quoted) {
                        memchr_iter(self.rules.end, &window[..next]).count() as u64
                    } else {
                        1
                    };
                    self.at += next;
                    return Ok(Some(row));
                }
                Split::More { quote } => {
                    if window.len() > limit::RECORD {
                        let limit = quote.map_or(Limit::Record, |_| Limit::OpenQuote);
                        return Err(SourceError::TooLarge {
                            shown: shown.into(),
                            line: self.line_of(quote.unwrap_or(0)),
                            limit,
                        });
                    }
                    self.fill(shown)?;
                }
                Split::TooMany => {
                    return Err(SourceError::TooLarge {
                        shown: shown.into(),
                        line: self.line,
                        limit: Limit::Cells,
                    });
                }
                Split::OpenQuote { at } => {
                    return Err(SourceError::CutShort {
                        shown: shown.into(),
                        line: self.line_of(at),
                        cut: Cut::OpenQuote,
                    });
                }
            }
        }
    }

    fn line_of(&self, offset: usize) -> u64 {
        let before = &self.window[self.at..self.at + offset];
        self.line + memchr_iter(self.rules.end, before).count() as u64
    }

    fn fill(&mut self, shown: &str) -> Result<(), SourceError> {
        self.window.copy_within(self.at..self.filled, 0);
        self.filled -= self.at;
        self.base += self.at as u64;
        self.at = 0;
        if self.filled * 2 > self.window.len() {
            self.window.resize(self.window.len() * 2, 0);
        }
        let taken = self
            .text
            .read(&mut self.window[self.filled..])
            .map_err(|error| limit::stream_error(shown, error))?;
        self.filled += taken;
        self.at_end = taken == 0;
        Ok(())
    }

    /// Makes cells of the spans; says whether all of them are empty.
    fn gather(&self, record: &mut Record) -> bool {
        let mut blank = true;
        for (index, span) in self.spans.iter().enumerate() {
            let range = self.content(record, *span);
            blank = blank && range.is_empty();
            let Some(&named) = self.named.get(index) else {
                // Delimiters at the end of each line are a habit; text is not.
                if !range.is_empty() {
                    record.flaw.get_or_insert(Flaw::Ragged {
                        expected: self.columns.len(),
                        found: self.spans.len(),
                    });
                }
                continue;
            };
            if named || !range.is_empty() {
                let column = ColumnId::new(index);
                if range.len() > limit::CELL {
                    record.flaw.get_or_insert(Flaw::TooLong {
                        column,
                        bytes: range.len(),
                    });
                } else if !(self.blemishes.undecodable
                    && self.is_undecodable(record, column, &range))
                {
                    record.push(column, range);
                }
            }
        }
        // Where quotes are unsound, a row that is short may have lost cells to a text.
        if record.mends.has(Mend::Quotes) && self.spans.len() < self.columns.len() {
            record.flaw.get_or_insert(Flaw::Ragged {
                expected: self.columns.len(),
                found: self.spans.len(),
            });
        }
        blank
    }

    /// The text of a cell as a range of the record's text: mostly where it
    /// stands, sometimes a changed copy at the end.
    fn content(&self, record: &mut Record, span: Span) -> std::ops::Range<usize> {
        let mut range = span.start..span.end;
        if span.escaped {
            let quote = self.rules.quote.unwrap_or(b'"');
            range = unquote(&mut record.text, range, quote);
        } else if self.quoting == Quoting::Lines && well_quoted(&record.text[range.clone()]) {
            range = unquote(&mut record.text, span.start + 1..span.end - 1, b'"');
        }
        if self.blemishes.controls && record.text[range.clone()].contains(is_forbidden) {
            let clean = without_controls(&record.text[range]);
            let start = record.text.len();
            record.text.push_str(&clean);
            range = start..record.text.len();
        }
        if self.blemishes.undecodable
            && let Some(clean) = mended(&record.text[range.clone()])
        {
            record.mends.add(Mend::Bytes);
            let start = record.text.len();
            record.text.push_str(&clean);
            range = start..record.text.len();
        }
        trim(&record.text, range)
    }

    /// Notes a cell with bytes that could not be decoded.
    fn is_undecodable(
        &self,
        record: &mut Record,
        column: ColumnId,
        range: &std::ops::Range<usize>,
    ) -> bool {
        let Some((at, bytes)) = undecodable(&record.text[range.clone()]) else {
            return false;
        };
        // A changed copy stands behind the row: look for its place in the row.
        let place = if range.start < record.raw {
            range.start + at
        } else {
            undecodable(&record.text[..record.raw]).map_or(0, |(at, _)| at)
        };
        let before = &record.text.as_bytes()[..place];
        let line = record.line + memchr_iter(self.rules.end, before).count() as u64;
        record.flaw.get_or_insert(Flaw::Undecodable {
            column,
            line,
            bytes,
        });
        true
    }

    /// Files that were put together from several have a header in the middle.
    fn repeats_header(&self, record: &Record) -> bool {
        let same = |index: usize, text: &str| text == self.columns.name(ColumnId::new(index));
        let mut cells = record.cells();
        let first = cells
            .next()
            .is_some_and(|(id, text)| same(id.index(), text));
        first
            && self.spans.len() == self.columns.len()
            && self.named.iter().any(|&named| named)
            && cells.all(|(id, text)| same(id.index(), text))
    }

    /// Tells a last row that was cut off from rows that are short by habit.
    fn weigh(&mut self, row: &Row, shown: &str) -> Result<(), SourceError> {
        let found = self.spans.len();
        if found >= self.columns.len() {
            return Ok(());
        }
        let usual: u64 = self.short[..=found].iter().sum();
        // A part of a file does not tell what is usual.
        let unusual = self.text.is_partial() || usual * 2 <= self.tally.records;
        if !row.ended && unusual {
            return Err(SourceError::CutShort {
                shown: shown.into(),
                line: row.line,
                cut: Cut::ShortRecord {
                    expected: self.columns.len(),
                    found,
                },
            });
        }
        self.short[found] += 1;
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Row {
    start: usize,
    len: usize,
    line: u64,
    ended: bool,
    /// Quotes in it are not what they should be.
    unsound: bool,
}

/// Narrows a range to what stands between blanks.
fn trim(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let bytes = &text.as_bytes()[range.clone()];
    // Most cells begin and end in a visible ASCII character.
    let visible = |byte: Option<&u8>| byte.is_some_and(|byte| (0x21..0x7F).contains(byte));
    if visible(bytes.first()) && visible(bytes.last()) {
        return range;
    }
    // Files that were put together have byte-order marks in the middle.
    let blank = |c: char| c.is_whitespace() || c == '\u{FEFF}';
    let left = text[range.clone()].trim_start_matches(blank);
    let start = range.end - left.len();
    start..start + left.trim_end_matches(blank).len()
}
