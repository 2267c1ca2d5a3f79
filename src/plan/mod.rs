//! What must change in the catalog so that it equals the export.
//!
//! Pure: what is known and what was read go in, changes come out. The module
//! knows items only by id, fingerprint and canonical JSON; it knows neither
//! the state file nor the network, and it sends nothing. The same [`Change`] is
//! shown by `plan`, sent by `sync` and asserted in tests.

mod anomaly;
mod change;
mod decide;
mod guard;
mod ids;
mod known;
mod likeness;
mod limits;
mod offer;
mod sizing;

pub use anomaly::{Anomalies, Anomaly};
pub use change::{Body, Change, FieldChange, fresh, partial, removal, stock, whole};
pub use decide::{Decision, Wish, decide};
pub use guard::{Gone, Guard};
pub use known::{Duplicate, Entry, Index, Known, Read, Seen};
pub use likeness::Likeness;
pub use limits::{Limits, Past, Share, Sight, Verdict};
pub use offer::{Rank, Shift, asked_for, compare, is_sold_out};
pub use sizing::Sizing;
