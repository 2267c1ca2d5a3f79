//! What an earlier run left in flight, settled before anything else.

use std::collections::{HashMap, HashSet};
use std::convert::Infallible;
use std::time::Duration;

use tokio::time::Instant;

use super::clock::now;
use super::drive::{Delivery, Open};
use super::outcome::{DeliverError, End, Outcome, Outgoing, Result as OutcomeResult};
use super::verdict::Flying;
use crate::catalog::Op;
use crate::report::Event;
use crate::state::{BatchStatus, Store};

/// What became of an earlier run's batches.
#[derive(Debug, Default)]
pub struct Resumed {
    /// Items that are confirmed now, by key: what was asked for.
    pub confirmed: HashMap<i64, Op>,
    /// Ids that were taken away.
    pub removed: u64,
    /// Why not everything could be settled; `None` when it was.
    pub end: Option<End>,
}

impl Delivery<'_> {
    /// Settles open batches. A batch with a handle is polled to its end; one
    /// without is lost, and the comparison that follows sends its items again
    /// in full. Nothing is sent here: the export has not been read yet.
    pub async fn resume(&mut self) -> Result<Resumed, DeliverError> {
        let mut keys = Vec::new();
        let batches = self.store.open_batches()?;
        let open = batches
            .iter()
            .filter(|batch| batch.status != BatchStatus::Lost)
            .count();
        if open > 0 {
            self.reporter.tell(Event::Resuming { batches: open });
        }
        for batch in batches {
            match (batch.status, batch.handle) {
                (BatchStatus::Rejected, _) => self.store.drop_rejected(batch.batch, now())?,
                (BatchStatus::Lost, _) => {}
                // How long Meta keeps a handle is not documented; after a day
                // its verdict is not waited for (`graph-api.md` 13, question 2).
                (BatchStatus::Sent, Some(_)) if batch.intended_at < now() - 86_400_000 => {
                    self.store.lose(batch.batch, now())?;
                }
                (BatchStatus::Sent, Some(handle)) => {
                    self.reopen(batch.batch, handle, &mut keys)?;
                }
                (BatchStatus::Intended | BatchStatus::Sent, _) => {
                    self.store.lose(batch.batch, now())?;
                }
            }
        }
        let mut resumed = Resumed::default();
        if self.open.is_empty() {
            return Ok(resumed);
        }
        self.sends = false;
        let none = |_: &Store| Ok::<Option<Outgoing>, DeliverError>(None);
        let mut outcomes: Vec<Outcome> = Vec::new();
        let end = self.run(none, |outcome| outcomes.push(outcome)).await?;
        self.sends = true;
        self.open.clear();
        for outcome in outcomes {
            let stored = match outcome.result {
                OutcomeResult::Confirmed | OutcomeResult::Gone => true,
                OutcomeResult::Refused(_) => false,
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
        resumed.end = (end != End::Done).then_some(end);
        Ok(resumed)
    }

    fn reopen(
        &mut self,
        batch: i64,
        handle: String,
        keys: &mut Vec<i64>,
    ) -> Result<(), DeliverError> {
        let mut records = Vec::new();
        for sent in self.store.records(batch)? {
            let mark = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            keys.push(sent.pos);
            records.push(Flying {
                seq: sent.seq,
                mark,
                id: sent.id,
                op: sent.op,
                first_op: sent.op,
                again: 0,
            });
        }
        self.open.push(Open {
            batch,
            handle,
            records,
            poll_at: Instant::now(),
            delay: Duration::from_millis(250),
            failures: 0,
            unclear: None,
            settled: HashSet::new(),
        });
        Ok(())
    }
}

impl From<Infallible> for DeliverError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
