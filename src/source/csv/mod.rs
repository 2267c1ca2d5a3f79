//! Tables: rows of cells between delimiters.
//!
//! The splitter is our own. The `csv` crate takes an open quote at the end of
//! a file for a finished cell, so a file that was cut short would look like a
//! whole one; it cannot keep a stray quote inside a quoted cell as text, which
//! template-driven exports write; and it needs more time to split the bytes than
//! this one to split, validate and trim them (`benches/read.rs`). On input as
//! RFC 4180 wants it both give the same cells, which a property test shows.

mod head;
mod lines;
mod literal;
mod parting;
mod reader;
mod skim;
mod sniff;
mod split;

pub(super) use lines::rows_are_lines;
pub(super) use parting::{is_delimiter, line_end};
pub(super) use reader::CsvReader;
pub(super) use skim::{Skim, closing, skim};
pub use sniff::Quoting;
pub(super) use sniff::{Dialect, Wish, sniff};
pub(super) use split::Rules;
