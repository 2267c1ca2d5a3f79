//! What the loop does next. Only this looks at the clock.

use std::time::Duration;

use tokio::time::Instant;

use super::clock::{now, until};
use super::drive::Delivery;
use super::outcome::End;
use crate::report::{Event, span};

/// So many batches may wait for their verdict at once. Meta may think for
/// minutes while the allowance would let more out; a handle that is written
/// down is not in doubt when the process dies, so that many do no harm.
const MOST_OPEN: usize = 32;
/// So many writes may be under way at once: what a crash leaves in doubt.
const MOST_FLYING: usize = 4;
/// A batch that failed so often for a passing reason lets others go first: it
/// may be the batch and not the network.
pub(super) const STEPS_ASIDE: u32 = 3;

/// What the loop does next.
pub(super) enum Step {
    /// Collects changes and sends them.
    Send,
    /// Sends what was set aside.
    SendAgain,
    /// Asks after the open batch at this place.
    Poll(usize),
    /// Nothing for so long, unless a call ends before.
    Rest(Duration),
    /// The run is over.
    End(End),
}

impl Delivery<'_> {
    /// What is to be done now.
    pub(super) fn step(&self) -> Step {
        if self.stopper.asked() {
            return Step::End(End::Interrupted);
        }
        let clock = Instant::now();
        let wall = now();
        let more = !(self.spent && self.again.is_empty());
        let flying = self.air.writes();
        let idle = !more && flying == 0;
        if idle && self.open.is_empty() {
            let left = self.unsettled.clone();
            return Step::End(left.map_or(End::Done, End::Temporary));
        }
        if clock >= self.deadline {
            return Step::End(self.out_of_time());
        }
        let pause = until(self.pace.next(wall), wall);
        let send_in = pause.max(self.back_off.saturating_duration_since(clock));
        // A pause beyond the deadline need not be waited for.
        let in_time = clock + send_in < self.deadline;
        if more && !in_time && flying == 0 && self.open.is_empty() {
            return Step::End(self.out_of_time());
        }
        let reads_in = until(self.reads_held_until, wall);
        // Verdicts on what earlier runs sent are not waited for for long.
        let stuck = flying == 0 && !(more && in_time);
        let carried = self.open.iter().all(|open| open.carried);
        let asks = self.open.iter().any(|open| !open.deaf);
        if stuck && carried && (clock >= self.patience || !asks) {
            return Step::End(if more {
                self.out_of_time()
            } else {
                still_open(self.open.len())
            });
        }
        if idle && clock + reads_in >= self.deadline {
            return Step::End(self.out_of_time());
        }
        let room = flying < self.breadth() && flying + self.open.len() < MOST_OPEN;
        let may_send = more && in_time && room;
        if may_send && send_in.is_zero() {
            let waits = self.again.front();
            let first = waits.is_some_and(|again| self.spent || again.tries < STEPS_ASIDE);
            return if first { Step::SendAgain } else { Step::Send };
        }
        let poll = self
            .open
            .iter()
            .enumerate()
            .filter(|(_, open)| !open.asked && !open.deaf)
            .map(|(at, open)| (open.poll_at.max(clock + reads_in), at))
            .min();
        if let Some((_, at)) = poll.filter(|(due, _)| *due <= clock) {
            return Step::Poll(at);
        }
        let next_send = may_send.then(|| clock + send_in);
        let waits = !self.open.is_empty() && carried && self.patience > clock;
        let patience = waits.then_some(self.patience);
        let wake = [
            poll.map(|(due, _)| due),
            next_send,
            patience,
            Some(self.deadline),
        ];
        let wake = wake.into_iter().flatten().min().unwrap_or(self.deadline);
        self.tell_rest(next_send, wake, clock, wall);
        // Never spin: a clock that is set back must not turn this into a busy loop.
        Step::Rest(
            wake.saturating_duration_since(clock)
                .max(Duration::from_millis(1)),
        )
    }

    /// How many writes may be under way: as many as the pace lets out while one
    /// of them takes its time. Where the allowance is the limit that is one.
    fn breadth(&self) -> usize {
        if self.taken == 0 || self.failures > 0 {
            return 1;
        }
        let in_a_minute = self.pace.per_minute() as u128 * self.latency.as_millis();
        let breadth = in_a_minute.div_ceil(60_000);
        usize::try_from(breadth).map_or(MOST_FLYING, |breadth| breadth.clamp(1, MOST_FLYING))
    }

    fn tell_rest(&self, next_send: Option<Instant>, wake: Instant, clock: Instant, wall: i64) {
        let wait = wake.saturating_duration_since(clock);
        let held = until(self.reads_held_until, wall);
        if next_send == Some(wake) && wait > Duration::from_secs(1) && self.failures == 0 {
            self.reporter.tell(Event::Waiting {
                reason: self.reason_to_wait(wall),
                wait,
            });
        } else if held.is_zero() && !self.open.is_empty() {
            self.reporter.tell(Event::Awaiting {
                batches: self.open.len(),
                records: self.open.iter().map(|open| open.records.len()).sum(),
            });
        }
    }

    fn reason_to_wait(&self, wall: i64) -> String {
        if self.pace.blocked_until() > wall {
            "Meta asked for a pause".to_owned()
        } else {
            let rate = self.pace.per_minute();
            format!("the catalog takes {rate} writes a minute")
        }
    }

    fn out_of_time(&self) -> End {
        let wall = now();
        let pause = self.pace.blocked_until().max(self.reads_held_until);
        let words = if pause > wall {
            format!(
                "Meta asked for a pause of {} more; what is left goes out with the next run after that",
                span(Duration::from_secs(until(pause, wall).as_secs()))
            )
        } else {
            format!(
                "`max_wait` of {} is over; what is left goes out with the next run",
                span(self.options.max_wait)
            )
        };
        End::OutOfTime(words)
    }
}

/// Only verdicts on what earlier runs sent are missing.
fn still_open(batches: usize) -> End {
    let batches = match batches {
        1 => "a batch of an earlier run has no verdict yet; its items".to_owned(),
        more => format!("{more} batches of earlier runs have no verdict yet; their items"),
    };
    End::OutOfTime(format!(
        "{batches} wait for it, and the next run asks again"
    ))
}
