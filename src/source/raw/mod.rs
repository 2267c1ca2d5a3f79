//! Records as they stand in the file, told apart and not looked into.
//!
//! A run that finds the same bytes as the last one need not read them again. This
//! module knows where records begin and end and what their [`Print`] is; what became of a
//! record of that print is known elsewhere.

mod cutter;
mod elements;
mod outline;
mod print;
mod scan;
mod whole;

pub use outline::Outline;
pub use print::{Print, PrintKey};
pub use scan::{Raw, Scanned, Unscanned};
pub use whole::{FilePrint, print_file};
