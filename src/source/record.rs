//! What reading yields: records of cells, and the columns that they stand in.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

pub(super) use super::flaw::{Damage, Flaw};

/// A column of one export. Ids count from zero and stay what they are while
/// the export is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnId(u32);

impl ColumnId {
    /// The column at this place of [`Columns`].
    pub fn new(index: usize) -> Self {
        // Columns are limited to 10 000 long before this.
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The place in [`Columns`], from zero: in a table the position in the header.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The columns that are known so far.
///
/// In a table these are the header's cells: two of them may bear the same
/// name, and one without a name is called `column 7` by its position. In XML
/// they are the paths below the record's element, such as `g:price`,
/// `link@href` or `g:shipping/g:country`, and their number grows as the file
/// is read.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    names: Vec<Box<str>>,
}

impl Columns {
    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The name as it stands in the file, without blanks around it; `""` for an
    /// id of another export.
    pub fn name(&self, column: ColumnId) -> &str {
        self.names.get(column.index()).map_or("", |name| name)
    }

    /// All columns, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (ColumnId, &str)> {
        self.names
            .iter()
            .enumerate()
            .map(|(index, name)| (ColumnId::new(index), &**name))
    }

    /// Adds a column. Readers add those that they meet, layouts those that they make.
    pub fn push(&mut self, name: Box<str>) -> ColumnId {
        self.names.push(name);
        ColumnId::new(self.names.len() - 1)
    }
}

/// Something in a record that was not as it should be, and that was surely meant so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// Bytes of Windows-1252 in a file of UTF-8.
    Bytes,
    /// Quotes inside of a cell that are not doubled, or that begin a cell and are text.
    Quotes,
    /// HTML in XML whose tags are not closed.
    Markup,
}

impl Mend {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Bytes, Self::Quotes, Self::Markup];
}

/// What was mended in a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mends(u8);

impl Mends {
    /// Adds one.
    pub fn add(&mut self, mend: Mend) {
        self.0 |= 1 << mend as u8;
    }

    /// Adds those of another record.
    pub fn join(&mut self, others: Self) {
        self.0 |= others.0;
    }

    /// Whether this one is among them.
    pub fn has(self, mend: Mend) -> bool {
        self.0 & (1 << mend as u8) != 0
    }

    /// Whether there is none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = Mend> {
        Mend::ALL.into_iter().filter(move |mend| self.has(*mend))
    }
}

/// A cell: its column, and where its text stands in the record's text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    pub(super) column: ColumnId,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// One record. Make one and read every record into it: its memory is used again.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// In a table first the record as it stands in the file, so that most cells
    /// are ranges of it, then the text of those cells that had to be changed.
    pub(super) text: String,
    pub(super) cells: Vec<Cell>,
    pub(super) raw: usize,
    pub(super) line: u64,
    pub(super) ordinal: u64,
    pub(super) at: u64,
    pub(super) flaw: Option<Flaw>,
    pub(super) mends: Mends,
}

impl Record {
    /// An empty record, to read into.
    pub fn new() -> Self {
        Self::default()
    }

    /// The cells in the order of the file, their text without blanks at the ends.
    ///
    /// Cells that the record does not have are absent; cells that it has and
    /// that are empty are `""`. In XML an element with children comes before
    /// its children, so a second cell of the same element begins a new group.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = (ColumnId, &str)> {
        self.cells.iter().map(|cell| self.shown(*cell))
    }

    /// The cell at this place of [`Self::cells`].
    pub fn cell(&self, at: usize) -> Option<(ColumnId, &str)> {
        self.cells.get(at).map(|cell| self.shown(*cell))
    }

    fn shown(&self, cell: Cell) -> (ColumnId, &str) {
        let range = cell.start as usize..cell.end as usize;
        (cell.column, self.text.get(range).unwrap_or(""))
    }

    /// The text of the first cell in this column.
    pub fn first(&self, column: ColumnId) -> Option<&str> {
        self.cells()
            .find_map(|(id, text)| (id == column).then_some(text))
    }

    /// How many bytes of text it holds.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether this byte stands anywhere in its text, that of the cells included.
    pub fn has_byte(&self, byte: u8) -> bool {
        memchr::memchr(byte, self.text.as_bytes()).is_some()
    }

    /// The physical line where the record begins, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Which record of the file this is, from 1.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// Where the record begins in the text that was read, in bytes. Of a record
    /// that is put together of others, where the one begins whose line it has.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// The record stands on another line than it seems: not all of the file was read.
    pub fn set_line(&mut self, line: u64) {
        self.line = line;
    }

    /// Why the record must be held back, if so.
    pub fn flaw(&self) -> Option<&Flaw> {
        self.flaw.as_ref()
    }

    /// What in the record was not as it should be and was mended.
    pub fn mends(&self) -> Mends {
        self.mends
    }

    /// What was mended in another record that this one is made of.
    pub fn add_mends(&mut self, mends: Mends) {
        self.mends.join(mends);
    }

    /// The row as it stands in the file, without its line end, for those who
    /// want to hash it; nothing when the file is XML.
    pub fn raw(&self) -> Option<&str> {
        (self.raw > 0).then(|| self.text.get(..self.raw)).flatten()
    }

    /// Begins a record that is put together of others, at a line of the export.
    pub fn begin(&mut self, line: u64, ordinal: u64) {
        self.clear();
        self.line = line;
        self.ordinal = ordinal;
    }

    /// Begins a record that is put together of others, where this one stands.
    pub fn begin_at(&mut self, other: &Self) {
        self.begin(other.line, other.ordinal);
        self.at = other.at;
        self.mends = other.mends;
    }

    /// Adds a cell.
    pub fn add(&mut self, column: ColumnId, text: &str) {
        let start = self.text.len();
        self.text.push_str(text);
        self.push(column, start..self.text.len());
    }

    /// Holds the record back for this flaw, if it has none yet.
    pub fn mar(&mut self, flaw: Flaw) {
        self.flaw.get_or_insert(flaw);
    }

    pub(super) fn clear(&mut self) {
        let Self {
            text,
            cells,
            raw,
            line,
            ordinal,
            at,
            flaw,
            mends,
        } = self;
        text.clear();
        cells.clear();
        *raw = 0;
        *line = 0;
        *ordinal = 0;
        *at = 0;
        *flaw = None;
        *mends = Mends::default();
    }

    /// Takes cells out, by their places in ascending order.
    pub(super) fn take_out(&mut self, places: &[usize]) {
        let mut place = 0;
        self.cells.retain(|_| {
            place += 1;
            places.binary_search(&(place - 1)).is_err()
        });
    }

    pub(super) fn push(&mut self, column: ColumnId, range: Range<usize>) {
        self.cells.push(Cell {
            column,
            start: offset(range.start),
            end: offset(range.end),
        });
    }
}

/// An offset into a record's text, which is limited to a small multiple of 32 MB.
pub(super) fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// A column name in the form in which names are compared: without blanks at
/// the ends, byte-order marks and characters of no width, composed (NFC), in
/// lower case, with single blanks (`formats.md` 2.2).
pub fn normal_form(name: &str) -> String {
    if name.is_ascii() {
        return fold(name.chars().map(|c| c.to_ascii_lowercase()));
    }
    fold(
        name.chars()
            .filter(|&c| !is_invisible(c))
            .flat_map(char::to_lowercase)
            .nfc(),
    )
}

fn fold(chars: impl Iterator<Item = char>) -> String {
    let mut folded = String::new();
    let mut gap = false;
    for c in chars {
        if c.is_whitespace() {
            gap = !folded.is_empty();
        } else {
            if gap {
                folded.push(' ');
                gap = false;
            }
            folded.push(c);
        }
    }
    folded
}

/// Characters that cannot be seen and that exports leave in names.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{FEFF}' | '\u{200B}' | '\u{200C}' | '\u{200D}' | '\u{2060}'
    )
}

/// Control characters that XML 1.0 forbids; no catalog takes them.
pub(super) fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F')
}

/// A text without its control characters. Inside a number they stay, for there one may
/// be what is left of a digit, and `1\x160.00` is no ten: who reads the number refuses
/// it. What fills up a field or ends a file (zeros, `SUB`) goes.
pub(super) fn without_controls(text: &str) -> String {
    let full = text.trim_end_matches(['\0', '\x1A']);
    if is_numeric(full) {
        full.to_owned()
    } else {
        full.replace(is_forbidden, "")
    }
}

/// Whether a text is a number, perhaps with a currency and with control characters.
fn is_numeric(text: &str) -> bool {
    let sign = |c: char| {
        c.is_ascii_digit()
            || matches!(
                c,
                '.' | ',' | ' ' | '\'' | '+' | '-' | '€' | '$' | '£' | '¥'
            )
            || is_forbidden(c)
    };
    let letters = text.chars().filter(|&c| !sign(c));
    text.len() <= 40
        && text.contains(|c: char| c.is_ascii_digit())
        && letters.clone().all(|c| c.is_ascii_uppercase())
        && matches!(letters.count(), 0 | 3)
}
