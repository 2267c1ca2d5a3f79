//! What an earlier run left in flight, settled before anything else.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::time::Duration;

use tokio::time::Instant;

use super::clock::now;
use super::crash::{Point, point};
use super::drive::Delivery;
use super::flight::Open;
use super::outcome::{DeliverError, End, Fate, Outcome, Outgoing};
use super::verdict::Flying;
use crate::catalog::Op;
use crate::report::Event;
use crate::state::{BatchStatus, Store};

/// A handle without a verdict is given up after this many milliseconds: its
/// items must not wait longer for what changed since. Updates have been seen to
/// take up to about an hour (`graph-api.md` 3.3).
const GIVE_UP: i64 = 3_600_000;

/// So long they are waited for once more when everything else is done.
const AFTERWARDS: Duration = Duration::from_secs(10);

/// What became of an earlier run's batches.
#[derive(Debug, Default)]
pub struct Resumed {
    /// Items that are confirmed now, by key: what was asked for.
    pub confirmed: HashMap<i64, Op>,
    /// Ids that were taken away.
    pub removed: u64,
    /// Keys of items whose verdict is still open: nothing of them is sent.
    pub open: HashSet<i64>,
    /// Why the run cannot go on, if so.
    pub end: Option<End>,
}

impl Delivery<'_> {
    /// Settles open batches. A batch with a handle is polled; one without is
    /// lost, and the comparison that follows sends its items again in full.
    /// Nothing is sent here: the export has not been read yet. A verdict that
    /// takes long is not waited for: everything else must not wait with it.
    pub async fn resume(&mut self) -> Result<Resumed, DeliverError> {
        self.patience = self
            .patience
            .min(Instant::now() + self.options.max_wait / 4);
        let batches = self.store.open_batches()?;
        let open = batches
            .iter()
            .filter(|batch| batch.status != BatchStatus::Lost)
            .count();
        if open > 0 {
            self.reporter.tell(Event::Resuming { batches: open });
        }
        let mut keys = Vec::new();
        for batch in batches {
            match (batch.status, batch.handle) {
                (BatchStatus::Rejected, _) => self.store.drop_rejected(batch.batch, now())?,
                (BatchStatus::Lost, _) => {}
                (BatchStatus::Sent, Some(handle)) => {
                    let records = self.carried_records(batch.batch, |pos| {
                        let mark = u32::try_from(keys.len()).unwrap_or(u32::MAX);
                        keys.push(pos);
                        mark
                    })?;
                    self.open.push(Open::carried(batch.batch, &handle, records));
                }
                (BatchStatus::Intended | BatchStatus::Sent, _) => {
                    self.store.lose(batch.batch, now())?;
                    point(Point::AfterLoss);
                }
            }
        }
        let mut resumed = Resumed::default();
        if self.open.is_empty() {
            return Ok(resumed);
        }
        let none = |_: &Store| Ok::<Option<Outgoing>, DeliverError>(None);
        let mut outcomes: Vec<Outcome> = Vec::new();
        let end = self.run(none, |outcome| outcomes.push(outcome)).await?;
        for outcome in outcomes {
            let stored = match outcome.fate {
                Fate::Confirmed | Fate::Gone => true,
                Fate::Refused(_) => false,
            };
            if !stored {
                continue;
            }
            if outcome.op.removes() {
                resumed.removed += 1;
            } else {
                resumed
                    .confirmed
                    .insert(keys[outcome.mark as usize], outcome.op);
            }
        }
        let waits_only = matches!(end, End::Done | End::OutOfTime(_));
        self.give_up(&mut resumed, &keys)?;
        resumed.end = (!waits_only).then_some(end);
        Ok(resumed)
    }

    /// What is open for too long is lost; what is not stays open, and its items
    /// wait.
    fn give_up(&mut self, resumed: &mut Resumed, keys: &[i64]) -> Result<(), DeliverError> {
        let old: HashSet<i64> = self
            .store
            .open_batches()?
            .into_iter()
            .filter(|batch| batch.intended_at < now() - GIVE_UP)
            .map(|batch| batch.batch)
            .collect();
        for open in std::mem::take(&mut self.open) {
            if old.contains(&open.batch) {
                self.store.lose(open.batch, now())?;
                point(Point::AfterLoss);
            } else {
                let marks = open.records.iter().map(|record| record.mark);
                resumed.open.extend(marks.map(|mark| keys[mark as usize]));
            }
        }
        Ok(())
    }

    /// Goes on asking after batches of earlier runs. `mark` gives the caller's
    /// own mark for the key of an item.
    pub fn carry(&mut self, mut mark: impl FnMut(i64) -> u32) -> Result<(), DeliverError> {
        // They were waited for already.
        self.patience = self.patience.min(Instant::now() + AFTERWARDS);
        for batch in self.store.open_batches()? {
            let (BatchStatus::Sent, Some(handle)) = (batch.status, batch.handle) else {
                continue;
            };
            let records = self.carried_records(batch.batch, &mut mark)?;
            self.open.push(Open::carried(batch.batch, &handle, records));
        }
        Ok(())
    }

    fn carried_records(
        &self,
        batch: i64,
        mut mark: impl FnMut(i64) -> u32,
    ) -> Result<Vec<Flying>, DeliverError> {
        let records = self.store.records(batch)?.into_iter();
        let flying = records.map(|sent| Flying {
            seq: sent.seq,
            mark: mark(sent.pos),
            pos: sent.pos,
            content: None,
            id: sent.id,
            op: sent.op,
            first_op: sent.op,
            earlier: sent.hash.map(|hash| hash.short()),
            again: 0,
        });
        Ok(flying.collect())
    }
}

impl From<Infallible> for DeliverError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
