//! What Meta's review says of items, as a script decides it (graph-api.md 4.2).
//!
//! Without a script, an item that is new or was changed where it matters is pending for a minute and
//! approved then.

use serde::{Deserialize, Serialize};

use super::pattern;

/// A state of review.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewState {
    /// Not looked at yet.
    Pending,
    /// May be shown.
    Approved,
    /// Must not be shown.
    Rejected,
    /// Looked at before it was changed.
    Outdated,
}

impl ReviewState {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Outdated => "outdated",
        }
    }
}

/// The state of an item, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Review {
    pub(super) state: ReviewState,
    pub(super) reasons: Vec<String>,
}

/// Which items get which state, those that are there and those that come or are changed later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewRule {
    /// The catalog; each one when absent.
    #[serde(default)]
    pub catalog: Option<String>,
    /// Ids, where `*` stands for any text; every item when empty.
    #[serde(default)]
    pub ids: Vec<String>,
    /// The state.
    pub state: ReviewState,
    /// What `review_rejection_reasons` says.
    #[serde(default)]
    pub reasons: Vec<String>,
}

impl ReviewRule {
    pub(super) fn concerns(&self, catalog: &str, id: &str) -> bool {
        self.catalog.as_deref().is_none_or(|own| own == catalog) && pattern::any(&self.ids, id)
    }

    pub(super) fn review(&self) -> Review {
        Review {
            state: self.state,
            reasons: self.reasons.clone(),
        }
    }
}
