//! What makes a record so doubtful that it is held back.

use super::ColumnId;

/// What is wrong with one record, so that it must be held back while the
/// others are read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// More cells than the header has, and not all of the surplus is empty:
    /// somewhere in the row a delimiter stands in text without quotes.
    Ragged {
        /// Cells of the header.
        expected: usize,
        /// Cells of this record.
        found: usize,
    },
    /// Bytes that are no UTF-8 in a file that is. The cell is left out.
    Undecodable {
        /// The column of the first such cell.
        column: ColumnId,
        /// The physical line of those bytes, from 1.
        line: u64,
        /// The bytes, such as `FC` or `E4 F6`.
        bytes: String,
    },
    /// A cell of more than 8 MB. It is left out.
    TooLong {
        /// The column of the first such cell.
        column: ColumnId,
        /// Its size.
        bytes: usize,
    },
    /// Markup of XML that is not well-formed within the record.
    Markup {
        /// What is wrong with it.
        what: Damage,
        /// The physical line, from 1.
        line: u64,
    },
    /// Two rows change it for the same view of the shop, and they differ.
    Twofold {
        /// The lines of both, from 1.
        lines: [u64; 2],
    },
}

/// How the markup of one record is damaged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// A field has no end tag.
    #[error("<{0}> is not closed")]
    Unclosed(String),
    /// A `<` in a text that is not escaped.
    #[error("a `<` in a text is not written as `&lt;`")]
    Bare,
    /// A tag that cannot be taken apart.
    #[error("{0}")]
    Tag(String),
}

impl Flaw {
    /// The same flaw, its column under another number.
    #[must_use]
    pub fn moved(&self, to: impl FnOnce(ColumnId) -> ColumnId) -> Self {
        let mut flaw = self.clone();
        match &mut flaw {
            Self::Ragged { .. } | Self::Markup { .. } | Self::Twofold { .. } => {}
            Self::Undecodable { column, .. } | Self::TooLong { column, .. } => {
                *column = to(*column);
            }
        }
        flaw
    }
}
