//! Rules that an item must meet before it is sent.
//!
//! A rule is a row in [`CHECKS`]: to add one, write its function and its row.
//! Rules see one normalized item and say what is wrong with it; they change
//! nothing and know nothing of records, files or the network.

mod examine;
mod link;
mod required;
mod sample;
mod text;

pub use examine::{CHECKS, Check, Subject, examine};
