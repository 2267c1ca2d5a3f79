//! The model of a catalog item: its fields, its values, its money.
//!
//! One table, [`Field`], says of every field what it holds, how long it may be
//! and whether an item can do without it; normalizing, checking, sending and
//! the docs all read it there. The module knows nothing of exports and nothing
//! of the network. An [`Item`] is always in canonical order, so that equal
//! items have equal bytes.

mod block;
mod doubt;
mod field;
mod fingerprint;
mod item;
mod json;
mod money;
mod op;
mod presence;
mod shown;
mod vocab;

pub use block::{BLOCK, bits};
pub use doubt::Doubt;
pub use field::{Cleared, Field, FieldSet, Keep, Kind, Need};
pub use fingerprint::Fingerprint;
pub use item::{Item, Value, has_lost};
pub use money::{Currency, Price};
pub use op::Op;
pub use presence::Presence;
pub use shown::ShownPrice;
pub use vocab::Vocabulary;
