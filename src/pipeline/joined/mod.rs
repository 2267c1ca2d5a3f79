//! Sources that are joined to the products: read once, put where each item finds
//! its row, and added to the item's own record under names of their own.

mod checks;
mod key;
mod matching;
mod missing;
mod reader;
mod source;
mod told;
mod unite;
mod withheld;

pub(super) use key::key_columns;
pub(super) use matching::{Contradiction, Matcher, Meeting, joined_columns, template_names};
pub(super) use source::{Joined, Run, read_joined};
pub(super) use told::Meetings;
pub use withheld::Withheld;
pub(super) use withheld::too_old;
