//! The wall clock, for times that outlive a run.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Now, in Unix milliseconds.
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    })
}

/// The time after a pause that begins now, in Unix milliseconds.
pub fn later(pause: Duration) -> i64 {
    now().saturating_add(i64::try_from(pause.as_millis()).unwrap_or(i64::MAX))
}

/// How long until a time that was given in Unix milliseconds.
pub(super) fn until(then: i64, now: i64) -> Duration {
    Duration::from_millis(u64::try_from(then.saturating_sub(now)).unwrap_or(0))
}

/// A part of `most`, different each time: retries of many machines that failed
/// together must not come back together.
pub(super) fn jitter(most: Duration) -> Duration {
    let nanos = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos());
    most.mul_f64(f64::from(nanos % 1_000_000) / 1_000_000.0)
}

/// Meta's pauses last a day at most: one that ends later was written by a clock
/// that was wrong, now or then.
pub fn believable(until: Option<i64>) -> Option<i64> {
    until.filter(|until| *until <= now() + 86_400_000)
}
