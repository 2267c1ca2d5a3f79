//! Reading a shop's export, one record at a time.
//!
//! A source knows bytes, encodings, delimiters and tags. It knows nothing of
//! products: it hands on [`Record`]s, names and text with the place where they
//! stood, and others give them meaning.
//!
//! A file that is packed, or comes through a pipe, is put into a temporary file
//! first ([`unpack()`], [`spool()`]). Nothing here holds a whole file in memory:
//! that is bounded by the longest record, and the record by a limit. A file that is not whole, or not what it seems, is an
//! error before its end is reached or at its end, never a shorter export. What
//! leaves is UTF-8 without doubt: a byte that has no meaning is an error or a
//! [`Flaw`] of its record, never a replacement character.

mod bytes;
mod csv;
mod decide;
mod encoding;
mod error;
mod facts;
mod fault;
mod flaw;
mod limit;
mod masked;
mod open;
mod page;
mod raw;
mod record;
mod side;
mod spool;
mod stray;
mod survey;
mod text;
mod unpack;
mod xml;

pub use csv::Quoting;
pub use error::SourceError;
pub use facts::{Basis, End, Facts, Form, Hints, Note};
pub use fault::{Binary, Cut, EncodingFault, Limit, Malformation, Title, Unrecognized};
pub use flaw::{Damage, Flaw};
pub use masked::masked;
pub use open::{Reader, Source};
pub use raw::{FilePrint, Outline, Print, PrintKey, Raw, Scanned, Unscanned, print_file};
pub use record::{ColumnId, Columns, Mend, Mends, Record, normal_form};
pub use spool::spool;
pub use unpack::{Names, Opening, PackFault, Packing, Unpacked, Watch, unpack};
