//! What a file says of items that have no row in it.

use super::reader::number;
use crate::source::ColumnId;

/// What the rows read so far say of items without one.
#[derive(Clone, Debug, Default)]
pub(super) enum Missing {
    /// Nothing.
    #[default]
    Nothing,
    /// This cell.
    Cell(u32, String),
    /// Different things, of which none is right.
    Differ,
}

impl Missing {
    /// A row says this.
    pub(super) fn note(&mut self, column: ColumnId, text: &str) {
        match self {
            Self::Nothing => *self = Self::Cell(number(column), text.to_owned()),
            Self::Cell(_, before) if before == text => {}
            Self::Cell(..) => *self = Self::Differ,
            Self::Differ => {}
        }
    }

    /// The number of the column in rows, and what stands in it.
    pub(super) fn cell(&self) -> Option<(u32, &str)> {
        match self {
            Self::Cell(column, text) => Some((*column, text)),
            Self::Nothing | Self::Differ => None,
        }
    }
}
