//! Why a change could not be worked out.

use crate::state::StateError;

/// Why a change could not be worked out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// The state cannot be read.
    #[error("cannot use the state: {0}")]
    State(#[from] StateError),
    /// What was spilled cannot be read back.
    #[error(
        "cannot read back the changes from the temporary folder: {0}; free some space or set TMPDIR to another folder"
    )]
    Spill(#[from] std::io::Error),
}
