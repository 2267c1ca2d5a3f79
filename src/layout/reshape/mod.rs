//! Records of formats that say in several elements what a table says in one
//! cell, made into records of plain cells.
//!
//! The steps and what they are called are the preset's (`[reshape]`); this
//! module knows how they are taken. It reads no values but the few that a step
//! needs: words that name a group, factors of an amount.

mod amount;
mod cells;
mod facts;
mod glossary;
mod keyed;
mod language;
mod recast;
mod sites;
mod tables;

pub(super) use recast::Recast;
pub(super) use tables::Tables;
