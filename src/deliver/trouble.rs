//! What a write that failed asks for, by code and subcode.

use std::time::Duration;

use tokio::time::Instant;

use super::clock::{jitter, now};
use super::drive::Delivery;
use super::flight::{Again, Flight, Halves};
use super::outcome::{DeliverError, End};
use super::step::STEPS_ASIDE;
use super::verdict::Flying;
use crate::graph::{Failure, Trouble, Verdict as Asks, WaitFor};
use crate::report::Event;

/// A call that fails for a passing reason is made so often, and so many such
/// failures in a row end the run (`graph-api.md` 8.4).
const TRIES: u32 = 5;
/// So many calls in a row that Meta calls wrong are not the items' fault.
const WRONG_CALLS: u32 = 24;
/// So many batches are halved although nothing else was taken.
const PROBES: u32 = 1;
/// So many single records may step aside before it is clear that Meta calls all
/// calls wrong.
const PARKED: u32 = 8;

impl Delivery<'_> {
    /// A write was refused as a whole, or nobody knows what became of it.
    pub(super) fn refused_call(
        &mut self,
        batch: i64,
        flight: Flight,
        trouble: &Trouble,
    ) -> Result<Option<End>, DeliverError> {
        self.pace.heed(trouble.usage, now());
        if trouble.failure.may_have_happened() {
            self.store.suspect(batch, now())?;
        } else {
            self.store.rejected(batch, now())?;
        }
        let words = trouble.failure.to_string();
        let asks = trouble.failure.verdict();
        if asks == Asks::Retry {
            // An outage that names its end is a pause.
            self.hold_writes(trouble.told())?;
            return self.retry(batch, flight, trouble);
        }
        let Flight { records, bytes, .. } = flight;
        match asks {
            Asks::Retry | Asks::Unknown => {
                self.again.push_front(Again::new(batch, records));
                Ok(Some(End::Temporary(words)))
            }
            Asks::Stop(stop) => {
                self.again.push_front(Again::new(batch, records));
                Ok(Some(End::Stopped(stop, words)))
            }
            Asks::Wait(window) => {
                self.again.push_front(Again::new(batch, records));
                self.wait_as_told(trouble, window)?;
                Ok((window == WaitFor::Long).then_some(End::Temporary(words)))
            }
            // One record cannot be made less, and says nothing of the others.
            Asks::Shrink if records.len() == 1 => {
                self.options.sizing = self.sizing;
                self.wrong(batch, records, words)
            }
            Asks::Shrink => {
                self.options.sizing = self.options.sizing.halved(records.len(), bytes);
                self.reporter.tell(Event::Retrying {
                    what: "sending a smaller batch",
                    reason: words.clone(),
                    wait: Duration::ZERO,
                });
                self.split(batch, records, Halves::of_call(), &words)
            }
            Asks::Fix => self.wrong(batch, records, words),
        }
    }

    /// Meta calls the call itself wrong. The batch is halved until the record at
    /// fault stands alone. Only when Meta took another call of this run is it the
    /// record that is at fault, and not what all calls have in common: until then
    /// it steps aside.
    fn wrong(
        &mut self,
        batch: i64,
        records: Vec<Flying>,
        words: String,
    ) -> Result<Option<End>, DeliverError> {
        self.wrong_calls += 1;
        if records.len() == 1 && self.taken == 0 {
            self.parked += 1;
            let others = !(self.spent && self.again.is_empty());
            let parked = Again {
                tries: STEPS_ASIDE,
                ..Again::new(batch, records)
            };
            self.again.push_back(parked);
            let all_of_them = !others || self.parked > PARKED;
            return Ok(all_of_them.then_some(End::Temporary(words)));
        }
        if self.wrong_calls > WRONG_CALLS {
            self.again.push_front(Again::new(batch, records));
            return Ok(Some(End::Bug(words)));
        }
        self.split(batch, records, Halves::of_call(), &words)
    }

    /// The same batch once more after a while. One that fails again and again
    /// while others are taken is at fault itself, when it is Meta who says so.
    fn retry(
        &mut self,
        batch: i64,
        flight: Flight,
        trouble: &Trouble,
    ) -> Result<Option<End>, DeliverError> {
        self.failures += 1;
        let tries = flight.tries + 1;
        let taken_before = flight.taken_before.unwrap_or(self.taken);
        let others_pass = self.taken > taken_before;
        // An unknown error that stays may be the batch's own (`graph-api.md` 8.3),
        // even when there is no other batch: its halves tell.
        let unknown = match &trouble.failure {
            Failure::Refused { error, .. } => error.code == 1,
            Failure::Garbled { status, .. } => *status == 500,
            _ => false,
        };
        let probes = unknown && flight.records.len() > 1 && self.probes < PROBES;
        let unexplained = flight.unexplained && unknown;
        let alone = flight.records.len() == 1;
        if tries >= TRIES && others_pass && alone && !unexplained {
            // A network that fails says nothing of the item: the next run tries again.
            self.failures = 0;
            self.store.rejected(batch, now())?;
            self.unsettled = Some(trouble.failure.to_string());
            return Ok(None);
        }
        if tries >= TRIES && (others_pass || probes) {
            self.probes += u32::from(!others_pass);
            let words = trouble.failure.to_string();
            self.failures = 0;
            let halves = Halves {
                tries: TRIES - 1,
                taken_before: Some(taken_before),
                unexplained,
                ..Halves::of_call()
            };
            return self.split(batch, flight.records, halves, &words);
        }
        let wait = backoff(self.failures);
        let again = Again {
            batch,
            records: flight.records,
            tries,
            taken_before: Some(taken_before),
            unexplained,
        };
        self.again.push_front(again);
        let late = Instant::now() + wait >= self.deadline;
        // Of the halves of a batch each one is tried before the run ends.
        let other_half =
            self.probes > 0 && tries >= TRIES && self.again.len() > 1 && self.failures < 2;
        if other_half && !late {
            self.again.rotate_left(1);
            self.calls.retries += 1;
            self.back_off = Instant::now() + wait;
            return Ok(None);
        }
        if self.failures >= TRIES || tries >= TRIES || late {
            let words = format!("{} (tried {tries} times)", trouble.failure);
            return Ok(Some(End::Temporary(words)));
        }
        self.calls.retries += 1;
        self.back_off = Instant::now() + wait;
        self.reporter.tell(Event::Retrying {
            what: "sending a batch",
            reason: trouble.failure.to_string(),
            wait,
        });
        Ok(None)
    }
}

/// 1, 2, 4, 8, 16 seconds with full jitter (`graph-api.md` 8.4), but never
/// less than a tenth: a network that is back at once should not wait for luck.
fn backoff(tries: u32) -> Duration {
    let most = Duration::from_secs(1 << (tries - 1).min(4));
    jitter(most).max(Duration::from_millis(100))
}
