//! Records that are made into items together, and what became of them.

use std::ops::Range;
use std::sync::Arc;

use super::rows::{Next, Rows};
use crate::catalog::Fingerprint;
use crate::finding::{Finding, Place};
use crate::layout::LayoutError;
use crate::plan::Seen;
use crate::source::{ColumnId, Columns, Record};

/// A lot is full with so many records,
const MOST_RECORDS: usize = 256;
/// or so many bytes of them.
const MOST_BYTES: usize = 256 * 1024;

/// Records in the order of the export, and what became of them. Its memory is used again.
#[derive(Default)]
pub(super) struct Lot {
    rows: Vec<Row>,
    used: usize,
    /// The columns that were known when the last of them was read.
    pub(super) columns: Arc<Columns>,
    /// What became of them.
    pub(super) made: MadeLot,
}

/// What was read of a record.
pub(super) struct Row {
    pub(super) record: Record,
    pub(super) next: Next,
    /// How many columns were known when it was read.
    pub(super) columns: usize,
    /// How many records were no items of their own by then.
    pub(super) without_item: u64,
}

/// What records became, one after the other.
#[derive(Default)]
pub(super) struct MadeLot {
    pub(super) items: Vec<MadeItem>,
    /// All ids in one piece.
    pub(super) ids: String,
    /// All items as canonical JSON, one after the other.
    pub(super) canonical: Vec<u8>,
    pub(super) findings: Vec<Finding>,
    /// Columns with content that nobody knows.
    pub(super) unknown: Vec<ColumnId>,
}

/// What became of one record.
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that are independent of each other"
)]
pub(super) struct MadeItem {
    /// Where its id is.
    pub(super) id: Option<Range<usize>>,
    /// What it is, as far as it tells by itself.
    pub(super) seen: Seen,
    /// The column and the cell for which it is not published.
    pub(super) hidden: Option<(String, String)>,
    /// Whether its fields were looked at.
    pub(super) examined: bool,
    /// Whether it belongs to a product with others.
    pub(super) is_variant: bool,
    pub(super) sold_out: bool,
    pub(super) price_in_doubt: bool,
    /// Where its canonical JSON is.
    pub(super) canonical: Range<usize>,
    /// How many findings are its own.
    pub(super) findings: usize,
    /// How many columns that nobody knows have content in it.
    pub(super) unknown: usize,
    /// Its print within this run.
    pub(super) likeness: [u8; 16],
    /// Its fingerprint, where somebody asked for it.
    pub(super) whole: Option<Fingerprint>,
}

/// The texts of an item that was made.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) canonical: &'a [u8],
}

impl Lot {
    /// Reads until it is full. `false` at the end of the source.
    ///
    /// # Errors
    ///
    /// When the source cannot be read on; what was read until then is in the lot.
    pub(super) fn fill(&mut self, rows: &mut Rows<'_>) -> Result<bool, LayoutError> {
        self.used = 0;
        let mut bytes = 0;
        let mut goes_on = Ok(true);
        while self.used < MOST_RECORDS && bytes < MOST_BYTES {
            if self.used == self.rows.len() {
                self.rows.push(Row::empty());
            }
            let row = &mut self.rows[self.used];
            match rows.next(&mut row.record) {
                Ok(Some(next)) => row.next = next,
                Ok(None) => {
                    goes_on = Ok(false);
                    break;
                }
                Err(error) => {
                    goes_on = Err(error);
                    break;
                }
            }
            row.columns = rows.columns().len();
            row.without_item = rows.without_item();
            bytes += row.record.bytes();
            self.used += 1;
        }
        // Columns are never renamed, only added.
        if rows.columns().len() != self.columns.len() {
            self.columns = Arc::new(rows.columns().clone());
        }
        goes_on
    }

    /// Takes the columns of another lot of this source, if it has them already.
    pub(super) fn share(&mut self, columns: &Arc<Columns>) {
        self.columns = Arc::clone(columns);
    }

    pub(super) fn row(&self, at: usize) -> &Row {
        &self.rows[at]
    }

    /// The rows, their columns, and room for what becomes of them.
    pub(super) fn parts(&mut self) -> (&mut [Row], &Columns, &mut MadeLot) {
        (&mut self.rows[..self.used], &self.columns, &mut self.made)
    }

    /// Where the record of a source stands.
    pub(super) fn place(&self, source: u16, at: usize) -> Place {
        Place {
            source,
            line: self.rows[at].record.line(),
        }
    }

    pub(super) fn record_mut(&mut self, at: usize) -> &mut Record {
        &mut self.rows[at].record
    }
}

impl Row {
    fn empty() -> Self {
        Self {
            record: Record::new(),
            next: Next::default(),
            columns: 0,
            without_item: 0,
        }
    }
}

impl MadeLot {
    pub(super) fn clear(&mut self) {
        let Self {
            items,
            ids,
            canonical,
            findings,
            unknown,
        } = self;
        items.clear();
        ids.clear();
        canonical.clear();
        findings.clear();
        unknown.clear();
    }
}
