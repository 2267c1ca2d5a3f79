//! Flags that say how long a run may wait.

use clap::Args;

/// How long a run may wait.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Wait {
    /// Longest wait for Meta, as in 30m
    #[arg(
        long,
        value_name = "T",
        help_heading = "Safety",
        long_help = "The longest wait for Meta's limits and verdicts, as in 90s, 30m or 1h30m. Then \
                     the run ends with exit code 5, and the next one goes on."
    )]
    pub(crate) max_wait: Option<String>,
    /// How long to wait for another run to end
    #[arg(
        long,
        value_name = "T",
        help_heading = "Safety",
        hide_short_help = true,
        long_help = "How long to wait when another run holds the lock, as in 90s or 5m. Then, and \
                     without this flag at once, the run ends with exit code 7."
    )]
    pub(crate) lock_timeout: Option<String>,
}
