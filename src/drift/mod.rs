//! How far the live catalog has moved away from what Meta confirmed.
//!
//! The state says what was confirmed, the catalog says what is there now. A
//! [`Survey`] walks over the catalog and sorts every id into one kind: as it was
//! confirmed, missing, different, a zombie, foreign, or uncertain. It knows
//! nothing of the export and sends nothing. What is to be repaired becomes marks in
//! the state, and the ordinary comparison with the export does the rest.
//!
//! Memory grows with the ids; items are compared one by one and forgotten.

mod found;
mod look;
mod survey;

pub use found::{Counts, Difference, Found, Kind};
pub use look::{Looked, look, repair};
pub use survey::{Adopt, Survey};
