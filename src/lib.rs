//! Keeps a Facebook/Instagram (Meta) product catalog equal to what a shop exports.
//!
//! Data flows one way:
//!
//! ```text
//! bytes ──► Record ──► Item + Findings ──► Findings ──► Change ──► Batch ──► Outcome ──► rows in state
//!  read      source       normalize          check        plan     deliver     deliver        state
//! ```
//!
//! Each arrow is a function whose input is the type on its left, and nothing on
//! the right is known on the left. A folder uses only what stands below it; a
//! test holds the code to that (`tests/it/floors.rs`):
//!
//! | floor | |
//! | --- | --- |
//! | 5 | [`drift`], [`health`] |
//! | 4 | [`pipeline`] |
//! | 3 | [`join`], [`layout`], [`template`], [`normalize`], [`check`], [`deliver`] |
//! | 2 | [`preset`], [`plan`], [`state`], [`graph`], [`finding`], [`fetch`] |
//! | 1 | [`catalog`], [`source`], [`report`], [`config`], [`sandbox`] |
//!
//! A reader who is new here starts with [`catalog`], goes on with [`pipeline`]
//! and ends with [`deliver`] and the format of the [`state`]. Above the library
//! stands the program: flags, commands, and the one folder that prints.

pub mod catalog;
pub mod check;
pub mod config;
pub mod deliver;
pub mod drift;
pub mod fetch;
pub mod finding;
pub mod graph;
pub mod health;
pub mod join;
pub mod layout;
pub mod normalize;
pub mod pipeline;
pub mod plan;
pub mod preset;
pub mod report;
pub mod sandbox;
pub mod source;
pub mod state;
pub mod template;
