//! What the last run made of the same records.
//!
//! The state remembers of each record of the export its [`Print`](crate::source::Print) and the items
//! that were confirmed of it. A record with the same print, read with the same
//! configuration by the same program, makes the same items: it is counted and not
//! read. What breaks a rule for good, is not published, stands twice or was never
//! confirmed is not remembered, and read each time.
//!
//! Nothing here decides. Where anything is not as it was — the head of the file, a
//! decimal sign, a column, what the state says of an item — the whole export is read.

mod align;
mod class;
mod delta;
mod draft;
mod kept;
mod recall;
mod seal;
mod written;

pub use draft::Draft;
pub use kept::{KeptReport, terms_print};
pub use recall::Recall;

pub(super) use align::{Units, align};
pub(super) use class::Class;
pub(super) use draft::{Entry, Gathered};
pub(super) use kept::{KeptSource, Made, READ, Stored};
pub(super) use recall::{choose, is_same, used_classes};
