//! One status poll, and what a final status means.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

use super::clock::now;
use super::crash::{Point, point};
use super::drive::{Delivery, Open};
use super::outcome::{DeliverError, End, Outcome, Result as OutcomeResult};
use super::verdict::read_status;
use crate::graph::{StatusAnswer, Verdict as Asks};
use crate::report::Event;
use crate::state::Verdict;

/// Polls come ever further apart, up to this (`contract.md` 4).
const SLOWEST: Duration = Duration::from_secs(10);
/// So many polls of one handle may fail in a row.
const FAILURES: u32 = 5;

impl Delivery<'_> {
    /// Asks how a handle stands.
    pub(super) async fn poll(&mut self, at: usize) -> Result<Option<End>, DeliverError> {
        self.calls.polls += 1;
        self.reporter.tell(Event::Calling {
            what: "asking for the verdict",
            batch: Some(self.open[at].batch),
        });
        let call = self.client.batch_status(&self.open[at].handle);
        let Ok(answer) = timeout_at(self.deadline, call).await else {
            // The loop sees that the time is over, and ends.
            return Ok(None);
        };
        let open = &mut self.open[at];
        let trouble = match answer {
            Ok((Some(status), _)) => {
                open.failures = 0;
                return self.heed_status(at, &status);
            }
            // A collection without its one element says as little as no answer.
            Ok((None, _)) => None,
            Err(trouble) => Some(trouble),
        };
        open.failures += 1;
        open.slow_down();
        let too_often = open.failures >= FAILURES;
        let asks = trouble
            .as_ref()
            .map_or(Asks::Retry, |trouble| trouble.failure.verdict());
        let words = trouble.as_ref().map_or_else(
            || "Meta's answer names no status".to_owned(),
            |trouble| trouble.failure.to_string(),
        );
        match asks {
            Asks::Retry | Asks::Shrink if too_often => Ok(Some(End::Temporary(words))),
            Asks::Retry | Asks::Shrink => {
                self.calls.retries += 1;
                let wait = self.open[at].delay;
                self.reporter.tell(Event::Retrying {
                    what: "asking for a verdict",
                    reason: words,
                    wait,
                });
                Ok(None)
            }
            Asks::Wait(_) => {
                let told = trouble.and_then(|t| t.usage.regain.or(t.retry_after));
                let wait = told.unwrap_or(Duration::from_secs(60));
                let until = now() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
                self.reads_held_until = self.reads_held_until.max(until);
                self.store.block(false, until)?;
                self.reporter.tell(Event::Waiting {
                    reason: words,
                    wait,
                });
                Ok(None)
            }
            Asks::Stop(stop) => Ok(Some(End::Stopped(stop, words))),
            Asks::Unknown => Ok(Some(End::Temporary(words))),
            // Meta does not know the handle any more: the verdict is lost.
            Asks::Fix => {
                let open = self.open.swap_remove(at);
                self.lost(open)
            }
        }
    }

    /// Reads a status. Only `finished`, `error` and `canceled` are final; an
    /// unknown word is not (`graph-api.md` 3.3).
    fn heed_status(
        &mut self,
        at: usize,
        status: &StatusAnswer,
    ) -> Result<Option<End>, DeliverError> {
        match status.status.as_str() {
            "finished" => {
                point(Point::AfterPoll);
                let open = self.open.swap_remove(at);
                self.settle(open, status)
            }
            "error" | "canceled" => {
                let open = self.open.swap_remove(at);
                let sorted = read_status(open.records, status, &open.settled);
                self.refuse(open.batch, sorted.refused)?;
                self.lost(Open {
                    records: sorted.rest,
                    ..open_shell(open.batch, open.handle)
                })
            }
            _ => {
                self.open[at].slow_down();
                Ok(None)
            }
        }
    }

    /// A finished handle: who is not named is stored, if all are named.
    fn settle(&mut self, open: Open, status: &StatusAnswer) -> Result<Option<End>, DeliverError> {
        let batch = open.batch;
        let warnings = status
            .warnings
            .iter()
            .map(|warning| (warning.id.as_str(), warning.message.as_str()));
        self.note_warnings(warnings);
        let mut sorted = read_status(open.records, status, &open.settled);
        if let Some(words) = open.unclear {
            sorted.unclear = true;
            sorted.words = words;
        }
        let refused = sorted.refused.len();
        self.refuse(batch, sorted.refused)?;
        if sorted.unclear {
            self.store.lose(batch, now())?;
            if self.sends {
                return self.split(batch, sorted.rest, true, &sorted.words);
            }
            return Ok(None);
        }
        let verdicts: Vec<_> = sorted
            .rest
            .iter()
            .map(|record| (record.seq, Verdict::Confirmed))
            .collect();
        if !verdicts.is_empty() {
            self.store.judge(batch, &verdicts, now())?;
        }
        point(Point::AfterVerdict);
        self.outcomes
            .extend(sorted.rest.into_iter().map(|record| Outcome {
                mark: record.mark,
                op: record.first_op,
                result: OutcomeResult::Confirmed,
            }));
        self.reporter.tell(Event::Judged {
            batch,
            confirmed: verdicts.len(),
            refused,
        });
        Ok(None)
    }

    /// A verdict that cannot be had is never taken for success: the items are
    /// in doubt, and are sent once more.
    fn lost(&mut self, open: Open) -> Result<Option<End>, DeliverError> {
        self.store.lose(open.batch, now())?;
        if !self.sends || open.records.is_empty() {
            return Ok(None);
        }
        self.try_again(open.batch, open.records, true)
    }
}

fn open_shell(batch: i64, handle: String) -> Open {
    Open {
        batch,
        handle,
        records: Vec::new(),
        poll_at: Instant::now(),
        delay: SLOWEST,
        failures: 0,
        unclear: None,
        settled: HashSet::new(),
    }
}

impl Open {
    fn slow_down(&mut self) {
        self.delay = (self.delay * 2).min(SLOWEST);
        self.poll_at = Instant::now() + self.delay;
    }
}
