//! Asking how a handle stands, and what a final status means.

use std::time::Duration;

use tokio::time::Instant;

use super::clock::now;
use super::crash::{Point, point};
use super::drive::Delivery;
use super::flight::{Halves, Open};
use super::outcome::{DeliverError, End, Fate, Outcome};
use super::send::Says;
use super::verdict::read_status;
use crate::graph::{Answer, StatusAnswer, Stop, Trouble, Verdict as Asks};
use crate::report::Event;
use crate::state::Verdict;

/// So many polls of one handle may fail in a row.
const FAILURES: u32 = 5;

impl Delivery<'_> {
    /// Asks after an open batch.
    pub(super) fn ask(&mut self, at: usize) {
        let open = &mut self.open[at];
        open.asked = true;
        self.calls.polls += 1;
        self.reporter.tell(Event::Calling {
            what: "asking for the verdict",
            batch: Some(open.batch),
        });
        self.air.poll(self.client, open.batch, &open.handle);
    }

    /// A poll has come to its end.
    pub(super) fn polled(
        &mut self,
        batch: i64,
        answer: Answer<Option<StatusAnswer>>,
    ) -> Result<Option<End>, DeliverError> {
        let Some(at) = self.open.iter().position(|open| open.batch == batch) else {
            return Ok(None);
        };
        let open = &mut self.open[at];
        open.asked = false;
        match answer {
            Ok((Some(status), usage)) => {
                open.failures = 0;
                // A header speaks of all allowances: what is used up and let this
                // call pass is that of writes.
                self.hold_writes(usage.regain)?;
                self.heed_status(at, &status)
            }
            // A collection without its one element says as little as no answer.
            Ok((None, _)) => {
                self.unanswered(at, Asks::Retry, "Meta's answer names no status", None)
            }
            Err(trouble) => {
                let asks = trouble.failure.verdict();
                let words = trouble.failure.to_string();
                self.unanswered(at, asks, &words, Some(&trouble))
            }
        }
    }

    fn unanswered(
        &mut self,
        at: usize,
        asks: Asks,
        words: &str,
        trouble: Option<&Trouble>,
    ) -> Result<Option<End>, DeliverError> {
        let open = &mut self.open[at];
        open.failures += 1;
        open.slow_down();
        let too_often = open.failures >= FAILURES;
        let wait = open.delay;
        // What an earlier run sent must not keep the rest from going out: its
        // items wait, and the next run asks again. What is wrong with the catalog
        // itself shows in the calls that are about it.
        let hopeless = match asks {
            Asks::Retry | Asks::Shrink => too_often,
            Asks::Unknown | Asks::Stop(Stop::Catalog) => true,
            Asks::Wait(_) | Asks::Stop(_) | Asks::Fix => false,
        };
        if open.carried && hopeless {
            open.deaf = true;
            self.reporter.tell(Event::Retrying {
                what: "asking for a verdict in the next run",
                reason: words.to_owned(),
                wait: Duration::ZERO,
            });
            return Ok(None);
        }
        match asks {
            Asks::Retry | Asks::Shrink if too_often => Ok(Some(End::Temporary(words.to_owned()))),
            Asks::Retry | Asks::Shrink => {
                self.calls.retries += 1;
                self.reporter.tell(Event::Retrying {
                    what: "asking for a verdict",
                    reason: words.to_owned(),
                    wait,
                });
                Ok(None)
            }
            Asks::Wait(_) => {
                let told = trouble.and_then(Trouble::told);
                let wait = told.unwrap_or(Duration::from_secs(60));
                let until = now() + i64::try_from(wait.as_millis()).unwrap_or(i64::MAX / 2);
                self.reads_held_until = self.reads_held_until.max(until);
                self.store.block(false, until)?;
                self.reporter.tell(Event::Waiting {
                    reason: words.to_owned(),
                    wait,
                });
                Ok(None)
            }
            Asks::Stop(stop) => Ok(Some(End::Stopped(stop, words.to_owned()))),
            Asks::Unknown => Ok(Some(End::Temporary(words.to_owned()))),
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
                if open.further.is_empty() {
                    self.settle(open, status)
                } else {
                    self.part_settled(open, status)?;
                    Ok(None)
                }
            }
            "error" | "canceled" => {
                let mut open = self.open.swap_remove(at);
                let records = std::mem::take(&mut open.records);
                let sorted = read_status(records, status, &open.settled);
                self.refuse(open.batch, sorted.refused, Says::OfItem, open.carried)?;
                open.records = sorted.rest;
                self.lost(open)
            }
            _ => {
                self.open[at].slow_down();
                Ok(None)
            }
        }
    }

    /// One of several handles is finished: whom it names is refused, and the
    /// others wait for the next.
    fn part_settled(&mut self, mut open: Open, status: &StatusAnswer) -> Result<(), DeliverError> {
        let records = std::mem::take(&mut open.records);
        let sorted = read_status(records, status, &open.settled);
        let named = sorted.refused.iter().map(|(record, _)| record.id.clone());
        open.settled.extend(named);
        self.refuse(open.batch, sorted.refused, Says::OfItem, open.carried)?;
        if sorted.unclear {
            open.unclear = Some(sorted.words);
        }
        open.records = sorted.rest;
        open.handle = open.further.remove(0);
        open.poll_at = Instant::now();
        self.open.push(open);
        Ok(())
    }

    /// A finished handle: who is not named is stored, if all are named.
    fn settle(&mut self, open: Open, status: &StatusAnswer) -> Result<Option<End>, DeliverError> {
        let (batch, carried) = (open.batch, open.carried);
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
        self.refuse(batch, sorted.refused, Says::OfItem, carried)?;
        point(Point::AfterRefusals);
        if sorted.unclear {
            self.store.lose(batch, now())?;
            point(Point::AfterLoss);
            if carried {
                return Ok(None);
            }
            return self.split(batch, sorted.rest, Halves::stored(), &sorted.words);
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
        self.verdicts += 1;
        self.outcomes
            .extend(sorted.rest.into_iter().map(|record| Outcome {
                mark: record.mark,
                pos: record.pos,
                content: record.content,
                op: record.first_op,
                carried,
                earlier: record.earlier,
                fate: Fate::Confirmed,
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
        point(Point::AfterLoss);
        if open.carried || open.records.is_empty() {
            return Ok(None);
        }
        self.try_again(open.batch, open.records, true)
    }
}
