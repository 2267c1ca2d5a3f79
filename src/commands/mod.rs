//! One file a command: its flags and its run.
//!
//! A command returns what happened; `view` shows it. Logic that a second
//! command needs lives in the library.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod config;
mod context;
pub(crate) mod doctor;
pub(crate) mod drift;
pub(crate) mod explain;
pub(crate) mod export;
mod first_contact;
mod flags;
mod guards;
pub(crate) mod init;
pub(crate) mod man;
mod memory;
mod offline;
pub(crate) mod plan;
pub(crate) mod reconcile;
pub(crate) mod reference;
pub(crate) mod rules;
pub(crate) mod sandbox;
mod signals;
pub(crate) mod status;
mod survey;
pub(crate) mod sync;
mod sync_report;
mod tally;
mod told;
mod unchanged;
mod wait;

pub(crate) use flags::Output;
