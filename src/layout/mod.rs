//! How the records of an export make items.
//!
//! Shops write their products in few shapes: one record an item; a complete
//! first record with sparse ones below it; variants that name a parent
//! elsewhere in the file; variants within their product. This module puts together, for each item, the cells
//! of its own record and those of its product. It knows nothing of fields or
//! values. Which columns play which part is told by the preset.
//!
//! Nothing here holds a file: a product is in memory while its items are made,
//! and what stands far apart waits in a temporary file with a small index.

mod book;
mod chain;
mod choice;
mod continuation;
mod feeder;
mod items;
mod nested;
mod overlay;
mod parents;
mod prepared;
mod product;
mod reshape;
mod scattered;
mod store;
mod tongues;
mod unpack;
mod view;

pub use items::Items;
pub(crate) use prepared::ASK_EVERY;
pub use prepared::{LayoutError, Lone, Market, Prepared};
