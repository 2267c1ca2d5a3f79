//! What one column of an export is for.

use std::collections::BTreeMap;

use super::number::Sign;
use super::orders::DayOrder;
use crate::preset::{Feed, Part, Target};

/// One thing that a column feeds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// What it feeds.
    pub(super) target: Target,
    /// How good a source it is; less is better.
    pub(super) rank: u16,
    /// More that the preset says.
    pub(super) feed: Option<&'static Feed>,
}

impl Use {
    /// The decimal sign, where the preset says it of this column alone.
    pub(super) fn sign(&self) -> Option<Sign> {
        match self.feed?.decimal? {
            ',' => Some(Sign::Comma),
            _ => Some(Sign::Point),
        }
    }
}

/// What one column is for.
#[derive(Clone, Debug)]
pub(super) struct Binding {
    /// What it feeds; most columns feed one thing.
    pub(super) uses: Vec<Use>,
    /// Which part of its field it holds.
    pub(super) part: Part,
    /// Whether its cells are those of another file.
    pub(super) joined: bool,
    /// Whether its cells are the parent's.
    pub(super) inherited: bool,
    /// The number in the name of an option's column.
    pub(super) number: u32,
    /// The preset's name of it, or its own in normal form.
    pub(super) base: String,
    /// The unit in its name.
    pub(super) unit: Option<String>,
    /// Conditions of the preset's publish rule that look at it.
    pub(super) skips: Vec<usize>,
    /// Whether anything must be said when it holds something.
    pub(super) unknown: bool,
    /// Cells with content, counted for unknown columns only.
    pub(super) filled: u64,
    /// The decimal sign of its amounts.
    pub(super) sign: Option<Sign>,
    /// The order of day and month in its dates, where that is known.
    pub(super) order: Option<DayOrder>,
    /// What the format's words in it mean.
    pub(super) words: Option<&'static BTreeMap<String, String>>,
}
