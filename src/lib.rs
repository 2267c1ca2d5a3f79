//! Keeps a Facebook/Instagram (Meta) product catalog equal to what a shop exports.

pub mod catalog;
pub mod config;
pub mod deliver;
pub mod finding;
pub mod graph;
pub mod normalize;
pub mod plan;
pub mod preset;
pub mod report;
pub mod sandbox;
pub mod source;
pub mod state;
