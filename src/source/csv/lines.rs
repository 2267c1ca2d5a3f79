//! Whether the rows of a tab-separated file are its lines.
//!
//! Google and Amazon write such files without quotes: a `"` at the beginning
//! of a cell is an inch or a quotation. Excel writes them with quotes. When
//! every line has as many cells as the header, quotes hide no delimiter and no
//! line break, and nothing is lost by reading line by line.

use std::io;

use memchr::memchr2_iter;

use super::sniff::Dialect;
use crate::source::text::TextStream;

const CHUNK: usize = 256 * 1024;

/// Reads all of the text and counts the cells of each line, blank ones and
/// those in front of the header apart.
pub(in crate::source) fn rows_are_lines(
    mut text: TextStream,
    dialect: &Dialect,
) -> io::Result<bool> {
    let mut chunk = vec![0; CHUNK];
    let mut lines = 0;
    let mut delimiters = 0;
    let mut blank = true;
    loop {
        let filled = text.read(&mut chunk)?;
        if filled == 0 {
            // A last line without a line end may be cut short: the reader says so.
            return Ok(blank || delimiters < dialect.header.len());
        }
        let bytes = &chunk[..filled];
        let mut from = 0;
        for at in memchr2_iter(dialect.delimiter, dialect.end, bytes) {
            blank = blank && bytes[from..at].trim_ascii().is_empty();
            from = at + 1;
            if bytes[at] == dialect.delimiter {
                delimiters += 1;
                continue;
            }
            let empty = blank && delimiters == 0;
            if lines >= dialect.skip && !empty && delimiters + 1 != dialect.header.len() {
                return Ok(false);
            }
            lines += 1;
            delimiters = 0;
            blank = true;
        }
        blank = blank && bytes[from..].trim_ascii().is_empty();
    }
}
