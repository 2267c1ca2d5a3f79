//! What is wrong with one product: where, how badly, and what to do.
//!
//! A finding never stops a run. It knows the rule that was broken and the place
//! in the export; it knows nothing of how it was found or how it is shown.

mod about;
mod breach;
mod catalogue;
mod problems;
mod reason;
mod remedy;
mod rule;

pub use breach::{Finding, Place, Severity};
pub use problems::Problems;
pub use reason::Basis;
pub use rule::Rule;
