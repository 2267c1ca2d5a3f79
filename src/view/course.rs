//! Where a run stands: events, folded into numbers and one sentence.

use std::time::Duration;

use jiff::Zoned;
use shelfsync::report::{Event, span};
use tokio::time::Instant;

use super::words::{batches, clean, count, grouped, wait};

/// The numbers of a run, as far as its events tell them.
#[derive(Debug, Default)]
pub(super) struct Course {
    source: String,
    reading_since: Option<Instant>,
    total: Option<u64>,
    confirmed: u64,
    refused: u64,
    /// Batches and records without a verdict.
    in_flight: (usize, usize),
    /// Batches that were sent; one that is sent again right away counts once.
    sent: u64,
    last: Option<i64>,
    /// Records of the largest batch.
    largest: usize,
    doing: String,
}

impl Course {
    /// Takes note of an event.
    pub(super) fn note(&mut self, event: &Event, now: Instant, clock: &Zoned) {
        self.add(event);
        if let Some(words) = self.words(event, now, clock) {
            self.doing = words;
        }
    }

    fn add(&mut self, event: &Event) {
        match event {
            Event::Planned { records, .. } => {
                *self = Self {
                    total: Some(*records),
                    source: std::mem::take(&mut self.source),
                    ..Self::default()
                };
            }
            Event::Sending { batch, items, .. } => {
                if self.last != Some(*batch) {
                    self.sent += 1;
                    self.last = Some(*batch);
                }
                self.largest = self.largest.max(*items);
            }
            Event::Accepted { items, .. } => {
                self.in_flight.0 += 1;
                self.in_flight.1 += items;
            }
            Event::Awaiting { batches, records } => self.in_flight = (*batches, *records),
            Event::Judged { .. } => self.in_flight.0 = self.in_flight.0.saturating_sub(1),
            Event::Settled { confirmed, refused } => {
                self.confirmed += confirmed;
                self.refused += refused;
                let settled = usize::try_from(confirmed + refused).unwrap_or(usize::MAX);
                self.in_flight.1 = self.in_flight.1.saturating_sub(settled);
            }
            _ => {}
        }
    }

    /// What is being done, in words; `None` when the event changes nothing.
    fn words(&mut self, event: &Event, now: Instant, clock: &Zoned) -> Option<String> {
        match event {
            Event::Fetching {
                source,
                bytes,
                total,
            } => {
                let (source, bytes) = (clean(source), grouped(*bytes));
                Some(match total {
                    Some(total) => {
                        format!("{source}: {bytes} of {} bytes fetched", grouped(*total))
                    }
                    None => format!("{source}: {bytes} bytes fetched"),
                })
            }
            Event::Unpacking { source, bytes } => Some(format!(
                "{}: {} bytes unpacked",
                clean(source),
                grouped(*bytes)
            )),
            Event::Opened { source, .. } => {
                self.source = clean(source);
                Some(format!("reading {}", self.source))
            }
            Event::Read { records } => {
                let since = *self.reading_since.get_or_insert(now);
                let seconds = now.saturating_duration_since(since).as_secs();
                let rate = records
                    .checked_div(seconds)
                    .map_or_else(String::new, |rate| format!(", {} a second", grouped(rate)));
                let records = count(*records, "record");
                Some(format!("reading {}: {records}{rate}", self.source))
            }
            Event::Planned {
                records,
                calls,
                time,
            } => Some(planned(*records, *calls, *time)),
            Event::Calling { what, batch: None } => Some((*what).to_owned()),
            Event::Sending { items, bytes, .. } => Some(format!(
                "sending {}: {}, {} bytes",
                self.ordinal(),
                count(*items as u64, "item"),
                grouped(*bytes as u64)
            )),
            Event::Accepted { .. } | Event::Awaiting { .. } => Some(self.awaiting()),
            Event::Retrying { what, reason, wait } => Some(retrying(what, reason, *wait)),
            Event::Waiting { reason, wait: time } => Some(format!(
                "{}: waiting {}{}",
                clean(reason),
                wait(*time, clock),
                self.rest()
            )),
            Event::Listing { ids } => {
                Some(format!("listing the live catalog: {}", count(*ids, "item")))
            }
            Event::Resuming { batches: open } => Some(format!(
                "asking for the verdict on {} of an earlier run",
                batches(*open as u64)
            )),
            _ => None,
        }
    }

    /// What is being done.
    pub(super) fn doing(&self) -> &str {
        &self.doing
    }

    /// Records with a verdict, and all of them, once that is known.
    pub(super) fn share(&self) -> Option<(u64, u64)> {
        let total = self.total?;
        Some(((self.confirmed + self.refused).min(total), total))
    }

    /// `6 000 of 35 412 items confirmed, 2 refused`.
    pub(super) fn settled(&self) -> String {
        let refused = match self.refused {
            0 => String::new(),
            refused => format!(", {} refused", grouped(refused)),
        };
        match self.total {
            Some(total) => format!(
                "{} of {} confirmed{refused}",
                grouped(self.confirmed),
                count(total, "item")
            ),
            None => format!(
                "{} of an earlier run confirmed{refused}",
                count(self.confirmed, "item")
            ),
        }
    }

    /// `waiting for Meta's verdict on 2 batches (6 000 items); about 9 batches to go`.
    pub(super) fn awaiting(&self) -> String {
        let (open, records) = self.in_flight;
        format!(
            "waiting for Meta's verdict on {} ({}){}",
            batches(open as u64),
            count(records as u64, "item"),
            self.rest()
        )
    }

    /// `batch 3 of about 12`.
    fn ordinal(&self) -> String {
        match self.to_go() {
            // The batch that is being sent is among those to go.
            Some(more) if more > 1 => {
                format!("batch {} of about {}", self.sent, self.sent + more - 1)
            }
            Some(_) | None => format!("batch {}", self.sent),
        }
    }

    /// `; about 9 batches to go`.
    pub(super) fn rest(&self) -> String {
        match self.to_go() {
            Some(more) if more > 0 => format!("; about {} to go", batches(more)),
            Some(_) | None => String::new(),
        }
    }

    /// Batches that Meta has not taken yet, if they are as large as the largest so far.
    fn to_go(&self) -> Option<u64> {
        let done = self.confirmed + self.refused + self.in_flight.1 as u64;
        let left = self.total?.saturating_sub(done);
        (self.largest > 0).then(|| left.div_ceil(self.largest as u64))
    }
}

/// `no answer from …; sending a batch again in 4 s`.
pub(super) fn retrying(what: &str, reason: &str, wait: Duration) -> String {
    let reason = clean(reason);
    if wait.is_zero() {
        format!("{reason}; {what}")
    } else {
        format!("{reason}; {what} again in {}", span(wait))
    }
}
/// What is ahead, and how long it takes under the known limits.
fn planned(records: u64, calls: u64, time: Duration) -> String {
    let words = format!(
        "{} to send in {}",
        count(records, "item"),
        count(calls, "write call")
    );
    match time.as_secs().div_ceil(60) {
        0 => words,
        minutes => {
            let time = span(Duration::from_secs(minutes * 60));
            format!("{words}, about {time} under the known limits")
        }
    }
}
