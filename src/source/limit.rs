//! Where reading stops, so that no input can exhaust the memory.

use std::io;

use super::error::SourceError;

/// Bytes of one record.
pub(super) const RECORD: usize = 32 * 1024 * 1024;
/// Bytes of one cell, tag or comment.
pub(super) const CELL: usize = 8 * 1024 * 1024;
/// Elements within each other.
pub(super) const DEPTH: usize = 64;
/// Different columns of one file.
pub(super) const COLUMNS: usize = 10_000;
/// Cells of one record.
pub(super) const CELLS: usize = 100_000;
/// Attributes of one element.
pub(super) const ATTRIBUTES: usize = 256;
/// Different sets of namespace bindings.
pub(super) const NAMESPACES: usize = 1000;

/// An error of the text stream: what cannot be decoded now could be when the
/// file was surveyed.
pub(super) fn stream_error(shown: &str, error: io::Error) -> SourceError {
    if error.kind() == io::ErrorKind::InvalidData {
        SourceError::Changed {
            shown: shown.into(),
        }
    } else {
        SourceError::io(shown, error)
    }
}
