//! Looking for what would keep a run from working, before there is a run.
//!
//! Each function looks at one thing and returns a [`Check`]: what was seen and,
//! where it is not as it should be, what to do. Files come first, then Meta.
//! Nothing here writes into the catalog, takes the lock or changes the state; no
//! failure ends the examination, for the second trouble is worth knowing, too.
//!
//! What can be known without writing is known here and no more: whether Meta
//! lets the token write into the catalog shows with the first batch.

mod access;
mod bearer;
mod call;
mod check;
mod credentials;
mod files;
mod memory;
mod network;
mod online;
mod shelf;
mod writers;

pub use call::Desk;
pub use check::{Check, Fault, Subject, Verdict};
pub use credentials::credentials;
pub use files::{broken_configuration, configuration, sources};
pub use memory::{Memory, memory};
pub use online::{no_client, offline, online};
pub use writers::{OtherWriters, other_writers};
