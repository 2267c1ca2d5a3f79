//! Zip archives: the list of files at the end, and one file out of them.
//!
//! Our own reader of the list, since what matters here is what a library for
//! archives smooths over: two files of one name are an error and not the
//! later one, and a list of any length takes no more than a bounded part of
//! the memory. Only what an export can need is read; the rest is named and
//! refused. Sections refer to PKWARE's APPNOTE 6.3.10.

mod choose;
mod directory;
mod entry;
mod unpack;

pub(super) use directory::{Directory, Kind as Workbook};
pub(super) use entry::reader;
pub(super) use unpack::unpack_zip;
