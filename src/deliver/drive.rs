//! The loop: send when the pace allows, poll when a poll is due, sleep otherwise.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use tokio::time::Instant;

use super::clock::{now, until};
use super::outcome::{Calls, DeliverError, End, Outcome, Outgoing, Result as Settled};
use super::stop::Stopper;
use super::verdict::Flying;
use crate::graph::{Client, Pace};
use crate::plan::Sizing;
use crate::report::{Event, Reporter};
use crate::state::{BatchStatus, Store};

/// So many batches may wait for their verdict at once. Enough to keep sending
/// while Meta thinks, few enough that a crash leaves little in doubt.
const MOST_OPEN: usize = 8;

/// How a delivery is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of the run.
    pub run: i64,
    /// Limits of a batch.
    pub sizing: Sizing,
    /// Writes a minute, until the usage headers say otherwise.
    pub per_minute: usize,
    /// How long the run may wait, for words only.
    pub max_wait: Duration,
    /// No wait ends after this.
    pub deadline: Instant,
}

/// Records that wait to be sent again, in a batch of their own.
#[derive(Debug)]
pub(super) struct Again {
    pub(super) batch: i64,
    pub(super) records: Vec<Flying>,
}

/// A batch that Meta has taken.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) batch: i64,
    pub(super) handle: String,
    pub(super) records: Vec<Flying>,
    pub(super) poll_at: Instant,
    pub(super) delay: Duration,
    /// Polls in a row that failed.
    pub(super) failures: u32,
    /// Words for a record that the answer refused without naming it: then
    /// nothing is known of any of them.
    pub(super) unclear: Option<String>,
    /// Ids that the answer refused already; the status may name them again.
    pub(super) settled: HashSet<String>,
}

/// One delivery: owner of the state while it lasts.
pub struct Delivery<'a> {
    pub(super) store: &'a mut Store,
    pub(super) client: &'a Client,
    pub(super) reporter: &'a dyn Reporter,
    pub(super) stopper: Stopper,
    pub(super) options: Options,
    pub(super) pace: Pace,
    pub(super) reads_held_until: i64,
    pub(super) deadline: Instant,
    pub(super) open: Vec<Open>,
    pub(super) again: VecDeque<Again>,
    pub(super) calls: Calls,
    pub(super) outcomes: Vec<Outcome>,
    /// Pauses in a row without a hint of their length.
    pub(super) blind_waits: u32,
    /// Calls in a row that were refused as wrong.
    pub(super) wrong_calls: u32,
    /// Whether Meta took any call of this run.
    pub(super) has_taken: bool,
    /// Whether sending is allowed: not before the export has been read.
    pub(super) sends: bool,
}

impl<'a> Delivery<'a> {
    /// Prepares a delivery; the pace goes on where the last run left it.
    pub fn new(
        store: &'a mut Store,
        client: &'a Client,
        reporter: &'a dyn Reporter,
        stopper: Stopper,
        options: Options,
    ) -> Result<Self, DeliverError> {
        let catalog = store.catalog()?;
        let recent = store.writes_since(now() - 60_000)?;
        Ok(Self {
            pace: Pace::new(
                options.per_minute,
                recent,
                believable(catalog.writes_blocked_until),
            ),
            reads_held_until: believable(catalog.reads_blocked_until).unwrap_or(0),
            deadline: options.deadline,
            store,
            client,
            reporter,
            stopper,
            options,
            open: Vec::new(),
            again: VecDeque::new(),
            calls: Calls::default(),
            outcomes: Vec::new(),
            blind_waits: 0,
            wrong_calls: 0,
            has_taken: false,
            sends: true,
        })
    }

    /// The calls that were made.
    pub fn calls(&self) -> &Calls {
        &self.calls
    }

    /// Sends all changes that `next` gives and waits for their verdicts. Every
    /// outcome goes to `done` once it is recorded.
    pub async fn run<E: From<DeliverError>>(
        &mut self,
        mut next: impl FnMut(&Store) -> Result<Option<Outgoing>, E>,
        mut done: impl FnMut(Outcome),
    ) -> Result<End, E> {
        let mut held = None;
        let mut exhausted = false;
        let end = loop {
            let step = self.step(exhausted && held.is_none());
            self.hand_over(&mut done);
            let ended = match step {
                Step::End(end) => Some(end),
                Step::Sleep(wait) => {
                    self.stopper.sleep(wait).await;
                    None
                }
                Step::Poll(at) => self.poll(at).await?,
                Step::SendAgain => match self.again.pop_front() {
                    Some(again) => self.send_again(again).await?,
                    None => None,
                },
                Step::Send => {
                    let batch = self.collect(&mut next, &mut held, &mut exhausted)?;
                    if batch.is_empty() {
                        None
                    } else {
                        self.send_new(batch).await?
                    }
                }
            };
            if let Some(end) = ended {
                break end;
            }
        };
        self.hand_over(&mut done);
        self.clean_up().map_err(E::from)?;
        Ok(end)
    }

    /// Gives on what is recorded.
    fn hand_over(&mut self, done: &mut impl FnMut(Outcome)) {
        if self.outcomes.is_empty() {
            return;
        }
        let (mut confirmed, mut refused) = (0, 0);
        for outcome in self.outcomes.drain(..) {
            match outcome.result {
                Settled::Confirmed | Settled::Gone => confirmed += 1,
                Settled::Refused(_) => refused += 1,
            }
            done(outcome);
        }
        self.reporter.tell(Event::Settled { confirmed, refused });
    }

    /// What is to be done now. Only this looks at the clock.
    fn step(&self, all_sent: bool) -> Step {
        if self.stopper.asked() {
            return Step::End(End::Interrupted);
        }
        let clock = Instant::now();
        let wall = now();
        let more = self.sends && !(all_sent && self.again.is_empty());
        if !more && self.open.is_empty() {
            return Step::End(End::Done);
        }
        if clock >= self.deadline {
            return Step::End(self.out_of_time());
        }
        let send_in = until(self.pace.next(wall), wall);
        // A pause beyond the deadline need not be waited for.
        let in_time = clock + send_in < self.deadline;
        if more && !in_time && self.open.is_empty() {
            return Step::End(self.out_of_time());
        }
        let reads_in = until(self.reads_held_until, wall);
        if !more && clock + reads_in >= self.deadline {
            return Step::End(self.out_of_time());
        }
        let may_send = more && in_time && self.open.len() < MOST_OPEN;
        if may_send && send_in.is_zero() {
            return match self.again.front() {
                Some(_) => Step::SendAgain,
                None => Step::Send,
            };
        }
        let poll = self
            .open
            .iter()
            .enumerate()
            .map(|(at, open)| (open.poll_at.max(clock + reads_in), at))
            .min();
        if let Some((due, at)) = poll.filter(|(due, _)| *due <= clock) {
            debug_assert!(due <= clock);
            return Step::Poll(at);
        }
        let next_poll = poll.map(|(due, _)| due);
        let next_send = may_send.then(|| clock + send_in);
        let wake = [next_poll, next_send, Some(self.deadline)]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(self.deadline);
        let wait = wake.saturating_duration_since(clock);
        if next_send == Some(wake) && wait > Duration::from_secs(1) {
            self.reporter.tell(Event::Waiting {
                reason: self.reason_to_wait(wall),
                wait,
            });
        } else if reads_in.is_zero() && !self.open.is_empty() {
            self.reporter.tell(Event::Awaiting {
                batches: self.open.len(),
                records: self.open.iter().map(|open| open.records.len()).sum(),
            });
        }
        // Never spin: a clock that is set back must not turn this into a busy loop.
        Step::Sleep(wait.max(Duration::from_millis(1)))
    }

    fn reason_to_wait(&self, wall: i64) -> String {
        if self.pace.blocked_until() > wall {
            "Meta asked for a pause".to_owned()
        } else {
            format!(
                "the catalog takes {} writes a minute",
                self.options.per_minute
            )
        }
    }

    fn out_of_time(&self) -> End {
        let wall = now();
        let pause = self.pace.blocked_until().max(self.reads_held_until);
        let words = if pause > wall {
            let seconds = until(pause, wall).as_secs();
            format!(
                "Meta asked for a pause of {} more; what is left goes out with the next run after that",
                crate::report::span(Duration::from_secs(seconds))
            )
        } else {
            format!(
                "`max_wait` of {} is over; what is left goes out with the next run",
                crate::report::span(self.options.max_wait)
            )
        };
        End::OutOfTime(words)
    }

    /// Takes changes until a batch is full.
    fn collect<E>(
        &self,
        next: &mut impl FnMut(&Store) -> Result<Option<Outgoing>, E>,
        held: &mut Option<Outgoing>,
        exhausted: &mut bool,
    ) -> Result<Vec<Outgoing>, E> {
        let mut batch = Vec::new();
        let mut bytes = ENVELOPE;
        while !*exhausted || held.is_some() {
            let outgoing = if let Some(outgoing) = held.take() {
                outgoing
            } else if let Some(outgoing) = next(self.store)? {
                outgoing
            } else {
                *exhausted = true;
                break;
            };
            let size = outgoing.change.data.len() + crate::graph::RECORD_OVERHEAD;
            if !self.options.sizing.has_room(batch.len(), bytes, size) {
                *held = Some(outgoing);
                break;
            }
            bytes += size;
            batch.push(outgoing);
        }
        Ok(batch)
    }

    /// What was set aside and will not be sent by this run any more. What Meta
    /// did not take leaves no trace; what is lost stays in doubt.
    fn clean_up(&mut self) -> Result<(), DeliverError> {
        let rejected: Vec<i64> = self
            .store
            .open_batches()?
            .into_iter()
            .filter(|batch| batch.status == BatchStatus::Rejected)
            .map(|batch| batch.batch)
            .collect();
        for batch in rejected {
            self.store.drop_rejected(batch, now())?;
        }
        Ok(())
    }
}

/// Meta's pauses last a day at most: one that ends later was written by a clock
/// that was wrong, now or then.
fn believable(until: Option<i64>) -> Option<i64> {
    until.filter(|until| *until <= now() + 86_400_000)
}

/// Bytes of a body around its records.
pub(super) const ENVELOPE: usize = 80;

/// What the loop does next.
enum Step {
    Send,
    SendAgain,
    Poll(usize),
    Sleep(Duration),
    End(End),
}
