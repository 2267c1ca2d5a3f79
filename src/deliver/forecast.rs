//! How many calls a delivery will take, and how long they need.

use std::time::Duration;

use super::clock::now;
use super::drive::{ENVELOPE, paced};
use super::outcome::DeliverError;
use crate::graph::{Pace, RECORD_OVERHEAD};
use crate::plan::Sizing;
use crate::state::Store;

/// What is known of the allowance before the first call: the pace, the writes of
/// the last minute, a pause that Meta asked for.
#[derive(Clone, Debug)]
pub struct Outlook {
    pace: Pace,
    now: i64,
}

impl Outlook {
    /// What the state knows; `per_minute` is the pace without any news of Meta's.
    pub fn of(store: Option<&Store>, per_minute: usize) -> Result<Self, DeliverError> {
        let pace = match store {
            Some(store) => paced(store, per_minute)?,
            None => Pace::new(per_minute, Vec::new(), None),
        };
        Ok(Self { pace, now: now() })
    }

    /// Writes a minute.
    pub fn per_minute(&self) -> u64 {
        self.pace.per_minute() as u64
    }

    /// How long so many writes take at the least: the limits alone, and no call.
    pub fn time(&self, writes: u64) -> Duration {
        let millis = self.pace.forecast(writes, self.now);
        Duration::from_millis(u64::try_from(millis).unwrap_or(0))
    }
}

/// Counts the batches that records fill, in the order in which they are sent.
/// What Meta says to a batch can only add to it.
#[derive(Debug)]
pub struct Forecast {
    sizing: Sizing,
    batches: u64,
    records: usize,
    bytes: usize,
}

impl Forecast {
    /// Nothing is to be sent yet.
    pub const fn new(sizing: Sizing) -> Self {
        Self {
            sizing,
            batches: 0,
            records: 0,
            bytes: 0,
        }
    }

    /// One more record, with a `data` object of so many bytes.
    pub fn add(&mut self, data: usize) {
        let size = data + RECORD_OVERHEAD;
        if self.batches == 0 || !self.sizing.has_room(self.records, self.bytes, size) {
            self.batches += 1;
            self.records = 0;
            self.bytes = ENVELOPE;
        }
        self.records += 1;
        self.bytes += size;
    }

    /// Batches so far.
    pub const fn calls(&self) -> u64 {
        self.batches
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_full_batches_and_the_last_one() {
        #[rustfmt::skip]
        let cases: &[(usize, usize, &[usize], u64)] = &[
            // items  bytes  data of each record       batches
            (10,      10_000, &[],                      0),
            (10,      10_000, &[100; 10],               1),
            (10,      10_000, &[100; 11],               2),
            (10,      1_000,  &[400, 400, 400],         2),
            // One that is too large goes out alone.
            (10,      1_000,  &[5_000, 100, 100],       2),
        ];
        for (items, bytes, records, batches) in cases {
            let mut forecast = Forecast::new(Sizing {
                items: *items,
                bytes: *bytes,
            });
            records.iter().for_each(|data| forecast.add(*data));
            assert_eq!(forecast.calls(), *batches, "{items} {bytes} {records:?}");
        }
    }
}
