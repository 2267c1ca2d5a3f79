//! The filters: one row each in [`table`], one small function each in the
//! leaf of its trade.
//!
//! A filter gets checked values and gives a value. Filters that need more than
//! values (a pattern, a table of words) are part of the tree and not here.

mod args;
mod lists;
mod money;
mod slug;
mod table;
mod text;

pub(super) use args::{Args, Tools};
pub(super) use table::{Filter, Parameter, SPECIAL, find, names};
