//! Batches between their collection and their verdict.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::Instant;

use super::verdict::Flying;

/// The first status poll comes after this time (`contract.md` 4).
const FIRST_POLL: Duration = Duration::from_millis(250);
/// Polls come ever further apart, up to this (`contract.md` 4).
const SLOWEST: Duration = Duration::from_secs(10);

/// A batch whose call is under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) records: Vec<Flying>,
    /// Bytes of its body.
    pub(super) bytes: usize,
    /// How often it failed before, for passing reasons.
    pub(super) tries: u32,
    /// What this run had sent with success when it failed first.
    pub(super) taken_before: Option<u64>,
    /// Whether every failure was an unknown error of Meta's, which may be about
    /// the records themselves.
    pub(super) unexplained: bool,
}

/// Records that wait to be sent again, in a batch of their own.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) batch: i64,
    pub(super) records: Vec<Flying>,
    /// As in [`Flight`].
    pub(super) tries: u32,
    /// As in [`Flight`].
    pub(super) taken_before: Option<u64>,
    /// As in [`Flight`].
    pub(super) unexplained: bool,
}

impl Again {
    /// Records that were not tried in this form before.
    pub(super) fn new(batch: i64, records: Vec<Flying>) -> Self {
        Self {
            batch,
            records,
            tries: 0,
            taken_before: None,
            unexplained: true,
        }
    }
}

/// How the halves of a batch are sent again.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Halves {
    /// Meta may have stored them.
    pub(super) stored: bool,
    /// The words are about the call as a whole, and not about an item.
    pub(super) of_call: bool,
    /// As in [`Flight`].
    pub(super) tries: u32,
    /// As in [`Flight`].
    pub(super) taken_before: Option<u64>,
    /// As in [`Flight`].
    pub(super) unexplained: bool,
}

impl Halves {
    /// Meta took the call and is not clear about some of its records.
    pub(super) fn stored() -> Self {
        Self {
            stored: true,
            unexplained: true,
            ..Self::default()
        }
    }

    /// Meta refused the call as a whole.
    pub(super) fn of_call() -> Self {
        Self {
            of_call: true,
            unexplained: true,
            ..Self::default()
        }
    }
}

/// A batch that Meta has taken.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) batch: i64,
    pub(super) handle: String,
    /// Further handles: one is documented, and each must end before anything of
    /// the batch counts as stored.
    pub(super) further: Vec<String>,
    pub(super) records: Vec<Flying>,
    pub(super) poll_at: Instant,
    pub(super) delay: Duration,
    /// Whether it is being asked after.
    pub(super) asked: bool,
    /// Whether this run asks no more, for nobody answers.
    pub(super) deaf: bool,
    /// Polls in a row that failed.
    pub(super) failures: u32,
    /// Words for a record that the answer refused without naming it: then
    /// nothing is known of any of them.
    pub(super) unclear: Option<String>,
    /// Ids that the answer refused already; the status may name them again.
    pub(super) settled: HashSet<String>,
    /// Whether an earlier run sent it. Nothing of it is sent again as it is:
    /// the export may say something else by now.
    pub(super) carried: bool,
}

impl Open {
    /// A batch that has just been taken. `handles` are Meta's, one a line.
    pub(super) fn new(batch: i64, handles: &str, records: Vec<Flying>) -> Self {
        let mut further = handles.lines().map(str::to_owned);
        Self {
            batch,
            handle: further.next().unwrap_or_default(),
            further: further.collect(),
            records,
            poll_at: Instant::now() + FIRST_POLL,
            delay: FIRST_POLL,
            asked: false,
            deaf: false,
            failures: 0,
            unclear: None,
            settled: HashSet::new(),
            carried: false,
        }
    }

    /// A batch of an earlier run: it may have its verdict by now.
    pub(super) fn carried(batch: i64, handles: &str, records: Vec<Flying>) -> Self {
        Self {
            poll_at: Instant::now(),
            carried: true,
            ..Self::new(batch, handles, records)
        }
    }

    /// The next poll comes later than the last one did.
    pub(super) fn slow_down(&mut self) {
        self.delay = (self.delay * 2).min(SLOWEST);
        self.poll_at = Instant::now() + self.delay;
    }
}
