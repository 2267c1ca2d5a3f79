//! What Meta confirmed, in one SQLite file, and what was sent without a verdict.
//!
//! The state knows items, batches and runs. It knows neither the export nor the
//! network: only `deliver` sees both, so "sent" and "recorded" cannot be taken
//! for one another. Every method is one transaction; a process that dies
//! between two of them leaves a file from which the next run goes on.
#![doc = include_str!("FORMAT.md")]

mod batches;
mod confirm;
mod damage;
mod drift;
mod error;
mod held;
mod insert;
mod item;
mod lock;
mod memo;
mod runs;
mod schema;
mod snapshot;
mod soundness;
mod store;
mod suspects;
mod verdicts;

pub use batches::{Aside, BatchStatus, Intent, OpenBatch, Sent};
pub use damage::{is_ours, set_aside, set_aside_before};
pub use drift::Marks;
pub use error::StateError;
pub use held::{HeldNow, HeldRow};
pub use item::ItemRow;
pub use lock::{Lock, LockError};
pub use memo::{MemoPart, MemoRow, MemoSource};
pub use runs::{CatalogRow, Ended, PARTIAL_RUN, RunRow};
pub use snapshot::{KnownRow, RefusalRow, WithheldRow};
pub use soundness::Soundness;
pub use store::Store;
pub use suspects::Suspect;
pub use verdicts::Verdict;
