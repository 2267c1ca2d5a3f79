//! Calls under way.
//!
//! They run beside the loop, which alone owns the state: what they bring back
//! is read and recorded by it, one after the other. Calls that are still under
//! way when this is dropped are given up.

use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio::time::Instant;

use crate::graph::{Answer, BatchAnswer, Client, StatusAnswer};

/// A call that is over.
pub(super) enum Landed {
    /// A write.
    Write {
        /// The batch that was sent.
        batch: i64,
        /// What came back.
        answer: Answer<BatchAnswer>,
        /// How long it took.
        took: Duration,
    },
    /// A question for a verdict.
    Poll {
        /// The batch that was asked after.
        batch: i64,
        /// What came back.
        answer: Answer<Option<StatusAnswer>>,
    },
}

/// All calls under way.
#[derive(Default)]
pub(super) struct Air {
    calls: JoinSet<Landed>,
    writes: usize,
}

impl Air {
    /// Sends a batch.
    pub(super) fn write(&mut self, client: &Client, batch: i64, body: Vec<u8>) {
        let client = client.clone();
        self.writes += 1;
        self.calls.spawn(async move {
            let begun = Instant::now();
            let answer = client.items_batch(body).await;
            Landed::Write {
                batch,
                answer,
                took: begun.elapsed(),
            }
        });
    }

    /// Asks how a handle stands.
    pub(super) fn poll(&mut self, client: &Client, batch: i64, handle: &str) {
        let (client, handle) = (client.clone(), handle.to_owned());
        self.calls.spawn(async move {
            let answer = client.batch_status(&handle).await;
            Landed::Poll { batch, answer }
        });
    }

    /// Writes under way.
    pub(super) fn writes(&self) -> usize {
        self.writes
    }

    /// Waits for the next call to end; for ever when none is under way.
    pub(super) async fn next(&mut self) -> Result<Landed, JoinError> {
        let Some(landed) = self.calls.join_next().await else {
            return std::future::pending().await;
        };
        let landed = landed?;
        self.writes -= usize::from(matches!(landed, Landed::Write { .. }));
        Ok(landed)
    }
}
