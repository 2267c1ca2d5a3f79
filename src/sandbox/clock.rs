//! The time that the sandbox lives by.
//!
//! Limits, reviews and late verdicts are decided by this clock and by nothing
//! else, so that a test steps over an hour without waiting for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

/// A clock that can be moved forward. Clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Unix milliseconds at which the clock stands still; the system's time when absent.
    fixed: Option<i64>,
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self {
            fixed: None,
            ahead: Arc::default(),
        }
    }

    /// A clock that stands at a Unix time in milliseconds until it is moved.
    pub fn stopped_at(unix_millis: i64) -> Self {
        Self {
            fixed: Some(unix_millis),
            ahead: Arc::default(),
        }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX / 4);
        // A clock that runs past the end of time stays there instead of turning over.
        let moved = self.ahead.load(Ordering::SeqCst).saturating_add(by);
        self.ahead.store(moved.min(i64::MAX / 4), Ordering::SeqCst);
    }

    /// Unix time in milliseconds.
    pub(super) fn now(&self) -> i64 {
        let base = self
            .fixed
            .unwrap_or_else(|| Timestamp::now().as_millisecond());
        base.saturating_add(self.ahead.load(Ordering::SeqCst))
    }

    /// The time as a `Date` header says it; `None` beyond the years that it can say.
    pub(super) fn http_date(&self) -> Option<String> {
        let now = Timestamp::from_millisecond(self.now()).ok()?;
        DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&now)
            .ok()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_stopped_clock_move_together() {
        let clock = Clock::stopped_at(1_000);
        let other = clock.clone();
        clock.advance(Duration::from_secs(2));
        assert_eq!(other.now(), 3_000);
        let date = other.http_date();
        assert_eq!(date.as_deref(), Some("Thu, 01 Jan 1970 00:00:03 GMT"));
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert!(other.now() > 3_000);
        assert_eq!(other.http_date(), None);
    }
}
