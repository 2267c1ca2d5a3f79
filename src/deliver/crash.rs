//! Named places at which a test may let the process die.
//!
//! In a debug build the variable `SHELFSYNC_CRASH_AT` names a point, and
//! `name:3` its third passing; there the process ends as if it had been
//! killed. A release build has none of this.

/// The points, in the order in which a batch passes them; at the end those of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The batch is collected; nothing is written down.
    BeforeIntent,
    /// The intent is on disk; nothing is sent.
    AfterIntent,
    /// The answer came; it is not written down.
    AfterSend,
    /// The handle is on disk; nothing is polled.
    AfterHandle,
    /// The verdict came; it is not written down.
    AfterPoll,
    /// The verdict is on disk.
    AfterVerdict,
    /// Refusals are on disk; what was not refused has no verdict yet.
    AfterRefusals,
    /// Records stand in a batch of their own, to be sent again.
    AfterSetAside,
    /// The verdict of a batch is given up, on disk.
    AfterLoss,
    /// A pause that Meta asked for is on disk.
    AfterPause,
    /// A page of the live catalog is on disk.
    AfterPage,
    /// What a read of suspects found is on disk.
    AfterReading,
    /// All verdicts are in; what the next run remembers of the export is not on disk.
    BeforeMemory,
    /// It is; the run has not ended.
    AfterMemory,
}

impl Point {
    #[cfg(debug_assertions)]
    const fn name(self) -> &'static str {
        match self {
            Self::BeforeIntent => "before-intent",
            Self::AfterIntent => "after-intent",
            Self::AfterSend => "after-send",
            Self::AfterHandle => "after-handle",
            Self::AfterPoll => "after-poll",
            Self::AfterVerdict => "after-verdict",
            Self::AfterRefusals => "after-refusals",
            Self::AfterSetAside => "after-set-aside",
            Self::AfterLoss => "after-loss",
            Self::AfterPause => "after-pause",
            Self::AfterPage => "after-page",
            Self::AfterReading => "after-reading",
            Self::BeforeMemory => "before-memory",
            Self::AfterMemory => "after-memory",
        }
    }
}

/// Passes a point.
#[cfg(debug_assertions)]
pub fn point(point: Point) {
    use std::sync::atomic::{AtomicU32, Ordering};
    static PASSED: AtomicU32 = AtomicU32::new(0);
    let Ok(wanted) = std::env::var("SHELFSYNC_CRASH_AT") else {
        return;
    };
    let (name, times) = wanted.split_once(':').unwrap_or((&wanted, "1"));
    if name == point.name() {
        let passed = PASSED.fetch_add(1, Ordering::SeqCst) + 1;
        if times.parse() == Ok(passed) {
            std::process::abort();
        }
    }
}

/// Passes a point.
#[cfg(not(debug_assertions))]
pub fn point(_point: Point) {}
