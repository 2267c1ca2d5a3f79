//! Rows of other files, found again by their key.
//!
//! A file of stock or prices has rows for the items of another file, in any
//! order, and may be larger than the memory. Its rows are sorted by their key
//! in a temporary file, those of one key are made one, and each item then finds
//! its own with one look at the disk. What a cell means is not known here: how
//! the cells of several rows become one is asked of whoever knows.
//!
//! Memory holds a buffer for sorting, one key for each page of the sorted file,
//! and a bit for each key.

mod cells;
mod key;
mod shelf;
mod sorter;

pub use cells::{Cell, Unite, United};
pub use key::Key;
pub use shelf::{Lone, Met, Shelf};
pub use sorter::Sorter;
