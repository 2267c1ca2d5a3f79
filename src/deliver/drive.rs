//! The loop: send when the pace allows, poll when a poll is due, rest otherwise.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::air::{Air, Landed};
use super::batch::Batch;
use super::clock::{believable, now};
use super::flight::{Again, Flight, Open};
use super::outcome::{Calls, DeliverError, End, Fate, Outcome, Outgoing};
use super::step::Step;
use super::stop::Stopper;
use crate::graph::{Client, Pace};
use crate::plan::Sizing;
use crate::report::{Event, Reporter};
use crate::state::{BatchStatus, Store};

/// A write that is under way when the run ends is waited for so long: its
/// answer spares the next run a doubt.
const GRACE: Duration = Duration::from_secs(15);
/// So long a run waits for verdicts on what an earlier one sent, when nothing
/// else is left to do.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

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
    /// Verdicts of earlier runs are waited for until then.
    pub(super) patience: Instant,
    pub(super) air: Air,
    /// Writes under way, by batch.
    pub(super) flying: BTreeMap<i64, Flight>,
    pub(super) open: Vec<Open>,
    pub(super) again: VecDeque<Again>,
    pub(super) calls: Calls,
    pub(super) outcomes: Vec<Outcome>,
    /// Pauses in a row without a hint of their length.
    pub(super) blind_waits: u32,
    /// Calls in a row that were refused as wrong.
    pub(super) wrong_calls: u32,
    /// Single records that were refused like that before anything was taken.
    pub(super) parked: u32,
    /// Batches that were halved although nothing else was taken.
    pub(super) probes: u32,
    /// Batches of this run that got their verdict.
    pub(super) verdicts: u64,
    /// Why records are left for the next run, though all others are settled.
    pub(super) unsettled: Option<String>,
    /// Whether no new change is left.
    pub(super) spent: bool,
    /// Limits of a batch as they are set.
    pub(super) sizing: Sizing,
    /// Writes in a row that failed for a passing reason.
    pub(super) failures: u32,
    /// After such a failure nothing leaves before this.
    pub(super) back_off: Instant,
    /// Writes of this run that Meta took.
    pub(super) taken: u64,
    /// How long a write takes, smoothed.
    pub(super) latency: Duration,
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
        let pace = paced(store, options.per_minute)?;
        let reads_held_until = believable(store.catalog()?.reads_blocked_until).unwrap_or(0);
        let begun = Instant::now();
        Ok(Self {
            pace,
            reads_held_until,
            deadline: options.deadline,
            patience: options.deadline.min(begun + PATIENCE),
            store,
            client,
            reporter,
            stopper,
            options,
            air: Air::default(),
            flying: BTreeMap::new(),
            open: Vec::new(),
            again: VecDeque::new(),
            calls: Calls::default(),
            outcomes: Vec::new(),
            blind_waits: 0,
            wrong_calls: 0,
            parked: 0,
            probes: 0,
            verdicts: 0,
            unsettled: None,
            sizing: options.sizing,
            spent: false,
            failures: 0,
            back_off: begun,
            taken: 0,
            latency: Duration::ZERO,
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
        let mut supply = Supply::default();
        let end = loop {
            self.hand_over(&mut done);
            // One change ahead: whether more is to be sent must not be found out
            // only when the pace lets something out.
            supply.fill(|| next(self.store))?;
            self.spent = supply.is_spent();
            let ended = match self.step() {
                Step::End(end) => Some(end),
                Step::SendAgain => {
                    self.send_again()?;
                    None
                }
                Step::Send => {
                    let batch = self.collect(&mut next, &mut supply)?;
                    if !batch.is_empty() {
                        self.send_new(batch)?;
                    }
                    None
                }
                Step::Poll(at) => {
                    self.ask(at);
                    None
                }
                Step::Rest(wait) => self.rest(wait).await?,
            };
            if let Some(end) = ended {
                break end;
            }
        };
        self.land().await?;
        self.hand_over(&mut done);
        self.clean_up().map_err(E::from)?;
        Ok(end)
    }

    /// Waits until a call ends, somebody asks the run to stop, or the time is over.
    async fn rest(&mut self, wait: Duration) -> Result<Option<End>, DeliverError> {
        let landed = tokio::select! {
            landed = self.air.next() => landed?,
            () = self.stopper.sleep(wait) => return Ok(None),
        };
        self.landed(landed)
    }

    fn landed(&mut self, landed: Landed) -> Result<Option<End>, DeliverError> {
        match landed {
            Landed::Write {
                batch,
                answer,
                took,
            } => self.written(batch, answer, took),
            Landed::Poll { batch, answer } => self.polled(batch, answer),
        }
    }

    /// The run is over: writes under way are still waited for and recorded, and
    /// what they ask for beyond that is left to the next run.
    async fn land(&mut self) -> Result<(), DeliverError> {
        let until = Instant::now() + GRACE;
        while self.air.writes() > 0 {
            let Ok(landed) = timeout_at(until, self.air.next()).await else {
                break;
            };
            if let landed @ Landed::Write { .. } = landed? {
                self.landed(landed)?;
            }
        }
        for batch in std::mem::take(&mut self.flying).into_keys() {
            self.store.lose(batch, now())?;
        }
        for again in std::mem::take(&mut self.again) {
            self.store.rejected(again.batch, now())?;
        }
        Ok(())
    }

    /// Gives on what is recorded.
    fn hand_over(&mut self, done: &mut impl FnMut(Outcome)) {
        if self.outcomes.is_empty() {
            return;
        }
        let (mut confirmed, mut refused) = (0, 0);
        for outcome in self.outcomes.drain(..) {
            match outcome.fate {
                Fate::Confirmed | Fate::Gone => confirmed += 1,
                Fate::Refused(_) => refused += 1,
            }
            done(outcome);
        }
        self.reporter.tell(Event::Settled { confirmed, refused });
    }

    /// Takes changes until a batch is full.
    fn collect<E>(
        &self,
        next: &mut impl FnMut(&Store) -> Result<Option<Outgoing>, E>,
        supply: &mut Supply,
    ) -> Result<Batch, E> {
        let mut batch = Batch::default();
        let mut bytes = ENVELOPE;
        loop {
            supply.fill(|| next(self.store))?;
            let Some(outgoing) = supply.held.take() else {
                break;
            };
            let size = outgoing.change.data.len() + crate::graph::RECORD_OVERHEAD;
            if !self.options.sizing.has_room(batch.len(), bytes, size) {
                supply.held = Some(outgoing);
                break;
            }
            bytes += size;
            batch.add(outgoing);
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

/// Where the changes come from.
#[derive(Default)]
struct Supply {
    /// The next one.
    held: Option<Outgoing>,
    /// Whether there are no more.
    exhausted: bool,
}

impl Supply {
    /// Has the next change at hand, if there is one.
    fn fill<E>(&mut self, next: impl FnOnce() -> Result<Option<Outgoing>, E>) -> Result<(), E> {
        if self.held.is_none() && !self.exhausted {
            self.held = next()?;
            self.exhausted = self.held.is_none();
        }
        Ok(())
    }

    fn is_spent(&self) -> bool {
        self.exhausted && self.held.is_none()
    }
}

/// The pace as earlier runs left it.
pub(super) fn paced(store: &Store, per_minute: usize) -> Result<Pace, DeliverError> {
    let catalog = store.catalog()?;
    let recent = store.writes_since(now() - 60_000)?;
    let blocked = believable(catalog.writes_blocked_until);
    Ok(Pace::new(per_minute, recent, blocked))
}

/// Bytes of a body around its records.
pub(super) const ENVELOPE: usize = 80;
