//! What a run tells while it runs.
//!
//! The stages speak in [`Event`]s and never print. The bin's `view` listens and
//! decides whether an event becomes a bar, a line or nothing. Where the time went
//! a [`Stopwatch`] says at the end.

mod stage;

use std::time::Duration;

pub use stage::{Stage, Stopwatch, Times};

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A source comes from an address or a pipe.
    Fetching {
        /// The source as the user named it.
        source: String,
        /// Bytes so far.
        bytes: u64,
        /// All bytes, where the other side says how many.
        total: Option<u64>,
    },
    /// A packed source is unpacked.
    Unpacking {
        /// The source as the user named it.
        source: String,
        /// Unpacked bytes so far.
        bytes: u64,
    },
    /// A source was opened and recognized.
    Opened {
        /// The source as the user named it.
        source: String,
        /// What it was recognized as.
        preset: String,
        /// Its encoding.
        encoding: String,
    },
    /// So many records of the export are those of the last run, and are not read.
    Known {
        /// Records that are not read.
        known: u64,
        /// All records.
        records: u64,
    },
    /// So many records of the export have been read.
    Read {
        /// Records so far, over all sources.
        records: u64,
    },
    /// The comparison is done; so much is to be sent. What was told of earlier
    /// batches does not count from here on.
    Planned {
        /// Records, over all batches.
        records: u64,
        /// Write calls that they take, about.
        calls: u64,
        /// How long the limits that are known let these calls take at the least.
        time: Duration,
    },
    /// A call other than a write is about to be made.
    Calling {
        /// What for.
        what: &'static str,
        /// The batch that it asks after, by its number in the state.
        batch: Option<i64>,
    },
    /// A batch is about to be sent.
    Sending {
        /// Its number in the state.
        batch: i64,
        /// Records in it.
        items: usize,
        /// Bytes of its body.
        bytes: usize,
    },
    /// Meta took a batch and gave a handle.
    Accepted {
        /// Its number in the state.
        batch: i64,
        /// Records in it.
        items: usize,
    },
    /// Meta's verdict on a batch is known and recorded.
    Judged {
        /// Its number in the state.
        batch: i64,
        /// Items that Meta stored.
        confirmed: usize,
        /// Items that Meta refused.
        refused: usize,
    },
    /// Records found their end, and it is recorded.
    Settled {
        /// Stored by Meta, or gone already.
        confirmed: u64,
        /// Refused by Meta.
        refused: u64,
    },
    /// Nothing is to be done but to wait for verdicts.
    Awaiting {
        /// Batches without one.
        batches: usize,
        /// Records in them.
        records: usize,
    },
    /// A call failed and will be made again.
    Retrying {
        /// What was tried.
        what: &'static str,
        /// Why it failed.
        reason: String,
        /// How long until the next try.
        wait: Duration,
    },
    /// Nothing can be sent for a while.
    Waiting {
        /// Why.
        reason: String,
        /// For how long.
        wait: Duration,
    },
    /// The live catalog is being listed.
    Listing {
        /// Ids so far.
        ids: u64,
    },
    /// An earlier run left a batch open; its verdict is fetched first.
    Resuming {
        /// Open batches.
        batches: usize,
    },
}

/// Somebody who listens to a run.
pub trait Reporter: Send + Sync {
    /// Takes note of one event. Must not block and cannot fail.
    fn tell(&self, event: Event);
}

/// A listener that keeps nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Reporter for Silent {
    fn tell(&self, _event: Event) {}
}

/// A length of time in words: `45 s`, `3 min`, `2 h 5 min`.
pub fn span(time: Duration) -> String {
    let seconds = time.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) => format!("{} ms", time.as_millis()),
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}
